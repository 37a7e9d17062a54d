"""Staff: who they are and what they may see; invited by a link, ended when they leave."""

import uuid

import pytest
from sqlalchemy.orm import Session

from mpt.models import Invitation, Staff, StaffRole
from mpt.models.database import Database
from mpt.rules import names, passwords
from mpt.rules.permissions import Grant, Role
from mpt.services import staff, staffdoor
from mpt.services.staff import LastOfficeError, OwnAccountError, RolesApartError, UnknownStaffError
from mpt.services.staffdoor import UnknownInvitationError
from tests.cast import CHEN, HE, LIN, MAYA, QIU
from tests.services.acts import at_once, count
from tests.services.staff_acts import OFFICE, coordinates, settled, sign_in, works_for_sponsor

NOBODY = uuid.UUID(int=0)
COUNSELLOR = Grant(Role.COUNSELLOR)


# Inviting


def test_somebody_is_invited_with_a_role_and_a_link(session: Session) -> None:
    found, token = staff.invite(session, " Lin@Office.example ", " 林  主任 ", OFFICE)
    assert (found.email, found.name, found.password_hash) == ("Lin@Office.example", "林 主任", None)
    assert staff.find(session, found.id).is_office
    assert token
    assert staffdoor.invited(session, token) is found


def test_the_same_address_invited_again_gets_another_role_and_a_link_that_replaces_the_first(session: Session) -> None:
    here, there = coordinates(session), coordinates(session, "晨光玩具厂", "Morning Light Toys")
    found, first = staff.invite(session, CHEN.email, "陈", here)
    again, second = staff.invite(session, "CHEN@bluestone.EXAMPLE", CHEN.name, there)
    assert again is found
    assert found.name == CHEN.name
    assert staff.grants_of(session, found.id) == {here, there}
    assert first is not None
    with pytest.raises(UnknownInvitationError):
        staffdoor.invited(session, first)
    assert second is not None
    assert staffdoor.invited(session, second) is found


def test_a_counsellor_gets_no_other_role_and_who_has_one_becomes_no_counsellor(session: Session) -> None:
    qiu, lin = settled(session, QIU, COUNSELLOR), settled(session)
    here = coordinates(session)
    for staff_id, grant in ((qiu, OFFICE), (qiu, here), (lin, COUNSELLOR)):
        with pytest.raises(RolesApartError):
            staff.give(session, staff_id, grant)
    assert staff.grants_of(session, qiu) == {COUNSELLOR}
    assert staff.grants_of(session, lin) == {OFFICE}
    staff.take(session, qiu, COUNSELLOR)
    assert staff.give(session, qiu, here)


def test_who_has_a_password_needs_no_invitation(session: Session) -> None:
    lin = settled(session)
    here = coordinates(session)
    found, token = staff.invite(session, LIN.email, LIN.name, here)
    assert (found.id, token) == (lin, None)
    assert staff.grants_of(session, lin) == {OFFICE, here}


@pytest.mark.parametrize(
    ("email", "name", "refusal"),
    [
        ("lin", "林主任", passwords.EmailShapeError),
        (LIN.email, "", names.NameMissingError),
        (LIN.email, "林" * 41, names.NameTooLongError),
        (LIN.email, "林\u202e主任", names.NameHiddenError),
    ],
)
def test_who_cannot_be_named_or_addressed_is_not_invited(
    session: Session, email: str, name: str, refusal: type[names.RefusedError]
) -> None:
    with pytest.raises(refusal):
        staff.invite(session, email, name, OFFICE)
    assert count(session, Staff) == 0


def test_two_invitations_at_once_are_one_person_with_both_roles(database: Database) -> None:
    with database.session(writes=True) as session:
        grants = [coordinates(session), coordinates(session, "晨光玩具厂", "Morning Light Toys")]
        session.commit()
    waiting = list(grants)
    at_once(database, lambda each: staff.invite(each, CHEN.email, CHEN.name, waiting.pop())[0].id)
    with database.session(writes=False) as session:
        (chen,) = staff.everybody(session)
        assert chen.grants == set(grants)
        assert count(session, Invitation) == 1


def test_nobody_gets_a_link_who_is_not_of_the_staff(session: Session) -> None:
    lin, chen = settled(session), settled(session, CHEN, coordinates(session))
    staff.end(session, chen, by=lin)
    for who in (chen, NOBODY):
        with pytest.raises(UnknownStaffError):
            staff.new_link(session, who)


# Roles


def test_everybody_is_listed_by_name_with_what_they_may_see(session: Session) -> None:
    here, sponsor = coordinates(session), works_for_sponsor(session)
    lin = settled(session)
    maya, he = settled(session, MAYA, sponsor), settled(session, HE, here)
    staff.take(session, he, here)
    found = {one.staff.id: one for one in staff.everybody(session)}
    assert list(found) == [maya, he, lin]
    assert [one.grants for one in found.values()] == [{sponsor}, set(), {OFFICE}]
    assert [one.is_office for one in found.values()] == [False, False, True]
    assert found[maya].places(Role.SPONSOR) == [sponsor.place]
    assert found[maya].places(Role.COORDINATOR) == []


