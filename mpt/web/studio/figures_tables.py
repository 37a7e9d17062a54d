"""The studio's figures as tables, for the page and for the file alike: shares of ten or more, never anybody's answers."""

from collections.abc import Iterable, Iterator

from mpt.content.model import Module, Question
from mpt.rules.intervals import of_one_share
from mpt.rules.items import Item, Third, item_of
from mpt.rules.judging import percent
from mpt.sheets.writer import Cell
from mpt.web.language import words
from mpt.web.studio.figures_view import Look, Stop, View, choices, marked, stem, tongue_name
from mpt.web.studio.figures_words import THIRDS, interval_says, right, told_apart, told_shortly
from mpt.web.tables import Table

Stops = dict[str, list[Stop]]


def stops_table(view: View, began: int, stops: Stops) -> Table:
    """Return how many came how far, step by step."""
    _ = words().gettext
    rows: list[list[Cell]] = [
        [view.title(module), stop.label, stop.people or None, _share(stop.people, began) if stop.people else None]
        for module in view.edition.course.modules
        for stop in stops[module.id]
    ]
    return Table(_("How far they came"), (_("Module"), _("Step"), _("Learners"), _("Of all who began")), rows)


def modules_table(view: View) -> Table:
    """Return each module in each language: first tries, how long they took, and whether it helped."""
    rows: list[list[Cell]] = [
        [view.title(module), *_spoken(view, module, tongue)]
        for module in view.edition.course.modules
        for tongue in view.tongues(module)
    ]
    return Table(words().gettext("Module by module"), _of_modules(), rows)


def module_table(view: View, module: Module) -> Table:
    """Return what `modules_table` says of one module."""
    heads = _of_modules()[1:]
    return Table(view.title(module), heads, [_spoken(view, module, tongue) for tongue in view.tongues(module)])


def questions_table(view: View, looks: Iterable[Look]) -> Table:
    """Return the figures of questions in each language."""
    return Table(words().gettext("Questions"), _of_questions(), [_look(view, look) for look in looks])


def all_questions_table(view: View, looks: Iterable[Look]) -> Table:
    """Return `questions_table` of a whole course, for the file."""
    heads = (words().gettext("Module"), *_of_questions())
    rows = [[view.title(look.module), *_look(view, look)] for look in looks]
    return Table(words().gettext("Questions"), heads, rows)


def choices_table(look: Look) -> Table:
    """Return which share of whom took each choice of a question."""
    rows = [[marked(text, look.tongue), *row] for text, row in _choices(look)]
    return Table(look.tongue_name, choices_heads(), rows)


def all_choices_table(looks: Iterable[Look]) -> Table:
    """Return `choices_table` of many questions as one, for the file."""
    _ = words().gettext
    heads = (_("Question"), _("Language"), *choices_heads())
    rows = [[stem(look.question), look.tongue_name, text, *row] for look in looks for text, row in _choices(look)]
    return Table(_("Choices"), heads, rows)


def choices_heads() -> tuple[str, ...]:
    """Return the heads of `choices_table`."""
    _ = words().gettext
    return (_("Choice"), _("By the key"), _("All who answered"), *(_(THIRDS[third]) for third in Third))


def earlier_table(view: View, module: Module, tongue: str, question: Question) -> Table:
    """Return how a question did in other words than now; no rows where it was never asked otherwise."""
    _ = words().gettext
    rows = [
        [marked(stem(other), tongue), _releases(releases), item.n, _written(right(item))]
        for other, releases, item in _earlier(view, module, tongue, question)
    ]
    return Table(_("In other words before"), (_("Question"), _("Releases"), _("First tries"), _("Right")), rows)


def _of_modules() -> tuple[str, ...]:
    _ = words().gettext
    return _("Module"), _("Language"), _("First tries"), _("Minutes"), _("Opinions"), _("Helpful")


def _of_questions() -> tuple[str, ...]:
    _ = words().gettext
    figures = (_("First tries"), _("Right"), _("95 %% interval"), _("Telling apart"), _("Look here"))
    return _("Question"), _("Language"), *figures


def _look(view: View, look: Look) -> list[Cell]:
    item = look.item
    interval = of_one_share(item.right, item.n) if item else None
    return [
        view.shown(look.module, look.question.id),
        look.tongue_name,
        item.n if item else None,
        _written(right(item)),
        interval_says(interval) if interval else None,
        told_apart(item),
        told_shortly(look),
    ]


def _spoken(view: View, module: Module, tongue: str) -> list[Cell]:
    n, minutes = view.minutes(module, tongue)
    heard = view.heard.get((module.id, tongue))
    said = heard.n if heard else None
    return [tongue_name(tongue), n or None, minutes, said, _share(heard.helped, heard.n) if heard else None]


def _choices(look: Look) -> Iterator[tuple[str, list[Cell]]]:
    """Yield the choices of a question, and what stands beside each."""
    item = look.item
    for place, text in enumerate(choices(look.question)):
        key = words().gettext("right") if place in look.question.key else words().gettext("wrong")
        took = _share(item.took[place], item.n) if item else None
        yield text, [key, took, *(_in_third(item, third, place) for third in Third)]


def _in_third(item: Item | None, third: Third, place: int) -> str | None:
    if item is None or item.thirds is None:
        return None
    return _written(percent(item.thirds[third][place], item.third))


def _earlier(view: View, module: Module, tongue: str, question: Question) -> Iterator[tuple[Question, set[int], Item]]:
    """Yield a question in the words that it had before, each wording once, in which releases, and its figures."""
    asked = view.asked(module, tongue)
    others: dict[Question, set[int]] = {}
    for quiz in asked:
        for one in quiz.questions:
            if one.id == question.id and quiz.place(question) is None:
                same = next((other for other in others if quiz.place(other) is not None), one)
                others.setdefault(same, set()).update(quiz.releases)
    for other, releases in others.items():
        item = item_of(asked, other)
        if item:
            yield other, releases, item


def _releases(numbers: set[int]) -> str:
    first, last = min(numbers), max(numbers)
    return str(first) if first == last else f"{first}–{last}"


def _share(part: int, of: int) -> str | None:
    return _written(percent(part, of)) if of else None


def _written(value: int | None) -> str | None:
    return None if value is None else f"{value}%"
