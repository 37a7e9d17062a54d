"""The staff's own pages: the door, signing in, the invitation, and in which browsers one is signed in."""

import re
import uuid

import pytest
from flask import Flask

from mpt.rules import throttle
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, sponsors, staff
from mpt.web.phone import COOKIE as PHONE_COOKIE
from mpt.web.staff import COOKIE
from tests.cast import AFANG, CHEN, HE, LIN, MEI, PASSWORD, Phone, StaffPerson
from tests.services.staff_acts import OFFICE, settled
from tests.web.acts import contents, in_both_languages, in_each_language, on_sqlite, says, went_to, words, writing
from tests.web.hostile import ELSEWHERE, TEXTS
from tests.web.staff_acts import Desk, at_desk, coordinator, office, sponsor_staff, staff_id, trainer
from tests.web.test_cross_site import REFUSED

WRONG = "Address and password don't fit together. Look at both once more."
RESTS = "Too many tries. To keep you safe, please wait 15 minutes; after very many, until tomorrow."
NOBODY = StaffPerson("谁", "nobody@office.example")
NEW = "a third window was lit"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def invite(app: Flask, person: StaffPerson = LIN, grant: Grant = OFFICE) -> str:
    """Invite somebody, and return the address of the link without its language."""
    with writing(app) as session:
        token = staff.invite(session, person.email, person.name, grant)[1]
    return f"/staff/invitation/{token}"


def account(app: Flask, person: StaffPerson = LIN) -> None:
    """Give somebody of the office an account with PASSWORD."""
    with writing(app) as session:
        settled(session, person)


def factory(app: Flask, name_zh: str = "青石电子厂", name_en: str = "Bluestone Electronics") -> uuid.UUID:
    with writing(app) as session:
        return factories.open_factory(session, name_zh, name_en)[0].id


def sponsor(app: Flask) -> uuid.UUID:
    with writing(app) as session:
        return sponsors.add(session, "好玩具公司", "Good Toys").id


def is_in(desk: Desk) -> bool:
    """Say whether somebody of the staff is signed in in a browser."""
    return desk.get("/staff/me").status_code == 200


# Signing in


@in_each_language
def test_somebody_of_the_staff_comes_in_with_address_and_password(app: Flask, language: str) -> None:
    account(app)
    desk = Desk(app, language)
    page = desk.get("/staff/sign-in")
    assert says(page, language, "Sign in as staff")
    page = desk.sign_in(LIN)
    assert went_to(page) == f"/{language}/office"
    assert LIN.name in words(page)


@in_both_languages
@on_sqlite
def test_a_wrong_password_and_an_unknown_address_are_told_the_same(app: Flask, language: str) -> None:
    account(app)
    desk = Desk(app, language)
    wrong, unknown = desk.sign_in(LIN, NEW), desk.sign_in(NOBODY, NEW)
    assert wrong.status_code == unknown.status_code == 422
    assert says(wrong, language, WRONG)
    assert wrong.get_data(as_text=True).replace(LIN.email, NOBODY.email) == unknown.get_data(as_text=True)


@on_sqlite
def test_an_unknown_address_costs_as_many_hashes_as_a_known_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    account(app)
    invite(app, HE)
    compared = []
    monkeypatch.setattr("mpt.services.proof._HASHER.__class__.verify", lambda *_: compared.append(1))
    for person in (LIN, NOBODY, HE):
        Desk(app).sign_in(person, NEW)
    assert len(compared) == 3


@on_sqlite
def test_the_address_is_still_there_after_a_mistake_and_the_password_is_not(app: Flask) -> None:
    page = Desk(app).sign_in(LIN, "two windows, no lamp").get_data(as_text=True)
    assert f'value="{LIN.email}"' in page
    assert "no lamp" not in page


@in_both_languages
@on_sqlite
def test_after_five_wrong_passwords_the_account_rests(app: Flask, language: str) -> None:
    account(app)
    account(app, HE)
    desk = Desk(app, language)
    for person in (LIN, NOBODY):
        for _ in range(throttle.ACCOUNT_TRIES):
            assert desk.sign_in(person, NEW).status_code == 422
        resting = desk.sign_in(person)
        assert resting.status_code == 429
        assert says(resting, language, RESTS)
    assert not is_in(desk)
    assert desk.sign_in(HE).status_code == 200


@on_sqlite
def test_a_wrong_password_is_counted_though_the_page_says_no(app: Flask) -> None:
    account(app)
    before = contents(app)
    Desk(app).sign_in(LIN, NEW)
    after = contents(app)
    assert [table for table in before if before[table] != after[table]] == ["sign_in_failure"]


