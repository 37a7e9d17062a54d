"""The language of a page: in its address, and nowhere else.

Learners' pages are there in every language that a served course is in. Where the pages have no words of their own in it
they borrow them (`mpt.i18n.lender_of`), say so, and mark whose words are whose. The staff's pages keep to LANGUAGES.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Flask, abort, current_app, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from mpt.content.model import Course
from mpt.i18n import LANGUAGES, Catalogue, catalogue, direction_of, lender_of, locale_of, name_of, negotiate
from mpt.rules.permissions import is_for_staff

if TYPE_CHECKING:  # the shelf asks for the language of a request
    from mpt.web.shelf import Shelf

_LIKE_A_TAG = re.compile("[a-z]{2,3}(-|$)")


def init_app(app: Flask) -> None:
    """Teach `app` the languages: addresses that begin with one, and templates that speak it."""
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_put_language)
    app.context_processor(_words)


def language() -> str:
    """Return the language of this request: the address's, else what the browser asks for."""
    if "spoken" in g:
        return str(g.spoken)
    first = _first_part()
    if _is_open(first):
        return first
    return negotiate((tag for tag, _quality in request.accept_languages), _open_languages())


@contextmanager
def speaking(tongue: str) -> Iterator[None]:
    """Make pages in another language than the address's: what a trainer is shown of a course is a parent's page."""
    g.spoken = tongue
    try:
        yield
    finally:
        del g.spoken


def language_tag() -> str:
    """Return the language of this request as pages and phones name it: zh-Hans-CN."""
    return _tag(language())


def words() -> Catalogue:
    """Return the catalogue of this request's language."""
    return catalogue(language())


def to_phones_language(endpoint: str, **values: Any) -> Response:
    """Redirect from an address without a language to the same in the phone's own."""
    response = redirect(url_for(endpoint, **values))
    response.headers["Vary"] = "Accept-Language"
    return response


def local_day(moment: datetime) -> date:
    """Return the day that a moment was on where the workers are: a night shift's work isn't yesterday's."""
    return _there(moment).date()


def local_clock(moment: datetime) -> str:
    """Return what the clocks showed at a moment where the workers are: 21:05."""
    return f"{_there(moment):%H:%M}"


def _there(moment: datetime) -> datetime:
    zone: ZoneInfo = current_app.config["MPT"].timezone
    return moment.astimezone(zone)


def _take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    tag = (values or {}).pop("lang", None)
    if tag is None or tag in LANGUAGES:
        return
    if not _is_open(tag):
        abort(404)
    if endpoint and _is_staffs(endpoint):
        abort(redirect(_here_in(lender_of(tag))))


def _put_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and _has_language(endpoint):
        values["lang"] = language()


def _first_part() -> str:
    # Read from the path, not from the route: a page that isn't there has no route, and still has a language.
    return request.path[1:].partition("/")[0]


def _is_open(tag: str) -> bool:
    """Say whether there are pages in a language: one of ours, or one that a course is served in now."""
    return tag in LANGUAGES or bool(_LIKE_A_TAG.match(tag) and tag in _shelf().languages(anew=True))


def _open_languages() -> list[str]:
    """Return the languages that pages are in, as far as it's known: whoever needs help waits for no database."""
    return _in_order({*LANGUAGES, *_shelf().languages(anew=False)})


def _shelf() -> "Shelf":
    found: Shelf = current_app.extensions["mpt.shelf"]
    return found


def _in_order(languages: Iterable[str]) -> list[str]:
    """Return languages in the same order on every page: ours first."""
    ours = list(LANGUAGES)
    return sorted(languages, key=lambda tag: (ours.index(tag) if tag in ours else len(ours), tag))


def _has_language(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "lang")


def _is_staffs(endpoint: str) -> bool:
    who = getattr(current_app.view_functions[endpoint], "who", None)
    return endpoint.partition(".")[0] == "staffroom" or (who is not None and is_for_staff(who))


def _words() -> dict[str, Any]:
    spoken = words()
    lender = lender_of(spoken.language)
    is_borrowed = lender != spoken.language
    return {
        "_": spoken.gettext,
        "ngettext": spoken.ngettext,
        "day": lambda moment: spoken.day(local_day(moment)),
        "clock": local_clock,
        "lang": spoken.language,
        "other_languages": [_switch(tag) for tag in LANGUAGES if tag != spoken.language],
        "switches": _switches,
        "language_name": name_of,
        # Attributes: of the page's own words, and of a course's, where the two aren't of one language.
        "own_words": _marked(lender) if is_borrowed else Markup(),
        "told": _marked(spoken.language) if is_borrowed else Markup(),
        "lender": lender if is_borrowed else "",
    }


def _switches(course: Course | None) -> list[tuple[str, str, str]]:
    """Return tag, name and address of this place in the other languages: those of its course, else all there are."""
    tags = _in_order(course.languages) if course else _open_languages()
    return [_switch(tag) for tag in tags if tag != language()]


def _switch(tag: str) -> tuple[str, str, str]:
    return tag, name_of(tag), _here_in(tag)


def _marked(tag: str) -> Markup:
    direction = Markup(' dir="rtl"') if direction_of(tag) == "rtl" else Markup()
    return Markup(' lang="{}"{}').format(_tag(tag), direction)


def _tag(language: str) -> str:
    return locale_of(language).replace("_", "-") if language in LANGUAGES else language


def _here_in(tag: str) -> str:
    """Return the address of this same place in another language: all that differs is its first part."""
    first = _first_part()
    place = request.path[len(first) + 2 :] if _is_open(first) else ""
    # A page for everybody is kept and shown to the next reader, who didn't bring this one's query.
    asked = "" if "for_everybody" in g else request.query_string.decode("ascii", "replace")
    query = f"?{asked}" if asked and place else ""
    return f"/{tag}/{quote(place)}{query}"
