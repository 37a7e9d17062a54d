"""The office's pages of figures from before this platform: entered with their source, seen in the sums, taken back."""

import re
import uuid

import pytest
from flask import Flask

from mpt.services import baselines, factories, sponsors
from mpt.services.audit import Act
from tests.cast import HE, Phone
from tests.web.acts import contents, heading, in_both_languages, on_sqlite, says, watched, went_to, words, writing
from tests.web.staff_acts import Desk, coordinator, office
from tests.web.tabled import on_page

pytestmark = [on_sqlite, pytest.mark.usefixtures("monday")]

PAGE = "/office/impact/baselines"
SOURCE = "The programme's report for 2019, page 4"
FORM = {"figure": "trained", "number": "1,130", "year": "2019", "source": SOURCE, "as_of": "2019-12-31",
        "country": "", "factory": "", "sponsor": ""}  # fmt: skip


@pytest.fixture
def lin(app: Flask) -> Desk:
    """Somebody of the office, at work in English."""
    desk = office(app)
    desk.language = "en"
    return desk


def submission(lin: Desk) -> str:
    """Return the id that a new form carries."""
    found = re.search(r'name="submission" value="([^"]+)"', lin.get(f"{PAGE}/new").get_data(as_text=True))
    assert found
    return found[1]


def entered(app: Flask) -> list[uuid.UUID]:
    with writing(app) as session:
        return [each.id for each in baselines.standing(session)]


def test_a_figure_is_entered_with_its_source_and_is_in_the_sum_at_once(app: Flask, lin: Desk) -> None:
    assert "None yet." in words(lin.get(PAGE))
    page = lin.post(f"{PAGE}/new", {**FORM, "submission": submission(lin)})
    assert went_to(page) == f"/en{PAGE}"
    assert "The figure is entered." in words(page)
    assert f"Migrant Parent Training · Workers trained 1,130 2019 All countries {SOURCE} 2019-12-31" in words(page)
    assert on_page(lin.get("/office/impact"))["Migrant Parent Training"][1] == [
        "Workers trained",
        "0",
        "1,130",
        "1,130",
    ]
    [key] = entered(app)
    assert heading(lin.get(f"{PAGE}/{key}")) == "Migrant Parent Training · Workers trained"
    assert [entry for entry in contents(app)["audit_entry"] if str(Act.ENTERED_BASELINE) in entry]
    assert f"trained, 2019, 1130: {SOURCE}" in words(lin.get("/office/log"))


def test_one_of_a_factory_and_a_sponsor_says_so(app: Flask, lin: Desk) -> None:
    with writing(app) as session:
        factory = factories.open_factory(session, "成衣厂", "Garments", "VN")[0].id
        sponsor = sponsors.add(session, "好玩具公司", "Good Toys").id
    form = {**FORM, "factory": str(factory), "sponsor": str(sponsor), "submission": str(uuid.uuid4())}
    assert "Garments · Vietnam · Good Toys" in words(lin.post(f"{PAGE}/new", form))


def test_the_page_asks_the_same_after_many_as_after_one(app: Flask, lin: Desk) -> None:
    asked = []
    for n in range(1, 6):
        with writing(app) as session:
            factory = factories.open_factory(session, f"厂{n}", f"Factory {n}", "VN")[0].id
            sponsor = sponsors.add(session, f"公司{n}", f"Buyer {n}").id
        lin.post(f"{PAGE}/new", {**FORM, "factory": factory, "sponsor": sponsor, "submission": str(uuid.uuid4())})
        with watched(app) as statements:
            page = lin.get(PAGE)
        assert f"Factory {n} · Vietnam · Buyer {n}" in words(page)
        asked.append(len(statements))
    assert len(set(asked)) == 1, asked


