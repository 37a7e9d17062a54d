"""The counsellors' inbox: who waits and how long; and who doesn't come in."""

import re
import uuid

import pytest
import time_machine
from flask import Flask

from mpt.models import HelplineCase
from mpt.rules.permissions import Grant, Role
from mpt.services import staff
from tests.cast import Phone
from tests.web.acts import contents, in_each_language, on_sqlite, says, words, writing
from tests.web.helpline.acts import TEXT, answer, cases_in, come_back, nowhere, only_case, press, write, write_on
from tests.web.office_acts import factory, is_kept_out, log, outsiders
from tests.web.staff_acts import Desk, coordinator, counsellor, office


@in_each_language
def test_the_inbox_says_who_waits_how_long_and_never_what_was_written(
    app: Flask, qiu: Desk, phone: Phone, language: str
) -> None:
    qiu.language = language
    assert says(qiu.get("/helpline"), language, "Nothing lies here.")
    with time_machine.travel("2026-11-26T04:00:00Z", tick=False) as clock:
        shown = write(phone, topic="pay")
        clock.move_to("2026-11-30T04:00:00Z")
        desk_page = signed_in_now(app, language).get("/helpline")
    assert shown.code in words(desk_page)
    for part in {"zh": ("4 天", "工资", "中文", "无"), "en": ("4 days", "Pay", "中文", "nobody")}[language]:
        assert part in words(desk_page)
    assert "班长" not in words(desk_page)


def signed_in_now(app: Flask, language: str = "zh") -> Desk:
    """Return a counsellor's desk of this moment: a browser is signed out after some hours."""
    desk = counsellor(app)
    desk.language = language
    return desk


@on_sqlite
@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 分钟"), (59, "59 分钟"), (60, "1 小时"), (47 * 60 + 59, "47 小时"), (48 * 60, "2 天")]
)
def test_how_long_is_said_in_minutes_hours_or_days(
    app: Flask, qiu: Desk, phone: Phone, minutes: int, said: str
) -> None:
    with time_machine.travel("2026-11-20T04:00:00Z", tick=False) as clock:
        write(phone)
        clock.shift(minutes * 60)
        assert said in words(signed_in_now(app).get("/helpline"))


@in_each_language
def test_danger_comes_first_and_is_said_in_a_word(app: Flask, qiu: Desk, phone: Phone, language: str) -> None:
    qiu.language = language
    write(phone, "工资少了。")
    write(phone, "有人跟着我。", danger="1")
    page = qiu.get("/helpline")
    rows = re.findall(r"(?s)<tr><th scope=\"row\">.*?</tr>", page.get_data(as_text=True))
    danger = {"zh": "危险", "en": "Danger"}[language]
    assert [danger in row for row in rows] == [True, False]


@on_sqlite
def test_a_case_goes_from_box_to_box(app: Flask, qiu: Desk, wei: Desk, phone: Phone) -> None:
    shown = write(phone)
    address = only_case(qiu)
    assert cases_in(wei) == [address]
    press(qiu, qiu.get(address), "take")
    assert (cases_in(qiu), cases_in(wei), cases_in(qiu, "mine"), cases_in(wei, "mine")) == ([], [], [address], [])
    answer(qiu, address)
    assert (cases_in(qiu, "mine"), cases_in(qiu, "waiting"), cases_in(wei, "waiting")) == ([], [address], [address])
    write_on(phone, come_back(phone, shown), "谢谢。")
    assert cases_in(qiu, "mine") == [address]
    press(qiu, qiu.get(address), "close")
    assert (cases_in(qiu, "mine"), cases_in(qiu, "closed"), cases_in(wei, "closed")) == ([], [address], [address])


@in_each_language
def test_the_sizes_stand_beside_the_boxes_and_one_box_is_here(
    app: Flask, qiu: Desk, phone: Phone, language: str
) -> None:
    qiu.language = language
    for _case in range(2):
        write(phone)
    page = qiu.get("/helpline?box=mine")
    html = page.get_data(as_text=True)
    names = {"zh": ("新个案 2", "我的 0"), "en": ("New cases 2", "Mine 0")}[language]
    for name in names:
        assert name in words(page)
    assert re.search(r'href="/\w\w/helpline\?box=mine" aria-current="page"', html)
    assert html.count('aria-current="page"') == 1
    assert says(page, language, "You have these, and the worker waits for you.")


@on_sqlite
def test_what_came_with_a_flood_lies_apart(app: Flask, qiu: Desk, phone: Phone) -> None:
    write(phone)
    with writing(app) as session:
        session.query(HelplineCase).one().is_aside = True
    assert cases_in(qiu) == []
    address = only_case(qiu, "aside")
    page = qiu.get(address)
    assert says(page, "zh", "Set aside")
    press(qiu, page, "take")
    assert (cases_in(qiu, "aside"), cases_in(qiu, "mine")) == ([], [address])


