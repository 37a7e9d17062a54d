"""The parent's way: home, course, module, lesson, and what has been learned."""

import hashlib
import uuid
from datetime import datetime
from pathlib import PurePosixPath

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mpt.content.model import Lesson, Module
from mpt.rules.completion import (
    Progress,
    Step,
    lessons_of,
    module_step,
    next_step,
    practice_of,
    quiz_of,
)
from mpt.rules.permissions import Who
from mpt.services import certificates, factories, learning
from mpt.services.desk import changed_at
from mpt.services.publishing import Edition
from mpt.web import forms
from mpt.web.asked import asked_first
from mpt.web.assets import software
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.later import survey_later
from mpt.web.phone import here, here_or_new, lost
from mpt.web.practice import WENT_WORDS, home_cards
from mpt.web.public import public_page
from mpt.web.ranged import in_parts
from mpt.web.reading import Address, course_html, course_titles, has_recording, lesson_html
from mpt.web.shelf import UnknownPageError, editions_here, find_edition, find_module, find_shown, shelf
from mpt.web.transaction import db

bp = Blueprint("learn", __name__)
LESSON = "/<lang>/courses/<course_id>/<module_id>/<lesson_id>"
# Ours, because what the system's table knows differs from machine to machine.
MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
}


@bp.get("/<lang>/")
@enter(Who.ANYONE)
def home() -> ResponseReturnValue:
    """The courses, and for whoever has begun one, where to go on."""
    learner = here()
    progress = learning.all_progress(db(), learner.id) if learner else {}
    latest = learning.latest(db(), learner.id) if learner else None
    certified = certificates.certificates_of(db(), learner.id) if learner else []
    return render_template(
        "learn/home.html",
        learner=learner,
        pin_changed_at=_pin_changed_at(lost()),
        courses=asked_first(learner, certified),
        titles=course_titles(),
        certificates=certified,
        survey_later=survey_later(learner, certified),
        progress=progress,
        nothing_done=Progress(),
        current=_current(progress, latest),
        tonight=_tonight(latest),
        practices=home_cards(learner),
        went_words=WENT_WORDS,
    )


@bp.get("/<lang>/courses/<course_id>")
@enter(Who.ANYONE)
def course(course_id: str) -> ResponseReturnValue:
    """What a course is about, and its modules."""
    edition = find_edition(course_id)
    return public_page(edition, lambda: course_page(edition))


@bp.get("/<lang>/courses/<course_id>/<module_id>")
@enter(Who.ANYONE)
def module(course_id: str, module_id: str) -> ResponseReturnValue:
    """What a module is for, and its lessons."""
    edition, found = find_module(course_id, module_id)
    return public_page(edition, lambda: module_page(edition, found))


@bp.get(LESSON)
@enter(Who.ANYONE)
def lesson(course_id: str, module_id: str, lesson_id: str) -> ResponseReturnValue:
    """One lesson, the same for everyone."""
    edition, found = find_module(course_id, module_id)
    shown = _find_lesson(found, lesson_id)
    return public_page(edition, lambda: lesson_page(edition, found, shown))


@bp.post(LESSON)
@enter(Who.ANYONE)
def finish_lesson(course_id: str, module_id: str, lesson_id: str) -> ResponseReturnValue:
    """Keep that the lesson was read, and go on."""
    edition, shown, found = find_shown(course_id, module_id, forms.release())
    read = _find_lesson(found, lesson_id)
    learner = here_or_new()
    certificate = learning.finish_lesson(db(), learner.id, edition, found, read, shown)
    if certificate:
        return redirect(url_for("certificates.certificate", code=certificate.code), 303)
    return redirect(_after(edition, found, read, learning.progress_in(db(), learner.id, course_id)), 303)


@bp.post("/<lang>/courses/<course_id>/<module_id>/skip")
@enter(Who.ANYONE)
def skip(course_id: str, module_id: str) -> ResponseReturnValue:
    """Pass over a module that allows it, and go on."""
    edition, _shown, found = find_shown(course_id, module_id, forms.release())
    learner = here_or_new()
    certificate = learning.skip_module(db(), learner.id, edition, found)
    if certificate:
        return redirect(url_for("certificates.certificate", code=certificate.code), 303)
    return redirect(onward(edition, learning.progress_in(db(), learner.id, course_id)), 303)


@bp.get("/<lang>/me")
@enter(Who.ANYONE)
def me() -> ResponseReturnValue:
    """My learning: everything on one page."""
    learner = here()
    progress = learning.all_progress(db(), learner.id) if learner else {}
    editions = editions_here()
    return render_template(
        "learn/me.html",
        learner=learner,
        progress=progress,
        editions=[editions[course_id] for course_id in progress if course_id in editions],
        certificates=certificates.certificates_of(db(), learner.id) if learner else [],
        titles=course_titles(),
        factories=factories.factories_of(db(), learner.id) if learner else [],
        pin_changed_at=_pin_changed_at(learner.id if learner else lost()),
        practice_of=practice_of,
        module_step=module_step,
    )


