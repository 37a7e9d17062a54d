"""Getting workers in: a factory's join codes, and what is printed and sent around for each."""

import uuid
from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.i18n import LANGUAGES
from mpt.models import JoinCode
from mpt.paper.poster import poster_pdf, poster_picture
from mpt.paper.signin_sheet import signin_sheet_pdf
from mpt.rules.codes import read_code
from mpt.rules.permissions import Who
from mpt.services import factories, parts
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError, Place, UnknownJoinCodeError
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.factory.prints import join_address, poster_paper, signin_sheet_paper
from mpt.web.noted import note
from mpt.web.transaction import db

bp = Blueprint("codes", __name__)

_TONGUES = {tag: (tag,) for tag in LANGUAGES} | {"both": tuple(LANGUAGES)}

_Print = Callable[[JoinCode, Place, tuple[str, ...]], bytes]
_PRINTS: dict[str, tuple[_Print, str]] = {
    "poster.pdf": (lambda *of: poster_pdf(poster_paper(*of)), "application/pdf"),
    "poster.png": (lambda *of: poster_picture(poster_paper(*of)), "image/png"),
    "sign-in-sheet.pdf": (lambda *of: signin_sheet_pdf(signin_sheet_paper(*of)), "application/pdf"),
}


@bp.get("/<lang>/factory/<uuid:factory_id>/codes")
@enter(Who.FACTORY)
def codes(factory_id: uuid.UUID) -> ResponseReturnValue:
    """A factory and its parts, each with the code that leads there, where there is one."""
    return render_template(
        "factory/codes.html",
        factory=factories.find(db(), factory_id),
        parts=parts.parts_of(db(), factory_id),
        codes={(code.department_id, code.line_id): code for code, _place in factories.codes_of(db(), factory_id)},
        address=join_address,
    )


@bp.post("/<lang>/factory/<uuid:factory_id>/codes")
@enter(Who.FACTORY)
def make(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Make a code that leads to the factory, a department or a line."""
    department_id, line_id = (forms.row(part) if forms.text(part) else None for part in ("department", "line"))
    place = parts.place_in(db(), factory_id, department_id, line_id)
    try:
        code = factories.make_code(db(), place)
    except CameBeforeError:
        return redirect(url_for("codes.codes", factory_id=factory_id), 303)
    note(Act.MADE_CODE, f"{code.code}, {place.name_in('zh')}", factory_id)
    return redirect(url_for("codes.code", factory_id=factory_id, code=code.code, made=1), 303)


@bp.get("/<lang>/factory/<uuid:factory_id>/codes/<code>")
@enter(Who.FACTORY)
def code(factory_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """One code: its link, and what to print and send around."""
    found, place = _open(factory_id, code)
    return render_template(
        "factory/code.html",
        place=place,
        code=found.code,
        address=join_address(found),
        tongues=[("both", " + ".join(LANGUAGES.values())), *LANGUAGES.items()],
    )


@bp.get("/<lang>/factory/<uuid:factory_id>/codes/<code>/<name>")
@enter(Who.FACTORY)
def print_out(factory_id: uuid.UUID, code: str, name: str) -> ResponseReturnValue:
    """The poster to print, the picture for a chat, or the sheet to sign, in `?in=` zh, en or both."""
    found, place = _open(factory_id, code)
    tongue = request.args.get("in", "both")
    if name not in _PRINTS or tongue not in _TONGUES:
        raise UnknownJoinCodeError(code)
    draw, mimetype = _PRINTS[name]
    response = Response(draw(found, place, _TONGUES[tongue]), mimetype=mimetype)
    stem, _dot, kind = name.partition(".")
    response.headers.set("Content-Disposition", "inline", filename=f"{stem}-{found.code}-{tongue}.{kind}")
    return response


@bp.route("/<lang>/factory/<uuid:factory_id>/codes/<code>/close", methods=["GET", "POST"])
@enter(Who.FACTORY)
def close(factory_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Let nobody in by a code any more, after saying what that means."""
    if request.method != "POST":
        found, place = _open(factory_id, code)
        return render_template("factory/close_code.html", place=place, code=found.code)
    try:
        factories.close_code(db(), factory_id, read_code(code))
    except CameBeforeError:
        return redirect(url_for("codes.codes", factory_id=factory_id), 303)
    note(Act.CLOSED_CODE, read_code(code), factory_id)
    return redirect(url_for("codes.codes", factory_id=factory_id, closed=1), 303)


def _open(factory_id: uuid.UUID, code: str) -> tuple[JoinCode, Place]:
    """Return an open code of the factory, and where it leads. Raises UnknownJoinCodeError."""
    for found, place in factories.codes_of(db(), factory_id):
        if found.code == read_code(code):
            return found, place
    raise UnknownJoinCodeError(code)
