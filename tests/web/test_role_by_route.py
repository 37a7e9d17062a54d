"""Every address by every kind of visitor, also with another factory's ids: each cell says whether they may enter.

Whoever isn't signed in is sent to the sign-in that is theirs; to staff whose door it isn't, the page isn't there. Nobody who
is turned away changes anything.
"""

import shutil
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from mpt.config import Config
from mpt.models import Poll
from mpt.rules.permissions import Grant, Role, Who
from mpt.rules.space_plans import read_plan
from mpt.services import baselines, drafts, factories, paper_sessions, parts, sponsors, staff
from mpt.services.factories import Place
from mpt.services.helpline import replies
from mpt.services.keeping import keep_upload
from mpt.services.paper_sessions import Held
from mpt.services.spaces import opening, places
from mpt.web import phone
from mpt.web import staff as staff_cookie
from tests.cast import HE, LIN, OUR_SITE, Browser, Phone, StaffPerson
from tests.sample import SAMPLE
from tests.web.acts import COURSE_PAGE, complete, contents, on_sqlite, put_name, writing
from tests.web.space_acts import TYPED, WEEK
from tests.web.staff_acts import at_desk, coordinator, counsellor, office, sponsor_staff, staff_id, trainer

VISITORS = (
    "nobody",
    "learner",
    "office",
    "coordinator",
    "another coordinator",
    "sponsor",
    "another sponsor",
    "counsellor",
    "trainer",
    "of two roles",
    "of no role",
)
"""Who comes. The one of two roles is a coordinator of another factory and of another sponsor's staff."""

STAFF = frozenset(VISITORS[2:])
OFFICE = frozenset({"office"})
FACTORY = frozenset({"office", "coordinator"})
COORDINATOR = frozenset({"coordinator"})
COUNSELLOR = frozenset({"counsellor"})
TRAINER = frozenset({"trainer"})
SPONSOR = frozenset({"office", "sponsor"})
MEMBER = frozenset({"learner"})

