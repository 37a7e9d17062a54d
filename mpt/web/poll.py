"""A factory's anonymous poll, as a worker answers it. Nothing here asks who is there.

No view of this file reads or sets a cookie, and its pages have no script: what waits on a phone to be sent isn't sent from
them, and they leave nothing on it. The browser sends this site's cookies along, as to every page; nobody looks at them.
"""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import Factory, Poll
from mpt.rules.codes import read_code
from mpt.rules.permissions import Who
from mpt.rules.polls import State
from mpt.services import polls
from mpt.services.polls import PollNotOpenError, UnknownPollError
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import language, to_phones_language, words
from mpt.web.poll_words import is_on_faces, items
from mpt.web.sealed import sealer
from mpt.web.survey import FACE_WORDS
from mpt.web.transaction import db

bp = Blueprint("poll", __name__)
POLL = "/<lang>/poll/<code>"


@bp.get("/poll")
@enter(Who.ANYONE)
def typed() -> ResponseReturnValue:
    """What is typed from a poster: on to the page that asks for the code."""
    return to_phones_language("poll.find")


@bp.get("/poll/<code>")
@enter(Who.ANYONE)
def poster(code: str) -> ResponseReturnValue:
    """Where a poster's QR leads: on to the same in the phone's language."""
    return to_phones_language("poll.poll", code=read_code(code) or code)


@bp.get("/<lang>/poll")
@enter(Who.ANYONE)
def find() -> ResponseReturnValue:
    """Type a poll's code by hand."""
    code = request.args.get("code", "")
    if read_code(code):
        return redirect(url_for("poll.poll", code=read_code(code)))
    return _unknown_page(code) if code.strip() else render_template("poll/find.html")


@bp.get(POLL)
@enter(Who.ANYONE)
def poll(code: str) -> ResponseReturnValue:
    """Ask, saying who asks and what becomes of the answers. Each look has a form of its own, so that a phone may go round."""
    try:
        found, factory, state = polls.by_code(db(), read_code(code))
    except UnknownPollError:
        return _unknown_page(code)
    if state is not State.OPEN:
        return _closed_page(found, factory, state)
    return render_template(
        "poll/poll.html",
        poll=found,
        factory=factory.name_in(language()),
        items=[(item, says, answers, is_on_faces(item)) for item, says, answers in items()],
        faces=FACE_WORDS,
        submission=uuid.uuid4(),
    )


@bp.post(POLL)
@enter(Who.ANYONE)
def answer(code: str) -> ResponseReturnValue:
    """Keep what was answered, the same form once, and say thank you."""
    try:
        polls.answer(db(), sealer(), read_code(code), forms.row("submission"), forms.responses())
    except UnknownPollError:
        return _unknown_page(code)
    except PollNotOpenError:
        return _closed_page(*polls.by_code(db(), read_code(code)))
    return redirect(url_for("poll.thanks", code=read_code(code)), 303)


@bp.get(f"{POLL}/thanks")
@enter(Who.ANYONE)
def thanks(code: str) -> ResponseReturnValue:
    """Say thank you, and let the next one on this phone begin."""
    try:
        found, factory, _state = polls.by_code(db(), read_code(code))
    except UnknownPollError:
        return _unknown_page(code)
    return render_template("poll/thanks.html", poll=found, factory=factory.name_in(language()))


def _closed_page(found: Poll, factory: Factory, state: State) -> ResponseReturnValue:
    waits = state is State.WAITING
    day = words().day(found.opens_on if waits else found.closes_on)
    page = render_template("poll/closed.html", factory=factory.name_in(language()), waits=waits, day=day)
    return page, 404 if waits else 410


def _unknown_page(code: str) -> ResponseReturnValue:
    return render_template("poll/unknown.html", code=forms.shown(code, 20)), 404
