"""Course text as HTML, in the pages' own words and addresses."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flask import url_for
from markupsafe import Markup

from mpt.content.lines import numbered
from mpt.content.links import Target, references
from mpt.content.model import Lesson, Module, Question
from mpt.content.render import Media, Page, inline, render
from mpt.models import Certificate
from mpt.services.publishing import Edition
from mpt.web.language import language, words
from mpt.web.shelf import shelf

Address = Callable[[str, str, bytes], str]
"""Where a file of a course is, by the course's id, its path and its bytes; where nothing is said, `media_address`."""


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice as a page shows it; `feedback` only ever reaches the page of a result."""

    text: Markup
    feedback: Markup
    correct: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as a page shows it. `halfway` means that what was taken is right but isn't all."""

    id: str
    stem: Markup
    hint: Markup
    explanation: Markup
    choices: tuple[ShownChoice, ...]
    several: bool
    right: bool
    halfway: bool
    see: str


def certified_title(certificate: Certificate) -> str:
    """Return what a certificate's course was called when it was issued. Raises UnknownPageError."""
    return shelf().release(certificate.course_id, certificate.release_id).course.title_in(language())


def course_titles() -> dict[str, str]:
    """Return what each course is called, by its id."""
    return {course_id: edition.course.title_in(language()) for course_id, edition in shelf().editions().items()}


def course_html(edition: Edition, address: Address | None = None) -> Markup:
    """Return a course's introduction."""
    return Markup(render(edition.course.texts[language()].introduction, _page(edition, "", address)))


def cover_html(edition: Edition) -> Markup:
    """Return a course's cover, or nothing where it has none. The title stands beside it, so it needs no words."""
    cover = edition.course.cover
    return _drawing(cover, edition.folder[cover]) if cover else Markup()


@lru_cache(maxsize=200)
def _drawing(name: str, data: bytes) -> Markup:
    # Home shows every course's, at every visit.
    return Markup(render(f"![]({name})", Page({name: Media(name, data, "")})))


def lesson_html(
    edition: Edition, lesson: Lesson, module: Module | None = None, address: Address | None = None
) -> Markup:
    """Return a lesson's text, or what comes before a quiz's or survey's questions; without a module, it's the course's."""
    return Markup(render(lesson.body, _page(edition, module.folder if module else "", address)))


def has_recording(lesson: Lesson) -> bool:
    """Say whether a lesson brings a recording of its own, so that no other voice needs to read it."""
    return any(each.target is Target.AUDIO for each in references(list(numbered(lesson.body))))


def question_html(question: Question, taken: frozenset[int]) -> ShownQuestion:
    """Return a question with what was taken of its choices, the feedback included."""
    help_url = url_for("site.help_page")
    return ShownQuestion(
        id=question.id,
        stem=_line(question.stem),
        hint=_words(question.hint, help_url),
        explanation=_words(question.explanation, help_url),
        choices=tuple(
            ShownChoice(_line(choice.text), _words(choice.feedback, help_url), choice.correct, taken=place in taken)
            for place, choice in enumerate(question.choices)
        ),
        several=question.several,
        right=taken == question.key,
        halfway=bool(taken) and taken < question.key,
        see=question.see,
    )


def opening_html(practice: Lesson) -> tuple[Markup, Markup]:
    """Return what a card shows of a practice: its first paragraph, and the first words to say, where it has any."""
    paragraphs = practice.body.strip().split("\n\n")
    plain = next((text for text in paragraphs if text[:1] not in {">", "!", "-", ":"}), practice.heading)
    words_to_say = next((text.removeprefix(">").strip() for text in paragraphs if text.startswith(">")), "")
    return _line(plain), _line(words_to_say)


# A result shows some twenty of these to one learner, and the same to the next.
@lru_cache(maxsize=4096)
def _line(text: str) -> Markup:
    return Markup(inline(text))


@lru_cache(maxsize=4096)
def _words(text: str, help_url: str) -> Markup:
    return Markup(render(text, Page({}, help_url=help_url)))


def _page(edition: Edition, folder: str, address: Address | None = None) -> Page:
    spoken = words()
    return Page(
        media=_media(edition, folder, address or media_address),
        say=spoken.gettext("You could say"),
        listen=spoken.gettext("Listen"),
        length=_length,
        help_url=url_for("site.help_page"),
    )


def _length(seconds: int) -> str:
    """Return how long a recording is, in the words of this request's language."""
    spoken = words()
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return spoken.gettext("%(seconds)s s", seconds=rest)
    if not rest:
        return spoken.gettext("%(minutes)s min", minutes=minutes)
    return spoken.gettext("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)


def _media(edition: Edition, folder: str, address: Address) -> dict[str, Media]:
    prefix = f"{folder}/" if folder else ""
    return {
        path.removeprefix(prefix): Media(path.rpartition("/")[2], data, address(edition.course.id, path, data))
        for path, data in edition.folder.items()
        if path.startswith(prefix) and "/" not in path.removeprefix(prefix) and not path.endswith((".md", ".toml"))
    }


def media_address(course_id: str, path: str, data: bytes) -> str:
    """Return where a file of a course is. The address names its bytes, so it may be kept for ever."""
    return url_for("learn.media", course_id=course_id, digest=hashlib.sha256(data).hexdigest()[:16], path=path)
