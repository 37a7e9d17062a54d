"""A hand-made programme: who did what and when, with the numbers that come of it worked out by hand.

The days begin in Shanghai. Each learner below stands for `of_each` who did the same.

| who | began | finished |
|---|---|---|
| Afang | sample in June 2025, gone in February 2026 | sample in June 2025, gone in March 2026 |
| Lao Zhou | sample a minute before 2026 | sample as 2026 begins |
| Lijie | sample in May 2026 | sample in May 2026; the certificate was issued anew in July |
| Wang | sample in May 2026 | sample in June 2026; revoked in July |
| Chen | sample in July 2025 | sample in August 2025, and on another phone in January 2026; the phones came together |
| He | sample in the last minute of 29 November 2026 | - |
| Lin | sample as 30 November 2026 begins | - |
"""

import uuid
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.models import (
    BareReach,
    Certificate,
    Enrolment,
    Factory,
    Headcount,
    HelplineCount,
    Learner,
    Membership,
    PaperSession,
    Release,
    Space,
    Sponsor,
)
from mpt.rules.elements import WOMENS_COURSE
from mpt.rules.permissions import Grant, Role
from mpt.services import baselines, factories, sponsors, staff
from mpt.services.baselines import Typed
from tests.cast import CHEN, LIN
from tests.sample import SAMPLE