FACTORY_AT, OFFICE_AT = "/factory/{factory}", "/office/factories/{factory}"
SPACE_AT = f"{FACTORY_AT}/spaces/{{space}}"
TABLE: dict[str, tuple[frozenset[str], str]] = {
    "certificates.certificate": (MEMBER, "/certificates/{certificate}"),
    "certificates.write_name": (MEMBER, "/certificates/{certificate}"),
    "certificates.print_out": (MEMBER, "/certificates/{certificate}.pdf"),
    "seen.factory": (MEMBER, "/me/factory/{factory}"),
    "seen.leave": (MEMBER, "/me/factory/{factory}/leave"),
    "seen.name": (MEMBER, "/me/factory/{factory}/name"),
    "seen.number": (MEMBER, "/me/factory/{factory}/number"),
    "practice.tried": (MEMBER, "/me/practice"),
    "practice.night": (MEMBER, "/me/practice/sample/listening/2026-11-29"),
    "practice.tell": (MEMBER, "/me/practice/sample/listening/2026-11-29"),
    "practice.note": (MEMBER, "/me/practice/sample/listening/2026-11-29/note"),
    "practice.forget": (MEMBER, "/me/practice/sample/listening/2026-11-29/forget"),
    "owndata.data": (MEMBER, "/me/data"),
    "owndata.readable": (MEMBER, "/me/data.html"),
    "owndata.machine": (MEMBER, "/me/data.json"),
    "owndata.phones": (MEMBER, "/me/data/phones"),
    "owndata.answers": (MEMBER, "/me/data/answers/sample"),
    "owndata.practice": (MEMBER, "/me/data/practice"),
    "staffdata.data": (STAFF, "/staff/me/data"),
    "staffdata.machine": (STAFF, "/staff/me/data.json"),
    "staffdata.erase": (STAFF, "/staff/me/erase"),
    "own_spaces.space": (MEMBER, "/spaces/{own_space}"),
    "own_spaces.ask": (MEMBER, "/spaces/{own_space}/places"),
    "own_spaces.withdraw": (MEMBER, "/spaces/{own_space}/withdraw"),
    "learned.figures": (TRAINER, "/studio/sample/figures"),
    "learned.xlsx": (TRAINER, "/studio/sample/figures.xlsx"),
    "learned.module": (TRAINER, "/studio/sample/figures/listening"),
    "learned.question": (TRAINER, "/studio/sample/figures/listening/q-late"),
    "staffroom.door": (STAFF, "/staff"),
    "staffroom.me": (STAFF, "/staff/me"),
    "staffroom.sign_out_others": (STAFF, "/staff/me/sign-out-others"),
    "staffroom.sign_out_one": (STAFF, "/staff/me/sign-out-one"),
    "secondfactor.own": (STAFF, "/staff/me/two-steps"),
    "secondfactor.begin": (STAFF, "/staff/me/two-steps/begin"),
    "secondfactor.new": (STAFF, "/staff/me/two-steps/new"),
    "secondfactor.codes": (STAFF, "/staff/me/two-steps/codes"),
    "secondfactor.off": (STAFF, "/staff/me/two-steps/off"),
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
    "polls.polls": (FACTORY, f"{FACTORY_AT}/polls"),
    "polls.xlsx": (FACTORY, f"{FACTORY_AT}/polls.xlsx"),
    "polls.add": (OFFICE, f"{FACTORY_AT}/polls/new"),
    "polls.poll": (FACTORY, f"{FACTORY_AT}/polls/{{poll}}"),
    "polls.print_out": (FACTORY, f"{FACTORY_AT}/polls/{{poll}}/poster.pdf"),
    "spaces.spaces": (FACTORY, f"{FACTORY_AT}/spaces"),
    "spaces.add": (COORDINATOR, f"{FACTORY_AT}/spaces/new"),
    "spaces.space": (FACTORY, SPACE_AT),
    "spaces.change": (COORDINATOR, f"{SPACE_AT}/change"),
    "spaces.end": (COORDINATOR, f"{SPACE_AT}/end"),
    "spaces.desk.desk": (COORDINATOR, f"{SPACE_AT}/desk"),
    "spaces.desk.waiting": (COORDINATOR, f"{SPACE_AT}/families"),
    "spaces.desk.write_down": (COORDINATOR, f"{SPACE_AT}/families"),
    "spaces.desk.family": (COORDINATOR, f"{SPACE_AT}/families/{{family}}"),
    "spaces.desk.give": (COORDINATOR, f"{SPACE_AT}/families/{{family}}/cards"),
    "spaces.desk.free": (COORDINATOR, f"{SPACE_AT}/families/{{family}}/free"),
    "spaces.desk.take_card": (COORDINATOR, f"{SPACE_AT}/cards"),
    "spaces.days.day": (COORDINATOR, f"{SPACE_AT}/attendance"),
    "spaces.days.save": (COORDINATOR, f"{SPACE_AT}/attendance"),
    "spaces.days.heads": (COORDINATOR, f"{SPACE_AT}/attendance/heads"),
    "spaces.prints.print_out": (COORDINATOR, f"{SPACE_AT}/print/notice.pdf"),
    "spaces.prints.cards": (COORDINATOR, f"{SPACE_AT}/print/cards"),
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
    "people.take_second_step": (OFFICE, "/office/staff/{staff}/one-step"),
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
    "inbox.inbox": (COUNSELLOR, "/helpline"),
    "inbox.case": (COUNSELLOR, "/helpline/cases/{case}"),
    "replies.replies": (COUNSELLOR, "/helpline/replies"),
    "replies.add": (COUNSELLOR, "/helpline/replies/new"),
    "replies.begin": (COUNSELLOR, "/helpline/replies/first"),
    "replies.change": (COUNSELLOR, "/helpline/replies/{reply}"),
    "replies.remove": (COUNSELLOR, "/helpline/replies/{reply}/remove"),
    "helpline_counts.office": (OFFICE, "/office/helpline"),
    "helpline_counts.xlsx": (OFFICE, "/office/helpline.xlsx"),
    "log.log": (OFFICE, "/office/log"),
    "impact.office": (OFFICE, "/office/impact"),
    "impact.xlsx": (OFFICE, "/office/impact.xlsx"),
    "impact.switch": (OFFICE, "/office/impact/public"),
    "impact.preview": (OFFICE, "/office/impact/public"),
    "impact.survey": (OFFICE, "/office/impact/survey/sample"),
    "impact.survey_xlsx": (OFFICE, "/office/impact/survey/sample.xlsx"),
    "impact.report": (OFFICE, "/office/impact/report.pdf"),
    "baselines.baselines": (OFFICE, "/office/impact/baselines"),
    "baselines.add": (OFFICE, "/office/impact/baselines/new"),
    "baselines.baseline": (OFFICE, "/office/impact/baselines/{baseline}"),
    "baselines.remove": (OFFICE, "/office/impact/baselines/{baseline}/remove"),
    "studio.courses": (TRAINER, "/studio"),
    "studio.new": (TRAINER, "/studio/new"),
    "studio.course": (TRAINER, "/studio/sample"),
    "studio.module": (TRAINER, "/studio/sample/modules/listening"),
    "studio.modules.add": (TRAINER, "/studio/sample/modules"),
    "studio.modules.move": (TRAINER, "/studio/sample/modules/listening/move"),
    "studio.modules.remove": (TRAINER, "/studio/sample/modules/listening/remove"),
    "studio.modules.put_back": (TRAINER, "/studio/sample/modules/listening/put-back"),
    "studio.modules.add_part": (TRAINER, "/studio/sample/modules/listening/parts"),
    "studio.modules.move_part": (TRAINER, "/studio/sample/modules/listening/parts/hear-them/move"),
    "studio.modules.remove_part": (TRAINER, "/studio/sample/modules/listening/parts/hear-them/remove"),
    "studio.settings.settings": (TRAINER, "/studio/sample/settings"),
    "studio.settings.file": (TRAINER, "/studio/sample/settings/file"),
    "studio.settings.discard": (TRAINER, "/studio/sample/discard"),
    "studio.past.past": (TRAINER, "/studio/sample/past/listening/zh"),
    "studio.past.put_back": (TRAINER, "/studio/sample/past/listening/zh"),
    "writing.write": (TRAINER, "/studio/sample/write/listening/hear-them"),
    "writing.save": (TRAINER, "/studio/sample/write/listening/hear-them/zh"),
    "writing.preview": (TRAINER, "/studio/sample/write/listening/hear-them/zh/preview"),
    "writing.be_here": (TRAINER, "/studio/sample/write/listening/hear-them/zh/here"),
    "writing.leave": (TRAINER, "/studio/sample/write/listening/hear-them/zh/leave"),
    "writing.studiofiles.file": (TRAINER, "/studio/sample/files/0/01-listening/window.png"),
    "translating.overview": (TRAINER, "/studio/sample/translate/en"),
    "translating.mark": (TRAINER, "/studio/sample/translate/en"),
    "translating.part": (TRAINER, "/studio/sample/translate/en/listening/hear-them"),
    "translating.settle": (TRAINER, "/studio/sample/translate/en/listening/hear-them"),
    "translating.languages": (TRAINER, "/studio/sample/languages"),
    "translating.set_aside": (TRAINER, "/studio/sample/languages/vi/set-aside"),
    "releasing.publish": (TRAINER, "/studio/sample/publish"),
    "releasing.take_in": (TRAINER, "/studio/sample/publish/take-in"),
    "releasing.history": (TRAINER, "/studio/sample/history"),
    "releasing.release": (TRAINER, "/studio/sample/history/1"),
    "releasing.course_zip": (TRAINER, "/studio/sample/course.zip"),
    "bringing.new": (TRAINER, "/studio/bring-in"),
    "bringing.new_preview": (TRAINER, "/studio/bring-in/{roster}"),
    "bringing.bring_new": (TRAINER, "/studio/bring-in/{roster}"),
    "bringing.bring_in": (TRAINER, "/studio/sample/bring-in"),
    "bringing.folder": (TRAINER, "/studio/sample/bring-in/folder"),
    "bringing.folder_preview": (TRAINER, "/studio/sample/bring-in/folder/{roster}"),
    "bringing.bring_folder": (TRAINER, "/studio/sample/bring-in/folder/{roster}"),
    "bringing.document.send": (TRAINER, "/studio/sample/bring-in/module"),
    "bringing.document.preview": (TRAINER, "/studio/sample/bring-in/module/{roster}"),
    "bringing.document.bring": (TRAINER, "/studio/sample/bring-in/module/{roster}"),
    "bringing.questions.send": (TRAINER, "/studio/sample/bring-in/questions"),
    "bringing.questions.preview": (TRAINER, "/studio/sample/bring-in/questions/{roster}"),
    "bringing.questions.bring": (TRAINER, "/studio/sample/bring-in/questions/{roster}"),
    "bringing.questions.as_gift": (TRAINER, "/studio/sample/questions/listening.gift"),
    "studiomedia.media": (TRAINER, "/studio/sample/media/listening"),
    "studiomedia.add": (TRAINER, "/studio/sample/media/listening"),
    "studiomedia.one": (TRAINER, "/studio/sample/media/listening/file/a.jpg"),
    "studiomedia.describe": (TRAINER, "/studio/sample/media/listening/file/a.jpg"),
    "studiomedia.replace": (TRAINER, "/studio/sample/media/listening/file/a.jpg/replace"),
    "studiomedia.remove": (TRAINER, "/studio/sample/media/listening/file/a.jpg/remove"),
    "studiomedia.recording.record": (TRAINER, "/studio/sample/media/listening/record/hear-them/zh"),
    "studiomedia.recording.keep": (TRAINER, "/studio/sample/media/listening/record/hear-them/zh"),
    "studiomedia.recording.fits": (TRAINER, "/studio/sample/media/listening/record/hear-them/zh/fits"),
    "studiomedia.recording.remove": (TRAINER, "/studio/sample/media/listening/record/hear-them/zh/remove"),
    "guide.guide": (TRAINER, "/studio/guide"),
    "guide.module": (TRAINER, "/studio/guide/what-a-module-is"),
    "guide.lesson": (TRAINER, "/studio/guide/what-a-module-is/who-reads"),
    "guide.quiz": (TRAINER, "/studio/guide/what-a-module-is/quiz"),
    "guide.answer": (TRAINER, "/studio/guide/what-a-module-is/quiz"),
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


@dataclass(frozen=True)
class Built:
    """The world as it was once built: its database's file, what an address can name, and each visitor's cookies."""

    file: Path
    ids: dict[str, object]
    theirs: dict[str, object]
    cookies: dict[str, list[tuple[str, str]]]


@pytest.fixture(scope="session")
def built() -> dict[str, Built]:
    """The world, once it was built: each test gets a copy, for to build it takes longer than to walk through it."""
    return {}


@pytest.fixture
def world(app: Flask, settings: Config, built: dict[str, Built], tmp_path_factory: pytest.TempPathFactory) -> World:
    """A factory and another one, a sponsor and another one, and their staff."""
    file, database = Path(settings.database_url.removeprefix("sqlite:///")), app.extensions["mpt.database"]
    if not built:
        made = _build(app)
        cookies = {name: _cookies(browser) for name, browser in made.browsers.items()}
        copy = tmp_path_factory.mktemp("world") / "mpt.sqlite3"
        with database.reading.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
            connection.exec_driver_sql("BEGIN")
        built["world"] = Built(copy, made.ids, made.theirs, cookies)
    database.dispose()
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    shutil.copy(built["world"].file, file)
    browsers = {name: _browser(app, jar) for name, jar in built["world"].cookies.items()}
    return World(app, built["world"].ids, built["world"].theirs, browsers)


def _cookies(browser: Browser) -> list[tuple[str, str]]:
    found = (browser.client.get_cookie(name) for name in (phone.COOKIE, phone.OWNER_COOKIE, staff_cookie.COOKIE))
    return [(cookie.key, cookie.value) for cookie in found if cookie]


def _browser(app: Flask, cookies: list[tuple[str, str]]) -> Browser:
    browser = Browser(app)
    for name, value in cookies:
        browser.client.set_cookie(name, value)
    return browser


def _build(app: Flask) -> World:
    worker = Phone(app)
    certificate = complete(worker)
    put_name(worker, certificate, "阿芳")
    with time_machine.travel(datetime(2026, 11, 29, 12, tzinfo=UTC), tick=False):
        worker.post(f"{COURSE_PAGE}/listening/practice/tonight")
    browsers: dict[str, Browser] = {"nobody": Browser(app), "learner": worker, "office": office(app)}
    with writing(app) as session:
        mine, theirs = (
            factories.open_factory(session, zh, en) for zh, en in (("青石电子厂", "Bluestone"), ("晨光玩具厂", "Light"))
        )
        sponsor, other = (sponsors.add(session, zh, en).id for zh, en in (("甲玩具", "A Toys"), ("乙玩具", "B Toys")))
    worker.post(f"/join/{mine[1].code}")
    browsers["coordinator"] = coordinator(app, mine[0].id)
    browsers["another coordinator"] = coordinator(app, theirs[0].id, HE)
    browsers["sponsor"] = sponsor_staff(app, sponsor)
    browsers["another sponsor"] = sponsor_staff(app, other, StaffPerson("Ana", "ana@b-toys.example"))
    browsers["counsellor"] = counsellor(app)
    browsers["trainer"] = trainer(app)
    two = StaffPerson("双职", "two@b-toys.example")
    browsers["of two roles"] = at_desk(app, two, Grant(Role.COORDINATOR, theirs[0].id), Grant(Role.SPONSOR, other))
    none = StaffPerson("无职", "none@bluestone.example")
    browsers["of no role"] = at_desk(app, none, Grant(Role.COORDINATOR, mine[0].id))
    with writing(app) as session:
        staff.take(session, staff_id(app, none), Grant(Role.COORDINATOR, mine[0].id))
        drafts.save_files(session, SAMPLE, {"01-listening/a.jpg": b"a picture"}, None)
    ids, others = (_filled(app, *opened) for opened in (mine, theirs))
    more = {"sponsor": sponsor, "staff": staff_id(app, HE), "certificate": certificate, "baseline": _baseline(app)}
    # A case that is gone: each test has a key of its own, by which no other's case can be read. tests/web/helpline has the rest.
    more |= {"case": uuid.UUID(int=1), "reply": _reply(app)}
    return World(app, {**ids, **more}, others, browsers)


def _reply(app: Flask) -> uuid.UUID:
    """Save a reply of the counsellors', and return its id."""
    with writing(app) as session:
        return replies.save(session, uuid.uuid4(), "收到", "Received", "看到了。", "We have read it.").id


def _baseline(app: Flask) -> uuid.UUID:
    """Enter a figure from before this platform, and return its id."""
    typed = baselines.Typed("trained", "2019", "1130", "A report", "2019-12-31")
    with writing(app) as session:
        by = staff.invite(session, LIN.email, LIN.name, Grant(Role.OFFICE))[0].id
        return baselines.add(session, uuid.uuid4(), by, typed, date(2026, 11, 30)).id


def _filled(app: Flask, factory: factories.Factory, code: factories.JoinCode) -> dict[str, object]:
    """Give a factory a part of everything, and return their ids."""
    with writing(app) as session:
        department = parts.add_department(session, factory.id, "装配部", "Assembly", parts.People())
        line = parts.add_line(session, Place(factory, department), "A3线", "Line A3")
        held, session_id = Held(date(2026, 11, 2), SAMPLE, "周老师", 60, 12), uuid.uuid4()
        by = next(one.staff.id for one in staff.everybody(session) if Grant(Role.COORDINATOR, factory.id) in one.grants)
        paper_sessions.enter(session, session_id, factory.id, by, held)
        roster = keep_upload(session, by, "roster", "numbers.csv", "工号\nA1\n".encode(), factory.id)
        # A poll that is over: its file is there.
        days = {"opens_on": date(2026, 11, 2), "closes_on": date(2026, 11, 8)}
        session.add(Poll(id=(poll := uuid.uuid4()), factory_id=factory.id, code=f"P0{code.code}", **days))
        plan = read_plan({**TYPED, "kind": "center", "weekdays": ",".join(WEEK), "closes_on": ""})
        space = opening.open_space(session, uuid.uuid4(), factory.id, plan)
        family = places.write_down(session, uuid.uuid4(), space.id, {"6-8": 1})
    return {
        "space": space.id,
        "own_space": space.id,
        "family": family.id,
        "factory": factory.id,
        "code": code.code,
        "department": department.id,
        "line": line.id,
        "session": session_id,
        "roster": roster,
        "poll": poll,
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


OWN = ("code", "session", "roster", "department", "line", "poll", "space")
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
