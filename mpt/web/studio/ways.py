"""The ways within one course, on each of its pages."""

from flask import request, url_for

from mpt.web.language import words
from mpt.web.messages import N_

_WAYS = (
    ("studio.course", N_("All modules")),
    ("translating.languages", N_("Languages")),
    ("bringing.bring_in", N_("Bring in")),
    ("learned.figures", N_("What parents do")),
    ("studio.settings.settings", N_("Settings")),
    ("releasing.publish", N_("Publish")),
    ("releasing.history", N_("History")),
)


def here() -> list[tuple[str, str, bool]]:
    """Return the ways of the course in the address: address, label, whether this page is that; none outside of a course."""
    course_id = (request.view_args or {}).get("course_id")
    if course_id is None:
        return []
    return [
        (url_for(endpoint, course_id=course_id), words().gettext(label), endpoint == request.endpoint)
        for endpoint, label in _WAYS
    ]
