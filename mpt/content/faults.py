"""Faults: how they are worded, collected while a folder is read, and said."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from mpt.content.model import Fault

LONGEST_VALUE = 160


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext tools mark a message that is translated later
    """Mark `message` for the catalogues, and return it as it is."""
    return message


class Gettext(Protocol):
    """Translates a message and fills its `%(name)s` places from the values."""

    def __call__(self, message: str, /, **values: Any) -> str: ...


def _english(message: str, /, **values: Any) -> str:
    return message % values


@dataclass(frozen=True, slots=True)
class Complaint:
    """One way in which a course can be wrong: what it is, and how to mend it, as message ids."""

    what: str
    mend: str

    def at(self, path: str, line: int = 0, **params: Any) -> Fault:
        """Return the fault of this kind at a place. Text among `params` is shortened to what fits a line."""
        return Fault(path, line, self.what, self.mend, {name: printable(value) for name, value in params.items()})


@dataclass(slots=True)
class Notes:
    """The faults of one file, collected while it is read."""

    path: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, complaint: Complaint, line: int = 0, **params: Any) -> None:
        """Note a fault of this file."""
        self.faults.append(complaint.at(self.path, line, **params))


def say(fault: Fault, gettext: Gettext = _english) -> str:
    """Return a fault as `path:line: what: how to mend`, in the language of `gettext`."""
    place = f"{fault.path}:{fault.line}" if fault.line else fault.path
    return f"{place}: {gettext(fault.what, **fault.params)}: {gettext(fault.mend, **fault.params)}"


def in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return each fault once, by file and line."""
    once: dict[str, Fault] = {say(fault): fault for fault in faults}
    return tuple(sorted(once.values(), key=lambda fault: (fault.path, fault.line)))


def printable(value: Any) -> Any:
    """Return a value from a file as a terminal may print it: it mustn't obey it, and a message must stay one line."""
    if not isinstance(value, str):
        return value
    visible = "".join(character if character.isprintable() else " " for character in value[: LONGEST_VALUE + 1])
    return visible if len(value) <= LONGEST_VALUE else visible[: LONGEST_VALUE - 1] + "…"
