"""The staff, as the office looks after them."""

import re
import uuid

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mpt.models import Invitation, Staff
from mpt.rules.permissions import Grant, Role
from mpt.services import audit, factories, sponsors, staff
from mpt.services.audit import Act
from tests.cast import CHEN, HE, LIN, MAYA, MEI, PASSWORD, QIU, TAN, StaffPerson
from tests.services.acts import count
from tests.services.staff_acts import OFFICE
from tests.web.acts import contents, in_both_languages, in_each_language, on_sqlite, says, went_to, words, writing
from tests.web.hostile import TEXTS
from tests.web.staff_acts import Desk, at_desk, coordinator, office, sponsor_staff, staff_id

COUNSELLOR, TRAINER = Grant(Role.COUNSELLOR), Grant(Role.TRAINER)

FACTORY = ("青石电子厂", "Bluestone Electronics")
SPONSOR = ("好玩具公司", "Good Toys")


def factory(app: Flask) -> Grant:
    """Open a factory, and return what its coordinators may."""
    with writing(app) as session:
        return Grant(Role.COORDINATOR, factories.open_factory(session, *FACTORY)[0].id)


def sponsor(app: Flask) -> Grant:
    """Add a sponsor, and return what its staff may."""
    with writing(app) as session:
        return Grant(Role.SPONSOR, sponsors.add(session, *SPONSOR).id)


def value(grant: Grant) -> str:
    """Return how a form says a role."""
    return f"{grant.role}:{grant.place}" if grant.place else str(grant.role)


def grants(app: Flask, person: StaffPerson) -> frozenset[Grant]:
    """Return what somebody may see."""
    who = staff_id(app, person)
    with writing(app) as session:
        return staff.grants_of(session, who)


def invite(desk: Desk, person: StaffPerson, grant: Grant) -> TestResponse:
    return desk.post("/office/staff/new", {"email": person.email, "name": person.name, "role": value(grant)})


def link_on(page: TestResponse) -> str:
    """Return the link that a page shows to copy, without the address of this installation."""
    found = re.search(r"http://127\.0\.0\.1:8000(/staff/invitation/[\w-]+)<", page.get_data(as_text=True))
    assert found
    return found[1]


def noted(app: Flask) -> list[tuple[Act, str, uuid.UUID | None]]:
    """Return what the log has, oldest first."""
    with writing(app) as session:
        entries, _has_older = audit.entries(session)
        return [(one.act, one.detail, one.factory.id if one.factory else None) for one in reversed(entries)]


# Inviting


@in_each_language
def test_a_coordinator_is_invited_and_comes_in_by_the_link(app: Flask, language: str) -> None:
    here, desk = factory(app), office(app)
    desk.language = language
    assert says(desk.get("/office/staff"), language, "Invite somebody")
    page = desk.get("/office/staff/new")
    assert (FACTORY[0] if language == "zh" else FACTORY[1]) in words(page)
    page = invite(desk, CHEN, here)
    assert says(page, language, "Copy it now: it's shown this once, and nothing was sent.")
    chen = Desk(app, language)
    came = chen.client.get(link_on(page), headers={"Accept-Language": language}, follow_redirects=True)
    assert came.status_code == 200
    chen.post(link_on(page), {"password": PASSWORD}, follow_redirects=False)
    assert CHEN.name in words(chen.get("/staff/me"))
    assert grants(app, CHEN) == {here}
    detail = f"{CHEN.name}: 工厂协调员 / Coordinator, {FACTORY[0]} / {FACTORY[1]}"
    assert noted(app) == [(Act.INVITED, detail, here.place)]


@on_sqlite
def test_the_link_is_shown_once(app: Flask) -> None:
    desk = office(app)
    link = link_on(invite(desk, CHEN, factory(app)))
    for path in ("/office/staff", f"/office/staff/{staff_id(app, CHEN)}", "/office/log"):
        assert link not in desk.get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    "kind",
    [factory, sponsor, lambda _app: OFFICE, lambda _app: COUNSELLOR, lambda _app: TRAINER],
    ids=["factory", "sponsor", "office", "counsellor", "trainer"],
)
@on_sqlite
def test_each_kind_of_role_can_be_given_to_somebody_new(app: Flask, kind: object) -> None:
    grant = kind(app)  # type: ignore[operator]
    invite(office(app), HE, grant)
    assert grants(app, HE) == {grant}


