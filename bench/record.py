"""What every benchmark writes beside its figures."""

import json
import os
import platform
import signal
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def end_cleanly() -> None:
    """Let a SIGTERM end this process as Ctrl-C does: with what it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def machine() -> dict[str, Any]:
    """Return on what it was measured."""
    return {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}


def write(name: str, result: dict[str, Any]) -> None:
    """Write the results of one benchmark, with the machine, to `bench/results/<name>.json`."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({**result, "machine": {**machine(), **result.get("machine", {})}}, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def read(name: str) -> dict[str, Any]:
    """Read the results that were written last."""
    return dict(json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8")))


def spread(values: Sequence[float], digits: int) -> dict[str, float]:
    """Return median, least and most, rounded."""
    middle = statistics.median(values)
    return {"median": round(middle, digits), "least": round(min(values), digits), "most": round(max(values), digits)}
