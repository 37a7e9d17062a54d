"""Two-step sign-in, as it's set up, asked for, lost and switched off on the pages."""

import re
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mpt.models import Staff
from mpt.models.base import now
from mpt.rules import throttle
from mpt.rules.permissions import Grant, Role
from mpt.services import audit, secondfactor, staff, staffdoor
from mpt.services.audit import Act
from mpt.services.sealing import Sealer
from mpt.web.secondfactor import COOKIE as HALF
from mpt.web.staff import COOKIE
from tests.cast import LIN, MEI, PASSWORD, StaffPerson
from tests.services.staff_acts import digits, settled, two_steps
from tests.web.acts import contents, in_both_languages, on_sqlite, says, went_to, words, writing
from tests.web.hostile import TEXTS
from tests.web.staff_acts import Desk, office, staff_id, trainer

OWN, ASK = "/staff/me/two-steps", "/staff/sign-in/digits"
WRONG = "These digits don't fit, or they were used already. Wait until the app shows the next ones, and type those."
WRONG_PASSWORD = "Address and password don't fit together. Look at both once more."
RESTS = "Too many tries. To keep you safe, please wait 15 minutes; after very many, until tomorrow."
TRAINER = Grant(Role.TRAINER)
NONE = "no digits"
"""What is never among the digits of now, and no recovery code."""


def sealer(app: Flask) -> Sealer:
    found: Sealer = app.extensions["mpt.sealer"]
    return found


def with_two_steps(app: Flask, person: StaffPerson = MEI, grant: Grant = TRAINER) -> tuple[str, tuple[str, ...]]:
    """Give somebody an account with two steps. Return the phone's secret and the recovery codes."""
    with writing(app) as session:
        return two_steps(session, sealer(app), settled(session, person, grant))


def row(session: Session, person: StaffPerson = MEI) -> Staff:
    return staff.called(session, person.email)


def english(app: Flask) -> Desk:
    return Desk(app, "en")


def signed_in(app: Flask, person: StaffPerson = MEI) -> Desk:
    """Return an English desk of somebody with two steps who is in already."""
    desk = english(app)
    with writing(app) as session:
        desk.sits_at(staffdoor.sign_in_browser(session, row(session, person).id, "Firefox, Linux"))
    return desk


def key_on(page: TestResponse) -> str:
    """Return the secret that a page shows to be typed."""
    found = re.search(r'class="code">([A-Z2-7 ]{39})<', page.get_data(as_text=True))
    assert found
    return found[1].replace(" ", "")


def codes_on(page: TestResponse) -> list[str]:
    return re.findall(r'class="code">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<', page.get_data(as_text=True))


def standing() -> AbstractContextManager[object]:
    """Let no half minute begin between what a phone shows and what a page takes."""
    return time_machine.travel(now(), tick=False)


# Setting it up


@in_both_languages
def test_a_trainer_sets_it_up_with_a_phone(app: Flask, language: str) -> None:
    desk = trainer(app)
    desk.language = language
    assert f"/{language}{OWN}" in desk.get("/staff/me").get_data(as_text=True)
    page = desk.post(f"{OWN}/begin", {"password": PASSWORD})
    assert went_to(page) == f"/{language}{OWN}/new"
    assert "<svg" in page.get_data(as_text=True)
    with standing():
        page = desk.post(f"{OWN}/new", {"digits": digits(key_on(page))})
    codes = codes_on(page)
    assert len(codes) == 10
    for address in (OWN, "/staff/me", "/staff/me/data", "/staff/me/data.json"):
        assert not codes_on(desk.get(address)), "codes are shown once"
    assert went_to(desk.get(f"{OWN}/new", follow_redirects=True)) == f"/{language}{OWN}"
    with writing(app) as session:
        assert row(session).totp_since


@on_sqlite
def test_it_begins_with_the_password_alone(app: Flask) -> None:
    desk = trainer(app)
    desk.language = "en"
    page = desk.post(f"{OWN}/begin", {"password": "two windows, no lamp"})
    assert page.status_code == 422
    assert says(page, "en", WRONG_PASSWORD)
    with writing(app) as session:
        assert row(session).totp is None
    assert went_to(desk.get(f"{OWN}/new", follow_redirects=True)) == f"/en{OWN}"


