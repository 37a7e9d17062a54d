"""The counsellors' inbox, and what they do with a case."""

import uuid
from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules.codes import grouped
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Grant, Role, Who
from mpt.services.helpline import inbox as cases
from mpt.services.helpline.inbox import Box
from mpt.services.helpline.replies import UnknownReplyError
from mpt.services.staff import holders
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.forms import BadFormError
from mpt.web.helpline import case_acts
from mpt.web.helpline.case_page import case_page
from mpt.web.helpline.topics import topic_name
from mpt.web.helpline.typed import typed
from mpt.web.helpline.waits import how_long
from mpt.web.messages import N_
from mpt.web.sealed import sealer
from mpt.web.shelf import UnknownPageError
from mpt.web.transaction import apart, db

bp = Blueprint("inbox", __name__)

BOXES = {
    Box.NEW: (
        N_("New cases"),
        N_("Nobody has these yet, or a colleague has left a worker waiting: for a day, with danger for half an hour."),
    ),
    Box.MINE: (N_("Mine"), N_("You have these, and the worker waits for you.")),
    Box.WAITING: (N_("Answered by us"), N_("Of all counsellors: answered, and the worker hasn't written since.")),
    Box.CLOSED: (N_("Closed cases"), N_("A case opens again when its worker writes.")),
    Box.ASIDE: (
        N_("Set aside"),
        N_("These came with very many others at once. Look whether a real one is among them."),
    ),
}
"""What the page calls each box, and what it says of it."""


@bp.get("/<lang>/helpline")
@enter(Who.COUNSELLOR)
def inbox() -> ResponseReturnValue:
    """The cases in one of the boxes: who waits and how long, never what was written."""
    here, me = _box(), staff.colleague().staff.id
    sizes = cases.sizes(db(), me)
    return render_template(
        "helpline/inbox.html",
        current=here,
        boxes=[(box, name, sizes[box]) for box, (name, _says) in BOXES.items()],
        says=BOXES[here][1],
        rows=cases.box(db(), here, me),
        grouped=grouped,
        topic_name=topic_name,
        how_long=how_long,
        counsellors=holders(db(), Grant(Role.COUNSELLOR)),
    )


@bp.route("/<lang>/helpline/cases/<uuid:case_id>", methods=["GET", "POST"])
@enter(Who.COUNSELLOR)
def case(case_id: uuid.UUID) -> ResponseReturnValue:
    """A case. Each act is a button of one form, so that an answer which is being written comes along and isn't lost."""
    if request.method != "POST":
        with apart() as session:
            return case_page(cases.look(session, sealer(), case_id, staff.colleague().staff.id))
    act = forms.text("do")
    try:
        _act(act)(case_id)
    except (RefusedError, UnknownReplyError) as error:
        return _again(case_id, error), 422
    if act == "insert" or (typed("text").strip() and act != "answer"):
        return _again(case_id)
    return redirect(url_for("inbox.case", case_id=case_id, done=act), 303)


def _again(case_id: uuid.UUID, error: RefusedError | UnknownReplyError | None = None) -> str:
    """Return the page of a case as it is now, with what was typed."""
    return case_page(cases.look(db(), sealer(), case_id, staff.colleague().staff.id), error)


def _box() -> Box:
    try:
        return Box(request.args.get("box", Box.NEW))
    except ValueError:
        raise UnknownPageError("box") from None


def _act(name: str) -> Callable[[uuid.UUID], None]:
    acts: Mapping[str, Callable[[uuid.UUID], None]] = case_acts.ACTS
    if name not in acts:
        raise BadFormError("do")
    return acts[name]
