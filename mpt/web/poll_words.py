"""What a poll's items say, for the page that asks them and for those that show what was answered."""

from mpt.rules.polls import ITEMS, Item
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.survey import FACE_WORDS

_FACES = frozenset({"trust", "satisfied"})
_SAYS = {
    "trust": N_("I trust the management of this factory."),
    "satisfied": N_("All in all, I'm satisfied with my work here."),
    "stay": N_("Do you plan to stay here for two more years?"),
    "unattended": N_(
        "After school or in the holidays: how many hours a week is your youngest child here with no grown-up around?"
    ),
}
_ANSWERS = {
    "stay": (N_("Yes, I do"), N_("Not sure"), N_("No, I don't")),
    "unattended": (
        N_("0 hours"),
        N_("1 to 5 hours"),
        N_("6 to 15 hours"),
        N_("16 to 30 hours"),
        N_("More than 30 hours"),
        N_("No child lives with me here"),
    ),
}


def says(item: Item) -> str:
    """Return what an item asks, in the language of this request."""
    return words().gettext(_SAYS[item.id])


def is_on_faces(item: Item) -> bool:
    """Say whether an item is a statement that is answered on five faces."""
    return item.id in _FACES


def answers(item: Item) -> list[str]:
    """Return the answers to an item in their order, in the language of this request."""
    return [words().gettext(word) for word in (FACE_WORDS if is_on_faces(item) else _ANSWERS[item.id])]


def items() -> list[tuple[Item, str, list[str]]]:
    """Return what a poll asks, each with its words and its answers."""
    return [(item, says(item), answers(item)) for item in ITEMS]
