"""Pages that are the same bytes for every reader: made once a release, kept compressed, known by an ETag.

Such a page shows nothing of who reads it, so it may sit in any cache and be sent to the grandparent. What a reader has
done is painted into it by a script (`/progress/...`), or shown on the pages that are theirs: home, results, `/me`.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import brotli
from flask import Flask, Response, current_app, g, request

_MOST_PAGES = 5000


@dataclass(frozen=True, slots=True)
class Page:
    """One page, as it goes over the wire."""

    plain: bytes
    gzipped: bytes
    brotlied: bytes
    etag: str


class Press:
    """The pages that this process has made so far. The oldest make way when there are very many."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[int, str], Page] = OrderedDict()

    def page(self, release_id: int, path: str, make: Callable[[], str]) -> Page:
        """Return the page that a release has at an address, making it if it's new."""
        key = (release_id, path)
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = _compress(make().encode())
            while len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
        return page


def init_app(app: Flask) -> None:
    """Give `app` its press."""
    app.extensions["mpt.press"] = Press()


def public_page(release_id: int, make: Callable[[], str]) -> Response:
    """Answer with a page for everybody: what `make` makes of a release at this address, whatever its query."""
    press: Press = current_app.extensions["mpt.press"]
    g.for_everybody = True
    page = press.page(release_id, request.path, make)
    response = _encoded(page)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(page.etag, weak=True)
    response.make_conditional(request)
    return response


def _encoded(page: Page) -> Response:
    accepted = request.accept_encodings
    for name, body in (("br", page.brotlied), ("gzip", page.gzipped)):
        if accepted[name]:
            return Response(body, mimetype="text/html", headers={"Content-Encoding": name})
    return Response(page.plain, mimetype="text/html")


def _compress(body: bytes) -> Page:
    return Page(
        plain=body,
        gzipped=gzip.compress(body, 9, mtime=0),
        brotlied=brotli.compress(body, quality=9),
        etag=hashlib.sha256(body).hexdigest()[:20],
    )
