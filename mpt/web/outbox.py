"""What the page's scripts send: forms without leaving the page, and acts that have waited in the phone's outbox.

A form sent by a script (`Mpt-Form`) is answered as ever, but where the browser would be sent on, the script is told the
address. An act from the outbox says whose it is (`Mpt-Owner`), and is refused where this phone is another's by now:
it waits on. The answers to it are ours beyond doubt, so that no hotel's sign-in page on the way is taken for one.
"""

import re
import uuid
from datetime import timedelta

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from mpt.services import accounts
from mpt.web.forms import BadFormError
from mpt.web.phone import COOKIE, OWNER_HEADER, here, owner, read_id
from mpt.web.shelf import shelf
from mpt.web.transaction import db

_FORM = "Mpt-Form"
_AGE = "Mpt-Age"
_ACTS = {"learn.finish_lesson", "learn.skip", "quiz.submit_quiz", "practice.keep", "practice.tell"}
_FINAL = {400, 410, 413, 422}
"""What is no better another time. A page that isn't there is none of it, unless its course is."""


def init_app(app: Flask) -> None:
    """Let the scripts of `app`'s pages send what they have to send."""
    app.before_request(_refuse_anothers_act)
    app.after_request(_answer_script)


def waited() -> timedelta:
    """Return for how long this request's act has waited on its phone; nothing for one that is sent at once."""
    # How long, and not since when: a phone's clock may be wrong by hours, but it goes on.
    said = request.headers.get(_AGE, "")
    return timedelta(milliseconds=int(said)) if re.fullmatch(r"[0-9]{1,11}", said) else timedelta()


def _refuse_anothers_act() -> ResponseReturnValue | None:
    said = request.headers.get(OWNER_HEADER)
    # Nowhere else: it would open the transaction that writes before somebody's PIN is looked at.
    if said is None or request.endpoint not in _ACTS or _is_theirs(said):
        return None
    if accounts.was_erased(db(), uuid.UUID(said)):
        # Whoever did it wanted nothing of it kept: the phone deletes it.
        return jsonify(refused=True), 410
    return jsonify(waits=True), 409


def _is_theirs(said: str) -> bool:
    """Say whether an act of the learner who is named belongs to this phone."""
    named, learner = read_id(said), here()
    if named is None:
        raise BadFormError(OWNER_HEADER)
    whose, is_this_phones = accounts.owner_of(db(), named), named == owner()
    if whose is None and accounts.was_erased(db(), named):
        return False
    if learner and whose is None and is_this_phones:
        accounts.adopt(db(), named, learner.id)
        return True
    if learner:
        return whose == learner.id
    # The first act of a learner whom nobody knows yet: with this phone's cookies it makes one, however often it comes.
    return whose is None and is_this_phones and COOKIE in request.cookies


def _answer_script(response: Response) -> Response:
    if _FORM not in request.headers and OWNER_HEADER not in request.headers:
        return response
    if response.location and response.status_code in {302, 303}:
        _say(response, {"next": response.location}, 200)
        del response.headers["Location"]
    elif OWNER_HEADER in request.headers and response.mimetype != "application/json":
        _say(response, {"refused": _is_final(response.status_code)}, response.status_code)
    return response


def _is_final(status: int) -> bool:
    course_is_here = (request.view_args or {}).get("course_id") in shelf().editions()
    return status in _FINAL or (status == 404 and course_is_here)


def _say(response: Response, said: dict[str, object], status: int) -> None:
    answer = jsonify(said)
    response.set_data(answer.get_data())
    response.mimetype, response.status_code = "application/json", status
