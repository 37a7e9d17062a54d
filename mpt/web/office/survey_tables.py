"""What learners said before a course and after it, as tables: means and shares of many, never anybody's answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mpt.content.model import FACES, Lesson, Question, Scale
from mpt.rules import intervals
from mpt.rules.intervals import Interval
from mpt.rules.pairs import Pair, means, rate, shares
from mpt.rules.surveys import Moment
from mpt.services import survey_change
from mpt.services.publishing import Edition
from mpt.services.survey_change import AFTER, Answered, SurveyChange
from mpt.sheets.writer import Cell
from mpt.web.daily import kept, yesterday, zone
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.office.survey_drawn import Drawn, answers, choices_drawn, faces_drawn, stem
from mpt.web.shelf import UnknownPageError, shelf
from mpt.web.survey import FACE_WORDS
from mpt.web.tables import Table
from mpt.web.transaction import db

DEFINED = ("asked_before", "asked_after", "asked_later", "pairs", "mean", "interval", "cause", "releases", "as_of")
_BETTER = {Scale.FACES: N_("higher"), Scale.SAD_FACES: N_("lower")}
_WHEN = {
    Moment.BEFORE: N_("Before the course"),
    Moment.COMPLETION: N_("At the end of the course"),
    Moment.LATER: N_("8 to 12 weeks later"),
}


@dataclass(frozen=True, slots=True)
class View:
    """A course's survey, and how it was answered."""

    edition: Edition
    survey: Lesson
    change: SurveyChange

    def asked(self, moment: Moment, *, on_faces: bool) -> Iterator[tuple[Question, Mapping[Pair, int]]]:
        """Yield the questions that are answered on faces, or the others, each with its pairs in full tens."""
        for question in self.survey.questions:
            if bool(question.scale) == on_faces:
                yield question, self.change.pairs[moment][question.id].counted

    def has_pairs(self, moment: Moment) -> bool:
        """Say whether any question has enough pairs to be shown."""
        return any(pairs.counted for pairs in self.change.pairs[moment].values())

    def moments(self) -> list[tuple[Moment, str]]:
        """Return the moments after the course, each with what the page calls it."""
        return [(moment, words().gettext(_WHEN[moment])) for moment in AFTER]

    def says(self) -> str:
        """Return of which course and as of when the answers are."""
        day = words().day(self.change.day)
        return words().gettext(
            "%(course)s · as of the end of %(day)s", course=self.edition.course.title_in(language()), day=day
        )


def survey_of(edition: Edition) -> Lesson | None:
    """Return a course's survey in the language of this request, or in the course's own; None where it has none."""
    texts = edition.course.texts
    return texts.get(language(), texts[edition.course.languages[0]]).survey


def view_of(course_id: str) -> View:
    """Return how a course's survey was answered up to yesterday. Raises UnknownPageError where it has none."""
    edition, day = shelf().edition(course_id), yesterday()
    survey = survey_of(edition)
    if survey is None:
        raise UnknownPageError(course_id)
    key = ("survey", edition.release_id, day)
    return View(edition, survey, kept(key, lambda: survey_change.count(db(), course_id, survey, day, zone())))


def all_tables(view: View) -> dict[str, Table]:
    """Return the tables of a survey by their names, in the order of the page; without those that no pair is in."""
    tables = {"answered": _answered(view.change)}
    for moment in AFTER:
        if view.has_pairs(moment):
            tables |= {
                f"{moment}_faces": _faces(view, moment),
                f"{moment}_choices": _choices(view, moment),
                f"{moment}_spread": _spread(view, moment),
            }
    return {name: table for name, table in tables.items() if table.rows}


def faces_charts(view: View) -> dict[Moment, list[Drawn]]:
    """Draw the means of each statement that has enough pairs, for each moment after the course."""
    drawn = {moment: (faces_drawn(moment, *each) for each in view.asked(moment, on_faces=True)) for moment in AFTER}
    return {moment: [chart for chart in charts if chart] for moment, charts in drawn.items()}


