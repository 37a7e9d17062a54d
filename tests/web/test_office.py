"""The office's factories: an empty office says how to begin; a factory is added, changed, offered courses, linked to sponsors."""

import re
import uuid
from datetime import date

import pytest
from flask import Flask

from mpt.models import Factory
from mpt.services import factories, offers, sponsors
from mpt.services.audit import Act
from tests.sample import SAMPLE
from tests.web.acts import (
    contents,
    counts,
    database_of,
    heading,
    in_each_language,
    on_sqlite,
    says,
    submission_in,
    went_to,
    words,
    writing,
)
from tests.web.hostile import EVALUATED, TEXTS
from tests.web.office_acts import BLUESTONE, MORNING_LIGHT, factory, is_kept_out, log, outsiders, two_names, with_line
from tests.web.staff_acts import Desk, coordinator, office

NAMES = dict(zip(("zh", "en"), BLUESTONE, strict=True))


@pytest.fixture
def desk(app: Flask) -> Desk:
    """Lin's desk, in the office."""
    return office(app)


def at(factory_id: uuid.UUID, *more: str) -> str:
    """Return the address of a factory's page in the office."""
    return "/".join(("/office/factories", str(factory_id), *more))


def only_factory(app: Flask) -> Factory:
    """Return the one factory there is."""
    with database_of(app).session(writes=False) as session:
        (found,) = factories.everywhere(session)
        return found


@in_each_language
def test_an_empty_office_says_what_to_do_first(app: Flask, desk: Desk, language: str) -> None:
    desk.language = language
    page = desk.get("/office")
    assert says(page, language, "No factory is here yet. Four steps bring its workers in:")
    assert f'href="/{language}/office/factories/new"' in page.get_data(as_text=True)


@in_each_language
def test_a_factory_is_added_with_its_first_code(app: Flask, desk: Desk, language: str) -> None:
    desk.language = language
    form = desk.get("/office/factories/new")
    assert {"zh": "越南", "en": "Vietnam"}[language] in words(form)
    page = desk.post("/office/factories/new", two_names(BLUESTONE, country="VN", timezone=""))
    added = only_factory(app)
    assert went_to(page) == f"/{language}{at(added.id)}"
    assert heading(page) == NAMES[language]
    assert says(
        page,
        language,
        "The factory is here, and its first join code. Next: add its departments, then print the poster.",
    )
    assert (added.country, added.timezone) == ("VN", "Asia/Ho_Chi_Minh")
    assert counts(app)["join_code"] == 1
    assert NAMES[language] in words(desk.get("/office"))
    assert log(app) == [(Act.CHANGED_FACTORY, f"+ {BLUESTONE[0]} / {BLUESTONE[1]}", added.id)]


def test_a_double_tap_adds_one_factory(app: Flask, desk: Desk) -> None:
    form = desk.get("/office/factories/new").get_data(as_text=True)
    sent = two_names(BLUESTONE, country="CN", timezone="", submission=submission_in(form))
    pages = [desk.post("/office/factories/new", sent) for _tap in range(2)]
    assert {went_to(page) for page in pages} == {f"/zh{at(only_factory(app).id)}"}
    assert len(log(app)) == 1


@in_each_language
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name_zh": " "}, "Please write this name."),
        ({"name_en": ""}, "Please write this name."),
        ({"name_zh": "厂" * 41}, "That's too long. Please use 40 characters or fewer."),
        ({"name_en": "Blue\u202estone"}, "There are invisible characters in it. Please type it again by hand."),
        ({"country": "US"}, "Please choose a country from the list."),
        ({"timezone": "Asia/Nowhere"}, "Please choose a time zone from the list."),
    ],
)
def test_what_cannot_be_a_factory_is_said_and_what_was_typed_stays(
    app: Flask, desk: Desk, language: str, change: dict[str, str], message: str
) -> None:
    desk.language = language
    factory_id = factory(app)
    before = contents(app)
    sent = two_names(("新厂", "New"), country="CN", timezone="") | change
    for address in ("/office/factories/new", at(factory_id, "change")):
        page = desk.post(address, sent)
        assert page.status_code == 422
        assert says(page, language, message)
        assert ("新厂" in page.get_data(as_text=True)) == ("name_zh" not in change)
    assert contents(app) == before


