"""What pictures and recordings a module of a course that is being written has, where they are used, what is still to record."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from mpt.content.lines import numbered
from mpt.content.links import Target, references
from mpt.content.media import PICTURES, RECORDINGS, check_file, picture_size, recording_seconds, webp_of
from mpt.content.model import READ, Fault, Kind, Lesson, Question
from mpt.content.parts import FRONT, digest, parts_of, text_of
from mpt.content.reader import read_draft
from mpt.content.recordings import is_stale, recordings_in, words_hash
from mpt.services import drafts
from mpt.services.modulefiles import UnknownMediumError, names_in, place_of
from mpt.services.translating import OWN


class Fits(StrEnum):
    """How a recording stands to the words of its lesson."""

    NONE = "none"
    UNKNOWN = "unknown"
    STALE = "stale"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a file is used: the language, the part and its heading, and a picture's words."""

    tongue: str
    part: str
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Medium:
    """One picture or recording, with the WebP that stands in for it on most phones, where it has one.

    `faults` is what the check says of the file.
    """

    name: str
    path: str
    data: bytes
    webp: bytes
    uses: tuple[Use, ...]
    is_cover: bool
    faults: tuple[Fault, ...]

    @property
    def is_recording(self) -> bool:
        """Whether it's a recording."""
        return self.name.endswith(RECORDINGS)

    @property
    def size(self) -> int:
        """How many bytes most phones fetch."""
        return len(self.webp or self.data)

    @property
    def seconds(self) -> int:
        """How long a recording is; 0 for anything else."""
        return recording_seconds(self.data) if self.is_recording else 0

    @property
    def shape(self) -> tuple[int, int] | None:
        """A photo's width and height in pixels; None for anything else."""
        return picture_size(self.data)

    def words(self, tongue: str) -> str:
        """Return the words that a picture has in a language; empty where it has none."""
        return next((use.words for use in self.uses if use.tongue == tongue), "")

    @property
    def base(self) -> str:
        """Stands for a picture's words as they are, in all languages: a page says by it which words it showed."""
        return digest("\n".join(dict.fromkeys(f"{use.tongue} {use.words}" for use in self.uses)))

    @property
    def tongues(self) -> list[str]:
        """The languages that show or play it."""
        return list(dict.fromkeys(use.tongue for use in self.uses))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A lesson in one language, and its recording: `name` is empty where it has none. `of` stands for its words as they are.

    `seconds` and `size` in bytes are the recording's, 0 where its file isn't there.
    """

    tongue: str
    part: str
    lesson: Lesson
    name: str
    fits: Fits
    of: str
    seconds: int
    size: int


@dataclass(frozen=True, slots=True)
class Look:
    """A module's pictures and recordings. `spoken` are its lessons by part, then by language; `parts` where pictures may stand.

    `parts` are (id, heading), each with the languages that have it.
    """

    languages: tuple[str, ...]
    media: tuple[Medium, ...]
    spoken: dict[str, dict[str, Spoken]]
    parts: dict[str, tuple[str, list[str]]]

    def medium(self, name: str) -> Medium:
        """Return one picture or recording. Raises UnknownMediumError."""
        for medium in self.media:
            if medium.name == name:
                return medium
        raise UnknownMediumError(name)


@dataclass(frozen=True, slots=True)
class _Read:
    """One text as the reader has it: its parts by id, each with its heading and what is written there."""

    tongue: str
    lessons: dict[str, Lesson]


def look(session: Session, course_id: str, module_id: str) -> Look:
    """Return what a module has, or OWN. Raises modulefiles.UnknownModuleError, publishing.UnknownCourseError."""
    texts = drafts.texts(session, course_id)
    folder, languages, cover = place_of(texts, module_id)
    prefix = f"{folder}/" if folder else ""
    names = names_in(drafts.paths(session, course_id), folder)
    there = drafts.some_files(session, course_id, [f"{prefix}{name}" for name in names])
    data = {path.removeprefix(prefix): content for path, content in there.items()}
    read = list(_texts(course_id, texts, module_id, languages, prefix))
    uses = {name: tuple(use for text in read for use in _uses(text, name)) for name in names}
    stand_ins = {webp_of(name) for name in names if not uses.get(webp_of(name))}
    media = tuple(
        Medium(
            name=name,
            path=f"{prefix}{name}",
            data=data[name],
            webp=data.get(webp_of(name), b""),
            uses=uses[name],
            is_cover=name == cover,
            faults=tuple(check_file(f"{prefix}{name}", data[name])),
        )
        for name in names
        if name.endswith((*PICTURES, *RECORDINGS)) and name not in stand_ins
    )
    return Look(languages, media, _spoken(read, data), _parts(read))


def _texts(
    course_id: str, texts: dict[str, bytes], module_id: str, languages: tuple[str, ...], prefix: str
) -> Iterator[_Read]:
    course = read_draft(course_id, texts).course
    module = next((module for module in course.modules if module.id == module_id), None)
    for tongue in languages:
        parts = [part.id for part in parts_of(text_of(texts.get(f"{prefix}{tongue}.md", b"")))]
        own = course.texts.get(tongue) if module_id == OWN else None
        if own:
            front = Lesson(FRONT, own.title, Kind.LESSON, own.introduction, (), own.line - 1)
            yield _Read(tongue, {FRONT: front, **({own.survey.id or parts[-1]: own.survey} if own.survey else {})})
        text = module.texts.get(tongue) if module else None
        if text:
            yield _Read(tongue, dict(zip(parts[1:], text.lessons, strict=False)))


def _uses(text: _Read, name: str) -> Iterator[Use]:
    for part, lesson in text.lessons.items():
        written = [lesson.body, *(words for question in lesson.questions for words in _written(question))]
        for body in written:
            for reference in references(numbered(body)):
                if reference.target is not Target.LINK and reference.address == name:
                    yield Use(text.tongue, part, lesson.heading, reference.words)


def _written(question: Question) -> Iterator[str]:
    yield from (question.stem, question.hint, question.explanation)
    for choice in question.choices:
        yield from (choice.text, choice.feedback)


def _spoken(read: list[_Read], data: dict[str, bytes]) -> dict[str, dict[str, Spoken]]:
    found: dict[str, dict[str, Spoken]] = {}
    for text in read:
        for part, lesson in text.lessons.items():
            if lesson.kind in READ and part != FRONT:
                found.setdefault(part, {})[text.tongue] = _one(text.tongue, part, lesson, data)
    return found


def _one(tongue: str, part: str, lesson: Lesson, data: dict[str, bytes]) -> Spoken:
    right = words_hash(lesson.heading, lesson.body)
    recording = next(recordings_in(lesson.body, 1), None)
    if recording is None:
        return Spoken(tongue, part, lesson, "", Fits.NONE, right, 0, 0)
    fits = Fits.STALE if is_stale(recording, right) else Fits.FRESH if recording.of else Fits.UNKNOWN
    mp3 = data.get(recording.address, b"")
    return Spoken(tongue, part, lesson, recording.address, fits, right, recording_seconds(mp3), len(mp3))


def _parts(read: list[_Read]) -> dict[str, tuple[str, list[str]]]:
    found: dict[str, tuple[str, list[str]]] = {}
    for text in read:
        for part, lesson in text.lessons.items():
            heading, tongues = found.get(part, (lesson.heading, []))
            found[part] = heading, [*tongues, text.tongue]
    return found
