"""What a course is, as frozen values.

One `Course` holds all its languages. Structure (which lessons, questions and choices there are) is the same in every
language, which `mpt.content.check` proves; the text differs. Ids, not positions in the text, are the keys of progress.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Folder = Mapping[str, bytes]
"""A course folder: path below the folder, with `/`, to the file's bytes. A release has the same shape."""


class Kind(StrEnum):
    """What a `##` section is for; the class in its heading's attributes, LESSON where there is none."""

    LESSON = "lesson"
    PRACTICE = "practice"
    QUIZ = "quiz"
    SURVEY = "survey"


READ = (Kind.LESSON, Kind.PRACTICE)
"""The kinds that are read, rather than answered."""


class Scale(StrEnum):
    """How a survey's statement is answered that lists no choices: on five faces, the last for “exactly so”."""

    FACES = "faces"
    """The last face is the glad one: for what one would like to be so."""
    SAD_FACES = "sad-faces"
    """The last face is the sad one: for what one would rather not be so."""


FACES = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a course folder, and how to mend it.

    `what` and `mend` are message ids of the catalogues, with `%(name)s` places that `params` fills.
    `line` counts from 1; 0 speaks of the file as a whole.
    """

    path: str
    line: int
    what: str
    mend: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question. `text` and `feedback` are Markdown; `feedback` is empty in a survey."""

    text: str
    correct: bool
    feedback: str
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `see` is the id of the lesson to read again after a wrong answer, or empty.

    A survey's question has a `scale` or choices of its own; one of a quiz has choices.
    """

    id: str
    stem: str
    hint: str
    choices: tuple[Choice, ...]
    explanation: str
    see: str
    line: int
    scale: Scale | None = None

    @property
    def places(self) -> int:
        """How many answers there are to choose from."""
        return FACES if self.scale else len(self.choices)

    @property
    def key(self) -> frozenset[int]:
        """The positions, from 0, of the choices that are right."""
        return frozenset(place for place, choice in enumerate(self.choices) if choice.correct)

    @property
    def several(self) -> bool:
        """Whether the learner chooses all that apply rather than one."""
        return len(self.key) > 1


@dataclass(frozen=True, slots=True)
class Lesson:
    """One `##` section in one language. `body` is its Markdown, which begins on the line after `line`, its heading's.

    A quiz or survey has `questions`, and what stands before them as its body.
    """

    id: str
    heading: str
    kind: Kind
    body: str
    questions: tuple[Question, ...]
    line: int


@dataclass(frozen=True, slots=True)
class ModuleText:
    """One module in one language: one file. `minutes` is the reading time without the quiz.

    `note` says what of it may be hard to read; only a module that can be skipped has one.
    """

    title: str
    outcome: str
    minutes: int
    translated_from: str
    lessons: tuple[Lesson, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """One module. `id` is the folder's name without its number: `01-your-feelings-count` is `your-feelings-count`."""

    id: str
    folder: str
    sources: tuple[str, ...]
    review: tuple[str, ...]
    skippable: bool
    texts: Mapping[str, ModuleText]


@dataclass(frozen=True, slots=True)
class CourseText:
    """A course's own words in one language. `introduction` is Markdown, which begins at `line` of its file.

    `survey` is asked before the first lesson and again when the course is complete; a course may have none.
    """

    title: str
    summary: str
    introduction: str
    translated_from: str = ""
    line: int = 1
    survey: Lesson | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course. `languages[0]` is the source. `pass_mark` is a percentage of a quiz's questions.

    `order` is its place among the courses, from 1; those with the same place go by their id.
    """

    id: str
    languages: tuple[str, ...]
    pass_mark: int
    sensitive: bool
    cover: str
    order: int
    texts: Mapping[str, CourseText]
    modules: tuple[Module, ...]

    def title_in(self, language: str) -> str:
        """Return the title in `language`, or in the source language where the course doesn't have it."""
        return self.texts.get(language, self.texts[self.languages[0]]).title
