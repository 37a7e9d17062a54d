"""Ids for what is begun in the studio: of its Latin words where it has some, and never one that was used before.

All progress hangs on ids, so one that stood in any release or earlier state may not become another thing's.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.content.manifest import FOLDER, RESERVED_MODULES
from mpt.content.modulefile import RESERVED_IDS
from mpt.content.parts import text_of
from mpt.models import Blob, DraftFile, DraftPast, Release, ReleaseFile

_LONGEST = 40
_IN_HEADING = re.compile(r"[{｛][ \t]*[#＃][ \t]*([a-z0-9-]+)")
_LATIN = re.compile(r"[a-z0-9]+")


def slug(words: str) -> str:
    """Return words as an id says them; an empty text where they are in another script than the Latin one."""
    plain = unicodedata.normalize("NFKD", words.replace("'", "").replace("’", ""))
    letters = [sign for sign in plain if sign.isalpha()]
    if not letters or not all(sign.isascii() for sign in letters):
        return ""
    found = "-".join(_LATIN.findall(plain.lower()))
    return found if len(found) <= _LONGEST else found[: _LONGEST + 1].rpartition("-")[0] or found[:_LONGEST]


def fresh(best: str, stem: str, used: Collection[str]) -> str:
    """Return the first id that isn't used: `best` if there is one, else stem-1, stem-2 and so on."""
    return next(name for name in _names(best, stem) if name not in used)


def used_modules(session: Session, course_id: str) -> set[str]:
    """Return the ids that modules of a course have or ever had, and those that none can have."""
    released = select(ReleaseFile.path).join(Release).where(Release.course_id == course_id).distinct()
    written = select(DraftFile.path).where(DraftFile.course_id == course_id)
    past = select(DraftPast.path).where(DraftPast.course_id == course_id).distinct()
    paths = {path for found in (released, written, past) for path in session.scalars(found)}
    names = (FOLDER.fullmatch(path.partition("/")[0]) for path in paths)
    return {name[1] for name in names if name} | RESERVED_MODULES


def used_parts(session: Session, course_id: str, path: str) -> set[str]:
    """Return the ids that lessons and questions of a text have or ever had, and those that none can have."""
    hashes = (
        select(ReleaseFile.blob_hash)
        .join(Release)
        .where(Release.course_id == course_id, ReleaseFile.path == path)
        .distinct()
    )
    released = select(Blob.content).where(Blob.hash.in_(hashes))
    written = select(DraftFile.content).where(DraftFile.course_id == course_id, DraftFile.path == path)
    past = select(DraftPast.content).where(DraftPast.course_id == course_id, DraftPast.path == path)
    contents = (content for found in (released, written, past) for content in session.scalars(found))
    return {name for content in contents for name in _IN_HEADING.findall(text_of(content))} | RESERVED_IDS


def _names(best: str, stem: str) -> Iterator[str]:
    if best:
        yield best
    number = 1
    while True:
        yield f"{best or stem}-{number + 1 if best else number}"
        number += 1