@on_sqlite
def test_a_counsellor_gets_no_other_role_and_nothing_changes(app: Flask) -> None:
    desk = office(app)
    invite(desk, QIU, COUNSELLOR)
    before = contents(app)
    refused = (
        invite(desk, StaffPerson("别人", QIU.email), OFFICE),
        invite(desk, LIN, COUNSELLOR),
        desk.post(f"/office/staff/{staff_id(app, QIU)}/give", {"role": "office"}),
    )
    for page in refused:
        assert page.status_code == 422
        assert 'id="role-fault"' in page.get_data(as_text=True)
    assert contents(app) == before


@on_sqlite
def test_a_trainer_may_be_of_the_office_too_and_never_a_counsellor(app: Flask) -> None:
    desk = office(app)
    invite(desk, MEI, TRAINER)
    desk.post(f"/office/staff/{staff_id(app, MEI)}/give", {"role": "office"})
    assert grants(app, MEI) == {TRAINER, OFFICE}
    invite(desk, TAN, TRAINER)
    before = contents(app)
    assert desk.post(f"/office/staff/{staff_id(app, TAN)}/give", {"role": "counsellor"}).status_code == 422
    assert contents(app) == before
    desk.post(f"/office/staff/{staff_id(app, TAN)}/take", {"role": "trainer"})
    assert grants(app, TAN) == frozenset()


@on_sqlite
def test_the_same_address_invited_again_gets_another_role_and_a_new_link(app: Flask) -> None:
    desk, here = office(app), factory(app)
    first = link_on(invite(desk, CHEN, here))
    second = link_on(invite(desk, StaffPerson(CHEN.name, CHEN.email.upper()), OFFICE))
    assert grants(app, CHEN) == {here, OFFICE}
    assert Desk(app).get(first).status_code == 410
    assert Desk(app).get(second).status_code == 200


@in_both_languages
@on_sqlite
def test_who_has_a_password_gets_the_role_without_a_link(app: Flask, language: str) -> None:
    desk, here = office(app), factory(app)
    sponsor_staff(app, sponsor(app).place or uuid.UUID(int=0))
    desk.language = language
    page = invite(desk, MAYA, here)
    assert went_to(page) == f"/{language}/office/staff/{staff_id(app, MAYA)}"
    assert says(page, language, "Saved.")
    assert here in grants(app, MAYA)
    with writing(app) as session:
        assert count(session, Invitation) == 0


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("email", "chen", "That isn't a whole e-mail address. It looks like name@place.example."),
        ("name", " ", "Please write this name."),
        ("name", "陈" * 41, "That's too long. Please use 40 characters or fewer."),
        ("role", "", "Please choose what they may see."),
        ("role", "coordinator", "Please choose what they may see."),
        ("role", f"coordinator:{uuid.UUID(int=0)}", "Please choose what they may see."),
        ("role", f"office:{uuid.UUID(int=0)}", "Please choose what they may see."),
    ],
)
@in_both_languages
@on_sqlite
def test_what_cannot_be_taken_is_told_and_nothing_typed_is_lost(
    app: Flask, language: str, field: str, typed: str, fault: str
) -> None:
    here, desk = factory(app), office(app)
    desk.language = language
    before = contents(app)
    fields = {"email": CHEN.email, "name": CHEN.name, "role": value(here), field: typed}
    page = desk.post("/office/staff/new", fields)
    assert page.status_code == 422
    assert says(page, language, fault)
    html = page.get_data(as_text=True)
    for name in {"email", "name"} - {field}:
        assert f'value="{fields[name]}"' in html
    assert (f'value="{value(here)}" selected' in html) == (field != "role")
    assert contents(app) == before


@on_sqlite
def test_whatever_is_typed_is_answered(app: Flask) -> None:
    desk = office(app)
    for text in TEXTS:
        for fields in (
            {"email": text, "name": text, "role": "office"},
            {"email": HE.email, "name": text, "role": text},
        ):
            assert desk.post("/office/staff/new", fields).status_code in {400, 422}, text


