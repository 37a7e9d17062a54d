"""The lessons, practice and quiz of a module being written: one more, one less, another order, in all languages at once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mpt.content import skeletons
from mpt.content.model import Course, Kind
from mpt.content.parts import FRONT, UnknownPartError, moved, part_of, parts_of, text_of, with_part_after, without_part
from mpt.services import drafts, newids, structure, translating


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section to be added. `after` is the part behind which it stands; empty: where its kind belongs."""

    kind: Kind
    heading: str = ""
    after: str = ""


def add(
    session: Session, course_id: str, module_id: str, new: NewSection, staff_id: uuid.UUID, *, seen: str | None = None
) -> str:
    """Add a section to a module's source, and return its id; its translations are missing until somebody writes them.

    A lesson belongs behind the last lesson, a practice before the quiz, a quiz at the end. `seen` is structure.order_of the
    source's parts. Raises UnknownModuleError, UnknownPartError, structure.OrderChangedError, drafts.TooLargeError, and what
    structure.clean_title does.
    """
    course = structure.course_of(session, course_id)
    path, text = _source(session, course, module_id)
    structure.check_order((part.id for part in parts_of(text)), seen)
    heading = structure.clean_title(new.heading or skeletons.heading_of(new.kind, course.languages[0]))
    used = newids.used_parts(session, course_id, path)
    best = newids.slug(heading) if new.kind is Kind.LESSON else skeletons.id_of(new.kind)
    part_id = newids.fresh(best, "lesson", used)
    section = skeletons.new_section(new.kind, part_id, heading, newids.fresh("", "q", used))
    grown = with_part_after(text, section, new.after or _place(course, module_id, new.kind, text))
    drafts.save_files(session, course_id, {path: grown.encode()}, staff_id)
    return part_id


def move(
    session: Session,
    course_id: str,
    module_id: str,
    part_id: str,
    after: str,
    staff_id: uuid.UUID,
    *,
    seen: str | None = None,
) -> None:
    """Put a section behind the part `after`; in translations that lack it, behind the nearest before it that they have.

    Raises UnknownModuleError, UnknownPartError, structure.OrderChangedError.
    """
    course = structure.course_of(session, course_id)
    path, text = _source(session, course, module_id)
    structure.check_order((part.id for part in parts_of(text)), seen)
    changes = {path: moved(text, part_id, after).encode()}
    if after == part_id:
        return
    others = [part.id for part in parts_of(text) if part.id != part_id]
    before = others[: others.index(after) + 1]
    for other, translation in _translations(session, course, module_id, part_id).items():
        there = {part.id for part in parts_of(translation)}
        behind = next(name for name in reversed(before) if name in there)
        changes[other] = moved(translation, part_id, behind).encode()
    _save(session, course_id, changes, staff_id)


def going(session: Session, course: Course, module_id: str, part_id: str) -> dict[str, bytes]:
    """Return what goes with a section that is taken out: itself in every language that has it, by the path of the text.

    Raises UnknownModuleError, UnknownPartError.
    """
    texts = _having(session, course, module_id, part_id)
    return {path: part_of(text, part_id).text.encode() for path, text in texts.items()}


def remove(
    session: Session, course_id: str, module_id: str, part_id: str, staff_id: uuid.UUID, *, seen: str | None = None
) -> None:
    """Take a section out in every language that has it; its id is never used again.

    `seen` is the folder.digest_of what is `going`. Raises UnknownModuleError, UnknownPartError, structure.TextsChangedError.
    """
    course = structure.course_of(session, course_id)
    structure.check_seen(going(session, course, module_id, part_id), seen)
    texts = _having(session, course, module_id, part_id)
    changes = {path: without_part(text, part_id).encode() for path, text in texts.items()}
    _save(session, course_id, changes, staff_id)


def _having(session: Session, course: Course, module_id: str, part_id: str) -> dict[str, str]:
    """Return a module's source and the texts of its translations that have a part, by path."""
    path, text = _source(session, course, module_id)
    return {path: text, **_translations(session, course, module_id, part_id)}


def _source(session: Session, course: Course, module_id: str) -> tuple[str, str]:
    """Return the path of a module's source and its text. Raises UnknownModuleError, UnknownPartError."""
    folder = structure.module_of(course, module_id).folder
    path = f"{folder}/{course.languages[0]}.md" if course.languages else folder
    data = drafts.file(session, course.id, path)
    if data is None:
        raise UnknownPartError(path)
    return path, text_of(data)


def _translations(session: Session, course: Course, module_id: str, part_id: str) -> dict[str, str]:
    """Return the texts of a module's translations that have a part, by path. A part without an id is nobody's translation."""
    folder = structure.module_of(course, module_id).folder
    texts = drafts.texts(session, course.id)
    paths = [f"{folder}/{language}.md" for language in course.languages[1:]]
    found = {path: text_of(texts[path]) for path in paths if path in texts}
    has_id = not part_id.startswith("_")
    return {path: text for path, text in found.items() if has_id and part_id in {one.id for one in parts_of(text)}}


def _place(course: Course, module_id: str, kind: Kind, text: str) -> str:
    """Return behind which part of a module's source a new section of a kind belongs."""
    read = structure.module_of(course, module_id).texts.get(course.languages[0])
    kinds = {lesson.line: lesson.kind for lesson in read.lessons} if read else {}
    later = {Kind.LESSON: (Kind.PRACTICE, Kind.QUIZ), Kind.PRACTICE: (Kind.QUIZ,)}.get(kind, ())
    before = FRONT
    for part in parts_of(text)[1:]:
        if kinds.get(part.line) in later:
            break
        before = part.id
    return before


def _save(session: Session, course_id: str, changes: Mapping[str, bytes], staff_id: uuid.UUID) -> None:
    # Translations find the source that they were made from among the earlier states.
    drafts.save_files(session, course_id, changes, staff_id)
    translating.mark_all(session, course_id, staff_id)
