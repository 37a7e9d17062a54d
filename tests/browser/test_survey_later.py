"""Weeks after a course home asks how it is now: answered on one phone, passed over on another without scripts."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from mpt.i18n import catalogue
from mpt.models import Certificate, Learner, SurveyResponse
from mpt.models.base import now
from mpt.models.database import open_database
from mpt.services.publishing import current_releases
from tests.browser.conftest import PHONE
from tests.browser.test_pages import TARGETS, TOO_SMALL
from tests.cast import COURSE
from tests.server import Server

pytestmark = pytest.mark.browser

LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: a certificate in its database is made to be old."""
    with Server(tmp_path, MPT_WORKERS="1") as running:
        yield running


def nine_weeks_go_by(server: Server) -> None:
    """Let the only learner have finished the course nine weeks ago."""
    database = open_database(f"sqlite:///{server.environ['MPT_DATA']}/mpt.sqlite3")
    with database.session(writes=True) as session:
        own = {"learner_id": session.query(Learner).one().id, "release_id": current_releases(session)[COURSE]}
        code = uuid.uuid4().hex[:12].upper()
        session.add(Certificate(**own, code=code, course_id=COURSE, name="阿芳", issued_at=now() - timedelta(weeks=9)))
        session.commit()
    database.dispose()


def kept(server: Server) -> dict[str, int]:
    """Return how many questions were answered at each moment."""
    database = open_database(f"sqlite:///{server.environ['MPT_DATA']}/mpt.sqlite3")
    with database.session(writes=False) as session:
        found = {row.moment: len(row.answers) for row in session.query(SurveyResponse)}
    database.dispose()
    return found


def judge(page: Page) -> None:
    """Hold that a page fits a phone and everyone."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate(TOO_SMALL, TARGETS) == [], page.url
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.mark.parametrize(("language", "answers"), [("zh", True), ("en", False)])
def test_home_asks_once_how_it_is_now(browser: Browser, alone: Server, language: str, answers: bool) -> None:
    says: Any = catalogue(language).gettext
    phone = browser.new_context(**PHONE, locale=LOCALES[language], base_url=alone.url, java_script_enabled=answers)
    page = phone.new_page()
    page.goto(f"/{language}/courses/{COURSE}/survey")
    page.locator("fieldset input").first.check()
    with page.expect_navigation():
        page.locator("form.survey .big").click()
    nine_weeks_go_by(alone)
    page.goto(f"/{language}/")
    card = page.locator(f'.card:has(a[href="/{language}/courses/{COURSE}/survey"])')
    expect(card).to_be_visible()
    if answers:
        judge(page)
        card.locator("a").click()
        expect(page.locator("h1")).to_be_visible()
        judge(page)
        page.locator("fieldset input").nth(1).check()
        with page.expect_navigation():
            page.locator("form.survey .big").click()
        expect(page.locator(".note")).to_have_text(
            says("Thank you. Your answers are saved, and nobody at work sees them.")
        )
        page.goto(f"/{language}/")
    else:
        with page.expect_navigation():
            card.get_by_role("button", name=says("No, thank you")).click()
    expect(page).to_have_url(f"{alone.url}/{language}/")
    expect(card).to_have_count(0)
    assert kept(alone) == {"before": 1, "later": int(answers)}
    phone.close()
