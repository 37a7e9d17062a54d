"""Who may enter which door. Every route names one of these; a test walks all routes and fails for one that doesn't."""

import uuid
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class Role(StrEnum):
    """What somebody of the staff does here (docs/words.md)."""

    OFFICE = "office"
    COORDINATOR = "coordinator"
    SPONSOR = "sponsor"
    COUNSELLOR = "counsellor"
    TRAINER = "trainer"


WITHOUT_PLACE = frozenset({Role.OFFICE, Role.COUNSELLOR, Role.TRAINER})
"""The roles that hold everywhere."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role and where it holds: a coordinator's `place` is a factory, a sponsor's staff's a sponsor, the others have none."""

    role: Role
    place: uuid.UUID | None = None


class Who(Enum):
    """The kinds of visitors that a route can be for. The first two are learners' doors, the others the staff's."""

    ANYONE = auto()
    """Everybody, signed in or not. Such a page shows nothing that belongs to one person unless it's the visitor's own."""
    LEARNER = auto()
    """Whoever this phone is signed in as, anonymous learners too."""
    STAFF = auto()
    """Anybody of the staff. Such a page shows what is theirs alone, or where they may go."""
    OFFICE = auto()
    """The programme's office."""
    FACTORY = auto()
    """Coordinators of the factory in the address, and the office: rates and what belongs to the factory, never names."""
    COORDINATOR = auto()
    """Coordinators of the factory in the address, and nobody else: what its workers agreed to show their factory alone."""
    SPONSOR = auto()
    """The staff of the sponsor in the address, and the office."""
    COUNSELLOR = auto()
    """The helpline's counsellors, and nobody else: neither a factory nor the office reads what workers write to them."""
    TRAINER = auto()
    """Trainers, and nobody else: courses as they are being written, and what is known of questions without anybody's name."""


_DOORS: dict[Who, tuple[Role, ...]] = {
    Who.OFFICE: (Role.OFFICE,),
    Who.FACTORY: (Role.COORDINATOR, Role.OFFICE),
    Who.COORDINATOR: (Role.COORDINATOR,),
    Who.SPONSOR: (Role.SPONSOR, Role.OFFICE),
    Who.COUNSELLOR: (Role.COUNSELLOR,),
    Who.TRAINER: (Role.TRAINER,),
}


def go_together(grants: AbstractSet[Grant]) -> bool:
    """Say whether one person may have these roles: a counsellor has no other.

    Workers write to the helpline because nobody at the factory, and nobody who decides about it, reads along.
    """
    return Grant(Role.COUNSELLOR) not in grants or len(grants) == 1


def is_for_staff(who: Who) -> bool:
    """Say whether a door is the staff's, so that whoever isn't signed in as one is sent to their own sign-in."""
    return who not in {Who.ANYONE, Who.LEARNER}


def learner_may_enter(who: Who, *, is_learner: bool) -> bool:
    """Say whether a phone passes a door that isn't the staff's."""
    return who is Who.ANYONE or is_learner


def staff_may_enter(who: Who, grants: AbstractSet[Grant], place: uuid.UUID | None) -> bool:
    """Say whether somebody of the staff passes; `place` is the factory or sponsor in the address, where it has one."""
    if who is Who.STAFF:
        return True
    return any(Grant(role, None if role in WITHOUT_PLACE else place) in grants for role in _DOORS[who])
