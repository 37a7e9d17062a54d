"""Chromium 78, the oldest that everything works in, driven as a phone over its DevTools protocol: Playwright can't.

It comes inside the npm package chrome-aws-lambda and is unpacked once. What a step waits for is what the user sees: an
address, a heading, a picture. No step waits for a navigation, so it is all the same whether a link, a form or a script
brought the next page.
"""

import base64
import contextlib
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
from websockets.sync.client import ClientConnection, connect

from tests.floor import INSTALLED

PACKED = INSTALLED / "chrome-aws-lambda" / "bin" / "chromium.br"
UNPACKED = INSTALLED / ".cache" / "chromium-78"
PATIENCE_SECONDS = 20
POLL_SECONDS = 0.05
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-zygote", "--no-first-run",
    "--disable-background-networking", "--disable-sync", "--remote-debugging-port=0",
)  # fmt: skip
PHONE = {"width": 360, "height": 640, "deviceScaleFactor": 2, "mobile": True}
HARMLESS = ("/favicon.ico", "net::ERR_INTERNET_DISCONNECTED")
"""What may stand in an error: the second is what `offline` is for."""
MIDDLE_OF = """(() => {
  const one = document.querySelector(%s);
  if (!one || document.readyState !== "complete") { return null; }
  one.scrollIntoView({block: "center"});
  const box = one.getBoundingClientRect();
  return box.width && box.height ? [box.left + box.width / 2, box.top + box.height / 2] : null;
})()"""


class NotSeenError(AssertionError):
    """What a step waited for didn't come."""


