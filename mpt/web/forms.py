"""What people type, and what they are told when it can't be taken."""

import unicodedata
import uuid
from collections.abc import Mapping

from flask import Flask, abort, request

from mpt.content.lines import LARGEST_FILE
from mpt.rules import days, helpline, names, opinions, passwords, places, practice
from mpt.services.accounts import NameTakenError, NotYourPinError, WrongPinError
from mpt.services.course_settings import OrderError, PassMarkError
from mpt.services.desk import UnknownNumberError
from mpt.services.drafts import CourseTakenError
from mpt.services.helpline.inbox import AnsweredMeanwhileError, NotCounsellorError, TakenMeanwhileError
from mpt.services.helpline.writing import (
    AlreadySentError,
    ArrivedError,
    CaseFullError,
    FloodedError,
    WrongPassphraseError,
)
from mpt.services.parts import PartTakenError
from mpt.services.secondfactor import WrongDigitsError
from mpt.services.sponsors import SponsorTakenError
from mpt.services.staff import RolesApartError
from mpt.services.staffdoor import WrongPasswordError
from mpt.services.structure import (
    IdShapeError,
    IdUsedError,
    TitleHiddenError,
    TitleMissingError,
    TitleTooLongError,
    TooManyModulesError,
)
from mpt.services.throttling import TooManyTriesError
from mpt.web.messages import N_
from mpt.web.transaction import pause


class BadFormError(Exception):
    """A form holds what none of our pages can have sent."""


REFUSALS: dict[type[names.RefusedError], tuple[str, str]] = {
    names.NameMissingError: ("name", N_("Please write a name. It can be any name you'll remember.")),
    names.NameTooLongError: ("name", N_("That's too long. Please use 40 characters or fewer.")),
    names.NameHiddenError: ("name", N_("There are invisible characters in it. Please type it again by hand.")),
    names.PinShapeError: ("pin", N_("The PIN is 6 digits, such as the ones on a number lock.")),
    names.PinEasyError: ("pin", N_("That PIN is too easy to guess. Please choose another, and no birthday.")),
    NameTakenError: (
        "name",
        N_("Somebody uses this name already. If it's you, sign in. If not, add something, such as a number."),
    ),
    WrongPinError: ("pin", N_("Name and PIN don't fit together. Look at both once more.")),
    NotYourPinError: ("pin", N_("That isn't your PIN. Look at it once more.")),
    TooManyTriesError: (
        "pin",
        N_("Too many tries. To keep you safe, please wait 15 minutes; after very many, until tomorrow."),
    ),
    passwords.EmailShapeError: ("email", N_("That isn't a whole e-mail address. It looks like name@place.example.")),
    passwords.PasswordShortError: (
        "password",
        N_("Please use 12 characters or more. A short sentence is easy to remember."),
    ),
    passwords.PasswordLongError: ("password", N_("Please use 128 characters or fewer.")),
    passwords.PasswordEasyError: (
        "password",
        N_(
            "That's too easy to guess. Please don't use your address, one sign again and again, or a common word first."
        ),
    ),
    places.CountryError: ("country", N_("Please choose a country from the list.")),
    places.TimezoneError: ("timezone", N_("Please choose a time zone from the list.")),
    places.MoreParentsError: ("parents", N_("There can't be more parents than people who work there.")),
    places.NumberError: ("number", N_("That can't be a work number: it's too long, or has signs that can't be seen.")),
    UnknownNumberError: (
        "number",
        N_("No worker of yours shows this number now. Look at the phone once more: a number is good for 15 minutes."),
    ),
    PartTakenError: ("name_zh", N_("There is one with this Chinese name already.")),
    SponsorTakenError: ("name_zh", N_("There is one with this Chinese name already.")),
    RolesApartError: (
        "role",
        N_("A counsellor of the helpline has no other role: workers write there because nobody else reads along."),
    ),
    helpline.TextMissingError: ("text", N_("Please write something first.")),
    helpline.TextTooLongError: (
        "text",
        N_("That's too long. Please use 2,000 characters or fewer, and send the rest after it."),
    ),
    FloodedError: (
        "text",
        N_(
            "Very many messages come from here just now, so yours isn't sent. "
            "Try again in ten minutes. If it can't wait, please call."
        ),
    ),
    CaseFullError: (
        "text",
        N_(
            "You have written very often within an hour, so this isn't sent yet. "
            "Try again later. If it can't wait, please call."
        ),
    ),
    AlreadySentError: (
        "text",
        N_(
            "This was sent before, with other words, and those have arrived. To send these too, press the button again."
        ),
    ),
    ArrivedError: (
        "text",
        N_(
            "This was sent before and has arrived, so it isn't shown here again. "
            "Would you like to write something else? Write it below."
        ),
    ),
    WrongPassphraseError: ("words", N_("Code and words don't fit together. Look at both once more.")),
    AnsweredMeanwhileError: (
        "case",
        N_(
            "Somebody has written in this case meanwhile. Nothing was sent. Look at it, and do it again if it still fits."
        ),
    ),
    TakenMeanwhileError: ("case", N_("A colleague has taken this case meanwhile.")),
    NotCounsellorError: ("case", N_("This colleague is no counsellor any more. Please choose another.")),
    days.DayError: ("day", N_("Please write the day as 2026-12-31.")),
    practice.NoteTooLongError: ("note", N_("That's too long. Please use 300 characters or fewer.")),
    opinions.SentenceTooLongError: ("sentence", N_("That's too long. Please use 200 characters or fewer.")),
    WrongDigitsError: (
        "digits",
        N_(
            "These digits don't fit, or they were used already. Wait until the app shows the next ones, and type those."
        ),
    ),
    TitleMissingError: ("title", N_("Please write a title.")),
    TitleTooLongError: ("title", N_("That's too long. Please use 80 characters or fewer.")),
    TitleHiddenError: ("title", N_("There are invisible characters in it. Please type it again by hand.")),
    CourseTakenError: ("course_id", N_("There is another course of this short name. Please choose another.")),
    IdShapeError: (
        "course_id",
        N_("Please use small letters a to z, digits and single hyphens, such as calling-home."),
    ),
    IdUsedError: ("module_id", N_("A module of this course has or had this short name. Please choose another.")),
    TooManyModulesError: ("title", N_("A course has at most 99 modules.")),
    PassMarkError: ("pass_mark", N_("Please write a whole number from 0 to 100.")),
    OrderError: ("order", N_("Please write a whole number from 1 to 99, or leave it empty.")),
    WrongPasswordError: ("password", N_("Address and password don't fit together. Look at both once more.")),
}
"""Each refusal: the field it belongs to, and what to say beside it."""


