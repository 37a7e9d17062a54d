"""Who of the staff is signed in in this browser: a random token in a cookie of its own, its hash in the database.

Apart from the learner's (`mpt.web.phone`): a coordinator who is a parent too is two visitors, and neither sees the other's.
"""

from flask import Flask, Response, current_app, g, request

from mpt.models import Staff
from mpt.services import staffdoor, staffleaving
from mpt.services.staff import Colleague
from mpt.services.staffleaving import GONE
from mpt.web import forms
from mpt.web.language import words
from mpt.web.transaction import db, reading, undone

COOKIE = "mpt_staff"

_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("Mac OS", "Mac"), ("Linux", "Linux"))


def init_app(app: Flask) -> None:
    """Let `app` know its staff."""
    app.after_request(_set_cookie)


def here() -> Colleague | None:
    """Return who of the staff is signed in in this browser, or None."""
    if "colleague" not in g:
        token = request.cookies.get(COOKIE)
        g.colleague = staffdoor.colleague_of(db(), token) if token else None
    return g.colleague  # type: ignore[no-any-return]


def called(person: Staff) -> str:
    """Return by which name a page speaks of somebody of the staff, who may have erased it."""
    return words().gettext("Somebody who has left") if person.name == GONE else person.name


def colleague() -> Colleague:
    """Return who of the staff is signed in here; for views that nobody else enters."""
    found = here()
    if found is None:
        raise RuntimeError("a view for staff was entered by nobody")
    return found


def token() -> str:
    """Return the token that this browser holds; empty where it holds none."""
    return request.cookies.get(COOKIE, "")


def confirm_password() -> None:
    """Let whoever is signed in here show by the form's password that the account is theirs.

    Raises WrongPasswordError or TooManyTriesError.
    """
    me = colleague().staff
    with reading() as session:
        proven = staffdoor.prove(session, me.email, forms.text("password"))
    staffleaving.confirm(db(), me.id, proven, request.remote_addr or "")


def remember(new_token: str) -> None:
    """Put a token into this browser's cookie, with the answer to this request; what it held before opens nothing more."""
    staffdoor.sign_out(db(), token())
    g.staff_token = new_token


def forget() -> None:
    """Sign this browser out."""
    staffdoor.sign_out(db(), token())
    g.staff_token = ""


def browser() -> str:
    """Return by what words its owner knows this browser again among others: Chrome, Windows."""
    says = request.headers.get("User-Agent", "")
    names = (next((name for mark, name in known if mark in says), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, names)) or "?"


def _set_cookie(response: Response) -> Response:
    given = None if undone() else g.get("staff_token")
    if given:
        is_https = current_app.config["MPT"].public_url.startswith("https:")
        response.set_cookie(
            COOKIE, given, staffdoor.SESSION_HOURS * 3600, httponly=True, samesite="Lax", secure=is_https
        )
    elif given == "":
        response.delete_cookie(COOKIE)
    return response
