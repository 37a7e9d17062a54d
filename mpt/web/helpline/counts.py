"""What the office learns of the helpline: how many cases began in a month, by topic, and nothing else."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from mpt.models.base import now
from mpt.rules.helpline import Topic
from mpt.rules.permissions import Who
from mpt.services.helpline import counts
from mpt.services.helpline.counts import Counted
from mpt.web.definitions import meanings, notes
from mpt.web.entrance import enter
from mpt.web.helpline.topics import topic_name
from mpt.web.language import local_day, words
from mpt.web.tables import Table
from mpt.web.transaction import db
from mpt.web.workbooks import workbook

bp = Blueprint("helpline_counts", __name__)

DEFINED = ("helpline_cases", "helpline_topics", "helpline_months", "helpline_tens")


@bp.get("/<lang>/office/helpline")
@enter(Who.OFFICE)
def office() -> ResponseReturnValue:
    """Cases by the month in which they began, and by topic."""
    counted = _counted()
    return render_template(
        "helpline/counts.html",
        table=_table(counted) if counted.months else None,
        definitions=meanings(DEFINED),
    )


@bp.get("/<lang>/office/helpline.xlsx")
@enter(Who.OFFICE)
def xlsx() -> ResponseReturnValue:
    """The same table as a workbook, with what the figures mean."""
    return workbook(f"helpline-{local_day(now())}", [_table(_counted())], notes(DEFINED))


def _counted() -> Counted:
    return counts.by_month(db(), local_day(now()))


def _table(counted: Counted) -> Table:
    _ = words().gettext
    rows = [
        (f"{month.first:%Y-%m}", month.total, *(month.topics[topic] for topic in Topic)) for month in counted.months
    ]
    return Table(
        _("Cases of the helpline"),
        [_("Month"), _("All shown"), *(topic_name(topic) for topic in Topic)],
        rows,
        (_("Sum"), counted.total, *(counted.topics[topic] for topic in Topic)),
    )