@on_sqlite
def test_whatever_is_typed_is_answered(app: Flask) -> None:
    desk = Desk(app)
    for text in TEXTS:
        assert desk.post("/staff/sign-in", {"email": text, "password": text}).status_code in {400, 422}, text


@on_sqlite
def test_a_sign_in_gives_a_new_token_and_ends_the_one_before(app: Flask) -> None:
    desk = office(app)
    old = desk.client.get_cookie(COOKIE)
    assert old is not None
    desk.sign_in(LIN)
    new = desk.client.get_cookie(COOKIE)
    assert new is not None
    assert new.value != old.value
    other = Desk(app)
    other.sits_at(old.value)
    assert not is_in(other)
    assert is_in(desk)


@on_sqlite
def test_a_token_that_was_put_into_a_browser_before_opens_nothing_afterwards(app: Flask) -> None:
    account(app)
    desk, thief = Desk(app), Desk(app)
    desk.sits_at("put there by somebody else")
    desk.sign_in(LIN)
    thief.sits_at("put there by somebody else")
    assert is_in(desk)
    assert not is_in(thief)


@on_sqlite
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    account(app)
    answer = Desk(app).post("/staff/sign-in", {"email": LIN.email, "password": PASSWORD}, follow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@on_sqlite
def test_the_sign_in_leads_back_to_where_somebody_was_going(app: Flask) -> None:
    account(app)
    desk = Desk(app)
    sent = desk.get("/staff/me?from=mail")
    assert sent.status_code == 302
    assert sent.headers["Location"] == "/zh/staff/sign-in?then=/zh/staff/me?from%3Dmail"
    then = "/zh/staff/me?from=mail"
    assert f'name="then" value="{then}"' in desk.client.get(sent.headers["Location"]).get_data(as_text=True)
    wrong = desk.sign_in(LIN, NEW, then=then)
    assert f'name="then" value="{then}"' in wrong.get_data(as_text=True)
    assert went_to(desk.sign_in(LIN, then=then)) == "/zh/staff/me"


@on_sqlite
def test_the_sign_in_leads_nowhere_else(app: Flask) -> None:
    account(app)
    for then in ELSEWHERE:
        assert went_to(Desk(app).sign_in(LIN, then=then)) == "/zh/office", then


# Signing out


@in_each_language
def test_signing_out_ends_this_browsers_sign_in_and_no_other(app: Flask, language: str) -> None:
    desk, laptop = office(app), office(app)
    desk.language = language
    kept = desk.client.get_cookie(COOKIE)
    assert kept is not None
    page = desk.post("/staff/sign-out")
    assert went_to(page) == f"/{language}/staff/sign-in"
    assert says(page, language, "You're signed out in this browser.")
    assert desk.client.get_cookie(COOKIE) is None
    desk.sits_at(kept.value)
    assert not is_in(desk)
    assert is_in(laptop)


@on_sqlite
def test_signing_out_without_being_in_is_no_fault(app: Flask) -> None:
    assert Desk(app).post("/staff/sign-out").status_code == 200


@on_sqlite
def test_who_was_ended_is_out_with_the_next_page(app: Flask) -> None:
    desk = coordinator(app, factory(app))
    office(app)
    assert is_in(desk)
    with writing(app) as session:
        found = {one.staff.email: one.staff.id for one in staff.everybody(session)}
        staff.end(session, found[CHEN.email], by=found[LIN.email])
    assert not is_in(desk)
    assert desk.sign_in(CHEN).status_code == 422


@on_sqlite
def test_staff_and_learner_in_one_browser_are_two_visitors(app: Flask) -> None:
    desk = office(app)
    phone = Phone(app)
    phone.client = desk.client
    phone.keep(AFANG)
    assert AFANG.name in words(phone.get("/me"))
    assert AFANG.name not in words(desk.get("/staff/me"))
    assert LIN.name not in words(phone.get("/me"))
    phone.post("/sign-out")
    assert phone.client.get_cookie(PHONE_COOKIE) is None
    assert is_in(desk)
    phone.sign_in(AFANG)
    desk.post("/staff/sign-out")
    assert AFANG.name in words(phone.get("/me"))


@on_sqlite
def test_a_learner_is_nobody_of_the_staff(app: Flask) -> None:
    phone = Phone(app)
    phone.keep(AFANG)
    token = phone.client.get_cookie(PHONE_COOKIE)
    assert token is not None
    desk = Desk(app)
    desk.sits_at(token.value)
    assert not is_in(desk)
    assert phone.get("/staff").status_code == 302


# The invitation


@in_each_language
def test_an_invitation_is_accepted_with_a_password(app: Flask, language: str) -> None:
    link, desk = invite(app), Desk(app, language)
    page = desk.get(link)
    assert says(page, language, "Welcome, %(name)s", name=LIN.name)
    assert f'value="{LIN.email}"' in page.get_data(as_text=True)
    page = desk.post(link, {"password": PASSWORD})
    assert went_to(page) == f"/{language}/office"
    assert is_in(desk)
    assert Desk(app).sign_in(LIN).status_code == 200


@on_sqlite
def test_the_links_page_is_in_the_browsers_language(app: Flask) -> None:
    link = invite(app)
    for language in ("zh", "en"):
        answer = Desk(app).client.get(link, headers={"Accept-Language": language})
        assert answer.headers["Location"] == f"/{language}{link}"


@in_both_languages
@on_sqlite
def test_an_invitation_opens_once(app: Flask, language: str) -> None:
    link = invite(app)
    Desk(app).post(link, {"password": PASSWORD})
    desk = Desk(app, language)
    for answer in (desk.get(link), desk.post(link, {"password": NEW}), desk.get("/staff/invitation/made-up")):
        assert answer.status_code == 410
        assert says(answer, language, "This invitation no longer opens anything")
    assert not is_in(desk)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("lamps", "Please use 12 characters or more. A short sentence is easy to remember."),
        ("one lamp in two windows " * 6, "Please use 128 characters or fewer."),
        (
            "password2026!",
            "That's too easy to guess. Please don't use your address, one sign again and again, or a common word first.",
        ),
    ],
)
@in_both_languages
@on_sqlite
def test_a_refused_password_is_told_and_not_shown(app: Flask, language: str, password: str, fault: str) -> None:
    link = invite(app)
    answer = Desk(app, language).post(link, {"password": password})
    assert answer.status_code == 422
    assert says(answer, language, fault)
    assert password not in answer.get_data(as_text=True)
    assert Desk(app).post(link, {"password": PASSWORD}).status_code == 200


