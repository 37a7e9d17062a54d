"""Translating: a course in one of its other languages, part by part beside the source; and which languages it has."""

from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.drafting import HeadingLostError, SeveralPartsError
from mpt.content.parts import UnknownPartError
from mpt.content.tongues import NoTagError
from mpt.i18n import is_known
from mpt.rules.permissions import Who
from mpt.services import presence, tongues
from mpt.services import translating as services
from mpt.services.drafts import PartChangedError, TooLargeError
from mpt.services.tongues import SettingsUnreadableError, TooManyLanguagesError
from mpt.services.translating import (
    Address,
    NothingTranslatedError,
    OtherIdError,
    Translation,
    UnknownTranslationError,
)
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import translating_page
from mpt.web.studio.desk import desk_at
from mpt.web.studio.here import COURSE, CourseHere, course_here
from mpt.web.studio.pane import Conflict, page_address
from mpt.web.studio.translating_languages import languages_page
from mpt.web.studio.translating_page import Field
from mpt.web.transaction import apart, db, undo

bp = Blueprint("translating", __name__)

TONGUE = f"{COURSE}/translate/<tongue>"
PART = f"{TONGUE}/<module_id>/<part>"

_REFUSED: dict[type[Exception], tuple[int, str]] = {
    NothingTranslatedError: (
        422,
        N_("Nothing of this is translated yet. Write the translation over the source's words."),
    ),
    HeadingLostError: (422, N_("The first line must be the heading: ## and its title. Put it back, then save.")),
    SeveralPartsError: (
        422,
        N_("There is a second heading with ## in it. A translation has the same sections as its source: take it out."),
    ),
    TooLargeError: (422, N_("This is too long for one file: at most 64 KB.")),
    UnknownPartError: (
        410,
        N_("This part isn't there any more: somebody took it out or gave it another id. What you typed is still here."),
    ),
}
_UNKNOWN = N_("We don't know this language. Its tag has two or three letters, such as vi, as the list shows.")
_MANY = N_("The course is in 12 languages already. Set one aside first.")
_UNREADABLE = N_(
    "The course's settings can't be read, or its languages are written there in an unusual way. Mend them first."
)

_OTHER_ID = N_("The heading must keep its id: {#%(id)s}. By it progress is kept in every language.")
_NOT_ADDED: dict[type[Exception], str] = {
    NoTagError: _UNKNOWN,
    TooManyLanguagesError: _MANY,
    SettingsUnreadableError: _UNREADABLE,
}


@bp.get(TONGUE)
@enter(Who.TRAINER)
def overview(course_id: str, tongue: str) -> ResponseReturnValue:
    """What is missing and stale in one language, module by module."""
    return translating_page.overview(_here(course_id, tongue), tongue)


@bp.post(TONGUE)
@enter(Who.TRAINER)
def mark(course_id: str, tongue: str) -> ResponseReturnValue:
    """Note that texts of which all is fresh were compared with their source as it is."""
    _here(course_id, tongue)
    services.mark_all(db(), course_id, staff.colleague().staff.id)
    return redirect(url_for("translating.overview", course_id=course_id, tongue=tongue, marked=1), 303)


@bp.get(PART)
@enter(Who.TRAINER)
def part(course_id: str, tongue: str, module_id: str, part: str) -> ResponseReturnValue:
    """A part of the source, as it was and as it is, and its translation in a field."""
    here = _here(course_id, tongue)
    found = _found(here, tongue, module_id)
    try:
        drift = found.part(part)
    except UnknownPartError:
        raise UnknownPageError(part) from None
    with apart() as session:
        presence.here(session, course_id, found.path, part, staff.colleague().staff.id)
    return translating_page.part_page(here, found, drift)


@bp.post(PART)
@enter(Who.TRAINER)
def settle(course_id: str, tongue: str, module_id: str, part: str) -> ResponseReturnValue:
    """Save a translation, which is right by that, even as it stood there; then go on with the next that isn't.

    Nothing is called right but the text that the page sends, and only where nobody has written another meanwhile.
    """
    text, at = forms.whole_text("text"), Address(course_id, tongue, module_id, part)
    try:
        _found(_here(course_id, tongue), tongue, module_id)
        who = staff.colleague().staff.id
        saved = services.save(db(), at, text, forms.text("base"), forms.text("source"), who)
    except PartChangedError as error:
        return _changed(at, text, error)
    except OtherIdError as error:
        return _refused(at, text, 422, words().gettext(_OTHER_ID, id=error.part))
    except tuple(_REFUSED) as error:
        status, message = _REFUSED[type(error)]
        return _refused(at, text, status, words().gettext(message))
    return redirect(_onward(at) if saved.is_settled else _address(at, done="saved-only"), 303)


