"""The languages of a course as it's being written: one more is added, one is set aside, and no translation is lost."""

import uuid

from sqlalchemy.orm import Session

from mpt.content.faults import Notes
from mpt.content.manifest import MANIFEST, read_manifest
from mpt.content.manifest_text import UnreachableError, with_value
from mpt.content.model import Folder
from mpt.content.parts import text_of
from mpt.content.tongues import check_tag
from mpt.rules.names import RefusedError
from mpt.services import drafts
from mpt.services.translations import UnknownTranslationError, pairs_of

MOST_LANGUAGES = 12


class TooManyLanguagesError(RefusedError):
    """The course is in MOST_LANGUAGES languages already."""


class SettingsUnreadableError(RefusedError):
    """course.toml can't be read, or is written in a way in which its languages can't be changed here."""


def add_language(session: Session, course_id: str, tag: str, staff_id: uuid.UUID) -> str:
    """Let a course be in one more language; return its tag, written as it should be. Twice is once.

    What was translated before the language was set aside is there again. Raises tongues.NoTagError, TooManyLanguagesError,
    SettingsUnreadableError, publishing.UnknownCourseError.
    """
    tag = check_tag(tag)
    drafts.begin(session, course_id)
    texts = drafts.texts(session, course_id)
    languages = read_manifest(texts, Notes(MANIFEST)).languages
    if tag in languages:
        return tag
    if not languages:
        raise SettingsUnreadableError
    if len(languages) >= MOST_LANGUAGES:
        raise TooManyLanguagesError
    grown = {**texts, MANIFEST: _with_languages(texts, (*languages, tag))}
    lost = [pair.path for pair in pairs_of(grown) if pair.language == tag and pair.path not in texts]
    found = {path: past[0].content for path in lost if (past := drafts.past(session, course_id, path))}
    drafts.save_files(session, course_id, {MANIFEST: grown[MANIFEST], **found}, staff_id)
    return tag


def set_aside(session: Session, course_id: str, tag: str, staff_id: uuid.UUID) -> None:
    """Take a language out of a course, so that what is finished can be published; its texts are kept until it is added again.

    Raises UnknownTranslationError for the source, SettingsUnreadableError, publishing.UnknownCourseError. Twice is once.
    """
    drafts.begin(session, course_id)
    texts = drafts.texts(session, course_id)
    languages = read_manifest(texts, Notes(MANIFEST)).languages
    if languages[:1] == (tag,):
        raise UnknownTranslationError(tag)
    if tag not in languages:
        return
    files = {pair.path: None for pair in pairs_of(texts) if pair.language == tag and pair.path in texts}
    manifest = _with_languages(texts, tuple(language for language in languages if language != tag))
    drafts.save_files(session, course_id, {MANIFEST: manifest, **files}, staff_id)


def _with_languages(texts: Folder, languages: tuple[str, ...]) -> bytes:
    try:
        return with_value(text_of(texts.get(MANIFEST, b"")), "languages", list(languages)).encode()
    except UnreachableError:
        raise SettingsUnreadableError from None
