"""The language of a page: in its address, and nowhere else."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from mpt.i18n import LANGUAGES, LOCALES, Catalogue, catalogue, negotiate


def init_app(app: Flask) -> None:
    """Teach `app` the languages: addresses that begin with one, and templates that speak it."""
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_put_language)
    app.context_processor(_words)


def language() -> str:
    """Return the language of this request: the address's, else what the browser asks for."""
    first = _first_part()
    return first if first in LANGUAGES else negotiate([tag for tag, _quality in request.accept_languages])


def language_tag() -> str:
    """Return the language of this request as pages and phones name it: zh-Hans-CN."""
    return LOCALES[language()].replace("_", "-")


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


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    tag = (values or {}).pop("lang", None)
    if tag is not None and tag not in LANGUAGES:
        abort(404)


def _put_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and _has_language(endpoint):
        values["lang"] = language()


def _first_part() -> str:
    # Read from the path, not from the route: a page that isn't there has no route, and still has a language.
    return request.path[1:].partition("/")[0]


def _has_language(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "lang")


def _words() -> dict[str, Any]:
    spoken = words()
    return {
        "_": spoken.gettext,
        "ngettext": spoken.ngettext,
        "day": lambda moment: spoken.day(local_day(moment)),
        "clock": local_clock,
        "lang": spoken.language,
        "other_languages": [(tag, name, _here_in(tag)) for tag, name in LANGUAGES.items() if tag != spoken.language],
    }


def _here_in(tag: str) -> str:
    """Return the address of this same place in another language: all that differs is its first part."""
    place = request.path[len(language()) + 2 :] if _first_part() in LANGUAGES else ""
    # A page for everybody is kept and shown to the next reader, who didn't bring this one's query.
    asked = "" if "for_everybody" in g else request.query_string.decode("ascii", "replace")
    query = f"?{asked}" if asked and place else ""
    return f"/{tag}/{quote(place)}{query}"
