"""What was typed into the helpline's forms, and how long such a form opens anything."""

import hmac
import uuid

from mpt.models.base import now
from mpt.rules.names import RefusedError
from mpt.web import forms
from mpt.web.language import words
from mpt.web.sealed import sealer

FORM_MINUTES = 15
"""For how long a form with code and words may be sent: whoever has the phone later can't send it again by going back."""

_LONGEST_LINE = 6000


def typed(field: str) -> str:
    """Return a text of several lines as its page may show it again."""
    return "\n".join(forms.shown(line, _LONGEST_LINE) for line in forms.text(field).splitlines())


def fault(error: RefusedError) -> str:
    """Return what to say of a text that wasn't taken."""
    return words().gettext(forms.REFUSALS[type(error)][1])


def stamp() -> str:
    """Return what a form carries to say when it was made, so that nobody can say otherwise. No two forms carry the same."""
    made = f"{int(now().timestamp())}-{uuid.uuid4().hex}"
    return f"{made}.{_mark(made)}"


def is_fresh(given: str) -> bool:
    """Say whether a form with this stamp was made within FORM_MINUTES."""
    made, _dot, mark = given.partition(".")
    if not hmac.compare_digest(_mark(made).encode(), mark.encode()):
        return False
    return now().timestamp() - int(made.partition("-")[0]) < FORM_MINUTES * 60


def _mark(made: str) -> str:
    return sealer().digest(made, "helpline form").hex()
