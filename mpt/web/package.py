"""A course as one file, to be kept on a phone: all its pages in one language, as one release of it has them.

The pages lie in it whole, so that a phone which has it needs nothing else, and one answer compresses what they have in
common: some 35 KB where the pages one by one would be 250.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from mpt.content.media import PICTURES, webp_of
from mpt.content.model import Module
from mpt.rules.completion import lessons_of, quiz_of
from mpt.rules.permissions import Who
from mpt.services.publishing import Edition
from mpt.web.entrance import enter
from mpt.web.headers import PAGE_HEADERS
from mpt.web.language import language
from mpt.web.learn import course_page, lesson_page, module_page, package_version
from mpt.web.public import answer, encoded, pressed
from mpt.web.quiz import quiz_page
from mpt.web.reading import media_address
from mpt.web.scripts import page_script_address
from mpt.web.shelf import find_edition
from mpt.web.site import help_html

bp = Blueprint("package", __name__)


@bp.get("/<lang>/packages/<course_id>")
@enter(Who.ANYONE)
def package(course_id: str) -> ResponseReturnValue:
    """A whole course: `{version, headers, pages: {address: HTML}, files: [address]}`.

    Mpt-Length is its length in bytes, Mpt-Bytes what of it goes over the wire: a phone names the one before it fetches
    anything, and counts up to the other.
    """
    edition = find_edition(course_id)
    page = pressed(edition, lambda: _packed(edition))
    response = answer(page, "application/json")
    pictures = sum(len(edition.folder[path]) for path in _pictures(edition))
    response.headers["Mpt-Length"] = str(len(page.plain))
    response.headers["Mpt-Bytes"] = str(len(encoded(page).get_data()) + pictures)
    return response


def _packed(edition: Edition) -> str:
    course_id = edition.course.id
    addresses = [media_address(course_id, path, edition.folder[path]) for path in _pictures(edition)]
    return json.dumps(
        {
            "version": package_version(edition),
            "headers": {"Content-Type": "text/html; charset=utf-8", **current_app.extensions[PAGE_HEADERS]},
            "pages": {address: _made(address, make) for address, make in _pages(edition)},
            "files": [page_script_address(), *addresses],
        },
        ensure_ascii=False,
    )


def _pages(edition: Edition) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield the address of each page, and what makes it. All are of `edition`, whatever is published meanwhile."""
    course_id = edition.course.id
    yield url_for("learn.course", course_id=course_id), partial(course_page, edition)
    yield url_for("site.help_page"), partial(help_html, edition)
    for module in edition.course.modules:
        yield from _pages_of(edition, module)


def _pages_of(edition: Edition, module: Module) -> Iterator[tuple[str, Callable[[], str]]]:
    address = partial(url_for, course_id=edition.course.id, module_id=module.id)
    yield address("learn.module"), partial(module_page, edition, module)
    for lesson in lessons_of(module, language()):
        yield address("learn.lesson", lesson_id=lesson.id), partial(lesson_page, edition, module, lesson)
    if quiz_of(module, language()):
        yield address("quiz.quiz"), partial(quiz_page, edition, module)


def _made(address: str, make: Callable[[], str]) -> str:
    """Return a page as it is at its own address: the language switch and the like go by it."""
    with current_app.test_request_context(address):
        return make()


def _pictures(edition: Edition) -> Iterator[str]:
    """Yield the pictures that don't stand in the pages themselves. Recordings are too large to be kept unasked.

    Of a picture with a WebP that alone is kept: a phone that can't read it sees the picture's words while it's offline.
    """
    photos = (path for path in edition.folder if path.endswith(PICTURES) and not path.endswith(".svg"))
    return (path for path in photos if webp_of(path) not in edition.folder)
