"""What the pages say of a release: what it changes, whom it means something, and how it came to be served."""

from collections.abc import Iterable, Iterator, Sequence

from mpt.content.changes import How, TextChange
from mpt.content.effects import Place
from mpt.content.model import Course, Lesson, Module
from mpt.i18n import name_of
from mpt.rules.figures import STEP
from mpt.services.publishing import ServingAct
from mpt.services.releasing import Served
from mpt.web import staff
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.studio.here import titled

HOWS = {
    How.ADDED: N_("new"),
    How.CHANGED: N_("changed"),
    How.REMOVED: N_("gone"),
    How.MOVED: N_("moved"),
    How.COMPARED: N_("compared with the source"),
    How.LAID_OUT: N_("empty lines only"),
}
ACTS = {ServingAct.PUBLISHED: N_("Published"), ServingAct.ROLLED_BACK: N_("Served again")}


def how(what: How) -> str:
    """Return what became of something, in a word."""
    return words().gettext(HOWS[what])


def act(line: Served) -> str:
    """Return how a release came to be served, in a word."""
    return words().gettext(ACTS[line.act])


def by(line: Served) -> str:
    """Return by whose act a release was served."""
    return staff.called(line.staff) if line.staff else words().gettext("the command line")


def people(count: int) -> str:
    """Return how many learners, in words. `count` is in full tens: 0 are fewer than ten, and none is told from nine."""
    if not count:
        return words().gettext("fewer than %(n)s learners", n=STEP)
    return words().gettext("%(n)s learners and more", n=f"{count:,}")


def size(bytes_: int) -> str:
    """Return how large a file is, as everybody writes it."""
    return f"{max(1, round(bytes_ / 1000))} KB"


def by_language(texts: Iterable[TextChange], languages: Sequence[str]) -> list[tuple[str, list[TextChange]]]:
    """Return what differs in texts by the name of their language, in the order of the course's languages."""
    found: dict[str, list[TextChange]] = {tag: [] for tag in languages}
    for text in texts:
        found.setdefault(text.language, []).append(text)
    return [(name_of(tag), changes) for tag, changes in found.items() if changes]


class Told:
    """The names of what a course has, in a reader's language, of two states of it: of what is there, else of what was."""

    def __init__(self, old: Course, new: Course) -> None:
        self._states = (new, old)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the course, the source first, and after them those that it had."""
        return tuple(dict.fromkeys(tag for course in self._states for tag in course.languages))

    def module(self, module_id: str) -> str:
        """Return a module's title; its id where it has none."""
        found = (titled(module.texts, _source(course)) for course, module in self._modules(module_id))
        return next(filter(None, found), module_id)

    def lesson(self, place: Place) -> str:
        """Return a lesson's heading; its id where it has none."""
        found = (lesson.heading for lesson in self._lessons(place.module_id) if lesson.id == place.id)
        return next(filter(None, found), place.id)

    def question(self, place: Place) -> str:
        """Return what a question asks; its id where it has no words."""
        questions = (question for lesson in self._lessons(place.module_id) for question in lesson.questions)
        return next((question.stem for question in questions if question.id == place.id and question.stem), place.id)

    def _modules(self, module_id: str) -> Iterator[tuple[Course, Module]]:
        for course in self._states:
            yield from ((course, module) for module in course.modules if module.id == module_id)

    def _lessons(self, module_id: str) -> Iterator[Lesson]:
        for course, module in self._modules(module_id):
            for tongue in (words().language, _source(course), *module.texts):
                yield from module.texts[tongue].lessons if tongue in module.texts else ()


def _source(course: Course) -> str:
    return course.languages[0] if course.languages else ""
