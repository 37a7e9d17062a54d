"""What is printed for a space, in the language of the address: the notice, the list for a week at the door, the cards."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mpt.config import Config
from mpt.models import Factory, Space
from mpt.paper.space_cards import SpaceCards, space_cards_pdf
from mpt.paper.space_list import SpaceList, space_list_pdf
from mpt.paper.space_notice import SpaceNotice, space_notice_pdf
from mpt.rules import spaces
from mpt.rules.permissions import Who
from mpt.services import factories
from mpt.services.factories import Place
from mpt.services.spaces import desk, opening
from mpt.web import forms, space_words
from mpt.web.entrance import enter
from mpt.web.factory.prints import join_address
from mpt.web.language import language, words
from mpt.web.messages import N_
from mpt.web.shelf import UnknownPageError
from mpt.web.transaction import db

bp = Blueprint("prints", __name__)
PRINT = "/<lang>/factory/<uuid:factory_id>/spaces/<uuid:space_id>/print"
MOST_CARDS = 500

_WEEK = timedelta(days=7)
_NO_RANGE = N_("Please write two numbers, the smaller one first, at most 500 cards at once.")
_RULES = (
    N_(
        "A child goes only with adults whom the parents have named on paper and who show the parent's half of the card."
    ),
    N_("Whoever isn't on the paper: the teacher first calls the parent."),
    N_("A child leaves alone only if the parents have agreed to it on paper."),
)


@bp.get(f"{PRINT}/<name>")
@enter(Who.COORDINATOR)
def print_out(factory_id: uuid.UUID, space_id: uuid.UUID, name: str) -> ResponseReturnValue:
    """A notice to hang up, or the list for this week or the next."""
    space, factory = opening.find(db(), factory_id, space_id), factories.find(db(), factory_id)
    if name not in _PRINTS:
        raise UnknownPageError(name)
    return _pdf(_PRINTS[name](space, factory), name)


@bp.get(f"{PRINT}/cards")
@enter(Who.COORDINATOR)
def cards(factory_id: uuid.UUID, space_id: uuid.UUID) -> ResponseReturnValue:
    """Ask which cards to print: the first ones, more, or a lost one again; print them."""
    space, factory = opening.find(db(), factory_id, space_id), factories.find(db(), factory_id)
    first, last = request.args.get("first", ""), request.args.get("last", "")
    if not first and not last:
        return _cards_page(factory, space, "1", str(space.places), "")
    numbers = _range(first, last)
    if numbers is None:
        return _cards_page(factory, space, first, last, words().gettext(_NO_RANGE)), 422
    return _pdf(space_cards_pdf(_cards(space, factory, numbers)), f"cards-{numbers[0]}-{numbers[-1]}.pdf")


def labels(space: Space, factory: Factory) -> list[tuple[str, str]]:
    """Return what there is to print besides the cards: the name in the address, and what it is."""
    _ = words().gettext
    lists = [
        ("week.pdf", _("List for the door, this week"), timedelta()),
        ("next-week.pdf", _("List for the door, next week"), _WEEK),
    ]
    notice = ("notice.pdf", _("Notice for the door and the dormitory, A4"))
    return [notice, *((name, label) for name, label, later in lists if _open_days(space, factory, later))]


def _notice(space: Space, factory: Factory) -> bytes:
    _ = words().gettext
    notice = SpaceNotice(
        language=language(),
        kind=space_words.kind(space),
        name=space.name_in(language()),
        factory=factory.name_in(language()),
        facts=(
            (_("When"), space_words.dates(space)),
            (_("Open on"), f"{space_words.weekdays(space)} · {space_words.hours(space)}"),
            (_("For children of"), space_words.ages(space)),
            (_("Places"), str(space.places)),
            (_("Where"), space.room),
            (_("Who answers your questions"), space.contact),
        ),
        scan=_("Scan, join, and ask for places. No child's name is needed."),
        url=_address(space, factory),
        bring=_("What to bring"),
        things=tuple(space_words.lines(space.bring_in(language()))),
        collect=_("Who collects a child"),
        rules=tuple(_(rule) for rule in _RULES),
    )
    return space_notice_pdf(notice)


def _open_days(space: Space, factory: Factory, later: timedelta) -> list[date]:
    """Return the days of this week, or of a later one, on which a space is open."""
    monday = _monday(space, factory) + later
    week = (monday + timedelta(days=place) for place in range(7))
    return [day for day in week if spaces.is_open_on(space, day)]


def _list(space: Space, factory: Factory, later: timedelta) -> bytes:
    """Return the list of a week. Raises UnknownPageError for one without a day on which it's open."""
    _ = words().gettext
    monday, days = _monday(space, factory) + later, _open_days(space, factory, later)
    if not days:
        raise UnknownPageError("week")
    out = desk.day_sheet(db(), space.id, monday).cards
    paper = SpaceList(
        language=language(),
        title=_("Attendance list"),
        space=f"{space.name_in(language())} · {factory.name_in(language())}",
        week=_(
            "%(first)s to %(last)s", first=space_words.day(monday), last=space_words.day(monday + timedelta(days=6))
        ),
        rule=_(_RULES[0]),
        card=_("Card"),
        age=_("Age"),
        days=tuple(map(space_words.day_in_short, days)),
        came=_("In"),
        left=_("Out"),
        initials=_("Initials"),
        total=_("Children"),
        cards=tuple((str(card.number), card.band.replace("-", "–")) for card in out if not card.is_returned),
    )
    return space_list_pdf(paper)


