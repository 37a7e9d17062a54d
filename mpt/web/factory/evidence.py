"""The evidence pack: what an auditor asks of the training, on paper, and nothing that tells of anybody who didn't agree."""

from collections.abc import Iterator

from mpt.content.model import Module
from mpt.i18n import LANGUAGES
from mpt.paper.report import ReportPaper, ReportSection, ReportTable, report_pdf
from mpt.rules.permissions import Grant, Role
from mpt.services import naming, publishing
from mpt.web import staff
from mpt.web.counted import open_courses
from mpt.web.factory.tables import DEFINITIONS, Table, all_tables, cell_text, stands
from mpt.web.factory.view import View
from mpt.web.language import language, words
from mpt.web.transaction import db


def evidence_pack(view: View) -> bytes:
    """Return a view's evidence pack as a PDF."""
    spoken = words()
    _ = spoken.gettext
    paper = ReportPaper(
        title=_("Evidence of training"),
        subtitle=view.place.name_in(language()),
        facts=_facts(view),
        sections=tuple(_sections(view)),
        footer=stands(view),
        language=language(),
        day=view.day,
    )
    return report_pdf(paper)


def _facts(view: View) -> tuple[tuple[str, str], ...]:
    """What was taught: the course as it's served, in which languages, how long it takes."""
    _, course = words().gettext, view.edition.course
    release = publishing.release(db(), view.edition.release_id)
    return (
        (_("Course"), course.title_in(language())),
        (_("Version"), _("Release %(n)s of %(day)s", n=release.number, day=release.published_at.date().isoformat())),
        (_("Languages"), ", ".join(LANGUAGES[tag] for tag in course.languages if tag in LANGUAGES)),
        (_("Modules"), str(len(course.modules))),
        (_("Minutes of reading"), str(sum(map(_minutes, course.modules)))),
        (_("As of"), _("the end of %(day)s", day=view.day.isoformat())),
        (_("Given by"), _("Migrant Parent Training")),
    )


def _minutes(module: Module) -> int:
    return module.texts[language()].minutes


def _sections(view: View) -> Iterator[ReportSection]:
    _ = words().gettext
    for table in all_tables(view):
        yield ReportSection(table.title, (), _on_paper(table))
    yield from _names(view)
    yield ReportSection(_("What the figures mean"), tuple(f"{_(word)}: {_(meaning)}" for word, meaning in DEFINITIONS))


def _names(view: View) -> Iterator[ReportSection]:
    """The names of who agreed, for their own factory's coordinators and nobody else."""
    _ = words().gettext
    if Grant(Role.COORDINATOR, view.factory.id) not in staff.colleague().grants or not view.is_open:
        return
    named = [
        one for one in naming.names_shown(db(), view.factory, open_courses()) if one.course_id == view.edition.course.id
    ]
    said = _("Only of workers who agreed that their factory sees it; others may have finished too.")
    rows = tuple((one.name,) for one in named)
    table = ReportTable((_("Name as on the certificate"),), rows, (False,)) if rows else None
    yield ReportSection(_("Named completions"), (said,) if rows else (said, _("Nobody's name can be shown.")), table)


def _on_paper(table: Table) -> ReportTable:
    rows = tuple(tuple(map(cell_text, row)) for row in table.rows)
    return ReportTable(table.heads, rows, tuple(place in table.numeric for place in range(len(table.heads))))
