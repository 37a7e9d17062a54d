"""What is printed for a space: the notice, the week's list, the cards; in the language of the address."""

import io
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from mpt.i18n import catalogue
from mpt.services import factories
from tests.web.acts import in_each_language, on_sqlite, says, writing
from tests.web.office_acts import factory
from tests.web.space_acts import MONDAY, NAMES, at, open_space, with_cards
from tests.web.staff_acts import Desk, coordinator


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    """It's the space's first day."""
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def bluestone(app: Flask) -> uuid.UUID:
    """A factory."""
    return factory(app)


@pytest.fixture
def desk(app: Flask, bluestone: uuid.UUID) -> Desk:
    """Its coordinator's desk."""
    return coordinator(app, bluestone)


@pytest.fixture
def house(app: Flask, bluestone: uuid.UUID) -> uuid.UUID:
    """The factory's space."""
    return open_space(app, bluestone, places="10")


def text_of(answer: TestResponse) -> str:
    """Return what a PDF says, without any spaces."""
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.get_data())).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def plain(text: str) -> str:
    return "".join(text.split())


@in_each_language
def test_the_notice_says_when_and_where_and_leads_in(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    page = desk.get(at(bluestone, house)).get_data(as_text=True)
    for tag in ("zh", "en"):
        assert f'href="/{tag}{at(bluestone, house, "print", "notice.pdf")}"' in page
    text = text_of(desk.get(at(bluestone, house, "print", "notice.pdf")))
    bring = {"zh": "换洗衣服", "en": "A change of clothes"}[language]
    for part in (NAMES[language], "08:00–18:30", "2号楼一楼", bring):
        assert plain(part) in text, part


@on_sqlite
def test_without_a_join_code_the_notice_leads_members_to_the_space(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID
) -> None:
    with_code = desk.get(at(bluestone, house, "print", "notice.pdf")).get_data()
    with writing(app) as session:
        factories.close_code(session, bluestone, factories.codes_of(session, bluestone)[0][0].code)
    without = desk.get(at(bluestone, house, "print", "notice.pdf"))
    assert NAMES["zh"] in text_of(without)
    assert without.get_data() != with_code


@in_each_language
def test_the_weeks_list_has_the_cards_that_are_out_and_the_days(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    with_cards(app, house, desk, bluestone, b3_5=1, b9_11=1)
    days = {name: text_of(desk.get(at(bluestone, house, "print", name))) for name in ("week.pdf", "next-week.pdf")}
    _ = catalogue(language).gettext
    for name, first, other in (("week.pdf", 6, 13), ("next-week.pdf", 13, 6)):
        monday = plain(_("%(weekday)s %(day)s", weekday=_("Mon"), day=first))
        assert monday in days[name], name
        assert plain(_("%(weekday)s %(day)s", weekday=_("Mon"), day=other)) not in days[name]
        assert plain(_("%(weekday)s %(day)s", weekday=_("Sat"), day=first + 5)) not in days[name]
        assert "3–5" in days[name]
        assert "9–11" in days[name]


@on_sqlite
def test_before_it_opens_the_list_is_of_its_first_week(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    later = open_space(app, bluestone, opens_on="2026-07-22", closes_on="2026-08-14")
    desk.language = "en"
    listed = text_of(desk.get(at(bluestone, later, "print", "week.pdf")))
    assert ["Mon20" in listed, "Wed22" in listed] == [False, True]


@on_sqlite
def test_the_list_has_no_day_before_the_first_or_after_the_last(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    short = open_space(app, bluestone, opens_on="2026-07-08", closes_on="2026-07-09")
    desk.language = "en"
    listed = text_of(desk.get(at(bluestone, short, "print", "week.pdf")))
    assert [f"{day}{number}" in listed for number, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri"), 6)] == [
        False, False, True, True, False,
    ]  # fmt: skip
    page = desk.get(at(bluestone, short)).get_data(as_text=True)
    assert "/week.pdf" in page
    assert "next-week.pdf" not in page
    assert desk.get(at(bluestone, short, "print", "next-week.pdf")).status_code == 404


@in_each_language
def test_cards_are_printed_from_a_number_to_a_number(
    desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    address = at(bluestone, house, "print", "cards")
    page = desk.get(address).get_data(as_text=True)
    assert 'name="first" type="text" value="1"' in page
    assert 'name="last" type="text" value="10"' in page
    ten = desk.get(f"{address}?first=1&last=10")
    assert len(PdfReader(io.BytesIO(ten.get_data())).pages) == 2
    lost = text_of(desk.get(f"{address}?first=417&last=417"))
    assert lost.count("417") == 2
    assert plain(NAMES[language]) in lost


@in_each_language
@pytest.mark.parametrize(
    "query",
    ["first=5&last=4", "first=0&last=4", "first=1&last=501", "first=x&last=4", "first=1&last=", "first=1&last=9999999"],
)
def test_what_is_no_range_of_cards_is_said(
    desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str, query: str
) -> None:
    desk.language = language
    page = desk.get(f"{at(bluestone, house, 'print', 'cards')}?{query}")
    assert page.status_code == 422
    assert says(page, language, "Please write two numbers, the smaller one first, at most 500 cards at once.")


@on_sqlite
def test_nothing_else_is_printed(desk: Desk, bluestone: uuid.UUID, house: uuid.UUID) -> None:
    for name in ("poster.pdf", "names.pdf", "week"):
        assert desk.get(at(bluestone, house, "print", name)).status_code == 404
