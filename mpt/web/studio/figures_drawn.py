"""The studio's figures, drawn: how far parents come, how many are right at first try, who is drawn by which choice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from markupsafe import Markup

from mpt.content.model import Module, Question
from mpt.rules.items import Item, Third
from mpt.rules.judging import percent
from mpt.web import beforeafter
from mpt.web.beforeafter import Two, before_after
from mpt.web.charts import Bar, bars
from mpt.web.language import words
from mpt.web.studio.figures_view import Look, Stop, View, choices, marked, stem, tongue_name
from mpt.web.studio.figures_words import THIRDS, gap_says, right

_PERCENT = beforeafter.Scale(0, 100, "0%", "100%")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing and what stands above it: a heading, and something to it."""

    heading: str
    chart: Markup
    note: str = ""


def modules_drawn(view: View, began: int, stops: Mapping[str, Sequence[Stop]]) -> Markup:
    """Draw how many came to each module, of all who began the course; nothing where too few did."""
    if not began:
        return Markup()
    modules = view.edition.course.modules
    rows = [Bar(view.title(module), stops[module.id][0].people or None, began) for module in modules]
    return bars("stops", words().gettext("How many came to each module"), rows)


def steps_drawn(view: View, module: Module, began: int, steps: Iterable[Stop]) -> Markup:
    """Draw how many came to each step of a module, of all who began the course; nothing where too few did."""
    if not began:
        return Markup()
    essence = words().gettext("How far they came: %(module)s", module=view.title(module))
    return bars(f"stops-{module.id}", essence, [Bar(step.label, step.people or None, began) for step in steps])


def hardest_stop(stops: Iterable[Sequence[Stop]]) -> tuple[Stop, Stop] | None:
    """Return the two steps of a course, one after the other, between which most stop; None where nobody does."""
    steps = pairwise(chain.from_iterable(stops))
    lost = max(steps, key=lambda pair: pair[0].people - pair[1].people, default=None)
    return lost if lost and lost[0].people > lost[1].people else None


def question_drawn(question: Question, looks: Sequence[Look]) -> Drawn:
    """Draw how many are right at first try, in each language that has ten."""
    rows = [_percents(look.tongue_name, right(look.item), _tries(look.item)) for look in looks if look.item]
    essence = words().gettext("Right at first try: %(question)s", question=stem(question))
    return Drawn(stem(question), _bars(f"right-{question.id}", essence, rows))


def helpful_drawn(view: View, module: Module) -> Markup:
    """Draw how many say that a module helped, in each language that has ten opinions; nothing where none has."""
    rows = []
    for tongue in view.tongues(module):
        heard = view.heard.get((module.id, tongue))
        if heard:
            opinions = words().ngettext("%(n)s opinion", "%(n)s opinions", heard.n)
            rows.append(_percents(tongue_name(tongue), percent(heard.helped, heard.n), opinions))
    return _bars("helpful", words().gettext("How many say that it helped"), rows)


def choices_drawn(look: Look) -> list[Drawn]:
    """Draw for each choice of a question how many took it: of all, and of each third where there are enough."""
    item = look.item
    if item is None:
        return []
    return [_choice(look, item, place, text) for place, text in enumerate(choices(look.question))]


def gap_drawn(look: Look, source: Look) -> Markup:
    """Draw how many are right in the source and in a translation, with the interval of the difference; nothing without it."""
    if look.gap is None or source.item is None:
        return Markup()
    # Set out from the source, to which the translation is the change.
    ends = (-look.gap.interval.high, -look.gap.interval.low)
    row = Two(look.tongue_name, right(source.item) or 0, right(look.item) or 0, ends, gap_says(look.gap))
    essence = words().gettext(
        "Right in %(source)s and in %(language)s", source=source.tongue_name, language=look.tongue_name
    )
    return before_after(f"gap-{look.tongue}", essence, [row], _PERCENT, lambda value: f"{value}%")


def _choice(look: Look, item: Item, place: int, text: str) -> Drawn:
    _ = words().gettext
    rows = [_percents(_("All who answered"), percent(item.took[place], item.n), _tries(item))]
    if item.thirds is not None:
        thirds = item.thirds
        rows += [_percents(_(THIRDS[third]), percent(thirds[third][place], item.third)) for third in Third]
    essence = _("Who takes “%(choice)s”", choice=text)
    note = _("right") if place in look.question.key else _("wrong")
    return Drawn(marked(text, look.tongue), _bars(f"choice-{look.tongue}-{place}", essence, rows), note)


def _tries(item: Item | None) -> str:
    return words().ngettext("%(n)s try", "%(n)s tries", item.n) if item else ""


def _percents(label: str, value: int | None, hint: str = "") -> Bar:
    return Bar(label, value, 100, hint)


def _bars(prefix: str, essence: str, rows: Sequence[Bar]) -> Markup:
    """Draw shares: the number itself is the share, so it isn't written twice."""
    return bars(prefix, essence, rows, number=lambda value: f"{value}%", share=lambda _value, _of: "")
