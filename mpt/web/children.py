"""How many children of each age band a form asks places for: what was typed, and what is said where it can't be taken."""

from mpt.models import Space
from mpt.rules import spaces
from mpt.rules.names import RefusedError
from mpt.services.spaces.line import CardsOutError, NoRoomError
from mpt.web import forms
from mpt.web.language import words
from mpt.web.messages import N_

_SAID: dict[type[RefusedError], str] = {
    spaces.NoChildrenError: N_("Please say for how many children, at least for one."),
    spaces.ChildrenError: N_("Please write whole numbers from 0 to 9."),
    spaces.TooManyChildrenError: N_("That's too many: 9 children at most, and not more than there are places."),
    spaces.BandError: N_("The ages that it takes have just changed. Please look at them once more."),
    NoRoomError: N_("There aren't enough free places for more children just now. Nothing was changed."),
    CardsOutError: N_("A child already has a card. Bring the card back to the desk first. Nothing was changed."),
}


def field(band: str) -> str:
    """Return the name of the field for an age band."""
    return f"band-{band}"


def typed(space: Space) -> dict[str, str]:
    """Return what was typed for each age band that a space takes, as a page may show it again. Raises BadFormError."""
    return {band: forms.shown(forms.text(field(band)), 10) for band in spaces.bands_of(space)}


def read(space: Space) -> dict[str, int]:
    """Return how many children of each age band a space takes. Raises BadFormError or ChildrenError."""
    return spaces.read_children(typed(space))


def refusal(error: RefusedError) -> str:
    """Return what to say of a number of children that can't be taken, in this request's language."""
    return words().gettext(_SAID[type(error)])
