"""A learner's own certificates: choose the name that stands on it, look at it, take it along."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.i18n import LANGUAGES, lender_of, name_of
from mpt.models import Certificate
from mpt.paper.certificate import missing_characters, pdf, png
from mpt.rules.codes import read_code
from mpt.rules.names import RefusedError, clean_name
from mpt.rules.permissions import Who
from mpt.services import surveys
from mpt.services.certificates import UnknownCertificateError, own_certificate, put_name
from mpt.web import forms
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.messages import N_
from mpt.web.phone import here
from mpt.web.printing import certificate_paper
from mpt.web.reading import certified_title
from mpt.web.shelf import editions_here
from mpt.web.transaction import db

bp = Blueprint("certificates", __name__)
_PRINTS = {"pdf": (pdf, "application/pdf"), "png": (png, "image/png")}
_LACKING = N_("Our printing fonts lack: %(missing)s. Please choose another spelling of your name, such as Pinyin.")
_TONGUES = {tag: (tag,) for tag in LANGUAGES} | {"both": tuple(LANGUAGES)}
_NAMES = {**LANGUAGES, "both": " + ".join(LANGUAGES.values())}


@bp.get("/<lang>/certificates/<code>")
@enter(Who.LEARNER)
def certificate(code: str) -> ResponseReturnValue:
    """A certificate as it looks, and the ways to take it along; without a name yet, the question for it."""
    found = _own(code)
    if found.name is None:
        learner = here()
        return _name_page(found, (learner.name if learner else "") or "", {})
    return render_template(
        "certificates/certificate.html",
        certificate=found,
        course=certified_title(found),
        tongues=[(tag, _NAMES.get(tag) or name_of(tag)) for tag in _tongues(found)],
        shown_in=_shown_in(found),
        survey_due=_survey_is_due(found),
    )


@bp.post("/<lang>/certificates/<code>")
@enter(Who.LEARNER)
def write_name(code: str) -> ResponseReturnValue:
    """Show the name as it will be printed, and with the learner's yes write it."""
    found, given = _own(code), forms.text("name")
    try:
        name = clean_name(given)
        if missing := missing_characters(name):
            return _name_page(found, name, {"name": _LACKING}, missing), 422
        if found.name is None and not forms.text("sure"):
            return render_template(
                "certificates/sure.html", certificate=found, course=certified_title(found), name=name
            )
        put_name(db(), found.learner_id, found.code, name)
    except RefusedError as error:
        return _name_page(found, forms.shown(given, 200), forms.refusal(error)), 422
    return redirect(url_for("certificates.certificate", code=code), 303)


@bp.get("/<lang>/certificates/<code>.<kind>")
@enter(Who.LEARNER)
def print_out(code: str, kind: str) -> ResponseReturnValue:
    """The certificate as a PDF to print (`pdf`) or a picture to save (`png`), in `?in=` zh, en, both, or this page's."""
    found = _own(code)
    tongue, tongues = request.args.get("in", _shown_in(found)), _tongues(found)
    if found.name is None or kind not in _PRINTS or tongue not in tongues:
        raise UnknownCertificateError(code)
    make, mimetype = _PRINTS[kind]
    response = Response(make(certificate_paper(found, tongues[tongue])), mimetype=mimetype)
    response.headers.set("Content-Disposition", "inline", filename=f"certificate-{found.code}-{tongue}.{kind}")
    return response


def _tongues(certificate: Certificate) -> dict[str, tuple[str, ...]]:
    """Return what a certificate can be printed in: ours, and this page's language where its title can be printed."""
    tag = language()
    if tag in LANGUAGES or missing_characters(certified_title(certificate)):
        return _TONGUES
    return {tag: (tag,), **_TONGUES}


def _shown_in(certificate: Certificate) -> str:
    return language() if language() in _tongues(certificate) else lender_of(language())


def _survey_is_due(certificate: Certificate) -> bool:
    edition = editions_here().get(certificate.course_id)
    asks = edition is not None and edition.course.texts[language()].survey is not None
    return asks and surveys.due(db(), certificate.learner_id, certificate.course_id) is not None


def _own(code: str) -> Certificate:
    learner = here()
    if learner is None:
        raise UnknownCertificateError(code)
    return own_certificate(db(), learner.id, read_code(code))


def _name_page(certificate: Certificate, name: str, faults: dict[str, str], missing: str = "") -> str:
    return render_template(
        "certificates/name.html",
        certificate=certificate,
        course=certified_title(certificate),
        name=name,
        faults=faults,
        missing=missing,
    )
