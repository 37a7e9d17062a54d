"""Who is signed in on this phone: a random token in a cookie, its hash in the database.

A second cookie, which scripts may read and which opens nothing, says whose acts this phone makes: its learner's id. Acts
that wait in the phone's outbox carry it, so that none of them goes to another's account (`mpt.web.outbox`).

Flask-Login asks us for the visitor; its own session and remember-me cookies aren't used, because they can't be revoked.
"""

import uuid

from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user

from mpt.models import Learner
from mpt.services import accounts
from mpt.web.transaction import db, undone

COOKIE = "mpt"
OWNER_COOKIE = "mpt_owner"
OWNER_HEADER = "Mpt-Owner"
_COOKIE_SECONDS = 400 * 24 * 3600  # the longest that browsers keep one


class NoCookiesError(Exception):
    """This phone doesn't keep what we gave it, so it can't be known again."""


class Visitor(UserMixin):  # type: ignore[misc]
    """A learner, as Flask-Login wants to see one."""

    def __init__(self, learner: Learner) -> None:
        self.id = learner.id
        self.learner = learner


def init_app(app: Flask) -> None:
    """Let `app` know its visitors."""
    manager = LoginManager()
    manager.session_protection = None  # phones change their address all day
    manager.request_loader(_visitor)
    app.config["REMEMBER_COOKIE_NAME"] = ""  # no cookie is called so: any that were would keep ours from being read
    # Not into every template: a page that doesn't ask who is there must not read the cookie and the database.
    manager.init_app(app, add_context_processor=False)
    app.after_request(_set_cookies)


def here() -> Learner | None:
    """Return the learner who is signed in on this phone, or None."""
    return current_user.learner if current_user.is_authenticated else None


def owner() -> uuid.UUID | None:
    """Return the learner to whom this phone counts its acts, who may not have done any yet; None where it doesn't say."""
    return read_id(request.cookies.get(OWNER_COOKIE, ""))


def read_id(text: str) -> uuid.UUID | None:
    """Return the learner's id that a text is, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def prepare() -> None:
    """Give a phone that has none a token before its first act, so that the act, sent twice, makes one learner.

    Only a page that's one person's own may call this: a page for everybody sets no cookie.
    """
    if COOKIE not in request.cookies and not g.get("token"):
        remember(accounts.new_token(), owner() or uuid.uuid4())


def here_or_new() -> Learner:
    """Return the learner on this phone; an anonymous one is made for a phone's first act worth keeping."""
    learner = here()
    if learner is None:
        learner, token = accounts.begin(db(), request.cookies.get(COOKIE), owner())
        remember(token, learner.id)
    return learner


def remember(token: str, learner_id: uuid.UUID) -> None:
    """Put a token, and whose it is, into this phone's cookies, with the answer to this request."""
    g.token, g.owner = token, learner_id


def lost() -> uuid.UUID | None:
    """Return who was signed in on this phone until it turned out now that the sign-in has ended elsewhere, or None."""
    return None if here() else g.get("lost")


def is_page() -> bool:
    """Say whether somebody will see the answer to this request as a page, rather than a script in the background."""
    return OWNER_HEADER not in request.headers and request.endpoint != "learn.progress"


def leave() -> None:
    """End the sign-in that this phone has, if it has one."""
    if token := request.cookies.get(COOKIE):
        accounts.sign_out(db(), token)


def forget() -> None:
    """Sign this phone out and leave nothing on it that the server has put there."""
    leave()
    g.token, g.owner = "", None


def _visitor(_request: object) -> Visitor | None:
    token, known = request.cookies.get(COOKIE), owner()
    learner = accounts.learner_of(db(), token) if token else None
    if not is_page():
        pass  # what comes back late to a script must not undo what a page has said since
    elif learner and token and (learner.id != known or accounts.is_unused(token)):
        # Our script may have put the token there; from here on no script can read it, and no browser drops it in a week.
        remember(token, learner.id)
    elif learner is None and known and (account := accounts.owner_of(db(), known)):
        # The sign-in has ended elsewhere. Whoever uses the phone from now on may be another: what they do is counted
        # to a learner of its own, and what waits for the one before goes on waiting for their sign-in.
        g.lost = account
        remember(accounts.new_token(), uuid.uuid4())
    elif learner is None and known and token and not accounts.is_unused(token) and accounts.was_erased(db(), known):
        # On another phone she had all of it erased. Here too nothing goes on under her id.
        remember(accounts.new_token(), uuid.uuid4())
    return Visitor(learner) if learner else None


def _set_cookies(response: Response) -> Response:
    token, known = (None, None) if undone() else (g.get("token"), g.get("owner"))
    if not is_page() and token == request.cookies.get(COOKIE):
        return response
    if token:
        _put(response, COOKIE, token, httponly=True)
    if known:
        _put(response, OWNER_COOKIE, str(known), httponly=False)
    if token == "":
        response.delete_cookie(COOKIE)
        response.delete_cookie(OWNER_COOKIE)
        # Not "storage": an act that waits there may be somebody else's. Our script clears what is this learner's.
        response.headers["Clear-Site-Data"] = '"cache", "cookies"'
    return response


def _put(response: Response, name: str, value: str, *, httponly: bool) -> None:
    is_https = current_app.config["MPT"].public_url.startswith("https:")
    response.set_cookie(name, value, _COOKIE_SECONDS, httponly=httponly, samesite="Lax", secure=is_https)
