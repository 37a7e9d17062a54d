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


_CHILDREN = N_(
    "Children who came at least once, each once in a space and a year. They are known by the numbers of their cards alone; "
    "where heads were counted it's the most of one day."
)
_CHILD_DAYS = N_(
    "One child on one day is one. What is entered or corrected after the day up to which is counted is counted later."
)
_USED = N_(
    "Child-days as a share of the places on the days on which attendance was taken: on all of them as many places as the space "
    "has now."
)

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
        "cases",
        N_("Cases"),
        N_(
            "Conversations that workers began with the helpline, in months that have ended. Each topic of each month is rounded "
            "down to full tens, and fewer than 10 aren't counted, so the sum is rather too low than too high. They aren't "
            "counted by factory: no case says where its worker works."
        ),
    ),
    Definition(
        "spaces",
        N_("Spaces"),
        N_(
            "Family-Friendly Spaces with at least one day of attendance. Each counts in every year in which it had one, and "
            "over all years once."
        ),
    ),
    Definition(
        "centers",
        N_("Centers"),
        N_(
            "After-School Centers with at least one day of attendance. Each counts in every year in which it had one, and over "
            "all years once."
        ),
    ),
    Definition("space_children", N_("Children in spaces"), _CHILDREN),
    Definition("center_children", N_("Children in centers"), _CHILDREN),
    Definition("space_days", N_("Child-days in spaces"), _CHILD_DAYS),
    Definition("center_days", N_("Child-days in centers"), _CHILD_DAYS),
    Definition("space_used", N_("Places used in spaces"), _USED),
    Definition("center_used", N_("Places used in centers"), _USED),
    Definition(
        "women_finished",
        N_("Workers who finished the course"),
        N_(
            "Who finished the course “My wellbeing, my rights”, in the year in which they did. The training counts them too, so "
            "elements are never added up."
        ),
    ),
    Definition(
        "women_began",
        N_("Workers who began the course"),
        N_("Who began that course, in the year in which they did."),
    ),
    Definition(
        "women_sessions",
        N_("Sessions of the course on paper"),
        N_("Sessions of that course held without phones, by the day on which they were held."),
    ),
    Definition(
        "women_came",
        N_("Came to those sessions"),
        N_("As many as the attendance sheets say; whoever came twice is in it twice."),
    ),
    Definition(
        "places_for_children",
        N_("Spaces and centers"),
        N_("Family-Friendly Spaces and After-School Centers with at least one day of attendance up to this day."),
    ),
    Definition("children", N_("Children"), _CHILDREN),
    Definition(
        "here",
        N_("On this platform"),
        N_(
            "What was counted here. Somebody belongs to the factory that they joined first. Those whose data were erased count "
            "from the beginning of the year in which they began or finished."
        ),
    ),
    Definition(
        "before",
        N_("Before and beside it"),
        N_(
            "What the programme's office entered from earlier years or from other records, each with its source and its day. "
            "It isn't counted anew here. What isn't known of it, such as the factory, can't be chosen."
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
        N_("Of those who finished the course: who then answered at least one question, within eight weeks."),
    ),
    Definition(
        "asked_later",
        N_("Answered 8 to 12 weeks later"),
        N_(
            "Of those who finished the course eight weeks ago or earlier: who answered at least one question 8 to 12 weeks "
            "after the certificate. It's asked on the next visit, so whoever didn't come back in time counts as not having "
            "answered; what is answered later than that is counted nowhere."
        ),
    ),
    Definition(
        "pairs",
        N_("Pairs"),
        N_(
            "Learners who answered a question both before the course and at the moment after it; means and shares are of them "
            "alone. They are counted in full tens, in the order in which they answered the second time, so that no single "
            "answer can be worked out from one day to the next. — stands for fewer than 10. The rate is the pairs as a part of "
            "all who came to that moment."
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
        "interval",
        N_("Interval of 95 %%"),
        N_(
            "Asked of other learners of the same kind, a change would come out a little different by chance. Of a hundred "
            "intervals made like this one, about 95 hold the true change. For faces it's the t interval of the differences "
            "within pairs, and none where all differ alike; for answers to choose from, the adjusted Wald interval for matched "
            "proportions of Agresti and Min (2005). It knows nothing of who doesn't answer. With so many questions, one in "
            "twenty misses."
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
        "poll_counted",
        N_("Answers counted"),
        N_(
            "Of each question, in full tens. Up to nine answers beyond them aren't counted, by chance and not by time, and of "
            "fewer than ten nothing is shown: so nobody can be found out. Shares are percents of the answers counted."
        ),
    ),
    Definition(
        "poll_groups",
        N_("Two polls beside each other"),
        N_(
            "Whoever wants to answers, without a name, and somebody could answer twice. Other people may have answered the "
            "earlier poll, so nobody is compared with themselves, and a difference says nothing of its causes."
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
    Definition(
        "helpline_cases",
        N_("Cases"),
        N_(
            "How often a worker wrote to the helpline for the first time on a matter. Nobody knows who, so whoever wrote "
            "twice on two matters is in it twice. A case stays counted when it's erased."
        ),
    ),
    Definition(
        "helpline_topics",
        N_("Topics"),
        N_("As the worker chose it, or as a counsellor corrected it before the month was over."),
    ),
    Definition(
        "helpline_months",
        N_("Months"),
        N_("The month in which the case began. Months are shown once they have ended."),
    ),
    Definition(
        "helpline_tens",
        N_("What is shown"),
        N_(
            "Numbers are rounded down to full tens, and fewer than 10 aren't shown: a dash. A sum is the sum of what is shown, "
            "so it's rather too low than too high."
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
