"""What the programme has reached: the office's page and files, what learners said before and after, and the public page."""

from flask import Blueprint, Response, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mpt.rules.permissions import Who
from mpt.services import audit, switches
from mpt.services.audit import Act
from mpt.services.switches import Switchable
from mpt.web import forms, public, staff
from mpt.web.definitions import meaning, meanings, notes
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.noted import note
from mpt.web.office import impact_paper, impact_tables, survey_tables
from mpt.web.office.impact_view import chosen_view
from mpt.web.reach import public_view
from mpt.web.shelf import UnknownPageError, shelf
from mpt.web.transaction import apart, db
from mpt.web.workbooks import workbook

bp = Blueprint("impact", __name__)

PUBLIC_SECONDS = 600
"""How long others may keep the public page: so long it may still be seen after it was switched off."""


@bp.get("/<lang>/office/impact")
@enter(Who.OFFICE)
def office() -> ResponseReturnValue:
    """Everything that was reached, element by element, or what of it was chosen."""
    view = chosen_view()
    tables = impact_tables.all_tables(view)
    return render_template(
        "office/impact.html",
        view=view,
        options=view.options(),
        keys=impact_tables.key_figures(view),
        elements=impact_tables.element_tables(view),
        tables=tables,
        years_chart=impact_tables.years_chart(tables["years"]) if "years" in tables else "",
        courses_chart=impact_tables.courses_chart(tables["courses"]) if "courses" in tables else "",
        definitions=meanings(impact_tables.DEFINED),
        surveys=[each.course for each in shelf().editions().values() if survey_tables.survey_of(each)],
        is_public=switches.is_on(db(), Switchable.PUBLIC_IMPACT),
    )


@bp.get("/<lang>/office/impact.xlsx")
@enter(Who.OFFICE)
def xlsx() -> ResponseReturnValue:
    """The same tables as a workbook, with what the figures mean."""
    view = chosen_view()
    tables = impact_tables.all_tables(view).values()
    name = "-".join(("impact", str(view.day), *view.address.values()))
    return workbook(name, tables, (view.says(), *impact_tables.said(view), *notes(impact_tables.DEFINED)))


@bp.get("/<lang>/office/impact/survey/<course_id>")
@enter(Who.OFFICE)
def survey(course_id: str) -> ResponseReturnValue:
    """What learners said before a course, beside what the same learners said after it."""
    view = survey_tables.view_of(course_id)
    return render_template(
        "office/impact_survey.html",
        view=view,
        tables=survey_tables.all_tables(view),
        faces_charts=survey_tables.faces_charts(view),
        choices_charts=survey_tables.choices_charts(view),
        no_cause=meaning("cause"),
        definitions=meanings(survey_tables.DEFINED),
    )


@bp.get("/<lang>/office/impact/survey/<course_id>.xlsx")
@enter(Who.OFFICE)
def survey_xlsx(course_id: str) -> ResponseReturnValue:
    """The same tables as a workbook."""
    view = survey_tables.view_of(course_id)
    tables = survey_tables.all_tables(view).values()
    return workbook(f"survey-{course_id}-{view.change.day}", tables, (view.says(), *notes(survey_tables.DEFINED)))


@bp.post("/<lang>/office/impact/public")
@enter(Who.OFFICE)
def switch() -> ResponseReturnValue:
    """Switch the public page on or off."""
    on = forms.text("on") == "1"
    if switches.turn(db(), Switchable.PUBLIC_IMPACT, on=on):
        note(Act.SWITCHED_PUBLIC_PAGE, "+" if on else "-")
    return redirect(url_for("impact.office", saved=1, _anchor="public"), 303)


@bp.get("/<lang>/office/impact/public")
@enter(Who.OFFICE)
def preview() -> ResponseReturnValue:
    """The public page as it is, or as it would be."""
    return _public_page(url_for("impact.report"))


@bp.get("/<lang>/office/impact/report.pdf")
@enter(Who.OFFICE)
def report() -> ResponseReturnValue:
    """The public page on two sheets of paper, as it is or as it would be."""
    view = public_view()
    with apart() as session:
        audit.note(session, staff.colleague().staff.id, Act.TOOK_FIGURES, f"impact-{view.day}.pdf")
    return Response(impact_paper.pdf(view), mimetype="application/pdf")


@bp.get("/<lang>/impact")
@enter(Who.ANYONE)
def everybody() -> ResponseReturnValue:
    """What everybody may see, where the office has switched it on."""
    _only_while_on()
    g.for_everybody = True
    return _kept_for_a_while(
        public.answer(public.compress(_public_page(url_for("impact.everybody_pdf")).encode(), quality=5), "text/html")
    )


@bp.get("/<lang>/impact.pdf")
@enter(Who.ANYONE)
def everybody_pdf() -> ResponseReturnValue:
    """The same on two sheets of paper."""
    _only_while_on()
    return _kept_for_a_while(Response(impact_paper.pdf(public_view()), mimetype="application/pdf"))


def _only_while_on() -> None:
    if not switches.is_on(db(), Switchable.PUBLIC_IMPACT):
        raise UnknownPageError("impact")


def _kept_for_a_while(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return response


def _public_page(report: str) -> str:
    view = public_view()
    return render_template(
        "site/impact.html",
        view=view,
        as_of=words().day(view.day),
        tens=meaning("tens"),
        report=report,
        sources=[(source, words().day(day)) for source, day in view.sources],
    )
