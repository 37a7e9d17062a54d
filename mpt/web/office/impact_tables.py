"""What the programme has reached, as tables: the screen and the file show the same ones, so they agree to the digit."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from mpt.rules.elements import FIGURES, LEADING, Element
from mpt.rules.impact import NOWHERE, Before, Choice, years_shown
from mpt.sheets.writer import Cell
from mpt.web.charts import Bar, bars
from mpt.web.definitions import title
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.office import impact_courses as courses
from mpt.web.office.baseline_told import tell
from mpt.web.office.impact_view import View
from mpt.web.reach import ELEMENTS, Line, line
from mpt.web.tables import Table

WHY = {
    "factory": N_("This isn't counted by country, factory or sponsor."),
    "course": N_("This isn't counted by course."),
}
"""Why a figure has a dash: messages."""
DEFINED = (*FIGURES, "here", "before", "as_of")

_FIRST = {Element.SPACES: 1, Element.CENTERS: 1}
"""Which figure an element is told by, where it isn't its first: children, not spaces."""
_BY_FACTORY = tuple(key for key in LEADING if FIGURES[key].by_factory)


def all_tables(view: View) -> dict[str, Table]:
    """Return the tables of a choice by their names, in the order of the file."""
    choice, tables = view.choice, {"elements": _elements(view)}
    if choice.year is None:
        tables["years"] = _years(view)
    if not choice.country and not choice.factory:
        tables["countries"] = _countries(view)
    if not choice.factory:
        tables["factories"] = _factories(view)
    if not choice.course and view.impact.course_ids():
        tables["courses"] = courses.courses(view)
        if choice.year is None:
            tables["finished"] = courses.finished(view)
    tables["paper"] = courses.paper(view)
    tables["baselines"] = _baselines(view)
    return {name: table for name, table in tables.items() if table.rows}


def element_tables(view: View) -> list[tuple[Table, list[str]]]:
    """Return a table for each element, and what is said below it of the figures that have a dash."""
    return [(_element(element, lines), _whys(lines)) for element, lines in view.lines.items()]


def key_figures(view: View) -> list[tuple[str, str, str]]:
    """Return the first figure of each element in sum, as a page writes it: its number, its element, and what it counts."""
    firsts = [(words().gettext(ELEMENTS[element]), lines[_FIRST.get(element, 0)])
              for element, lines in view.lines.items()]  # fmt: skip
    return [(each.written(each.total), name, each.title) for name, each in firsts]


def said(view: View) -> list[str]:
    """Return which figures aren't counted by what was chosen, and why."""
    gone = [each for lines in view.lines.values() for each in lines if each.why]
    return [f"{each.title}: {words().gettext(WHY[each.why])}" for each in gone]


def years_chart(years: Table) -> Markup:
    """Draw the first figure of each year."""
    return _chart("years", years)


def courses_chart(courses: Table) -> Markup:
    """Draw how often each course was finished."""
    return _chart("courses", courses)


def _chart(prefix: str, table: Table) -> Markup:
    rows = [Bar(str(row[0]), row[1] if isinstance(row[1], int) else None) for row in table.rows]
    return bars(prefix, f"{table.title}: {table.heads[1]}", rows)


def _three() -> tuple[str, str, str]:
    return title("here"), title("before"), words().gettext("In sum")


def _numbers(each: Line) -> list[Cell]:
    """Return a figure's three numbers; where nothing comes from before, the first says it all."""
    if not each.before:
        return [_cell(each, each.here), "", _cell(each, each.total)]
    return [_cell(each, number) for number in (each.here, each.before, each.total)]


def _cell(each: Line, number: int | None) -> Cell:
    return each.written(number) if each.figure.of and number is not None else number


def _elements(view: View) -> Table:
    """All figures in one table, for the file."""
    _ = words().gettext
    rows: list[list[Cell]] = [
        [_(ELEMENTS[element]), each.title, *_numbers(each)] for element, lines in view.lines.items() for each in lines
    ]
    return Table(_("The five elements"), (_("Element"), _("Figure"), *_three()), rows)