# Everybody


@in_both_languages
@on_sqlite
def test_everybody_stands_there_with_what_they_may_see(app: Flask, language: str) -> None:
    here, toys, desk = factory(app), sponsor(app), office(app)
    at_desk(app, CHEN, here, OFFICE)
    invite(desk, MAYA, toys)
    desk.language = language
    page = desk.get("/office/staff")
    rows = re.findall(r"(?s)<tr><th scope=\"row\">(.*?)</tr>", page.get_data(as_text=True))
    assert len(rows) == 3
    chen, maya = (next(row for row in rows if person.name in row) for person in (CHEN, MAYA))
    assert (FACTORY[0] if language == "zh" else FACTORY[1]) in chen
    assert ("项目办公室" if language == "zh" else "The programme&#39;s office") in chen
    assert (SPONSOR[0] if language == "zh" else SPONSOR[1]) in maya
    assert ("未设置" if language == "zh" else "not yet") in maya


# One of the staff


@in_both_languages
@on_sqlite
def test_a_role_is_given_and_taken(app: Flask, language: str) -> None:
    here, toys, desk = factory(app), sponsor(app), office(app)
    at_desk(app, CHEN, here)
    chen = staff_id(app, CHEN)
    desk.language = language
    page = desk.post(f"/office/staff/{chen}/give", {"role": value(toys)})
    assert says(page, language, "Saved.")
    assert grants(app, CHEN) == {here, toys}
    page = desk.post(f"/office/staff/{chen}/take", {"role": value(here)})
    assert went_to(page) == f"/{language}/office/staff/{chen}"
    assert grants(app, CHEN) == {toys}
    assert noted(app) == [
        (Act.GAVE_ROLE, f"{CHEN.name}: 赞助方人员 / Sponsor's staff, {SPONSOR[0]} / {SPONSOR[1]}", None),
        (Act.TOOK_ROLE, f"{CHEN.name}: 工厂协调员 / Coordinator, {FACTORY[0]} / {FACTORY[1]}", here.place),
    ]


@on_sqlite
def test_two_taps_are_one_act_in_the_log(app: Flask) -> None:
    here, toys, desk = factory(app), sponsor(app), office(app)
    at_desk(app, CHEN, here)
    chen = staff_id(app, CHEN)
    for way, grant in (("give", toys), ("take", here), ("end", here)):
        for _ in range(2):
            assert desk.post(f"/office/staff/{chen}/{way}", {"role": value(grant)}).status_code == 200
    assert [act for act, _detail, _factory in noted(app)] == [Act.GAVE_ROLE, Act.TOOK_ROLE, Act.ENDED_STAFF]


@on_sqlite
def test_a_page_of_one_offers_only_the_roles_they_lack(app: Flask) -> None:
    here, toys, desk = factory(app), sponsor(app), office(app)
    at_desk(app, CHEN, here)
    html = desk.get(f"/office/staff/{staff_id(app, CHEN)}").get_data(as_text=True)
    assert f'<option value="{value(here)}"' not in html
    assert f'<option value="{value(toys)}"' in html
    assert '<option value="office"' in html


@in_both_languages
@on_sqlite
def test_a_role_that_is_none_is_refused(app: Flask, language: str) -> None:
    desk = office(app)
    at_desk(app, CHEN, factory(app))
    chen = staff_id(app, CHEN)
    desk.language = language
    before = contents(app)
    page = desk.post(f"/office/staff/{chen}/give", {"role": "emperor"})
    assert page.status_code == 422
    assert says(page, language, "Please choose what they may see.")
    assert desk.post(f"/office/staff/{chen}/take", {"role": "emperor"}).status_code == 400
    assert contents(app) == before


@on_sqlite
def test_a_link_for_a_new_password_is_shown_once_and_opens(app: Flask) -> None:
    desk = office(app)
    at_desk(app, CHEN, factory(app))
    page = desk.post(f"/office/staff/{staff_id(app, CHEN)}/link")
    assert says(Desk(app).get(link_on(page)), "zh", "Choose a new password")
    assert noted(app) == [(Act.GAVE_NEW_LINK, CHEN.name, None)]


