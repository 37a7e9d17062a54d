"""The figures of a course at a glance: a table a language, a row a file, the limits beneath."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from mpt.content.faults import N_
from mpt.content.figures import Figure, Measured
from mpt.content.plain import What

HEADS: Mapping[What, str] = {
    What.MODULE: N_("whole"),
    What.LESSON: N_("lessons"),
    What.PRACTICE: N_("practice"),
    What.AVERAGE: N_("average"),
    What.SENTENCE: N_("longest"),
    What.PARAGRAPH: N_("paragraph"),
    What.HEADING: N_("heading"),
    What.QUESTION: N_("question"),
    What.CHOICE: N_("choice"),
    What.RARE: N_("rare"),
    What.GRADE: N_("grade"),
}
"""The columns in their order, and what stands above each."""

LIMITS = N_("limits")


def overview(measured: Measured) -> Iterator[tuple[str, list[What], list[list[str]]]]:
    """Yield for each language its tag, the columns, and the rows; each row begins with the file, the last has the limits.

    A column holds the greatest figure of a file; where there is a least too, the smallest and the greatest.
    """
    for language in dict.fromkeys(PurePosixPath(path).stem for path in measured):
        texts = {path: one for path, one in measured.items() if PurePosixPath(path).stem == language}
        limits = next(iter(texts.values()))[0].limits
        columns = [what for what in HEADS if what in limits]
        rows = [[path, *(_cell(what, figures) for what in columns)] for path, (_, figures) in texts.items()]
        yield language, columns, [*rows, [LIMITS, *(_range(limits[what]) for what in columns)]]


def _cell(what: What, figures: Sequence[Figure]) -> str:
    values = [figure.value for figure in figures if figure.what is what]
    if what is What.RARE:
        return str(len(values))
    if not values:
        return ""
    if what in {What.AVERAGE, What.GRADE}:
        return f"{values[0]:.1f}"
    return _range((min(values), max(values)) if what is What.LESSON else (0, max(values)))


def _range(limits: tuple[float, float]) -> str:
    least, most = limits
    return f"{least:g}-{most:g}" if least else f"{most:g}"
