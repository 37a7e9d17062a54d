"""Figures from before this platform, or from beside it: all of them, entering one, taking one back."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.models import Baseline
from mpt.models.base import now
from mpt.rules.names import RefusedError
from mpt.rules.permissions import Who
from mpt.services import baselines as services
from mpt.services import factories
from mpt.services import sponsors as all_sponsors
from mpt.services.audit import Act
from mpt.services.factories import CameBeforeError
from mpt.web import forms, staff
from mpt.web.entrance import enter
from mpt.web.language import language, local_day
from mpt.web.noted import note
from mpt.web.office import baseline_form
from mpt.web.office.baseline_told import tell, tell_all
from mpt.web.transaction import db

bp = Blueprint("baselines", __name__)


@bp.get("/<lang>/office/impact/baselines")
@enter(Who.OFFICE)
def baselines() -> ResponseReturnValue:
    """All that count, element by element."""
    return render_template("office/baselines.html", baselines=tell_all(services.standing(db())))


@bp.route("/<lang>/office/impact/baselines/new", methods=["GET", "POST"])
@enter(Who.OFFICE)
def add() -> ResponseReturnValue:
    """Enter one. The form carries the id of the row that it becomes, so that two taps make one."""
    if request.method != "POST":
        return _form_page({})
    typed, by = baseline_form.read(), staff.colleague().staff.id
    try:
        entered = services.add(db(), forms.row("submission"), by, typed, today=local_day(now()))
    except RefusedError as error:
        return _form_page(baseline_form.refusal(error)), 422
    except CameBeforeError:
        return redirect(url_for("baselines.baselines"), 303)
    note(Act.ENTERED_BASELINE, _in_short(entered), entered.factory_id)
    return redirect(url_for("baselines.baselines", entered=1), 303)


@bp.get("/<lang>/office/impact/baselines/<uuid:baseline_id>")
@enter(Who.OFFICE)
def baseline(baseline_id: uuid.UUID) -> ResponseReturnValue:
    """One of them, and the way to take it back."""
    return render_template("office/baseline.html", shown=tell(services.find(db(), baseline_id)))


@bp.post("/<lang>/office/impact/baselines/<uuid:baseline_id>/remove")
@enter(Who.OFFICE)
def remove(baseline_id: uuid.UUID) -> ResponseReturnValue:
    """Count one no longer, because it was entered by mistake or is counted here by now."""
    try:
        removed = services.remove(db(), baseline_id)
    except CameBeforeError:
        return redirect(url_for("baselines.baselines"), 303)
    note(Act.REMOVED_BASELINE, _in_short(removed), removed.factory_id)
    return redirect(url_for("baselines.baselines", removed=1), 303)


def _in_short(each: Baseline) -> str:
    return f"{each.figure}, {each.year}, {each.number}: {each.source}"


def _form_page(faults: dict[str, str]) -> str:
    return render_template(
        "office/baseline_form.html",
        figures=baseline_form.figures(),
        countries=baseline_form.countries(),
        factories=[(factory.id, factory.name_in(language())) for factory in factories.everywhere(db())],
        sponsors=[(sponsor.id, sponsor.name_in(language())) for sponsor in all_sponsors.everyone(db())],
        shown=baseline_form.refilled(),
        faults=faults,
        submission=uuid.uuid4(),
    )
