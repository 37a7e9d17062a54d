"""Modules that were taken out of a course being written: which can be put back, and putting one back."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mpt.content import manifest_text
from mpt.content.manifest import FOLDER, MANIFEST
from mpt.content.manifest_text import UnreachableError
from mpt.content.media import webp_of
from mpt.content.model import Course
from mpt.content.parts import text_of
from mpt.models import DraftPast
from mpt.services import drafts, structure
from mpt.services.modulefiles import named_in
from mpt.services.structure import UnknownModuleError


def taken_out(session: Session, course: Course) -> dict[str, str]:
    """Return the folders of modules that a course had and hasn't any more, by their ids, those last written in first.

    Only such whose source is among the earlier states.
    """
    there = {"", *(module.id for module in course.modules), *map(_id_of, drafts.paths(session, course.id))}
    source = f"{course.languages[0]}.md" if course.languages else ""
    past = select(DraftPast.path).where(DraftPast.course_id == course.id, DraftPast.path.endswith(f"/{source}"))
    last = past.group_by(DraftPast.path).order_by(func.max(DraftPast.changed_at).desc(), DraftPast.path)
    found: dict[str, str] = {}
    for folder, _slash, name in (path.partition("/") for path in session.scalars(last)):
        if name == source and _id_of(folder) not in there:
            found.setdefault(_id_of(folder), folder)
    return found


def texts_of(session: Session, course: Course, folder: str) -> dict[str, bytes]:
    """Return the texts of a module that was taken out as they were last, by the course's languages that it has."""
    paths = {f"{folder}/{language}.md": language for language in course.languages}
    return {paths[path]: data for path, data in _last(session, course.id, list(paths)).items()}


def put_module_back(session: Session, course_id: str, module_id: str, staff_id: uuid.UUID) -> None:
    """Let a course have a module again that was taken out, with the texts that it had last and what they show and play.

    It stands where it stood, or behind the others where course.toml was changed since. Twice is once. Raises
    structure.UnknownModuleError where it isn't among the earlier states, manifest_text.UnreachableError.
    """
    course = structure.course_of(session, course_id)
    if any(module.id == module_id for module in course.modules):
        return
    folder = taken_out(session, course).get(module_id)
    if folder is None:
        raise UnknownModuleError(module_id)
    texts = texts_of(session, course, folder)
    named = {f"{folder}/{name}" for text in texts.values() for name in named_in(text_of(text))}
    media = _last(session, course_id, sorted({*named, *map(webp_of, named)}))
    structure.change_manifest(session, course_id, lambda text: _manifest(session, course_id, text, folder), staff_id)
    back = {f"{folder}/{language}.md": data for language, data in texts.items()}
    drafts.save_files(session, course_id, {**media, **back}, staff_id)


def _manifest(session: Session, course_id: str, text: str, folder: str) -> str:
    """Return course.toml with a module again, with what it said of it last. Raises UnreachableError."""
    for state in drafts.past(session, course_id, MANIFEST):
        try:
            return manifest_text.with_module_back(text, text_of(state.content), folder)
        except UnreachableError:
            continue
    return manifest_text.with_module(text, folder)


def _last(session: Session, course_id: str, paths: list[str]) -> dict[str, bytes]:
    """Return the last of the earlier states of files, by path, of those that have one."""
    return {path: past[0].content for path in paths if (past := drafts.past(session, course_id, path))}


def _id_of(path: str) -> str:
    """Return the id of the module in whose folder a file stands; empty for the course's own."""
    name = FOLDER.fullmatch(path.partition("/")[0])
    return name[1] if name else ""
