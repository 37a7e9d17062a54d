"""The five elements of the programme, and the figures by which each is told. An element's figures are never added to another's.

A figure is counted from cells: how many, by what was counted, course, year and factory (`mpt.rules.impact`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

ANY = ""
"""Stands for a course where something is counted once, whichever course it was in."""

WOMENS_COURSE = "my-wellbeing-my-rights"
"""The course of Women's Empowerment. It's one of the training's courses too, so whoever did it is in both elements."""


class Element(StrEnum):
    """What the programme does."""

    TRAINING = "training"
    HELPLINE = "helpline"
    SPACES = "spaces"
    CENTERS = "centers"
    WOMEN = "women"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of an element. `counts` is what its cells are called, `course` the one course it's of, ANY for whichever.

    `by_course` and `by_factory` say what it may be narrowed down to. One that `lasts` counts in each year, and over all years
    once. Of a share, `of` are the cells of the whole; it's in percent, so nothing can be added to it. `is_people` says that
    everybody sees it in full tens; one that `adds` may have a baseline.
    """

    key: str
    element: Element
    counts: str
    course: str = ANY
    by_course: bool = False
    by_factory: bool = True
    is_people: bool = True
    lasts: bool = False
    of: str = ""
    adds: bool = True


def _training() -> tuple[Figure, ...]:
    of = Element.TRAINING
    return (
        Figure("trained", of, "trained"),
        Figure("finished", of, "finished", by_course=True),
        Figure("began", of, "began", by_course=True),
        Figure("factories", of, "factories", is_people=False),
        Figure("countries", of, "factories", is_people=False, adds=False),
        Figure("sessions", of, "sessions", by_course=True, is_people=False),
        Figure("came", of, "came", by_course=True),
    )


def _places(of: Element, one: str, many: str) -> tuple[Figure, ...]:
    """Return the figures of Family-Friendly Spaces or After-School Centers."""
    return (
        Figure(many, of, many, is_people=False, lasts=True),
        Figure(f"{one}_children", of, f"{one}_children"),
        Figure(f"{one}_days", of, f"{one}_days"),
        Figure(f"{one}_used", of, f"{one}_days", is_people=False, of=f"{one}_places", adds=False),
    )


def _women() -> tuple[Figure, ...]:
    of = Element.WOMEN
    return (
        Figure("women_finished", of, "finished", WOMENS_COURSE),
        Figure("women_began", of, "began", WOMENS_COURSE),
        Figure("women_sessions", of, "sessions", WOMENS_COURSE, is_people=False),
        Figure("women_came", of, "came", WOMENS_COURSE),
    )


_ALL = (
    *_training(),
    Figure("cases", Element.HELPLINE, "cases", by_factory=False),
    *_places(Element.SPACES, "space", "spaces"),
    *_places(Element.CENTERS, "center", "centers"),
    *_women(),
)

FIGURES: Mapping[str, Figure] = MappingProxyType({figure.key: figure for figure in _ALL})
"""All figures by their keys, element by element, in the order in which they are shown."""

LEADING = ("trained", "finished", "came", "cases", "space_children", "center_children", "women_finished")
"""The figures that stand for the whole where there's no room for all of them, such as year by year."""


def figures_of(element: Element) -> list[Figure]:
    """Return an element's figures, the first of them the one that it's told by."""
    return [figure for figure in FIGURES.values() if figure.element is element]
