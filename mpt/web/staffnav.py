"""Where somebody of the staff may go from any of their pages."""

import uuid

from flask import Flask, request, url_for

from mpt.rules.permissions import Grant, Role
from mpt.web import staff
from mpt.web.language import words
from mpt.web.messages import N_

_OFFICE = (
    ("office.factories", N_("Factories")),
    ("people.people", N_("Staff")),
    ("sponsors.sponsors", N_("Sponsors")),
    ("uploads.begin", N_("Spreadsheets")),
    ("impact.office", N_("Impact")),
    ("helpline_counts.office", N_("Helpline")),
    ("log.log", N_("Log")),
)
_COUNSELLOR = (
    ("inbox.inbox", N_("Inbox")),
    ("replies.replies", N_("Saved replies")),
)
_TRAINER = (
    ("studio.courses", N_("Courses")),
    ("guide.guide", N_("How to write a module")),
)
_FACTORY = (
    ("factory.report", N_("Figures")),
    ("codes.codes", N_("Posters and codes")),
    ("sessions.sessions", N_("Sessions on paper")),
    ("polls.polls", N_("Poll")),
    ("spaces.spaces", N_("Spaces")),
)
_COORDINATOR = (
    ("roster.roster", N_("Who works here")),
    ("names.names", N_("Names")),
    ("desk.desk", N_("New PIN")),
)


def init_app(app: Flask) -> None:
    """Tell the templates of `app` who of the staff is here, and where they may go; asked for on staff pages alone."""
    app.context_processor(lambda: {"staff_here": staff.here, "staff_nav": staff_nav})


def staff_nav() -> list[tuple[str, str, bool]]:
    """Return the ways on from this page: address, label, and whether it's this page's room.

    On a page of a factory they are the factory's, on any other the office's, the trainers' or the counsellors', for whoever
    is of them.
    """
    here = staff.here()
    if here is None:
        return []
    factory_id = (request.view_args or {}).get("factory_id")
    if factory_id and request.blueprint not in {"office", "parts"}:
        return factory_ways(factory_id)
    rooms = ((Role.OFFICE, _OFFICE), (Role.TRAINER, _TRAINER), (Role.COUNSELLOR, _COUNSELLOR))
    return [_door(*way) for role, ways in rooms if Grant(role) in here.grants for way in ways]


def factory_ways(factory_id: uuid.UUID) -> list[tuple[str, str, bool]]:
    """Return the ways into a factory's pages for whoever is here; its coordinators alone come to the names."""
    here = staff.colleague()
    doors = _FACTORY + (_COORDINATOR if Grant(Role.COORDINATOR, factory_id) in here.grants else ())
    return [_door(endpoint, label, factory_id=factory_id) for endpoint, label in doors]


def _door(endpoint: str, label: str, **values: object) -> tuple[str, str, bool]:
    room = endpoint.partition(".")[0]
    # The studio is many rooms, and the courses are the way back from each but the guide.
    is_studio = room == "studio" and request.path.split("/")[2:3] == ["studio"] and request.blueprint != "guide"
    is_here = is_studio or room in request.blueprints
    return url_for(endpoint, **values), words().gettext(label), is_here  # type: ignore[arg-type]