@on_sqlite
def test_wrong_digits_switch_nothing_on_and_the_square_stays_the_same(app: Flask) -> None:
    desk = trainer(app)
    desk.language = "en"
    secret = key_on(desk.post(f"{OWN}/begin", {"password": PASSWORD}))
    before = contents(app)
    page = desk.post(f"{OWN}/new", {"digits": NONE})
    assert page.status_code == 422
    assert says(page, "en", WRONG)
    assert key_on(page) == key_on(desk.get(f"{OWN}/new")) == secret
    assert contents(app) == before


@on_sqlite
def test_what_is_on_is_not_begun_anew(app: Flask) -> None:
    with_two_steps(app)
    desk = signed_in(app)
    before = contents(app)["staff"]
    desk.post(f"{OWN}/begin", {"password": PASSWORD})
    desk.post(f"{OWN}/new", {"digits": NONE})
    assert contents(app)["staff"] == before


# Signing in


@in_both_languages
def test_the_password_leads_to_the_digits_and_they_to_where_one_was_going(app: Flask, language: str) -> None:
    secret, _codes = with_two_steps(app)
    desk = Desk(app, language)
    wanted = f"/{language}/staff/me/data"
    page = desk.sign_in(MEI, then=wanted)
    assert went_to(page) == f"/{language}{ASK}"
    assert not desk.client.get_cookie(COOKIE)
    with standing():
        page = desk.post(ASK, {"digits": digits(secret), "then": wanted})
    assert went_to(page) == wanted
    assert desk.client.get_cookie(COOKIE)
    assert not desk.client.get_cookie(HALF)


@on_sqlite
def test_the_same_digits_open_no_second_browser(app: Flask) -> None:
    secret, _codes = with_two_steps(app)
    desk, thief = english(app), english(app)
    with standing():
        for each in (desk, thief):
            each.sign_in(MEI)
        seen = digits(secret)
        assert desk.post(ASK, {"digits": seen}).status_code == 200
        page = thief.post(ASK, {"digits": seen})
    assert page.status_code == 422
    assert says(page, "en", WRONG)
    assert seen not in page.get_data(as_text=True)
    assert not thief.client.get_cookie(COOKIE)


@on_sqlite
def test_a_recovery_code_opens_in_their_place_once(app: Flask) -> None:
    _secret, codes = with_two_steps(app)
    for status in (200, 422):
        desk = english(app)
        desk.sign_in(MEI)
        assert desk.post(ASK, {"digits": codes[0].lower()}).status_code == status
    desk.post(ASK, {"digits": codes[1]})
    assert "You have 8 codes left" in words(desk.get(OWN))


@on_sqlite
def test_after_five_wrong_ones_it_rests(app: Flask) -> None:
    secret, codes = with_two_steps(app)
    desk = english(app)
    for _ in range(throttle.ACCOUNT_TRIES):
        desk.sign_in(MEI)
        assert desk.post(ASK, {"digits": NONE}).status_code == 422
    with standing():
        for typed in (digits(secret), codes[0]):
            page = desk.post(ASK, {"digits": typed})
            assert page.status_code == 429
            assert says(page, "en", RESTS)
    assert not desk.client.get_cookie(COOKIE)


@on_sqlite
def test_the_digits_are_asked_only_after_the_password(app: Flask) -> None:
    secret, _codes = with_two_steps(app)
    desk = english(app)
    assert went_to(desk.get(ASK, follow_redirects=True)) == "/en/staff/sign-in"
    with standing():
        page = desk.post(ASK, {"digits": digits(secret), "then": "/en/staff/me/data"})
    assert went_to(page) == "/en/staff/sign-in"
    assert "then" in page.request.args
    desk.client.set_cookie(HALF, "AAAA")
    assert went_to(desk.get(ASK, follow_redirects=True)) == "/en/staff/sign-in"


