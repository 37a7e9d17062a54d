"""From an empty office to a poster, a joined worker, a finished course and an audit's PDF, by the staff's own hands."""

import io
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from mpt.content.folder import load_folder
from mpt.content.reader import read_course
from mpt.i18n import catalogue
from mpt.models import Certificate, Enrolment, Factory, Membership, ModuleDone
from mpt.models.base import now
from mpt.models.database import open_database
from mpt.services import factories
from mpt.services.factories import Place
from mpt.services.publishing import current_releases, read_edition
from tests.browser.learning import answer_quiz, answer_survey, read_module
from tests.cast import CHEN, COURSES, LIN, PASSWORD, StaffPerson
from tests.crowd import Did, crowd
from tests.server import Server

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1280, "height": 800}}
COURSE = "after-work"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each in turn."""
    return str(request.param)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: an empty office."""
    with Server(tmp_path, MPT_WORKERS="1") as running:
        yield running


@pytest.fixture
def make_desk(browser: Browser, empty: Server, language: str) -> Iterator[Any]:
    """Give browsers on desks, without scripts: no page of the staff has any."""
    contexts: list[BrowserContext] = []

    def make() -> Page:
        context = browser.new_context(**DESK, locale=LOCALES[language], base_url=empty.url, java_script_enabled=True)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


class Words:
    """What the pages say, in one language."""

    def __init__(self, language: str) -> None:
        self.language, self._ = language, catalogue(language).gettext

    def press(self, page: Page, message: str) -> None:
        """Press a button, or follow a link, by what it says, and hold the page that comes against axe."""
        said = self._(message)
        with page.expect_navigation():
            page.get_by_role("button", name=said, exact=True).or_(
                page.get_by_role("link", name=said, exact=True)
            ).first.click()
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    def fill(self, page: Page, label: str, text: str) -> None:
        """Fill in a field by its label."""
        page.get_by_label(self._(label), exact=True).fill(text)


def accept(page: Page, link: str, says: Words) -> None:
    """Open an invitation in a browser, and choose a password."""
    page.goto(re.sub(r"/(zh|en)?/?staff/", f"/{says.language}/staff/", link))
    says.fill(page, "New password", PASSWORD)
    says.press(page, "Set the password and sign in")


def invite_coordinator(office: Page, factory: str, person: StaffPerson, says: Words) -> str:
    """Invite a coordinator by the office's page, and return the link that it shows."""
    says.press(office, "Invite somebody")
    says.fill(office, "E-mail address", person.email)
    says.fill(office, "Name", person.name)
    role = office.locator("select option", has_text=factory).first.get_attribute("value")
    office.locator("select", has=office.locator(f'option[value="{role}"]')).select_option(role)
    says.press(office, "Invite")
    return office.get_by_label(says._("Link"), exact=True).input_value()


def colleagues(server: Server, factory_id: uuid.UUID, code: str) -> None:
    """Let 40 others have joined by a department's code some days ago; 35 of them began and 30 finished the course."""
    database = open_database(f"sqlite:///{server.environ['MPT_DATA']}/mpt.sqlite3")
    day = (now() - timedelta(days=9)).date()
    with database.session(writes=True) as session:
        edition = read_edition(session, COURSE, current_releases(session)[COURSE])
        place = factories.place_of(session, code)
        assert place.factory.id == factory_id
        crowd(
            session, Place(place.factory, place.department), 40, day, edition, began=Did(35, day), finished=Did(30, day)
        )
        session.commit()
    database.dispose()


def two_weeks_go_by(server: Server) -> None:
    """Let all that was done have been done two weeks earlier, counting too."""
    database = open_database(f"sqlite:///{server.environ['MPT_DATA']}/mpt.sqlite3")
    with database.session(writes=True) as session:
        for table, column in (
            (Membership, "joined_at"),
            (Enrolment, "started_at"),
            (ModuleDone, "done_at"),
            (Certificate, "issued_at"),
            (Factory, "counted_through"),
        ):
            for row in session.scalars(select(table)):
                setattr(row, column, getattr(row, column) - timedelta(days=14))
        session.commit()
    database.dispose()


def code_in(picture: bytes) -> str:
    """Read the QR code in a picture, as a phone would."""
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return str(found.text)


def learn(page: Page, link: str, says: Words) -> None:
    """Join by a poster, go through a course, and put a name on the certificate."""
    course = read_course(COURSE, load_folder(COURSES / COURSE)).course
    assert course is not None
    page.goto(link)
    page.get_by_role("button", name=says._("Join and begin")).click()
    page.locator(f'a.course[href="/{says.language}/courses/{COURSE}"]').click()
    page.locator(".next a").click()
    answer_survey(page, course, says.language)
    for module in course.modules:
        read_module(page, module, says.language)
        answer_quiz(page, module, says.language)
        page.locator(".next .big").click()
    page.get_by_label(says._("Name on the certificate")).fill("阿芳")
    page.get_by_role("button", name=says._("See how it looks")).click()
    page.get_by_role("button", name=says._("Yes, that's my name")).click()
    expect(page.locator("img.sheet")).to_be_visible()


