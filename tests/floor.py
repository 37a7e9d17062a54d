"""The tools that hold the floor come with npm: where they are, and what a test does without them."""

import os
import platform
import shutil

import pytest

from tests.server import ROOT

INSTALLED = ROOT / "node_modules"


def need_tools() -> None:
    """Skip the test, or fail it where everything is asked for, unless node and what `package.json` names are there."""
    if shutil.which("node") is None:
        _do_without("no node found: Node 20.19 or newer with npm is needed, then 'make node_modules/.installed'")
    if not (INSTALLED / ".installed").exists():
        _do_without("the tools of package.json aren't installed: 'make node_modules/.installed'")


def need_old_chromium() -> None:
    """As `need_tools`; the Chromium 78 that comes with them is one for Linux on x86-64."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        _do_without("Chromium 78 only runs on Linux on x86-64")
    need_tools()


def _do_without(message: str) -> None:
    if os.environ.get("MPT_REQUIRE_BROWSER"):
        pytest.fail(message)
    pytest.skip(message)
