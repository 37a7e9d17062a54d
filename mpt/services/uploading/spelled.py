"""Things by the names that a table calls them by."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from mpt.models import Factory, Sponsor
from mpt.services import factories, sponsors

Thing = TypeVar("Thing")


class Spelled(Generic[Thing]):
    """Things, and the ways in which each is spelled; width, case and spaces don't count."""

    def __init__(self, spellings: Iterable[tuple[Thing, Iterable[str]]]) -> None:
        self._things: dict[str, list[tuple[Thing, frozenset[str]]]] = {}
        for thing, words in spellings:
            exact = frozenset(words)
            for key in {folded(word) for word in exact}:
                self._things.setdefault(key, []).append((thing, exact))

    def called(self, name: str) -> list[Thing]:
        """Return the things that have this name: those that are spelled just so, else those that nearly are."""
        found = self._things.get(folded(name), [])
        return [thing for thing, exact in found if name in exact] or [thing for thing, _ in found]


def folded(name: str) -> str:
    """Return what two spellings of one name have in common. A hyphen counts: line 1-2 isn't line 12."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def named_factories(session: Session) -> Spelled[Factory]:
    """Return all factories by their names in both languages."""
    return Spelled((factory, (factory.name_zh, factory.name_en)) for factory in factories.everywhere(session))


def named_sponsors(session: Session) -> Spelled[Sponsor]:
    """Return all sponsors by their names in both languages."""
    return Spelled((sponsor, (sponsor.name_zh, sponsor.name_en)) for sponsor in sponsors.everyone(session))


def by_id(spellings: Mapping[str, Iterable[str]]) -> Spelled[str]:
    """Return what has an id, such as a course, by its id and its names."""
    return Spelled((key, (key, *words)) for key, words in spellings.items())
