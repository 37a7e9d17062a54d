"""A network between a browser and a server that does to requests what a dormitory's does: loses, doubles, delays them."""

import http.client
import threading
import time
from collections.abc import Callable
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit


class Fate(Enum):
    """What becomes of one request."""

    PASSES = auto()
    REQUEST_IS_LOST = auto()
    REPLY_IS_LOST = auto()
    """The server has it and has answered; the browser never learns."""
    DOUBLED = auto()
    LATE = auto()
    """The browser has long given up when the server gets it, perhaps after what was sent later."""
    SLOW = auto()
    SIGN_IN_PAGE = auto()
    """Some café's own page comes back, with status 200."""


LATE_SECONDS = 0.05


class BadNetwork:
    """`with BadNetwork(server_url) as network:` and open `network.url`; `network.fate` decides about each request."""

    def __init__(self, server: str) -> None:
        self._server = urlsplit(server).netloc
        self.fate: Callable[[str, str], Fate] = lambda _method, _path: Fate.PASSES
        self.seen: list[tuple[str, str, Fate]] = []
        network = self

        class Handler(BaseHTTPRequestHandler):
            """One connection of the browser."""

            def do_GET(self) -> None:
                """Do to a request what is decided for it."""
                network.handle(self)

            do_POST = do_HEAD = do_GET  # noqa: N815 - names of the base class

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    def __enter__(self) -> "BadNetwork":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    def handle(self, browser: BaseHTTPRequestHandler) -> None:
        """Take one request from the browser, and do to it what is decided."""
        body = browser.rfile.read(int(browser.headers.get("Content-Length") or 0))
        fate = self.fate(browser.command, browser.path)
        self.seen.append((browser.command, browser.path, fate))
        if fate is Fate.REQUEST_IS_LOST:
            return
        if fate is Fate.LATE:
            threading.Timer(LATE_SECONDS, self._forward, (browser, body)).start()
            return
        if fate is Fate.SIGN_IN_PAGE:
            self._reply(browser, 200, [("Content-Type", "text/html")], b"<main><h1>Welcome to our Wi-Fi</h1></main>")
            return
        if fate is Fate.SLOW:
            time.sleep(LATE_SECONDS)
        if fate is Fate.DOUBLED:
            self._forward(browser, body)
        answer = self._forward(browser, body)
        if answer and fate is not Fate.REPLY_IS_LOST:
            self._reply(browser, *answer)

    def _forward(self, browser: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """Hand a request to the server and return its answer; nothing where it is down."""
        connection = http.client.HTTPConnection(self._server, timeout=30)
        try:
            connection.request(browser.command, browser.path, body, dict(browser.headers.items()))
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _reply(self, browser: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        try:
            browser.send_response_only(status)
            for name, value in headers:
                if name.lower() not in {"connection", "transfer-encoding"}:
                    browser.send_header(name, value)
            browser.end_headers()
            browser.wfile.write(body)
        except OSError:
            pass  # the browser has gone on