def unpack() -> Path:
    """Return where Chromium 78 lies, unpacked; several test processes may ask at once."""
    if not UNPACKED.exists():
        UNPACKED.parent.mkdir(exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=UNPACKED.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(brotli.decompress(PACKED.read_bytes()))
        Path(name).chmod(0o755)
        Path(name).replace(UNPACKED)
    return UNPACKED


class OldChromium:
    """`with OldChromium("zh-CN", folder) as phone:` is a phone of its own until the block ends.

    Everything waits until it can be done, and raises NotSeenError where it can't within PATIENCE_SECONDS.
    `faults` holds the exceptions that no script caught and the errors on the console.
    """

    def __init__(self, locale: str, folder: Path, *, scripts: bool = True) -> None:
        self.locale = locale
        self.scripts = scripts
        self.faults: list[str] = []
        self._folder = folder
        self._ends = contextlib.ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: ClientConnection | None = None
        self._last_id = 0
        self._page = ""
        self._workers: list[str] = []
        self._is_offline = False

    def __enter__(self) -> "OldChromium":
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the browser and open an empty page, as large as a cheap phone's."""
        log = self._folder / "chromium.log"
        with log.open("wb") as file:
            self._process = subprocess.Popen(
                [unpack(), *FLAGS, f"--lang={self.locale}", f"--user-data-dir={self._folder / 'profile'}", "about:blank"],
                stdout=file, stderr=file, env={**os.environ, "HOME": str(self._folder)},
            )  # fmt: skip
        self._ends.callback(self._end, self._process)
        # No pings: this Chromium answers one by hanging up.
        options = {"max_size": None, "open_timeout": PATIENCE_SECONDS, "close_timeout": 1, "ping_interval": None}
        self._socket = self._ends.enter_context(connect(self._await_address(log), proxy=None, **options))
        (target,) = [one for one in self._send("Target.getTargets")["targetInfos"] if one["type"] == "page"]
        self._page = self._attach(target["targetId"])
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._send(f"{domain}.enable", session=self._page)
        self._send("Target.setDiscoverTargets", discover=True)
        agent = self._send("Browser.getVersion")["userAgent"]
        self._send("Network.setUserAgentOverride", userAgent=agent, acceptLanguage=self.locale, session=self._page)
        self._send("Emulation.setDeviceMetricsOverride", **PHONE, session=self._page)
        self._send("Emulation.setTouchEmulationEnabled", enabled=True, session=self._page)
        self._send("Emulation.setScriptExecutionDisabled", value=not self.scripts, session=self._page)

    def close(self) -> None:
        """End the browser."""
        self._ends.close()

    def goto(self, address: str) -> None:
        """Open an address, as if it were typed in."""
        self.evaluate("window.isLeft = true")
        answer = self._send("Page.navigate", url=address, session=self._page)
        if answer.get("errorText"):
            raise NotSeenError(f"{address}: {answer['errorText']}")
        self.wait_until("!window.isLeft && document.readyState === 'complete'", f"{address} to be there")

    def click(self, selector: str) -> None:
        """Tap the first element that fits, where it lies on the page."""
        x, y = self.wait_until(MIDDLE_OF % json.dumps(selector), f"{selector} to tap on")
        for kind in ("mousePressed", "mouseReleased"):
            self._send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1, session=self._page)

    def check(self, selector: str) -> None:
        """Tap a radio button or a tick box, and see it ticked."""
        self.click(selector)
        self.wait_until(f"document.querySelector({json.dumps(selector)}).checked", f"{selector} to be ticked")

    def fill(self, selector: str, text: str) -> None:
        """Write a text into a field, in place of what stands there."""
        self.click(selector)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).select()")
        self._send("Input.insertText", text=text, session=self._page)

    def text(self, selector: str) -> str:
        """Return what the first element that fits says, as it's seen."""
        found = self.wait_until(
            f"(document.querySelector({json.dumps(selector)}) || {{}}).innerText", f"{selector} to say something"
        )
        return str(found).strip()

    def see(self, selector: str, text: str = "") -> None:
        """Wait until an element that fits has this text in it; without a text, until there is one."""
        self.wait_until(
            f"[...document.querySelectorAll({json.dumps(selector)})]"
            f".some((one) => one.innerText.trim().includes({json.dumps(text)}))",
            f"{text or 'something'!r} in {selector}",
        )

    def see_heading(self, text: str) -> None:
        """Wait until the page's heading is this one."""
        self.wait_until(
            f"(document.querySelector('h1') || {{}}).innerText.trim() === {json.dumps(text)}", f"the heading {text!r}"
        )

    def see_address(self, pattern: str) -> str:
        """Wait until the address has this regular expression in it, and return the address."""
        return str(self.wait_until(f"new RegExp({json.dumps(pattern)}).test(location.href) && location.href", pattern))

    def see_picture(self, selector: str, width: int) -> None:
        """Wait until a picture is there, this many pixels wide by itself."""
        self.wait_until(
            f"document.querySelector({json.dumps(selector)}).naturalWidth === {width}", f"a picture {selector}"
        )

    def wait_until(self, condition: str, what: str, seconds: float = PATIENCE_SECONDS) -> Any:
        """Ask the page again and again until an expression is something Python takes for true, and return it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := self.evaluate(condition, default=None):
                return value
            time.sleep(POLL_SECONDS)
        raise NotSeenError(
            f"waited for {what}; {self.evaluate('location.href', default='the page')} says: "
            f"{self.evaluate('document.body.innerText', default='nothing')[:600]}\nfaults: {self.faults}"
        )

    def evaluate(self, expression: str, **default: Any) -> Any:
        """Return what an expression is on the page; a promise is waited for. `default` stands in for one that fails."""
        try:
            answer = self._send(
                "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, session=self._page
            )
        except ProtocolError:
            # The page went away while it was asked.
            if "default" not in default:
                raise
            return default["default"]
        if "exceptionDetails" not in answer:
            return answer["result"].get("value")
        if "default" not in default:
            raise AssertionError(_said(answer["exceptionDetails"]))
        return default["default"]

    def offline(self, is_offline: bool) -> None:
        """Take the network from the page and its service workers, or give it back."""
        self._is_offline = is_offline
        self._set_network(self._page)
        for worker in self._workers:
            self._set_workers_network(worker)

    def picture(self, path: Path) -> None:
        """Save what is on the screen."""
        answer = self._send("Page.captureScreenshot", format="png", session=self._page)
        path.write_bytes(base64.b64decode(answer["data"]))

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait(PATIENCE_SECONDS)

    def _await_address(self, log: Path) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            said = log.read_text(encoding="utf-8", errors="replace")
            if found := re.search(r"DevTools listening on (ws://\S+)", said):
                return found[1]
            assert self._process is not None
            if self._process.poll() is not None:
                break
            time.sleep(POLL_SECONDS)
        raise NotSeenError(f"Chromium 78 didn't start:\n{log.read_text(encoding='utf-8', errors='replace')}")

    def _attach(self, target: str) -> str:
        return str(self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def _set_network(self, session: str) -> None:
        self._send(
            "Network.emulateNetworkConditions",
            offline=self._is_offline, latency=0, downloadThroughput=-1, uploadThroughput=-1, session=session,
        )  # fmt: skip

    def _send(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Give the browser an order and return its answer; what it tells meanwhile is noted."""
        assert self._socket is not None
        self._last_id += 1
        order_id = self._last_id
        order = {"id": order_id, "method": method, "params": params, **({"sessionId": session} if session else {})}
        self._socket.send(json.dumps(order))
        found: list[str] = []
        answer = next(self._messages(order_id, method, found))
        for target in found:
            self._take_in_worker(target)
        if "error" in answer:
            raise ProtocolError(f"{method}: {answer['error']['message']}")
        return dict(answer["result"])

    def _messages(self, order_id: int, method: str, found: list[str]) -> Iterator[dict[str, Any]]:
        assert self._socket is not None
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = json.loads(self._socket.recv(timeout=left))
            except TimeoutError:
                break
            if message.get("id") == order_id:
                yield message
                return
            self._note(message, found)
        raise NotSeenError(f"Chromium 78 didn't answer {method}")

    def _note(self, message: dict[str, Any], found: list[str]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.faults.append(_said(params["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] in {"error", "assert"}:
            self.faults.append(" ".join(str(one.get("value", one.get("description"))) for one in params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            said = f"{params['entry']['text']} {params['entry'].get('url', '')}"
            if not any(one in said for one in HARMLESS):
                self.faults.append(said)
        elif method == "Target.targetCreated" and params["targetInfo"]["type"] == "service_worker":
            found.append(params["targetInfo"]["targetId"])

    def _take_in_worker(self, target: str) -> None:
        """A service worker has a network of its own to lose, and faults of its own."""
        with contextlib.suppress(ProtocolError):
            session = self._attach(target)
            self._workers.append(session)
            self._send("Runtime.enable", session=session)
            self._send("Network.enable", session=session)
            self._set_workers_network(session)

    def _set_workers_network(self, session: str) -> None:
        """Chromium 78 says "Not supported" of a worker, but does it; and a worker that has stopped has no session."""
        with contextlib.suppress(ProtocolError):
            self._set_network(session)


class ProtocolError(RuntimeError):
    """The browser refused an order, or the page that it was for is gone."""


def _said(details: dict[str, Any]) -> str:
    return str(details.get("exception", {}).get("description") or details["text"])
