"""A cheap phone on a bad network: Chromium with the devtools' throttles on every page and every service worker.

The network of a service worker is throttled through a second connection to the browser (Playwright attaches to pages
alone). Its processor can't be: the devtools slow down a page's main thread only, so what a worker computes takes as long as
on the bench's machine.
"""

import itertools
import json
import os
import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bench.traffic import Exchange, Traffic

SCREEN = {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
SLOWER = 6
LATENCY_MS = 400
BYTES_PER_SECOND = 50_000
PATIENCE_MS = 90_000
WATCH = Path(__file__).parent / "watch.js"
_SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def chromium() -> str:
    """Return the system's Chromium, or end with a line that says how to get one."""
    found = os.environ.get("MPT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.exit("no Chromium found: 'apt install chromium', or name one in MPT_CHROMIUM")
    return found


def network(offline: bool = False) -> dict[str, Any]:
    """Return the throttle of the network, as the devtools want it."""
    speed = {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    return {"offline": offline, "latency": LATENCY_MS, **speed}


class Workers:
    """Every service worker of a browser: throttled before it fetches anything, and listened to."""

    def __init__(self, port: int) -> None:
        self.traffic = Traffic(by_worker=True)
        with urlopen(f"http://127.0.0.1:{port}/json/version", timeout=10) as answer:
            address = json.load(answer)["webSocketDebuggerUrl"]
        self._socket = connect(address, max_size=None)
        self._numbers = itertools.count(1)
        self._sessions: list[str] = []
        threading.Thread(target=self._run, daemon=True).start()
        only_workers = [{"type": "service_worker"}, {"exclude": True}]
        self._send(
            "Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True, filter=only_workers
        )

    def set_network(self, offline: bool) -> None:
        """Throttle all that are there anew."""
        for session in self._sessions:
            self._send("Network.emulateNetworkConditions", session, **network(offline))

    def _send(self, method: str, session: str | None = None, **params: Any) -> None:
        message = {"id": next(self._numbers), "method": method, "params": params}
        self._socket.send(json.dumps({**message, "sessionId": session} if session else message))

    def _run(self) -> None:
        with suppress(ConnectionClosed):  # the browser was closed
            for raw in self._socket:
                self._hear(json.loads(raw))

    def _hear(self, message: dict[str, Any]) -> None:
        event, told = message.get("method", ""), message.get("params", {})
        if event == "Target.attachedToTarget":
            session = told["sessionId"]
            self._sessions.append(session)
            self._send("Network.enable", session)
            self._send("Network.emulateNetworkConditions", session, **network())
            self._send("Runtime.runIfWaitingForDebugger", session)
        elif event == "Target.detachedFromTarget":
            self._sessions.remove(told["sessionId"])
        elif event.startswith("Network."):
            self.traffic.hear(event, told, message["sessionId"])


class CheapPhone:
    """One phone with one page open: nothing kept from anybody before."""

    def __init__(self, browser: Browser, workers: Workers, address: str) -> None:
        self.workers = workers
        self.context: BrowserContext = browser.new_context(**SCREEN, base_url=address, locale="zh-CN")
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(path=WATCH)
        self.page: Page = self.context.new_page()
        self._traffic = Traffic(by_worker=False)
        self._devtools = self.context.new_cdp_session(self.page)
        self._traffic.listen(self._devtools)
        self._devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self._devtools.send("Network.emulateNetworkConditions", network())

    def exchanges(self, since: float) -> list[Exchange]:
        """Return what the page and its service workers asked for since a moment."""
        both = [*self._traffic.exchanges, *self.workers.traffic.exchanges]
        return sorted((one for one in both if one.begun >= since), key=lambda one: one.begun)

    def go_offline(self) -> None:
        """Take the network away from the page and its workers."""
        self.context.set_offline(True)
        self._devtools.send("Network.emulateNetworkConditions", network(offline=True))
        self.workers.set_network(offline=True)


@contextmanager
def cheap_phones(playwright: Playwright) -> Iterator[Any]:
    """Give a function that makes phones, each a context of its own in one browser: `new(address)` in a `with`."""
    port = free_port()
    switches = [*_SWITCHES, f"--remote-debugging-port={port}"]
    browser = playwright.chromium.launch(executable_path=chromium(), args=switches)
    workers = Workers(port)

    @contextmanager
    def new(address: str) -> Iterator[CheapPhone]:
        phone = CheapPhone(browser, workers, address)
        try:
            yield phone
        finally:
            phone.context.close()

    try:
        yield new
    finally:
        browser.close()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
