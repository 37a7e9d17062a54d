"""A space from its opening to the figures of its first days: a coordinator at the door, a mother with her phone."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from mpt.i18n import catalogue
from mpt.models.database import open_database
from mpt.rules.permissions import Grant, Role
from mpt.services import factories, staffdoor
from mpt.web.staff import COOKIE
from tests.cast import CHEN
from tests.server import Server
from tests.services.staff_acts import settled

pytestmark = pytest.mark.browser

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
NAMES = {"zh": "暑假小屋", "en": "Summer house"}
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 640}}


@dataclass(frozen=True)
class Factory:
    """A factory: its id, the code on its poster, and the token of its coordinator's browser."""

    id: uuid.UUID
    code: str
    token: str


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each in turn."""
    return str(request.param)


@pytest.fixture
def bluestone(own_server: Server) -> Factory:
    """A factory of this test alone, and its coordinator, signed in."""
    database = open_database(f"sqlite:///{own_server.environ['MPT_DATA']}/mpt.sqlite3")
    with database.session(writes=True) as session:
        factory, code = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")
        staff_id = settled(session, CHEN, Grant(Role.COORDINATOR, factory.id))
        _staff, token = staffdoor.sign_in(session, CHEN.email, staff_id, "192.0.2.1", "Chromium")
        session.commit()
        made = Factory(factory.id, code.code, token)
    database.dispose()
    return made


@pytest.fixture
def desk(
    request: pytest.FixtureRequest, browser: Browser, own_server: Server, bluestone: Factory, language: str
) -> Iterator[Page]:
    """The coordinator's browser, on a desk and on a phone at the door. No page of the staff has scripts."""
    context: BrowserContext = browser.new_context(
        viewport=SIZES[request.param], locale=LOCALES[language], base_url=own_server.url
    )
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": COOKIE, "value": bluestone.token, "url": own_server.url}])
    yield context.new_page()
    context.close()


def judge(page: Page, *, scripts: bool = True) -> None:
    """See that nothing lies beside the screen, and hold a page against axe, which is a script itself."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
    if not scripts:
        return
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def press(page: Page, button: Locator, leads_to: str) -> None:
    """Press a button or follow a link, and wait for the page that it leads to."""
    button.click()
    page.wait_for_url(leads_to)


def open_space(desk: Page, address: str, first: date) -> str:
    """Open a space by its form; return its address."""
    desk.goto(address)
    judge(desk)
    press(desk, desk.locator("main a.big"), "**/new")
    desk.locator("[name=name_zh]").fill(NAMES["zh"])
    desk.locator("[name=name_en]").fill(NAMES["en"])
    desk.locator("[name=opens_on]").fill(str(first))
    desk.locator("[name=closes_on]").fill(str(first - timedelta(days=1)))
    for weekday in desk.locator("[name=weekday]").all():
        weekday.check()
    desk.locator("[name=places]").fill("2")
    desk.locator("[name=room]").fill("2号楼一楼")
    desk.locator("[name=contact]").fill("陈静")
    desk.locator("main form .big").click()
    expect(desk.locator(".fault")).to_have_count(1)  # it would end before it begins
    judge(desk)
    expect(desk.locator("[name=name_zh]")).to_have_value(NAMES["zh"])
    desk.locator("[name=closes_on]").fill(str(first + timedelta(days=40)))
    press(desk, desk.locator("main form .big"), "**?opened=1")
    judge(desk)
    return desk.url.partition("?")[0]


def ask(phone: Page, code: str, language: str, *, scripts: bool) -> str:
    """Join by the code on the poster and ask for two places; return the code for the desk."""
    phone.goto(f"/{language}/join/{code}")
    press(phone, phone.locator("main form button"), "**joined=1")
    judge(phone, scripts=scripts)
    press(phone, phone.locator("main a.card[href*='/spaces/']"), "**/spaces/*")
    judge(phone, scripts=scripts)
    press(phone, phone.locator("main a.big"), "**/places")
    judge(phone, scripts=scripts)
    phone.locator("main form .big").click()
    expect(phone.locator(".fault")).to_be_visible()
    judge(phone, scripts=scripts)
    phone.locator("[name=band-6-8][value='2']").check()
    press(phone, phone.locator("main form .big"), "**?asked=1")
    judge(phone, scripts=scripts)
    return phone.locator(".code").inner_text()


def give_cards(desk: Page, space: str, code: str) -> None:
    """Type the code at the desk, and press Enter for what comes: the cards."""
    desk.goto(f"{space}/desk")
    judge(desk)
    expect(desk.locator("[name=code]")).to_be_focused()
    desk.keyboard.type(code.lower().replace("-", " "))
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/families/*")
    judge(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator(".figure")).to_have_text(["1", "2"])
    judge(desk)


def note_days(desk: Page, space: str, today: date) -> None:
    """Tap both cards today; type both the day before; one came on the day before that."""
    desk.goto(f"{space}/attendance")
    judge(desk)
    for card in desk.locator("[name=card]").all():
        box = card.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
        card.check()
    press(desk, desk.locator(".stay .big"), "**saved=1")
    judge(desk)
    expect(desk.locator("[name=card]:checked")).to_have_count(2)
    for back, typed in ((1, "1 2"), (2, "2")):
        day = str(today - timedelta(days=back))
        press(desk, desk.locator(f"main nav a[href*='{day}']"), f"**day={day}")
        expect(desk.locator("[name=numbers]")).to_be_focused()
        desk.keyboard.type(typed)
        desk.keyboard.press("Enter")
        desk.wait_for_url(f"**day={day}&saved=1")
        expect(desk.locator("[name=card]:checked")).to_have_count(len(typed.split()))


def give_back(phone: Page, space_id: str, language: str, *, scripts: bool) -> None:
    """See the cards on the phone; give the places back, having been asked."""
    phone.goto(f"/{language}/spaces/{space_id}")
    expect(phone.locator("section.card")).to_contain_text("1, 2")
    press(phone, phone.locator("section.card a.quiet").last, "**/withdraw")
    judge(phone, scripts=scripts)
    press(phone, phone.locator("main form .big"), "**?withdrawn=1")
    judge(phone, scripts=scripts)
    expect(phone.locator("main a.big")).to_have_text(catalogue(language).gettext("Ask for places"))


@pytest.mark.parametrize(("desk", "scripts"), [("desk", True), ("phone", False)], indirect=["desk"])
def test_from_opening_it_to_the_figures_of_its_first_days(
    make_phone: Any, own_server: Server, desk: Page, bluestone: Factory, language: str, scripts: bool
) -> None:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    space = open_space(desk, f"/{language}/factory/{bluestone.id}/spaces", today - timedelta(days=5))
    phone: Page = make_phone(LOCALES[language], scripts=scripts, base_url=own_server.url).new_page()
    code = ask(phone, bluestone.code, language, scripts=scripts)
    give_cards(desk, space, code)
    note_days(desk, space, today)
    desk.goto(space)
    judge(desk)
    row = desk.locator("table.figures tbody tr").first
    expect(row.locator("td")).to_have_text(["2", "5", "83%"])
    give_back(phone, space.rpartition("/")[2], language, scripts=scripts)
    desk.goto(f"{space}/families")
    judge(desk)
    expect(desk.locator("main")).not_to_contain_text(code)