GONE = "gone"
"""A course that isn't served any more."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
LAST_DAY = date(2026, 11, 29)
THIS_MORNING = datetime(2026, 11, 30, 1, tzinfo=UTC)
"""When the pages are looked at: 09:00 in Shanghai on the day after LAST_DAY."""


def utc(text: str) -> datetime:
    """Return a moment: 2025-06-01 is noon of that day, 2025-12-31 15:59 a minute, both in UTC."""
    return datetime.fromisoformat(text if " " in text else f"{text} 12:00").replace(tzinfo=UTC)


def fill(session: Session, of_each: int = 1) -> dict[str, Factory]:
    """Let all that happen, and return the factories by their English names."""
    places = _open(session)
    release = session.scalars(select(Release.id)).first() or 0
    for _ in range(of_each):
        _learn(session, release, places)
    _hold_sessions(session, places["Toys"])
    session.flush()
    return places


def _open(session: Session) -> dict[str, Factory]:
    """Toys and Shoes in China and Garments in Vietnam have workers; Bags in Bangladesh has none yet, Caps since today."""
    countries = {"Toys": "CN", "Garments": "VN", "Shoes": "CN", "Bags": "BD", "Caps": "ID"}
    return {name: factories.open_factory(session, f"厂{name}", name, country)[0] for name, country in countries.items()}


def _learn(session: Session, release: int, places: dict[str, Factory]) -> None:
    afang = _learner(session, places["Toys"], "2025-06-01", sample="2025-06-01", gone="2026-02-01")
    _certify(session, afang, SAMPLE, release, "2025-06-10")
    _certify(session, afang, GONE, release, "2026-03-01")
    zhou = _learner(session, places["Toys"], "2025-12-31", sample="2025-12-31 15:59")
    _certify(session, zhou, SAMPLE, release, "2025-12-31 16:00")
    lijie = _learner(session, places["Garments"], "2026-05-01", sample="2026-05-02")
    anew = _certify(session, lijie, SAMPLE, release, "2026-05-20")
    _certify(session, lijie, SAMPLE, release, "2026-05-20", revoked="2026-07-01", replaced_by=anew)
    wang = _learner(session, places["Shoes"], "2026-05-30", sample="2026-05-30")
    _certify(session, wang, SAMPLE, release, "2026-06-01", revoked="2026-07-01")
    chen = _learner(session, None, "2025-07-30", sample="2025-07-30")
    other_phone = _certify(session, chen, SAMPLE, release, "2026-01-15")
    _certify(session, chen, SAMPLE, release, "2025-08-01", revoked="2026-02-01", replaced_by=other_phone)
    _learner(session, places["Toys"], "2026-11-29", sample="2026-11-29 15:59")
    _learner(session, places["Caps"], "2026-11-29 16:00", sample="2026-11-29 16:00")


def _learner(session: Session, factory: Factory | None, since: str, **began: str) -> uuid.UUID:
    learner = Learner(created_at=utc(since))
    session.add(learner)
    session.flush()
    if factory:
        session.add(Membership(learner_id=learner.id, factory_id=factory.id, joined_at=utc(since)))
    for course_id, at in began.items():
        session.add(Enrolment(learner_id=learner.id, course_id=course_id, started_at=utc(at)))
    return learner.id


def _certify(
    session: Session,
    learner_id: uuid.UUID,
    course_id: str,
    release: int,
    at: str,
    revoked: str | None = None,
    replaced_by: str | None = None,
) -> str:
    code = uuid.uuid4().hex[:12].upper()
    certificate = Certificate(code=code, learner_id=learner_id, course_id=course_id, release_id=release)
    certificate.issued_at, certificate.replaced_by = utc(at), replaced_by
    certificate.revoked_at = utc(revoked) if revoked else None
    session.add(certificate)
    session.flush()
    return code


def _hold_sessions(session: Session, factory: Factory) -> None:
    """Three sessions count; one was entered too late, one removed in time; one removed later counts still."""
    chen = staff.invite(session, CHEN.email, CHEN.name, Grant(Role.COORDINATOR, factory.id))[0].id
    for course_id, held_on, attended, entered, removed in (
        (SAMPLE, "2024-09-01", 12, "2026-01-10", None),
        (GONE, "2026-10-01", 20, "2026-10-02", None),
        (SAMPLE, "2026-03-01", 7, "2026-03-02", "2026-11-29 16:00"),
        (SAMPLE, "2026-11-29", 30, "2026-11-29 16:00", None),
        (SAMPLE, "2026-11-30", 40, "2026-11-29", None),
        (SAMPLE, "2026-04-01", 50, "2026-04-02", "2026-11-29 15:59"),
    ):
        held = PaperSession(factory_id=factory.id, course_id=course_id, held_on=date.fromisoformat(held_on))
        held.trainer, held.minutes, held.attended, held.entered_by = "何平", 40, attended, chen
        held.entered_at, held.removed_at = utc(entered), utc(removed) if removed else None
        session.add(held)


def fill_elements(session: Session, of_each: int = 1) -> tuple[dict[str, Factory], Sponsor]:
    """Let the other elements happen too, beside what `fill` does; return the factories, and the sponsor of Toys.

    | what | where | when | how many |
    |---|---|---|---|
    | Mei does the course of Women's Empowerment | Garments | began in March, finished in April 2026 | of_each |
    | a session of it on paper | Garments | May 2026 | 20 came |
    | a Family-Friendly Space with 20 places | Toys | two days in July 2026 | 12 and 18 children |
    | an After-School Center with 16 places | Garments | 30 December 2025; 5 January, 30 November 2026 | 10; 14, 16 children |
    | cases of the helpline | - | December 2025; September, October, and November 2026 | 8; 24, 9, and 30 |
    | people whose data were erased | Toys | 2025 | 2 began, 1 finished |
    """
    places = fill(session, of_each)
    release = session.scalars(select(Release.id)).first() or 0
    for _ in range(of_each):
        mei = _learner(session, places["Garments"], "2026-03-01", **{WOMENS_COURSE: "2026-03-01"})
        _certify(session, mei, WOMENS_COURSE, release, "2026-04-01")
    lin = staff.invite(session, LIN.email, LIN.name, Grant(Role.OFFICE))[0].id
    held = PaperSession(factory_id=places["Garments"].id, course_id=WOMENS_COURSE, held_on=date(2026, 5, 5))
    held.trainer, held.minutes, held.attended, held.entered_by, held.entered_at = "何平", 40, 20, lin, utc("2026-05-06")
    session.add(held)
    count_children(session, places["Toys"], lin, "space", 20, {"2026-07-06": 12, "2026-07-07": 18})
    came = {"2025-12-30": 10, "2026-01-05": 14, "2026-11-30": 16}
    count_children(session, places["Garments"], lin, "center", 16, came)
    for month, topic, cases in (
        ("2025-12-01", "other", 8), ("2026-09-01", "pay", 24), ("2026-10-01", "child", 9), ("2026-11-01", "pay", 30)
    ):  # fmt: skip
        session.add(HelplineCount(month=date.fromisoformat(month), topic=topic, cases=cases))
    for course_id in (SAMPLE, ""):
        for measure, people in (("began", 2), ("finished", 1)):
            at = {"year": 2025, "factory": str(places["Toys"].id), "course_id": course_id, "measure": measure}
            session.add(BareReach(**at, people=people))
    sponsor = sponsors.add(session, "好玩具公司", "Good Toys")
    sponsors.support(session, sponsor.id, places["Toys"].id)
    session.flush()
    return places, sponsor


def count_children(
    session: Session, factory: Factory, by: uuid.UUID, kind: str, places: int, came: dict[str, int]
) -> None:
    """Let a factory have a space or a center with so many places, to which so many children came on some days."""
    opens_on = date.fromisoformat(min(came))
    space = Space(factory_id=factory.id, kind=kind, opens_on=opens_on, weekdays="MO,TU,WE,TH,FR", places=places)
    space.name_zh, space.name_en, space.room, space.contact = "小屋", "Little house", "B201", "何平"
    space.opens_at, space.closes_at, space.youngest, space.oldest = time(8), time(17), 3, 12
    space.bring_zh, space.bring_en = "水杯", "A cup"
    session.add(space)
    session.flush()
    for day, children in came.items():
        counted = Headcount(space_id=space.id, day=date.fromisoformat(day), children=children, noted_by=by)
        counted.noted_at = utc(day)
        session.add(counted)


REPORT, LIST, SHEET = "Report on spaces, 2022, page 4", "The helpline's own list, 2023", "Good Toys' sheet, 2018"


def enter_baselines(session: Session, factory: Factory, sponsor: Sponsor) -> dict[str, uuid.UUID]:
    """Enter four figures from before this platform, and return their ids by their figures."""
    lin = staff.invite(session, LIN.email, LIN.name, Grant(Role.OFFICE))[0].id
    return {
        typed.figure: baselines.add(session, uuid.uuid4(), lin, typed, date(2026, 11, 30)).id
        for typed in (
            Typed("trained", "2019", "1,130", SHEET, "2019-12-31", country="CN"),
            Typed("space_children", "2022", "4000", REPORT, "2022-12-31"),
            Typed("cases", "2023", "23000", LIST, "2024-01-31"),
            Typed("women_finished", "2018", "150", SHEET, "2018-12-31", factory=factory.id, sponsor=sponsor.id),
        )
    }
