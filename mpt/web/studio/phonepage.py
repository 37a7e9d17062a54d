"""The page of a part as parents see it, made from what is being written by the templates of the real ones."""

from collections.abc import Iterable
from dataclasses import replace

from flask import render_template, url_for

from mpt.content.drafting import near
from mpt.content.lines import numbered
from mpt.content.links import Target, references
from mpt.content.media import webp_of
from mpt.content.model import READ, Course, CourseText, Kind, Lesson, Module, ModuleText
from mpt.content.parts import parts_of
from mpt.content.reader import read_draft
from mpt.rules.completion import lessons_of, quiz_of
from mpt.services import drafts
from mpt.services.publishing import Edition
from mpt.services.translations import OWN
from mpt.web.language import speaking
from mpt.web.learn import lesson_page
from mpt.web.reading import course_html, lesson_html, question_html
from mpt.web.studio.desk import Desk
from mpt.web.studio.files import file_address
from mpt.web.survey import FACE_WORDS
from mpt.web.transaction import db

_NEVER_RELEASED = 0


def phone_page(desk: Desk, *, answers: bool) -> str:
    """Return the page of a desk's part as a phone shows it; with `answers`, a quiz shows what parents see only afterwards."""
    with speaking(desk.tongue):
        course = _readable(desk)
        if desk.module_id == OWN:
            return _own_page(desk, course)
        module = next((one for one in course.modules if one.id == desk.module_id and desk.tongue in one.texts), None)
        return _module_page(desk, course, module, answers) if module else _nothing()


def _readable(desk: Desk) -> Course:
    """Return the course as far as this page needs it, each of its holes filled with something that can be shown."""
    files = desk.texts if desk.module_id == OWN else near(desk.texts, desk.path)
    own = f"{desk.tongue}.md"
    course = read_draft(desk.course_id, {**files, own: desk.texts.get(own, b"")}).course
    text = course.texts.get(desk.tongue, CourseText(desk.course_id, "", ""))
    modules = tuple(_named(desk, module) for module in course.modules)
    return replace(course, texts={**course.texts, desk.tongue: text}, modules=modules)


def _named(desk: Desk, module: Module) -> Module:
    """Return a module whose lessons all have an id, which their addresses need: where there is none, that of the part."""
    text = module.texts.get(desk.tongue)
    if text is None or module.id != desk.module_id:
        return module
    ids = [part.id for part in parts_of(desk.text)[1:]]
    lessons = (replace(one, id=name) for one, name in zip(text.lessons, ids, strict=False))
    return replace(module, texts={**module.texts, desk.tongue: replace(text, lessons=tuple(lessons))})


def _own_page(desk: Desk, course: Course) -> str:
    """Return the page of a course, or of its survey. It lists the modules that are there in this language, at least one."""
    modules = tuple(one for one in course.modules if desk.tongue in one.texts) or (_a_module(desk.tongue),)
    edition = _edition(desk, replace(course, modules=modules), desk.text)
    survey = course.texts[desk.tongue].survey
    if survey and desk.place and desk.place == len(parts_of(desk.text)) - 1:
        return _survey(edition, survey)
    return render_template(
        "studio/phone_course.html", edition=edition, introduction=course_html(edition, address=file_address)
    )


def _a_module(tongue: str) -> Module:
    text = ModuleText("…", "", 1, "", ())
    return Module("_1", "", (), (), skippable=False, texts={tongue: text})


def _survey(edition: Edition, survey: Lesson) -> str:
    return render_template(
        "studio/phone_survey.html",
        edition=edition,
        survey=survey,
        body=lesson_html(edition, survey, address=file_address),
        questions=[(question, question_html(question, frozenset())) for question in survey.questions],
        faces=FACE_WORDS,
        moment="before",
        onward=url_for("learn.course", course_id=edition.course.id),
    )


def _module_page(desk: Desk, course: Course, module: Module, answers: bool) -> str:
    text, place = module.texts[desk.tongue], desk.place - 1
    edition = _edition(desk, course, parts_of(desk.text)[desk.place].text)
    lesson = text.lessons[place] if 0 <= place < len(text.lessons) else None
    if lesson and lesson.kind in READ:
        return lesson_page(edition, module, lesson, "studio/phone_lesson.html", file_address)
    if lesson:
        return _quiz(edition, module, lesson, answers)
    lessons = lessons_of(module, desk.tongue) or (Lesson("_1", "…", Kind.LESSON, "", (), 1),)
    return render_template(
        "studio/phone_module.html", edition=edition, module=module, lessons=lessons, quiz=quiz_of(module, desk.tongue)
    )


def _quiz(edition: Edition, module: Module, quiz: Lesson, answers: bool) -> str:
    return render_template(
        "studio/phone_answers.html" if answers else "studio/phone_quiz.html",
        edition=edition,
        module=module,
        quiz=quiz,
        introduction=lesson_html(edition, quiz, module, file_address),
        questions=[question_html(question, frozenset()) for question in quiz.questions],
        unanswered=(),
    )


def _nothing() -> str:
    return render_template("studio/phone_none.html")


def _edition(desk: Desk, course: Course, shown: str) -> Edition:
    """Return the course as the pages take it, with the files that the text to be shown names, and no others: it must be quick."""
    folder = desk.path.rpartition("/")[0]
    named = [one.address for one in references(numbered(shown)) if one.target is not Target.LINK]
    found = _files(desk.course_id, [f"{folder}/{name}" if folder else name for name in named] + [course.cover])
    return Edition(_NEVER_RELEASED, course if course.cover in found else replace(course, cover=""), found)


def _files(course_id: str, paths: Iterable[str]) -> dict[str, bytes]:
    wanted = [one for path in paths for one in (path, webp_of(path)) if one]
    found = {path: drafts.file(db(), course_id, path) for path in dict.fromkeys(wanted)}
    return {path: data for path, data in found.items() if data is not None}
