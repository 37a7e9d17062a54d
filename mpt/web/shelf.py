"""The courses as this process serves them: each current release read once and held in memory.

A release published through another process is noticed by asking the database, at most once in `poll_seconds`, which
releases are current. A release that this process can't read never replaces the one that it serves.
"""

import logging
import threading
import time
from collections.abc import Mapping

from flask import Flask, current_app
from sqlalchemy.orm import Session

from mpt.content.model import Module
from mpt.models.database import Database
from mpt.services.publishing import Edition, FaultyCourseError, current_releases, read_edition
from mpt.web.language import language

log = logging.getLogger(__name__)


class UnknownPageError(Exception):
    """There is no course, module or lesson of this name."""


class Shelf:
    """All current editions, by course id."""

    def __init__(self, database: Database, poll_seconds: float) -> None:
        self._database = database
        self._poll_seconds = poll_seconds
        self._editions: dict[str, Edition] = {}
        self._unreadable: set[int] = set()
        self._looked_at = float("-inf")
        self._looking = threading.Lock()

    def editions(self) -> Mapping[str, Edition]:
        """Return the current editions, no older than `poll_seconds`."""
        is_old = time.monotonic() - self._looked_at >= self._poll_seconds
        # One thread looks; the others, once there is anything to serve, go on with what is known.
        if is_old and self._looking.acquire(blocking=not self._editions):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._editions

    def edition(self, course_id: str) -> Edition:
        """Return the current edition of a course. Raises UnknownPageError."""
        try:
            return self.editions()[course_id]
        except KeyError:
            raise UnknownPageError(course_id) from None

    def _look(self) -> None:
        with self._database.session(writes=False) as session:
            current = current_releases(session)
            editions = {}
            for course_id, release_id in sorted(current.items()):
                edition = self._editions.get(course_id)
                if edition is None or edition.release_id != release_id:
                    edition = self._read(session, course_id, release_id) or edition
                if edition:
                    editions[course_id] = edition
        self._editions = editions
        self._looked_at = time.monotonic()

    def _read(self, session: Session, course_id: str, release_id: int) -> Edition | None:
        if release_id in self._unreadable:
            return None
        try:
            return read_edition(session, course_id, release_id)
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
    """Return the current editions that have the language of this request."""
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


def find_module(course_id: str, module_id: str) -> tuple[Edition, Module]:
    """Return the current edition of a course, and a module of it. Raises UnknownPageError."""
    edition = find_edition(course_id)
    for module in edition.course.modules:
        if module.id == module_id:
            return edition, module
    raise UnknownPageError(module_id)
