"""Apply a table: all of it, or nothing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from mpt.models.database import take_turn
from mpt.rules.names import RefusedError
from mpt.services.factories import CameBeforeError
from mpt.services.uploading.plan import Plan, Planner, Row


class FaultyRowsError(Exception):
    """Rows of the table can't be taken; `faults` of the `plan` say why. Nothing was changed."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"{len(plan.faults)} faults")
        self.plan = plan


class ChangedMeanwhileError(Exception):
    """Somebody else changed the same things at the same moment. What was done of the table is to be undone."""


def apply(session: Session, rows: Sequence[Row], planner: Planner) -> tuple[Plan, list[Any]]:
    """Do what a table says, held against what is there now. Return the plan, and what its steps returned.

    Raises FaultyRowsError or ChangedMeanwhileError.
    """
    take_turn(session)  # of two tables at once, the second sees what the first did
    plan = planner(session, rows)
    if plan.faults:
        raise FaultyRowsError(plan)
    return plan, carry_out(session, plan)


def carry_out(session: Session, plan: Plan) -> list[Any]:
    """Take the steps of a plan, and return what they returned. Raises ChangedMeanwhileError."""
    try:
        return [step(session) for step in plan.steps]
    except (CameBeforeError, RefusedError, IntegrityError, StaleDataError) as error:
        raise ChangedMeanwhileError from error
