"""What a counsellor does with a case, as the buttons of its page name it."""

import uuid
from collections.abc import Callable

from flask import current_app

from mpt.services.helpline import inbox, replies
from mpt.web import forms, staff
from mpt.web.helpline.topics import chosen_topic
from mpt.web.messages import N_
from mpt.web.sealed import sealer
from mpt.web.transaction import db


def _answer(case_id: uuid.UUID) -> None:
    submission, last_id = forms.row("submission"), forms.row("last")
    inbox.answer(db(), sealer(), case_id, _me(), submission, forms.text("text"), last_id)


def _insert(_case_id: uuid.UUID) -> None:
    if forms.text("reply"):
        replies.find(db(), forms.row("reply"))


def _take(case_id: uuid.UUID) -> None:
    inbox.take(db(), case_id, _me(), forms.row("holder") if forms.text("holder") else None)


def _give(case_id: uuid.UUID) -> None:
    inbox.hand_over(db(), case_id, _me(), forms.row("to"))


def _close(case_id: uuid.UUID) -> None:
    inbox.close(db(), case_id, _me(), forms.row("last"))


def _reopen(case_id: uuid.UUID) -> None:
    inbox.reopen(db(), case_id, _me())


def _topic(case_id: uuid.UUID) -> None:
    inbox.set_topic(db(), case_id, _me(), chosen_topic(), current_app.config["MPT"].timezone)


def _danger(case_id: uuid.UUID) -> None:
    inbox.set_danger(db(), case_id, _me(), is_danger=True)


def _calm(case_id: uuid.UUID) -> None:
    inbox.set_danger(db(), case_id, _me(), is_danger=False)


ACTS: dict[str, Callable[[uuid.UUID], None]] = {
    "answer": _answer,
    "insert": _insert,
    "take": _take,
    "give": _give,
    "close": _close,
    "reopen": _reopen,
    "topic": _topic,
    "danger": _danger,
    "calm": _calm,
}
"""Each act by the value of its button; those that can't be done now raise a refusal."""

DONE = {
    "answer": N_("Your answer is there. The worker reads it with code and words."),
    "take": N_("The case is yours now."),
    "give": N_("The case is handed over."),
    "close": N_("The case is closed. If the worker writes again, it's open again."),
    "reopen": N_("The case is open again."),
    "topic": N_("The topic is changed."),
    "danger": N_("The case is put first."),
    "calm": N_("The case is no longer put first."),
}
"""What the page says after each act."""


def _me() -> uuid.UUID:
    return staff.colleague().staff.id