def test_two_taps_enter_one(app: Flask, lin: Desk) -> None:
    form = {**FORM, "submission": submission(lin)}
    for _ in range(2):
        assert went_to(lin.post(f"{PAGE}/new", form)) == f"/en{PAGE}"
    assert len(entered(app)) == 1
    assert len([entry for entry in contents(app)["audit_entry"] if str(Act.ENTERED_BASELINE) in entry]) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"figure": ""}, "Please choose a figure from the list."),
        ({"figure": "countries"}, "Please choose a figure from the list."),
        ({"number": "many"}, "Please write a whole number, 1 or more, such as 1,130."),
        ({"year": "2031"}, "Please write a year from 2010 to this one, such as 2019."),
        ({"source": " "}, "Please write where the number comes from, so that anybody can look it up."),
        ({"source": "x" * 301}, "Please use 300 characters or fewer, without invisible ones."),
        ({"as_of": "2018-12-31"}, "Please write a day from that year to today, as 2022-12-31."),
        ({"country": "XX"}, "Please choose a country from the list."),
        (
            {"figure": "cases", "country": "CN"},
            "Cases aren't counted by country, factory or sponsor. Please leave these three open.",
        ),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_lost(
    app: Flask, lin: Desk, changed: dict[str, str], said: str
) -> None:
    page = lin.post(f"{PAGE}/new", {**FORM, **changed, "submission": str(uuid.uuid4())})
    assert page.status_code == 422
    assert said in words(page)
    html = page.get_data(as_text=True)
    assert 'aria-invalid="true"' in html
    assert (changed.get("source") or SOURCE.replace("'", "&#39;")) in html
    assert entered(app) == []


def test_another_country_than_the_factorys_is_refused(app: Flask, lin: Desk) -> None:
    with writing(app) as session:
        factory = factories.open_factory(session, "成衣厂", "Garments", "VN")[0].id
    form = {**FORM, "country": "CN", "factory": str(factory), "submission": str(uuid.uuid4())}
    page = lin.post(f"{PAGE}/new", form)
    assert page.status_code == 422
    assert "This factory is in another country." in words(page)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"submission": "1"}, 400),
        ({"factory": "1"}, 400),
        ({"factory": str(uuid.uuid4())}, 404),
        ({"sponsor": str(uuid.uuid4())}, 404),
    ],
)
def test_what_no_form_of_ours_sends_changes_nothing(
    app: Flask, lin: Desk, changed: dict[str, str], status: int
) -> None:
    form = {**FORM, "submission": str(uuid.uuid4()), **changed}
    assert lin.post(f"{PAGE}/new", form).status_code == status
    assert entered(app) == []


def test_one_that_was_removed_is_in_no_sum_and_removing_twice_is_removing_once(app: Flask, lin: Desk) -> None:
    lin.post(f"{PAGE}/new", {**FORM, "submission": submission(lin)})
    [key] = entered(app)
    page = lin.post(f"{PAGE}/{key}/remove")
    assert "The figure is removed and no longer counted." in words(page)
    assert lin.post(f"{PAGE}/{key}/remove").status_code == 200
    assert lin.get(f"{PAGE}/{key}").status_code == 404
    assert lin.post(f"{PAGE}/{uuid.uuid4()}/remove").status_code == 404
    assert on_page(lin.get("/office/impact"))["Migrant Parent Training"][1] == ["Workers trained", "0"]
    assert len([entry for entry in contents(app)["audit_entry"] if str(Act.REMOVED_BASELINE) in entry]) == 1


@in_both_languages
def test_the_form_warns_of_counting_twice(lin: Desk, language: str) -> None:
    lin.language = language
    said = (
        "Please make sure that what you enter isn't counted here already. Whoever is in both would be in the sum twice."
    )
    assert says(lin.get(f"{PAGE}/new"), language, said)


def test_it_is_the_offices_alone(app: Flask) -> None:
    with writing(app) as session:
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0].id
    he, before = coordinator(app, factory, HE), contents(app)
    for page in ("", "/new", f"/{uuid.uuid4()}"):
        assert he.get(PAGE + page).status_code == 404
        assert Phone(app).get(PAGE + page).status_code == 302
    assert he.post(f"{PAGE}/new", {**FORM, "submission": str(uuid.uuid4())}).status_code == 404
    assert contents(app) == before
