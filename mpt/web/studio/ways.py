"""The ways within one course, on each of its pages."""

from flask import request, url_for

from mpt.web.language import words
from mpt.web.messages import N_

_WAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("studio.course", N_("All modules"), ("studio.module", "studio.past", "writing.", "studiomedia.")),
    ("translating.languages", N_("Languages"), ("translating.",)),
    ("bringing.bring_in", N_("Bring in"), ("bringing.",)),
    ("learned.figures", N_("What parents do"), ("learned.",)),
    ("studio.settings.settings", N_("Settings"), ("studio.settings.",)),
    ("releasing.publish", N_("Publish"), ()),
    ("releasing.history", N_("History"), ("releasing.release",)),
)
"""Each way: its page, its label, and how the endpoints of the pages begin to which it leads on."""


def here() -> list[tuple[str, str, str]]:
    """Return the ways of the course in the address: address, label, aria-current; none outside of a course."""
    course_id = (request.view_args or {}).get("course_id")
    if course_id is None:
        return []
    return [
        (url_for(endpoint, course_id=course_id), words().gettext(label), _current(endpoint, pages))
        for endpoint, label, pages in _WAYS
    ]


def _current(endpoint: str, pages: tuple[str, ...]) -> str:
    shown = request.endpoint or ""
    return "page" if shown == endpoint else "true" if shown.startswith(pages) else ""
