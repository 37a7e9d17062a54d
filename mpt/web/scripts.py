"""What a page gains from scripts: the files of `static/scripts`, joined, with short names, compressed once.

They are written one file a matter and commented, and go over the wire as one file of a few KB.
"""

from functools import cache
from pathlib import Path

from calmjs.parse import es5
from calmjs.parse.unparsers.es5 import minify_print
from flask import Blueprint, Response, request, url_for

from mpt.rules.permissions import Who
from mpt.web.entrance import enter
from mpt.web.public import Page, compress, encoded

bp = Blueprint("scripts", __name__)
_FOLDER = Path(__file__).resolve().parent.parent.parent / "static" / "scripts"
PARTS = ("outbox.js", "keep.js", "state.js", "lamps.js", "forms.js", "listen.js")
"""The parts of the page's script, in their order: each may use what those before it have made."""


@bp.get("/mpt.js")
@enter(Who.ANYONE)
def page_script() -> Response:
    """The script of every page. The address that pages name carries its version, so it may be kept for ever."""
    response = encoded(_built(PARTS), "text/javascript")
    if request.args.get("v") == _version():
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # Else it's another version of the software that is asked for: nobody may keep this one under that name.
    return response


@bp.get("/sw.js")
@enter(Who.ANYONE)
def service_worker() -> Response:
    """The service worker. At the root, because it serves all pages; asked for anew once an hour, because that costs data."""
    response = encoded(_built(("sw.js",)), "text/javascript")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def page_script_address() -> str:
    """Return where the script of every page is."""
    return url_for("scripts.page_script", v=_version())


def _version() -> str:
    return _built(PARTS).etag[:10]


@cache
def _built(parts: tuple[str, ...]) -> Page:
    source = "\n".join((_FOLDER / part).read_text(encoding="utf-8") for part in parts)
    # What is younger than our oldest phones isn't even parsed. Names that other files use stay as they are.
    return compress(minify_print(es5(source), obfuscate=True, obfuscate_globals=False).encode(), quality=11)
