"""A table of departments and lines: a row for each line, or for a department that has none."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from mpt.models import Department, Factory, Line
from mpt.rules import places
from mpt.services import parts
from mpt.services.factories import Place
from mpt.services.parts import Part, People
from mpt.services.uploading.plan import Draft, Plan, Row, Trouble
from mpt.services.uploading.spelled import Spelled, folded, named_factories

_FIGURES = ("headcount", "parents")


@dataclass
class _WantedLine:
    """A line as the table has it, and the one that is there, if it is."""

    line: Line | None
    name_zh: str
    name_en: str


@dataclass
class _Wanted:
    """A department as all the table's rows about it have it, and the one that is there, if it is."""

    row: Row
    factory: Factory
    part: Part | None
    name_zh: str
    name_en: str
    figures: dict[str, int] = field(default_factory=dict)
    lines: list[_WantedLine] = field(default_factory=list)
    made: Department | None = None

    @property
    def department(self) -> Department | None:
        """The department, once it's there."""
        return self.part.department if self.part else self.made

    @property
    def people(self) -> People:
        """Its figures: where the table says nothing, what was said before counts."""
        before = {figure: getattr(self.department, figure) for figure in _FIGURES} if self.part else {}
        return People(**{**before, **self.figures})

    def put(self, session: Session) -> None:
        """Add the department, or change it."""
        if self.part is None:
            self.made = parts.add_department(session, self.factory.id, self.name_zh, self.name_en, self.people)
        else:
            parts.change_department(session, self.place(), self.name_zh, self.name_en, self.people)

    def put_line(self, session: Session, wanted: _WantedLine) -> None:
        """Add one of its lines, or change it."""
        act = parts.change_line if wanted.line else parts.add_line
        act(session, self.place(wanted.line), wanted.name_zh, wanted.name_en)

    def place(self, line: Line | None = None) -> Place:
        """Return the department, or a line in it, as a place."""
        return Place(self.factory, self.department, line)


def plan(session: Session, rows: Sequence[Row]) -> Plan:
    """Return what a table of departments and lines would change. What a table doesn't name stays as it is."""
    reading = _Reading(session)
    for row in rows:
        reading.read(row)
    for wanted in reading.wanted.values():
        _put(reading.draft, wanted)
    return reading.draft.done()


class _Reading:
    """The table while its rows are read, and what is there."""

    def __init__(self, session: Session) -> None:
        self.draft = Draft()
        self.wanted: dict[tuple[uuid.UUID, str], _Wanted] = {}
        self._session = session
        self._factories = named_factories(session)
        self._parts: dict[uuid.UUID, Spelled[Part]] = {}

    def read(self, row: Row) -> None:
        """Read one row."""
        factory = self.draft.known(row, "factory", self._factories, Trouble.UNKNOWN_FACTORY)
        names = self.draft.name(row, "name_zh"), self.draft.name(row, "name_en")
        figures = {key: self.draft.cleaned(row, key, places.clean_people, None) for key in _FIGURES}
        has_line = bool(row.cells["line_zh"] or row.cells["line_en"])
        line = tuple(self.draft.name(row, key) if has_line else "" for key in ("line_zh", "line_en"))
        if factory is None or not all(names) or all(line) != has_line:
            return
        key = (factory.id, folded(names[0]))
        # Of two rows that differ each fault is said, so none of these questions may go unasked.
        agree = [self.draft.agrees(row, "name_zh", key, names[0]), self.draft.agrees(row, "name_en", key, names[1])]
        agree += [self.draft.agrees(row, figure, key, n) for figure, n in figures.items() if n is not None]
        if self.draft.is_first(row, "line_zh" if has_line else "name_zh", (key, folded(line[0]))) and all(agree):
            self._add(row, factory, key, names, figures, line)

    def _add(
        self,
        row: Row,
        factory: Factory,
        key: tuple[uuid.UUID, str],
        names: tuple[str, str],
        figures: dict[str, int | None],
        line: tuple[str, ...],
    ) -> None:
        if key not in self.wanted:
            part = self.draft.if_known(row, "name_zh", self._parts_of(factory))
            self.wanted[key] = _Wanted(row, factory, part, *names)
        wanted = self.wanted[key]
        wanted.figures |= {figure: n for figure, n in figures.items() if n is not None}
        if figures["parents"] is not None:
            wanted.row = row
        if all(line):
            there = Spelled((one, (one.name_zh,)) for one in (wanted.part.lines if wanted.part else ()))
            wanted.lines.append(_WantedLine(self.draft.if_known(row, "line_zh", there), *line))

    def _parts_of(self, factory: Factory) -> Spelled[Part]:
        if factory.id not in self._parts:
            there = parts.parts_of(self._session, factory.id)
            self._parts[factory.id] = Spelled((part, (part.department.name_zh,)) for part in there)
        return self._parts[factory.id]


def _put(draft: Draft, wanted: _Wanted) -> None:
    try:
        places.check_parents(wanted.people.headcount, wanted.people.parents)
    except places.MoreParentsError:
        draft.fault(wanted.row, "parents", Trouble.MORE_PARENTS)
    there, name = wanted.department, f"{wanted.factory.name_zh} · {wanted.name_zh} / {wanted.name_en}"
    before = (there.name_zh, there.name_en, People(there.headcount, there.parents)) if there else None
    draft.put(name, before, (wanted.name_zh, wanted.name_en, wanted.people), wanted.put)
    for line in wanted.lines:
        _put_line(draft, wanted, line)


def _put_line(draft: Draft, wanted: _Wanted, line: _WantedLine) -> None:
    name = f"{wanted.factory.name_zh} · {wanted.name_zh} · {line.name_zh} / {line.name_en}"
    before = (line.line.name_zh, line.line.name_en) if line.line else None
    after = (line.name_zh, line.name_en)
    draft.put(name, before, after, lambda session: wanted.put_line(session, line))
