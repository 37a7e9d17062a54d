"""Pages that are the same bytes for every reader: made once a release, kept compressed, known by an ETag.

Such a page shows nothing of who reads it, so it may sit in any cache and be sent to the grandparent. What a reader has
done is painted into it by a script (`/progress/...`), or shown on the pages that are theirs: home, results, `/me`.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import brotli
from flask import Flask, Response, current_app, g, request

from mpt.services.publishing import Edition


@dataclass(frozen=True, slots=True)
class Page:
    """One page, as it goes over the wire."""

    plain: bytes
    gzipped: bytes
    brotlied: bytes
    etag: str


class Press:
    """The pages that this process has made so far, by release and address. Those of a release go when a newer one comes."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[int, dict[str, Page]]] = {}

    def page(self, course_id: str, release_id: int, path: str, make: Callable[[], str]) -> Page:
        """Return the page that a release of a course has at an address, making it if it's new."""
        release, pages = self._pages.get(course_id, (release_id, {}))
        if release != release_id or course_id not in self._pages:
            pages = {}
            self._pages[course_id] = (release_id, pages)
        page = pages.get(path)
        if page is None:
            page = pages[path] = compress(make().encode())
        return page


def init_app(app: Flask) -> None:
    """Give `app` its press."""
    app.extensions["mpt.press"] = Press()


def public_page(edition: Edition, make: Callable[[], str], mimetype: str = "text/html") -> Response:
    """Answer with a page for everybody: what `make` makes of an edition at this address, whatever its query."""
    return answer(pressed(edition, make), mimetype)


def pressed(edition: Edition, make: Callable[[], str]) -> Page:
    """Return what `make` makes of an edition at this address, made once a release."""
    press: Press = current_app.extensions["mpt.press"]
    g.for_everybody = True
    return press.page(edition.course.id, edition.release_id, request.path, make)


def answer(page: Page, mimetype: str) -> Response:
    """Answer with a page that anyone may keep, so long as they ask whether it's still the one."""
    response = encoded(page, mimetype)
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(page.etag, weak=True)
    response.make_conditional(request)
    return response


def encoded(page: Page, mimetype: str = "text/html") -> Response:
    """Answer with a page in the best encoding that the browser takes."""
    accepted = request.accept_encodings
    bodies = (("br", page.brotlied), ("gzip", page.gzipped))
    name, body = next(((name, body) for name, body in bodies if accepted[name]), ("", page.plain))
    response = Response(body, mimetype=mimetype, headers={"Vary": "Accept-Encoding"})
    if name:
        response.headers["Content-Encoding"] = name
    return response


def for_ever(body: bytes, mimetype: str) -> Response:
    """Answer with a file whose address names its bytes, so that it may be kept for ever."""
    return Response(body, mimetype=mimetype, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def compress(body: bytes, quality: int = 9) -> Page:
    """Return a page of these bytes, compressed. Brotli's last two steps of quality cost ten times the time for a twentieth."""
    return Page(
        plain=body,
        gzipped=gzip.compress(body, 9, mtime=0),
        brotlied=brotli.compress(body, quality=quality),
        etag=hashlib.sha256(body).hexdigest()[:20],
    )
