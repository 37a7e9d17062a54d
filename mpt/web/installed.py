"""The platform among a phone's apps: its name and its icons, for whoever puts it on the home screen."""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from flask import Blueprint, Response, jsonify, url_for

from mpt.paper import card, icon
from mpt.rules.permissions import Who
from mpt.web.assets import LIGHT, STATIC, static_address
from mpt.web.entrance import enter
from mpt.web.language import language_tag, words
from mpt.web.public import for_ever
from mpt.web.shelf import UnknownPageError

bp = Blueprint("installed", __name__)


class _Icon(NamedTuple):
    """A picture of the icon: how many pixels it is wide, how much of that the drawing is, how a phone may use it."""

    side: int
    share: float = 1
    purpose: str = "any"


# A phone may cut a maskable icon down to a circle of four fifths, so the drawing keeps away from the edge.
_ICONS: Mapping[str, _Icon] = {
    "192": _Icon(192),
    "512": _Icon(512),
    "maskable": _Icon(512, 0.86, "maskable"),
    "touch": _Icon(180),
    "card": _Icon(card.SIDE),
}
_IN_MANIFEST = ("192", "512", "maskable")


@bp.get("/<lang>/manifest.webmanifest")
@enter(Who.ANYONE)
def manifest() -> Response:
    """What a phone asks for before it installs the platform: one app in each language."""
    _ = words().gettext
    home = url_for("learn.home")
    response = jsonify(
        id=home,
        name=_("Migrant Parent Training"),
        short_name=_("Parent class"),
        lang=language_tag(),
        start_url=home,
        scope="/",
        display="standalone",
        theme_color=LIGHT["paper"],
        background_color=LIGHT["paper"],
        icons=[
            *(_icon_entry(name) for name in _IN_MANIFEST),
            {"src": static_address("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@bp.get("/icons/<name>.png")
@enter(Who.ANYONE)
def icon_picture(name: str) -> Response:
    """One picture of the icon. The address that pages name carries its version, so it may be kept for ever."""
    if name not in _ICONS:
        raise UnknownPageError(name)
    return for_ever(_png(name), "image/png")


@cache
def icon_address(name: str) -> str:
    """Return where a picture of the icon is. The address names what is drawn: no page waits until it is."""
    made_of = f"{_drawing()} {LIGHT['cut']} {_ICONS[name]}"
    return f"/icons/{name}.png?v={hashlib.sha256(made_of.encode()).hexdigest()[:10]}"


@bp.app_context_processor
def _for_templates() -> dict[str, object]:
    return {"icon": icon_address}


def _png(name: str) -> bytes:
    return icon.png(_drawing(), _ICONS[name].side, LIGHT["cut"], _ICONS[name].share)


def _drawing() -> str:
    return (STATIC / "icon.svg").read_text(encoding="utf-8")


def _icon_entry(name: str) -> dict[str, str]:
    side, _share, purpose = _ICONS[name]
    return {"src": icon_address(name), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
