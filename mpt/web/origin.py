"""Cross-site requests are refused by what the browser says of their origin, so no page carries a token.

Sec-Fetch-Site is sent by Chromium from 76 and by iOS from 16.4, Origin with every POST by everything older. A client
that sends neither isn't a browser of ours.
"""

from flask import Flask, request

from mpt.web.transaction import SAFE_METHODS


class CrossSiteError(Exception):
    """A request that changes something came from another site, or doesn't say from where."""


def init_app(app: Flask) -> None:
    """Refuse cross-site requests to `app` before any view is called."""
    app.before_request(_refuse_cross_site)


def _refuse_cross_site() -> None:
    if request.method not in SAFE_METHODS and not _same_origin():
        raise CrossSiteError


def _same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    # Compared as text: an Origin that isn't even an address must not break anything.
    return request.headers.get("Origin") in {f"http://{request.host}", f"https://{request.host}"}
