"""Exceptions from below, turned into pages. The one place that knows which becomes what.

Each page says in the reader's language what happened and how to go on, and whatever the request had written is undone.
"""

import logging

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadHost, HTTPException

from mpt.paper.certificate import UnprintableNameError
from mpt.rules.grading import UnknownAnswerError
from mpt.services.baselines import UnknownBaselineError
from mpt.services.certificates import NamedAlreadyError, ReplacedError, RevokedError, UnknownCertificateError
from mpt.services.factories import UnknownFactoryError, UnknownJoinCodeError
from mpt.services.helpline.inbox import UnknownCaseError
from mpt.services.helpline.replies import UnknownReplyError
from mpt.services.keeping import UnknownUploadError
from mpt.services.learning import NoQuizError, NotSkippableError, SubmissionReusedError
from mpt.services.memberships import NoMemberError
from mpt.services.paper_sessions import UnknownSessionError
from mpt.services.polls import UnknownPollError
from mpt.services.practices import UnknownPracticeError
from mpt.services.publishing import UnknownCourseError
from mpt.services.spaces.desk import CardReturnedError, NotOpenError, UnknownCardError
from mpt.services.spaces.line import NotAMemberError, SpaceOverError, UnknownEnrolmentError, UnknownSpaceError
from mpt.services.sponsors import UnknownSponsorError
from mpt.services.staff import LastOfficeError, OwnAccountError, UnknownStaffError
from mpt.services.staffdoor import UnknownInvitationError
from mpt.services.surveys import NoSurveyError, NotNowError
from mpt.services.uploading.applying import ChangedMeanwhileError
from mpt.web.forms import BadFormError
from mpt.web.messages import N_
from mpt.web.origin import CrossSiteError
from mpt.web.phone import NoCookiesError
from mpt.web.shelf import UnknownPageError
from mpt.web.transaction import undo

log = logging.getLogger(__name__)

