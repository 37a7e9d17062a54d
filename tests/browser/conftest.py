"""A real Chromium, as a phone, against a real server."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from mpt.web.staff import COOKIE
from tests.browser.desks import DESK, LOCALES, signed_in
from tests.cast import MEI, StaffPerson
from tests.server import Server

PHONE = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Use the system's Chromium; say how to get it where there is none."""
    chromium = os.environ.get("MPT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        message = "no Chromium found: 'apt install chromium', or name one in MPT_CHROMIUM"
        if os.environ.get("MPT_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    return {"executable_path": chromium, "args": [*quiet, "--disable-component-update", "--disable-sync"]}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all browser tests; each test is a phone of its own."""
    folder = tmp_path_factory.mktemp("data")
    with Server(folder, MPT_WORKERS="2") as running:
        yield running


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A second server: tests look into its database, publish to it, and kill it."""
    with Server(tmp_path_factory.mktemp("own"), MPT_WORKERS="1") as running:
        yield running


@pytest.fixture(scope="session")
def join_link(server: Server) -> str:
    """The link on the poster of a made-up factory."""
    return server.run("factory", "add", "青石电子厂", "Bluestone Electronics").splitlines()[-1]


@pytest.fixture
def make_phone(browser: Browser, server: Server) -> Iterator[Any]:
    """Give phones: `make_phone("zh-CN", scripts=True)`."""
    contexts: list[BrowserContext] = []

    def make(locale: str = "zh-CN", *, scripts: bool = True, **options: Any) -> BrowserContext:
        context = browser.new_context(
            **{**PHONE, "locale": locale, "java_script_enabled": scripts, "base_url": server.url, **options}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own for each file of tests: what is written there stays there."""
    with Server(tmp_path_factory.mktemp("studio"), MPT_WORKERS="2") as running:
        yield running


@pytest.fixture
def make_desk(browser: Browser, studio: Server) -> Iterator[Any]:
    """Give trainers' browsers: `make_desk(MEI, "zh")`."""
    contexts: list[BrowserContext] = []

    def make(person: StaffPerson = MEI, language: str = "zh", **options: Any) -> BrowserContext:
        context = browser.new_context(**{**DESK, "locale": LOCALES[language], "base_url": studio.url, **options})
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": COOKIE, "value": signed_in(studio, person), "url": studio.url}])
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as long, of each test in a browser, all but its first kind: other languages, colours and sizes are for `make sure`."""
    seen: set[str] = set()
    for item in items:
        story = item.nodeid.partition("[")[0]
        if story in seen and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.long)
        seen.add(story)
