"""Without a network: what is on the phone opens, what was done waits and arrives, and nothing is promised that isn't so."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mpt.content.folder import hash8, load_folder
from mpt.content.model import Course
from mpt.content.reader import read_course
from mpt.i18n import catalogue
from mpt.rules.completion import lessons_of, quiz_of
from tests.cast import COURSE, COURSES
from tests.server import ROOT, Server

pytestmark = pytest.mark.browser

SENSITIVE = "my-wellbeing-my-rights"
METERED = "Object.defineProperty(navigator, 'connection', {value: {type: 'cellular', addEventListener() {}}})"
SAVES_DATA = "Object.defineProperty(navigator, 'connection', {value: {saveData: true, addEventListener() {}}})"
NO_WORKERS = "Object.defineProperty(navigator, 'serviceWorker', {value: undefined})"
CACHES = "() => caches.keys()"
TRACES = """() => caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)
  .then((cache) => cache.keys()).then((keys) => keys.map((key) => key.url)))))
  .then((lists) => lists.flat().filter((one) => /kept|courses/.test(one)))"""
NEXT_IS_HERE = "() => caches.match(document.querySelector('form').dataset.next).then((found) => !!found)"


def wait_until(page: Page, condition: str, opening: str = "", arg: object = None) -> None:
    """Wait until a condition in the page holds, opening an address before each look where one is given."""
    deadline = time.monotonic() + 20
    while not page.evaluate(condition, arg):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(100)
        if opening:
            page.goto(opening)
            page.wait_for_timeout(500)


def says(language: str, message: str, **values: object) -> str:
    """Return a message of the pages."""
    return catalogue(language).gettext(message, **values)


def load(course_id: str = COURSE) -> Course:
    """Return a bundled course."""
    course = read_course(course_id, load_folder(COURSES / course_id)).course
    assert course is not None
    return course


def read_first_lesson(page: Page, language: str = "zh", course_id: str = COURSE) -> None:
    """Open a course's first lesson, read it while the next is fetched, and go on."""
    course = load(course_id)
    first, second = lessons_of(course.modules[0], language)[:2]
    page.goto(f"/{language}/courses/{course_id}/{course.modules[0].id}/{first.id}")
    wait_until(page, NEXT_IS_HERE)
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(second.heading)


def has_kept(page: Page, language: str = "zh") -> None:
    """Wait until the page says that the course is on the phone."""
    said = page.get_by_text(says(language, "This course is on this phone. It opens without a network."))
    expect(said).to_be_visible(timeout=15_000)


def kept_and_cut_off(make_phone: Any) -> tuple[BrowserContext, Page]:
    """Give a phone that has kept the course and has no network any more."""
    phone: BrowserContext = make_phone("zh-CN")
    page = phone.new_page()
    read_first_lesson(page)
    has_kept(page)
    phone.set_offline(True)
    return phone, page


def test_the_second_lesson_asks_the_network_for_nothing(make_phone: Any) -> None:
    phone: BrowserContext = make_phone("zh-CN")
    page = phone.new_page()
    course = load()
    first, second = lessons_of(course.modules[0], "zh")[:2]
    page.goto(f"/zh/courses/{COURSE}/{course.modules[0].id}/{first.id}")
    wait_until(page, "() => !!navigator.serviceWorker.controller")
    wait_until(page, NEXT_IS_HERE)
    phone.set_offline(True)  # so whatever it asked for would fail
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(second.heading)
    expect(page.locator("#state")).to_have_text(says("zh", "Waiting to send: {}").format(1))
    phone.set_offline(False)
    expect(page.locator("#state")).to_have_text(says("zh", "Saved"))


@pytest.mark.parametrize(("language", "locale"), [("zh", "zh-CN"), ("en", "en-GB")])
def test_after_the_first_lesson_every_page_of_the_course_opens_without_a_network(
    make_phone: Any, language: str, locale: str
) -> None:
    phone: BrowserContext = make_phone(locale)
    page = phone.new_page()
    read_first_lesson(page, language)
    has_kept(page, language)
    phone.set_offline(True)
    course, here = load(), f"/{language}/courses/{COURSE}"
    pages = {here: course.texts[language].title}
    for module in course.modules:
        pages[f"{here}/{module.id}"] = module.texts[language].title
        pages |= {f"{here}/{module.id}/{lesson.id}": lesson.heading for lesson in lessons_of(module, language)}
        quiz = quiz_of(module, language)
        assert quiz is not None
        pages[f"{here}/{module.id}/quiz"] = quiz.heading
    for address, heading in pages.items():
        page.goto(address)
        assert page.locator("h1").inner_text() == heading
    page.goto(f"/{language}/help")
    expect(page.locator("h1")).to_have_text(says(language, "Somebody to talk to"))


