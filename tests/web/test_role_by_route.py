"""Every address by every kind of visitor, also with another factory's ids: each cell says whether they may enter.

Whoever isn't signed in is sent to the sign-in that is theirs; to staff whose door it isn't, the page isn't there. Nobody who
is turned away changes anything.
"""

import uuid
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask

from mpt.rules.permissions import Grant, Role, Who
from mpt.services import factories, paper_sessions, parts, sponsors, staff
from mpt.services.factories import Place
from mpt.services.keeping import keep_upload
from mpt.services.paper_sessions import Held
from tests.cast import HE, OUR_SITE, Browser, Phone, StaffPerson
from tests.sample import SAMPLE
from tests.web.acts import complete, contents, on_sqlite, put_name, writing
from tests.web.staff_acts import at_desk, coordinator, office, sponsor_staff, staff_id

VISITORS = (
    "nobody",
    "learner",
    "office",
    "coordinator",
    "another coordinator",
    "sponsor",
    "another sponsor",
    "of two roles",
    "of no role",
)
"""Who comes. The one of two roles is a coordinator of another factory and of another sponsor's staff."""

STAFF = frozenset(VISITORS[2:])
OFFICE = frozenset({"office"})
FACTORY = frozenset({"office", "coordinator"})
COORDINATOR = frozenset({"coordinator"})
SPONSOR = frozenset({"office", "sponsor"})
MEMBER = frozenset({"learner"})

FACTORY_AT, OFFICE_AT = "/factory/{factory}", "/office/factories/{factory}"
TABLE: dict[str, tuple[frozenset[str], str]] = {
    "certificates.certificate": (MEMBER, "/certificates/{certificate}"),
    "certificates.write_name": (MEMBER, "/certificates/{certificate}"),
    "certificates.print_out": (MEMBER, "/certificates/{certificate}.pdf"),
    "seen.factory": (MEMBER, "/me/factory/{factory}"),
    "seen.leave": (MEMBER, "/me/factory/{factory}/leave"),
    "seen.name": (MEMBER, "/me/factory/{factory}/name"),
    "seen.number": (MEMBER, "/me/factory/{factory}/number"),
    "staffroom.door": (STAFF, "/staff"),
    "staffroom.me": (STAFF, "/staff/me"),
    "staffroom.sign_out_others": (STAFF, "/staff/me/sign-out-others"),
    "factory.report": (FACTORY, FACTORY_AT),
    "factory.xlsx": (FACTORY, f"{FACTORY_AT}/figures.xlsx"),
    "factory.csv": (FACTORY, f"{FACTORY_AT}/figures.csv"),
    "factory.evidence": (FACTORY, f"{FACTORY_AT}/evidence.pdf"),
    "names.names": (COORDINATOR, f"{FACTORY_AT}/names"),
    "codes.codes": (FACTORY, f"{FACTORY_AT}/codes"),
    "codes.make": (FACTORY, f"{FACTORY_AT}/codes"),
    "codes.code": (FACTORY, f"{FACTORY_AT}/codes/{{code}}"),
    "codes.print_out": (FACTORY, f"{FACTORY_AT}/codes/{{code}}/poster.pdf"),
    "codes.close": (FACTORY, f"{FACTORY_AT}/codes/{{code}}/close"),
    "desk.desk": (COORDINATOR, f"{FACTORY_AT}/desk"),
    "roster.roster": (COORDINATOR, f"{FACTORY_AT}/roster"),
    "roster.preview": (COORDINATOR, f"{FACTORY_AT}/roster/{{roster}}"),
    "roster.apply": (COORDINATOR, f"{FACTORY_AT}/roster/{{roster}}"),
    "roster.clear": (COORDINATOR, f"{FACTORY_AT}/roster/clear"),
    "roster.left": (COORDINATOR, f"{FACTORY_AT}/roster/left"),
    "roster.upload": (COORDINATOR, f"{FACTORY_AT}/roster/upload"),
    "sessions.sessions": (FACTORY, f"{FACTORY_AT}/sessions"),
    "sessions.add": (FACTORY, f"{FACTORY_AT}/sessions/new"),
    "sessions.session": (FACTORY, f"{FACTORY_AT}/sessions/{{session}}"),
    "sessions.names": (COORDINATOR, f"{FACTORY_AT}/sessions/{{session}}/names"),
    "sessions.remove": (FACTORY, f"{FACTORY_AT}/sessions/{{session}}/remove"),
    "sponsor.totals": (SPONSOR, "/sponsor/{sponsor}"),
    "sponsor.xlsx": (SPONSOR, "/sponsor/{sponsor}/totals.xlsx"),
    "office.factories": (OFFICE, "/office"),
    "office.add": (OFFICE, "/office/factories/new"),
    "office.factory": (OFFICE, OFFICE_AT),
    "office.change": (OFFICE, f"{OFFICE_AT}/change"),
    "office.offer": (OFFICE, f"{OFFICE_AT}/courses"),
    "office.withdraw": (OFFICE, f"{OFFICE_AT}/courses/withdraw"),
    "office.support": (OFFICE, f"{OFFICE_AT}/sponsors"),
    "office.stop_supporting": (OFFICE, f"{OFFICE_AT}/sponsors/stop"),
    "parts.add_department": (OFFICE, f"{OFFICE_AT}/departments/new"),
    "parts.department": (OFFICE, f"{OFFICE_AT}/departments/{{department}}"),
    "parts.remove_department": (OFFICE, f"{OFFICE_AT}/departments/{{department}}/remove"),
    "parts.add_line": (OFFICE, f"{OFFICE_AT}/departments/{{department}}/lines/new"),
    "parts.line": (OFFICE, f"{OFFICE_AT}/lines/{{line}}"),
    "parts.remove_line": (OFFICE, f"{OFFICE_AT}/lines/{{line}}/remove"),
    "people.people": (OFFICE, "/office/staff"),
    "people.invite": (OFFICE, "/office/staff/new"),
    "people.person": (OFFICE, "/office/staff/{staff}"),
    "people.end": (OFFICE, "/office/staff/{staff}/end"),
    "people.give": (OFFICE, "/office/staff/{staff}/give"),
    "people.take": (OFFICE, "/office/staff/{staff}/take"),
    "people.link": (OFFICE, "/office/staff/{staff}/link"),
    "sponsors.sponsors": (OFFICE, "/office/sponsors"),
    "sponsors.add": (OFFICE, "/office/sponsors/new"),
    "sponsors.sponsor": (OFFICE, "/office/sponsors/{sponsor}"),
    "sponsors.change": (OFFICE, "/office/sponsors/{sponsor}/change"),
    "sponsors.support": (OFFICE, "/office/sponsors/{sponsor}/support"),
    "sponsors.stop_supporting": (OFFICE, "/office/sponsors/{sponsor}/stop"),
    "uploads.begin": (OFFICE, "/office/upload"),
    "uploads.look": (OFFICE, "/office/upload"),
    "uploads.blank": (OFFICE, "/office/upload/staff.xlsx"),
    "uploads.preview": (OFFICE, "/office/upload/staff/{roster}"),
    "uploads.apply": (OFFICE, "/office/upload/staff/{roster}"),
    "log.log": (OFFICE, "/office/log"),
    "impact.office": (OFFICE, "/office/impact"),
    "impact.xlsx": (OFFICE, "/office/impact.xlsx"),
    "impact.switch": (OFFICE, "/office/impact/public"),
    "impact.preview": (OFFICE, "/office/impact/public"),
    "impact.survey": (OFFICE, "/office/impact/survey/sample"),
    "impact.survey_xlsx": (OFFICE, "/office/impact/survey/sample.xlsx"),
}
"""Each address that isn't for everybody, and who may enter; all others may not."""

