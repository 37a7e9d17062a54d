"""Pictures and recordings of a course that is being written, for the pages on which it's written."""

import hashlib
from pathlib import PurePosixPath

from flask import Blueprint, Response, abort, url_for

from mpt.i18n import LANGUAGES
from mpt.rules.permissions import Who
from mpt.services import drafts, publishing
from mpt.web.entrance import enter
from mpt.web.learn import MEDIA_TYPES
from mpt.web.ranged import in_parts
from mpt.web.studio.here import COURSE
from mpt.web.transaction import db

bp = Blueprint("studiofiles", __name__)


@bp.get(f"{COURSE}/files/<digest>/<path:path>")
@enter(Who.TRAINER)
def file(course_id: str, digest: str, path: str) -> Response:
    """One file, as it's being written. Drawings aren't among them: they stand in the pages, and were made safe for that."""
    kind = MEDIA_TYPES.get(PurePosixPath(path).suffix)
    try:
        data = drafts.file(db(), course_id, path)
    except publishing.UnknownCourseError:
        data = None
    if data is None or kind is None or _digest(data) != digest:
        # Its address names its bytes: where these aren't any more, nothing else is in their place.
        abort(410)
    response = in_parts(data, kind, digest)
    if response.status_code != 416:
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def file_address(course_id: str, path: str, data: bytes) -> str:
    """Return where a file of a course that is being written is. The address names its bytes."""
    # In the first language, whichever the page is in: a language that courses alone have is none of the staff's pages.
    tongue = next(iter(LANGUAGES))
    return url_for("writing.studiofiles.file", lang=tongue, course_id=course_id, digest=_digest(data), path=path)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
