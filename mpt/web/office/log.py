"""The log: who of the staff looked at data of persons, or changed something."""

import uuid

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.rules.permissions import Who
from mpt.services import audit, factories
from mpt.services.audit import Act
from mpt.web import staff
from mpt.web.entrance import enter
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.transaction import db

bp = Blueprint("log", __name__)

SENTENCES = {
    Act.SAW_NAMES: N_("%(who)s looked at the names of workers who agreed to be shown."),
    Act.TOOK_EVIDENCE: N_("%(who)s took an evidence pack for an audit."),
    Act.TOOK_FIGURES: N_("%(who)s took figures as a file."),
    Act.LET_PIN_THROUGH: N_("%(who)s let a worker choose a new PIN at the desk."),
    Act.CHANGED_ROSTER: N_("%(who)s changed the list of who works there."),
    Act.SAID_WHO_LEFT: N_("%(who)s said which workers have left."),
    Act.ENTERED_SESSION: N_("%(who)s entered a session held on paper."),
    Act.REMOVED_SESSION: N_("%(who)s removed a session held on paper."),
    Act.SAW_SESSION_NAMES: N_("%(who)s looked at the names of who came to a session on paper."),
    Act.OPENED_SPACE: N_("%(who)s opened a space for children."),
    Act.CHANGED_SPACE: N_("%(who)s changed a space for children."),
    Act.ENDED_SPACE: N_("%(who)s ended a space for children."),
    Act.CHANGED_FACTORY: N_("%(who)s changed a factory or its parts."),
    Act.MADE_CODE: N_("%(who)s made a join code."),
    Act.CLOSED_CODE: N_("%(who)s closed a join code."),
    Act.OFFERED_COURSE: N_("%(who)s changed which courses a factory is offered."),
    Act.INVITED: N_("%(who)s invited somebody to the staff."),
    Act.GAVE_ROLE: N_("%(who)s let somebody of the staff see more."),
    Act.TOOK_ROLE: N_("%(who)s let somebody of the staff see less."),
    Act.ENDED_STAFF: N_("%(who)s ended an account of the staff."),
    Act.ERASED_OWN: N_("%(who)s ended and erased their own account."),
    Act.GAVE_NEW_LINK: N_("%(who)s made a link for somebody's new password."),
    Act.TOOK_SECOND_STEP: N_("%(who)s took away somebody's two-step sign-in."),
    Act.CHANGED_SPONSOR: N_("%(who)s changed a sponsor or which factories it supports."),
    Act.APPLIED_UPLOAD: N_("%(who)s applied a spreadsheet."),
    Act.OPENED_POLL: N_("%(who)s opened an anonymous poll."),
    Act.SWITCHED_PUBLIC_PAGE: N_("%(who)s switched the public page on or off."),
    Act.ENTERED_BASELINE: N_("%(who)s entered a figure from before or beside this platform."),
    Act.REMOVED_BASELINE: N_("%(who)s removed a figure from before or beside this platform."),
    Act.BEGAN_COURSE: N_("%(who)s began a new course."),
    Act.DISCARDED_DRAFT: N_("%(who)s threw away what was changed in a course since it was published."),
    Act.PUBLISHED_COURSE: N_("%(who)s published a course."),
    Act.SERVED_AGAIN: N_("%(who)s let an earlier release of a course be served again."),
}
"""What the log says of each act; whom or what it was about stands beside it."""


@bp.get("/<lang>/office/log")
@enter(Who.OFFICE)
def log() -> ResponseReturnValue:
    """The log, newest first: all of it, or that of a factory or of a person, as the address says."""
    factory_id, staff_id, page = _id("factory"), _id("staff"), _page()
    entries, has_older = audit.entries(db(), factory_id=factory_id, staff_id=staff_id, page=page - 1)
    return render_template(
        "office/log.html",
        entries=[(seen, words().gettext(SENTENCES[seen.act], who=staff.called(seen.staff))) for seen in entries],
        factories=[(factory.id, factory.name_in(language())) for factory in factories.everywhere(db())],
        people=[(one.id, staff.called(one)) for one in audit.people(db())],
        factory_id=factory_id,
        staff_id=staff_id,
        page=page,
        newer=_address(page - 1) if page > 1 else "",
        older=_address(page + 1) if has_older else "",
        zone=words().timezone(current_app.config["MPT"].timezone.key),
    )


def _id(field: str) -> uuid.UUID | None:
    given = request.args.get(field, "")
    try:
        return uuid.UUID(given) if given else None
    except ValueError:
        raise UnknownPageError(given) from None


def _page() -> int:
    given = request.args.get("page", "1")
    if not given.isascii() or not given.isdigit() or len(given) > 6 or int(given) < 1:
        raise UnknownPageError(given)
    return int(given)


def _address(page: int) -> str:
    return url_for("log.log", factory=_id("factory"), staff=_id("staff"), page=page)
