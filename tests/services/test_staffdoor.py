"""How staff come in: by the link of an invitation, once, then with a password; and how they leave."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Invitation, SignInFailure, Staff, StaffSession
from mpt.models.database import Database
from mpt.rules import passwords, throttle
from mpt.rules.permissions import Grant
from mpt.services import staff, staffdoor
from mpt.services.staffdoor import UnknownInvitationError, WrongPasswordError
from mpt.services.throttling import TooManyTriesError
from tests.cast import CHEN, HE, LIN, PASSWORD
from tests.services.acts import at_once, count
from tests.services.staff_acts import DESKS, OFFICE, coordinates, settled, sign_in

MORNING = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
NEW = "a third window was lit"


def invite(session: Session, grant: Grant = OFFICE) -> str:
    """Invite Lin, and return the token of the link."""
    token = staff.invite(session, LIN.email, LIN.name, grant)[1]
    assert token is not None
    return token


def mistype(session: Session, email: str, times: int, address: str = DESKS) -> None:
    for _ in range(times):
        with pytest.raises(WrongPasswordError):
            sign_in(session, email, "two windows, no lamp", address)


def who(session: Session, token: str) -> Staff | None:
    """Return who is signed in in the browser that holds a token."""
    found = staffdoor.colleague_of(session, token)
    return found.staff if found else None


# The invitation


def test_an_invitation_sets_a_password_and_signs_in(session: Session) -> None:
    found, token = staffdoor.accept(session, invite(session), PASSWORD, "Firefox, Linux")
    assert who(session, token) is found
    colleague = staffdoor.colleague_of(session, token)
    assert colleague is not None
    assert colleague.grants == {OFFICE}
    assert staffdoor.prove(session, LIN.email, PASSWORD) == found.id


def test_an_invitation_opens_once(session: Session) -> None:
    link = invite(session)
    staffdoor.accept(session, link, PASSWORD, "Firefox")
    with pytest.raises(UnknownInvitationError):
        staffdoor.accept(session, link, NEW, "Firefox")
    with pytest.raises(UnknownInvitationError):
        staffdoor.invited(session, link)
    assert staffdoor.prove(session, LIN.email, NEW) is None


def test_two_who_open_it_at_once_are_one_who_came_in(database: Database) -> None:
    with database.session(writes=True) as session:
        link = invite(session)
        session.commit()
    outcomes = at_once(database, lambda each: staffdoor.accept(each, link, PASSWORD, "Firefox")[0].name)
    assert LIN.name in outcomes
    assert [type(outcome) for outcome in outcomes if outcome != LIN.name] == [UnknownInvitationError]


def test_an_invitation_is_good_for_seven_days(session: Session) -> None:
    with time_machine.travel(MORNING, tick=False):
        link = invite(session)
    with time_machine.travel(MORNING + timedelta(days=7, seconds=-1), tick=False):
        assert staffdoor.invited(session, link).name == LIN.name
    with time_machine.travel(MORNING + timedelta(days=7), tick=False), pytest.raises(UnknownInvitationError):
        staffdoor.invited(session, link)


@pytest.mark.parametrize("token", ["", "made up"])
def test_a_made_up_link_opens_nothing(session: Session, token: str) -> None:
    invite(session)
    with pytest.raises(UnknownInvitationError):
        staffdoor.accept(session, token, PASSWORD, "Firefox")


def test_a_refused_password_leaves_the_invitation_as_it_was(session: Session) -> None:
    link = invite(session)
    with pytest.raises(passwords.PasswordShortError):
        staffdoor.accept(session, link, "short", "Firefox")
    assert staffdoor.accept(session, link, PASSWORD, "Firefox")


def test_the_database_holds_neither_link_nor_password_nor_cookie(session: Session) -> None:
    link = invite(session)
    assert link not in session.scalars(select(Invitation.token_hash)).one()
    found, token = staffdoor.accept(session, link, PASSWORD, "Firefox")
    assert token not in session.scalars(select(StaffSession.token_hash)).one()
    assert found.password_hash is not None
    assert found.password_hash.startswith("$argon2id$")


def test_a_new_password_replaces_the_old_and_ends_every_other_sign_in(session: Session) -> None:
    lin = settled(session)
    before = sign_in(session, LIN.email)
    mistype(session, LIN.email, throttle.ACCOUNT_TRIES)
    _staff, token = staffdoor.accept(session, staff.new_link(session, lin), NEW, "Firefox")
    assert who(session, before) is None
    assert who(session, token) is not None
    assert sign_in(session, LIN.email, NEW)
    with pytest.raises(WrongPasswordError):
        sign_in(session, LIN.email)


# Signing in


def test_the_address_is_read_as_people_write_it(session: Session) -> None:
    lin = settled(session)
    assert staffdoor.prove(session, " LIN@Office.example ", PASSWORD) == lin
    assert staffdoor.prove(session, "ｌｉｎ@office.example", PASSWORD) == lin


def test_only_address_and_password_together_prove_who_it_is(session: Session) -> None:
    lin, he = settled(session), settled(session, HE)
    assert staffdoor.prove(session, LIN.email, PASSWORD) == lin
    assert staffdoor.prove(session, LIN.email, NEW) is None
    assert staffdoor.prove(session, CHEN.email, PASSWORD) is None
    with pytest.raises(WrongPasswordError):
        staffdoor.sign_in(session, LIN.email, he, DESKS, "Firefox")
    with pytest.raises(WrongPasswordError):
        staffdoor.sign_in(session, CHEN.email, None, DESKS, "Firefox")


def test_a_long_password_counts_to_its_last_sign(session: Session) -> None:
    longest = "lamp" * (passwords.LONGEST // 4 - 1) + "rows"
    found, _token = staffdoor.accept(session, invite(session), longest, "Firefox")
    assert staffdoor.prove(session, LIN.email, longest) == found.id
    assert staffdoor.prove(session, LIN.email, longest + "!") is None


def test_who_was_invited_and_set_no_password_cannot_sign_in(session: Session) -> None:
    invite(session)
    for password in ("", PASSWORD):
        assert staffdoor.prove(session, LIN.email, password) is None


def test_who_was_proven_and_ended_meanwhile_is_not_signed_in(session: Session) -> None:
    lin, chen = settled(session), settled(session, CHEN, coordinates(session))
    staff.end(session, chen, by=lin)
    with pytest.raises(WrongPasswordError):
        staffdoor.sign_in(session, CHEN.email, chen, DESKS, "Firefox")
    assert count(session, StaffSession) == 0


def test_each_browser_is_signed_out_by_itself_or_all_others_together(session: Session) -> None:
    lin = settled(session)
    desk, laptop, phone = (sign_in(session, LIN.email) for _ in range(3))
    settled(session, HE)
    elsewhere = sign_in(session, HE.email)
    staffdoor.sign_out(session, desk)
    assert [who(session, token) is not None for token in (desk, laptop, phone)] == [False, True, True]
    staffdoor.sign_out_everywhere(session, lin, but=laptop)
    assert [who(session, token) is not None for token in (desk, laptop, phone)] == [False, True, False]
    assert who(session, elsewhere) is not None
    assert who(session, "made up") is None


def test_a_browser_is_signed_out_after_a_working_day(session: Session) -> None:
    lin = settled(session)
    with time_machine.travel(MORNING, tick=False):
        token = sign_in(session, LIN.email)
    with time_machine.travel(MORNING + timedelta(hours=12, seconds=-1), tick=False):
        assert who(session, token) is not None
        assert len(staffdoor.sessions_of(session, lin, token)) == 1
    with time_machine.travel(MORNING + timedelta(hours=12), tick=False):
        assert who(session, token) is None
        assert staffdoor.sessions_of(session, lin, token) == []
        sign_in(session, LIN.email)
        assert count(session, StaffSession) == 1


def test_one_sees_the_browsers_in_which_one_is_signed_in(session: Session) -> None:
    lin = settled(session)
    settled(session, HE)
    sign_in(session, HE.email)
    with time_machine.travel(MORNING, tick=False) as clock:
        first = staffdoor.sign_in(session, LIN.email, lin, DESKS, "Chrome, Windows")[1]
        clock.shift(60)
        staffdoor.sign_in(session, LIN.email, lin, DESKS, "WeChat, Android" + "!" * 80)
        found = staffdoor.sessions_of(session, lin, first)
    assert [(one.browser[:15], here) for one, here in found] == [("WeChat, Android", False), ("Chrome, Windows", True)]
    assert len(found[0][0].browser) == 60


# Wrong passwords


def test_after_five_wrong_passwords_an_account_rests_whatever_comes(session: Session) -> None:
    settled(session)
    settled(session, HE)
    with time_machine.travel(MORNING, tick=False) as clock:
        mistype(session, LIN.email, throttle.ACCOUNT_TRIES)
        for password in (PASSWORD, NEW):
            with pytest.raises(TooManyTriesError):
                sign_in(session, " LIN@office.example", password)
        assert sign_in(session, HE.email)
        clock.shift(throttle.WINDOW)
        assert sign_in(session, LIN.email)


def test_an_address_that_nobody_has_rests_the_same_way(session: Session) -> None:
    mistype(session, "nobody@office.example", throttle.ACCOUNT_TRIES)
    with pytest.raises(TooManyTriesError):
        sign_in(session, "nobody@office.example")


def test_whoever_comes_in_has_their_failures_forgiven(session: Session) -> None:
    settled(session)
    mistype(session, LIN.email, throttle.ACCOUNT_TRIES - 1)
    sign_in(session, LIN.email)
    assert count(session, SignInFailure) == 0


def test_a_worker_who_is_called_like_an_address_rests_apart_from_the_staff(session: Session) -> None:
    settled(session)
    session.add_all(SignInFailure(name_key=LIN.email, address=DESKS) for _ in range(throttle.ACCOUNT_TRIES))
    session.flush()
    assert sign_in(session, LIN.email)