@bp.route(f"{COURSE}/languages", methods=["GET", "POST"])
@enter(Who.TRAINER)
def languages(course_id: str) -> ResponseReturnValue:
    """The languages of a course; add one."""
    here = course_here(course_id)
    if request.method != "POST":
        return languages_page(here)
    typed = forms.shown(forms.text("other").strip() or forms.text("tag"), 20)
    try:
        if not is_known(typed.replace("_", "-")):
            raise NoTagError(typed)
        tag = tongues.add_language(db(), course_id, typed, staff.colleague().staff.id)
    except tuple(_NOT_ADDED) as error:
        undo()
        return languages_page(here, words().gettext(_NOT_ADDED[type(error)]), typed), 422
    return redirect(url_for("translating.languages", course_id=course_id, added=tag), 303)


@bp.post(f"{COURSE}/languages/<tongue>/set-aside")
@enter(Who.TRAINER)
def set_aside(course_id: str, tongue: str) -> ResponseReturnValue:
    """Take a language out of a course until it's added again; nothing of it is lost."""
    here = course_here(course_id)
    try:
        tongues.set_aside(db(), course_id, tongue, staff.colleague().staff.id)
    except UnknownTranslationError:
        raise UnknownPageError(tongue) from None
    except SettingsUnreadableError:
        undo()
        return languages_page(here, words().gettext(_UNREADABLE)), 422
    return redirect(url_for("translating.languages", course_id=course_id, aside=tongue), 303)


def _here(course_id: str, tongue: str) -> CourseHere:
    here = course_here(course_id)
    if tongue not in here.languages[1:]:
        raise UnknownPageError(tongue)
    return here


def _found(here: CourseHere, tongue: str, module_id: str) -> Translation:
    try:
        return services.translation(db(), here.course_id, tongue, module_id)
    except UnknownTranslationError:
        raise UnknownPageError(module_id) from None


def _onward(at: Address) -> str:
    """Return the next part that isn't fresh; or the page on which both languages are written, for who came from there."""
    if "beside" in request.args:
        return page_address(desk_at(at.course_id, at.module_id, at.part, at.language), at.part, saved=1)
    found = services.states(db(), at.course_id, at.language)
    onward = translating_page.next_address(at.course_id, at.language, found, (at.module_id, at.part))
    if onward:
        return f"{onward}?done=next"
    return url_for("translating.overview", course_id=at.course_id, tongue=at.language, done=1)


def _address(at: Address, **query: str) -> str:
    return url_for(
        "translating.part",
        course_id=at.course_id,
        tongue=at.language,
        module_id=at.module_id,
        part=at.part,
        **query,  # type: ignore[arg-type]
    )


def _refused(at: Address, text: str, status: int, message: str) -> ResponseReturnValue:
    """Show again what was typed, and why it wasn't saved; where its part is gone, beside what is left to translate."""
    undo()
    here = _here(at.course_id, at.language)
    found = _found(here, at.language, at.module_id)
    if at.part not in {part.part for part in found.parts}:
        return translating_page.overview(here, at.language, lost=text, refused=message), status
    field = Field(text, forms.text("base"), refused=message)
    return translating_page.part_page(here, found, found.part(at.part), field), status


def _changed(at: Address, text: str, error: PartChangedError) -> ResponseReturnValue:
    """Say that somebody else changed the translation, and show both: nothing is written over."""
    undo()
    here = _here(at.course_id, at.language)
    found = _found(here, at.language, at.module_id)
    conflict = Conflict.of(desk_at(at.course_id, at.module_id, at.part, at.language), text, error)
    conflict = replace(conflict, address=_address(at))
    field = Field(text, conflict.base, conflict=conflict)
    return translating_page.part_page(here, found, found.part(at.part), field), 409
