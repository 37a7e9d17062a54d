"""Checking a certificate: valid or revoked, course, date, masked name, and nothing more."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules.codes import grouped, read_code
from mpt.rules.names import mask
from mpt.rules.permissions import Who
from mpt.services.certificates import UnknownCertificateError, verify
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import to_phones_language
from mpt.web.reading import certified_title
from mpt.web.transaction import db

bp = Blueprint("verify", __name__)


@bp.get("/verify/<code>")
@enter(Who.ANYONE)
def qr(code: str) -> ResponseReturnValue:
    """Where a certificate's QR leads: on to the same in the phone's language."""
    return to_phones_language("verify.certificate", code=read_code(code) or code)


@bp.get("/<lang>/verify")
@enter(Who.ANYONE)
def find() -> ResponseReturnValue:
    """Type a certificate's code by hand."""
    code = request.args.get("code", "")
    if read_code(code):
        return redirect(url_for("verify.certificate", code=read_code(code)))
    return _unknown_page(code) if code.strip() else render_template("verify/find.html")


@bp.get("/<lang>/verify/<code>")
@enter(Who.ANYONE)
def certificate(code: str) -> ResponseReturnValue:
    """Say whether a certificate is valid."""
    try:
        found = verify(db(), read_code(code))
    except UnknownCertificateError:
        return _unknown_page(code)
    return render_template(
        "verify/certificate.html",
        certificate=found,
        code=grouped(found.code),
        name=mask(found.name) if found.name else "",
        course=certified_title(found),
    )


def _unknown_page(code: str) -> ResponseReturnValue:
    return render_template("verify/unknown.html", code=forms.shown(code, 40)), 404