def _element(element: Element, lines: Sequence[Line]) -> Table:
    """One element's figures, for the page: three numbers where a baseline is among them, else one."""
    _, has_before = words().gettext, any(each.before for each in lines)
    rows: list[list[Cell]] = [
        [each.title, *(_numbers(each) if has_before else [_cell(each, each.total)])] for each in lines
    ]
    return Table(_(ELEMENTS[element]), (_("Figure"), *(_three() if has_before else (_("Number"),))), rows)


def _whys(lines: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys(words().gettext(WHY[each.why]) for each in lines if each.why))


def _leading(view: View, keys: Sequence[str], *, always: int = 1) -> list[str]:
    """Return the keys of which anything is there in what was chosen; the first ones always."""
    return [key for place, key in enumerate(keys) if place < always or view.line(key).total]


def _years(view: View) -> Table:
    """The leading figures of each year: of what isn't counted by what was chosen there is no column of dashes."""
    _, keys = words().gettext, [key for key in _leading(view, LEADING) if not view.line(key).why]
    years = years_shown(view.impact, view.befores, view.day.year)

    def row(name: str, choice: Choice) -> list[Cell]:
        return [name, *(line(view.impact, view.befores, key, choice).total for key in keys)]

    rows = [row(str(year), replace(view.choice, year=year)) for year in years] if keys else []
    return Table(_("By year"), (_("Year"), *map(title, keys)), rows, row(_("All years"), view.choice))


def _countries(view: View) -> Table:
    """By country, in sum; what has no factory has no country."""
    _ = words().gettext
    of = {**dict.fromkeys(view.countries), **{each.country: None for each in view.rows if each.country}}
    names = {code: words().country(code) for code in of}
    names = dict(sorted(names.items(), key=lambda each: each[1])) | {NOWHERE: _("None, or not known")}
    return _by_place(
        view,
        (_("By country"), (_("Country"),)),
        {code: [name] for code, name in names.items()},
        lambda factory: view.impact.countries.get(factory, NOWHERE),
        lambda each: each.country,
    )


def _factories(view: View) -> Table:
    """By factory, in sum: where somebody was first of."""
    _ = words().gettext
    names: dict[str, list[Cell]] = {
        key: [factory.name_in(language()), words().country(factory.country)] for key, factory in view.factories.items()
    }
    names[NOWHERE] = [_("None, or not known"), ""]
    heads = (_("By factory"), (_("Factory"), _("Country")))
    return _by_place(view, heads, names, lambda factory: factory, lambda each: each.factory)


def _by_place(
    view: View,
    heads: tuple[str, tuple[str, ...]],
    names: Mapping[str, list[Cell]],
    place_of: Callable[[str], str],
    before_at: Callable[[Before], str],
) -> Table:
    """Return the leading figures by place, in sum. A place of which nothing is there has no row."""
    keys = [key for key in _leading(view, _BY_FACTORY) if not view.line(key).why]
    sums = {key: _sums(view, key, place_of, before_at) for key in keys}
    rows: list[list[Cell]] = []
    for place, cells in names.items():
        numbers = [sums[key].get(place, 0) for key in keys]
        if any(numbers):
            rows.append([*cells, *numbers])
    total: list[Cell] = [words().gettext("Sum"), *[""] * (len(heads[1]) - 1), *(view.line(key).total for key in keys)]
    return Table(heads[0], (*heads[1], *map(title, keys)), rows, total)


def _sums(view: View, key: str, place_of: Callable[[str], str], before_at: Callable[[Before], str]) -> Counter[str]:
    """Return a figure of what was chosen by place: what was counted here, and what came before."""
    found: Counter[str] = Counter()
    for factory, number in view.impact.by_factory(FIGURES[key], view.choice).items():
        found[place_of(factory)] += number
    for each in view.befores:
        if each.figure == key and each.is_in(view.choice):
            found[before_at(each)] += each.number
    return found


def _baselines(view: View) -> Table:
    """The baselines that are in the sums of what was chosen, each with its source."""
    _ = words().gettext
    rows: list[list[Cell]] = [
        [told.name, told.row.number, str(told.row.year), told.where, told.row.source, told.row.as_of]
        for told in map(tell, view.chosen_rows)
    ]
    heads = (_("Figure"), _("Number"), _("Year"), _("Where"), _("Source"), title("as_of"))
    return Table(title("before"), heads, rows)