@in_each_language
def test_who_reads_here_is_named_so_that_a_stranger_is_noticed(app: Flask, qiu: Desk, language: str) -> None:
    qiu.language = language
    with time_machine.travel("2026-11-03T04:00:00Z", tick=False), writing(app) as session:
        staff.invite(session, "stranger@helpline.example", "钱老师", Grant(Role.COUNSELLOR))
        staff.invite(session, "lin@office.example", "林姐", Grant(Role.OFFICE))
    page = words(qiu.get("/helpline?box=closed")).partition({"zh": "能看信的人", "en": "Who reads here"}[language])[2]
    assert {"zh": "钱老师，2026年11月3日起", "en": "钱老师, since 3 November 2026"}[language] in page
    assert "邱老师" in page
    assert "林姐" not in page


@on_sqlite
@pytest.mark.parametrize("box", ["", "nothing", "new%00"])
def test_a_box_that_is_none_isnt_there(qiu: Desk, box: str) -> None:
    assert qiu.get(f"/helpline?box={box}").status_code == 404


@in_each_language
def test_the_counsellors_place_is_where_they_begin_and_their_ways_stand_above(qiu: Desk, language: str) -> None:
    qiu.language = language
    page = qiu.get("/staff", follow_redirects=True)
    assert page.request.path == f"/{language}/helpline"
    rooms = page.get_data(as_text=True).partition('class="rooms"')[2].partition("</nav>")[0]
    assert list(re.findall(r'href="([^"]*)"', rooms)) == [
        f"/{language}/helpline",
        f"/{language}/helpline/replies",
    ]
    assert rooms.count('aria-current="true"') == 1


ROUTES = [
    ("GET", "/helpline"),
    ("GET", "{case}"),
    ("POST", "{case}"),
    ("GET", "/helpline/replies"),
    ("GET", "/helpline/replies/new"),
    ("POST", "/helpline/replies/new"),
    ("POST", "/helpline/replies/first"),
    ("GET", f"/helpline/replies/{uuid.UUID(int=1)}"),
    ("POST", f"/helpline/replies/{uuid.UUID(int=1)}"),
    ("POST", f"/helpline/replies/{uuid.UUID(int=1)}/remove"),
]


@on_sqlite
def test_neither_a_factory_nor_the_office_nor_a_sponsor_comes_in(app: Flask, qiu: Desk, phone: Phone) -> None:
    write(phone)
    address = only_case(qiu)
    for other in (office(app), coordinator(app, factory(app)), *outsiders(app), phone):
        for method, route in ROUTES:
            assert is_kept_out(app, other, method, route.format(case=address)), (method, route)


@on_sqlite
def test_a_counsellor_sees_no_page_of_the_office_or_of_a_factory(app: Flask, qiu: Desk) -> None:
    bluestone = factory(app)
    for route in ("/office", "/office/helpline", "/office/log", f"/factory/{bluestone}"):
        assert is_kept_out(app, qiu, "GET", route), route


def seen(looks: list[tuple[Desk, str]]) -> list[str]:
    """Return what pages show at the second look: the first counts what wasn't counted yet."""
    pages = [[desk.get(address.rstrip("/")) for desk, address in looks] for _look in range(2)][1]
    assert {page.status_code for page in pages} == {200}
    return [page.get_data(as_text=True) for page in pages]


@on_sqlite
def test_no_page_of_a_factory_or_of_the_office_changes_when_a_case_exists(app: Flask, qiu: Desk, phone: Phone) -> None:
    bluestone = factory(app)
    with time_machine.travel("2026-11-30T04:00:00Z", tick=False):
        chen, lin, desk = coordinator(app, bluestone), office(app), signed_in_now(app)
        looks = [
            (chen, f"/factory/{bluestone}/{page}") for page in ("", "codes", "sessions", "roster", "names", "desk")
        ]
        looks += [(lin, f"/office{page}") for page in ("", "/staff", "/impact", "/helpline", f"/factories/{bluestone}")]
        before, log_before = seen(looks), log(app)
        write(phone, danger="1")
        address = only_case(desk)
        for act in ("take", "topic", "danger", "calm", "close", "reopen"):
            press(desk, desk.get(address), act, text="")
        answer(desk, address)
        after = seen(looks)
    assert len(before) == 11
    assert [one for one, other in zip(before, after, strict=True) if one != other] == []
    told = log(app)[: len(log(app)) - len(log_before)]
    assert {act for act, *_rest in told} <= {"saw names"}, "the office's log tells of cases"
    assert all(TEXT not in page for page in after)


@on_sqlite
def test_a_case_that_is_gone_says_so(app: Flask, qiu: Desk) -> None:
    before = contents(app)
    for method in ("get", "post"):
        page = getattr(qiu, method)(nowhere(), **({"data": {"do": "reopen", "text": ""}} if method == "post" else {}))
        assert page.status_code == 410
        assert says(page, "zh", "This case isn't here any more")
        assert 'href="/zh/staff"' in page.get_data(as_text=True)
    assert contents(app) == before
