"""Sessions held on paper: entering one, all of a factory's, taking one back, and who came and agreed to be named."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import PaperSession
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Grant, Role, Who
from mpt.services import audit, factories, paper_sessions
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.factory import session_form
from mpt.web.forms import BadFormError, row
from mpt.web.noted import note
from mpt.web.reading import course_titles
from mpt.web.transaction import apart, db

bp = Blueprint("sessions", __name__)


@bp.get("/<lang>/factory/<uuid:factory_id>/sessions")
@enter(Who.FACTORY)
def sessions(factory_id: uuid.UUID) -> ResponseReturnValue:
    """A factory's sessions on paper, newest first."""
    return render_template(
        "factory/sessions.html",
        factory=factories.find(db(), factory_id),
        sessions=paper_sessions.sessions_of(db(), factory_id),
        titles=course_titles(),
    )


@bp.route("/<lang>/factory/<uuid:factory_id>/sessions/new", methods=["GET", "POST"])
@enter(Who.FACTORY)
def add(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a session. The form carries the id of the row that it becomes, so that two taps make one."""
    if request.method != "POST":
        return _form_page(factory_id, {})
    forms.admit(session_form.MOST_BYTES)
    held, faults = session_form.read()
    if held.names and not _coordinates(factory_id):
        raise BadFormError("names")
    if faults:
        return _form_page(factory_id, faults), 422
    try:
        entered = paper_sessions.enter(db(), row("submission"), factory_id, staff.colleague().staff.id, held)
    except RefusedError as error:
        return _form_page(factory_id, session_form.refusal(error)), 422
    except CameBeforeError:
        return _back(factory_id)
    note(Act.ENTERED_SESSION, _in_short(entered), factory_id)
    return _back(factory_id, entered=1)


@bp.get("/<lang>/factory/<uuid:factory_id>/sessions/<uuid:session_id>")
@enter(Who.FACTORY)
def session(factory_id: uuid.UUID, session_id: uuid.UUID) -> ResponseReturnValue:
    """One session, and the way to take it back."""
    return render_template(
        "factory/session.html",
        factory=factories.find(db(), factory_id),
        session=paper_sessions.find_session(db(), factory_id, session_id),
        titles=course_titles(),
        may_see_names=_coordinates(factory_id) and paper_sessions.has_names(db(), session_id),
    )


@bp.get("/<lang>/factory/<uuid:factory_id>/sessions/<uuid:session_id>/names")
@enter(Who.COORDINATOR)
def names(factory_id: uuid.UUID, session_id: uuid.UUID) -> ResponseReturnValue:
    """Who came to a session and ticked that the factory may see the name. That it was looked at is written down first."""
    found = paper_sessions.find_session(db(), factory_id, session_id)
    with apart() as log:
        audit.note(log, staff.colleague().staff.id, Act.SAW_SESSION_NAMES, _in_short(found), factory_id)
    return render_template(
        "factory/session_names.html",
        factory=factories.find(db(), factory_id),
        session=found,
        names=paper_sessions.names_of(db(), factory_id, session_id),
        titles=course_titles(),
    )


@bp.post("/<lang>/factory/<uuid:factory_id>/sessions/<uuid:session_id>/remove")
@enter(Who.FACTORY)
def remove(factory_id: uuid.UUID, session_id: uuid.UUID) -> ResponseReturnValue:
    """Count a session no longer, because it was entered by mistake."""
    try:
        removed = paper_sessions.remove(db(), factory_id, session_id)
    except CameBeforeError:
        return _back(factory_id)
    note(Act.REMOVED_SESSION, _in_short(removed), factory_id)
    return _back(factory_id, removed=1)


def _coordinates(factory_id: uuid.UUID) -> bool:
    """Say whether whoever is here coordinates the factory: they alone see and write names."""
    return Grant(Role.COORDINATOR, factory_id) in staff.colleague().grants


def _in_short(held: PaperSession) -> str:
    return f"{held.held_on}, {held.course_id}, {held.attended}"


def _back(factory_id: uuid.UUID, **flags: int) -> ResponseReturnValue:
    return redirect(url_for("sessions.sessions", factory_id=factory_id, **flags), 303)  # type: ignore[arg-type]


def _form_page(factory_id: uuid.UUID, faults: dict[str, str]) -> str:
    return render_template(
        "factory/session_form.html",
        factory=factories.find(db(), factory_id),
        titles=course_titles(),
        shown=session_form.refilled(),
        faults=faults,
        with_names=_coordinates(factory_id),
        submission=uuid.uuid4(),
    )
