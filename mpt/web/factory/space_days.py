"""Who came to a space on a day: a button for each card, saved all at once; a number and Enter; or heads alone.

One form with all the cards, because a request for each tap takes too long on a slow line while forty children stand at
the door. It says which cards were ticked when it was made, and only what was changed since is saved: so two desks can
note the same day, and the same form sent twice changes nothing more.
"""

import re
import unicodedata
import uuid
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules import days, spaces
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import factories
from mpt.services.spaces import desk, opening
from mpt.services.spaces.desk import DaySheet, NotOpenError
from mpt.web import forms, space_words, staff
from mpt.web.entrance import enter
from mpt.web.forms import BadFormError
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.transaction import db

bp = Blueprint("days", __name__)
DAY = "/<lang>/factory/<uuid:factory_id>/spaces/<uuid:space_id>/attendance"

_NO_NUMBERS = N_("Please write numbers of cards, such as 7 12 15. Nothing was saved yet.")
_NO_CARDS = N_("No child has this card now: %(numbers)s. Nothing was saved yet.")
_HEADS: dict[type[RefusedError], str] = {
    spaces.HeadcountError: N_("Please write a whole number from 0 to 1000."),
    spaces.HeadcountTooLowError: N_("More cards than that were tapped on this day. Please look at both once more."),
}


@bp.get(DAY)
@enter(Who.COORDINATOR)
def day(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """The cards of a day, `?day=`; without it of today, or of the last day on which the space was open."""
    opening.find(db(), factory_id, space_id)
    open_days = desk.days_to_note(db(), space_id)
    try:
        asked = days.clean_day(request.args.get("day", ""))
    except days.DayError:
        raise UnknownPageError(request.full_path) from None
    if asked and asked not in open_days:
        raise UnknownPageError(str(asked))
    chosen = asked or (open_days[0] if open_days else None)
    return _page(factory_id, space_id, desk.day_sheet(db(), space_id, chosen) if chosen else None, {})


@bp.post(DAY)
@enter(Who.COORDINATOR)
def save(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """Save which children came: those ticked since the page was made, and those whose numbers were typed."""
    sheet = _sent_sheet(factory_id, space_id)
    was, ticked = _numbers("was"), _numbers("card")
    typed = _read(forms.text("numbers"))
    if typed is None:
        return _page(factory_id, space_id, sheet, {"numbers": words().gettext(_NO_NUMBERS)}), 422
    came = (ticked - was) | typed
    unknown = came - {card.number for card in sheet.cards}
    if unknown:
        fault = words().gettext(_NO_CARDS, numbers=", ".join(map(str, sorted(unknown)[:20])))
        return _page(factory_id, space_id, sheet, {"numbers": fault}), 422
    desk.note_all(db(), space_id, sheet.day, came, was - ticked - typed, staff.colleague().staff.id)
    return _saved(factory_id, space_id, sheet.day)


@bp.post(f"{DAY}/heads")
@enter(Who.COORDINATOR)
def heads(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """Save how many children came, counted by heads; an empty field takes that back."""
    sheet, typed = _sent_sheet(factory_id, space_id), forms.text("heads").strip()
    try:
        number = spaces.read_headcount(typed) if typed else None
        desk.count_heads(db(), space_id, sheet.day, number, staff.colleague().staff.id)
    except (spaces.HeadcountError, spaces.HeadcountTooLowError) as error:
        return _page(factory_id, space_id, sheet, {"heads": words().gettext(_HEADS[type(error)])}), 422
    return _saved(factory_id, space_id, sheet.day)


def _sent_sheet(factory_id: uuid.UUID, space_id: uuid.UUID) -> DaySheet:
    """Return the day that this request's form notes. Raises BadFormError, or NotOpenError where it can't be noted."""
    opening.find(db(), factory_id, space_id)
    try:
        which = days.clean_day(forms.text("day"))
    except days.DayError:
        which = None
    if which is None:
        raise BadFormError("day")
    if which not in desk.days_to_note(db(), space_id):
        raise NotOpenError(str(which))
    return desk.day_sheet(db(), space_id, which)


def _numbers(field: str) -> frozenset[int]:
    """Return the numbers in a field that the page itself fills. Raises BadFormError."""
    read = _read(" ".join(request.form.getlist(field)))
    if read is None:
        raise BadFormError(field)
    return read


def _read(text: str) -> frozenset[int] | None:
    """Return the numbers in a text, with whatever a keyboard puts between them; None where it holds anything else."""
    parts = [part for part in re.split(r"[\s,;.、。]+", unicodedata.normalize("NFKC", text)) if part]
    if not all(re.fullmatch(r"[0-9]{1,6}", part) for part in parts):
        return None
    return frozenset(map(int, parts))


def _saved(factory_id: uuid.UUID, space_id: uuid.UUID, which: date) -> ResponseReturnValue:
    address = url_for("spaces.days.day", factory_id=factory_id, space_id=space_id, day=which.isoformat(), saved=1)
    return redirect(address, 303)


def _page(factory_id: uuid.UUID, space_id: uuid.UUID, sheet: DaySheet | None, faults: dict[str, str]) -> str:
    open_days = desk.days_to_note(db(), space_id)
    return render_template(
        "factory/space_day.html",
        factory=factories.find(db(), factory_id),
        space=opening.find(db(), factory_id, space_id),
        sheet=sheet,
        days=[
            (each.isoformat(), space_words.day_in_short(each), sheet is not None and each == sheet.day)
            for each in open_days
        ],
        ticked=_ticked(sheet) if sheet else frozenset(),
        was=_was(sheet) if sheet else "",
        numbers=forms.shown(forms.text("numbers"), 200),
        heads=_heads(sheet),
        faults=faults,
        says=space_words,
    )


def _ticked(sheet: DaySheet) -> frozenset[int]:
    """Return the cards that the page has ticked: those that came, or those that were just ticked on it."""
    if request.endpoint == "spaces.days.save":
        return _numbers("card")
    return frozenset(card.number for card in sheet.cards if card.is_there)


def _was(sheet: DaySheet) -> str:
    """Return which cards were ticked when the page was made; a page with faults keeps what it began with."""
    was = _numbers("was") if request.endpoint == "spaces.days.save" else _ticked(sheet)
    return " ".join(map(str, sorted(was)))


def _heads(sheet: DaySheet | None) -> str:
    if request.endpoint == "spaces.days.heads":
        return forms.shown(forms.text("heads"), 10)
    return str(sheet.headcount) if sheet and sheet.headcount is not None else ""
