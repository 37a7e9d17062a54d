"""Languages: which one a reader gets, and the catalogues of what the pages say.

The order that decides, once a request: the language in the address; without one (only at `/`, `/join/...` and
`/verify/...`) the browser's Accept-Language; without a match, Chinese. A tag is matched by its language alone: a phone
that sends `zh-CN,zh;q=0.9,en;q=0.8`, the commonest, wants `zh`.

Catalogues are `.po` files read at the start; there is nothing to compile and so nothing that can be stale.

A course may be in a language that has no catalogue. Its pages then borrow their own words, and days are written as that
language writes them.
"""

import gettext
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"

LANGUAGES: Mapping[str, str] = MappingProxyType({"zh": "中文", "en": "English"})
"""Every language of the interface, each under its own name. The first is the programme's first language."""

LOCALES: Mapping[str, str] = MappingProxyType({"zh": "zh_Hans_CN", "en": "en_GB"})
"""The locale by which dates and numbers are written in each language."""

LENDER = "en"
"""Whose words stand where a language has none of its own: the messages themselves are in it."""


class Catalogue:
    """What the pages say, in one language. A message that isn't in the catalogue is said as it is written, in English."""

    def __init__(self, language: str, catalog: Catalog) -> None:
        self.language = language
        self._single: dict[str, str] = {}
        self._plural: dict[str, tuple[str, ...]] = {}
        self._plural_form = gettext.c2py(catalog.plural_expr)
        for message in catalog:
            said = message.string
            if isinstance(message.id, str) and isinstance(said, str) and message.id and said:
                self._single[message.id] = said
            elif isinstance(message.id, (tuple, list)) and isinstance(said, (tuple, list)) and all(said):
                self._plural[message.id[0]] = tuple(said)

    def gettext(self, message: str, /, **values: Any) -> str:
        """Return `message` in this language, its `%(name)s` places filled from `values`."""
        return self._single.get(message, message) % values

    def ngettext(self, one: str, many: str, n: int, **values: Any) -> str:
        """Return the form of a message that fits `n`, its places filled from `values` and from `n`."""
        forms = self._plural.get(one)
        text = forms[self._plural_form(n)] if forms else (one if n == 1 else many)
        return text % {"n": n, **values}

    def day(self, day: date) -> str:
        """Write a day as this language does: 2026年11月24日, 24 November 2026."""
        return format_date(day, format="long", locale=locale_of(self.language))

    def month(self, day: date) -> str:
        """Write the month that a day is in: 2026年11月, November 2026."""
        return format_skeleton("yMMMM", datetime.combine(day, time()), locale=locale_of(self.language))

    def country(self, code: str) -> str:
        """Return the name of a country that ISO 3166-1 knows as `code`: 越南, Vietnam."""
        return str(Locale.parse(locale_of(self.language)).territories[code])

    def timezone(self, name: str) -> str:
        """Return where the clocks of a time zone are: 中国（上海）时间, China (Shanghai) Time."""
        return get_timezone_location(name, locale=locale_of(self.language))


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language; one that isn't of LANGUAGES borrows the words of its lender."""
    lender = lender_of(language)
    path = TRANSLATIONS / lender / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return Catalogue(language, read_po(file, locale=lender))


def lender_of(language: str) -> str:
    """Return whose words the pages of a language say: its own, those of the same language elsewhere, else LENDER's."""
    if language in LANGUAGES:
        return language
    primary = language.partition("-")[0]
    return primary if primary in LANGUAGES else LENDER


def name_of(language: str) -> str:
    """Return what a language calls itself: 中文, Tiếng Việt; its tag where nobody has told us."""
    locale = _parsed(language)
    return LANGUAGES.get(language) or (locale and locale.get_display_name()) or language


def name_in(language: str, reader: str) -> str:
    """Return what a language is called in a reader's own: 越南语, Vietnamese; its tag where nobody has told us."""
    locale = _parsed(language)
    return str(locale.get_display_name(locale_of(reader))) if locale else language


def locale_of(language: str) -> str:
    """Return the locale by which a language writes days and numbers; its lender's where its own isn't known."""
    return LOCALES.get(language) or (language.replace("-", "_") if is_known(language) else LOCALES[LENDER])


def is_known(language: str) -> bool:
    """Say whether it's known how a language writes days and numbers, and what it calls itself."""
    return _parsed(language) is not None


def direction_of(language: str) -> str:
    """Return where the lines of a language run: `ltr`, or `rtl` as in Arabic."""
    locale = _parsed(language)
    return str(locale.text_direction) if locale else "ltr"


@cache
def _parsed(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def negotiate(accept_language: Iterable[str], languages: Iterable[str] = LANGUAGES) -> str:
    """Return the first of `languages` among a browser's tags, best first, else the programme's first language.

    The longest that fits is taken: with `zh-Hant` among them, `zh-Hant-TW` is that one, and `zh-CN` is `zh`.
    """
    longest = sorted(languages, key=len, reverse=True)
    fitting = (one for tag in accept_language for one in longest if f"{tag}-".lower().startswith(f"{one}-".lower()))
    return next(fitting, next(iter(LANGUAGES)))