@bp.get("/media/<course_id>/<digest>/<path:path>")
@enter(Who.ANYONE)
def media(course_id: str, digest: str, path: str) -> Response:
    """A picture or a recording. The address names its bytes, so it may be kept for ever."""
    data = shelf().edition(course_id).folder.get(path)
    kind = MEDIA_TYPES.get(PurePosixPath(path).suffix)
    if data is None or kind is None or hashlib.sha256(data).hexdigest()[:16] != digest:
        raise UnknownPageError(path)
    response = in_parts(data, kind, digest)
    if response.status_code != 416:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@bp.get("/progress/<course_id>")
@enter(Who.ANYONE)
def progress(course_id: str) -> Response:
    """What this phone's learner has done in a course, for the script that lights the lamps, and which version of it is served."""
    learner, edition = here(), shelf().editions().get(course_id)
    done = learning.progress_in(db(), learner.id, course_id) if learner and edition else Progress()
    return jsonify(
        read=sorted("/".join(pair) for pair in done.read),
        done=sorted(done.done),
        skipped=sorted(done.skipped),
        version=package_version(edition) if edition else None,
    )


def package_version(edition: Edition) -> str:
    """Return what tells the pages of an edition from others: its release, and the software that makes them."""
    return f"{edition.release_id}.{software()}"


def _find_lesson(module: Module, lesson_id: str) -> Lesson:
    for lesson in lessons_of(module, language()):
        if lesson.id == lesson_id:
            return lesson
    raise UnknownPageError(lesson_id)


def course_page(edition: Edition) -> str:
    """Return the page of a course."""
    return render_template("learn/course.html", edition=edition, introduction=course_html(edition))


def module_page(edition: Edition, module: Module) -> str:
    """Return the page of a module."""
    return render_template(
        "learn/module.html",
        edition=edition,
        module=module,
        lessons=lessons_of(module, language()),
        quiz=quiz_of(module, language()),
    )


def lesson_page(
    edition: Edition,
    module: Module,
    lesson: Lesson,
    template: str = "learn/lesson.html",
    address: Address | None = None,
) -> str:
    """Return the page of a lesson; the studio's preview has a `template` and an `address` of its own for it."""
    lessons = lessons_of(module, language())
    place = lessons.index(lesson)
    return render_template(
        template,
        edition=edition,
        module=module,
        lesson=lesson,
        lessons=lessons,
        number=place + 1,
        following=lessons[place + 1] if place + 1 < len(lessons) else None,
        quiz=quiz_of(module, language()),
        body=lesson_html(edition, lesson, module, address),
        recorded=has_recording(lesson),
    )


def _after(edition: Edition, module: Module, read: Lesson, progress: Progress) -> str:
    """Return the address after a lesson: the lesson that follows it, the quiz, or what the course still lacks.

    `module` and `read` may be those of an older release.
    """
    course_id = edition.course.id
    served = next((one for one in edition.course.modules if one.id == module.id and language() in one.texts), None)
    lessons = [lesson.id for lesson in lessons_of(served, language())] if served else []
    following = lessons[lessons.index(read.id) + 1 :] if read.id in lessons else []
    if following:
        return url_for("learn.lesson", course_id=course_id, module_id=module.id, lesson_id=following[0])
    if served and quiz_of(served, language()):
        page = "quiz.result" if module.id in progress.passed else "quiz.quiz"
        return url_for(page, course_id=course_id, module_id=module.id)
    return onward(edition, progress)


def onward(edition: Edition, progress: Progress) -> str:
    """Return the address of the module in which a course goes on, or of what was learned where nothing is left."""
    is_here = language() in edition.course.languages
    step = next_step(edition.course, language(), progress) if is_here else None
    if step is None:
        return url_for("learn.me")
    return url_for("learn.module", course_id=edition.course.id, module_id=step.module.id)


def _pin_changed_at(learner_id: uuid.UUID | None) -> datetime | None:
    return changed_at(db(), learner_id) if learner_id else None


def _current(progress: dict[str, Progress], latest: learning.Latest | None) -> tuple[Edition, Step] | None:
    """Return where home says "continue": the course that was touched last, else any that is open."""
    editions = editions_here()
    order = sorted(progress, key=lambda course_id: latest is None or course_id != latest.course_id)
    for course_id in order:
        step = next_step(editions[course_id].course, language(), progress[course_id]) if course_id in editions else None
        if step:
            return editions[course_id], step
    return None


def _tonight(latest: learning.Latest | None) -> tuple[Edition, Module, Lesson] | None:
    """Return the practice of the module that the learner is in."""
    edition = editions_here().get(latest.course_id) if latest else None
    if latest is None or edition is None:
        return None
    module = next((module for module in edition.course.modules if module.id == latest.module_id), None)
    practice = practice_of(module, language()) if module else None
    return (edition, module, practice) if module and practice else None
