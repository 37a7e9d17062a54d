"""A folder that was edited outside comes into the draft, file by file, three-way: what both changed is left to the trainer."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mpt.content.folder import digest_of
from mpt.content.model import Folder
from mpt.services import drafts, translating
from mpt.services.publishing import release_folder


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of each file that differs from what they both came from.

    `taken`: only theirs was changed (or deleted), so theirs counts. `kept`: only ours was. `clashes`: both were, differently;
    ours stays until somebody chooses. Paths, in order.
    """

    taken: tuple[str, ...]
    kept: tuple[str, ...]
    clashes: tuple[str, ...]


def compare(ours: Folder, theirs: Folder, base: Folder) -> Arrival:
    """Return what would become of each file if `theirs` came into `ours`, both made from `base`."""
    taken: list[str] = []
    kept: list[str] = []
    clashes: list[str] = []
    for path in sorted({*ours, *theirs, *base}):
        here, there, was = ours.get(path), theirs.get(path), base.get(path)
        if here == there:
            continue
        (kept if there == was else taken if here == was else clashes).append(path)
    return Arrival(tuple(taken), tuple(kept), tuple(clashes))


def seen_of(ours: Folder, base: Folder) -> str:
    """Return what says later whether the same would become of each file of a folder that comes in."""
    return f"{digest_of(ours)}-{digest_of(base)}"


def completed(folder: Folder, left_out: Collection[str], base: Folder) -> dict[str, bytes]:
    """Return a folder from outside with what stands there but couldn't be taken, files or whole folders, as `base` has it.

    Nobody deleted or changed it there, as far as anybody here can know.
    """
    untaken = {
        path: data
        for path, data in base.items()
        if any(path == one or path.startswith(f"{one}/") for one in left_out) and path not in folder
    }
    return {**folder, **untaken}


def base_of(session: Session, course_id: str) -> dict[str, bytes]:
    """Return the folder that the draft of a course was made from; empty where it was never published.

    Without a draft it is the served release. Raises publishing.UnknownCourseError.
    """
    draft = drafts.find(session, course_id)
    if draft is None:
        return drafts.folder(session, course_id)
    return release_folder(session, draft.base_release_id) if draft.base_release_id else {}


def take_in(
    session: Session,
    course_id: str,
    folder: Folder,
    staff_id: uuid.UUID | None,
    base: Folder,
    *,
    chosen: Collection[str] = (),
    release_id: int | None = None,
) -> Arrival:
    """Let `folder`, made from `base`, come into the draft of a course; return what became of each file.

    `chosen` are the clashes in which theirs is to count; they are among `taken` then. `release_id` says which release the
    folder is, where it is one: from then on the draft is made from that. Twice is once. Raises what drafts.save_files does.
    """
    draft = drafts.begin(session, course_id)
    found = compare(drafts.folder(session, course_id), folder, base)
    taken = sorted({*found.taken, *(path for path in found.clashes if path in chosen)})
    drafts.save_files(session, course_id, {path: folder.get(path) for path in taken}, staff_id)
    # A translation that came anew says itself what it was made from.
    translating.forget(session, course_id, taken)
    if release_id:
        draft.base_release_id = release_id
        session.flush()
    return Arrival(tuple(taken), found.kept, tuple(path for path in found.clashes if path not in chosen))