def init_app(app: Flask) -> None:
    """Refuse what `app` can't read before any view tries."""
    app.before_request(_refuse_unreadable)


def admit(most: int) -> None:
    """Let this request's form have as many as `most` bytes, and let others write while they come: a slow network takes minutes.

    To be called before anything of the form is looked at. What the request has written until now is kept.
    """
    pause()
    request.max_content_length = most


def text(field: str) -> str:
    """Return what was typed into a field of this request's form, or an empty text. Raises BadFormError."""
    typed = request.form.get(field, "")
    if "\0" in typed:  # nobody can type it, and PostgreSQL keeps no text with it
        raise BadFormError(field)
    return typed


def whole_text(field: str) -> str:
    """Return a text of a course that a page sends, each line ended as ours are. What `admit` says holds for it too.

    Raises BadFormError.
    """
    # More than a file may have, so that whoever pastes too much is told so.
    admit(8 * LARGEST_FILE)
    return text(field).replace("\r\n", "\n")


def shown(typed: str, most: int) -> str:
    """Return what was typed as a page may show it again: at most `most` characters, none that turns the line around."""
    return "".join(character for character in typed[:most] if unicodedata.category(character) not in names.HIDDEN)


def refilled(before: Mapping[str, str]) -> dict[str, str]:
    """Return what fields hold on their page: what was typed into them where they were just sent, else what was `before`."""
    if request.method != "POST":
        return dict(before)
    return {field: shown(text(field), 200) for field in before}


def refusal(error: names.RefusedError) -> dict[str, str]:
    """Return what to say beside which field."""
    field, message = REFUSALS[type(error)]
    return {field: message}


def submission() -> uuid.UUID | None:
    """Return the UUID that the browser gave this submission; None from one without scripts. Raises BadFormError."""
    return row("submission") if text("submission") else None


def row(field: str) -> uuid.UUID:
    """Return the id of what a field of this request's form names. Raises BadFormError."""
    try:
        return uuid.UUID(text(field))
    except ValueError:
        raise BadFormError(field) from None


def release() -> int | None:
    """Return the release whose questions this form showed; None where it doesn't say. Raises BadFormError."""
    given = text("release")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise BadFormError("release")
    return int(given)


def answers() -> dict[str, frozenset[int]]:
    """Return a quiz's answers from this request's form: fields `q.<question id>`, each a choice's position.

    Raises BadFormError.
    """
    given: dict[str, frozenset[int]] = {}
    for field, values in request.form.lists():
        if field and field.startswith("q."):  # a part of a multipart form may have no name
            given[field[2:]] = frozenset(_place(value) for value in values)
    return given


def responses() -> dict[str, int]:
    """Return a survey's answers from this request's form: fields `q.<question id>`, one position each, or nothing.

    A question whose "leave this out" was chosen isn't among them. Raises BadFormError.
    """
    given = {field[2:]: request.form.getlist(field) for field in request.form if field and field.startswith("q.")}
    if any(len(values) > 1 for values in given.values()):
        raise BadFormError("twice")
    return {question: _place(values[0]) for question, values in given.items() if values[0]}


def _place(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 3:
        raise BadFormError(value[:20])
    return int(value)


def _refuse_unreadable() -> None:
    if "\0" in request.path:  # PostgreSQL doesn't even look for a text with it
        abort(404)
    # Old browsers send a query that was typed into the address as it is in the phone's own encoding.
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        raise BadFormError("query") from None


def local_path(path: str) -> str:
    """Return `path` if it's an address of ours to go on to, else an empty text: nobody is sent elsewhere from here."""
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_ours and len(path) <= 300 else ""
