"""The one decorator by which a route says who may enter."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from mpt.rules.permissions import Who, is_for_staff, learner_may_enter, staff_may_enter
from mpt.web import staff
from mpt.web.shelf import UnknownPageError

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def enter(who: Who) -> Callable[[View], View]:
    """Let `who` enter a view; send others to sign in, and back here afterwards.

    A door of a factory or a sponsor is its own staff's: the view's address has `factory_id` or `sponsor_id`. To staff
    whose it isn't, the page isn't there: what another factory has is nobody's to know.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            # Asking who is there reads the cookie and the database: pages for everybody must not.
            if who is Who.ANYONE:
                return view(*args, **kwargs)
            return _turned_away(who, kwargs) or view(*args, **kwargs)

        guarded.who = who  # type: ignore[attr-defined]  # what the test that walks all routes reads
        return guarded  # type: ignore[return-value]

    return guard


def _turned_away(who: Who, address: dict[str, object]) -> ResponseReturnValue | None:
    if not is_for_staff(who):
        is_in = learner_may_enter(who, is_learner=current_user.is_authenticated)
        return None if is_in else _to_sign_in("join.sign_in")
    visitor, place = staff.here(), address.get("factory_id") or address.get("sponsor_id")
    if visitor is None:
        return _to_sign_in("staffroom.sign_in")
    if not staff_may_enter(who, visitor.grants, place if isinstance(place, uuid.UUID) else None):
        raise UnknownPageError(request.path)
    return None


def _to_sign_in(endpoint: str) -> ResponseReturnValue:
    return redirect(url_for(endpoint, then=None if request.method == "POST" else request.full_path.rstrip("?")))
