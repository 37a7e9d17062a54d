"""The one decorator by which a route says who may enter."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from mpt.rules.permissions import Who, may_enter

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def enter(who: Who) -> Callable[[View], View]:
    """Let `who` enter a view; send others to sign in, and back here afterwards."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            # Asking who is there reads the cookie and the database: pages for everybody must not.
            if who is not Who.ANYONE and not may_enter(who, is_learner=current_user.is_authenticated):
                return redirect(url_for("join.sign_in", then=None if request.method == "POST" else request.path))
            return view(*args, **kwargs)

        guarded.who = who  # type: ignore[attr-defined]  # what the test that walks all routes reads
        return guarded  # type: ignore[return-value]

    return guard
