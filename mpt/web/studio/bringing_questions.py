"""Questions come into a module's quiz, from GIFT or Aiken; and go out of it as GIFT."""

import uuid
from collections.abc import Sequence
from functools import lru_cache

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.check import check_course
from mpt.content.faults import Notes
from mpt.content.model import Fault, Kind, Lesson, Question
from mpt.content.modulefile import read_module_text
from mpt.content.parts import digest, text_of
from mpt.formats import aiken, gift
from mpt.formats.giftwriter import write_gift
from mpt.formats.leftovers import Leftover, NothingTakenError
from mpt.formats.quizzes import Asked, with_questions
from mpt.formats.texts import text_from
from mpt.i18n import name_of
from mpt.rules.permissions import Who
from mpt.services import drafts
from mpt.services.drafts import TooLargeError
from mpt.services.factories import CameBeforeError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import bringing_kept, bringing_page, bringing_words
from mpt.web.studio.bringing_kept import Kept
from mpt.web.studio.here import COURSE, CourseHere, course_here
from mpt.web.transaction import db, pause, undo

bp = Blueprint("questions", __name__)
ADDRESS = f"{COURSE}/bring-in/questions"

_NONE = N_("There are no questions in it that could be taken. Those that we know are in GIFT or Aiken format.")
_NO_FILE_HERE = N_("This module has no text in this language yet.")
_TOO_LARGE = N_("The module would be too large with these questions: a text has at most 64 KB.")


@bp.post(ADDRESS)
@enter(Who.TRAINER)
def send(course_id: str) -> ResponseReturnValue:
    """Take a file with questions; nothing is changed yet."""
    here = course_here(course_id)
    chosen: dict[str, str] = {}
    try:
        filename, data = bringing_kept.sent(bringing_page.LARGEST_QUESTIONS)
        chosen = {"module_id": forms.text("module_id"), "tongue": forms.text("tongue")}
        if here.path(chosen["module_id"], chosen["tongue"]) not in here.texts:
            raise NothingTakenError(_NO_FILE_HERE)
        questions, left = _read(data, chosen["tongue"])
        if not questions:
            return _refused(here, words().gettext(_NONE), chosen, left)
    except NothingTakenError as error:
        return _refused(here, bringing_words.refusal(error), chosen, ())
    kept = Kept("questions", course_id, filename, chosen["module_id"], chosen["tongue"], data)
    return redirect(url_for("bringing.questions.preview", course_id=course_id, upload_id=bringing_kept.keep(kept)), 303)


@bp.get(f"{ADDRESS}/<uuid:upload_id>")
@enter(Who.TRAINER)
def preview(course_id: str, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Which questions would come in."""
    here = course_here(course_id)
    try:
        kept = bringing_kept.look_at("questions", upload_id, course_id)
    except CameBeforeError:
        return _came(here)
    return _page(here, upload_id, kept)


@bp.post(f"{ADDRESS}/<uuid:upload_id>")
@enter(Who.TRAINER)
def bring(course_id: str, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Let questions come into the quiz, where the text is still what was looked at."""
    try:
        waiting = bringing_kept.look_at("questions", upload_id, course_id)
        pause()  # reading them takes seconds; below it's known what was read
        _read(waiting.data, waiting.tongue)
        kept = bringing_kept.take("questions", upload_id, course_id)
    except CameBeforeError:
        return _came(course_here(course_id))
    drafts.begin(db(), course_id)
    here = course_here(course_id)
    path = here.path(kept.module_id, kept.tongue)
    if path not in here.texts or digest(here.text(kept.module_id, kept.tongue)) != forms.text("seen"):
        undo()
        return _page(here, upload_id, kept, is_changed=True)
    try:
        asked, _left = _asked(here, kept)
        drafts.save_files(db(), course_id, {path: asked.text.encode("utf-8", "replace")}, staff.colleague().staff.id)
    except TooLargeError:
        undo()
        return _refused(here, words().gettext(_TOO_LARGE), {}, ())
    return redirect(url_for("studio.module", course_id=course_id, module_id=kept.module_id, begun=1), 303)


@bp.get(f"{COURSE}/questions/<module_id>.gift")
@enter(Who.TRAINER)
def as_gift(course_id: str, module_id: str) -> ResponseReturnValue:
    """A module's questions as a GIFT file, in the language that the query names, else the source."""
    here = course_here(course_id)
    tongue = request.args.get("tongue", here.source)
    quiz = _quiz(here.text(module_id, tongue))
    if quiz is None or not quiz.questions:
        raise UnknownPageError(module_id)
    response = Response(write_gift(quiz.questions), mimetype="text/plain")
    response.headers.set("Content-Disposition", "attachment", filename=f"{module_id}-{tongue}.gift")
    return response


@lru_cache(maxsize=4)
def _read(data: bytes, tongue: str) -> tuple[tuple[Question, ...], tuple[Leftover, ...]]:
    text = text_from(data)
    if gift.looks_like(text):
        return gift.read_gift(text, tongue)
    return aiken.read_aiken(text)


def _asked(here: CourseHere, kept: Kept) -> tuple[Asked, tuple[Leftover, ...]]:
    questions, left = _read(kept.data, kept.tongue)
    text = text_of(here.texts[here.path(kept.module_id, kept.tongue)])
    source = _quiz(here.text(kept.module_id, here.source))
    return with_questions(text, questions, kept.tongue, source.id if source else ""), left


def _quiz(text: str) -> Lesson | None:
    read = read_module_text(text.encode("utf-8", "replace"), is_source=False, notes=Notes(""))
    return next((one for one in read.lessons if one.kind is Kind.QUIZ), None) if read else None


def _page(here: CourseHere, upload_id: uuid.UUID, kept: Kept, *, is_changed: bool = False) -> ResponseReturnValue:
    if here.path(kept.module_id, kept.tongue) not in here.texts:
        # It went meanwhile, with a folder that came in or a release that was taken in.
        return _refused(here, words().gettext(_NO_FILE_HERE), {}, ())
    asked, left = _asked(here, kept)
    page = render_template(
        "studio/bringing_questions.html",
        here=here,
        upload_id=upload_id,
        kept=kept,
        asked=asked,
        tongue=name_of(kept.tongue),
        is_changed=is_changed,
        seen=digest(here.text(kept.module_id, kept.tongue)),
        leftovers=bringing_words.leftovers(left),
        faults=bringing_words.faults(_faults(here, kept, asked)),
    )
    return page, 422 if is_changed else 200


def _faults(here: CourseHere, kept: Kept, asked: Asked) -> list[Fault]:
    """Return what is to be mended once the questions are in: what the check says of the file, and didn't before."""
    path = here.path(kept.module_id, kept.tongue)
    folder = drafts.folder(db(), here.course_id)
    before = {(fault.what, str(fault.params)) for fault in check_course(here.course_id, folder)}
    after = check_course(here.course_id, {**folder, path: asked.text.encode("utf-8", "replace")})
    return [fault for fault in after if (fault.what, str(fault.params)) not in before]


def _refused(here: CourseHere, message: str, chosen: dict[str, str], left: Sequence[Leftover]) -> ResponseReturnValue:
    page = bringing_page.choices(here, {"questions": message}, chosen, bringing_words.leftovers(left))
    return page, 422


def _came(here: CourseHere) -> ResponseReturnValue:
    return redirect(url_for("studio.course", course_id=here.course_id), 303)