CELLS = [
    (endpoint, visitor) for endpoint, (allowed, _address) in TABLE.items() for visitor in VISITORS if visitor in allowed
]


@dataclass(frozen=True)
class World:
    """Two factories with all that an address can name, and everybody who may come."""

    app: Flask
    ids: dict[str, object]
    theirs: dict[str, object]
    browsers: dict[str, Browser]

    def open(self, visitor: str, method: str, address: str, ids: dict[str, object] | None = None) -> tuple[int, str]:
        """Return what a visitor gets: the status, and where they are sent. Forms name a course and an id, as pages have them."""
        path, form = f"/zh{address.format(**(ids or self.ids))}", {"course": SAMPLE, "id": str(uuid.uuid4())}
        data = form if method == "POST" else None
        answer = self.browsers[visitor].client.open(path, method=method, data=data, headers=OUR_SITE)
        return answer.status_code, answer.headers.get("Location", "")


@pytest.fixture
def world(app: Flask) -> World:
    """A factory and another one, a sponsor and another one, and their staff."""
    phone = Phone(app)
    certificate = complete(phone)
    put_name(phone, certificate, "阿芳")
    browsers: dict[str, Browser] = {"nobody": Browser(app), "learner": phone, "office": office(app)}
    with writing(app) as session:
        mine, theirs = (
            factories.open_factory(session, zh, en) for zh, en in (("青石电子厂", "Bluestone"), ("晨光玩具厂", "Light"))
        )
        sponsor, other = (sponsors.add(session, zh, en).id for zh, en in (("甲玩具", "A Toys"), ("乙玩具", "B Toys")))
    phone.post(f"/join/{mine[1].code}")
    browsers["coordinator"] = coordinator(app, mine[0].id)
    browsers["another coordinator"] = coordinator(app, theirs[0].id, HE)
    browsers["sponsor"] = sponsor_staff(app, sponsor)
    browsers["another sponsor"] = sponsor_staff(app, other, StaffPerson("Ana", "ana@b-toys.example"))
    two = StaffPerson("双职", "two@b-toys.example")
    browsers["of two roles"] = at_desk(app, two, Grant(Role.COORDINATOR, theirs[0].id), Grant(Role.SPONSOR, other))
    none = StaffPerson("无职", "none@bluestone.example")
    browsers["of no role"] = at_desk(app, none, Grant(Role.COORDINATOR, mine[0].id))
    with writing(app) as session:
        staff.take(session, staff_id(app, none), Grant(Role.COORDINATOR, mine[0].id))
    ids, others = (_filled(app, *opened) for opened in (mine, theirs))
    more = {"sponsor": sponsor, "staff": staff_id(app, HE), "certificate": certificate}
    return World(app, {**ids, **more}, others, browsers)


