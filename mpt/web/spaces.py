"""A parent's places in a Family-Friendly Space or an After-School Center of the own factory: asked for without a name."""

import uuid
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import Space, SpaceEnrolment
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.rules.spaces import State, bands_of
from mpt.services.spaces import desk, places
from mpt.services.spaces.line import SpaceOverError, UnknownSpaceError
from mpt.services.spaces.places import Seen
from mpt.web import children, space_words
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.phone import here
from mpt.web.transaction import db

bp = Blueprint("own_spaces", __name__)
SPACE = "/<lang>/spaces/<uuid:space_id>"
OF_ONE_AGE = 3
"""How many children of one age band can be tapped; whoever has more goes to the desk."""


@dataclass(frozen=True, slots=True)
class SpaceCard:
    """A space on the pages where a parent begins: what it is, when, and how the parent's places stand."""

    space: Space
    kind: str
    when: str
    says: str


@bp.app_context_processor
def _cards_for_templates() -> dict[str, object]:
    # Asked by the two templates that show them alone: other pages must not read the cookie and the database for it.
    return {"space_cards": space_cards}


def space_cards() -> list[SpaceCard]:
    """Return the spaces, open or coming, of the factories of whoever is here."""
    learner = here()
    seen = places.seen_by(db(), learner.id) if learner else []
    return [
        SpaceCard(one.space, space_words.kind(one.space), space_words.dates(one.space), _in_short(one.enrolment))
        for one in seen
    ]


@bp.get(SPACE)
@enter(Who.LEARNER)
def space(space_id: uuid.UUID) -> ResponseReturnValue:
    """What a space is, and how one's places in it stand."""
    seen = _seen(space_id)
    return render_template(
        "spaces/space.html",
        space=seen.space,
        factory=seen.factory,
        asked=seen.enrolment,
        is_over=_is_over(seen),
        free=places.taken(db(), space_id).free,
        cards=desk.cards_of(db(), seen.enrolment.id) if seen.enrolment else [],
        before=max(places.position(db(), seen.enrolment) - 1, 0) if seen.enrolment else 0,
        says=space_words,
    )


@bp.route(f"{SPACE}/places", methods=["GET", "POST"])
@enter(Who.LEARNER)
def ask(space_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for places, by how many children of which age; or change that."""
    seen = _seen(space_id)
    if _is_over(seen):
        raise SpaceOverError(str(space_id))
    if request.method != "POST":
        return _ask_page(seen, dict(seen.enrolment.bands) if seen.enrolment else {})
    try:
        places.ask(db(), space_id, _own_id(), children.read(seen.space))
    except RefusedError as error:
        return _ask_page(seen, _typed(seen.space), children.refusal(error)), 422
    return redirect(url_for("own_spaces.space", space_id=space_id, asked=1), 303)


@bp.route(f"{SPACE}/withdraw", methods=["GET", "POST"])
@enter(Who.LEARNER)
def withdraw(space_id: uuid.UUID) -> ResponseReturnValue:
    """Ask whether a parent really gives the places back; give them back. Who has none has given them back."""
    # Asked first: whoever gives back what is left of a factory that they have left doesn't see the space after that.
    if request.method == "POST" and places.has_ever_asked(db(), _own_id(), space_id):
        places.withdraw(db(), space_id, _own_id())
        return _given_back(space_id)
    seen = _seen(space_id)
    if seen.enrolment is None:
        return _given_back(space_id)
    return render_template(
        "spaces/withdraw.html",
        space=seen.space,
        asked=seen.enrolment,
        has_cards=bool(desk.cards_of(db(), seen.enrolment.id)),
        says=space_words,
    )


def _given_back(space_id: uuid.UUID) -> ResponseReturnValue:
    """Go on to the space; whoever has left the factory doesn't see it any more, and goes on to where she begins."""
    try:
        _seen(space_id)
    except UnknownSpaceError:
        return redirect(url_for("learn.me", withdrawn=1), 303)
    return redirect(url_for("own_spaces.space", space_id=space_id, withdrawn=1), 303)


def _own_id() -> uuid.UUID:
    learner = here()
    if learner is None:
        raise UnknownSpaceError
    return learner.id


def _seen(space_id: uuid.UUID) -> Seen:
    """Return a space of the own factory. Raises UnknownSpaceError: of others nobody learns that they are there."""
    return places.for_parent(db(), _own_id(), space_id)


def _is_over(seen: Seen) -> bool:
    return space_words.state_of(seen.space, space_words.today(seen.factory)) is State.OVER


def _in_short(asked: SpaceEnrolment | None) -> str:
    """Return how a parent's places stand, in a line."""
    _, ngettext = words().gettext, words().ngettext
    if asked is None:
        return _("You can ask for places")
    if not asked.given_at:
        return _("You are on the waiting list")
    given = ngettext("A place for %(n)s child", "Places for %(n)s children", asked.children)
    return _("%(given)s · code %(code)s", given=given, code=space_words.code(asked.code))


def _typed(space: Space) -> dict[str, int]:
    """Return what was tapped for each band, as far as the page has a button for it."""
    return {band: int(text) for band, text in children.typed(space).items() if text.isascii() and text.isdigit()}


def _ask_page(seen: Seen, chosen: dict[str, int], fault: str = "") -> str:
    most = max(OF_ONE_AGE, *chosen.values(), 0)
    return render_template(
        "spaces/ask.html",
        space=seen.space,
        asked=seen.enrolment,
        bands=[(children.field(band), space_words.band(band), chosen.get(band, 0)) for band in bands_of(seen.space)],
        most=min(most, 9),
        fault=fault,
        says=space_words,
    )