@on_sqlite
def test_ten_minutes_later_the_password_is_asked_anew(app: Flask) -> None:
    secret, _codes = with_two_steps(app)
    desk = english(app)
    with time_machine.travel(now(), tick=False) as clock:
        desk.sign_in(MEI)
        held = desk.client.get_cookie(HALF)
        assert held
        clock.shift(secondfactor.HALFWAY + timedelta(seconds=2))
        desk.client.set_cookie(HALF, held.value)
        assert went_to(desk.post(ASK, {"digits": digits(secret)})) == "/en/staff/sign-in"


@on_sqlite
def test_a_link_to_a_new_password_is_no_way_around(app: Flask) -> None:
    secret, _codes = with_two_steps(app)
    with writing(app) as session:
        token = staff.new_link(session, row(session).id)
    desk = english(app)
    page = desk.post(f"/staff/invitation/{token}", {"password": "a third window was lit"})
    assert went_to(page) == f"/en{ASK}"
    assert not desk.client.get_cookie(COOKIE)
    with standing():
        assert desk.post(ASK, {"digits": digits(secret)}).status_code == 200
    assert desk.client.get_cookie(COOKIE)


@on_sqlite
def test_nobody_is_sent_elsewhere_from_the_digits(app: Flask) -> None:
    secret, _codes = with_two_steps(app)
    desk = english(app)
    desk.sign_in(MEI, then="//elsewhere.example/")
    with standing():
        page = desk.post(ASK, {"digits": digits(secret), "then": "https://elsewhere.example/"}, follow_redirects=False)
    assert page.headers["Location"].endswith("/en/staff")


@on_sqlite
def test_whatever_is_typed_is_answered(app: Flask) -> None:
    with_two_steps(app)
    desk = english(app)
    desk.sign_in(MEI)
    for text in TEXTS:
        assert desk.post(ASK, {"digits": text}).status_code in {400, 422, 429}, text


@on_sqlite
def test_with_a_lost_key_the_digits_are_refused_and_nothing_breaks(app: Flask) -> None:
    secret, codes = with_two_steps(app)
    inside, desk = signed_in(app), english(app)
    app.extensions["mpt.sealer"] = Sealer(bytes(31) + b"1")
    desk.sign_in(MEI)
    with standing():
        for typed in (digits(secret), codes[0]):
            page = desk.post(ASK, {"digits": typed})
            assert page.status_code == 422
            assert says(page, "en", WRONG)
    assert inside.get(OWN).status_code == 200
    page = inside.post(f"{OWN}/off", {"password": PASSWORD, "digits": digits(secret)})
    assert says(page, "en", WRONG)


@on_sqlite
def test_with_a_lost_key_what_was_begun_is_begun_anew(app: Flask) -> None:
    desk = trainer(app)
    desk.language = "en"
    before = key_on(desk.post(f"{OWN}/begin", {"password": PASSWORD}))
    app.extensions["mpt.sealer"] = Sealer(bytes(31) + b"1")
    assert went_to(desk.get(f"{OWN}/new", follow_redirects=True)) == f"/en{OWN}"
    assert key_on(desk.post(f"{OWN}/begin", {"password": PASSWORD})) != before


# Codes, and going back to one step


@on_sqlite
def test_new_codes_cost_digits_and_end_the_old_ones(app: Flask) -> None:
    secret, codes = with_two_steps(app)
    desk = signed_in(app)
    page = desk.post(f"{OWN}/codes", {"digits": NONE})
    assert page.status_code == 422
    assert says(page, "en", WRONG)
    with standing():
        anew = codes_on(desk.post(f"{OWN}/codes", {"digits": digits(secret)}))
    assert len(anew) == 10
    assert desk.post(f"{OWN}/codes", {"digits": codes[0]}).status_code == 422
    assert len(codes_on(desk.post(f"{OWN}/codes", {"digits": anew[0]}))) == 10


