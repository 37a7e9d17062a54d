"""A course as one file for the phone: all its pages, as they are at their own addresses, and small."""

import json

import brotli
import pytest
from flask import Flask

from mpt.content.folder import load_folder
from mpt.rules.completion import lessons_of, quiz_of
from mpt.services.publishing import publish
from mpt.web.shelf import shelf
from tests.cast import COURSE_IDS, COURSES, Phone
from tests.sample import SAMPLE
from tests.web.acts import COURSE_PAGE, complete, in_both_languages, on_sqlite, writing

pytestmark = on_sqlite
PACKAGE = f"/packages/{SAMPLE}"
MOST_BYTES = 200 * 1024


@in_both_languages
def test_every_page_of_the_course_is_in_it_as_it_is_at_its_address(app: Flask, phone: Phone, language: str) -> None:
    phone.language = language
    pack = phone.get(PACKAGE).json
    with app.app_context():
        course = shelf().edition(SAMPLE).course
    expected = {f"/{language}/help", f"/{language}{COURSE_PAGE}"}
    for module in course.modules:
        place = f"/{language}{COURSE_PAGE}/{module.id}"
        expected |= {place} | {f"{place}/{lesson.id}" for lesson in lessons_of(module, language)}
        expected |= {f"{place}/quiz"} if quiz_of(module, language) else set()
    assert set(pack["pages"]) == expected
    for address, html in pack["pages"].items():
        answer = phone.client.get(address)
        assert answer.get_data(as_text=True) == html, address
        for name, value in pack["headers"].items():
            assert answer.headers[name] == value
    for address in pack["files"]:
        with phone.client.get(address) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]


def test_it_is_the_same_for_everybody_and_asked_for_cheaply(phone: Phone, second_phone: Phone) -> None:
    complete(phone)
    mine, yours = phone.client.get(f"/zh{PACKAGE}"), second_phone.client.get(f"/zh{PACKAGE}")
    assert mine.data == yours.data
    assert "Set-Cookie" not in mine.headers
    assert mine.headers["Cache-Control"] == "public, no-cache"
    again = phone.client.get(f"/zh{PACKAGE}", headers={"If-None-Match": mine.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_its_size_is_told_before_anything_of_it_is_fetched(phone: Phone) -> None:
    head = phone.client.head(f"/zh{PACKAGE}", headers={"Accept-Encoding": "br"})
    assert head.data == b""
    packed = phone.client.get(f"/zh{PACKAGE}", headers={"Accept-Encoding": "br"}).data
    assert int(head.headers["Mpt-Bytes"]) == len(packed)
    assert int(head.headers["Mpt-Length"]) == len(brotli.decompress(packed))


@pytest.mark.parametrize("path", ["/packages/nothing", "/packages/..%2fx", f"/packages/{SAMPLE}/x"])
def test_what_isnt_there_is_no_package(phone: Phone, path: str) -> None:
    assert phone.get(path).status_code == 404


def test_no_other_language_than_ours(phone: Phone) -> None:
    assert phone.client.get(f"/vi{PACKAGE}").status_code == 404


@pytest.mark.parametrize("course_id", COURSE_IDS)
@in_both_languages
def test_a_whole_course_costs_less_than_a_photograph(app: Flask, phone: Phone, language: str, course_id: str) -> None:
    with writing(app) as session:
        publish(session, course_id, load_folder(COURSES / course_id))
    answer = phone.client.get(f"/{language}/packages/{course_id}", headers={"Accept-Encoding": "br"})
    assert len(answer.data) + sum(len(value) for _, value in answer.headers) <= MOST_BYTES


@in_both_languages
def test_a_new_release_makes_another_package(app: Flask, phone: Phone, language: str) -> None:
    with writing(app) as session:
        publish(session, "after-work", load_folder(COURSES / "after-work"))
    address = f"/{language}/packages/after-work"
    before = json.loads(phone.client.get(address).data)
    folder = dict(load_folder(COURSES / "after-work"))
    folder["cover.svg"] = folder["cover.svg"].replace(b"</svg>", b"<path d='M1 1z'/></svg>")
    with writing(app) as session:
        release = publish(session, "after-work", folder).id
    after = json.loads(phone.client.get(address).data)
    assert (before["version"] != after["version"], after["version"].partition(".")[0]) == (True, str(release))
    assert phone.client.get("/progress/after-work").json["version"] == after["version"]
    # No page of one release among those of another: each that says its release says the same.
    assert all(
        f'name="release" value="{release}"' in html for html in after["pages"].values() if 'name="release"' in html
    )


@in_both_languages
def test_the_page_without_a_network_is_for_everybody(phone: Phone, second_phone: Phone, language: str) -> None:
    complete(phone)
    phone.language = second_phone.language = language
    page = phone.get("/offline")
    assert page.data == second_phone.get("/offline").data
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in page.headers


def test_the_service_worker_serves_all_pages_and_is_asked_for_once_an_hour(phone: Phone) -> None:
    worker = phone.client.get("/sw.js")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in worker.headers
