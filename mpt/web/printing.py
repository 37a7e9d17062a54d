"""A certificate's words and addresses, for `mpt.paper` to print."""

from flask import current_app

from mpt.i18n import catalogue
from mpt.models import Certificate
from mpt.paper.certificate import CertificatePaper, CertificateWords
from mpt.web.language import local_day
from mpt.web.shelf import shelf


def certificate_paper(certificate: Certificate, languages: tuple[str, ...]) -> CertificatePaper:
    """Return what stands on a named certificate, in each of `languages`."""
    course = shelf().release(certificate.course_id, certificate.release_id).course
    return CertificatePaper(
        name=certificate.name or "",
        course={language: course.title_in(language) for language in languages},
        languages=languages,
        date=local_day(certificate.issued_at),
        code=certificate.code,
        verify_url=f"{current_app.config['MPT'].public_url}/verify/{certificate.code}",
        words={language: _words(certificate, language) for language in languages},
    )


def _words(certificate: Certificate, language: str) -> CertificateWords:
    spoken = catalogue(language)
    _ = spoken.gettext  # the name by which Babel finds messages
    return CertificateWords(
        heading=_("Certificate of Completion"),
        before_name=_("This is to certify that"),
        after_name=_("has completed, with care and patience, the course"),
        wish=_("However far the road, the lamp stays lit.\nMay every call bring you and your child closer."),
        programme=_("Migrant Parent Training"),
        date=spoken.day(local_day(certificate.issued_at)),
        verify=_("Scan to check this certificate"),
        number=_("Certificate number"),
    )
