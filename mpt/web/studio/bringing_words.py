"""What is said of files that come in: what isn't taken of them, why nothing is, and what is still to mend."""

from collections.abc import Iterable, Sequence

from mpt.content.model import Fault
from mpt.formats.leftovers import Leftover, NothingTakenError
from mpt.formats.wordseen import PARTS
from mpt.web.language import words
from mpt.web.studio.faults import sentence


def leftovers(found: Iterable[Leftover]) -> list[tuple[str, str]]:
    """Return what isn't taken: words of the file, and what is said of them."""
    return [(one.where, _leftover(one)) for one in found]


def refusal(error: NothingTakenError) -> str:
    """Return why nothing of a file is taken."""
    return words().gettext(error.what, **error.params)


def faults(found: Sequence[Fault], path: str = "") -> list[tuple[str, str]]:
    """Return what is to be mended once it has come in: where, what it is and how. Of `path` it's known which file it is."""
    return [(_place(one, path), sentence(one)) for one in found]


def _place(fault: Fault, path: str) -> str:
    line = words().gettext("line %(line)s", line=fault.line) if fault.line else ""
    return " · ".join(filter(None, ("" if fault.path == path else fault.path, line)))


def _leftover(one: Leftover) -> str:
    gettext = words().gettext
    # A part of a document is known by a key, which has words in every language.
    params = {name: gettext(PARTS[value]) if name == "part" else value for name, value in one.params.items()}
    return gettext(one.what, **params)