def choices_charts(view: View) -> dict[Moment, list[Drawn]]:
    """Draw the shares of the answers to each question that has enough pairs, for each moment after the course."""
    drawn = {moment: (choices_drawn(moment, *each) for each in view.asked(moment, on_faces=False)) for moment in AFTER}
    return {moment: [chart for chart in charts if chart] for moment, charts in drawn.items()}


def _answered(change: SurveyChange) -> Table:
    _ = words().gettext
    heads = (_("When"), _("Answered"), _("Came to this moment"), _("Rate, %%"))
    return Table(_("Who answered"), heads, [_rate(_(_WHEN[moment]), each) for moment, each in change.answered.items()])


def _rate(name: str, answered: Answered) -> list[Cell]:
    share = rate(answered.people, answered.of)
    return [name, None, None, None] if share is None else [name, answered.people, answered.of, share]


def _faces(view: View, moment: Moment) -> Table:
    _ = words().gettext
    name = {Moment.COMPLETION: _("Means before and after"), Moment.LATER: _("Means before and weeks later")}[moment]
    heads = (_("Statement"), _("Better is"), _("Pairs"), _("Rate, %%"), _("Mean before"), _("Mean after"))
    of = view.change.answered[moment].of
    rows = [
        [stem(each), _(_BETTER[each.scale or Scale.FACES]), *_means(counted, of)]
        for each, counted in view.asked(moment, on_faces=True)
    ]
    return Table(name, (*heads, _("Change"), *_interval_heads()), rows)


def _means(counted: Mapping[Pair, int], of: int) -> Sequence[Cell]:
    found = means(counted)
    if found is None:
        return (None,) * 7
    ends = [None if end is None else end / 100 for end in _ends(intervals.of_means(counted))]
    return (found.n, rate(found.n, of), found.before / 100, found.after / 100, found.change / 100, *ends)


def _choices(view: View, moment: Moment) -> Table:
    _ = words().gettext
    name = {Moment.COMPLETION: _("Shares before and after"), Moment.LATER: _("Shares before and weeks later")}[moment]
    heads = (_("Question"), _("Answer given"), _("Pairs"), _("Rate, %%"), _("Before, %%"), _("After, %%"))
    of = view.change.answered[moment].of
    rows = [
        [stem(each), answer, *cells]
        for each, counted in view.asked(moment, on_faces=False)
        for answer, cells in zip(answers(each), _shares(each, counted, of), strict=True)
    ]
    return Table(name, (*heads, _("Change, points"), *_interval_heads()), rows)


def _shares(question: Question, counted: Mapping[Pair, int], of: int) -> list[Sequence[Cell]]:
    found = shares(counted, question.places)
    if found is None:
        return [(None,) * 7] * question.places
    return [
        (found.n, rate(found.n, of), before, after, after - before, *_ends(intervals.of_shares(counted, place)))
        for place, (before, after) in enumerate(zip(found.before, found.after, strict=True))
    ]


def _spread(view: View, moment: Moment) -> Table:
    _ = words().gettext
    name = {Moment.COMPLETION: _("Faces before and after"), Moment.LATER: _("Faces before and weeks later")}[moment]
    heads = [f"{place} {_(word)}, %" for place, word in enumerate(FACE_WORDS, 1)]
    rows = [row for each, counted in view.asked(moment, on_faces=True) for row in _spread_rows(each, counted, moment)]
    return Table(name, (_("Statement"), _("When"), _("Pairs"), *heads), rows)


def _spread_rows(question: Question, counted: Mapping[Pair, int], moment: Moment) -> Iterator[Sequence[Cell]]:
    found = shares(counted, FACES)
    if found:
        for when, percents in ((Moment.BEFORE, found.before), (moment, found.after)):
            yield (stem(question), words().gettext(_WHEN[when]), found.n, *percents)


def _interval_heads() -> tuple[str, str]:
    _ = words().gettext
    return _("From (95 %%)"), _("To (95 %%)")


def _ends(interval: Interval | None) -> tuple[int | None, int | None]:
    return (interval.low, interval.high) if interval else (None, None)
