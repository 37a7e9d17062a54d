"""What workers and counsellors do on the helpline's pages."""

import re
import uuid
from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mpt.services import proof
from tests.cast import Browser
from tests.web.acts import database_of
from tests.web.staff_acts import Desk

TEXT = "班长说加班费下个月再算，\n我不敢多问。"
"""What a worker writes; it occurs nowhere else."""
ANSWER = "谢谢你写信来。你现在安全吗？"


@dataclass(frozen=True)
class Paper:
    """What a worker writes down: the code and the four words."""

    code: str
    words: str


def field(page: TestResponse, name: str) -> str:
    """Return what a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.get_data(as_text=True))
    assert found, name
    return unescape(found[1])


def area(page: TestResponse, name: str = "text") -> str:
    """Return what stands in a page's field of several lines."""
    found = re.search(rf'(?s)<textarea id="{name}".*?>\n(.*?)</textarea>', page.get_data(as_text=True))
    assert found, name
    return unescape(found[1])


def first_form(phone: Browser, text: str = TEXT, **fields: str) -> dict[str, str]:
    """Open the page on which one writes, and fill it in."""
    return {"submission": field(phone.get("/help/write"), "submission"), "text": text, "topic": "", **fields}


def write(phone: Browser, text: str = TEXT, **fields: str) -> Paper:
    """Write for the first time, and write down what is shown."""
    return paper(phone.post("/help/write", first_form(phone, text, **fields)))


def paper(page: TestResponse) -> Paper:
    """Write down what a page shows."""
    assert page.status_code == 200
    code, words = re.findall(r'class="name-big[^>]*>(.*?)</p>', page.get_data(as_text=True))
    return Paper(code, " ".join(re.findall(r"<span>(.*?)</span>", words)))


def door_form(phone: Browser, shown: Paper) -> dict[str, str]:
    """Open the page on which code and words are typed, and type them."""
    return {"do": "open", "stamp": field(phone.get("/help/case"), "stamp"), "code": shown.code, "words": shown.words}


def come_back(phone: Browser, shown: Paper) -> TestResponse:
    """Open a case with what was written down."""
    return phone.post("/help/case", door_form(phone, shown))


def write_on(phone: Browser, page: TestResponse, text: str, **fields: str) -> TestResponse:
    """Write again on the page of an open case."""
    sent = {"do": "write", "token": field(page, "token"), "submission": field(page, "submission"), "text": text}
    return phone.post("/help/case", {**sent, **fields})


def erase(phone: Browser, page: TestResponse) -> TestResponse:
    """Erase everything on the page of an open case."""
    return phone.post("/help/case", {"do": "erase", "token": field(page, "token")})


def others_write_meanwhile(app: Flask, monkeypatch: pytest.MonkeyPatch, slow: str) -> list[int]:
    """While `proof.{slow}` works, let somebody else write; return how often that was. Where the page holds the lock, it fails."""
    real, written = getattr(proof, slow), []

    def meanwhile(*given: str | None) -> object:
        with database_of(app).writing.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
            connection.exec_driver_sql("UPDATE staff SET name = name")
            written.append(connection.exec_driver_sql("SELECT 1").scalar_one())
            connection.rollback()
            connection.exec_driver_sql("PRAGMA busy_timeout=30000")
        return real(*given)

    monkeypatch.setattr(proof, slow, meanwhile)
    return written


def cases_in(desk: Desk, box: str = "new") -> list[str]:
    """Return the addresses of the cases in a box, without their language, in the order of the page."""
    html = desk.get(f"/helpline?box={box}").get_data(as_text=True)
    return re.findall(r'<th scope="row"><a href="/\w\w(/helpline/cases/[0-9a-f-]{36})"', html)


def only_case(desk: Desk, box: str = "new") -> str:
    """Return the address of the one case in a box."""
    (found,) = cases_in(desk, box)
    return found


def press(desk: Desk, page: TestResponse, act: str, **fields: str) -> TestResponse:
    """Press a button on the page of a case: all its fields go along, as browsers send them."""
    html = page.get_data(as_text=True)
    sent = {name: field(page, name) for name in ("submission", "last", "holder")}
    for name in ("topic", "to", "reply"):
        if f'name="{name}"' in html:
            sent[name] = selected(page, name)
    return desk.post(page.request.path[3:], {**sent, "text": area(page), "do": act, **fields})


def selected(page: TestResponse, name: str) -> str:
    """Return what a page's list has chosen: its first where nothing is marked."""
    found = re.search(rf'(?s)<select id="{name}".*?</select>', page.get_data(as_text=True))
    assert found, name
    values = re.findall(r'<option value="([^"]*)"( selected)?', found[0])
    return next((value for value, mark in values if mark), values[0][0])


def answer(desk: Desk, address: str, text: str = ANSWER) -> TestResponse:
    """Answer a case."""
    return press(desk, desk.get(address), "answer", text=text)


def reply_form(desk: Desk, **fields: str) -> dict[str, str]:
    """Open the form for a saved reply, and fill it in."""
    filled = {
        "name_zh": "收到",
        "name_en": "Received",
        "text_zh": "你写的，我们看到了。",
        "text_en": "We have read it.",
    }
    return {"submission": field(desk.get("/helpline/replies/new"), "submission"), **filled, **fields}


def nowhere() -> str:
    """Return the address of a case that isn't there."""
    return f"/helpline/cases/{uuid.UUID(int=1)}"