@in_both_languages
@on_sqlite
def test_who_ends_is_out_at_once(app: Flask, language: str) -> None:
    desk = office(app)
    chens = at_desk(app, CHEN, factory(app))
    desk.language = language
    page = desk.post(f"/office/staff/{staff_id(app, CHEN)}/end")
    assert went_to(page) == f"/{language}/office/staff"
    assert says(page, language, "That account has ended. Whoever had it is signed out everywhere.")
    assert CHEN.name not in words(page)
    assert chens.get("/staff/me").status_code == 302
    assert chens.sign_in(CHEN).status_code == 422
    assert noted(app) == [(Act.ENDED_STAFF, CHEN.name, None)]


@on_sqlite
def test_nobody_finds_who_was_never_there_or_has_ended(app: Flask) -> None:
    desk = office(app)
    at_desk(app, CHEN, factory(app))
    chen = staff_id(app, CHEN)
    desk.post(f"/office/staff/{chen}/end")
    for who in (chen, uuid.UUID(int=0)):
        assert desk.get(f"/office/staff/{who}").status_code == 404
        for way in ("give", "take", "link"):
            assert desk.post(f"/office/staff/{who}/{way}", {"role": "office"}).status_code == 404
    assert desk.post(f"/office/staff/{uuid.UUID(int=0)}/end").status_code == 404


# The office stays


@in_both_languages
@on_sqlite
def test_nobody_ends_their_own_account(app: Flask, language: str) -> None:
    desk = office(app, HE)
    office(app)
    he = staff_id(app, HE)
    desk.language = language
    assert f"/office/staff/{he}/end" not in desk.get(f"/office/staff/{he}").get_data(as_text=True)
    before = contents(app)
    page = desk.post(f"/office/staff/{he}/end")
    assert page.status_code == 409
    assert says(page, language, "That's your own account")
    assert contents(app) == before


@in_both_languages
@on_sqlite
def test_the_last_of_the_office_keeps_the_role(app: Flask, language: str) -> None:
    desk = office(app)
    desk.language = language
    invite(desk, HE, OFFICE)
    before = contents(app)
    page = desk.post(f"/office/staff/{staff_id(app, LIN)}/take", {"role": "office"})
    assert page.status_code == 409
    assert says(page, language, "Somebody must stay in the office")
    assert contents(app) == before


@on_sqlite
def test_who_leaves_the_office_finds_what_they_still_may_see(app: Flask) -> None:
    here = factory(app)
    desk = at_desk(app, LIN, OFFICE, here)
    office(app, HE)
    page = desk.post(f"/office/staff/{staff_id(app, LIN)}/take", {"role": "office"}, follow_redirects=False)
    assert page.headers["Location"] == "/zh/staff"
    assert desk.get("/staff").headers["Location"] == f"/zh/factory/{here.place}"
    assert desk.get("/office/staff").status_code == 404


# Who may


@on_sqlite
def test_nobody_but_the_office_comes_here(app: Flask) -> None:
    here, toys = factory(app), sponsor(app)
    office(app)
    lin = staff_id(app, LIN)
    others = [coordinator(app, here.place or lin), sponsor_staff(app, toys.place or lin), Desk(app)]
    before = contents(app)
    for desk in others:
        for path in ("/office/staff", "/office/staff/new", f"/office/staff/{lin}"):
            answer = desk.get(path)
            assert answer.status_code in {302, 404}
            assert LIN.name not in answer.get_data(as_text=True)
        for way in ("new", *(f"{lin}/{act}" for act in ("give", "take", "link", "end"))):
            fields = {"email": CHEN.email, "name": CHEN.name, "role": "office"}
            assert desk.post(f"/office/staff/{way}", fields, follow_redirects=False).status_code in {302, 404}
    assert contents(app) == before


@on_sqlite
def test_an_invitation_is_kept_by_its_hash_alone(app: Flask) -> None:
    link = link_on(invite(office(app), CHEN, factory(app)))
    with writing(app) as session:
        assert count(session, Staff) == 2
    assert link.rpartition("/")[2] not in str(contents(app))
