"""Certificates: issued by completing, named by the learner, verified by anyone, revoked and reissued by the office."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Certificate
from mpt.models.base import now
from mpt.models.once import locked
from mpt.rules import names
from mpt.rules.codes import CERTIFICATE_LENGTH, new_code


class UnknownCertificateError(Exception):
    """There is no certificate with this code, or it isn't this learner's."""


class NamedAlreadyError(Exception):
    """The certificate has its name. A print may be on a wall already, so only a reissue changes it."""


class RevokedError(Exception):
    """The certificate was revoked before."""


class ReplacedError(Exception):
    """Another certificate was issued in the place of this one; `code` is that one's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def issue_once(session: Session, learner_id: uuid.UUID, course_id: str, release_id: int) -> Certificate | None:
    """Issue the certificate of a course to a learner; None where one was issued before.

    A revoked one counts: reading a lesson again must not undo what the office decided.
    """
    earlier = select(Certificate.code).where(Certificate.learner_id == learner_id, Certificate.course_id == course_id)
    if session.scalars(earlier).first():
        return None
    return _issue(session, learner_id, course_id, release_id)


def certificates_of(session: Session, learner_id: uuid.UUID) -> list[Certificate]:
    """Return a learner's valid certificates, oldest first."""
    statement = (
        select(Certificate)
        .where(Certificate.learner_id == learner_id, Certificate.revoked_at.is_(None))
        .order_by(Certificate.issued_at, Certificate.code)
    )
    return list(session.scalars(statement))


def own_certificate(session: Session, learner_id: uuid.UUID, code: str) -> Certificate:
    """Return a learner's own valid certificate.

    Raises UnknownCertificateError for anybody else's as for none, ReplacedError or RevokedError for one that was.
    """
    certificate = session.get(Certificate, code)
    if certificate is None or certificate.learner_id != learner_id:
        raise UnknownCertificateError(code)
    if certificate.replaced_by:
        raise ReplacedError(certificate.replaced_by)
    if certificate.revoked_at:
        raise RevokedError(code)
    return certificate


def put_name(session: Session, learner_id: uuid.UUID, code: str, name: str) -> Certificate:
    """Write the learner's name on a certificate, once.

    Raises NamedAlreadyError where it has another name, what `own_certificate` raises, or the refusals of `mpt.rules.names`.
    """
    name = names.clean_name(name)
    locked(session, Certificate, code)
    certificate = own_certificate(session, learner_id, code)
    if certificate.name and certificate.name != name:
        raise NamedAlreadyError(code)
    certificate.name = name
    session.flush()
    return certificate


def verify(session: Session, code: str) -> Certificate:
    """Return any certificate, valid or revoked. Raises UnknownCertificateError."""
    certificate = session.get(Certificate, code)
    if certificate is None:
        raise UnknownCertificateError(code)
    return certificate


def revoke(session: Session, code: str) -> Certificate:
    """Revoke a certificate. Raises UnknownCertificateError or RevokedError."""
    certificate = locked(session, Certificate, code)
    if certificate is None:
        raise UnknownCertificateError(code)
    if certificate.revoked_at:
        raise RevokedError(code)
    certificate.revoked_at = now()
    session.flush()
    return certificate


def reissue(session: Session, code: str, name: str | None) -> Certificate:
    """Issue a certificate in the place of `code`, revoking that if it's valid still; for the same learner and course.

    `name` is what the new one will say; with None the learner is asked again. It bears the day of the first issue.
    Raises UnknownCertificateError, the refusals of `mpt.rules.names`, or RevokedError where it was replaced before.
    """
    name = None if name is None else names.clean_name(name)
    old = locked(session, Certificate, code)
    if old is None:
        raise UnknownCertificateError(code)
    if old.replaced_by:
        raise RevokedError(code)
    old.revoked_at = old.revoked_at or now()
    session.flush()
    new = _issue(session, old.learner_id, old.course_id, old.release_id)
    new.name, new.issued_at = name, old.issued_at
    old.replaced_by = new.code
    session.flush()
    return new


def _issue(session: Session, learner_id: uuid.UUID, course_id: str, release_id: int) -> Certificate:
    certificate = Certificate(
        code=new_code(CERTIFICATE_LENGTH), learner_id=learner_id, course_id=course_id, release_id=release_id
    )
    session.add(certificate)
    session.flush()
    return certificate