@on_sqlite
def test_a_link_for_a_new_password_signs_out_every_browser(app: Flask) -> None:
    desk = office(app)
    with writing(app) as session:
        token = staff.new_link(session, staff.everybody(session)[0].staff.id)
    page = Desk(app).get(f"/staff/invitation/{token}")
    assert says(page, "zh", "Choose a new password")
    assert says(page, "zh", "In every other browser you'll be signed out.")
    assert is_in(desk)
    elsewhere = Desk(app)
    elsewhere.post(f"/staff/invitation/{token}", {"password": NEW})
    assert is_in(elsewhere)
    assert not is_in(desk)
    assert Desk(app).sign_in(LIN).status_code == 422
    assert Desk(app).sign_in(LIN, NEW).status_code == 200


@on_sqlite
def test_an_invitation_takes_over_a_browser_where_somebody_else_is_signed_in(app: Flask) -> None:
    desk = office(app)
    old = desk.client.get_cookie(COOKIE)
    assert old is not None
    desk.post(invite(app, HE, Grant(Role.COORDINATOR, factory(app))), {"password": PASSWORD})
    assert HE.name in words(desk.get("/staff/me"))
    desk.sits_at(old.value)
    assert not is_in(desk)


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/sign-out", "/staff/me/sign-out-others", "invitation"])
@on_sqlite
def test_what_comes_from_another_site_changes_nothing(app: Flask, path: str) -> None:
    link = invite(app, HE)
    desk = office(app)
    before = contents(app)
    fields = {"email": LIN.email, "password": PASSWORD}
    for kind, headers in REFUSED.items():
        answer = desk.post(link if path == "invitation" else path, fields, headers=headers, follow_redirects=False)
        assert answer.status_code == 403, kind
    assert contents(app) == before


# The door


@in_both_languages
@on_sqlite
def test_who_has_one_place_is_led_there(app: Flask, language: str) -> None:
    here, toys = factory(app), sponsor(app)
    for desk, address in (
        (office(app), "/office"),
        (coordinator(app, here), f"/factory/{here}"),
        (sponsor_staff(app, toys), f"/sponsor/{toys}"),
        (trainer(app), "/studio"),
    ):
        desk.language = language
        assert desk.get("/staff").headers["Location"] == f"/{language}{address}"


@in_both_languages
@on_sqlite
def test_who_has_several_places_chooses(app: Flask, language: str) -> None:
    here, there, toys = factory(app), factory(app, "晨光玩具厂", "Morning Light Toys"), sponsor(app)
    grants = [Grant(Role.COORDINATOR, place) for place in (here, there)]
    desk = at_desk(app, CHEN, OFFICE, *grants, Grant(Role.SPONSOR, toys))
    desk.language = language
    page = desk.get("/staff")
    html = page.get_data(as_text=True)
    for address in ("office", f"factory/{here}", f"factory/{there}", f"sponsor/{toys}"):
        assert f'href="/{language}/{address}"' in html
    assert ("晨光玩具厂" if language == "zh" else "Morning Light Toys") in words(page)
    assert says(page, language, "The programme's office")


