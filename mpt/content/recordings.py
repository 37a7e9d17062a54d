"""Recordings and the words that they were made from.

A recording's line may say which words were read: `:audio: regular.mp3 {of=3f9a61c2}`. Once the lesson's words are others,
somebody hears what no longer stands there. Where the line says nothing, nothing is known, and nothing is said.
"""

from collections.abc import Iterator

from mpt.content.faults import N_, Complaint
from mpt.content.folder import hash8
from mpt.content.lines import numbered
from mpt.content.links import Reference, Target, references
from mpt.content.model import Course, Fault, Lesson
from mpt.content.prose import plain_text

STALE_RECORDING = Complaint(
    N_("the words were changed since %(name)s was recorded"),
    N_("record it again; or if it still fits, write: %(right)s"),
)


def words_hash(heading: str, body: str) -> str:
    """Return 8 hex digits that stand for the words of a lesson, its heading first.

    Neither marks nor pictures nor where a line breaks count: nobody hears them.
    """
    return hash8("".join(f"{plain_text(heading)}{plain_text(body)}".split()).encode())


def audio_line(name: str, of: str) -> str:
    """Return the line of a recording that was made from the words `of`."""
    return f":audio: {name} {{of={of}}}"


def recordings_in(body: str, first: int) -> Iterator[Reference]:
    """Yield the recordings that a Markdown text names whose first line has the number `first`."""
    return (each for each in references(numbered(body, first)) if each.target is Target.AUDIO)


def is_stale(recording: Reference, right: str) -> bool:
    """Say whether a recording was made from other words than those that `right` stands for."""
    return recording.of not in {"", right}


def stale_recordings(course: Course) -> Iterator[Fault]:
    """Yield the recordings whose words were changed since."""
    for language, own in course.texts.items():
        path = f"{language}.md"
        yield from _stale(path, own.title, own.introduction, own.line)
        if own.survey:
            yield from _stale_in(path, own.survey)
    for module in course.modules:
        for language, text in module.texts.items():
            for lesson in text.lessons:
                yield from _stale_in(f"{module.folder}/{language}.md", lesson)


def _stale_in(path: str, lesson: Lesson) -> Iterator[Fault]:
    return _stale(path, lesson.heading, lesson.body, lesson.line + 1)


def _stale(path: str, heading: str, body: str, first: int) -> Iterator[Fault]:
    for recording in recordings_in(body, first):
        right = words_hash(heading, body)
        if is_stale(recording, right):
            name = recording.address
            yield STALE_RECORDING.at(path, recording.line, name=name, right=audio_line(name, right))
