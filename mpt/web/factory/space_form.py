"""The form in which a space is planned: what was typed into it, and what is said where it can't be taken."""

import uuid

from flask import request

from mpt.models import Space
from mpt.rules import days, names, space_plans
from mpt.rules.days import WEEKDAYS
from mpt.rules.names import RefusedError
from mpt.rules.space_plans import Plan, PlanError, read_plan
from mpt.rules.spaces import Kind, weekdays_of
from mpt.services.spaces import opening
from mpt.services.spaces.opening import AgesTakenError, FewerThanGivenError, KindTakenError
from mpt.web import forms, space_words
from mpt.web.language import words
from mpt.web.messages import N_

_BRING_ZH = "水杯\n一套换洗的衣服\n午睡盖的小被子\n一样孩子用惯的东西\n作业和笔\n要吃的药：请当面交给老师"
_BRING_EN = (
    "A water bottle\nA change of clothes\nA thin blanket for the nap\nOne thing from home that your child likes\n"
    "Homework and a pen\nMedicine: please hand it to the teacher yourself"
)
_AT_FIRST = {
    "kind": Kind.SPACE.value,
    "name_zh": "",
    "name_en": "",
    "opens_on": "",
    "closes_on": "",
    "weekdays": "MO,TU,WE,TH,FR",
    "opens_at": "08:00",
    "closes_at": "18:00",
    "places": "",
    "youngest": "3",
    "oldest": "12",
    "room": "",
    "contact": "",
    "bring_zh": _BRING_ZH,
    "bring_en": _BRING_EN,
}
"""What the fields hold for a new space: what most begin with, and what to bring in words that can stay as they are."""
_LONG = ("bring_zh", "bring_en")

_DAY = N_("Please write the day as 2026-12-31.")
_HOUR = N_("Please write a time of day, such as 08:00.")
_SAID: dict[type[RefusedError], str] = {
    names.NameMissingError: N_("Please write this name."),
    names.NameTooLongError: N_("That's too long. Please use 40 characters or fewer."),
    names.NameHiddenError: N_("There are invisible characters in it. Please type it again by hand."),
    days.DayError: _DAY,
    space_plans.KindError: N_("Please choose which of the two it is."),
    space_plans.FirstDayMissingError: N_("Please write the first day."),
    space_plans.LastDayMissingError: N_("A Family-Friendly Space has a last day. Please write it."),
    space_plans.LastDayBeforeFirstError: N_("The last day comes before the first. Please look at both once more."),
    space_plans.TooManyDaysError: N_(
        "A Family-Friendly Space lasts 120 days at most. For something longer, choose After-School Center."
    ),
    space_plans.WeekdaysError: N_("Please choose at least one day of the week."),
    space_plans.NeverOpenError: N_("None of these days of the week comes between the first day and the last."),
    space_plans.HourError: _HOUR,
    space_plans.HoursOrderError: N_("It closes before it opens. Please look at both times once more."),
    space_plans.PlacesError: N_("Please write a whole number from 1 to 500."),
    space_plans.AgeError: N_("Please write an age in whole years. The youngest may be 15 at most, the oldest 17."),
    space_plans.AgesOrderError: N_("The oldest age is below the youngest. Please look at both once more."),
    space_plans.RoomMissingError: N_("Please write where parents find it."),
    space_plans.ContactMissingError: N_("Please write whom parents can ask."),
    space_plans.BringMissingError: N_("Please write what to bring, in one language at least."),
    space_plans.LineTooLongError: N_("That's too long. Please use 120 characters or fewer."),
    space_plans.BringTooLongError: N_("That's too long. Please use 500 characters or fewer."),
    space_plans.HiddenError: N_("There are invisible characters in it. Please type it again by hand."),
    FewerThanGivenError: N_("More places than that are given already. Nobody's place is taken away from here."),
    AgesTakenError: N_(
        "Children of other ages have a place or wait for one. First give those places back at the desk."
    ),
    KindTakenError: N_("Children have been counted here, so it stays what it is. For the other kind, open a new one."),
}
_PLACE: dict[type[RefusedError], str] = {
    FewerThanGivenError: "places",
    AgesTakenError: "youngest",
    KindTakenError: "kind",
}
"""Which field a refusal belongs to that isn't of the plan itself."""


def read() -> Plan:
    """Return the plan in this request's form. Raises PlanError, or BadFormError."""
    return read_plan(_typed())


def submission() -> uuid.UUID:
    """Return the id of the space that this form becomes. Raises BadFormError."""
    return forms.row("submission")


def was() -> str:
    """Return the digest of the space that this request's form was made from. Raises BadFormError."""
    return forms.text("was")


def to_send(space: Space, *, is_changed: bool) -> str:
    """Return the digest that the form's page sends along.

    A page with faults keeps what it began with, unless it shows what has changed since.
    """
    return was() if request.method == "POST" and not is_changed else opening.digest(space)


def now(space: Space) -> dict[str, str]:
    """Return what to say beside each field that holds something else by now than was typed into it."""
    typed, there = _typed(), _of(space)
    return {
        field: words().gettext("It now says: %(there)s", there=_said(field, there[field], space))
        for field in there
        if _plain(typed[field]) != _plain(there[field])
    }


def _plain(text: str) -> str:
    return "\n".join(text.split())


def _said(field: str, text: str, space: Space) -> str:
    """Return what a field holds as a page says it: its choices in words, an empty one as a dash."""
    choices = {"kind": space_words.kind, "weekdays": space_words.weekdays}
    return choices[field](space) if field in choices else text or "—"


def refusal(error: RefusedError) -> dict[str, str]:
    """Return what to say beside which fields, in this request's language."""
    faults = error.faults if isinstance(error, PlanError) else {_PLACE[type(error)]: error}
    return {field: words().gettext(_SAID[type(fault)]) for field, fault in faults.items()}


def shown(space: Space | None) -> dict[str, str]:
    """Return what the fields hold: what was typed into them, where they were just sent; else the space as it is."""
    if request.method == "POST":
        return {field: _again(field, text) for field, text in _typed().items()}
    return _of(space) if space else _AT_FIRST


def weekdays(space: Space | None) -> list[tuple[str, str, bool]]:
    """Return the days of the week: value, name, and whether the form has it ticked."""
    chosen = shown(space)["weekdays"].split(",")
    return [(day, space_words.weekday(place), day in chosen) for place, day in enumerate(WEEKDAYS)]


def _typed() -> dict[str, str]:
    typed = {field: forms.text(field) for field in _AT_FIRST}
    return {**typed, "weekdays": ",".join(request.form.getlist("weekday")[: len(WEEKDAYS)])}


def _again(field: str, text: str) -> str:
    if field not in _LONG:
        return forms.shown(text, 200)
    return "\n".join(forms.shown(line, 200) for line in text.splitlines()[:50])


def _of(space: Space) -> dict[str, str]:
    plain = {field: "" if (held := getattr(space, field)) is None else str(held) for field in _AT_FIRST}
    hours = {field: f"{getattr(space, field):%H:%M}" for field in ("opens_at", "closes_at")}
    return {**plain, **hours, "weekdays": ",".join(weekdays_of(space))}
