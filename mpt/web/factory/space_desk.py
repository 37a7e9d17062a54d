"""The desk of a space: the code on a parent's phone, a card for each child, parents without a phone, and who waits.

No name anywhere: a family is a code, a child is a number and an age band.
"""

import unicodedata
import uuid
from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import SpaceEnrolment
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.rules.spaces import State, bands_of
from mpt.services import factories
from mpt.services.spaces import desk as door
from mpt.services.spaces import opening, places
from mpt.services.spaces.desk import NotGivenError, UnknownCardError, UnknownCodeError
from mpt.web import children, forms, space_words
from mpt.web.entrance import enter
from mpt.web.language import local_day, words
from mpt.web.messages import N_
from mpt.web.transaction import db

bp = Blueprint("desk", __name__)
DESK = "/<lang>/factory/<uuid:factory_id>/spaces/<uuid:space_id>"

_NO_CODE = N_("Nobody in this space has this code now. Look at the phone once more.")
_NO_CARD = N_("No child has a card with this number now. Look at it once more.")


@bp.route(f"{DESK}/desk", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def desk(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """Take the code on a parent's phone, and lead to what the family asked for."""
    opening.find(db(), factory_id, space_id)
    if request.method != "POST":
        return _desk_page(factory_id, space_id, {})
    try:
        found = door.by_code(db(), space_id, forms.text("code"))
    except UnknownCodeError:
        return _desk_page(factory_id, space_id, {"code": words().gettext(_NO_CODE)}), 422
    return _to_family(factory_id, found)


@bp.post(f"{DESK}/families")
@enter(Who.COORDINATOR)
def write_down(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """Write down how many children a parent without a phone has. The form carries the id that it becomes."""
    space = opening.find(db(), factory_id, space_id)
    try:
        written = places.write_down(db(), forms.row("submission"), space_id, children.read(space))
    except RefusedError as error:
        return _desk_page(factory_id, space_id, {"bands": children.refusal(error)}), 422
    return _to_family(factory_id, written, written=1)


@bp.get(f"{DESK}/families")
@enter(Who.COORDINATOR)
def waiting(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """Who waits for a place, in order, and who has one: by codes."""
    return render_template(
        "factory/space_waiting.html",
        factory=factories.find(db(), factory_id),
        space=opening.find(db(), factory_id, space_id),
        waiting=[(one, words().day(local_day(one.asked_at))) for one in places.waiting(db(), space_id)],
        given=[(one, ", ".join(map(str, numbers))) for one, numbers in places.given(db(), space_id)],
        says=space_words,
    )


@bp.get(f"{DESK}/families/<uuid:enrolment_id>")
@enter(Who.COORDINATOR)
def family(factory_id: uuid.UUID, space_id: uuid.UUID, enrolment_id: uuid.UUID) -> ResponseReturnValue:
    """What one family asked for, and its children's cards."""
    space = opening.find(db(), factory_id, space_id)
    found = places.find(db(), space_id, enrolment_id)
    factory, out = factories.find(db(), factory_id), door.cards_of(db(), enrolment_id)
    is_over = space_words.state_of(space, space_words.today(factory)) is State.OVER
    to_give = 0 if is_over else door.cards_to_give(found, out)
    return render_template(
        "factory/space_family.html",
        factory=factory,
        space=space,
        enrolment=found,
        code=space_words.code(found.code),
        before=max(places.position(db(), found) - 1, 0),
        cards=[(card.number, space_words.band(card.band), "") for card in out],
        typed_code="",
        faults={},
        to_give=to_give,
        focus="" if to_give else "code",
        says=space_words,
    )


@bp.post(f"{DESK}/families/<uuid:enrolment_id>/cards")
@enter(Who.COORDINATOR)
def give(factory_id: uuid.UUID, space_id: uuid.UUID, enrolment_id: uuid.UUID) -> ResponseReturnValue:
    """Give each child of a family a card; its page shows the numbers, also where the family waits or has left."""
    opening.find(db(), factory_id, space_id)
    found = places.find(db(), space_id, enrolment_id)
    with suppress(NotGivenError):
        door.give_cards(db(), space_id, enrolment_id)
    return _to_family(factory_id, found)


@bp.post(f"{DESK}/families/<uuid:enrolment_id>/free")
@enter(Who.COORDINATOR)
def free(factory_id: uuid.UUID, space_id: uuid.UUID, enrolment_id: uuid.UUID) -> ResponseReturnValue:
    """Give a family's places back, or take it from the waiting list."""
    opening.find(db(), factory_id, space_id)
    places.withdraw_at_desk(db(), space_id, enrolment_id)
    return redirect(url_for("spaces.desk.desk", factory_id=factory_id, space_id=space_id, freed=1), 303)


@bp.post(f"{DESK}/cards")
@enter(Who.COORDINATOR)
def take_card(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """Take back the card of a child who comes no more."""
    opening.find(db(), factory_id, space_id)
    try:
        card = door.return_card(db(), space_id, _number())
    except UnknownCardError:
        return _desk_page(factory_id, space_id, {"number": words().gettext(_NO_CARD)}), 422
    address = url_for("spaces.desk.desk", factory_id=factory_id, space_id=space_id, returned=card.number)
    return redirect(address, 303)


def _number() -> int:
    """Return the number on a card as it was typed. Raises UnknownCardError for what is none."""
    typed = unicodedata.normalize("NFKC", forms.text("number")[:20]).strip()
    if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
        raise UnknownCardError
    return int(typed)


def _to_family(factory_id: uuid.UUID, found: SpaceEnrolment, **flags: int) -> ResponseReturnValue:
    address = url_for(
        "spaces.desk.family",
        factory_id=factory_id,
        space_id=found.space_id,
        enrolment_id=found.id,
        **flags,  # type: ignore[arg-type]
    )
    return redirect(address, 303)


def _desk_page(factory_id: uuid.UUID, space_id: uuid.UUID, faults: dict[str, str]) -> str:
    space = opening.find(db(), factory_id, space_id)
    typed = children.typed(space)
    return render_template(
        "factory/space_desk.html",
        factory=factories.find(db(), factory_id),
        space=space,
        taken=places.taken(db(), space_id),
        bands=[(children.field(band), space_words.band(band), typed[band]) for band in bands_of(space)],
        typed_code=forms.shown(forms.text("code"), 20),
        number=forms.shown(forms.text("number"), 20),
        returned=_returned(),
        faults=faults,
        focus="" if faults and "code" not in faults else "code",
        submission=uuid.uuid4(),
    )


def _returned() -> str:
    """Return the number of the card that has just come back, as the address says it, or an empty text."""
    number = request.args.get("returned", "")
    return number if number.isascii() and number.isdigit() and len(number) <= 6 else ""
