"""Stylesheet, drawings and icon. A page holds its stylesheet, so that it can be read after one request."""

import hashlib
import re
from functools import cache
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, current_app
from markupsafe import Markup
from whitenoise import WhiteNoise

from mpt.web.language import language_tag
from mpt.web.reading import cover_html, opening_html
from mpt.web.scripts import page_script_address

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
STYLE = (STATIC / "mpt.css").read_text(encoding="utf-8")
LIGHT = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", STYLE.partition("}")[0]))
"""The colours of day by their names in the stylesheet, which begins with them: for what no stylesheet reaches."""


def init_app(app: Flask) -> None:
    """Serve the files of `static/` and tell the templates of them."""
    # The address carries the version, so what it answers may be kept for ever.
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=STATIC,
        prefix="static/",
        allow_all_origins=False,
        immutable_file_test=lambda *_: True,
        add_headers_function=_add_headers,
    )
    app.context_processor(
        lambda: {
            "inline_style": Markup(STYLE),  # noqa: S704 - our own file
            "static": static_address,
            "page_script": page_script_address,
            "drawing": _drawing,
            "opening": opening_html,
            "cover": cover_html,
            "lang_tag": language_tag(),
        }
    )


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def software() -> str:
    """Return what tells this software's pages from those of another: templates, words, style, script, helplines."""
    return _digest(repr(current_app.config["MPT"].helplines))


@cache
def _digest(settings: str) -> str:
    digest = hashlib.sha256(settings.encode())
    for folder in (STATIC, STATIC.parent / "translations", Path(__file__).parent / "templates"):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@cache
def static_address(name: str) -> str:
    """Return where a file of `static/` is: the address names its bytes."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@cache
def _drawing(name: str) -> Markup:
    """Return a drawing of `static/` to stand in a page and take its colours. What it shows is said beside it."""
    svg = (STATIC / f"{name}.svg").read_text(encoding="utf-8")
    opened = f'<svg class="drawing {name}-drawing" aria-hidden="true" viewBox'
    return Markup(re.sub("<svg [^>]*?viewBox", opened, svg, count=1).replace("\n", ""))  # noqa: S704 - our own file
