"""The form by which a session on paper is entered: what was typed into it, and what is said where it can't be taken."""

from datetime import date

from mpt.rules import attendance, days, places
from mpt.rules import names as rules_of_names
from mpt.rules.names import RefusedError
from mpt.services.paper_sessions import Held
from mpt.web import forms
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.shelf import shelf

MOST_BYTES = 300 * 1024
"""Room for 500 names of 40 characters as a browser sends them, 9 bytes for a Chinese one, and for the other fields."""

_BEFORE = dict.fromkeys(("held_on", "course", "trainer", "minutes", "attended"), "")

_HELD_ON = N_("Please write a day from 2010 to today, as 2026-12-31.")
_NO_NUMBER = N_("Please write a whole number, such as 30.")
_LINE = N_("Line %(line)s: %(said)s")
_NAMES: dict[type[RefusedError], str] = {
    rules_of_names.NameMissingError: N_("Please write this name."),
    rules_of_names.NameTooLongError: N_("That's too long. Please use 40 characters or fewer."),
    rules_of_names.NameHiddenError: N_("There are invisible characters in it. Please type it again by hand."),
}
_SAID: dict[type[RefusedError], tuple[str, str]] = {
    **{kind: ("trainer", message) for kind, message in _NAMES.items()},
    days.DayError: ("held_on", _HELD_ON),
    attendance.HeldOnError: ("held_on", _HELD_ON),
    attendance.MinutesError: ("minutes", N_("Please write how many minutes it lasted, from 1 to 600.")),
    attendance.AttendedError: ("attended", N_("Please write how many people came, from 1 to 10,000.")),
    attendance.MoreNamesError: ("names", N_("There are more names here than people who came, or more than 500.")),
}


def read() -> tuple[Held, dict[str, str]]:
    """Return the session that this request's form tells of, and what is wrong with which field.

    Raises BadFormError, or UnknownPageError for a course that isn't there.
    """
    faults: dict[str, str] = {}
    held = Held(
        held_on=_day(faults),
        course_id=shelf().edition(forms.text("course")).course.id,
        trainer=forms.text("trainer"),
        minutes=_number("minutes", faults),
        attended=_number("attended", faults),
        names=_names(faults),
    )
    return held, faults


def refusal(error: RefusedError) -> dict[str, str]:
    """Return what to say beside which field, in this request's language."""
    if isinstance(error, attendance.NamesLineError):
        said = words().gettext(_NAMES[type(error.because)])
        return {"names": words().gettext(_LINE, line=error.line, said=said)}
    field, message = _SAID[type(error)]
    return {field: words().gettext(message)}


def refilled() -> dict[str, str]:
    """Return what the fields hold: what was typed into them, where they were just sent."""
    names = "\n".join(forms.shown(line, 200) for line in forms.text("names").splitlines()[: 2 * attendance.MOST_NAMES])
    return {**forms.refilled(_BEFORE), "names": names}


def _day(faults: dict[str, str]) -> date | None:
    try:
        return days.clean_day(forms.text("held_on"))
    except RefusedError as error:
        faults.update(refusal(error))
        return None


def _number(field: str, faults: dict[str, str]) -> int | None:
    try:
        return places.clean_people(forms.text(field))
    except RefusedError:
        faults[field] = words().gettext(_NO_NUMBER)
        return None


def _names(faults: dict[str, str]) -> list[str]:
    try:
        return attendance.clean_names(forms.text("names"))
    except RefusedError as error:
        faults.update(refusal(error))
        return []
