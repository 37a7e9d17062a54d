"""My data: all that is known of a worker, on one page and as a file; what they agreed to, taken back; and gone with one act."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import Learner
from mpt.models.base import now
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import accounts, consents, erasing, owndata
from mpt.services.owndata import Joined, OwnData
from mpt.services.throttling import TooManyTriesError
from mpt.web import forms, ownfile
from mpt.web.counted import open_courses
from mpt.web.entrance import enter
from mpt.web.forgot import COOKIE as FORGOT_COOKIE
from mpt.web.language import local_day, words
from mpt.web.messages import N_
from mpt.web.ownwords import course_title
from mpt.web.phone import COOKIE, forget, here, owner
from mpt.web.sealed import sealer
from mpt.web.shelf import UnknownPageError, shelf
from mpt.web.transaction import db, forget_deleted, reading

bp = Blueprint("owndata", __name__)
PAGE = "/<lang>/me/data"

_NOT_SURE = {"sure": N_("Please tick that you're sure.")}


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether a factory sees one's name beside a course that is completed, and since when it does."""

    factory_id: uuid.UUID
    factory: str
    course_id: str
    title: str
    since: datetime | None


@bp.get(PAGE)
@enter(Who.LEARNER)
def data() -> ResponseReturnValue:
    """All that is known of whoever holds this phone, and what they agreed to."""
    own = _own()
    return render_template(
        "owndata/data.html",
        data=ownfile.tree(own),
        day_of=words().day,
        namings=_switches(own),
        numbers=[one for one in own.joined if one.membership.number and one.membership.left_at is None],
        answered=_answered(own),
        others=sum(not phone.is_this for phone in own.phones),
    )


@bp.get(f"{PAGE}.html")
@enter(Who.LEARNER)
def readable() -> ResponseReturnValue:
    """The same as one file that any browser shows, without a network."""
    tree = ownfile.tree(_own())
    html = render_template("owndata/file.html", data=tree, day_of=words().day, machine=ownfile.as_json(tree))
    return _file(html, "text/html", "html")


@bp.get(f"{PAGE}.json")
@enter(Who.LEARNER)
def machine() -> ResponseReturnValue:
    """The same as a file for programs."""
    return _file(ownfile.as_json(ownfile.tree(_own())), "application/json", "json")


@bp.post(f"{PAGE}/phones")
@enter(Who.LEARNER)
def phones() -> ResponseReturnValue:
    """Sign out on every phone but this."""
    accounts.sign_out_everywhere(db(), _learner().id, but=_token())
    return _back("phones")


@bp.route(f"{PAGE}/answers/<course_id>", methods=["GET", "POST"])
@enter(Who.LEARNER)
def answers(course_id: str) -> ResponseReturnValue:
    """Ask whether one really takes back what one answered in a course's surveys; take it back."""
    if request.method == "POST":
        consents.take_answers_back(db(), _learner().id, course_id)
        forget_deleted()
        return _back("answers")
    if course_id not in _answered(_own()):
        return redirect(url_for("owndata.data"), 303)  # taken back before
    return render_template("owndata/answers.html", course_id=course_id, title=course_title(course_id))


@bp.route(f"{PAGE}/practice", methods=["GET", "POST"])
@enter(Who.LEARNER)
def practice() -> ResponseReturnValue:
    """Ask whether one really deletes the list of what one tried; delete it, with the notes."""
    if request.method == "POST":
        consents.delete_practices(db(), _learner().id)
        forget_deleted()
        return _back("practice")
    return render_template("owndata/practice.html")


@bp.route("/<lang>/me/erase", methods=["GET", "POST"])
@enter(Who.ANYONE)
def erase() -> ResponseReturnValue:
    """Say what goes, what stays, and that nobody can undo it; erase all of it once somebody has shown that it's theirs."""
    if request.method != "POST":
        learner = here()
        return _erase_page(learner, {}) if learner else redirect(url_for("learn.me"))
    whose = forms.row("whose")
    # Before anything else opens the transaction that writes.
    proven = _prove()
    learner = here()
    if learner is None or learner.id != whose:
        return _not_here(whose)
    if not learner.name and not forms.text("sure"):
        return _erase_page(learner, _NOT_SURE), 422
    try:
        accounts.confirm(db(), learner.id, proven, request.remote_addr or "")
    except RefusedError as error:
        return _erase_page(learner, forms.refusal(error)), 429 if isinstance(error, TooManyTriesError) else 422
    erasing.erase(db(), learner.id, _modules(), current_app.config["MPT"].timezone)
    forget()
    forget_deleted()
    response = redirect(url_for("owndata.erased"), 303)
    response.delete_cookie(FORGOT_COOKIE)
    return response


@bp.get("/<lang>/erased")
@enter(Who.ANYONE)
def erased() -> ResponseReturnValue:
    """Say that nothing is known any more."""
    return render_template("owndata/erased.html")


@bp.get("/<lang>/privacy")
@enter(Who.ANYONE)
def privacy() -> ResponseReturnValue:
    """How we keep what we know: in short, for everybody."""
    return render_template("owndata/privacy.html", days=current_app.config["MPT"].helpline_days)


def _learner() -> Learner:
    learner = here()
    if learner is None:
        raise UnknownPageError(request.path)
    return learner


def _own() -> OwnData:
    return owndata.collect(db(), sealer(), _learner().id, _token())


def _token() -> str:
    return request.cookies.get(COOKIE, "")


def _prove() -> uuid.UUID | None:
    with reading() as session:
        return accounts.prove_own(session, _token(), forms.text("pin"))


def _not_here(whose: uuid.UUID) -> ResponseReturnValue:
    """Answer a form whose learner isn't the one on this phone: erased by the tap before, or signed out since."""
    if accounts.was_erased(db(), whose):
        if owner() == whose:
            forget()
        return redirect(url_for("owndata.erased"), 303)
    return redirect(url_for("join.sign_in", then=url_for("owndata.erase")), 303)


def _erase_page(learner: Learner, faults: dict[str, str]) -> str:
    own = owndata.collect(db(), sealer(), learner.id, _token())
    stays = erasing.stays(db(), learner.id, _modules())
    return render_template(
        "owndata/erase.html", learner=learner, data=ownfile.tree(own), stays=stays, month=words().month, faults=faults
    )


def _modules() -> dict[str, tuple[str, ...]]:
    """Return the modules of all courses, sensitive ones too."""
    courses = (edition.course for edition in shelf().editions().values())
    return {course.id: tuple(module.id for module in course.modules) for course in courses}


def _answered(own: OwnData) -> dict[str, str]:
    """Return the courses in whose surveys something was answered, by id, with their titles."""
    return {one.course_id: course_title(one.course_id) for one in own.responses if one.answers}


def _switches(own: OwnData) -> list[Switch]:
    done = dict.fromkeys(one.course_id for one in own.certificates if one.revoked_at is None)
    courses = [course_id for course_id in done if course_id in open_courses()]
    now_there = [one for one in own.joined if one.membership.left_at is None]
    return [_switch(one, course_id) for one in now_there for course_id in courses]


def _switch(joined: Joined, course_id: str) -> Switch:
    factory = joined.place.factory
    return Switch(
        factory.id, factory.name_in(words().language), course_id, course_title(course_id), joined.namings.get(course_id)
    )


def _back(done: str) -> ResponseReturnValue:
    return redirect(url_for("owndata.data", done=done, _anchor="agreed"), 303)


def _file(text: str, mimetype: str, ending: str) -> Response:
    response = Response(text, mimetype=mimetype)
    name = f"my-data-{local_day(now()):%Y-%m-%d}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
