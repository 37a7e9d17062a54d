"""The tags of the languages that a course can be in."""

import re

LONGEST_TAG = 10
"""Tags are kept beside what learners do in a language, so they are short: zh-Hant, pt-BR."""

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class NoTagError(Exception):
    """No language can be called by this tag here."""


def check_tag(tag: str) -> str:
    """Return a language's tag as courses write it: vi, zh-Hant. Raises NoTagError."""
    primary, _, rest = tag.strip().replace("_", "-").partition("-")
    parts = (part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in rest.split("-"))
    tidy = "-".join((primary.lower(), *(parts if rest else ())))
    if not _TAG.fullmatch(tidy) or len(tidy) > LONGEST_TAG:
        raise NoTagError(tag)
    return tidy
