"""Coming in: by a factory's code, by keeping one's progress, by signing in; and going out."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import Learner
from mpt.rules.codes import read_code
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.rules.places import clean_number
from mpt.services import accounts, factories, learning, memberships
from mpt.services.accounts import AlreadyKeptError, NameTakenError
from mpt.services.factories import ClosedJoinCodeError, Place, UnknownJoinCodeError
from mpt.services.memberships import NoMemberError
from mpt.services.merging import has_something
from mpt.services.throttling import TooManyTriesError
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import to_phones_language
from mpt.web.messages import N_
from mpt.web.phone import forget, here, here_or_new, leave, owner, prepare, remember
from mpt.web.shelf import shelf
from mpt.web.transaction import db, reading, undo

bp = Blueprint("join", __name__)
# Whoever kept their progress and never saw the answer tries again: the name is taken, and it is their own.
_KEPT_BEFORE = {"pin": N_("Your progress is kept under this name already. Sign in with your PIN.")}


@bp.get("/join/<code>")
@enter(Who.ANYONE)
def poster(code: str) -> ResponseReturnValue:
    """Where a poster's QR leads: on to the same in the phone's language."""
    return to_phones_language("join.join", code=read_code(code) or code)


@bp.route("/<lang>/join/<code>", methods=["GET", "POST"])
@enter(Who.ANYONE)
def join(code: str) -> ResponseReturnValue:
    """Ask whether to join a factory's course group, saying what the factory will see; join; begin."""
    try:
        place = factories.place_of(db(), read_code(code))
    except ClosedJoinCodeError:
        return render_template("join/closed.html"), 410
    except UnknownJoinCodeError:
        return _unknown_page(code)
    if request.method != "POST":  # HEAD looks too
        prepare()
        return _join_page(place, {})
    try:
        number = clean_number(forms.text("number"))
    except RefusedError as error:
        return _join_page(place, forms.refusal(error)), 422
    factories.join(db(), here_or_new().id, read_code(code), number)
    return redirect(url_for("learn.home", joined=1), 303)


@bp.get("/<lang>/join")
@enter(Who.ANYONE)
def find() -> ResponseReturnValue:
    """Type a code by hand."""
    code = request.args.get("code", "")
    if read_code(code):
        return redirect(url_for("join.join", code=read_code(code)))
    return _unknown_page(code) if code.strip() else render_template("join/find.html")


@bp.route("/<lang>/keep", methods=["GET", "POST"])
@enter(Who.ANYONE)
def keep() -> ResponseReturnValue:
    """Give one's progress a name and a PIN."""
    learner = here()
    if learner and learner.name:
        return redirect(url_for("learn.me"), 303)
    if request.method != "POST":
        prepare()
        return _keep_page({})
    try:
        learner, token = accounts.keep(db(), here_or_new().id, forms.text("name"), forms.text("pin"))
    except AlreadyKeptError:
        return redirect(url_for("learn.me"), 303)  # sent twice: the first one counted
    except RefusedError as error:
        undo()  # nobody was made for a name that wasn't taken
        is_hers = isinstance(error, NameTakenError) and accounts.id_of(db(), forms.text("name")) == owner()
        return _sign_in_page(None, "", _KEPT_BEFORE) if is_hers else _keep_page(forms.refusal(error)), 422
    remember(token, learner.id)
    return redirect(url_for("learn.me", kept=1), 303)


@bp.route("/<lang>/sign-in", methods=["GET", "POST"])
@enter(Who.ANYONE)
def sign_in() -> ResponseReturnValue:
    """Come back with a name and a PIN; what was done on this phone meanwhile may come along."""
    # Before anything else opens the transaction that writes.
    proven = _prove() if request.method == "POST" else None
    learner = here()
    then = forms.local_path(request.values.get("then", ""))
    if request.method != "POST":
        return _sign_in_page(learner, then, {})
    along = learner.id if learner and forms.text("along") else None
    name, address = forms.text("name"), request.remote_addr or ""
    try:
        account, token = accounts.sign_in(db(), name, proven, address, here=along)
    except RefusedError as error:
        return _sign_in_page(learner, then, forms.refusal(error)), 429 if isinstance(error, TooManyTriesError) else 422
    come_in(account, token)
    return redirect(then or url_for("learn.home"), 303)


@bp.route("/<lang>/sign-out", methods=["GET", "POST"])
@enter(Who.ANYONE)
def sign_out() -> ResponseReturnValue:
    """Leave this phone. Whoever has no name yet is told first what leaving means."""
    learner, then = here(), forms.local_path(request.values.get("then", ""))
    if request.method != "POST":
        page = render_template("join/sign_out.html", learner=learner, then=then) if learner else None
        return page or redirect(then or url_for("join.signed_out"))
    if learner and forms.text("everywhere"):
        accounts.sign_out_everywhere(db(), learner.id)
    forget()
    return redirect(then or url_for("join.signed_out"), 303)


@bp.get("/<lang>/signed-out")
@enter(Who.ANYONE)
def signed_out() -> ResponseReturnValue:
    """Say that this phone knows nothing any more."""
    return render_template("join/signed_out.html")


def _prove() -> uuid.UUID | None:
    with reading() as session:
        return accounts.prove(session, forms.text("name"), forms.text("pin"))


def come_in(learner: Learner, token: str) -> None:
    """Let this phone be a learner's from now on; what it brought may complete a module or a course."""
    leave()
    remember(token, learner.id)
    editions = shelf().editions()
    for course_id in learning.all_progress(db(), learner.id):
        if course_id in editions:
            learning.settle(db(), learner.id, editions[course_id])


def _join_page(place: Place, faults: dict[str, str]) -> str:
    return render_template(
        "join/join.html",
        place=place,
        learner=here(),
        own=_own_place(place),
        faults=faults,
        number=forms.shown(forms.text("number"), 60),
    )


def _own_place(place: Place) -> Place | None:
    """Return where whoever is here has joined this factory already, or None."""
    learner = here()
    try:
        return memberships.find(db(), learner.id, place.factory.id)[1] if learner else None
    except NoMemberError:
        return None


def _unknown_page(code: str) -> ResponseReturnValue:
    return render_template("join/unknown.html", code=forms.shown(code, 20)), 404


def _keep_page(faults: dict[str, str]) -> str:
    return render_template("join/keep.html", faults=faults, name=forms.shown(forms.text("name"), 200))


def _sign_in_page(learner: Learner | None, then: str, faults: dict[str, str]) -> str:
    return render_template(
        "join/sign_in.html",
        learner=learner,
        brings=bool(learner and not learner.name and has_something(db(), learner.id)),
        then=then,
        faults=faults,
        name=forms.shown(forms.text("name"), 200),
    )
