"""What learners said before a course and after it, as tables and drawings: means and shares of many, never anybody's answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mpt.content.model import Lesson, Question, Scale
from mpt.rules.pairs import Means, Shares, means, rate, shares
from mpt.services import survey_change
from mpt.services.publishing import Edition
from mpt.services.survey_change import Answered, SurveyChange
from mpt.sheets.writer import Cell
from mpt.web import beforeafter
from mpt.web.beforeafter import Two, before_after
from mpt.web.charts import Number
from mpt.web.daily import kept, yesterday, zone
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.reading import question_html
from mpt.web.shelf import UnknownPageError, shelf
from mpt.web.survey import FACE_WORDS
from mpt.web.tables import Table
from mpt.web.transaction import db

DEFINED = ("asked_before", "asked_after", "pairs", "mean", "cause", "releases", "as_of")
_BETTER = {Scale.FACES: N_("higher"), Scale.SAD_FACES: N_("lower")}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question, how many pairs it has, and what they said, as a drawing."""

    stem: str
    n: int
    chart: Markup


@dataclass(frozen=True, slots=True)
class View:
    """A course's survey, and how it was answered."""

    edition: Edition
    survey: Lesson
    change: SurveyChange

    @property
    def faces(self) -> list[tuple[Question, Means | None]]:
        """The statements that are answered on faces, each with its means where it has enough pairs."""
        return [(each, means(self.change.pairs[each.id].counted)) for each in self.survey.questions if each.scale]

    @property
    def choices(self) -> list[tuple[Question, Shares | None]]:
        """The questions that have answers to choose from, each with its shares where it has enough pairs."""
        asked = (each for each in self.survey.questions if not each.scale)
        return [(each, shares(self.change.pairs[each.id].counted, each.places)) for each in asked]

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
    """Return the tables of a survey by their names, in the order of the page."""
    tables = {"answered": _answered(view.change), "faces": _faces(view), "choices": _choices(view)}
    return {name: table for name, table in tables.items() if table.rows}


def faces_charts(view: View) -> list[Drawn]:
    """Draw the means before and after of each statement that has enough pairs."""
    _ = words().gettext
    scale = beforeafter.Scale(100, 500, f"1 {_(FACE_WORDS[0])}", f"5 {_(FACE_WORDS[-1])}")
    directions = {Scale.FACES: _("Higher is better"), Scale.SAD_FACES: _("Lower is better")}
    return [
        _drawn(
            each, found.n, [Two(directions[_scale(each)], found.before, found.after)], scale, lambda n: f"{n / 100:.2f}"
        )
        for each, found in view.faces
        if found
    ]


def choices_charts(view: View) -> list[Drawn]:
    """Draw the shares of the answers to each question that has enough pairs."""
    scale = beforeafter.Scale(0, 100, "0%", "100%")
    return [
        _drawn(each, found.n, _two(each, found), scale, lambda percent: f"{percent}%")
        for each, found in view.choices
        if found
    ]


def _drawn(question: Question, n: int, rows: list[Two], scale: beforeafter.Scale, number: Number) -> Drawn:
    return Drawn(stem(question), n, before_after(f"q-{question.id}", stem(question), rows, scale, number))


def stem(question: Question) -> str:
    """Return a question's words without marks."""
    return question_html(question, frozenset()).stem.striptags()


def _answered(change: SurveyChange) -> Table:
    _ = words().gettext
    heads = (_("When"), _("Answered"), _("Were asked"), _("Rate, %%"))
    rows = (_rate(_("Before the course"), change.before), _rate(_("After the course"), change.completion))
    return Table(_("Who answered"), heads, rows)


def _rate(name: str, answered: Answered) -> list[Cell]:
    share = rate(answered.people, answered.of)
    return [name, None, None, None] if share is None else [name, answered.people, answered.of, share]


def _faces(view: View) -> Table:
    _ = words().gettext
    heads = (_("Statement"), _("Better is"), _("Pairs"), _("Mean before"), _("Mean after"), _("Change"))
    rows = [[stem(each), words().gettext(_BETTER[_scale(each)]), *_means(found)] for each, found in view.faces]
    return Table(_("Means before and after"), heads, rows)


def _scale(question: Question) -> Scale:
    return question.scale or Scale.FACES


def _means(found: Means | None) -> Sequence[Cell]:
    if found is None:
        return (None, None, None, None)
    return (found.n, found.before / 100, found.after / 100, found.change / 100)


def _choices(view: View) -> Table:
    _ = words().gettext
    heads = (_("Question"), _("Answer given"), _("Pairs"), _("Before, %%"), _("After, %%"))
    rows = [
        [stem(each), answer, *cells]
        for each, found in view.choices
        for answer, cells in zip(_answers(each), _shares(each, found), strict=True)
    ]
    return Table(_("Shares before and after"), heads, rows)


def _shares(question: Question, found: Shares | None) -> list[Sequence[Cell]]:
    if found is None:
        return [(None, None, None)] * question.places
    return [(found.n, before, after) for before, after in zip(found.before, found.after, strict=True)]


def _two(question: Question, found: Shares) -> list[Two]:
    return [Two(*each) for each in zip(_answers(question), found.before, found.after, strict=True)]


def _answers(question: Question) -> list[str]:
    return [choice.text.striptags() for choice in question_html(question, frozenset()).choices]