def test_a_role_is_given_and_taken_once(session: Session) -> None:
    here = coordinates(session)
    chen = settled(session, CHEN, here)
    assert not staff.give(session, chen, here)
    assert count(session, StaffRole) == 1
    assert staff.take(session, chen, here)
    assert not staff.take(session, chen, here)
    assert staff.give(session, chen, here)
    assert staff.grants_of(session, chen) == {here}


def test_the_office_is_given_once_too(session: Session) -> None:
    lin = settled(session)
    assert not staff.give(session, lin, OFFICE)
    assert count(session, StaffRole) == 1


def test_a_role_taken_leaves_the_others(session: Session) -> None:
    here, there = coordinates(session), coordinates(session, "晨光玩具厂", "Morning Light Toys")
    chen, he = settled(session, CHEN, here, there), settled(session, HE, here)
    staff.take(session, chen, here)
    assert staff.grants_of(session, chen) == {there}
    assert staff.grants_of(session, he) == {here}


def test_who_has_a_role_at_a_place_is_told_by_name(session: Session) -> None:
    here, sponsor = coordinates(session), works_for_sponsor(session)
    chen, he, maya = settled(session, CHEN, here), settled(session, HE, here), settled(session, MAYA, sponsor)
    assert [one.id for one in staff.holders(session, here)] == [he, chen]
    assert [one.id for one in staff.holders(session, sponsor)] == [maya]
    assert staff.holders(session, OFFICE) == []


# The office stays


def test_the_last_of_the_office_keeps_the_role(session: Session) -> None:
    lin = settled(session)
    with pytest.raises(LastOfficeError):
        staff.take(session, lin, OFFICE)
    assert staff.grants_of(session, lin) == {OFFICE}


def test_whoever_has_not_set_a_password_yet_does_not_keep_the_office_open(session: Session) -> None:
    lin = settled(session)
    staff.invite(session, HE.email, HE.name, OFFICE)
    with pytest.raises(LastOfficeError):
        staff.take(session, lin, OFFICE)


def test_with_a_colleague_who_can_sign_in_one_may_leave_the_office(session: Session) -> None:
    lin, he = settled(session), settled(session, HE)
    assert staff.take(session, lin, OFFICE)
    assert [one.id for one in staff.holders(session, OFFICE)] == [he]


def test_two_who_take_the_office_from_each_other_at_once_leave_one(database: Database) -> None:
    with database.session(writes=True) as session:
        both = [settled(session), settled(session, HE)]
        session.commit()
    outcomes = at_once(database, lambda each: staff.take(each, both.pop(), OFFICE))
    assert True in outcomes
    assert [type(outcome) for outcome in outcomes if outcome is not True] == [LastOfficeError]
    with database.session(writes=False) as session:
        assert len(staff.holders(session, OFFICE)) == 1


# Ending


def test_who_ends_is_out_at_once_and_stays_in_the_log(session: Session) -> None:
    lin, chen = settled(session), settled(session, CHEN, coordinates(session))
    token = sign_in(session, CHEN.email)
    link = staff.new_link(session, chen)
    ended = staff.end(session, chen, by=lin)
    assert ended is not None
    assert ended.name == CHEN.name
    assert staffdoor.colleague_of(session, token) is None
    assert staffdoor.prove(session, CHEN.email, "two windows, one lamp") is None
    with pytest.raises(UnknownInvitationError):
        staffdoor.invited(session, link)
    with pytest.raises(UnknownStaffError):
        staff.find(session, chen)
    assert [one.staff.id for one in staff.everybody(session)] == [lin]
    assert session.get_one(Staff, chen).name == CHEN.name


def test_ending_twice_is_ending_once(session: Session) -> None:
    lin, chen = settled(session), settled(session, CHEN, coordinates(session))
    staff.end(session, chen, by=lin)
    assert staff.end(session, chen, by=lin) is None


def test_nobody_ends_who_was_never_there(session: Session) -> None:
    lin = settled(session)
    with pytest.raises(UnknownStaffError):
        staff.end(session, NOBODY, by=lin)
    with pytest.raises(UnknownStaffError):
        staff.find(session, NOBODY)


def test_nobody_ends_their_own_account(session: Session) -> None:
    lin = settled(session)
    settled(session, HE)
    with pytest.raises(OwnAccountError):
        staff.end(session, lin, by=lin)


def test_two_who_end_each_other_at_once_leave_one(database: Database) -> None:
    with database.session(writes=True) as session:
        lin, he = settled(session), settled(session, HE)
        session.commit()
    pairs = [(lin, he), (he, lin)]

    def end(session: Session) -> bool:
        whom, by = pairs.pop()
        return staff.end(session, whom, by=by) is not None

    outcomes = at_once(database, end)
    assert True in outcomes
    assert [type(outcome) for outcome in outcomes if outcome is not True] == [LastOfficeError]
    with database.session(writes=False) as session:
        assert len(staff.everybody(session)) == 1


def test_who_is_invited_again_begins_anew(session: Session) -> None:
    here = coordinates(session)
    lin, chen = settled(session), settled(session, CHEN, OFFICE)
    staff.end(session, chen, by=lin)
    again, token = staff.invite(session, CHEN.email, CHEN.name, here)
    assert again.id == chen
    assert token is not None
    assert staff.find(session, chen).grants == {here}
    assert again.password_hash is None
