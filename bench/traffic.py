"""What goes over the wire, as the browser's own devtools tell it, and as the server counts it."""

import shlex
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_LOG_CONFIG = """[loggers]
keys=root,errors,access
[handlers]
keys=errors,access
[formatters]
keys=access
[logger_root]
handlers=errors
level=INFO
[logger_errors]
handlers=errors
level=INFO
propagate=0
qualname=gunicorn.error
[logger_access]
handlers=access
level=INFO
propagate=0
qualname=gunicorn.access
[handler_errors]
class=StreamHandler
args=()
[handler_access]
class=FileHandler
formatter=access
args=({path!r}, "a")
[formatter_access]
format=%(created).6f %(message)s
"""
_LOG_LINE = "%(m)s %(U)s %(s)s %(B)s %(D)s %({content-type}o)s"


@dataclass(slots=True)
class Exchange:
    """One request and its answer. Times are seconds since 1970; `ended` is None while it's under way."""

    url: str
    method: str
    by_worker: bool
    begun: float
    offset: float
    """What must be added to the browser's own clock to get the time of day."""
    ended: float | None = None
    size: int = 0
    mime: str = ""
    status: int = 0
    network: bool = True
    """False where it never left the phone: from a cache, from a service worker, from the page itself, or for want of a net."""

    @property
    def kind(self) -> str:
        """What it's counted as: a worker's fetch of a page is a document too. An act is what a form or an outbox sends."""
        if self.method not in {"GET", "HEAD"}:
            return "act"
        if self.mime == "text/html":
            return "document"
        if "javascript" in self.mime:
            return "script"
        return "image" if self.mime.startswith("image/") else "other"


class Traffic:
    """The exchanges of one page or of all service workers, from the events of the devtools' Network domain.

    An exchange is known by its source (a worker's session, or "" for the page) and the browser's id of the request.
    """

    def __init__(self, by_worker: bool) -> None:
        self.exchanges: list[Exchange] = []
        self._by_worker = by_worker
        self._open: dict[tuple[str, str], Exchange] = {}
        self._takes: dict[str, Callable[[Exchange, dict[str, Any]], None]] = {
            "Network.responseReceived": self._received,
            "Network.requestServedFromCache": self._from_cache,
            "Network.loadingFinished": self._finished,
            "Network.loadingFailed": self._failed,
        }

    def hear(self, event: str, told: dict[str, Any], source: str = "") -> None:
        """Take in one event."""
        key = (source, told.get("requestId", ""))
        if event == "Network.requestWillBeSent":
            self._begin(key, told)
        elif (exchange := self._open.get(key)) and event in self._takes:
            self._takes[event](exchange, told)
            if exchange.ended is not None:
                del self._open[key]

    def listen(self, session: Any) -> None:
        """Take in the events of a Playwright session of the devtools."""
        for event in ("Network.requestWillBeSent", *self._takes):
            session.on(event, lambda told, event=event: self.hear(event, told))
        session.send("Network.enable")

    def _begin(self, key: tuple[str, str], told: dict[str, Any]) -> None:
        before = self._open.pop(key, None)
        if before and "redirectResponse" in told:
            self._received(before, {"response": told["redirectResponse"]})
            before.size, before.ended = told["redirectResponse"]["encodedDataLength"], told["wallTime"]
        request = told["request"]
        exchange = Exchange(
            request["url"], request["method"], self._by_worker, told["wallTime"], told["wallTime"] - told["timestamp"]
        )
        if request["url"].startswith(("http:", "https:")):
            self.exchanges.append(exchange)
            self._open[key] = exchange

    @staticmethod
    def _received(exchange: Exchange, told: dict[str, Any]) -> None:
        response = told["response"]
        exchange.mime, exchange.status = response["mimeType"], response["status"]
        if any(response.get(kept) for kept in ("fromDiskCache", "fromServiceWorker", "fromPrefetchCache")):
            exchange.network = False

    @staticmethod
    def _from_cache(exchange: Exchange, told: dict[str, Any]) -> None:
        exchange.network = False

    @staticmethod
    def _finished(exchange: Exchange, told: dict[str, Any]) -> None:
        exchange.ended = told["timestamp"] + exchange.offset
        exchange.size = int(told["encodedDataLength"]) if exchange.network else 0

    @staticmethod
    def _failed(exchange: Exchange, told: dict[str, Any]) -> None:
        exchange.ended = told["timestamp"] + exchange.offset
        if not exchange.status:
            exchange.network = False  # nothing was answered: no network, or the page was left before


class ServerLog:
    """What reached the server, whoever asked: read from gunicorn's access log.

    The devtools don't tell of every fetch of a service worker's own script; what they left out is found here.
    """

    def __init__(self, folder: Path) -> None:
        self._log, self._config = folder / "access.log", folder / "log.ini"
        self._config.write_text(_LOG_CONFIG.format(path=str(self._log)), encoding="utf-8")

    @property
    def environ(self) -> dict[str, str]:
        """What the server's environment must say to write it."""
        words = ["--log-config", str(self._config), "--access-logformat", _LOG_LINE]
        return {"GUNICORN_CMD_ARGS": shlex.join(words)}

    def length(self) -> int:
        """Return how many requests were answered so far."""
        return len(self._lines())

    def left_out(self, after: int, told: list[Exchange]) -> list[Exchange]:
        """Return what reached the server after the first `after` requests and isn't among those that the devtools told of.

        Its size is that of the answer's body: the log doesn't know the headers.
        """
        known = Counter((one.method, unquote(urlsplit(one.url).path)) for one in told)
        found = []
        for line in self._lines()[after:]:
            exchange = _logged(line)
            key = (exchange.method, exchange.url)
            if known[key]:
                known[key] -= 1
            else:
                found.append(exchange)
        return found

    def _lines(self) -> list[str]:
        lines = self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []
        return [line for line in lines if " /healthz " not in line]


def _logged(line: str) -> Exchange:
    logged, method, path, status, size, microseconds, mime = line.split(" ", 6)
    ended = float(logged)
    begun = ended - int(microseconds) / 1e6
    mime = mime.partition(";")[0].strip()
    return Exchange(path, method, True, begun, 0, ended, int(size), mime, int(status))
