"""The courses as this process serves them: each current release read once and held in memory.

A release published through another process is noticed by asking the database, at most once in `poll_seconds`, which
releases are current. A release that this process can't read never replaces the one that it serves.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from mpt.content.model import Module
from mpt.models.database import Database
from mpt.services.publishing import Edition, FaultyCourseError, UnknownCourseError, current_releases, read_edition
from mpt.web.language import language

log = logging.getLogger(__name__)

_MOST_OLDER = 20


class UnknownPageError(Exception):
    """There is no course, module or lesson of this name."""


class Shelf:
    """All current editions, by course id, and whichever older ones somebody still refers to."""

    def __init__(self, database: Database, poll_seconds: float) -> None:
        self._database = database
        self._poll_seconds = poll_seconds
        self._editions: dict[str, Edition] = {}
        self._older: OrderedDict[int, Edition] = OrderedDict()
        self._unreadable: set[int] = set()
        self._looked_at = float("-inf")
        self._looking = threading.Lock()

    def editions(self) -> Mapping[str, Edition]:
        """Return the current editions, no older than `poll_seconds` while the database answers."""
        is_old = time.monotonic() - self._looked_at >= self._poll_seconds
        # One thread looks; the others, once there is anything to serve, go on with what is known.
        if is_old and self._looking.acquire(blocking=not self._editions):
            try:
                self._look()
                self._looked_at = time.monotonic()
            finally:
                self._looking.release()
        return self._editions

    def languages(self, *, anew: bool) -> frozenset[str]:
        """Return the languages that current courses are in; none where the database doesn't answer and none are known.

        Without `anew` it's what this process knows already, and it asks only where it knows nothing.
        """
        try:
            editions = self._editions if self._editions and not anew else self.editions()
        except SQLAlchemyError:
            return frozenset()
        return frozenset(language for edition in editions.values() for language in edition.course.languages)

    def edition(self, course_id: str) -> Edition:
        """Return the current edition of a course. Raises UnknownPageError."""
        try:
            return self.editions()[course_id]
        except KeyError:
            raise UnknownPageError(course_id) from None

    def release(self, course_id: str, release_id: int) -> Edition:
        """Return a course as it was in one of its releases; as it is now where that release can't be read.

        Raises UnknownPageError.
        """
        current = self.edition(course_id)
        if current.release_id == release_id:
            return current
        edition = self._older.get(release_id) or self._read(course_id, release_id) or current
        if edition.course.id != course_id:
            raise UnknownPageError(course_id)
        if edition is not current:
            self._older[release_id] = edition
            while len(self._older) > _MOST_OLDER:
                self._older.popitem(last=False)
        return edition

    def _look(self) -> None:
        try:
            with self._database.session(writes=False) as session:
                current = current_releases(session)
        except SQLAlchemyError:
            if not self._editions:
                raise
            # Whoever is reading a lesson can go on reading.
            log.exception("the database doesn't answer; what is known is served")
            return
        editions = {}
        for course_id, release_id in sorted(current.items()):
            edition = self._editions.get(course_id)
            if edition is None or edition.release_id != release_id:
                edition = self._read(course_id, release_id) or edition
            if edition:
                editions[course_id] = edition
        self._editions = dict(sorted(editions.items(), key=lambda one: one[1].course.order))

    def _read(self, course_id: str, release_id: int) -> Edition | None:
        if release_id in self._unreadable:
            return None
        try:
            with self._database.session(writes=False) as session:
                return read_edition(session, course_id, release_id)
        except UnknownCourseError:
            return None
        except FaultyCourseError as error:
            log.error("release %d of %s can't be read: %s", release_id, course_id, error.faults[:3])
            self._unreadable.add(release_id)
            return None


def init_app(app: Flask, database: Database, poll_seconds: float) -> None:
    """Give `app` its shelf."""
    app.extensions["mpt.shelf"] = Shelf(database, poll_seconds)


def shelf() -> Shelf:
    """Return the shelf of the application that answers this request."""
    found: Shelf = current_app.extensions["mpt.shelf"]
    return found


def editions_here() -> dict[str, Edition]:
    """Return the current editions that have the language of this request, in the order of the courses."""
    return {
        course_id: edition
        for course_id, edition in shelf().editions().items()
        if language() in edition.course.languages
    }


def find_edition(course_id: str) -> Edition:
    """Return the current edition of a course that has the language of this request. Raises UnknownPageError."""
    edition = shelf().edition(course_id)
    if language() not in edition.course.languages:
        raise UnknownPageError(course_id)
    return edition


def find_shown(course_id: str, module_id: str, release_id: int | None) -> tuple[Edition, Edition, Module]:
    """Return the current edition of a course, the one whose page a form was on, and its module.

    An act may arrive long after its page was shown, and what it was shown may be gone by then. Raises UnknownPageError.
    """
    edition = shelf().edition(course_id)
    shown = shelf().release(course_id, release_id) if release_id else edition
    for module in shown.course.modules:
        if module.id == module_id and language() in shown.course.languages:
            return edition, shown, module
    raise UnknownPageError(module_id)


def find_module(course_id: str, module_id: str) -> tuple[Edition, Module]:
    """Return the current edition of a course, and a module of it. Raises UnknownPageError."""
    edition = find_edition(course_id)
    for module in edition.course.modules:
        if module.id == module_id:
            return edition, module
    raise UnknownPageError(module_id)
