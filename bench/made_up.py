"""What the guides' pictures show besides the demo's workers: cases, a space, polls, earlier figures. All of it is made up."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import Factory, HelplineCase, HelplineCount, HelplineMessage, Poll, PollAnswer
from mpt.models.base import now
from mpt.rules.helpline import Topic
from mpt.rules.polls import ITEMS
from mpt.rules.space_plans import read_plan
from mpt.services import baselines
from mpt.services.baselines import Typed
from mpt.services.helpline import inbox, replies, writing
from mpt.services.sealing import Sealer, load_key
from mpt.services.spaces import desk, opening, places
from mpt.web.helpline.first_replies import FIRST, reply_id

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WROTE = (
    (Topic.PAY, "zh", 30, "上个月加班的钱少算了，工资条上也看不出来，我该找谁问？"),
    (
        Topic.HARASSMENT,
        "en",
        3,
        "A man waits for me after the late shift. Yesterday he hit me, and I'm afraid to go home.",
    ),
    (Topic.FAMILY, "zh", 2, "孩子他爸喝了酒就打我，昨天把孩子也打了，我很怕。"),
    (Topic.CHILD, "zh", 9, "孩子在老家，老师说他最近不爱说话，打电话也不理我，怎么办？"),
    (Topic.PREGNANCY, "en", 5, "I'm four months pregnant. May they still put me on night shift?"),
)
"""What workers wrote: on what, in which language, how many hours ago, and the words."""
_FAMILIES = ({"6-8": 2}, {"3-5": 1, "9-11": 1}, {"6-8": 1}, {"9-11": 2}, {"3-5": 1}, {"6-8": 1, "9-11": 1}) * 3
_BEFORE = (
    ("trained", "2022", "8600", "Yearly report 2022, page 12", "2022-12-31"),
    ("trained", "2023", "11240", "Yearly report 2023, page 9", "2023-12-31"),
    ("spaces", "2023", "34", "Yearly report 2023, page 15", "2023-12-31"),
    ("space_children", "2023", "1130", "Yearly report 2023, page 15", "2023-12-31"),
    ("cases", "2023", "720", "Telephone helpline, yearly list", "2023-12-31"),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What was made up and has an address: a space, and a case that speaks of danger in each language."""

    space: uuid.UUID
    cases: dict[str, uuid.UUID]


def make_scene(session: Session, folder: Path, factory: Factory, staff: dict[str, uuid.UUID]) -> Scene:
    """Make all of it up at a factory; `staff` are a coordinator, one of the office and a counsellor by their roles."""
    sealer = Sealer(load_key("", folder / "sealing.key"))
    cases = _helpline(session, sealer, staff["counsellor"])
    _months(session)
    space = _space(session, factory, staff["coordinator"])
    _poll(session, factory, first=now().date() - timedelta(days=380), people=143, seed=1)
    _poll(session, factory, first=now().date() - timedelta(days=16), people=168, seed=2)
    for figure, year, number, source, day in _BEFORE:
        typed = Typed(figure, year, number, source, day, country="" if figure == "cases" else "CN")
        baselines.add(session, uuid.uuid4(), staff["office"], typed, today=now().date())
    return Scene(space, cases)


def _helpline(session: Session, sealer: Sealer, counsellor: uuid.UUID) -> dict[str, uuid.UUID]:
    for first in FIRST:
        replies.save(session, reply_id(first), *first.in_both())
    cases = {}
    for place, (topic, language, hours, text) in enumerate(_WROTE):
        case = _case(session, sealer, place, topic, language, hours, text)
        if case.is_danger:
            cases[language] = case.id
        if topic is Topic.PREGNANCY:
            inbox.take(session, case.id, counsellor)
    return cases


def _case(
    session: Session, sealer: Sealer, place: int, topic: Topic, language: str, hours: int, text: str
) -> HelplineCase:
    begun = writing.begin(
        session, sealer, submission=uuid.uuid4(), text=text, language=language, topic=topic,
        is_danger=False, address=f"198.51.100.{place}", zone=SHANGHAI,
    )  # fmt: skip
    case = session.scalars(select(HelplineCase).where(HelplineCase.code == begun.code)).one()
    message = session.scalars(select(HelplineMessage).where(HelplineMessage.case_id == case.id)).one()
    case.created_at = case.wrote_at = message.written_at = now() - timedelta(hours=hours, minutes=17)
    session.flush()
    return case


def _months(session: Session) -> None:
    """Count cases in the months before this one: so many of the first topic, fewer of each that follows."""
    month = now().date().replace(day=1)
    for back in range(6):
        month = (month - timedelta(days=1)).replace(day=1)
        for place, topic in enumerate(Topic):
            session.add(HelplineCount(month=month, topic=str(topic), cases=max(0, 64 - 6 * place - 3 * back)))


def _space(session: Session, factory: Factory, coordinator: uuid.UUID) -> uuid.UUID:
    today = now().astimezone(ZoneInfo(factory.timezone)).date()
    typed = {
        "kind": "center", "name_zh": "晨光课后中心", "name_en": "Morning Light center",
        "opens_on": str(today - timedelta(days=90)), "weekdays": "MO,TU,WE,TH,FR,SA,SU",
        "opens_at": "16:30", "closes_at": "20:00", "places": "24", "youngest": "3", "oldest": "11",
        "room": "2号楼一楼", "contact": "陈静，分机 8021",
        "bring_zh": "水杯\n作业", "bring_en": "A water bottle\nHomework",
    }  # fmt: skip
    space = opening.open_space(session, uuid.uuid4(), factory.id, read_plan(typed))
    cards = []
    for bands in _FAMILIES:
        family = places.write_down(session, uuid.uuid4(), space.id, bands)
        if family.given_at:
            cards += [card.number for card in desk.give_cards(session, space.id, family.id)]
    chance = Random(7)
    for day in desk.days_to_note(session, space.id):
        came = {number for number in cards if chance.random() < 0.8}
        desk.note_all(session, space.id, day, came, (), coordinator)
    return space.id


def _poll(session: Session, factory: Factory, *, first: date, people: int, seed: int) -> None:
    """Let people have answered a poll that is over: it can't be opened any more, so its rows are written."""
    chance, poll_id = Random(seed), uuid.uuid4()
    code, last = f"PQ{seed}X4T", first + timedelta(days=13)
    session.add(Poll(id=poll_id, factory_id=factory.id, code=code, opens_on=first, closes_on=last, made_at=now()))
    session.flush()
    for _person in range(people):
        answers = {item.id: min(int(chance.triangular(0, item.places, 1.2 * seed)), item.places - 1) for item in ITEMS}
        session.add(PollAnswer(id=uuid.uuid4(), poll_id=poll_id, answers=answers))
