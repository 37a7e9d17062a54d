"""What was answered in a factory's polls, as tables and drawings: shares of full tens, the latest poll first."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mpt.models import Poll
from mpt.rules.polls import ITEMS, Counted, Item
from mpt.services.polls import PollTold
from mpt.sheets.writer import Cell
from mpt.web.charts import Bar, bars
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.poll_words import answers, says
from mpt.web.tables import Table

DEFINED = ("poll_counted", "poll_groups")
_TITLES = {
    "trust": N_("Trust in the management"),
    "satisfied": N_("Satisfied with the work"),
    "stay": N_("Plan to stay for two years"),
    "unattended": N_("Hours a child is alone"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered to one item: its words, the latest poll drawn, and the polls beside each other."""

    says: str
    chart: Markup
    table: Table


def told(polls: Sequence[PollTold]) -> list[Told]:
    """Return what was answered to each item in polls that are over, the latest first; nothing where there are none."""
    return [_told(item, polls) for item in ITEMS] if polls else []


def period(poll: Poll) -> str:
    """Return from when to when a poll could be answered, as pages write it."""
    return words().gettext("%(first)s to %(last)s", first=words().day(poll.opens_on), last=words().day(poll.closes_on))


def _told(item: Item, polls: Sequence[PollTold]) -> Told:
    _ = words().gettext
    found = [each.counted[item.id] for each in polls]
    heads = (_("Answer given"), *(_("until %(day)s, %%", day=words().day(each.poll.closes_on)) for each in polls))
    rows = [
        (answer, *(each.percents[place] if each else None for each in found))
        for place, answer in enumerate(answers(item))
    ]
    counted: list[Cell] = [_("Answers counted"), *(each.n if each else None for each in found)]
    return Told(says(item), _drawn(item, found[0]), Table(_(_TITLES[item.id]), heads, rows, counted))


def _drawn(item: Item, latest: Counted | None) -> Markup:
    if latest is None:
        return Markup()
    rows = [Bar(answer, percent, 100) for answer, percent in zip(answers(item), latest.percents, strict=True)]
    return bars(f"poll-{item.id}", says(item), rows, number=lambda percent: f"{percent}%", share=lambda _part, _of: "")