def test_both_names_are_said_to_be_missing_at_once(desk: Desk) -> None:
    page = desk.post("/office/factories/new", {"country": "CN"})
    assert page.get_data(as_text=True).count('class="fault"') == 2


def test_a_factory_is_changed_and_the_log_says_from_what_to_what(app: Flask, desk: Desk) -> None:
    factory_id = factory(app)
    assert 'value="青石电子厂"' in desk.get(at(factory_id, "change")).get_data(as_text=True)
    page = desk.post(at(factory_id, "change"), two_names(MORNING_LIGHT, country="ID", timezone="Asia/Makassar"))
    assert says(page, "zh", "Saved.")
    changed = only_factory(app)
    assert (changed.name_zh, changed.name_en) == MORNING_LIGHT
    assert (changed.country, changed.timezone) == ("ID", "Asia/Makassar")
    was, became = " / ".join(BLUESTONE), " / ".join(MORNING_LIGHT)
    assert log(app) == [(Act.CHANGED_FACTORY, f"{was} → {became}, ID, Asia/Makassar", factory_id)]


@on_sqlite
def test_the_list_says_how_many_work_there_and_where_nobody_said(app: Flask, desk: Desk) -> None:
    with_line(app, factory(app))
    factory(app, MORNING_LIGHT)
    page = desk.get("/office").get_data(as_text=True)
    rows = [re.sub(r"\s+", " ", re.sub("<[^<>]*>", " ", row)).split() for row in page.split("<tr>")[2:]]
    assert [row[:5] for row in rows] == [
        ["青石电子厂", "中国", "1", "1200", "400"],
        ["晨光玩具厂", "中国", "0", "—", "—"],
    ]


@on_sqlite
def test_a_factorys_page_leads_to_all_that_is_its_own(app: Flask, desk: Desk) -> None:
    factory_id = factory(app)
    department_id, line_id = with_line(app, factory_id)
    page = desk.get(at(factory_id)).get_data(as_text=True)
    for room in ("codes", "sessions"):
        assert f'href="/zh/factory/{factory_id}/{room}"' in page
    assert f'href="/zh{at(factory_id, "departments", str(department_id))}"' in page
    assert "A3线" in page
    assert "/names" not in page
    department = desk.get(at(factory_id, "departments", str(department_id))).get_data(as_text=True)
    assert f'href="/zh{at(factory_id, "lines", str(line_id))}"' in department


@on_sqlite
def test_its_coordinators_stand_on_its_page(app: Flask, desk: Desk) -> None:
    factory_id = factory(app)
    assert says(
        desk.get(at(factory_id)),
        "zh",
        "Nobody yet. A coordinator sees this factory's rates and resets PINs at the desk.",
    )
    coordinator(app, factory_id)
    assert "陈静" in words(desk.get(at(factory_id)))


def test_a_course_is_offered_by_a_day_by_another_and_no_longer(app: Flask, desk: Desk) -> None:
    factory_id = factory(app)
    assert says(desk.get(at(factory_id)), "zh", "None was chosen, so the workers are offered every course.")
    for due_on, kept in (("2026-12-31", date(2026, 12, 31)), ("", None), ("2027年6月30日", date(2027, 6, 30))):
        page = desk.post(at(factory_id, "courses"), {"course": SAMPLE, "due_on": due_on})
        assert says(page, "zh", "Saved.")
        with database_of(app).session(writes=False) as session:
            assert offers.offers_of(session, factory_id) == {SAMPLE: kept}
    for _tap in range(2):
        page = desk.post(at(factory_id, "courses", "withdraw"), {"course": SAMPLE})
        assert says(page, "zh", "None was chosen, so the workers are offered every course.")
    details = [detail for act, detail, of in log(app) if act == Act.OFFERED_COURSE and of == factory_id]
    assert details == [f"- {SAMPLE}", f"{SAMPLE}, 2027-06-30", f"{SAMPLE}, -", f"{SAMPLE}, 2026-12-31"]


