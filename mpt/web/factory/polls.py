"""A factory's anonymous polls: opened from a day to a day, sent around, and told of in totals once they're over."""

import uuid
from datetime import date, timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.i18n import LANGUAGES
from mpt.paper.poster import poster_pdf, poster_picture
from mpt.rules import polls as rules
from mpt.rules.days import DayError, clean_day
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import factories
from mpt.services import polls as services
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError
from mpt.services.polls import UnknownPollError
from mpt.web import forms
from mpt.web.definitions import meanings, notes
from mpt.web.entrance import enter
from mpt.web.factory.poll_prints import poll_address, poll_paper
from mpt.web.factory.poll_tables import DEFINED, period, told
from mpt.web.language import language
from mpt.web.messages import N_
from mpt.web.noted import note
from mpt.web.transaction import db
from mpt.web.workbooks import workbook

bp = Blueprint("polls", __name__)

_TONGUES = {tag: (tag,) for tag in LANGUAGES} | {"both": tuple(LANGUAGES)}
_PRINTS = {"poster.pdf": (poster_pdf, "application/pdf"), "poster.png": (poster_picture, "image/png")}
_USUAL = timedelta(days=13)
_NO_DAY = N_("Please write the day as 2026-12-31.")
_SAID: dict[type[RefusedError], tuple[str, str]] = {
    rules.PollPastError: ("opens_on", N_("The first day can't be before today. Please choose today or a later day.")),
    rules.PollBackwardsError: ("closes_on", N_("The last day is before the first. Please choose a later one.")),
    rules.PollLongError: ("closes_on", N_("A poll runs for 31 days at most. Please choose an earlier last day.")),
}


@bp.get("/<lang>/factory/<uuid:factory_id>/polls")
@enter(Who.FACTORY)
def polls(factory_id: uuid.UUID) -> ResponseReturnValue:
    """A factory's polls, and what was answered in those that are over."""
    return render_template(
        "factory/polls.html",
        factory=factories.find(db(), factory_id),
        polls=[(each, period(each.poll)) for each in services.polls_of(db(), factory_id)],
        told=told(services.told_of(db(), factory_id)),
        definitions=meanings(DEFINED),
    )


@bp.get("/<lang>/factory/<uuid:factory_id>/polls.xlsx")
@enter(Who.FACTORY)
def xlsx(factory_id: uuid.UUID) -> ResponseReturnValue:
    """The same tables as a workbook. Without a closed poll there is none."""
    factory = factories.find(db(), factory_id)
    tables = [each.table for each in told(services.told_of(db(), factory_id))]
    if not tables:
        raise UnknownPollError("closed")
    name = f"poll-{factories.today_at(factory)}"
    return workbook(name, tables, (factory.name_in(language()), *notes(DEFINED)))


@bp.route("/<lang>/factory/<uuid:factory_id>/polls/new", methods=["GET", "POST"])
@enter(Who.OFFICE)
def add(factory_id: uuid.UUID) -> ResponseReturnValue:
    """Open a poll. The form carries the id of the row that it becomes, so that two taps make one.

    The office does it: whoever could send a poll to a single worker, and answer the other nine times, would learn what that one
    answered (`mpt.services.polls`).
    """
    if request.method != "POST":
        return _form_page(factory_id, {})
    poll_id, faults = forms.row("submission"), dict[str, str]()
    opens_on, closes_on = (_day(field, faults) for field in ("opens_on", "closes_on"))
    if opens_on is None or closes_on is None:
        return _form_page(factory_id, faults), 422
    try:
        services.open_poll(db(), poll_id, factory_id, opens_on, closes_on)
    except RefusedError as error:
        return _form_page(factory_id, dict([_SAID[type(error)]])), 422
    except CameBeforeError:
        return redirect(url_for("polls.poll", factory_id=factory_id, poll_id=poll_id), 303)
    note(Act.OPENED_POLL, f"{opens_on} – {closes_on}", factory_id)
    return redirect(url_for("polls.poll", factory_id=factory_id, poll_id=poll_id, opened=1), 303)


@bp.get("/<lang>/factory/<uuid:factory_id>/polls/<uuid:poll_id>")
@enter(Who.FACTORY)
def poll(factory_id: uuid.UUID, poll_id: uuid.UUID) -> ResponseReturnValue:
    """One poll: its link, and what to print and to send around."""
    seen = services.look(db(), factory_id, poll_id)
    return render_template(
        "factory/poll.html",
        factory=factories.find(db(), factory_id),
        seen=seen,
        period=period(seen.poll),
        address=poll_address(seen.poll),
        tongues=[("both", " + ".join(LANGUAGES.values())), *LANGUAGES.items()],
    )


@bp.get("/<lang>/factory/<uuid:factory_id>/polls/<uuid:poll_id>/<name>")
@enter(Who.FACTORY)
def print_out(factory_id: uuid.UUID, poll_id: uuid.UUID, name: str) -> ResponseReturnValue:
    """The poster to print or the picture for a chat, in `?in=` zh, en or both."""
    found, tongue = services.look(db(), factory_id, poll_id).poll, request.args.get("in", "both")
    if name not in _PRINTS or tongue not in _TONGUES:
        raise UnknownPollError(name)
    draw, mimetype = _PRINTS[name]
    paper = poll_paper(found, factories.find(db(), factory_id), _TONGUES[tongue])
    response = Response(draw(paper), mimetype=mimetype)
    response.headers.set("Content-Disposition", "inline", filename=f"poll-{found.code}-{tongue}.{name[-3:]}")
    return response


def _day(field: str, faults: dict[str, str]) -> date | None:
    """Return the day that was typed into a field; where it's none, or nothing, a fault says so."""
    try:
        day = clean_day(forms.text(field))
    except DayError:
        day = None
    if day is None:
        faults[field] = _NO_DAY
    return day


def _form_page(factory_id: uuid.UUID, faults: dict[str, str]) -> str:
    factory = factories.find(db(), factory_id)
    today = factories.today_at(factory)
    usual = {"opens_on": today.isoformat(), "closes_on": (today + _USUAL).isoformat()}
    return render_template(
        "factory/poll_form.html",
        factory=factory,
        shown=forms.refilled(usual),
        faults=faults,
        submission=uuid.uuid4(),
    )
