"""A text while it is being written: what `mpt check` says of it at once, and the mends that are certain enough for one tap."""

from collections.abc import Iterable
from dataclasses import dataclass

from mpt.content.check import STALE, check_course
from mpt.content.faults import Notes
from mpt.content.manifest import MANIFEST, read_manifest
from mpt.content.mending import Case, mend_of
from mpt.content.model import Fault, Folder
from mpt.content.parts import FRONT, parts_of


class HeadingLostError(Exception):
    """A section doesn't begin with its heading any more: it would be taken into the part before it. Nothing was changed."""


class SeveralPartsError(Exception):
    """The text of one part has become several; the second begins at `line` of it, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__("several parts")
        self.line = line


@dataclass(frozen=True, slots=True)
class Mend:
    """One line of a text as it is, and as it should be: where there is no doubt. `line` counts from 1."""

    line: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A fault of a text, and its mend, or None where a person has to think."""

    fault: Fault
    mend: Mend | None


def near(folder: Folder, path: str, names: Iterable[str] = ()) -> dict[str, bytes]:
    """Return of a course's texts what one of them is read with: the manifest, and the same text in other languages.

    `names` are the course's other files, which are there, whatever is in them. Reading one module is quick; reading a whole
    course at each key isn't.
    """
    place = path.rpartition("/")[0]
    beside = {name: data for name, data in folder.items() if name == MANIFEST or name.rpartition("/")[0] == place}
    return {**{name: b"" for name in names if not name.endswith(".md")}, **beside}


def spots(course_id: str, folder: Folder, path: str, names: Iterable[str] = ()) -> tuple[Spot, ...]:
    """Return the faults of one text of a course, in the order of its lines, each with its mend where one is certain.

    That a translation is older than its source isn't among them: translators settle that part by part.
    """
    folder = near(folder, path, names)
    lines, (beside, is_source) = _lines(folder.get(path, b"")), _beside(folder, path)
    found = (fault for fault in check_course(course_id, folder) if fault.path == path and fault.what != STALE.what)
    return tuple(Spot(fault, _mend(Case(fault, lines, beside, is_source))) for fault in found)


def within(found: Iterable[Spot], first: int, text: str) -> tuple[list[Spot], list[Spot]]:
    """Divide faults of a file into those of one part of it, which begins at line `first`, and the others.

    The lines of the part's own count from 1 by then.
    """
    lines = _lines(text.encode())
    last = first + len(lines) - (1 if lines[-1] else 2)
    inside, others = [], []
    for spot in found:
        if first <= spot.fault.line <= last:
            inside.append(_moved(spot, first - 1))
        else:
            others.append(spot)
    return inside, others


def mended(text: str, mends: Iterable[Mend]) -> str:
    """Return a text with mends applied; one whose line is another by now is passed over. Line ends become `\\n`."""
    lines = _lines(text.encode())
    for mend in mends:
        if mend.line <= len(lines) and lines[mend.line - 1] == mend.old:
            lines[mend.line - 1] = mend.new
    return "\n".join(lines)


def check_shape(part_id: str, text: str) -> None:
    """Make sure that what was typed into a part is still this one part. Raises HeadingLostError or SeveralPartsError."""
    before, *sections = parts_of(text)
    if part_id != FRONT and (before.text.strip() or not sections):
        raise HeadingLostError
    if len(sections) > (part_id != FRONT):
        raise SeveralPartsError(sections[part_id != FRONT].line)


def _mend(case: Case) -> Mend | None:
    mended = mend_of(case)
    return Mend(mended.line, case.lines[mended.line - 1], mended.text) if mended else None


def _beside(folder: Folder, path: str) -> tuple[list[str], bool]:
    """Return the lines of a text's source, or of the first translation of what is a source; and whether it's a source."""
    place, name = path.rpartition("/")[::2]
    tongues = [f"{tongue}.md" for tongue in read_manifest(folder, Notes(MANIFEST)).languages]
    is_source = name in tongues[:1]
    others = [f"{place}/{other}" if place else other for other in tongues if other != name]
    return _lines(next((folder[other] for other in others if other in folder), b"")), is_source


def _moved(spot: Spot, by: int) -> Spot:
    fault, mend = spot.fault, spot.mend
    return Spot(
        Fault(fault.path, fault.line - by, fault.what, fault.mend, fault.params),
        Mend(mend.line - by, mend.old, mend.new) if mend else None,
    )


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
