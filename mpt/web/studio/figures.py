"""What trainers learn from parents: where they stop, which questions don't do their work, and whether modules help.

Totals only, of ten learners and more, of no factory and of no day: `mpt.rules.tries` and `mpt.rules.opinions` say how.
"""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from mpt.content.model import Module
from mpt.rules.permissions import Who
from mpt.services import opinions
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.sealed import sealer
from mpt.web.shelf import shelf
from mpt.web.studio import figures_drawn, figures_tables
from mpt.web.studio.figures_view import Look, View, stem, stops, tongue_name, view_of
from mpt.web.studio.figures_words import key_figures, meanings, told, told_shortly
from mpt.web.studio.here import COURSE, course_here, crumbs
from mpt.web.workbooks import workbook

bp = Blueprint("learned", __name__)
FIGURES = f"{COURSE}/figures"
MODULE = f"{FIGURES}/<module_id>"


@bp.get(FIGURES)
@enter(Who.TRAINER)
def figures(course_id: str) -> ResponseReturnValue:
    """Where parents stop in a course, which of its questions to look at, and how its modules do, once it's served."""
    here = course_here(course_id)
    if course_id not in shelf().editions():
        return render_template("studio/figures_none.html", here=here, trail=crumbs(here))
    view = view_of(course_id)
    began, steps = stops(view)
    looks = [look for module in view.edition.course.modules for look in view.all_looks(module)]
    return render_template(
        "studio/figures.html",
        here=view.here,
        view=view,
        began=began,
        modules=figures_drawn.modules_drawn(view, began, steps),
        hardest=figures_drawn.hardest_stop(steps.values()),
        marked=_marked(view, looks),
        stops_table=figures_tables.stops_table(view, began, steps),
        modules_table=figures_tables.modules_table(view),
        definitions=meanings(),
        trail=crumbs(view.here),
    )


@bp.get(f"{FIGURES}.xlsx")
@enter(Who.TRAINER)
def xlsx(course_id: str) -> ResponseReturnValue:
    """The same tables as a workbook, with all questions in each language and all choices of each."""
    view = view_of(course_id)
    looks = [look for module in view.edition.course.modules for look in view.all_looks(module)]
    tables = [
        figures_tables.all_questions_table(view, looks),
        figures_tables.all_choices_table(looks),
        figures_tables.modules_table(view),
        figures_tables.stops_table(view, *stops(view)),
    ]
    return workbook(f"learned-{course_id}", tables, [f"{word}: {meaning}" for word, meaning in meanings()])


@bp.get(MODULE)
@enter(Who.TRAINER)
def module(course_id: str, module_id: str) -> ResponseReturnValue:
    """How the questions of a module do in each language, and what learners say of it."""
    view = view_of(course_id, module_id)
    found = view.module(module_id)
    looks = view.all_looks(found)
    began, steps = stops(view)
    return render_template(
        "studio/figures_module.html",
        here=view.here,
        view=view,
        module=found,
        questions=[
            (question, figures_drawn.question_drawn(question, [one for one in looks if one.question.id == question.id]))
            for question in view.questions(found)
        ],
        marked=_marked(view, looks),
        table=figures_tables.questions_table(view, looks),
        steps=figures_drawn.steps_drawn(view, found, began, steps[module_id]),
        tongues=figures_tables.module_table(view, found),
        helpful=figures_drawn.helpful_drawn(view, found),
        sentences=_sentences(view, found),
        definitions=meanings(),
        trail=[*crumbs(view.here), _step(view)],
    )


@bp.get(f"{MODULE}/<question_id>")
@enter(Who.TRAINER)
def question(course_id: str, module_id: str, question_id: str) -> ResponseReturnValue:
    """One question in each language: who is drawn by which choice, what it tells apart, how it did in other words."""
    view = view_of(course_id, module_id)
    found = view.module(module_id)
    looks = view.looks(found, question_id)
    shown = next(one for one in view.questions(found) if one.id == question_id)
    return render_template(
        "studio/figures_question.html",
        here=view.here,
        view=view,
        module=found,
        stem=stem(shown),
        keys_of=key_figures,
        right=figures_drawn.question_drawn(shown, looks),
        gaps=[(look, figures_drawn.gap_drawn(look, looks[0])) for look in looks if look.gap],
        looks=[
            (
                look,
                stem(look.question),
                told(look, view.source),
                figures_drawn.choices_drawn(look),
                figures_tables.choices_table(look),
                figures_tables.earlier_table(view, found, look.tongue, look.question),
            )
            for look in looks
        ],
        definitions=meanings(),
        trail=[*crumbs(view.here), _step(view), _step(view, module_id)],
    )


def _marked(view: View, looks: list[Look]) -> list[tuple[Look, str, list[tuple[str, str]]]]:
    """Return the questions to look at, each once, with its words, and in which languages and why in a few words."""
    found: dict[tuple[str, str], list[Look]] = {}
    for look in looks:
        if look.reasons:
            found.setdefault((look.module.id, look.question.id), []).append(look)
    return [
        (those[0], view.shown(those[0].module, question), [(one.tongue_name, told_shortly(one)) for one in those])
        for (_module, question), those in found.items()
    ]


def _sentences(view: View, module: Module) -> list[tuple[str, list[tuple[bool, str]]]]:
    """Return what learners wrote of a module, by the name of the language in which they read it."""
    course_id = view.here.course_id
    found = [
        (tongue_name(tongue), opinions.sentences(sealer(), course_id, module.id, heard))
        for tongue in view.tongues(module)
        if (heard := view.heard.get((module.id, tongue)))
    ]
    return [(name, sentences) for name, sentences in found if sentences]


def _step(view: View, module_id: str = "") -> tuple[str, str]:
    """Return the step back to the figures of the course, or of one of its modules: address and label."""
    course_id = view.here.course_id
    if module_id:
        address = url_for("learned.module", course_id=course_id, module_id=module_id)
        return address, view.title(view.module(module_id))
    return url_for("learned.figures", course_id=course_id), words().gettext("What parents do")
