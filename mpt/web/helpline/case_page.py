"""The page of a case, as a counsellor sees it."""

import uuid

from flask import render_template, request

from mpt.i18n import name_of
from mpt.rules.codes import grouped
from mpt.rules.names import RefusedError
from mpt.services.helpline import replies
from mpt.services.helpline.inbox import Act, CaseSeen, counsellors
from mpt.services.helpline.replies import UnknownReplyError
from mpt.web import forms, staff
from mpt.web.helpline import lines
from mpt.web.helpline.case_acts import DONE
from mpt.web.helpline.topics import topic_name, topic_options
from mpt.web.helpline.typed import fault, typed
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.transaction import db

_EVENTS = {
    Act.OPENED: N_("%(who)s opened the case."),
    Act.TAKEN: N_("%(who)s took the case."),
    Act.GIVEN: N_("%(who)s handed the case over."),
    Act.RECEIVED: N_("%(who)s got the case."),
    Act.CLOSED: N_("%(who)s closed the case."),
    Act.REOPENED: N_("%(who)s opened the case again."),
    Act.TOPIC: N_("%(who)s changed the topic."),
    Act.DANGER_ON: N_("%(who)s put the case first."),
    Act.DANGER_OFF: N_("%(who)s no longer put the case first."),
}
_REPLY_GONE = N_("A colleague has removed this saved reply meanwhile. Please choose another.")


def case_page(seen: CaseSeen, error: RefusedError | UnknownReplyError | None = None) -> str:
    """Return the page of a case. What was typed into it is still there; `error` says what couldn't be done."""
    me = staff.colleague().staff
    return render_template(
        "helpline/case.html",
        seen=seen,
        code=grouped(seen.code),
        is_mine=seen.staff_id == me.id,
        topic=topic_name(seen.topic),
        topics=topic_options(),
        written_in=name_of(seen.language),
        colleagues=[(one.id, one.name) for one in counsellors(db()) if one.id != me.id],
        saved=[(one.id, one.name_in(language())) for one in replies.everyone(db())],
        events=[(words().gettext(_EVENTS[event.act], who=event.counsellor), event.at) for event in seen.events],
        text=_text(seen, with_reply=error is None),
        fault=_fault(error, "text"),
        warning=_fault(error, "case"),
        done=DONE.get(request.args.get("done", ""), ""),
        submission=uuid.uuid4(),
        lines=lines.others(),
        police=lines.emergency(),
    )


def _text(seen: CaseSeen, *, with_reply: bool) -> str:
    """Return what stands in the field for the answer: what was typed, and a saved reply that was just chosen below it."""
    if request.method != "POST":
        return ""
    before, chosen = typed("text"), forms.text("reply")
    if not with_reply or forms.text("do") != "insert" or not chosen:
        return before
    return "\n\n".join(filter(None, (before.strip(), replies.find(db(), forms.row("reply")).text_in(seen.language))))


def _fault(error: RefusedError | UnknownReplyError | None, field: str) -> str:
    if isinstance(error, UnknownReplyError):
        return words().gettext(_REPLY_GONE) if field == "case" else ""
    return fault(error) if error and forms.REFUSALS[type(error)][0] == field else ""