def test_two_courses_kept_at_once_are_both_whole(make_phone: Any) -> None:
    page = make_phone("zh-CN").new_page()
    page.goto(f"/zh/courses/{COURSE}")
    wait_until(page, "() => !!navigator.serviceWorker.controller")
    keep = "(id) => navigator.serviceWorker.controller.postMessage({keep: `/zh/packages/${id}`, title: id, page: id})"
    both = [COURSE, "after-work"]
    for course_id in both:
        page.evaluate(keep, course_id)
    for course_id in both:
        wait_until(page, f"() => caches.match('/kept/zh/packages/{course_id}').then((found) => !!found)")
    sizes = """() => caches.keys().then((names) => Promise.all(names.filter((name) => name !== "mpt")
      .map((name) => caches.open(name).then((cache) => cache.keys()).then((keys) => keys.length))))"""
    assert min(page.evaluate(sizes)) > 30
    assert len(page.evaluate(sizes)) == 2


def test_a_page_in_the_other_language_says_that_it_needs_the_network(make_phone: Any) -> None:
    _phone, page = kept_and_cut_off(make_phone)
    page.locator(".pill[lang=en]").click()
    expect(page.locator("h1")).to_have_text(says("zh", "No network just now"))


def test_home_without_a_network_leads_to_the_courses_on_the_phone(make_phone: Any) -> None:
    phone, page = kept_and_cut_off(make_phone)
    page.goto("/zh/")
    expect(page.locator("h1")).to_have_text(says("zh", "No network just now"))
    page.get_by_role("link", name=load().texts["zh"].title).click()
    # She has begun, so the big button goes on with what comes next; what waits counts as read.
    expect(page.locator(".next .big")).to_contain_text(load().modules[0].texts["zh"].title)
    page.locator(".next .big").click()
    expect(page.locator(".path .lamp.lit")).to_have_count(1)
    second = lessons_of(load().modules[0], "zh")[1]
    expect(page.locator(".next .big")).to_have_text(says("zh", "Continue: %(title)s", title=second.heading))
    phone.set_offline(False)
    page.goto("/zh/")
    expect(page.locator("h1")).to_have_text(load().modules[0].texts["zh"].title)


def test_a_quiz_answered_without_a_network_arrives_later_and_leads_to_its_result(make_phone: Any) -> None:
    phone, page = kept_and_cut_off(make_phone)
    page.goto(f"/zh/courses/{COURSE}/{load().modules[0].id}/quiz")
    for fieldset in page.locator("fieldset").all():
        fieldset.locator("input").first.check()
    page.locator(".next .big").click()
    expect(page.locator("[data-later]")).to_be_visible()
    page.locator("[data-later] a").click()
    expect(page.locator("h1")).to_have_text(load().texts["zh"].title)
    phone.set_offline(False)
    page.locator("#state a").click()
    page.wait_for_url("**/quiz/result?sent=1")
    expect(page.locator("main .saved")).to_be_visible()


@pytest.mark.parametrize("costly", [METERED, SAVES_DATA])
def test_where_data_costs_it_asks_first_and_names_the_size(make_phone: Any, costly: str) -> None:
    phone: BrowserContext = make_phone("zh-CN")
    phone.add_init_script(costly)
    fetched: list[str] = []
    phone.on("request", lambda request: fetched.append(request.method) if "/packages/" in request.url else None)
    page = phone.new_page()
    first, second, third = lessons_of(load().modules[0], "zh")[:3]
    page.goto(f"/zh/courses/{COURSE}/{load().modules[0].id}/{first.id}")
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(second.heading)
    expect(page.locator(".keep h2")).to_have_text(says("zh", "Keep this course on this phone?"))
    expect(page.locator(".keep .size").first).to_contain_text(" KB")
    assert fetched == ["HEAD"]
    page.get_by_role("button", name=says("zh", "Not now")).click()
    expect(page.locator(".keep")).to_be_hidden()
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(third.heading)
    expect(page.locator("#state")).to_have_text(says("zh", "Saved"))
    expect(page.locator(".keep")).to_be_hidden()
    page.goto(f"/zh/courses/{COURSE}")
    assert fetched == ["HEAD"]
    other_tab = phone.new_page()  # another day: she is asked once more
    other_tab.goto(f"/zh/courses/{COURSE}/{load().modules[0].id}/{second.id}")
    other_tab.get_by_role("button", name=says("zh", "Keep it here")).click()
    has_kept(other_tab)


def test_a_sensitive_course_is_never_kept_unasked(make_phone: Any) -> None:
    page = make_phone("zh-CN").new_page()
    first, second = lessons_of(load(SENSITIVE).modules[0], "zh")[:2]
    page.goto(f"/zh/courses/{SENSITIVE}/{load(SENSITIVE).modules[0].id}/{first.id}")
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(second.heading)
    expect(page.locator(".keep h2")).to_have_text(says("zh", "Keep this course on this phone?"))
    wait_until(page, "() => caches.match('/zh/offline').then((found) => !!found)")
    assert page.evaluate(CACHES) == ["mpt"]
    assert page.evaluate(TRACES) == []
    page.goto(f"/zh/courses/{SENSITIVE}")
    expect(page.locator(".lamp.lit")).to_have_count(0)
    assert page.evaluate("() => localStorage.getItem('mpt-lamps') || ''").count(SENSITIVE) == 0


