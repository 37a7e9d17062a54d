"""A worker's way to the helpline: write without a name, come back with code and words, write on, erase.

Nothing of it is kept on the phone: no cookie is set, no address holds a code or a word, and every page that shows something is
the answer to a form.
"""

import uuid
from collections.abc import Callable, Mapping

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules.codes import grouped
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services.helpline import inbox, writing
from mpt.services.helpline.writing import (
    AlreadySentError,
    ArrivedError,
    FloodedError,
    OpeningOverError,
    TooManyTriesError,
)
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.forms import BadFormError
from mpt.web.helpline import lines
from mpt.web.helpline.topics import chosen_topic, topic_options
from mpt.web.helpline.typed import fault, is_fresh, stamp, typed
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.sealed import sealer
from mpt.web.transaction import db, forget_deleted, reading

bp = Blueprint("helpline", __name__)

_STALE = N_("This page was open for long. So that nobody else uses it, please type both again.")


@bp.route("/<lang>/help/write", methods=["GET", "POST"])
@enter(Who.ANYONE)
def write() -> ResponseReturnValue:
    """Write for the first time. The answer holds code and words, once; sent again, the same form shows the same."""
    if request.method != "POST":
        return _write_page() if _is_manned() else _page("helpline/unmanned.html")
    try:
        begun = writing.begin(
            db(),
            sealer(),
            submission=forms.row("submission"),
            text=forms.text("text"),
            language=language(),
            topic=chosen_topic(),
            is_danger=forms.text("danger") == "1",
            address=request.remote_addr or "",
            zone=current_app.config["MPT"].timezone,
        )
    except RefusedError as error:
        return _write_page(error), _status(error)
    return _page(
        "helpline/begun.html", begun=begun, code=grouped(begun.code), words=begun.passphrase.split(), other_languages=[]
    )


@bp.route("/<lang>/help/case", methods=["GET", "POST"])
@enter(Who.ANYONE)
def case() -> ResponseReturnValue:
    """Come back to what was written. Every act has this address, so that the way to the other language leads somewhere."""
    if request.method != "POST":
        return _door_page()
    act = _ACTS.get(forms.text("do"))
    if act is None:
        raise BadFormError("do")
    try:
        return act()
    except OpeningOverError:
        return _door_page(is_over=True, text=_unsent()), 422


def _open() -> ResponseReturnValue:
    if not is_fresh(forms.text("stamp")):
        return _door_page(words().gettext(_STALE), text=_unsent()), 422
    # Before anything opens the transaction that writes.
    proven = _prove()
    code, address = forms.text("code"), request.remote_addr or ""
    try:
        token = writing.open_case(db(), sealer(), code, proven, address, forms.text("stamp"))
    except RefusedError as error:
        return _door_page(fault(error), code=typed("code"), passphrase=typed("words"), text=typed("text")), _status(
            error
        )
    # What was being written when the half hour was over goes along.
    return _write_on(token) if forms.text("text").strip() else _conversation_page(token)


def _prove() -> uuid.UUID | None:
    with reading() as session:
        return writing.prove(session, forms.text("code"), forms.text("words"))


def _look() -> ResponseReturnValue:
    return _conversation_page(forms.text("token"))


def _write() -> ResponseReturnValue:
    return _write_on(forms.text("token"))


def _write_on(token: str) -> ResponseReturnValue:
    try:
        writing.write_on(db(), sealer(), token, forms.row("submission"), forms.text("text"))
    except RefusedError as error:
        return _conversation_page(token, error), _status(error)
    return _conversation_page(token, is_sent=True)


def _leave() -> ResponseReturnValue:
    # A form, not a link: whoever goes back and sends a form again, as browsers without scripts offer, is shown nothing.
    writing.leave(db(), forms.text("token"))
    return redirect(url_for("site.help_page"), 303)


def _ask() -> ResponseReturnValue:
    # Opened first: whose half hour is over learns it here, not after the tap that should erase.
    _conversation(forms.text("token"))
    return _page("helpline/erase.html", token=forms.text("token"), other_languages=[])


def _erase() -> ResponseReturnValue:
    writing.erase(db(), forms.text("token"))
    forget_deleted()
    return _page("helpline/erased.html")


_ACTS: Mapping[str, Callable[[], ResponseReturnValue]] = {
    "open": _open,
    "look": _look,
    "write": _write,
    "leave": _leave,
    "ask": _ask,
    "erase": _erase,
}


def _write_page(error: RefusedError | None = None) -> str:
    is_new = error is None or isinstance(error, AlreadySentError)
    # What has arrived isn't shown again: without scripts, whoever has the phone now may have sent the form again by going back.
    is_shown = not isinstance(error, ArrivedError)
    return _page(
        "helpline/write.html",
        fault=fault(error) if error else "",
        is_flooded=isinstance(error, FloodedError),
        text=typed("text") if is_shown else "",
        topic=forms.text("topic") if is_shown else "",
        topics=topic_options(),
        is_danger=is_shown and forms.text("danger") == "1",
        submission=uuid.uuid4() if is_new else forms.row("submission"),
        days=current_app.config["MPT"].helpline_days,
    )


def _door_page(said: str = "", *, code: str = "", passphrase: str = "", text: str = "", is_over: bool = False) -> str:
    return _page(
        "helpline/door.html",
        fault=said,
        code=code,
        passphrase=passphrase,
        is_over=is_over,
        text=text,
        submission=forms.text("submission") or uuid.uuid4(),
        stamp=stamp(),
    )


def _unsent() -> str:
    """Return what was being written and isn't sent yet. What has arrived isn't shown again to whoever sends the form again."""
    if not forms.text("text").strip():
        return ""
    submission = forms.row("submission")
    return (
        ""
        if writing.has_arrived(db(), sealer(), forms.text("token"), forms.text("code"), submission)
        else typed("text")
    )


def _conversation(token: str) -> writing.Conversation:
    config = current_app.config["MPT"]
    return writing.conversation(db(), sealer(), token, config.helpline_days, config.timezone)


def _conversation_page(token: str, error: RefusedError | None = None, *, is_sent: bool = False) -> str:
    seen = _conversation(token)
    return _page(
        "helpline/conversation.html",
        seen=seen,
        deleted_on=words().day(seen.deleted_on),
        token=token,
        minutes=writing.OPEN_MINUTES,
        fault=fault(error) if error else "",
        text=typed("text") if error else "",
        is_sent=is_sent,
        submission=uuid.uuid4(),
        other_languages=[],
    )


def _page(template: str, **values: object) -> str:
    return render_template(template, lines=lines.others(), police=lines.emergency(), **values)


def _is_manned() -> bool:
    """Say whether anybody reads what is written here: else nobody is asked to write."""
    return bool(inbox.counsellors(db()))


def _status(error: RefusedError) -> int:
    return 429 if isinstance(error, FloodedError | TooManyTriesError) else 422
