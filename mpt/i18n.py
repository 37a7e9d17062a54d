"""Languages: which one a reader gets, and the catalogues of what the pages say.

The order that decides, once a request: the language in the address; without one (only at `/`, `/join/...` and
`/verify/...`) the browser's Accept-Language; without a match, Chinese. A tag is matched by its language alone: a phone
that sends `zh-CN,zh;q=0.9,en;q=0.8`, the commonest, wants `zh`.

Catalogues are `.po` files read at the start; there is nothing to compile and so nothing that can be stale.
"""

import gettext
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"

LANGUAGES: Mapping[str, str] = MappingProxyType({"zh": "中文", "en": "English"})
"""Every language of the interface, each under its own name. The first is the programme's first language."""

LOCALES: Mapping[str, str] = MappingProxyType({"zh": "zh_Hans_CN", "en": "en_GB"})
"""The locale by which dates and numbers are written in each language."""


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
        return format_date(day, format="long", locale=LOCALES[self.language])

    def month(self, day: date) -> str:
        """Write the month that a day is in: 2026年11月, November 2026."""
        return format_skeleton("yMMMM", datetime.combine(day, time()), locale=LOCALES[self.language])

    def country(self, code: str) -> str:
        """Return the name of a country that ISO 3166-1 knows as `code`: 越南, Vietnam."""
        return str(Locale.parse(LOCALES[self.language]).territories[code])

    def timezone(self, name: str) -> str:
        """Return where the clocks of a time zone are: 中国（上海）时间, China (Shanghai) Time."""
        return get_timezone_location(name, locale=LOCALES[self.language])


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of one of LANGUAGES. Raises FileNotFoundError for a language without a `.po` file."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return Catalogue(language, read_po(file, locale=language))


def negotiate(accept_language: list[str]) -> str:
    """Return the first of our languages among a browser's tags, best first, else the programme's first language."""
    primary = (tag.partition("-")[0].lower() for tag in accept_language)
    return next((language for language in primary if language in LANGUAGES), next(iter(LANGUAGES)))
