"""The form by which a baseline is entered: what was typed into it, and what is said where it can't be taken."""

import uuid

from flask import request

from mpt.rules import baselines as rules
from mpt.rules import places
from mpt.rules.elements import FIGURES
from mpt.rules.names import RefusedError
from mpt.rules.places import COUNTRIES
from mpt.services.baselines import Typed
from mpt.web import forms
from mpt.web.definitions import title
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.reach import ELEMENTS

_BEFORE = dict.fromkeys(("figure", "year", "number", "source", "as_of", "country", "factory", "sponsor"), "")

_SAID: dict[type[RefusedError], tuple[str, str]] = {
    rules.FigureError: ("figure", N_("Please choose a figure from the list.")),
    rules.YearError: ("year", N_("Please write a year from 2010 to this one, such as 2019.")),
    rules.NumberError: ("number", N_("Please write a whole number, 1 or more, such as 1,130.")),
    rules.SourceMissingError: (
        "source",
        N_("Please write where the number comes from, so that anybody can look it up."),
    ),
    rules.SourceLongError: ("source", N_("Please use 300 characters or fewer, without invisible ones.")),
    rules.AsOfError: ("as_of", N_("Please write a day from that year to today, as 2022-12-31.")),
    rules.NotByFactoryError: (
        "figure",
        N_("Cases aren't counted by country, factory or sponsor. Please leave these three open."),
    ),
    rules.OtherCountryError: (
        "country",
        N_("This factory is in another country. Please choose that, or leave it open."),
    ),
    places.CountryError: ("country", N_("Please choose a country from the list.")),
}


def read() -> Typed:
    """Return the baseline that this request's form tells of. Raises BadFormError."""
    return Typed(
        figure=forms.text("figure"),
        year=forms.text("year"),
        number=forms.text("number"),
        source=forms.text("source"),
        as_of=forms.text("as_of"),
        country=forms.text("country"),
        factory=_id("factory"),
        sponsor=_id("sponsor"),
    )


def refusal(error: RefusedError) -> dict[str, str]:
    """Return what to say beside which field, in this request's language."""
    field, message = _SAID[type(error)]
    return {field: words().gettext(message)}


def refilled() -> dict[str, str]:
    """Return what the fields hold: what was typed into them, where they were just sent."""
    return {**forms.refilled(_BEFORE), "source": forms.shown(request.form.get("source", ""), 2 * rules.LONGEST_SOURCE)}


def figures() -> list[tuple[str, str]]:
    """Return the figures to which something can be added, each with its element."""
    _ = words().gettext
    adding = [figure for figure in FIGURES.values() if figure.adds]
    return [("", "—"), *((each.key, f"{_(ELEMENTS[each.element])} · {title(each.key)}") for each in adding)]


def countries() -> list[tuple[str, str]]:
    """Return the countries by their names in the language of this request."""
    return [(code, words().country(code)) for code in COUNTRIES]


def _id(field: str) -> uuid.UUID | None:
    return forms.row(field) if forms.text(field) else None
