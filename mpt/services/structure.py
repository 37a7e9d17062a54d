"""The shape of a course being written: begun with its own words, and which modules it has in which order.

Sections of a module are `sections`' matter, text is `drafts`'. Ids are made here and never used again in that course, because
all progress hangs on them. A file that is taken out or written over here is kept among its earlier states.
"""

import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from mpt.content import manifest_text, skeletons
from mpt.content.folder import digest_of
from mpt.content.manifest import MANIFEST
from mpt.content.model import Course, Folder, Module
from mpt.content.parts import digest, text_of
from mpt.content.reader import read_draft
from mpt.content.scaffold import LAST_NUMBER
from mpt.content.sections import ID, LONGEST_ID
from mpt.models import Draft
from mpt.rules.names import HIDDEN, RefusedError
from mpt.services import drafts, newids

LONGEST_TITLE = 80


class TitleMissingError(RefusedError):
    """No title was given."""


class TitleTooLongError(RefusedError):
    """The title has more than LONGEST_TITLE characters."""


class TitleHiddenError(RefusedError):
    """The title holds characters that can't be seen."""


class IdShapeError(RefusedError):
    """This can't be an id."""


class IdUsedError(RefusedError):
    """A module of this course has this id, or once had it."""


class TooManyModulesError(RefusedError):
    """The course has as many modules as there are numbers for their folders."""


class UnknownModuleError(Exception):
    """The course has no such module, or not any more."""


class TextsChangedError(Exception):
    """What is to be taken out isn't any more what was seen. Nothing was changed."""


class OrderChangedError(Exception):
    """What there is, or its order, isn't any more what was seen. Nothing was changed."""


def clean_title(text: str) -> str:
    """Return a title or heading as one line. Raises TitleMissing, TitleTooLong or TitleHiddenError."""
    title = " ".join(unicodedata.normalize("NFC", text).split())
    if not title:
        raise TitleMissingError
    if len(title) > LONGEST_TITLE:
        raise TitleTooLongError
    if any(unicodedata.category(sign) in HIDDEN for sign in title):
        raise TitleHiddenError
    return title


def new_course(session: Session, course_id: str, languages: Sequence[str], title: str, staff_id: uuid.UUID) -> Draft:
    """Begin a course without modules, `languages[0]` its source. The same again is once.

    Raises CourseTakenError, IdShapeError, and what `clean_title` does.
    """
    title = clean_title(title)
    _check_id(course_id)
    return drafts.begin_new(session, course_id, skeletons.new_course(languages, title), staff_id)


def course_of(session: Session, course_id: str) -> Course:
    """Return a course as it's being written, locked till the transaction ends. Raises publishing.UnknownCourseError."""
    drafts.begin(session, course_id)
    return read_draft(course_id, drafts.texts(session, course_id)).course


def module_of(course: Course, module_id: str) -> Module:
    """Return a module of a course. Raises UnknownModuleError."""
    for module in course.modules:
        if module.id == module_id:
            return module
    raise UnknownModuleError(module_id)


def order_of(ids: Iterable[str]) -> str:
    """Return what says later whether there are still the same things in the same order."""
    return digest(" ".join(ids))


def check_order(ids: Iterable[str], seen: str | None) -> None:
    """Make sure that the things are still as they were seen; None sees nothing. Raises OrderChangedError.

    Whoever taps twice, or moves what a colleague has just moved, does nothing by it.
    """
    if seen is not None and seen != order_of(ids):
        raise OrderChangedError


def add_module(
    session: Session,
    course_id: str,
    title: str,
    staff_id: uuid.UUID,
    *,
    module_id: str = "",
    files: Mapping[str, bytes] | None = None,
    seen: str | None = None,
) -> str:
    """Add a module behind the others, and return its id: the one given, else one made of a title in Latin letters, else a number.

    `files` are its files by their names in its folder, where it comes from elsewhere; else it has, in the course's source, a
    lesson, a practice and a quiz to be filled. `seen` is `order_of` the modules. Raises IdShapeError, IdUsedError,
    TooManyModulesError, OrderChangedError, manifest_text.UnreachableError, and what `clean_title` and drafts.save_files do.
    """
    title = clean_title(title)
    course = course_of(session, course_id)
    check_order((module.id for module in course.modules), seen)
    used = newids.used_modules(session, course_id)
    if module_id:
        _check_id(module_id)
    if module_id in used:
        raise IdUsedError
    name = module_id or newids.fresh(newids.slug(title), "module", used)
    number = max((int(module.folder[:2]) for module in course.modules), default=0) + 1
    if number > LAST_NUMBER:
        raise TooManyModulesError
    folder = f"{number:02d}-{name}"
    source = course.languages[0] if course.languages else "zh"
    begun = files or {f"{source}.md": skeletons.new_module(source, title).encode()}
    change_manifest(session, course_id, lambda text: manifest_text.with_module(text, folder), staff_id)
    drafts.save_files(session, course_id, {f"{folder}/{file}": data for file, data in begun.items()}, staff_id)
    return name


def move_module(
    session: Session, course_id: str, module_id: str, after: str, staff_id: uuid.UUID, *, seen: str | None = None
) -> None:
    """Put a module behind the module `after`; an empty one makes it the first.

    Raises UnknownModuleError, OrderChangedError, manifest_text.UnreachableError.
    """
    course = course_of(session, course_id)
    check_order((module.id for module in course.modules), seen)
    folder, behind = module_of(course, module_id).folder, module_of(course, after).folder if after else ""
    change = lambda text: manifest_text.with_module_after(text, folder, behind)  # noqa: E731
    change_manifest(session, course_id, change, staff_id)


def going(session: Session, course: Course, module_id: str) -> dict[str, bytes]:
    """Return what goes with a module that is taken out: its files, by path. Raises UnknownModuleError."""
    folder = module_of(course, module_id).folder
    return {path: data for path, data in drafts.folder(session, course.id).items() if path.startswith(f"{folder}/")}


def remove_module(
    session: Session, course_id: str, module_id: str, staff_id: uuid.UUID, *, seen: str | None = None
) -> None:
    """Take a module out, with its files; `takenout.put_module_back` puts it back. `seen` is the folder.digest_of what is `going`.

    Raises UnknownModuleError, TextsChangedError, manifest_text.UnreachableError.
    """
    course = course_of(session, course_id)
    gone = going(session, course, module_id)
    check_seen(gone, seen)
    folder = module_of(course, module_id).folder
    change_manifest(session, course_id, lambda text: manifest_text.without_module(text, folder), staff_id)
    drafts.save_files(session, course_id, dict.fromkeys(gone), staff_id)


def check_seen(going: Folder, seen: str | None) -> None:
    """Make sure that what is to be taken out is still what was seen; None sees nothing. Raises TextsChangedError."""
    if seen is not None and seen != digest_of(going):
        raise TextsChangedError


def change_manifest(session: Session, course_id: str, change: Callable[[str], str], staff_id: uuid.UUID) -> None:
    """Write course.toml anew. Raises what `change` does."""
    text = text_of(drafts.file(session, course_id, MANIFEST) or b"")
    drafts.save_files(session, course_id, {MANIFEST: change(text).encode()}, staff_id)


def _check_id(name: str) -> None:
    if not ID.fullmatch(name) or len(name) > LONGEST_ID:
        raise IdShapeError