def test_whoever_only_looks_is_asked_nothing_and_gets_nothing(make_phone: Any) -> None:
    phone: BrowserContext = make_phone("zh-CN")
    page = phone.new_page()
    lesson = lessons_of(load().modules[0], "zh")[2]
    page.goto(f"/zh/courses/{COURSE}/{load().modules[0].id}/{lesson.id}")
    wait_until(page, NEXT_IS_HERE)
    expect(page.locator(".keep")).to_be_hidden()
    assert page.evaluate(CACHES) == ["mpt"]
    assert phone.cookies() == []


def test_a_new_release_replaces_the_old_one_whole(make_phone: Any, own_server: Server, tmp_path: Path) -> None:
    phone: BrowserContext = make_phone("zh-CN", base_url=own_server.url)
    page = phone.new_page()
    read_first_lesson(page)
    has_kept(page)
    (old,) = [name for name in page.evaluate(CACHES) if name != "mpt"]
    module = load().modules[0]
    publish_with_title(own_server, tmp_path, "你的心情，也很要紧")
    # The server says so where the lamps are asked for, within seconds; until all of the new one is here, the old one serves.
    wait_until(page, "(old) => caches.keys().then((names) => !names.includes(old))", f"/zh/courses/{COURSE}", old)
    phone.set_offline(True)
    page.goto(f"/zh/courses/{COURSE}/{module.id}")
    expect(page.locator("h1")).to_have_text("你的心情，也很要紧")
    releases = set()
    for each in load().modules:
        page.goto(f"/zh/courses/{COURSE}/{each.id}/quiz")
        releases.add(page.locator("input[name=release]").first.get_attribute("value"))
    assert len(releases) == 1


def publish_with_title(server: Server, folder: Path, title: str) -> None:
    """Publish the course with another title for its first module, as a trainer would."""
    place = folder / COURSE
    for path, data in load_folder(COURSES / COURSE).items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    module = load().modules[0]
    zh, en = place / module.folder / "zh.md", place / module.folder / "en.md"
    was = hash8(zh.read_bytes())
    zh.write_text(zh.read_text("utf-8").replace(f"title: {module.texts['zh'].title}", f"title: {title}"), "utf-8")
    en.write_text(en.read_text("utf-8").replace(was, hash8(zh.read_bytes())), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mpt.cli", "publish", str(place)],
        cwd=ROOT, env={**os.environ, **server.environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_where_there_are_no_service_workers_the_page_in_hand_works_and_nothing_is_promised(make_phone: Any) -> None:
    phone: BrowserContext = make_phone("zh-CN")
    phone.add_init_script(NO_WORKERS)
    page = phone.new_page()
    first, second, third = lessons_of(load().modules[0], "zh")[:3]
    page.goto(f"/zh/courses/{COURSE}/{load().modules[0].id}/{first.id}")
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(second.heading)
    expect(page.locator("#state")).to_have_text(says("zh", "Saved"))
    phone.set_offline(True)
    page.locator(".next .big").click()
    expect(page.locator("#state")).to_have_text(says("zh", "Waiting to send: {}").format(1))
    expect(page.locator("h1")).to_have_text(second.heading)
    expect(page.locator(".keep")).to_be_hidden()
    phone.set_offline(False)
    expect(page.locator("#state")).to_have_text(says("zh", "Saved"))
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(third.heading)


def test_signing_out_says_what_still_waits_and_leaves_nothing(make_phone: Any) -> None:
    phone: BrowserContext = make_phone("zh-CN")
    page = phone.new_page()
    read_first_lesson(page)
    has_kept(page)
    # Acts can't be sent, but pages come: a server that is being restarted, say.
    phone.route("**/courses/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.locator(".next .big").click()
    expect(page.locator("#state")).to_have_text(says("zh", "Waiting to send: {}").format(1))
    page.goto("/zh/sign-out")
    expect(page.locator("[data-still-waiting]")).to_contain_text("1")
    page.locator(".next .big").click()
    expect(page.locator("h1")).to_have_text(says("zh", "You are signed out"))
    left = """() => Promise.all([caches.keys(), Outbox.all(), document.cookie, localStorage.length, sessionStorage.length])"""
    wait_until(page, "() => caches.keys().then((names) => names.every((name) => name === 'mpt'))")
    assert page.evaluate(left)[1:] == [[], "", 0, 0]
    assert page.evaluate(TRACES) == []
