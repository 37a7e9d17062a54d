"""Faults of plain language: each figure that is beyond what a tired reader can take, unless `course.toml` excuses it."""

from collections.abc import Iterator, Sequence

from mpt.content.faults import N_, Complaint
from mpt.content.figures import Figure, Measured
from mpt.content.manifest import MANIFEST, Excuse
from mpt.content.model import Fault
from mpt.content.plain import Measure, What

TOO_MUCH = {
    What.SENTENCE: Complaint(
        N_("this sentence has %(length)s characters or words: “%(words)s”"), N_("at most %(most)s; make two of it")
    ),
    What.AVERAGE: Complaint(
        N_("a sentence of this module has %(length)s characters or words on average"),
        N_("at most %(most)s; shorten the longest"),
    ),
    What.PARAGRAPH: Complaint(
        N_("this paragraph has %(length)s sentences"), N_("at most %(most)s; begin a new one with an empty line")
    ),
    What.HEADING: Complaint(N_("the heading has %(length)s characters or words"), N_("at most %(most)s; shorten it")),
    What.LESSON: Complaint(
        N_("the lesson “%(id)s” has %(length)s characters or words"),
        N_("at most %(most)s; one lesson, one idea: divide it"),
    ),
    What.MODULE: Complaint(
        N_("the module has %(length)s characters or words without its quiz"),
        N_("at most %(most)s; shorten or divide it"),
    ),
    What.QUESTION: Complaint(N_("the question has %(length)s characters or words"), N_("at most %(most)s; shorten it")),
    What.CHOICE: Complaint(N_("the choice has %(length)s characters or words"), N_("at most %(most)s; shorten it")),
    What.RARE: Complaint(
        N_("“%(words)s” isn't one of the 3,500 common characters"),
        N_("use a commoner word, or excuse it in course.toml with a reason"),
    ),
    What.GRADE: Complaint(
        N_("this module takes %(length)s years of school to read"),
        N_("at most %(most)s; use shorter words and sentences"),
    ),
}
TOO_MUCH[What.PRACTICE] = TOO_MUCH[What.LESSON]

TOO_LITTLE = {
    What.LESSON: Complaint(
        N_("the lesson “%(id)s” has %(length)s characters or words"),
        N_("at least %(least)s; say more, or join it to another"),
    ),
    What.MODULE: Complaint(
        N_("the module has %(length)s characters or words without its quiz"), N_("at least %(least)s; say more")
    ),
}
TOO_LITTLE[What.PRACTICE] = TOO_LITTLE[What.LESSON]

NEEDLESS = Complaint(N_("this exception excuses nothing"), N_("leave it out"))


def wordy(measured: Measured, excuses: Sequence[Excuse]) -> Iterator[Fault]:
    """Yield each figure of a course that is beyond its limits and isn't excused, and each excuse that excuses nothing."""
    used: set[Excuse | None] = set()
    for fault, found in _beyond(measured, excuses):
        used.add(found)
        if found is None:
            yield fault
    for excuse in excuses:
        if excuse not in used:
            yield NEEDLESS.at(MANIFEST, excuse.line)


def excused(measured: Measured, excuses: Sequence[Excuse]) -> list[Excuse]:
    """Return the excuses without which a figure of the course would be a fault."""
    return list(dict.fromkeys(excuse for _fault, excuse in _beyond(measured, excuses) if excuse))


def _beyond(measured: Measured, excuses: Sequence[Excuse]) -> Iterator[tuple[Fault, Excuse | None]]:
    for path, (measure, figures) in measured.items():
        for figure in figures:
            fault = _judge(path, figure, measure)
            if fault:
                yield fault, _excuse_for(path, figure, excuses)


def _excuse_for(path: str, figure: Figure, excuses: Sequence[Excuse]) -> Excuse | None:
    return next((excuse for excuse in excuses if _excuses(excuse, path, figure)), None)


def _excuses(excuse: Excuse, path: str, figure: Figure) -> bool:
    """Say whether an excuse speaks of a figure. Where it names no file or id, it speaks of all."""
    return (
        excuse.measure == figure.what
        and excuse.file in {"", path}
        and excuse.id in {"", figure.id}
        and (figure.what is not What.RARE or figure.words in excuse.characters)
    )


def _judge(path: str, figure: Figure, measure: Measure) -> Fault | None:
    least, most = measure.limits[figure.what]
    complaint = (
        TOO_MUCH[figure.what] if figure.value > most else TOO_LITTLE[figure.what] if figure.value < least else None
    )
    if complaint is None:
        return None
    length = f"{figure.value:.1f}" if isinstance(figure.value, float) else figure.value
    return complaint.at(path, figure.line, id=figure.id, length=length, words=figure.words, least=least, most=most)
