"""The pages on which a course is published: what they show, made from what the services know."""

from dataclasses import dataclass

from flask import render_template, url_for

from mpt.content.changes import Changes
from mpt.content.drift import Piece, differing
from mpt.content.effects import effects
from mpt.content.excerpt import excerpt
from mpt.content.model import Folder
from mpt.content.parts import text_of
from mpt.models import Release
from mpt.services import publishing
from mpt.services import releasing as services
from mpt.services.arriving import Arrival
from mpt.services.publishing import FaultyCourseError
from mpt.services.releasing import Look, Served
from mpt.web.language import words
from mpt.web.studio import release_effects, release_faults, release_words
from mpt.web.studio.faults import faults_of
from mpt.web.studio.here import course_here, crumbs
from mpt.web.studio.release_words import Told
from mpt.web.transaction import db

LONGEST_NOTE = 200
"""How many characters somebody may write about what they publish."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What two states of a course differ in, and by which names the page calls what is in them."""

    changes: Changes
    told: Told
    effects: list[str]


@dataclass(frozen=True, slots=True)
class Clash:
    """A file that was changed here and elsewhere: the pieces from ours to theirs, none where it isn't a text."""

    path: str
    pieces: tuple[Piece, ...]


def publish(course_id: str, *, is_changed: bool = False, is_note_long: bool = False) -> str:
    """The page that publishes. `is_changed` says that what was looked at is another by now."""
    look, here = services.look(db(), course_id), course_here(course_id)
    arrival = services.arrival(db(), look) if look.arrived else None
    return render_template(
        "studio/releasing_publish.html",
        here=here,
        trail=crumbs(here),
        look=look,
        shown=_shown(look),
        faults=release_faults.tell(faults_of(course_id), look.courses[1], look.folder),
        line=_line(course_id),
        before=_before(look),
        arrival=arrival,
        clashes=_clashes(look, arrival) if arrival else [],
        is_changed=is_changed,
        is_note_long=is_note_long,
        most=LONGEST_NOTE,
        says=release_words,
        diff=_pieces,
    )


def history(course_id: str) -> str:
    """The page of what was served since when."""
    look, here = services.look(db(), course_id), course_here(course_id)
    return render_template(
        "studio/releasing_history.html",
        here=here,
        trail=crumbs(here),
        served=look.served,
        is_same=look.is_served,
        lines=services.history(db(), course_id),
        says=release_words,
    )


def release(course_id: str, release_id: int, *, is_changed: bool = False) -> str:
    """The page of one release: what it changed then, and what serving it would change now."""
    found, served = services.find(db(), course_id, release_id), services.served_now(db(), course_id)
    here = course_here(course_id)
    return render_template(
        "studio/releasing_release.html",
        here=here,
        trail=[*crumbs(here), (url_for("releasing.history", course_id=course_id), words().gettext("History"))],
        release=found,
        served=served,
        lines=[line for line in services.history(db(), course_id) if line.release.id == release_id],
        then=_shown(services.look_back(db(), course_id, release_id, found.follows_id)),
        again=_shown(services.look_back(db(), course_id, release_id, served.id if served else None)),
        is_readable=_is_readable(course_id, release_id),
        is_changed=is_changed,
        says=release_words,
        diff=_pieces,
    )


def _shown(look: Look) -> Shown:
    old, new = look.courses
    what, told = effects(old, new), Told(old, new)
    return Shown(
        look.changes, told, release_effects.sentences(what, services.affected(db(), look.course_id, what), told)
    )


def _line(course_id: str) -> Served | None:
    return next((line for line in services.history(db(), course_id) if line.is_now), None)


def _before(look: Look) -> Release | None:
    follows = look.served.follows_id if look.served else None
    return services.find(db(), look.course_id, follows) if follows else None


def _clashes(look: Look, arrival: Arrival) -> list[Clash]:
    return [Clash(path, _clashing(path, look.folder, look.served_folder)) for path in arrival.clashes]


def _clashing(path: str, ours: Folder, theirs: Folder) -> tuple[Piece, ...]:
    is_text = path.endswith((".md", ".toml"))
    return _pieces(text_of(ours.get(path, b"")), text_of(theirs.get(path, b""))) if is_text else ()


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    return excerpt(differing(old, new))


def _is_readable(course_id: str, release_id: int) -> bool:
    try:
        publishing.read_edition(db(), course_id, release_id)
    except FaultyCourseError:
        return False
    return True
