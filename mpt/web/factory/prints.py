"""The words and addresses of what is printed for a join code, for `mpt.paper` to print."""

from flask import current_app

from mpt.config import Config
from mpt.i18n import catalogue
from mpt.models import JoinCode
from mpt.paper.poster import PosterHelpline, PosterPaper, PosterWords
from mpt.paper.signin_sheet import SignInLine, SignInSheetPaper, SignInWords
from mpt.services.factories import Place
from mpt.web.messages import N_

_FACTORY = N_("Factory")
_BY_HAND = (N_("Day"), N_("Course"), N_("Trainer"), N_("Minutes"), N_("People who came"))
"""What is written on a sheet by hand: what the page asks for on which a session is entered."""


def join_address(code: JoinCode) -> str:
    """Return where a join code's QR leads, on every phone."""
    return f"{_config().public_url}/join/{code.code}"


def poster_paper(code: JoinCode, place: Place, languages: tuple[str, ...]) -> PosterPaper:
    """Return what stands on the poster of a join code that leads to `place`, in each of `languages`."""
    return PosterPaper(
        languages=languages,
        words={language: _poster_words(place, language) for language in languages},
        code=code.code,
        join_url=join_address(code),
        helplines=tuple(PosterHelpline(line.number, line.name, line.hours) for line in _config().helplines),
    )


def signin_sheet_paper(_code: JoinCode, place: Place, languages: tuple[str, ...]) -> SignInSheetPaper:
    """Return the sheet that is signed at a session on paper held at `place`, in each of `languages`."""
    where = SignInLine(_in_each(_FACTORY, languages), {language: place.name_in(language) for language in languages})
    return SignInSheetPaper(
        languages=languages,
        words={language: _sheet_words(language) for language in languages},
        lines=(where, *(SignInLine(_in_each(label, languages)) for label in _BY_HAND)),
    )


def _poster_words(place: Place, language: str) -> PosterWords:
    _ = catalogue(language).gettext  # the name by which Babel finds messages
    return PosterWords(
        programme=_("Migrant Parent Training"),
        invitation=_("Three minutes a day, a little closer to your child"),
        steps=(_("Scan with WeChat"), _("Read a lesson: three minutes"), _("Try it tonight")),
        press=_("Press the picture and scan the code in it"),
        type_code=_("Can't scan? Open %(address)s and type", address=_typed_address()),
        factory=place.factory.name_in(language),
        place=" · ".join(part.name_in(language) for part in (place.department, place.line) if part),
        promise=_("Free, no account needed. Your factory sees only totals, never you."),
        help=_("When it gets hard, call"),
    )


def _sheet_words(language: str) -> SignInWords:
    _ = catalogue(language).gettext
    return SignInWords(
        title=_("Parent class: sign-in sheet"),
        privacy=_(
            "The trainer keeps this sheet, to count who came. You may take part without writing your name. It is passed on "
            "to the factory only if you tick the last column."
        ),
        number=_("No."),
        name=_("Name (may be left blank)"),
        signature=_("Signature"),
        agrees=_("My factory may see my name"),
    )


def _in_each(message: str, languages: tuple[str, ...]) -> dict[str, str]:
    return {language: catalogue(language).gettext(message) for language in languages}


def _typed_address() -> str:
    """Return the address below which codes are typed, without what nobody types."""
    return _config().public_url.partition("://")[2] + "/join"


def _config() -> Config:
    config: Config = current_app.config["MPT"]
    return config
