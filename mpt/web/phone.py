"""Who is signed in on this phone: a random token in a cookie, its hash in the database.

Flask-Login asks us for the visitor; its own session and remember-me cookies aren't used, because they can't be revoked.
"""

from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user

from mpt.models import Learner
from mpt.services import accounts
from mpt.web.transaction import db, undone

COOKIE = "mpt"
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
    app.after_request(_set_cookie)


def here() -> Learner | None:
    """Return the learner who is signed in on this phone, or None."""
    return current_user.learner if current_user.is_authenticated else None


def prepare() -> None:
    """Give a phone that has none a token before its first act, so that the act, sent twice, makes one learner.

    Only a page that's one person's own may call this: a page for everybody sets no cookie.
    """
    if COOKIE not in request.cookies:
        remember(accounts.new_token())


def here_or_new() -> Learner:
    """Return the learner on this phone; an anonymous one is made for a phone's first act worth keeping."""
    learner = here()
    if learner is None:
        learner, token = accounts.begin(db(), request.cookies.get(COOKIE))
        remember(token)
    return learner


def remember(token: str) -> None:
    """Put a token into this phone's cookie, with the answer to this request."""
    g.token = token


def leave() -> None:
    """End the sign-in that this phone has, if it has one."""
    if token := request.cookies.get(COOKIE):
        accounts.sign_out(db(), token)


def forget() -> None:
    """Sign this phone out and leave nothing on it."""
    leave()
    g.token = ""


def _visitor(_request: object) -> Visitor | None:
    token = request.cookies.get(COOKIE)
    learner = accounts.learner_of(db(), token) if token else None
    return Visitor(learner) if learner else None


def _set_cookie(response: Response) -> Response:
    token = None if undone() else g.get("token")
    if token:
        is_https = current_app.config["MPT"].public_url.startswith("https:")
        response.set_cookie(COOKIE, token, _COOKIE_SECONDS, httponly=True, samesite="Lax", secure=is_https)
    elif token == "":
        response.delete_cookie(COOKIE)
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
