"""What belongs to the site as a whole: the door, the helpline, the files, the pulse."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from mpt.rules.permissions import Who
from mpt.services.publishing import Edition
from mpt.web.entrance import enter
from mpt.web.helpline import lines
from mpt.web.language import to_phones_language
from mpt.web.transaction import db

bp = Blueprint("site", __name__)


_DOORS = {
    "/": "learn.home",
    "/join": "join.find",
    "/verify": "verify.find",
    "/help": "site.help_page",
    "/staff": "staffroom.door",
    "/office": "staffroom.door",
    "/factory": "staffroom.door",
    "/studio": "staffroom.door",
}
"""What people type from paper, without a language: each leads to the same in the browser's own; staff to their one door."""


@bp.get("/")
@bp.get("/join", strict_slashes=False)
@bp.get("/verify", strict_slashes=False)
@bp.get("/help", strict_slashes=False)
@bp.get("/staff", strict_slashes=False)
@bp.get("/office", strict_slashes=False)
@bp.get("/factory", strict_slashes=False)
@bp.get("/studio", strict_slashes=False)
@enter(Who.ANYONE)
def door() -> ResponseReturnValue:
    """Choose the language, and go in."""
    return to_phones_language(_DOORS[request.path.rstrip("/") or "/"])


@bp.get("/<lang>/help")
@enter(Who.ANYONE)
def help_page() -> ResponseReturnValue:
    """Whom to call, as this installation has set it. Needs no database, so it stands when that doesn't."""
    return help_html()


def help_html(edition: Edition | None = None) -> str:
    """Return the help page; with an edition, as it's kept on a phone beside that course."""
    return render_template("site/help.html", lines=lines.lines(), police=lines.emergency(), edition=edition)


@bp.get("/<lang>/offline")
@enter(Who.ANYONE)
def offline() -> ResponseReturnValue:
    """What the phone shows where there is no network: the courses that it keeps."""
    response = Response(render_template("site/offline.html", lines=lines.lines()), mimetype="text/html")
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@bp.get("/healthz")
@enter(Who.ANYONE)
def healthz() -> ResponseReturnValue:
    """Say that this process and its database are there."""
    db().execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