@on_sqlite
def test_it_is_switched_off_with_password_and_digits_only(app: Flask) -> None:
    secret, _codes = with_two_steps(app)
    desk = signed_in(app)
    with standing():
        refused = (
            (desk.post(f"{OWN}/off", {"password": "two windows, no lamp", "digits": digits(secret)}), WRONG_PASSWORD),
            (desk.post(f"{OWN}/off", {"password": PASSWORD, "digits": NONE}), WRONG),
        )
        for page, message in refused:
            assert page.status_code == 422
            assert says(page, "en", message)
        page = desk.post(f"{OWN}/off", {"password": PASSWORD, "digits": digits(secret)})
    assert says(page, "en", "Off. From now on you sign in with the password alone.")
    assert went_to(english(app).sign_in(MEI)) != f"/en{ASK}"
    with standing():
        again = desk.post(f"{OWN}/off", {"password": PASSWORD, "digits": NONE})
    assert again.status_code == 200, "a second tap"


@on_sqlite
def test_without_a_second_step_there_are_no_codes_to_be_had(app: Flask) -> None:
    desk = trainer(app)
    before = contents(app)
    assert went_to(desk.post(f"{OWN}/codes", {"digits": NONE})) == f"/zh{OWN}"
    assert contents(app) == before


# Lost


@on_sqlite
def test_the_office_takes_it_away_for_who_has_lost_all_and_the_log_says_so(app: Flask) -> None:
    with_two_steps(app)
    desk = office(app)
    desk.language = "en"
    person = f"/office/staff/{staff_id(app, MEI)}"
    assert "/one-step" in desk.get(person).get_data(as_text=True)
    for _ in range(2):
        page = desk.post(f"{person}/one-step")
    assert "/one-step" not in page.get_data(as_text=True)
    with writing(app) as session:
        entries, _older = audit.entries(session)
        assert [(one.act, one.detail) for one in entries] == [(Act.TOOK_SECOND_STEP, MEI.name)]
    assert says(desk.get("/office/log"), "en", "%(who)s took away somebody's two-step sign-in.", who=LIN.name)
    assert went_to(english(app).sign_in(MEI)) != f"/en{ASK}"


@on_sqlite
def test_nobody_of_the_office_takes_away_their_own(app: Flask) -> None:
    desk = office(app)
    with_two_steps(app, LIN, Grant(Role.OFFICE))
    own = f"/office/staff/{staff_id(app, LIN)}"
    assert "/one-step" not in desk.get(own).get_data(as_text=True)
    before = contents(app)
    assert desk.post(f"{own}/one-step").status_code == 400
    assert contents(app) == before


@on_sqlite
def test_own_data_tells_of_it_and_keeps_the_secret(app: Flask) -> None:
    secret, _codes = with_two_steps(app)
    desk = signed_in(app)
    known = desk.get("/staff/me/data.json").get_json()["two_steps"]
    assert known["recovery_codes_left"] == 10
    assert known["since"]
    for address in ("/staff/me/data.json", "/staff/me/data", OWN):
        assert secret not in desk.get(address).get_data(as_text=True)


# Where one is signed in


@on_sqlite
def test_one_other_browser_is_signed_out_by_itself(app: Flask) -> None:
    desk, others = trainer(app), [trainer(app) for _ in range(2)]
    marks = re.findall(r'name="browser" value="([0-9a-f]{16})"', desk.get("/staff/me").get_data(as_text=True))
    assert len(marks) == 2
    desk.post("/staff/me/sign-out-one", {"browser": marks[0]})
    assert sorted(other.get("/staff/me").status_code for other in others) == [200, 302]
    assert desk.get("/staff/me").status_code == 200
    desk.post("/staff/me/sign-out-one", {"browser": "nobody's"})
    assert sorted(other.get("/staff/me").status_code for other in others) == [200, 302]


@on_sqlite
def test_a_mark_of_another_persons_browser_signs_nobody_out(app: Flask) -> None:
    lin, mei = office(app), [trainer(app) for _ in range(2)]
    marks = re.findall(r'name="browser" value="([0-9a-f]{16})"', mei[0].get("/staff/me").get_data(as_text=True))
    lin.post("/staff/me/sign-out-one", {"browser": marks[0]})
    assert [each.get("/staff/me").status_code for each in mei] == [200, 200]


@pytest.mark.parametrize("address", [OWN, f"{OWN}/new"])
@on_sqlite
def test_nobody_sees_these_pages_who_is_notsigned_in(app: Flask, address: str) -> None:
    assert went_to(english(app).get(address, follow_redirects=True)) == "/en/staff/sign-in"
