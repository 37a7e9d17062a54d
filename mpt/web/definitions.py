"""What the figures of impact mean, in one place: the office's page, the public one, the sponsors' and every file print it."""

from collections.abc import Iterable
from dataclasses import dataclass

from mpt.web.language import words
from mpt.web.messages import N_


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure: the key by which code knows it, what a page calls it, and what it counts. Both texts are messages."""

    key: str
    title: str
    definition: str


DEFINITIONS = (
    Definition(
        "trained",
        N_("Workers trained"),
        N_(
            "People who finished at least one course. Each counts once, in the year in which they finished their first."
        ),
    ),
    Definition(
        "finished",
        N_("Courses finished"),
        N_(
            "Certificates. Whoever finished two courses is in it twice. A certificate that was issued anew isn't a second "
            "one, and one that was revoked later stays counted: the course was finished."
        ),
    ),
    Definition(
        "began",
        N_("Workers who began"),
        N_(
            "People who read a first lesson to its end, answered a quiz, or answered or passed over a survey. Each counts "
            "once, in the year in which they began; of a single course, in the year in which they began that."
        ),
    ),
    Definition(
        "factories",
        N_("Factories"),
        N_(
            "Factories in which a worker has joined, in the year in which the first one did. They aren't counted by course."
        ),
    ),
    Definition(
        "countries",
        N_("Countries"),
        N_("Countries with such a factory, in the year in which the first worker there joined."),
    ),
    Definition(
        "sessions",
        N_("Sessions on paper"),
        N_("Sessions held without phones, as the factories entered them, by the day on which they were held."),
    ),
    Definition(
        "came",
        N_("Came to sessions on paper"),
        N_(
            "As many as the attendance sheets say; whoever came twice is in it twice. Some of them learned on a phone too, so "
            "this is never added to the figures above."
        ),
    ),
    Definition(
        "as_of",
        N_("As of"),
        N_("Everything is counted up to the end of this day, once a day."),
    ),
    Definition(
        "tens",
        N_("Full tens"),
        N_("Numbers of people are rounded down to full tens: 1,239 is shown as 1,230. Fewer than 10 aren't shown."),
    ),
    Definition(
        "asked_before",
        N_("Answered before the course"),
        N_("Of those who began the course: who answered at least one question before the first lesson."),
    ),
    Definition(
        "asked_after",
        N_("Answered after the course"),
        N_("Of those who finished the course: who then answered at least one question."),
    ),
    Definition(
        "pairs",
        N_("Pairs"),
        N_(
            "Learners who answered a question both before the course and after it; means and shares are of them alone. They "
            "are counted in full tens, in the order in which they answered the second time, so that no single answer can be "
            "worked out from one day to the next. — stands for fewer than 10."
        ),
    ),
    Definition(
        "mean",
        N_("Means"),
        N_(
            "Of five faces, counted from 1 to 5. The change is the mean after less the mean before, both as they are shown."
        ),
    ),
    Definition(
        "cause",
        N_("What a change doesn't say"),
        N_(
            "A difference between before and after doesn't prove that the course is its cause: other things changed in that "
            "time too, and who answers twice may differ from who doesn't."
        ),
    ),
    Definition(
        "releases",
        N_("Earlier releases"),
        N_(
            "A question goes by its id, whatever a release has changed in its words. An answer to an earlier release counts by "
            "its place: the first as the first."
        ),
    ),
    Definition(
        "joined",
        N_("Workers who joined"),
        N_("People who joined a factory with one of its codes. Whoever leaves stays counted."),
    ),
    Definition(
        "begun",
        N_("Courses begun"),
        N_(
            "How often a worker of the factory began a course: read a first lesson to its end, answered a quiz, or answered or "
            "passed over a survey. Whoever began two is in it twice."
        ),
    ),
    Definition(
        "courses_finished",
        N_("Courses finished"),
        N_(
            "How often a worker of the factory completed a course, so that its certificate was issued. Whoever finished two is "
            "in it twice."
        ),
    ),
    Definition(
        "published",
        N_("At least"),
        N_(
            "Numbers of people are those that the factories themselves see: in full tens, rounded down, so 130 means at least "
            "130. A dash means fewer than ten, or a number that would tell of single people. A sum is the sum of what is shown "
            "of each factory, so it's rather too low than too high."
        ),
    ),
)


def meaning(key: str) -> str:
    """Return what a figure counts in the language of this request."""
    return words().gettext(_found(key).definition)


def title(key: str) -> str:
    """Return what a figure is called in the language of this request."""
    return words().gettext(_found(key).title)


def meanings(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Return titles and definitions of figures in the language of this request."""
    return [(title(key), meaning(key)) for key in keys]


def notes(keys: Iterable[str]) -> list[str]:
    """Return the same as lines of a file."""
    return [f"{word}: {says}" for word, says in meanings(keys)]


def _found(key: str) -> Definition:
    return next(each for each in DEFINITIONS if each.key == key)