_PRINTS: dict[str, Callable[[Space, Factory], bytes]] = {
    "notice.pdf": _notice,
    "week.pdf": lambda space, factory: _list(space, factory, timedelta()),
    "next-week.pdf": lambda space, factory: _list(space, factory, _WEEK),
}


def _cards(space: Space, factory: Factory, numbers: range) -> SpaceCards:
    _, config = words().gettext, _config()
    lines = (f"{line.name_in(language())} {line.number}" for line in config.helplines)
    return SpaceCards(
        language=language(),
        space=space.name_in(language()),
        factory=factory.name_in(language()),
        child=_("For the child"),
        parent=_("For the parent"),
        collect=_("Who may collect"),
        rule=_("Please show it when you collect. Without it the teacher first calls the parent."),
        helpline=next(lines, ""),
        numbers=tuple(numbers),
    )


def _monday(space: Space, factory: Factory) -> date:
    """Return the Monday of this week, or of the space's first where it isn't open yet."""
    day = max(space_words.today(factory), space.opens_on)
    return day - timedelta(days=day.weekday())


def _address(space: Space, factory: Factory) -> str:
    """Return where the notice's QR leads: into the factory's group, where the space is the first thing to see.

    Without a join code only whoever is a member already can come in.
    """
    code = factories.code_of(db(), Place(factory))
    path = url_for("own_spaces.space", space_id=space.id)
    return join_address(code) if code else f"{_config().public_url}{path}"


def _range(first: str, last: str) -> range | None:
    """Return the cards to print, or None for what is no range of them."""
    if not all(text.isascii() and text.isdigit() and len(text) <= 6 for text in (first, last)):
        return None
    numbers = range(int(first), int(last) + 1)
    return numbers if numbers and numbers[0] > 0 and len(numbers) <= MOST_CARDS else None


def _cards_page(factory: Factory, space: Space, first: str, last: str, fault: str) -> str:
    return render_template(
        "factory/space_cards.html",
        factory=factory,
        space=space,
        first=forms.shown(first, 10),
        last=forms.shown(last, 10),
        fault=fault,
    )


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{language()}-{name}")
    return response


def _config() -> Config:
    config: Config = current_app.config["MPT"]
    return config
