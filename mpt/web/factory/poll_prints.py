"""The words and addresses of a poll's poster and picture: those of a join code's, with other words."""

from flask import current_app

from mpt.config import Config
from mpt.i18n import catalogue
from mpt.models import Factory, Poll
from mpt.paper.poster import PosterHelpline, PosterPaper, PosterWords


def poll_address(poll: Poll) -> str:
    """Return where a poll's QR leads, on every phone."""
    return f"{_config().public_url}/poll/{poll.code}"


def poll_paper(poll: Poll, factory: Factory, languages: tuple[str, ...]) -> PosterPaper:
    """Return what stands on a poll's poster, in each of `languages`."""
    return PosterPaper(
        languages=languages,
        words={language: _words(poll, factory, language) for language in languages},
        code=poll.code,
        join_url=poll_address(poll),
        helplines=tuple(PosterHelpline(line.number, line.name, line.hours) for line in _config().helplines),
    )


def _words(poll: Poll, factory: Factory, language: str) -> PosterWords:
    spoken = catalogue(language)
    _ = spoken.gettext  # the name by which Babel finds messages
    return PosterWords(
        programme=_("How is it to work here?"),
        invitation=_("A poll without names, until %(day)s", day=spoken.day(poll.closes_on)),
        steps=(_("Scan with WeChat"), _("Answer: one minute"), _("Nobody knows who")),
        press=_("Press the picture and scan the code in it"),
        type_code=_("Can't scan? Open %(address)s and type", address=_typed_address()),
        factory=factory.name_in(language),
        place="",
        promise=_("No name, no account. The factory sees only totals of ten and more."),
        help=_("When it gets hard, call"),
    )


def _typed_address() -> str:
    return _config().public_url.partition("://")[2] + "/poll"


def _config() -> Config:
    config: Config = current_app.config["MPT"]
    return config