@on_sqlite
def test_a_day_that_is_none_is_said_beside_it(app: Flask, desk: Desk) -> None:
    factory_id = factory(app)
    page = desk.post(at(factory_id, "courses"), {"course": SAMPLE, "due_on": "soon"})
    assert page.status_code == 422
    assert says(page, "zh", "Please write the day as 2026-12-31.")
    assert 'value="soon"' in page.get_data(as_text=True)
    assert counts(app)["offer"] == 0


@on_sqlite
@pytest.mark.parametrize("course", ["", "nowhere", "../sample"])
def test_a_course_that_is_not_there_is_not_offered(app: Flask, desk: Desk, course: str) -> None:
    assert desk.post(at(factory(app), "courses"), {"course": course, "due_on": ""}).status_code == 404
    assert counts(app)["offer"] == 0


def test_a_sponsor_is_linked_and_taken_away(app: Flask, desk: Desk) -> None:
    factory_id = factory(app)
    with writing(app) as session:
        sponsor_id = sponsors.add(session, "大城玩具", "Big City Toys").id
    page = desk.post(at(factory_id, "sponsors"), {"sponsor": sponsor_id})
    assert says(page, "zh", "They see this factory in their totals, and no person.")
    assert counts(app)["support"] == 1
    page = desk.post(at(factory_id, "sponsors", "stop"), {"sponsor": sponsor_id})
    assert says(page, "zh", "No sponsor sees this factory's totals.")
    assert counts(app)["support"] == 0
    logged = [detail for act, detail, of in log(app) if act == Act.CHANGED_SPONSOR and of == factory_id]
    assert logged == ["- 大城玩具 / Big City Toys", "+ 大城玩具 / Big City Toys"]


@on_sqlite
@pytest.mark.parametrize(("sponsor", "status"), [("", 400), ("x", 400), (str(uuid.UUID(int=1)), 404)])
def test_a_sponsor_that_is_not_there_is_not_linked(app: Flask, desk: Desk, sponsor: str, status: int) -> None:
    factory_id = factory(app)
    for address in (at(factory_id, "sponsors"), at(factory_id, "sponsors", "stop")):
        assert desk.post(address, {"sponsor": sponsor}).status_code == status
    assert counts(app)["support"] == 0


ROUTES = [
    ("GET", "/office"),
    ("GET", "/office/factories/new"),
    ("POST", "/office/factories/new"),
    ("GET", "/office/factories/{id}"),
    ("GET", "/office/factories/{id}/change"),
    ("POST", "/office/factories/{id}/change"),
    ("POST", "/office/factories/{id}/courses"),
    ("POST", "/office/factories/{id}/courses/withdraw"),
    ("POST", "/office/factories/{id}/sponsors"),
    ("POST", "/office/factories/{id}/sponsors/stop"),
]


@on_sqlite
def test_nobody_but_the_office_comes_in(app: Flask) -> None:
    factory_id = factory(app)
    for desk in (*outsiders(app), coordinator(app, factory_id)):
        for method, address in ROUTES:
            assert is_kept_out(app, desk, method, address.format(id=factory_id)), address


@on_sqlite
def test_a_factory_that_is_not_there_is_a_page_that_is_not_there(app: Flask, desk: Desk) -> None:
    before = contents(app)
    for method, address in ROUTES[3:]:
        path = f"/zh{address.format(id=uuid.UUID(int=1))}"
        answer = desk.client.open(path, method=method, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 404, address
    assert contents(app) == before


@on_sqlite
def test_hostile_names_are_refused_or_shown_as_typed(app: Flask, desk: Desk) -> None:
    for text in TEXTS:
        page = desk.post("/office/factories/new", two_names((text, text), country=text, timezone=text))
        assert page.status_code in {400, 413, 422}
        page = desk.post("/office/factories/new", two_names((text[:40], text[:40]), country="CN", timezone=""))
        assert page.status_code in {200, 400, 413, 422}
        html = page.get_data(as_text=True) + desk.get("/office").get_data(as_text=True)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert EVALUATED not in html
