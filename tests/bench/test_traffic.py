"""What the bench counts as a request over the wire."""

from pathlib import Path
from typing import Any

from bench.traffic import Exchange, ServerLog, Traffic

ADDRESS = "http://127.0.0.1:1/zh/"


def _sent(number: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    request = {"url": ADDRESS, "method": method}
    return {"requestId": number, "request": request, "wallTime": 1000.0, "timestamp": 10.0, **more}


def _answered(number: str, **more: Any) -> dict[str, Any]:
    return {"requestId": number, "response": {"mimeType": "text/html", "status": 200, **more}}


def _one(*events: tuple[str, dict[str, Any]]) -> list[Exchange]:
    traffic = Traffic(by_worker=False)
    for event, told in events:
        traffic.hear(f"Network.{event}", told)
    return traffic.exchanges


def _ended(number: str, size: int = 500) -> tuple[str, dict[str, Any]]:
    return "loadingFinished", {"requestId": number, "timestamp": 10.5, "encodedDataLength": size}


def test_a_request_has_its_bytes_and_the_time_of_day() -> None:
    (page,) = _one(("requestWillBeSent", _sent("1")), ("responseReceived", _answered("1")), _ended("1"))
    assert (page.kind, page.network, page.size, page.begun, page.ended) == ("document", True, 500, 1000.0, 1000.5)


def test_what_a_service_worker_gave_never_left_the_phone() -> None:
    kept = _answered("1", fromServiceWorker=True)
    (page,) = _one(("requestWillBeSent", _sent("1")), ("responseReceived", kept), _ended("1"))
    assert (page.network, page.size) == (False, 0)


def test_what_came_from_memory_never_left_the_phone() -> None:
    (page,) = _one(("requestWillBeSent", _sent("1")), ("requestServedFromCache", {"requestId": "1"}), _ended("1"))
    assert (page.network, page.size) == (False, 0)


def test_without_a_network_nothing_left_the_phone() -> None:
    failed = {"requestId": "1", "timestamp": 10.1}
    (page,) = _one(("requestWillBeSent", _sent("1")), ("loadingFailed", failed))
    assert not page.network


def test_an_act_and_where_it_leads_are_two_requests() -> None:
    led = {"mimeType": "text/html", "status": 303, "encodedDataLength": 80}
    act, page = _one(
        ("requestWillBeSent", _sent("1", "POST")),
        ("requestWillBeSent", _sent("1", redirectResponse=led)),
        ("responseReceived", _answered("1")),
        _ended("1"),
    )
    assert (act.kind, act.status, act.size) == ("act", 303, 80)
    assert (page.kind, page.status, page.size) == ("document", 200, 500)


def test_the_server_finds_what_the_browser_left_out(tmp_path: Path) -> None:
    log = ServerLog(tmp_path)
    lines = [
        "999.000000 GET /zh/ 200 400 1000 text/html; charset=utf-8",
        "1000.010000 GET /zh/ 200 400 1000 text/html; charset=utf-8",
        "1000.500000 GET /healthz 200 2 100 text/plain",
        "1002.000000 GET /sw.js 200 900 2000 text/javascript; charset=utf-8",
    ]
    (tmp_path / "access.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = [Exchange(ADDRESS, "GET", False, 1000.0, 0)]
    (worker,) = log.left_out(1, told)
    assert (worker.url, worker.kind, worker.size, worker.by_worker) == ("/sw.js", "script", 900, True)
    assert log.length() == 3
