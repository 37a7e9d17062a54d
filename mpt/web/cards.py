"""What a chat shows beside a link to a page for everybody: a picture of its course, its module or its lesson.

Only what a current release holds is ever drawn. The address names what the picture shows, so a chat may keep it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from flask import Blueprint, Response, current_app, url_for

from mpt.content.lines import numbered
from mpt.content.links import Target, references
from mpt.content.model import Lesson, Module
from mpt.content.svg import UnsafePictureError, clean
from mpt.paper import card
from mpt.paper.card import Card
from mpt.rules.completion import lessons_of
from mpt.rules.permissions import Who
from mpt.services.publishing import Edition
from mpt.web.assets import LIGHT
from mpt.web.entrance import enter
from mpt.web.installed import icon_address
from mpt.web.language import language, words
from mpt.web.public import for_ever
from mpt.web.shelf import UnknownPageError, find_edition

bp = Blueprint("cards", __name__)


@bp.get("/<lang>/cards/<course_id>/<digest>.png")
@enter(Who.ANYONE)
def picture(course_id: str, digest: str) -> Response:
    """The picture of a page of a current release."""
    for each in _cards(find_edition(course_id)):
        if each.digest == digest:
            return for_ever(card.png(each), "image/png")
    raise UnknownPageError(digest)


@bp.app_context_processor
def _for_templates() -> dict[str, object]:
    return {"card_picture": _address, "card_side": card.SIDE}


def _address(edition: Edition | None = None, module: Module | None = None, lesson: Lesson | None = None) -> str:
    """Return where the picture of a page is, whole, as chats want it: the icon where nothing is drawn."""
    found = _card(edition, module, lesson) if edition else None
    if edition and found:
        path = url_for("cards.picture", course_id=edition.course.id, digest=found.digest)
    else:
        path = icon_address("card")
    return f"{current_app.config['MPT'].public_url}{path}"


def _cards(edition: Edition) -> Iterator[Card]:
    for module, lesson in _places(edition):
        found = _card(edition, module, lesson)
        if found:
            yield found


def _places(edition: Edition) -> Iterator[tuple[Module | None, Lesson | None]]:
    yield None, None
    for module in edition.course.modules:
        yield module, None
        for lesson in lessons_of(module, language()):
            yield module, lesson


def _card(edition: Edition, module: Module | None, lesson: Lesson | None) -> Card | None:
    drawing = next((drawn for path in _drawings(edition, module, lesson) if (drawn := _drawn(edition, path))), "")
    if lesson:
        title = lesson.heading
    else:
        title = (module or edition.course).texts[language()].title
    return Card(drawing, title, words().gettext("Migrant Parent Training"), language()) if drawing else None


def _drawings(edition: Edition, module: Module | None, lesson: Lesson | None) -> Iterator[str]:
    """Yield the paths of the drawings that may stand for a page, best first: its own, its module's, its course's."""
    for each in (lesson, *(module.texts[language()].lessons if module else ())):
        for reference in references(numbered(each.body)) if each else ():
            if module and reference.target is Target.PICTURE:
                yield f"{module.folder}/{reference.address}"
    yield edition.course.cover


def _drawn(edition: Edition, path: str) -> str:
    """Return a drawing in the colours of day; nothing for a photo, in which somebody might be known again."""
    return _coloured(edition.folder[path]) if path.endswith(".svg") and path in edition.folder else ""


@lru_cache(maxsize=200)
def _coloured(data: bytes) -> str:
    try:
        svg = clean(data)
    except UnsafePictureError:
        return ""
    svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace("currentColor", "var(--cut)")
    return re.sub(r"var\(--(\w+)\)", lambda token: LIGHT[token[1]], svg)
