"""A table of staff: a row for each role of each person, who is known by their e-mail address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mpt.models import Factory, Sponsor
from mpt.rules import passwords
from mpt.rules.permissions import WITHOUT_PLACE, Grant, Role, go_together
from mpt.services import staff
from mpt.services.staff import Colleague
from mpt.services.uploading.plan import Draft, Plan, Row, Trouble
from mpt.services.uploading.spelled import Spelled, by_id, named_factories, named_sponsors

ROLES: Mapping[str, tuple[str, ...]] = {
    Role.OFFICE: ("项目办公室", "办公室", "The programme's office", "programme's office"),
    Role.COORDINATOR: ("工厂协调员", "协调员", "factory coordinator"),
    Role.SPONSOR: ("赞助方人员", "赞助方", "支持方人员", "支持方", "Sponsor's staff"),
    Role.COUNSELLOR: ("热线咨询员", "咨询员", "Helpline counsellor"),
    Role.TRAINER: ("培训师", "课程培训师", "Trainer"),
}
"""What a table may call each role, besides the word that the code has for it."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was given a role, and the token of their link where they have no password yet."""

    name: str
    email: str
    grant: Grant
    token: str | None


@dataclass(frozen=True, slots=True)
class _There:
    """What is there to be named: everybody of the staff, by their address, and where roles hold.

    `grants` are the roles that each has, and those that the rows above give.
    """

    people: dict[str, Colleague]
    grants: dict[str, frozenset[Grant]]
    roles: Spelled[str]
    factories: Spelled[Factory]
    sponsors: Spelled[Sponsor]


def plan(session: Session, rows: Sequence[Row]) -> Plan:
    """Return what a table of staff would change. Whoever isn't in it stays, and keeps their roles."""
    everybody = {passwords.email_key(one.staff.email): one for one in staff.everybody(session)}
    grants = {key: one.grants for key, one in everybody.items()}
    there = _There(everybody, grants, by_id(ROLES), named_factories(session), named_sponsors(session))
    draft = Draft()
    for row in rows:
        _read(draft, row, there)
    return draft.done()


def _read(draft: Draft, row: Row, there: _There) -> None:
    email, name = draft.cleaned(row, "email", passwords.clean_email, ""), draft.name(row, "name")
    grant, key = _grant(draft, row, there), passwords.email_key(email)
    if not email or not name or not draft.agrees(row, "name", key, name) or grant is None:
        return
    if draft.is_first(row, "email", (key, grant)) and _goes_with(draft, row, key, grant, there):
        colleague = there.people.get(key)
        before = (colleague.staff.name, grant in colleague.grants) if colleague else None
        draft.put(f"{name} · {email}", before, (name, True), _step(email, name, grant))


def _grant(draft: Draft, row: Row, there: _There) -> Grant | None:
    """Return the role that a row gives, at its place; None where it names none, which is then written down."""
    role = draft.known(row, "role", there.roles, Trouble.UNKNOWN_ROLE)
    if role is None:
        return None
    has_place = bool(row.cells["place"])
    if has_place == (role in WITHOUT_PLACE):
        draft.fault(row, "place", Trouble.NO_PLACE_WANTED if has_place else Trouble.NO_PLACE)
        return None
    if not has_place:
        return Grant(Role(role))
    if role == Role.COORDINATOR:
        place = draft.known(row, "place", there.factories, Trouble.UNKNOWN_FACTORY)
        return Grant(Role.COORDINATOR, place.id) if place else None
    sponsor = draft.known(row, "place", there.sponsors, Trouble.UNKNOWN_SPONSOR)
    return Grant(Role.SPONSOR, sponsor.id) if sponsor else None


def _goes_with(draft: Draft, row: Row, key: str, grant: Grant, there: _There) -> bool:
    """Say whether somebody may have a role besides those that they have; one that they may not is written down."""
    wanted = there.grants.get(key, frozenset()) | {grant}
    if not go_together(wanted):
        draft.fault(row, "role", Trouble.ROLES_APART)
        return False
    there.grants[key] = wanted
    return True


def _step(email: str, name: str, grant: Grant) -> Callable[[Session], Invited]:
    def step(session: Session) -> Invited:
        invited, token = staff.invite(session, email, name, grant)
        return Invited(invited.name, invited.email, grant, token)

    return step
