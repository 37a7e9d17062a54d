"""What every page of the studio stands on: the course as it's being written, and what of it the address names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import url_for

from mpt.content.model import Course, Module
from mpt.content.parts import text_of
from mpt.content.reader import Draft, read_draft
from mpt.services import drafts, publishing
from mpt.services.translations import OWN
from mpt.web.language import language, words
from mpt.web.shelf import UnknownPageError
from mpt.web.transaction import db

COURSE = "/<lang>/studio/<course_id>"
"""With what the address of every page of one course begins."""


@dataclass(frozen=True, slots=True)
class CourseHere:
    """A course as it's being written. `texts` are its *.md and course.toml by path, `draft` what could be read of them."""

    course_id: str
    texts: Mapping[str, bytes]
    draft: Draft

    @property
    def course(self) -> Course:
        """The course with its holes: any text may be missing, any id empty, and there may be no language at all."""
        return self.draft.course

    @property
    def languages(self) -> tuple[str, ...]:
        """The course's languages, the source first."""
        return self.draft.course.languages

    @property
    def source(self) -> str:
        """The language that the others are translated from. zh where course.toml can't be read."""
        return self.languages[0] if self.languages else "zh"

    @property
    def title(self) -> str:
        """The course's title, in this request's language where it has one, else any; its id where there is none."""
        return titled(self.draft.course.texts, self.source) or self.course_id

    def module(self, module_id: str) -> Module:
        """Return a module of the course. Raises UnknownPageError."""
        for module in self.draft.course.modules:
            if module.id == module_id:
                return module
        raise UnknownPageError(module_id)

    def module_title(self, module_id: str) -> str:
        """Return a module's title as `title` does; for OWN what its own words are called. Raises UnknownPageError."""
        if module_id == OWN:
            return words().gettext("The course's own words")
        return titled(self.module(module_id).texts, self.source) or module_id

    def tongue_of(self, module_id: str) -> str:
        """Return which language a module's title is in; empty where it's words of the page. Raises UnknownPageError."""
        return "" if module_id == OWN else _titled_in(self.module(module_id).texts, self.source)

    def path(self, module_id: str, tongue: str) -> str:
        """Return the path of the file of a module, or of OWN, in a language of the course. Raises UnknownPageError."""
        if tongue not in self.languages:
            raise UnknownPageError(tongue)
        return f"{tongue}.md" if module_id == OWN else f"{self.module(module_id).folder}/{tongue}.md"

    def text(self, module_id: str, tongue: str) -> str:
        """Return that file as text, its line ends as they are; empty where it's missing. Raises UnknownPageError."""
        return text_of(self.texts.get(self.path(module_id, tongue), b""))


def course_here(course_id: str) -> CourseHere:
    """Return the course that the address names, as it's being written. Raises UnknownPageError."""
    try:
        found = drafts.texts(db(), course_id)
    except publishing.UnknownCourseError:
        raise UnknownPageError(course_id) from None
    return CourseHere(course_id, found, _read(course_id, tuple(found.items())))


def titled(texts: Mapping[str, object], source: str) -> str:
    """Return the title among texts by language: this request's language first, then the source's, then any."""
    return str(getattr(texts.get(_titled_in(texts, source)), "title", ""))


def _titled_in(texts: Mapping[str, object], source: str) -> str:
    """Return in which language that title is; empty where there is none."""
    return next((tongue for tongue in (language(), source, *texts) if getattr(texts.get(tongue), "title", "")), "")


def crumbs(here: CourseHere | None = None, module_id: str = "") -> list[tuple[str, str]]:
    """Return the way back for the crumbs: the courses, this course, this module; address and label of each.

    The page's own step isn't among them: give `here` on pages below a course, `module_id` on pages below a module.
    """
    steps = [(url_for("studio.courses"), words().gettext("Courses"))]
    if here:
        steps.append((url_for("studio.course", course_id=here.course_id), here.title))
    if here and module_id and module_id != OWN:
        address = url_for("studio.module", course_id=here.course_id, module_id=module_id)
        steps.append((address, here.module_title(module_id)))
    return steps


@lru_cache(maxsize=4)
def _read(course_id: str, texts: tuple[tuple[str, bytes], ...]) -> Draft:
    # Reading a whole course takes a tenth of a second, and most pages find it as the page before did. Few are kept: each
    # autosave makes another, and holds all texts of its course.
    return read_draft(course_id, dict(texts))
