"""The desk of a space: codes, cards, parents without a phone, who waits; never a name."""

import uuid
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from mpt.models import SpaceEnrolment
from mpt.services.spaces import opening
from tests.cast import AFANG, Phone
from tests.web.acts import contents, counts, in_each_language, on_sqlite, says, went_to, words, writing
from tests.web.hostile import TEXTS
from tests.web.office_acts import factory
from tests.web.space_acts import (
    MONDAY,
    ask,
    at,
    code_of,
    counts_of,
    enrolments,
    give_cards,
    member,
    open_space,
    show_code,
    with_cards,
)
from tests.web.staff_acts import Desk, coordinator

NO_CODE = "Nobody in this space has this code now. Look at the phone once more."
NO_CARD = "No child has a card with this number now. Look at it once more."


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    """It's half past eight on the space's first day."""
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
    """The factory's space, of three places."""
    return open_space(app, bluestone)


@pytest.fixture
def afang(app: Flask, bluestone: uuid.UUID) -> Phone:
    """Afang's phone; she keeps her progress under her name."""
    phone = member(app, bluestone)
    phone.keep(AFANG)
    return phone


@in_each_language
def test_a_code_becomes_cards_and_nobody_learns_a_name(
    afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    code = code_of(ask(afang, house, b6_8=1, b9_11=1))
    family = show_code(desk, bluestone, house, f" {code.lower().replace('-', ' ')} ")
    assert counts_of(family, language, "%(n)s child", "%(n)s children", 2)
    assert counts_of(family, language, "Give %(n)s card", "Give %(n)s cards", 2)
    assert 'class="big" autofocus' in family.get_data(as_text=True)
    for _tap in range(2):
        assert give_cards(desk, family) == [1, 2]
    again = show_code(desk, bluestone, house, code)
    assert counts_of(again, language, "Give %(n)s card", "Give %(n)s cards", 2) is False
    assert AFANG.name not in words(family) + words(again)
    # The next family's code comes next: its field is the one to type into.
    assert again.get_data(as_text=True).count("autofocus") == 1
    assert 'name="code" type="text"' in again.get_data(as_text=True)


@in_each_language
def test_one_more_child_gets_one_more_card(
    afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    code = code_of(ask(afang, house, b6_8=1))
    family = show_code(desk, bluestone, house, code)
    assert give_cards(desk, family) == [1]
    ask(afang, house, b6_8=1, b9_11=1)
    page = show_code(desk, bluestone, house, code)
    assert counts_of(page, language, "Give %(n)s card", "Give %(n)s cards", 1)
    assert page.get_data(as_text=True).count("autofocus") == 1
    assert give_cards(desk, page) == [1, 2]
    assert "/cards" not in show_code(desk, bluestone, house, code).get_data(as_text=True)


@in_each_language
def test_a_code_that_nobody_has_is_said_and_stays_in_its_field(
    app: Flask, afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    other = open_space(app, bluestone, name_en="Other house")
    theirs = code_of(ask(afang, other, b6_8=1))
    before = contents(app)
    for code in ("ZZZZ-ZZ", theirs, "", "?"):
        page = show_code(desk, bluestone, house, code)
        assert page.status_code == 422
        assert says(page, language, NO_CODE)
        assert f'value="{code}"' in page.get_data(as_text=True)
    assert contents(app) == before


@in_each_language
def test_a_family_that_waits_gets_no_cards_and_sees_its_turn(
    app: Flask, afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    with_cards(app, house, desk, bluestone, b3_5=3)
    first, second = (ask(member(app, bluestone), house, b6_8=1) for _family in range(2))
    family = show_code(desk, bluestone, house, code_of(second))
    assert counts_of(family, language, "%(n)s family waits before them.", "%(n)s families wait before them.", 1)
    assert give_cards(desk, family) == []
    assert says(show_code(desk, bluestone, house, code_of(first)), language, "They are next.")


@in_each_language
def test_the_list_is_in_order_and_by_codes(
    app: Flask, afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    address = at(bluestone, house, "families")
    assert says(desk.get(address), language, "Nobody waits.")
    assert says(desk.get(address), language, "No places are given yet.")
    assert with_cards(app, house, desk, bluestone, b3_5=1, b6_8=2) == [1, 2, 3]
    codes = [code_of(ask(phone, house, b9_11=2)) for phone in (afang, member(app, bluestone))]
    page = desk.get(address)
    text = words(page)
    assert text.index(codes[0]) < text.index(codes[1])
    for part in ("1 × 3–5", "2 × 6–8", "1, 2, 3"):
        assert part in text
    assert AFANG.name not in text


@in_each_language
def test_a_parent_without_a_phone_is_written_down(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    sent = {"submission": str(uuid.uuid4()), "band-3-5": "", "band-6-8": "２", "band-9-11": " "}
    for _tap in range(2):
        page = desk.post(at(bluestone, house, "families"), sent)
        assert says(
            page,
            language,
            "Written down. Give the parent this code on a piece of paper: it's how the desk finds them again.",
        )
    (written,) = enrolments(app)
    assert (written.children, written.bands, written.learner_id) == (2, {"6-8": 2}, None)
    assert give_cards(desk, page) == [1, 2]


@in_each_language
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Please say for how many children, at least for one."),
        ({"band-6-8": "two"}, "Please write whole numbers from 0 to 9."),
        ({"band-6-8": "4"}, "That's too many: 9 children at most, and not more than there are places."),
    ],
)
def test_what_cannot_be_written_down_is_said(
    app: Flask,
    desk: Desk,
    bluestone: uuid.UUID,
    house: uuid.UUID,
    language: str,
    typed: dict[str, str],
    message: str,
) -> None:
    desk.language = language
    before = contents(app)
    page = desk.post(at(bluestone, house, "families"), {"submission": str(uuid.uuid4()), **typed})
    assert page.status_code == 422
    assert says(page, language, message)
    for value in typed.values():
        assert f'value="{value}"' in page.get_data(as_text=True)
    assert contents(app) == before


@on_sqlite
def test_a_form_without_its_id_is_refused(app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID) -> None:
    assert desk.post(at(bluestone, house, "families"), {"band-6-8": "1"}).status_code == 400
    assert enrolments(app) == []


@in_each_language
def test_places_that_are_given_back_at_the_desk_go_to_who_waits(
    app: Flask, afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    sent = {"submission": str(uuid.uuid4()), "band-3-5": "3"}
    family = went_to(desk.post(at(bluestone, house, "families"), sent))[3:]
    ask(afang, house, b6_8=2)
    for _tap in range(2):
        page = desk.post(f"{family}/free")
        assert says(page, language, "The places are given back.")
    assert says(
        desk.get(family),
        language,
        "These places were given back. The parent can ask again on the phone, or you write it down.",
    )
    assert give_cards(desk, desk.get(family)) == []
    with writing(app) as session:
        given = session.query(SpaceEnrolment).filter(SpaceEnrolment.given_at.is_not(None)).count()
    assert given == 2


@in_each_language
def test_a_card_that_comes_back_makes_room(
    app: Flask, afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = afang.language = language
    with_cards(app, house, desk, bluestone, b3_5=1, b6_8=2)
    ask(afang, house, b6_8=1)
    for number in ("2", "２"):
        page = desk.post(at(bluestone, house, "cards"), {"number": number})
        assert says(page, language, "Card %(number)s is back.", number=2)
    assert counts_of(afang.get(f"/spaces/{house}"), language, "A place for %(n)s child", "Places for %(n)s children", 1)


@in_each_language
@pytest.mark.parametrize("number", ["", "9", "two", "-1", "9999999", "²"])
def test_a_card_that_isnt_out_is_said(
    app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str, number: str
) -> None:
    desk.language = language
    before = contents(app)
    page = desk.post(at(bluestone, house, "cards"), {"number": number})
    assert page.status_code == 422
    assert says(page, language, NO_CARD)
    assert contents(app) == before


@on_sqlite
def test_what_stands_in_the_address_is_no_message(desk: Desk, bluestone: uuid.UUID, house: uuid.UUID) -> None:
    desk.language = "en"
    for text in ("<b>", "call 110", "²", "99999999"):
        assert "is back." not in words(desk.get(f"{at(bluestone, house, 'desk')}?returned={text}"))


@on_sqlite
def test_a_family_of_another_space_isnt_there(
    app: Flask, afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID
) -> None:
    ask(afang, open_space(app, bluestone, name_en="Other house"), b6_8=1)
    (theirs,) = enrolments(app)
    before = contents(app)
    for enrolment_id in (theirs.id, uuid.UUID(int=1)):
        family = at(bluestone, house, "families", enrolment_id)
        assert desk.get(family).status_code == 404
        for act in ("cards", "free"):
            assert desk.post(f"{family}/{act}").status_code == 404
    sent = {"submission": str(theirs.id), "band-6-8": "1"}
    assert desk.post(at(bluestone, house, "families"), sent).status_code == 404
    assert contents(app) == before


@in_each_language
def test_where_it_is_over_nobody_gets_a_card(
    app: Flask, afang: Phone, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID, language: str
) -> None:
    desk.language = language
    family = show_code(desk, bluestone, house, code_of(ask(afang, house, b6_8=1)))
    with writing(app) as session:
        opening.end(session, bluestone, house)
    assert f"{went_to(family)}/cards" in family.get_data(as_text=True)
    assert f"{went_to(family)}/cards" not in desk.get(went_to(family)[3:]).get_data(as_text=True)
    page = desk.post(f"{went_to(family)[3:]}/cards")
    assert page.status_code == 409
    assert says(page, language, "This is over")
    assert counts(app)["child_card"] == 0


@on_sqlite
def test_hostile_texts_change_nothing(app: Flask, desk: Desk, bluestone: uuid.UUID, house: uuid.UUID) -> None:
    before = contents(app)
    for text in TEXTS:
        for path, data in (
            ("desk", {"code": text}),
            ("families", {"submission": str(uuid.uuid4()), "band-6-8": text}),
            ("cards", {"number": text}),
        ):
            page = desk.post(at(bluestone, house, path), data)
            assert page.status_code in {400, 422}
            assert "<script>alert" not in page.get_data(as_text=True)
    assert contents(app) == before
