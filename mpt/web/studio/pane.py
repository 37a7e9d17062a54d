"""A text in its field, as a page shows it: what may be typed over, what is wrong with it, and what somebody else made of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for

from mpt.content.drafting import Spot
from mpt.content.drift import Piece, differing
from mpt.content.parts import digest
from mpt.i18n import direction_of, name_of
from mpt.services.drafts import PartChangedError
from mpt.web import forms, staff
from mpt.web.language import words
from mpt.web.studio.desk import Desk
from mpt.web.studio.faults import sentence


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody else made of a part meanwhile. `pieces` are their text, marked where it differs from what was typed.

    `form` is the id of the form with what was typed, `address` the page without it.
    """

    by: str
    is_own: bool
    at: datetime
    base: str
    pieces: tuple[Piece, ...]
    form: str
    address: str

    @classmethod
    def of(cls, desk: Desk, text: str, error: PartChangedError) -> "Conflict":
        """Return what is said of a change that came in between."""
        theirs = error.theirs.replace("\r\n", "\n")
        return cls(
            by=staff.called(error.by) if error.by else "",
            is_own=error.by is not None and error.by.id == staff.colleague().staff.id,
            at=error.at,
            base=digest(error.theirs),
            pieces=tuple(piece for piece in differing(text, theirs) if piece.new),
            form=f"in-{desk.tongue}-form",
            address=page_address(desk, desk.part_id),
        )


@dataclass(frozen=True, slots=True)
class Pane:
    """A field with a text. `base` says what it was made from; `is_missing`, that this language doesn't have the part yet.

    `spots` are what is wrong with it, line by line, and `elsewhere` what is wrong in the rest of its file.
    """

    desk: Desk
    text: str
    base: str
    is_missing: bool
    spots: list[dict[str, object]]
    elsewhere: list[dict[str, object]]
    refused: str
    conflict: Conflict | None

    @property
    def tongue(self) -> str:
        """The text's language."""
        return self.desk.tongue

    @property
    def name(self) -> str:
        """What its language calls itself."""
        return name_of(self.desk.tongue)

    @property
    def direction(self) -> str:
        """Where its lines run: `ltr` or `rtl`."""
        return direction_of(self.desk.tongue)

    @property
    def path(self) -> str:
        """The file that it is a part of."""
        return self.desk.path

    def address(self, act: str, **query: str) -> str:
        """Return where this part is saved, previewed and so on. `first` and `beside` are the languages of a page with two."""
        desk = self.desk
        at: dict[str, Any] = {"module_id": desk.module_id, "part": desk.part_id, "tongue": desk.tongue, **query}
        return url_for(f"writing.{act}", course_id=desk.course_id, **at)


def page_address(desk: Desk, part_id: str, **query: Any) -> str:
    """Return the page of the form that this request sends: with both its languages, where it shows two."""
    shown = {"tongue": request.args.get("first") or desk.tongue, "beside": request.args.get("beside"), **query}
    return url_for("writing.write", course_id=desk.course_id, module_id=desk.module_id, part=part_id, **shown)


def pane_of(desk: Desk, typed: str | None = None, *, refused: str = "", conflict: Conflict | None = None) -> Pane:
    """Return the field of a desk's part: as it stands there, or with what was typed into it and couldn't be saved.

    What was refused is still made from what it was made from: whoever saves it again writes nobody's text over.
    """
    there = desk.part.text.replace("\r\n", "\n") if desk.part else ""
    shown = desk.typed(typed) if desk.part and typed is not None else desk
    inside, elsewhere = shown.spots() if desk.part else ([], [])
    return Pane(
        desk=desk,
        text=there if typed is None else typed,
        base=conflict.base if conflict else forms.text("base") if refused else digest(there),
        is_missing=desk.part is None and typed is None,
        spots=[said(spot) for spot in inside],
        elsewhere=[said(spot) for spot in elsewhere],
        refused=refused,
        conflict=conflict,
    )


def said(spot: Spot) -> dict[str, object]:
    """Return a fault in the words of this request: its line, what is wrong and how to mend it, and the mend that is certain."""
    return {
        "line": spot.fault.line,
        "said": sentence(spot.fault),
        "mend": {"line": spot.mend.line, "old": spot.mend.old, "new": spot.mend.new} if spot.mend else None,
    }


def meanwhile(theirs: str) -> str:
    """Return what is said beside a field into which a colleague has put `theirs` since the page was made."""
    spoken = words()
    if not theirs:
        return spoken.gettext(
            "A colleague has emptied this meanwhile, so nothing is saved yet. Choose what is right, and save once more."
        )
    return spoken.gettext(
        "A colleague has written “%(theirs)s” meanwhile, so nothing is saved yet. Choose what is right, and save once more.",
        theirs=theirs,
    )


def to_mend(count: int) -> str:
    """Return the heading above so many faults."""
    spoken = words()
    if not count:
        return spoken.gettext("Nothing to mend here.")
    return spoken.ngettext("%(n)s thing to mend", "%(n)s things to mend", count)