def test_from_an_empty_office_to_an_audit(make_phone: Any, make_desk: Any, empty: Server, language: str) -> None:
    says = Words(language)
    office: Page = make_desk()
    accept(office, empty.run("staff", "add", LIN.email, LIN.name, "--role", "office").split()[-1], says)

    says.press(office, "Add the first factory")
    office.locator("[name=name_zh]").fill("青石电子厂")
    office.locator("[name=name_en]").fill("Bluestone Electronics")
    says.press(office, "Add the factory")
    factory = {"zh": "青石电子厂", "en": "Bluestone Electronics"}[language]
    expect(office.locator("h1")).to_have_text(factory)
    factory_id = uuid.UUID(office.url.split("/factories/")[1][:36])
    says.press(office, "Add a department")
    office.locator("[name=name_zh]").fill("装配部")
    office.locator("[name=name_en]").fill("Assembly")
    with office.expect_navigation():
        office.locator("form .big").last.click()
    office.goto(f"/{language}/office/factories/{factory_id}")
    invitation = invite_coordinator(office, factory, CHEN, says)

    coordinator: Page = make_desk()
    accept(coordinator, invitation, says)
    expect(coordinator.locator("h1")).to_have_text(factory)
    says.press(coordinator, "Posters and codes")
    says.press(coordinator, "Make a code")
    code = coordinator.url.split("/codes/")[1][:6]
    poster = coordinator.request.get(f"/{language}/factory/{factory_id}/codes/{code}/poster.pdf")
    assert poster.body().startswith(b"%PDF-")
    picture = coordinator.request.get(f"/{language}/factory/{factory_id}/codes/{code}/poster.png").body()
    link = code_in(picture)
    assert link.endswith(f"/join/{code}")

    worker: Page = make_phone(LOCALES[language], base_url=empty.url).new_page()
    learn(worker, link, says)
    worker.goto(f"/{language}/me/factory/{factory_id}")
    worker.get_by_role("button", name=says._("Switch it on")).click()
    expect(worker.get_by_role("button", name=says._("Switch it off"))).to_be_visible()

    two_weeks_go_by(empty)
    colleagues(empty, factory_id, code)
    look_at_figures(coordinator, worker, factory_id, says)
    take_evidence(coordinator, factory_id, factory, says)

    office.goto(f"/{language}/office/log?factory={factory_id}")
    expect(office.locator("main")).to_contain_text(CHEN.name)


def look_at_figures(coordinator: Page, worker: Page, factory_id: uuid.UUID, says: Words) -> None:
    """See the factory's page, the same numbers on the worker's phone, and the name of who agreed."""
    language = says.language
    coordinator.goto(f"/{language}/factory/{factory_id}?course={COURSE}")
    figures = coordinator.locator(".keys .figure")
    expect(figures).to_have_text(["40", "30", "30", "61%"])
    assert Axe().run(coordinator).violations_count == 0
    worker.goto(f"/{language}/me/factory/{factory_id}")
    expect(worker.locator("main")).to_contain_text("40")

    says.press(coordinator, "Names")
    expect(coordinator.locator("main")).to_contain_text("阿芳")


def take_evidence(coordinator: Page, factory_id: uuid.UUID, factory: str, says: Words) -> None:
    """Download the evidence pack, and read it."""
    coordinator.goto(f"/{says.language}/factory/{factory_id}?course={COURSE}")
    with coordinator.expect_download() as download:
        coordinator.get_by_role("link", name=says._("Evidence pack (PDF)")).click()
    text = " ".join(page.extract_text() for page in PdfReader(download.value.path()).pages)
    for said in (factory, "阿芳", "61%"):
        assert said in text


def test_a_phone_sees_the_staffs_pages_whole(make_desk: Any, empty: Server, language: str) -> None:
    says = Words(language)
    page: Page = make_desk()
    accept(page, empty.run("staff", "add", LIN.email, LIN.name, "--role", "office").split()[-1], says)
    empty.run("demo", "--learners", "150")
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"/{language}/office")
    page.locator("main table a").first.click()
    pages = [link.get_attribute("href") for link in page.locator("main p a.quiet").all()]
    for address in [
        "/office",
        "/office/staff",
        "/office/sponsors",
        "/office/upload",
        "/office/impact",
        "/office/log",
        *pages,
    ]:
        page.goto(str(address) if str(address).startswith(f"/{language}") else f"/{language}{address}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
