"""What staff may see, as the office's pages name it and let somebody choose it: one choice for a role and its place."""

from dataclasses import dataclass

from mpt.i18n import catalogue
from mpt.models.factory import Named
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, sponsors
from mpt.services.staff import Colleague
from mpt.web import forms
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.noted import both
from mpt.web.transaction import db

_NAMES = {
    Role.OFFICE: N_("The programme's office"),
    Role.COORDINATOR: N_("Coordinator"),
    Role.SPONSOR: N_("Sponsor's staff"),
    Role.COUNSELLOR: N_("Helpline counsellor"),
    Role.TRAINER: N_("Course trainer"),
}
NONE_CHOSEN = N_("Please choose what they may see.")


@dataclass(frozen=True, slots=True)
class NamedRole:
    """A role at its place: how a form says it, the place's name, both names together, and how the log has it."""

    grant: Grant
    value: str
    name: str
    label: str
    logged: str


def roles() -> dict[str, NamedRole]:
    """Return every role that can be given, by how a form says it: the office's, then by factories, then by sponsors."""
    found = [
        _named(Grant(Role.OFFICE), None),
        *(_named(Grant(Role.COORDINATOR, factory.id), factory) for factory in factories.everywhere(db())),
        *(_named(Grant(Role.SPONSOR, sponsor.id), sponsor) for sponsor in sponsors.everyone(db())),
        _named(Grant(Role.COUNSELLOR), None),
        _named(Grant(Role.TRAINER), None),
    ]
    return {role.value: role for role in found}


def grouped(found: dict[str, NamedRole]) -> list[tuple[str, list[NamedRole]]]:
    """Return roles under the name of each kind, leaving out a kind that has none."""
    kinds = {kind: [each for each in found.values() if each.grant.role is kind] for kind in _NAMES}
    return [(words().gettext(_NAMES[kind]), under) for kind, under in kinds.items() if under]


def of(colleague: Colleague, found: dict[str, NamedRole]) -> list[NamedRole]:
    """Return which of the roles somebody has."""
    return [found[value(grant)] for grant in sorted(colleague.grants, key=value)]


def typed() -> str:
    """Return the role that this request's form says. Raises BadFormError."""
    return forms.text("role")


def value(grant: Grant) -> str:
    """Return how a form says a role."""
    return f"{grant.role}:{grant.place}" if grant.place else str(grant.role)


def _named(grant: Grant, place: Named | None) -> NamedRole:
    name = words().gettext(_NAMES[grant.role])
    logged = " / ".join(catalogue(tag).gettext(_NAMES[grant.role]) for tag in ("zh", "en"))
    if place is None:
        return NamedRole(grant, value(grant), name, name, logged)
    here = place.name_in(language())
    label = words().gettext("%(role)s: %(place)s", role=name, place=here)
    return NamedRole(grant, value(grant), here, label, f"{logged}, {both(place)}")
