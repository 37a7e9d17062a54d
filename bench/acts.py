"""What a learner did before the bench looks: sent as the pages' forms send it, without the throttles."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import APIRequestContext

from mpt.config import ROOT
from mpt.content.folder import load_folder
from mpt.content.model import Course, Module
from mpt.content.reader import read_course
from mpt.rules.completion import lessons_of, quiz_of

OUR_PAGE = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
NAME = "王秀兰"
Fields = dict[str, list[int] | str]


@dataclass(frozen=True, slots=True)
class Book:
    """A bundled course in one language, and where its pages are."""

    course: Course
    language: str

    def address(self, module: Module, page: str) -> str:
        """Return where a page of a module is."""
        return f"/{self.language}/courses/{self.course.id}/{module.id}/{page}"

    def lessons(self, place: int = 0) -> list[tuple[str, str]]:
        """Return address and heading of each lesson of the module at a place."""
        module = self.course.modules[place]
        return [(self.address(module, one.id), one.heading) for one in lessons_of(module, self.language)]

    def acts(self) -> list[tuple[str, Fields]]:
        """Return what must be sent to complete the course: addresses and fields, each quiz answered rightly."""
        return [act for module in self.course.modules for act in self._module(module)]

    def _module(self, module: Module) -> list[tuple[str, Fields]]:
        acts: list[tuple[str, Fields]] = [
            (self.address(module, lesson.id), {}) for lesson in lessons_of(module, self.language)
        ]
        quiz = quiz_of(module, self.language)
        if quiz:
            key: Fields = {f"q.{question.id}": sorted(question.key) for question in quiz.questions}
            acts.append((self.address(module, "quiz"), key))
        return acts


def books(language: str) -> list[Book]:
    """Return the bundled courses, as they stand on home: the first is the one a parent meets first."""
    drafts = [
        read_course(path.name, load_folder(path)).course for path in (ROOT / "courses").iterdir() if path.is_dir()
    ]
    found = sorted((course for course in drafts if course), key=lambda course: course.order)
    return [Book(course, language) for course in found]


def smallest(language: str) -> Book:
    """Return the course that is completed with the fewest acts."""
    return min(books(language), key=lambda book: len(book.acts()))


def send(phone: APIRequestContext, address: str, fields: Fields) -> str:
    """Send one form and return where it leads."""
    answer = phone.post(address, data=urlencode(fields, doseq=True), headers=OUR_PAGE, max_redirects=0)
    if answer.status != 303:
        raise RuntimeError(f"{address} answered {answer.status}")
    return answer.headers["location"]


def begin(phone: APIRequestContext, book: Book) -> None:
    """Read the first lesson."""
    send(phone, *book.acts()[0])


def earn_certificate(phone: APIRequestContext, book: Book) -> str:
    """Complete the course, write the name, and return the certificate's address."""
    for act in book.acts():
        send(phone, *act)
    mine = phone.get(f"/{book.language}/me").text()
    found = re.search(rf"/{book.language}/certificates/[0-9A-Z]+", mine)
    if not found:
        raise RuntimeError(f"{book.course.id} was completed, but there is no certificate")
    send(phone, found[0], {"name": NAME, "sure": "1"})
    return found[0]
