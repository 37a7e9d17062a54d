"""A sponsor's page: what is published of the factories that it supports, each and in sum. Never a person."""

import uuid
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mpt.rules.days import DayError, clean_day
from mpt.rules.permissions import Who
from mpt.services import counting, sponsor_totals, sponsors
from mpt.services.impact import end_of
from mpt.services.sponsor_totals import Attendance, FactoryTotals, added_up
from mpt.web import forms
from mpt.web.counted import make_sure_counted
from mpt.web.daily import kept, yesterday, zone
from mpt.web.definitions import meanings, notes
from mpt.web.entrance import enter
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.sponsor_tables import View, all_tables, courses_chart, key_figures
from mpt.web.transaction import db
from mpt.web.workbooks import workbook

bp = Blueprint("sponsor", __name__)


@bp.get("/<lang>/sponsor/<uuid:sponsor_id>")
@enter(Who.SPONSOR)
def totals(sponsor_id: uuid.UUID) -> ResponseReturnValue:
    """The totals of the factories that a sponsor supports."""
    view = _chosen_view(sponsor_id)
    tables = all_tables(view)
    page = render_template(
        "sponsor/totals.html",
        view=view,
        as_of=words().day(view.day),
        keys=key_figures(view),
        tables=tables,
        courses_chart=courses_chart(tables["courses"]) if "courses" in tables else "",
        asked_day=forms.shown(request.args.get("day", ""), 10) or view.day.isoformat(),
        definitions=meanings(view.defined),
    )
    return page, 422 if view.fault else 200


@bp.get("/<lang>/sponsor/<uuid:sponsor_id>/totals.xlsx")
@enter(Who.SPONSOR)
def xlsx(sponsor_id: uuid.UUID) -> ResponseReturnValue:
    """The same tables as a workbook, with what the figures mean."""
    view = _chosen_view(sponsor_id)
    return workbook(f"totals-{view.day}", all_tables(view).values(), (view.says(), *notes(view.defined)))


def _chosen_view(sponsor_id: uuid.UUID) -> View:
    sponsor = sponsors.find(db(), sponsor_id)
    factories = sponsors.supported(db(), sponsor_id)
    make_sure_counted(*factories)
    # The last day that has ended in all of them.
    last = min(map(counting.last_whole_day, factories), default=yesterday())
    day, fault = _day(last)
    ids = [factory.id for factory in factories]
    # A moment that has passed in all of them, so that what is noted for that day later moves nothing.
    end = max((end_of(day, ZoneInfo(factory.timezone)) for factory in factories), default=end_of(day, zone()))
    spaces = kept(("spaces", day, end, yesterday()), lambda: sponsor_totals.attendance(db(), day, end))
    found = sponsor_totals.totals(db(), ids, day, spaces)
    return View(sponsor, factories, found, day, last, fault, _years(ids, day, spaces))


def _years(factory_ids: list[uuid.UUID], day: date, spaces: Attendance) -> list[tuple[date, FactoryTotals]]:
    """Return the sums at the end of a day and of each year before it, back to the first of which anything is shown."""
    first = sponsor_totals.first_year(db(), factory_ids, spaces) or day.year + 1
    ends = (min(day, date(year, 12, 31)) for year in range(day.year, first - 1, -1))
    return [(end, added_up(sponsor_totals.totals(db(), factory_ids, end, spaces).values())) for end in ends]


def _day(last: date) -> tuple[date, str]:
    try:
        day = clean_day(request.args.get("day", "")) or last
    except DayError:
        return last, N_("That isn't a day. Write it as year, month and day, such as 2026-11-30.")
    if day > last:
        return last, N_("That day isn't over yet. Figures are counted when a day has ended.")
    return day, ""
