"""The log: the office sees who looked at what, and when."""

import re
import uuid
from datetime import UTC, datetime

import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from mpt.services import audit, factories, staff
from mpt.services.audit import A_PAGE, Act
from mpt.web.office.log import SENTENCES
from tests.cast import CHEN, HE, LIN
from tests.web.acts import in_both_languages, on_sqlite, says, words, writing
from tests.web.staff_acts import Desk, coordinator, office, staff_id

EVENING = datetime(2026, 11, 29, 16, 30, tzinfo=UTC)
"""Past midnight where the workers are."""


def factory(app: Flask, name_zh: str = "青石电子厂", name_en: str = "Bluestone Electronics") -> uuid.UUID:
    with writing(app) as session:
        return factories.open_factory(session, name_zh, name_en)[0].id


def note(app: Flask, who: uuid.UUID, act: Act, detail: str = "", factory_id: uuid.UUID | None = None) -> None:
    with writing(app) as session:
        audit.note(session, who, act, detail, factory_id)


def rows(page: TestResponse) -> list[str]:
    """Return what each entry on a page says."""
    found = re.findall(r"(?s)<tr><th scope=\"row\">(.*?)</tr>", page.get_data(as_text=True))
    return [" ".join(re.sub(r"<[^<>]*>", " ", row).split()) for row in found]


@in_both_languages
@on_sqlite
def test_the_log_says_who_did_what_when_and_where(app: Flask, language: str) -> None:
    here, desk = factory(app), office(app)
    coordinator(app, here)
    desk.language = language
    assert says(desk.get("/office/log"), language, "No entry here.")
    chen = staff_id(app, CHEN)
    with time_machine.travel(EVENING, tick=False):
        note(app, chen, Act.SAW_NAMES, "far-away", here)
    page = desk.get("/office/log")
    assert rows(page) == [
        "2026年11月30日 00:30 陈静查看了同意显示姓名的员工名单。 青石电子厂 · far-away"
        if language == "zh"
        else "30 November 2026 00:30 陈静 looked at the names of workers who agreed to be shown."
        " Bluestone Electronics · far-away"
    ]
    assert says(
        page,
        language,
        "All times are %(zone)s.",
        zone="中国（上海）时间" if language == "zh" else "China (Shanghai) Time",
    )


@in_both_languages
@on_sqlite
def test_every_act_has_a_sentence_in_every_language(app: Flask, language: str) -> None:
    desk = office(app)
    desk.language = language
    lin = staff_id(app, LIN)
    for act in Act:
        note(app, lin, act)
    page = desk.get("/office/log")
    for act in Act:
        assert says(page, language, SENTENCES[act], who=LIN.name), act


@on_sqlite
def test_the_newest_comes_first(app: Flask) -> None:
    desk = office(app)
    lin = staff_id(app, LIN)
    with time_machine.travel(EVENING, tick=False) as clock:
        for detail in ("first", "second", "third"):
            note(app, lin, Act.TOOK_FIGURES, detail)
            clock.shift(60)
    assert [row.split()[-1] for row in rows(desk.get("/office/log"))] == ["third", "second", "first"]


@on_sqlite
def test_the_address_chooses_a_factory_and_a_person(app: Flask) -> None:
    here, there, desk = factory(app), factory(app, "晨光玩具厂", "Morning Light Toys"), office(app)
    coordinator(app, here)
    coordinator(app, there, HE)
    chen, he = staff_id(app, CHEN), staff_id(app, HE)
    for who, place in ((chen, here), (he, there), (he, here)):
        note(app, who, Act.TOOK_FIGURES, factory_id=place)
    for query, entries in (("", 3), (f"factory={here}", 2), (f"staff={he}", 2), (f"factory={here}&staff={he}", 1)):
        page = desk.get(f"/office/log?{query}")
        assert len(rows(page)) == entries, query
        html = page.get_data(as_text=True)
        assert (f'value="{here}" selected' in html) == (str(here) in query)
        assert (f'value="{he}" selected' in html) == (str(he) in query)


@on_sqlite
def test_whoever_has_ended_can_still_be_chosen(app: Flask) -> None:
    desk = office(app)
    coordinator(app, factory(app))
    chen, lin = staff_id(app, CHEN), staff_id(app, LIN)
    note(app, chen, Act.SAW_NAMES)
    with writing(app) as session:
        staff.end(session, chen, by=lin)
    page = desk.get(f"/office/log?staff={chen}")
    assert len(rows(page)) == 1
    assert f'value="{chen}" selected' in page.get_data(as_text=True)


@in_both_languages
@on_sqlite
def test_the_log_is_leafed_through_by_hundreds_and_keeps_the_choice(app: Flask, language: str) -> None:
    desk = office(app)
    desk.language = language
    lin = staff_id(app, LIN)
    with writing(app) as session:
        for number in range(2 * A_PAGE + 1):
            audit.note(session, lin, Act.TOOK_FIGURES, f"file {number}")
    seen = []
    address = f"/office/log?staff={lin}"
    while address:
        page = desk.get(address)
        seen.append(len(rows(page)))
        assert says(page, language, "Page %(n)s", n=len(seen))
        found = re.search(rf'rel="next" href="/{language}([^"]+)"', page.get_data(as_text=True))
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == [A_PAGE, A_PAGE, 1]
    assert f"/{language}/office/log?staff={lin}&amp;page=2" in page.get_data(as_text=True)


@on_sqlite
def test_an_address_that_means_nothing_is_not_found(app: Flask) -> None:
    desk = office(app)
    for query in ("page=0", "page=-1", "page=x", "page=", "page=²", "page=9999999", "factory=x", "staff=%00"):
        assert desk.get(f"/office/log?{query}").status_code == 404, query


@on_sqlite
def test_a_page_beyond_the_end_is_empty(app: Flask) -> None:
    assert says(office(app).get("/office/log?page=999999"), "zh", "No entry here.")


@on_sqlite
def test_what_a_detail_holds_is_text(app: Flask) -> None:
    desk = office(app)
    note(app, staff_id(app, LIN), Act.CHANGED_FACTORY, "<b>x</b> & co")
    page = desk.get("/office/log")
    assert "&lt;b&gt;x&lt;/b&gt; &amp; co" in page.get_data(as_text=True)


@on_sqlite
def test_nobody_but_the_office_reads_it(app: Flask) -> None:
    here = factory(app)
    office(app)
    note(app, staff_id(app, LIN), Act.SAW_NAMES, factory_id=here)
    for desk in (coordinator(app, here), Desk(app)):
        for path in ("/office/log", f"/office/log?factory={here}"):
            answer = desk.get(path)
            assert answer.status_code in {302, 404}
            assert LIN.name not in words(answer)
