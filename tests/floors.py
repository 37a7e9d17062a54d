"""`python -m tests.floors`: every test, with coverage, and an end with exit code 1 where it falls below its floors."""

import json
import sys
import tempfile
from pathlib import Path

import pytest

ROOMS_IN_FULL = ("mpt/content/", "mpt/formats/", "mpt/media/", "mpt/rules/", "mpt/services/", "mpt/sheets/")
OVERALL = 95.0


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments`, a process a core, and hold the coverage against the floors."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        failed = pytest.main(
            ["-n", "auto", "--cov=mpt", "--cov-branch", "--cov-report=", f"--cov-report=json:{report}", *arguments]
        )
        if failed:
            return int(failed)
        return _judge(json.loads(report.read_text(encoding="utf-8")))


def _judge(report: dict) -> int:
    low = [
        f"{file}: lines {facts['missing_lines']}, branches {facts['missing_branches']}"
        for file, facts in sorted(report["files"].items())
        if file.startswith(ROOMS_IN_FULL) and facts["summary"]["percent_covered"] < 100
    ]
    overall = report["totals"]["percent_covered"]
    sys.stdout.write(
        f"Coverage with branches: {overall:.1f} % overall, {len(low)} files below 100 % where all is asked\n"
    )
    sys.stdout.writelines(f"  {line}\n" for line in low)
    return 1 if low or overall < OVERALL else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
