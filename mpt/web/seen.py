"""What a worker's factory sees, as it sees it now; whether it sees the name; the worker's number there; and leaving."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.content.model import Course
from mpt.models import Department, Factory, Line, Membership
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import certificates, counting, memberships, offers, reports
from mpt.services.factories import Place
from mpt.services.memberships import NoMemberError
from mpt.services.reports import Shown
from mpt.services.spaces import places as asked_for
from mpt.web import charts, forms, space_words
from mpt.web.counted import make_sure_counted, open_courses
from mpt.web.entrance import enter
from mpt.web.language import language, words
from mpt.web.phone import here
from mpt.web.reading import course_titles
from mpt.web.shelf import UnknownPageError, editions_here
from mpt.web.transaction import db

bp = Blueprint("seen", __name__)
PAGE = "/<lang>/me/factory/<uuid:factory_id>"


Part = Factory | Department | Line
Row = tuple[str, str, str]
"""A place, and two numbers as the page writes them."""


@dataclass(frozen=True, slots=True)
class SeenCourse:
    """What a factory is shown of a course: how many began and finished, of a sensitive one in the whole factory alone."""

    title: str
    is_sensitive: bool
    rows: list[Row]


@bp.get(PAGE)
@enter(Who.LEARNER)
def factory(factory_id: uuid.UUID) -> ResponseReturnValue:
    """What one's factory sees, and what one can decide about it."""
    membership, place = memberships.find(db(), _own_id(), factory_id)
    make_sure_counted(place.factory)
    day = counting.last_whole_day(place.factory)
    shown = reports.shown(db(), factory_id, day, [part.id for part in _parts(place)])
    return render_template(
        "seen/factory.html",
        membership=membership,
        place=place,
        named=_named(membership),
        counted_day=words().day(day),
        people=_people(place, shown),
        courses=_courses(place, shown),
        asked=[one for one in asked_for.own(db(), membership.learner_id) if one.factory.id == factory_id],
        says=space_words,
    )


@bp.post(f"{PAGE}/name")
@enter(Who.LEARNER)
def name(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Let the factory see one's name beside a course that is completed, or no longer; of a sensitive one never."""
    change, course_id = memberships.agree if forms.text("named") else memberships.withdraw, forms.text("course")
    if course_id not in open_courses():
        raise UnknownPageError(course_id)
    change(db(), _own_id(), factory_id, course_id)
    return redirect(url_for("seen.factory", factory_id=factory_id, saved=1, _anchor="name"), 303)


@bp.route(f"{PAGE}/number", methods=["GET", "POST"])
@enter(Who.LEARNER)
def number(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Change one's work number there, or take it away."""
    membership, place = memberships.find(db(), _own_id(), factory_id)
    if request.method != "POST":
        return _number_page(place, membership.number or "", {})
    try:
        memberships.put_number(db(), _own_id(), factory_id, forms.text("number"))
    except RefusedError as error:
        return _number_page(place, forms.shown(forms.text("number"), 60), forms.refusal(error)), 422
    return redirect(url_for("seen.factory", factory_id=factory_id, saved=1), 303)


@bp.route(f"{PAGE}/leave", methods=["GET", "POST"])
@enter(Who.LEARNER)
def leave(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Ask whether one really leaves the factory's group; leave it. Who isn't in it any more has left it."""
    if request.method != "POST":
        return render_template("seen/leave.html", place=memberships.find(db(), _own_id(), factory_id)[1])
    try:
        memberships.leave(db(), _own_id(), factory_id)
    except NoMemberError:
        return redirect(url_for("learn.me"), 303)
    return redirect(url_for("learn.me", left=1), 303)


def _number_page(place: Place, number: str, faults: dict[str, str]) -> str:
    return render_template("seen/number.html", place=place, number=number, faults=faults)


def _own_id() -> uuid.UUID:
    learner = here()
    if learner is None:
        raise NoMemberError
    return learner.id


def _parts(place: Place) -> list[Part]:
    """Return the parts of a place, the factory first."""
    return [part for part in (place.factory, place.department, place.line) if part]


def _named(membership: Membership) -> list[tuple[str, str, datetime | None]]:
    """Return the courses that one has completed and may be named beside: id, title, and since when one is."""
    since, titles, may = memberships.namings(db(), membership), course_titles(), open_courses()
    done = [one.course_id for one in certificates.certificates_of(db(), membership.learner_id)]
    return [(course_id, titles[course_id], since.get(course_id)) for course_id in done if course_id in may]


def _people(place: Place, shown: Shown) -> list[Row]:
    numbers = [(part, shown.of(part.id, "")) for part in _parts(place)]
    return [_row(part, each.joined, each.left) for part, each in numbers]


def _courses(place: Place, shown: Shown) -> list[SeenCourse]:
    """Return what is shown of the courses that the factory's workers are asked to do."""
    offered = offers.offers_of(db(), place.factory.id)
    courses = [each.course for each in editions_here().values() if not offered or each.course.id in offered]
    return [_course(course, _parts(place), shown) for course in courses]


def _course(course: Course, parts: list[Part], shown: Shown) -> SeenCourse:
    numbers = [(part, shown.of(part.id, course.id)) for part in (parts[:1] if course.sensitive else parts)]
    rows = [_row(part, each.began, each.finished) for part, each in numbers]
    return SeenCourse(course.texts[language()].title, course.sensitive, rows)


def _row(part: Part, one: int, other: int) -> Row:
    return part.name_in(language()), _shown(one), _shown(other)


def _shown(number: int) -> str:
    return charts.thousands(number) if number else charts.HIDDEN
