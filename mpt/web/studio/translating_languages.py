"""The page of a course's languages: how each stands, what parents will miss in it, and the way to one more."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from mpt.content.drift import State
from mpt.content.plain import measure_of
from mpt.i18n import LANGUAGES, lender_of, name_in, name_of
from mpt.paper.certificate import missing_characters
from mpt.services.tongues import MOST_LANGUAGES
from mpt.services.translating import Translation, states
from mpt.web.language import language, words
from mpt.web.studio.here import CourseHere, crumbs
from mpt.web.transaction import db

_OFFERED = (
    *("vi", "id", "bn", "my", "km", "lo", "th", "ne", "hi", "ur", "ta", "si", "fil", "ms"),
    *("zh-Hant", "ug", "bo", "mn", "kk", "ko", "ja", "ru", "es", "pt", "fr", "ar", "am"),
)
"""Languages that parents in factories speak at home, as far as we know; any other is added by its tag."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of a course: how much of it there is, which letters of it our printing fonts lack, whose words it borrows."""

    tag: str
    counts: dict[State, int]
    unprintable: str
    borrows: str
    is_measured: bool


def languages_page(here: CourseHere, fault: str = "", typed: str = "") -> str:
    """Return the languages that a course is in, and the way to one more."""
    found = states(db(), here.course_id)
    offered = [tag for tag in _OFFERED if tag not in here.languages]
    return render_template(
        "studio/translating_languages.html",
        here=here,
        tongues=[_tongue(here, tag, found) for tag in here.languages],
        offered=[("", words().gettext("Please choose")), *((tag, _both_names(tag)) for tag in offered)],
        is_full=len(here.languages) >= MOST_LANGUAGES,
        chosen=typed if typed in offered else "",
        other="" if typed in offered else typed,
        fault=fault,
        trail=crumbs(here),
    )


def _both_names(tag: str) -> str:
    return f"{name_of(tag)} · {name_in(tag, language())}"


def _tongue(here: CourseHere, tag: str, found: Sequence[Translation]) -> Tongue:
    mine = [one for one in found if one.language == tag]
    titles = [text.title for text in (here.course.texts.get(tag),) if text]
    return Tongue(
        tag=tag,
        counts={state: sum(one.count(state) for one in mine) for state in State},
        unprintable=missing_characters(" ".join([name_of(tag), *titles])),
        borrows="" if tag in LANGUAGES else lender_of(tag),
        is_measured=measure_of(tag) is not None,
    )
