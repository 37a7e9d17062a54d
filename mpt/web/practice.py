"""Tonight's practice: kept for a call, told the next day in one tap, and a list of what was tried. Nobody else sees any."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.model import Lesson, Module
from mpt.models import Learner
from mpt.models.base import now
from mpt.rules.completion import practice_of
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.rules.practice import LONGEST_NOTE, Went
from mpt.services import practices
from mpt.services.practices import Entry, Night, UnknownPracticeError
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.outbox import waited
from mpt.web.phone import here, here_or_new
from mpt.web.sealed import sealer
from mpt.web.shelf import UnknownPageError, editions_here, find_shown
from mpt.web.transaction import db

bp = Blueprint("practice", __name__)
LIST = "/<lang>/me/practice"
NIGHT = f"{LIST}/<course_id>/<module_id>/<kept_on>"
# One part longer than a lesson's address: a lesson may well be called practice.
KEEP = "/<lang>/courses/<course_id>/<module_id>/practice/tonight"

WENT_WORDS: Mapping[Went, str] = {Went.DONE: N_("Did it"), Went.TRIED: N_("Tried"), Went.NOT_YET: N_("Not yet")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept practice as a page shows it. `practice` is None where the course no longer has it."""

    night: Night
    evening: str
    title: str
    practice: Lesson | None

    @property
    def address(self) -> dict[str, str]:
        """What addresses of this practice and evening are made of."""
        return {**self.lesson, "kept_on": self.night.kept_on.isoformat()}

    @property
    def lesson(self) -> dict[str, str]:
        """What addresses of this practice's module are made of."""
        return {"course_id": self.night.course_id, "module_id": self.night.module_id}


@dataclass(frozen=True, slots=True)
class HomeCards:
    """What home says of practices: which are kept for tonight, and the one to ask about, if there is any."""

    kept: tuple[Shown, ...]
    asked: Shown | None


@bp.post(KEEP)
@enter(Who.ANYONE)
def keep(course_id: str, module_id: str) -> ResponseReturnValue:
    """Keep a module's practice for tonight; for the evening on which it was tapped where the act had to wait."""
    find_shown(course_id, module_id, forms.release())  # each module has a practice; what isn't there has none
    moment = now() - min(waited(), timedelta(days=30))
    practices.keep(db(), here_or_new().id, course_id, module_id, moment, _default_zone())
    return redirect(url_for("learn.home"), 303)


@bp.get(LIST)
@enter(Who.LEARNER)
def tried() -> ResponseReturnValue:
    """What was tried, the newest first, by module."""
    tonight = _tonight()
    entries = practices.log(db(), sealer(), _own_id(), tonight)
    return render_template("practice/tried.html", modules=_by_module(entries, tonight), went_words=WENT_WORDS)


@bp.get(NIGHT)
@enter(Who.LEARNER)
def night(course_id: str, module_id: str, kept_on: str) -> ResponseReturnValue:
    """How one evening's practice went, and the note to it."""
    entry = practices.find(db(), sealer(), _own_id(), _night(course_id, module_id, kept_on))
    return _night_page(entry, entry.note or "", {})


@bp.post(NIGHT)
@enter(Who.LEARNER)
def tell(course_id: str, module_id: str, kept_on: str) -> ResponseReturnValue:
    """Take the one tap that says how it went."""
    practices.tell(db(), _own_id(), _night(course_id, module_id, kept_on), _went())
    return redirect(url_for("practice.night", course_id=course_id, module_id=module_id, kept_on=kept_on), 303)


@bp.post(f"{NIGHT}/note")
@enter(Who.LEARNER)
def note(course_id: str, module_id: str, kept_on: str) -> ResponseReturnValue:
    """Write a note to an evening, change it, or take it away by leaving nothing there."""
    of, text = _night(course_id, module_id, kept_on), forms.text("note")
    try:
        is_there = practices.write_note(db(), sealer(), _own_id(), of, text)
    except RefusedError as error:
        entry = practices.find(db(), sealer(), _own_id(), of)
        return _night_page(entry, text[: 10 * LONGEST_NOTE], forms.refusal(error)), 422
    return redirect(url_for("practice.tried", note="kept" if is_there else "gone"), 303)


@bp.post(f"{NIGHT}/forget")
@enter(Who.LEARNER)
def forget(course_id: str, module_id: str, kept_on: str) -> ResponseReturnValue:
    """Ask about an evening no more, and keep nothing of it."""
    practices.forget(db(), _own_id(), _night(course_id, module_id, kept_on))
    return redirect(url_for("practice.tried" if forms.text("from") == "list" else "learn.home"), 303)


def home_cards(learner: Learner | None) -> HomeCards:
    """Return what home says of practices to whoever holds this phone: only of those that can be read in this language."""
    evening = practices.evening_of(db(), learner.id, now(), _default_zone()) if learner else None
    if evening is None:
        return HomeCards((), None)
    kept, asked = (
        [shown for each in nights if (shown := _shown(each, evening.day)).practice]
        for nights in (evening.kept, evening.asked)
    )
    return HomeCards(tuple(kept), next(iter(asked), None))


def _night_page(entry: Entry, note: str, faults: dict[str, str]) -> str:
    tonight = _tonight()
    kept_again = Night(entry.night.course_id, entry.night.module_id, tonight)
    return render_template(
        "practice/night.html",
        shown=_shown(entry.night, tonight),
        went=entry.went,
        went_words=WENT_WORDS,
        note=note,
        has_note=bool(entry.note),
        longest=LONGEST_NOTE,
        faults=faults,
        is_kept_tonight=practices.is_kept(db(), _own_id(), kept_again),
        edition=editions_here().get(entry.night.course_id),
    )


def _by_module(entries: Iterable[Entry], tonight: date) -> list[list[tuple[Entry, Shown]]]:
    """Return what was told in lists of one module each, in the order of their newest evening."""
    modules: dict[tuple[str, str], list[tuple[Entry, Shown]]] = {}
    for entry in entries:
        of = (entry.night.course_id, entry.night.module_id)
        modules.setdefault(of, []).append((entry, _shown(entry.night, tonight)))
    return list(modules.values())


def _shown(night: Night, tonight: date) -> Shown:
    module, spoken = _module(night), words()
    is_last = night.kept_on == tonight - timedelta(days=1)
    when = spoken.gettext(N_("Last night")) if is_last else spoken.day(night.kept_on)
    title = module.texts[language()].title if module else spoken.gettext(N_("A practice that isn't in the courses now"))
    return Shown(night, when, title, practice_of(module, language()) if module else None)


def _module(night: Night) -> Module | None:
    edition = editions_here().get(night.course_id)
    modules = edition.course.modules if edition else ()
    return next((module for module in modules if module.id == night.module_id), None)


def _tonight() -> date:
    return practices.tonight(db(), _own_id(), now(), _default_zone())


def _default_zone() -> tzinfo:
    zone: tzinfo = current_app.config["MPT"].timezone
    return zone


def _night(course_id: str, module_id: str, kept_on: str) -> Night:
    try:
        day = date.fromisoformat(kept_on)
    except ValueError:
        raise UnknownPageError(request.path) from None
    return Night(course_id, module_id, day)


def _went() -> Went:
    try:
        return Went(forms.text("went"))
    except ValueError:
        raise forms.BadFormError("went") from None


def _own_id() -> uuid.UUID:
    learner = here()
    if learner is None:
        raise UnknownPracticeError
    return learner.id
