"""What belongs to the site as a whole: the door, the helpline, the files, the pulse."""

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from mpt.rules.permissions import Who
from mpt.web.entrance import enter
from mpt.web.transaction import db

bp = Blueprint("site", __name__)


@bp.get("/")
@enter(Who.ANYONE)
def door() -> ResponseReturnValue:
    """Choose the language, and go in."""
    response = redirect(url_for("learn.home"))
    response.headers["Vary"] = "Accept-Language"
    return response


@bp.get("/<lang>/help")
@enter(Who.ANYONE)
def help_page() -> ResponseReturnValue:
    """Whom to call, as this installation has set it. Needs no database, so it stands when that doesn't."""
    return render_template("site/help.html", lines=current_app.config["MPT"].helplines)


@bp.get("/healthz")
@enter(Who.ANYONE)
def healthz() -> ResponseReturnValue:
    """Say that this process and its database are there."""
    db().execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
