"""The two names of a factory or one of its parts, as they come with a form: fields `name_zh` and `name_en`."""

from mpt.models.factory import Named
from mpt.rules import names
from mpt.web import forms
from mpt.web.messages import N_

FIELDS = ("name_zh", "name_en")

_SAID: dict[type[names.RefusedError], str] = {
    names.NameMissingError: N_("Please write this name."),
    names.NameTooLongError: N_("That's too long. Please use 40 characters or fewer."),
    names.NameHiddenError: N_("There are invisible characters in it. Please type it again by hand."),
}


def typed() -> tuple[str, str]:
    """Return the two names of this request's form. Raises BadFormError."""
    return forms.text("name_zh"), forms.text("name_en")


def faults() -> dict[str, str]:
    """Return what is wrong with which of the two names of this request's form. Raises BadFormError."""
    said = {field: fault_of(forms.text(field)) for field in FIELDS}
    return {field: fault for field, fault in said.items() if fault}


def fault_of(name: str) -> str:
    """Return what is to be said of a name that can't be taken; empty where it can."""
    try:
        names.clean_name(name)
    except names.RefusedError as error:
        return _SAID[type(error)]
    return ""


def before(thing: Named | None) -> dict[str, str]:
    """Return what the two fields hold before anything is typed into them: the names of `thing`, where there is one."""
    return {field: getattr(thing, field) if thing else "" for field in FIELDS}
