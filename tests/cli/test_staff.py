"""The first of the staff, before there is anybody who could invite."""

import uuid

import pytest
from sqlalchemy.orm import Session

from mpt.cli import running
from mpt.models import Staff
from mpt.rules.codes import grouped
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, sponsors, staff, staffdoor
from mpt.services.sealing import Sealer
from tests.cast import CHEN, LIN, MAYA, PASSWORD
from tests.cli.acts import Mpt, done, failed
from tests.services.acts import count
from tests.services.staff_acts import OFFICE, settled, two_steps

NOBODY = uuid.UUID(int=0)


def add(mpt: Mpt, *options: object) -> str:
    """Let Chen see what the options say, and return what the command says."""
    return done(mpt("staff", "add", CHEN.email, CHEN.name, *options))


def invited(session: Session, said: str) -> tuple[str, frozenset[Grant]]:
    """Return whom the link in what a command says is for, and what they may see."""
    session.rollback()
    found = staffdoor.invited(session, said.strip().rpartition("/")[2])
    return found.email, staff.grants_of(session, found.id)


def test_the_first_of_the_office_gets_a_link(mpt: Mpt, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPT_PUBLIC_URL", "https://mpt.example")
    said = done(mpt("staff", "add", LIN.email, LIN.name, "--role", "office"))
    name, link = said.splitlines()
    assert name == f"{LIN.name} <{LIN.email}>: office"
    assert link.startswith("https://mpt.example/staff/invitation/")
    assert invited(session, said) == (LIN.email, {OFFICE})


@pytest.mark.parametrize("role", ["trainer", "counsellor"])
def test_who_works_everywhere_is_named_without_a_place(mpt: Mpt, session: Session, role: str) -> None:
    assert invited(session, add(mpt, "--role", role)) == (CHEN.email, {Grant(Role(role))})


@pytest.mark.parametrize("by", ["code", "printed code", "id"])
def test_a_coordinator_is_named_with_the_factory(mpt: Mpt, session: Session, by: str) -> None:
    code = done(mpt("factory", "add", "青石电子厂", "Bluestone Electronics")).strip().rpartition("/")[2]
    factory_id = factories.factory_of(session, code).id
    said = add(
        mpt, "--role", "coordinator", "--factory", {"code": code, "printed code": grouped(code)}.get(by, factory_id)
    )
    assert invited(session, said) == (CHEN.email, {Grant(Role.COORDINATOR, factory_id)})


@pytest.mark.parametrize("name", ["好玩具公司", "Good Toys"])
def test_a_sponsors_staff_are_named_with_the_sponsor(mpt: Mpt, session: Session, name: str) -> None:
    toys = sponsors.add(session, "好玩具公司", "Good Toys").id
    session.commit()
    said = done(mpt("staff", "add", MAYA.email, MAYA.name, "--role", "sponsor", "--sponsor", name))
    assert invited(session, said) == (MAYA.email, {Grant(Role.SPONSOR, toys)})


def test_who_has_a_password_is_told_where_to_sign_in(mpt: Mpt, session: Session) -> None:
    token = add(mpt, "--role", "office").strip().rpartition("/")[2]
    session.rollback()
    staffdoor.accept(session, token, PASSWORD, "Firefox")
    session.commit()
    assert add(mpt, "--role", "office").endswith("\nhttp://127.0.0.1:8000/staff\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--role", "coordinator", "--factory", "ZZZZZZ"), "no factory has this join code"),
        (("--role", "coordinator", "--factory", "???"), "no factory has this join code"),
        (("--role", "coordinator", "--factory", str(NOBODY)), "no factory has this id"),
        (("--role", "sponsor", "--sponsor", "Toys"), "no sponsor, or more than one, is called Toys"),
    ],
)
def test_a_place_that_is_not_there_is_one_line_and_adds_nobody(
    mpt: Mpt, session: Session, options: tuple[str, ...], said: str
) -> None:
    assert failed(mpt("staff", "add", CHEN.email, CHEN.name, *options)) == f"Error: {said}\n"
    assert count(session, Staff) == 0


@pytest.mark.parametrize(
    ("email", "name", "said"),
    [("chen", CHEN.name, "that isn't a whole e-mail address"), (CHEN.email, " ", "the name is missing")],
)
def test_who_cannot_be_addressed_or_named_is_not_added(
    mpt: Mpt, session: Session, email: str, name: str, said: str
) -> None:
    assert said in failed(mpt("staff", "add", email, name, "--role", "office"))
    assert count(session, Staff) == 0


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--role", "emperor"),
        ("--role", "coordinator"),
        ("--role", "sponsor"),
        ("--role", "sponsor", "--factory", "ZZZZZZ"),
        ("--role", "office", "--factory", "ZZZZZZ"),
        ("--role", "office", "--sponsor", "Toys"),
        ("--role", "coordinator", "--factory", "ZZZZZZ", "--sponsor", "Toys"),
    ],
)
def test_a_role_without_its_place_is_not_understood(mpt: Mpt, options: tuple[str, ...]) -> None:
    assert mpt("staff", "add", CHEN.email, CHEN.name, *options).exit_code == 2


# A lost phone


def test_who_lost_phone_and_codes_signs_in_by_the_password_alone(mpt: Mpt, session: Session) -> None:
    lin = settled(session, LIN)
    two_steps(session, Sealer(bytes(32)), lin)
    session.commit()
    assert (
        done(mpt("staff", "one-step", LIN.email.upper()))
        == f"{LIN.name} <{LIN.email}> signs in by the password alone\n"
    )
    session.rollback()
    assert session.get_one(Staff, lin).totp_since is None
    assert done(mpt("staff", "one-step", LIN.email)).endswith("signs in by the password alone, as before\n")


def test_a_lost_phone_of_nobody_here_is_one_line(mpt: Mpt) -> None:
    assert failed(mpt("staff", "one-step", LIN.email)) == "Error: nobody of the staff has this address\n"


# The trial's staff


def test_a_trial_invites_one_of_each_who_is_needed_until_they_have_come(mpt: Mpt, session: Session) -> None:
    code = done(mpt("factory", "add", "青石电子厂", "Bluestone Electronics")).strip().rpartition("/")[2]
    here = factories.factory_of(session, code).id
    session.rollback()
    for _ in range(2):
        links = running.make_up_staff(session, here)
        assert [(email, *invited_now(session, link)) for email, link in links] == [
            ("coordinator@trial.example", "Coordinator (trial)", {Grant(Role.COORDINATOR, here)}),
            ("counsellor@trial.example", "Counsellor (trial)", {Grant(Role.COUNSELLOR)}),
            ("office@trial.example", "Office (trial)", {OFFICE}),
            ("trainer@trial.example", "Trainer (trial)", {Grant(Role.TRAINER)}),
        ]
    staffdoor.accept(session, links[-1][1].rpartition("/")[2], PASSWORD, "Firefox")
    again = running.make_up_staff(session, here)
    assert again[-1] == ("trainer@trial.example", "http://127.0.0.1:8000/staff")
    assert count(session, Staff) == 4


def invited_now(session: Session, link: str) -> tuple[str, frozenset[Grant]]:
    """Return the name of whom a link is for, and what they may see."""
    found = staffdoor.invited(session, link.rpartition("/")[2])
    return found.name, staff.grants_of(session, found.id)


def test_a_trial_makes_nobody_up_where_there_is_a_staff(mpt: Mpt, session: Session) -> None:
    done(mpt("staff", "add", LIN.email, LIN.name, "--role", "office"))
    assert running.make_up_staff(session, NOBODY) == []
    assert count(session, Staff) == 1
