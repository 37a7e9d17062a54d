"""The factory's page: how many of our parents finished, by department, as of a day; and the same as files."""

import uuid
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from mpt.rules.permissions import Who
from mpt.services import audit
from mpt.services.audit import Act
from mpt.sheets.writer import SheetOut, write_csv, write_xlsx
from mpt.web import charts, forms, staff, timeline
from mpt.web.charts import Bar
from mpt.web.entrance import enter
from mpt.web.factory.evidence import evidence_pack
from mpt.web.factory.tables import DEFINITIONS, HIDDEN, Cell, Table, all_tables, cell_text, stands
from mpt.web.factory.view import View, chosen_view, places_of
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.timeline import Line
from mpt.web.transaction import apart
from mpt.web.workbooks import XLSX

bp = Blueprint("factory", __name__)


@bp.get("/<lang>/factory/<uuid:factory_id>")
@enter(Who.FACTORY)
def report(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Figures of a course for a place of the factory, as of a day."""
    view = chosen_view(factory_id)
    tables, _ = {table.name: table for table in all_tables(view)}, words().gettext
    compared = tables["compared"]
    page = render_template(
        "factory/report.html",
        view=view,
        tables={
            name: (table.title, table.heads, _on_screen(table.rows), table.numeric) for name, table in tables.items()
        },
        courses=[(each.course.id, each.course.title_in(language())) for each in view.editions],
        places=_places(view),
        asked_day=forms.shown(request.args.get("day", ""), 10) or view.day.isoformat(),
        keys=[(now, name, "") for name, now in _on_screen([compared.rows[place][:2] for place in (0, 1, 2, 4)])],
        funnel=_funnel(compared),
        bars=_bars(tables["parts"]) if "parts" in tables else "",
        series=_series(tables["weeks"]),
        definitions=[(_(word), _(meaning)) for word, meaning in DEFINITIONS],
    )
    return page, 422 if view.fault else 200


@bp.get("/<lang>/factory/<uuid:factory_id>/figures.xlsx")
@enter(Who.FACTORY)
def xlsx(factory_id: uuid.UUID) -> ResponseReturnValue:
    """The same tables as a workbook, a sheet each, with what the figures mean."""
    view, notes = chosen_view(factory_id), tuple(_notes())
    sheets = [SheetOut(table.title, table.heads, _cells(table), (stands(view), *notes)) for table in all_tables(view)]
    return _file(view, write_xlsx(sheets), XLSX, "xlsx")


@bp.get("/<lang>/factory/<uuid:factory_id>/figures.csv")
@enter(Who.FACTORY)
def csv(factory_id: uuid.UUID) -> ResponseReturnValue:
    """The same tables as one text file, one below the other."""
    view = chosen_view(factory_id)
    rows: list[tuple[str, ...]] = [(stands(view),)]
    for table in all_tables(view):
        rows += [(), (table.title,), table.heads, *(tuple(map(cell_text, row)) for row in table.rows)]
    rows += [(), *((note,) for note in _notes())]
    return _file(view, write_csv((view.place.name_in(language()),), rows), "text/csv", "csv")


@bp.get("/<lang>/factory/<uuid:factory_id>/evidence.pdf")
@enter(Who.FACTORY)
def evidence(factory_id: uuid.UUID) -> ResponseReturnValue:
    """The evidence pack for an audit. Names of workers who agreed are in it for a coordinator alone."""
    view = chosen_view(factory_id)
    return _file(view, evidence_pack(view), "application/pdf", "pdf")


def _places(view: View) -> list[tuple[str, str]]:
    """Return what can be chosen of the factory: value and name, the parts of a part set in."""
    chosen = [("", words().gettext("The whole factory"))]
    for place in places_of(view.factory, view.parts):
        set_in = "　" if place.line else ""
        chosen.append((str(place.last.id), set_in + place.last.name_in(language())))
    return chosen


def _file(view: View, data: bytes, mimetype: str, ending: str) -> Response:
    act = Act.TOOK_EVIDENCE if ending == "pdf" else Act.TOOK_FIGURES
    with apart() as session:
        audit.note(session, staff.colleague().staff.id, act, f"{view.day} {view.edition.course.id}", view.factory.id)
    response = Response(data, mimetype=mimetype)
    # Percent-encoded, as RFC 8187 has it: a header holds no Chinese, and a server refuses to send it.
    name = quote(f"{view.factory.name_in(language())} {view.day}.{ending}")
    response.headers["Content-Disposition"] = f"attachment; filename=\"{view.day}.{ending}\"; filename*=UTF-8''{name}"
    return response


def _funnel(compared: Table) -> Markup:
    """Draw how many joined, began and finished."""
    _ = words().gettext
    of = _value(compared.rows[0][1])
    steps = [Bar(str(row[0]), _value(row[1]), of) for row in compared.rows[:3]]
    return charts.funnel("funnel", _("Of those who joined: who began, and who finished"), steps, share=_no_share)


def _bars(parts: Table) -> Markup:
    """Draw how many of each part who joined have finished."""
    joined, finished = (parts.heads.index(words().gettext(head)) for head in (N_("Joined"), N_("Finished")))
    # The rate stands last in each row; another share beside the bar would be another figure.
    rows = [Bar(str(row[0]), _value(row[finished]), _value(row[joined]), str(row[-1] or "")) for row in parts.rows]
    return charts.bars("parts", words().gettext("Of those who joined each part: who finished"), rows, share=_no_share)


def _no_share(_value: int, _of: int) -> str:
    return ""


def _series(weeks: Table) -> Markup:
    """Draw how the three grew, week by week."""
    _ = words().gettext
    days, *columns = zip(*weeks.rows, strict=True)
    lines = [
        Line(head, [(date.fromisoformat(str(day)), _value(cell)) for day, cell in zip(days, column, strict=True)])
        for head, column in zip(weeks.heads[1:], columns, strict=True)
    ]
    return timeline.series("weeks", _("Joined, began and finished, week by week"), lines)


def _value(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def _notes() -> list[str]:
    _ = words().gettext
    return [f"{_(word)}: {_(meaning)}" for word, meaning in DEFINITIONS]


def _on_screen(rows: Sequence[Sequence[Cell]]) -> list[list[str | None]]:
    """Return rows as the page writes them: 6,000."""
    return [[charts.thousands(cell) if isinstance(cell, int) else cell for cell in row] for row in rows]


def _cells(table: Table) -> list[tuple[str | int, ...]]:
    return [tuple(HIDDEN if cell is None else cell for cell in row) for row in table.rows]