@on_sqlite
def test_a_trainer_of_the_office_has_the_ways_of_both(app: Flask) -> None:
    desk = at_desk(app, MEI, OFFICE, Grant(Role.TRAINER))
    desk.language = "en"
    html = desk.get("/staff").get_data(as_text=True)
    for address in ("office", "office/log", "studio", "studio/guide"):
        assert f'href="/en/{address}"' in html
    for page, marked in (("/studio", "Courses"), ("/studio/guide", "How to write a module"), ("/office/log", "Log")):
        assert re.findall(r'aria-current="true">([^<]+)<', desk.get(page).get_data(as_text=True)) == [marked]


@in_both_languages
@on_sqlite
def test_who_has_no_place_is_told_whom_to_ask(app: Flask, language: str) -> None:
    here = factory(app)
    desk = coordinator(app, here)
    desk.language = language
    chen = staff_id(app, CHEN)
    with writing(app) as session:
        staff.take(session, chen, Grant(Role.COORDINATOR, here))
    page = desk.get("/staff")
    assert page.status_code == 200
    assert says(
        page, language, "There is nothing here for you at the moment. If there should be, ask the programme's office."
    )
    assert says(
        desk.get("/staff/me"),
        language,
        "Nothing at the moment. If there should be something, ask the programme's office.",
    )


@pytest.mark.parametrize("path", ["/staff", "/office", "/factory", "/office/", "/studio"])
@on_sqlite
def test_an_address_without_a_language_leads_to_the_door_in_the_browsers(app: Flask, path: str) -> None:
    for language in ("zh", "en"):
        answer = Desk(app).client.get(path, headers={"Accept-Language": language})
        assert answer.headers["Location"] == f"/{language}/staff"
        assert "Accept-Language" in answer.headers["Vary"]


@on_sqlite
def test_nobody_at_the_door_is_sent_to_sign_in(app: Flask) -> None:
    assert Desk(app).get("/staff").headers["Location"] == "/zh/staff/sign-in?then=/zh/staff"


@in_both_languages
@on_sqlite
def test_a_page_that_is_not_there_leads_the_staff_back_to_their_door(app: Flask, language: str) -> None:
    desk = coordinator(app, factory(app))
    desk.language = language
    for path in ("/office/nothing", f"/factory/{uuid.UUID(int=0)}", "/office/staff"):
        page = desk.get(path)
        assert page.status_code == 404
        assert says(
            page, language, "The address may have a typing mistake, the page has moved, or it's somebody else's."
        )
        assert f'href="/{language}/staff"' in page.get_data(as_text=True)
    for path in ("/nothing", "/courses/office"):
        assert f'href="/{language}/staff"' not in desk.get(path).get_data(as_text=True)


# Oneself


@in_both_languages
@on_sqlite
def test_one_sees_what_one_may_see_and_where_one_is_signed_in(app: Flask, language: str) -> None:
    account(app)
    desk, laptop = Desk(app, language), Desk(app)
    laptop.sign_in(LIN)
    desk.post(
        "/staff/sign-in",
        {"email": LIN.email, "password": PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin", **FIREFOX},
    )
    page = desk.get("/staff/me")
    assert says(page, language, "You sign in as %(email)s.", email=LIN.email)
    assert says(
        page, language, "All factories, their figures and codes, the staff and the log. Never what a single worker did."
    )
    rows = re.findall(r'<th scope="row">(.*?)</th>', page.get_data(as_text=True))
    assert [("Firefox, Linux" in row, "tag on" in row) for row in rows] == [(True, True), (False, False)]


@in_each_language
def test_one_signs_out_in_every_other_browser(app: Flask, language: str) -> None:
    desk, laptop = office(app), office(app)
    other = office(app, HE)
    desk.language = language
    page = desk.post("/staff/me/sign-out-others")
    assert says(page, language, "You're signed out in every other browser.")
    assert [is_in(each) for each in (desk, laptop, other)] == [True, False, True]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX["User-Agent"], "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/78.0 Mobile MicroMessenger/8.0", "WeChat, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Mac"),
        ("curl/8", "?"),
    ],
)
@on_sqlite
def test_a_browser_is_called_as_its_owner_knows_it(app: Flask, agent: str, name: str) -> None:
    account(app)
    desk = Desk(app)
    headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": agent}
    desk.post("/staff/sign-in", {"email": LIN.email, "password": PASSWORD}, headers=headers)
    assert f'<th scope="row">{name} <' in desk.get("/staff/me").get_data(as_text=True)