_NOT_FOUND = (
    N_("This page isn't here"),
    N_("The address may have a typing mistake, or the page has moved. Everything you have learned is still there."),
)
_NOT_FOUND_BY_STAFF = N_("The address may have a typing mistake, the page has moved, or it's somebody else's.")
_STAFFS = frozenset({"staff", "office", "factory", "sponsor", "helpline", "studio"})
"""With which word the addresses of the staff's pages go on after the language."""
_BAD_FORM = (
    N_("That didn't arrive as it should"),
    N_("Nothing was changed. Please go back, load the page again and try once more."),
)
_CARD_BACK = (
    N_("A card was given back at this moment"),
    N_("Nothing was changed. Go back, load the page again and try once more."),
)
_PAGES: dict[type[Exception], tuple[int, str, str]] = {
    UnknownPageError: (404, *_NOT_FOUND),
    UnknownCourseError: (404, *_NOT_FOUND),
    UnknownCertificateError: (404, *_NOT_FOUND),
    NoQuizError: (404, *_NOT_FOUND),
    NoSurveyError: (404, *_NOT_FOUND),
    UnknownStaffError: (404, *_NOT_FOUND),
    UnknownSponsorError: (404, *_NOT_FOUND),
    UnknownFactoryError: (404, *_NOT_FOUND),
    UnknownJoinCodeError: (404, *_NOT_FOUND),
    UnknownSessionError: (404, *_NOT_FOUND),
    UnknownPollError: (404, *_NOT_FOUND),
    UnknownBaselineError: (404, *_NOT_FOUND),
    UnknownSpaceError: (404, *_NOT_FOUND),
    UnknownEnrolmentError: (404, *_NOT_FOUND),
    UnknownReplyError: (404, *_NOT_FOUND),
    UnknownCaseError: (
        410,
        N_("This case isn't here any more"),
        N_("Whoever wrote it has erased it, or nobody has written in it for so long that it was deleted."),
    ),
    NoMemberError: (404, *_NOT_FOUND),
    UnknownPracticeError: (404, *_NOT_FOUND),
    UnknownUploadError: (
        410,
        N_("This file isn't here any more"),
        N_("What is uploaded waits for a day, for who uploaded it. Nothing was changed. Please upload it again."),
    ),
    ChangedMeanwhileError: (
        409,
        N_("Somebody changed the same at this moment"),
        N_("Nothing of your table was applied. Go back, load the page again and look at what it would change now."),
    ),
    UnknownInvitationError: (
        410,
        N_("This invitation no longer opens anything"),
        N_("It was used, or it's older than 7 days. Ask whoever sent it for a new one."),
    ),
    LastOfficeError: (
        409,
        N_("Somebody must stay in the office"),
        N_("Nothing was changed. First let somebody else of the office set a password; then take this role away."),
    ),
    OwnAccountError: (
        409,
        N_("That's your own account"),
        N_("Nothing was changed. Let a colleague of the office end it."),
    ),
    SpaceOverError: (
        409,
        N_("This is over"),
        N_("It was ended, or its last day is past. Nothing was changed, and what was counted stays."),
    ),
    NotAMemberError: (
        409,
        N_("You have left this factory's group"),
        N_(
            "Nothing was changed. The places that you have stay yours. For more, join again with the code on the poster."
        ),
    ),
    NotOpenError: (
        409,
        N_("That day can't be noted"),
        N_("It isn't open on that day, or it's more than 7 days ago. Nothing was changed."),
    ),
    UnknownCardError: (409, *_CARD_BACK),
    CardReturnedError: (409, *_CARD_BACK),
    NotSkippableError: (400, *_BAD_FORM),
    UnknownAnswerError: (400, *_BAD_FORM),
    SubmissionReusedError: (400, *_BAD_FORM),
    BadFormError: (400, *_BAD_FORM),
    RevokedError: (
        410,
        N_("This certificate was revoked"),
        N_("It's no longer valid. If you don't know why, ask the helpline."),
    ),
    UnprintableNameError: (
        422,
        N_("This name can't be printed"),
        N_("Our printing fonts lack some of its characters. Ask the helpline for a certificate with another spelling."),
    ),
    NotNowError: (
        409,
        N_("These questions were for another time"),
        N_("Nothing was changed. Just go on learning. With your certificate you can tell us how it is."),
    ),
    NoCookiesError: (
        400,
        N_("This phone doesn't keep what you do"),
        N_(
            "Your answers arrived, but this browser keeps no cookies, so they can't be shown. Allow cookies and try once more."
        ),
    ),
    NamedAlreadyError: (
        409,
        N_("This certificate has its name already"),
        N_(
            "So that nobody can change a certificate, the name is written once. If it's wrong, ask the helpline for a new one."
        ),
    ),
    CrossSiteError: (
        403,
        N_("That came from somewhere else"),
        N_(
            "To keep you safe we only take what was sent from our own pages. Please open this page again and try once more."
        ),
    ),
}
_STATUS: dict[int, tuple[str, str]] = {
    400: _BAD_FORM,
    404: _NOT_FOUND,
    405: _NOT_FOUND,
    413: (N_("That was too much at once"), N_("Nothing was changed. Please send less.")),
}
_BROKEN = (
    N_("Something broke on our side"),
    N_("It isn't your fault. What you had saved before is safe. Please wait a minute and try again."),
)


def init_app(app: Flask) -> None:
    """Give `app` a page for every exception."""
    for kind, (status, title, text) in _PAGES.items():
        app.register_error_handler(kind, _answer(status, title, text))
    app.register_error_handler(ReplacedError, _replaced)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _answer(status: int, title: str, text: str):  # type: ignore[no-untyped-def]
    def handle(_error: Exception) -> ResponseReturnValue:
        return _page(status, title, text)

    return handle


def _replaced(error: ReplacedError) -> ResponseReturnValue:
    undo()
    return redirect(url_for("certificates.certificate", code=error.code))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code, *_STATUS.get(error.code, _BAD_FORM if error.code < 500 else _BROKEN))


def _broken(error: Exception) -> ResponseReturnValue:
    log.error("unhandled", exc_info=error)
    return _page(500, *_BROKEN)


def _page(status: int, title: str, text: str) -> ResponseReturnValue:
    undo()
    # Without a host that can be one there are no addresses, and so no page.
    if isinstance(request.routing_exception, BadHost):
        return request.routing_exception.get_response()
    # Read from the path: a page that isn't there has no route.
    is_staffs = not _STAFFS.isdisjoint(request.path.split("/")[2:3])
    if is_staffs and (title, text) == _NOT_FOUND:
        text = _NOT_FOUND_BY_STAFF
    return render_template("site/error.html", title=title, text=text, is_staffs=is_staffs), status