def _filled(app: Flask, factory: factories.Factory, code: factories.JoinCode) -> dict[str, object]:
    """Give a factory a part of everything, and return their ids."""
    with writing(app) as session:
        department = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People())
        line = parts.add_line(session, Place(factory, department), "A3线", "Line A3")
        held, session_id = Held(date(2026, 11, 2), SAMPLE, "周老师", 60, 12), uuid.uuid4()
        by = next(one.staff.id for one in staff.everybody(session) if Grant(Role.COORDINATOR, factory.id) in one.grants)
        paper_sessions.enter(session, session_id, factory.id, by, held)
        roster = keep_upload(session, by, "roster", "numbers.csv", "工号\nA1\n".encode(), factory.id)
    return {
        "factory": factory.id,
        "code": code.code,
        "department": department.id,
        "line": line.id,
        "session": session_id,
        "roster": roster,
    }


def methods_of(app: Flask, endpoint: str) -> list[str]:
    rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    return sorted({method for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}})


@on_sqlite
def test_the_table_has_every_address_that_is_not_for_everybody(app: Flask) -> None:
    found = {
        rule.endpoint for rule in app.url_map.iter_rules() if app.view_functions[rule.endpoint].who is not Who.ANYONE
    }
    assert found == set(TABLE)


@on_sqlite
@pytest.mark.parametrize("endpoint", TABLE)
def test_whoever_may_not_enter_is_turned_away_and_changes_nothing(world: World, endpoint: str) -> None:
    allowed, address = TABLE[endpoint]
    before = contents(world.app)
    for visitor in set(VISITORS) - allowed:
        for method in methods_of(world.app, endpoint):
            status, location = world.open(visitor, method, address)
            is_staffs, is_staff = allowed != MEMBER, visitor in STAFF
            if is_staffs and is_staff:
                assert status == 404, (visitor, method)
            else:
                assert status == 302, (visitor, method)
                assert location.startswith("/zh/staff/sign-in" if is_staffs else "/zh/sign-in"), (visitor, method)
    assert contents(world.app) == before


@on_sqlite
@pytest.mark.parametrize(("endpoint", "visitor"), CELLS)
def test_whoever_may_enter_does(world: World, endpoint: str, visitor: str) -> None:
    for method in methods_of(world.app, endpoint):
        status, location = world.open(visitor, method, TABLE[endpoint][1])
        assert status in {200, 302, 303, 400, 409, 410, 422}, (method, status)
        assert "sign-in" not in location, method


OWN = ("code", "session", "roster", "department", "line")
"""What an address names of a factory: under another factory's address it isn't there."""


@on_sqlite
@pytest.mark.parametrize(
    "endpoint",
    [endpoint for endpoint, (_allowed, address) in TABLE.items() if any(f"{{{one}}}" in address for one in OWN)],
)
def test_what_is_another_factorys_is_not_under_ones_own_address(world: World, endpoint: str) -> None:
    allowed, address = TABLE[endpoint]
    visitor = "coordinator" if "coordinator" in allowed else "office"
    mixed = {**world.theirs, "factory": world.ids["factory"]}
    before = contents(world.app)
    for method in methods_of(world.app, endpoint):
        assert world.open(visitor, method, address, mixed)[0] in {404, 410}, method
    assert contents(world.app) == before


@on_sqlite
def test_a_member_sees_no_factory_but_their_own(world: World) -> None:
    before = contents(world.app)
    for endpoint in ("seen.factory", "seen.leave", "seen.name", "seen.number"):
        for method in methods_of(world.app, endpoint):
            answer = world.open("learner", method, TABLE[endpoint][1], world.theirs)
            # Whoever isn't a member has left already, as far as leaving goes.
            expected = (303, "/zh/me") if (endpoint, method) == ("seen.leave", "POST") else (404, "")
            assert answer == expected, (endpoint, method)
    assert contents(world.app) == before
