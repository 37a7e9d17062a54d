"""What a new release does to somebody who is in the middle of the old one: nothing that would hurt."""

import re

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from mpt.content.folder import hash8
from mpt.content.model import Folder
from mpt.models import CurrentRelease, ReleaseFile
from mpt.models.database import Database
from mpt.services.publishing import publish
from mpt.web.shelf import Shelf
from tests.cast import Phone
from tests.sample import ALL_RIGHT, LISTENING, SAMPLE, sample_folder
from tests.web.acts import answer, at, complete, contents, on_sqlite, says, words, writing

pytestmark = on_sqlite

SORRY = "- [x] 说声对不起\n    > 对。孩子知道你记着。\n"
NOTHING = "- [ ] 不用说\n    > 孩子会一直等。\n"


def with_other_order(folder: Folder) -> dict[str, bytes]:
    """Return the small course with the two answers to its first question the other way round."""
    zh, en = f"01-{LISTENING}/zh.md", f"01-{LISTENING}/en.md"
    source = folder[zh].decode().replace(NOTHING + SORRY, SORRY + NOTHING)
    assert source != folder[zh].decode()
    translation = folder[en].decode()
    swapped = re.sub(r"(- \[ \] Say nothing\n.*\n)(- \[x\] Say sorry\n.*\n)", r"\2\1", translation)
    assert swapped != translation
    swapped = re.sub(r"translated_from: .*", f"translated_from: {hash8(source.encode())}", swapped)
    return {**folder, zh: source.encode(), en: swapped.encode()}


def publish_now(app: Flask, folder: Folder) -> int:
    """Publish a folder as the small course's next release."""
    with writing(app) as session:
        return publish(session, SAMPLE, folder).id


def release_in(page: str) -> str:
    """Return the release that a quiz's page says it shows."""
    found = re.search(r'name="release" value="(\d+)"', page)
    assert found
    return found[1]


def test_a_page_opened_before_is_marked_by_the_key_it_showed(phone: Phone, app: Flask) -> None:
    release = release_in(phone.get(at("quiz")).get_data(as_text=True))
    publish_now(app, with_other_order(sample_folder()))
    result = answer(phone, ALL_RIGHT, release=release)
    assert says(result, "zh", "All of it. Well done.")
    assert "说声对不起" in words(result)


def test_what_she_chose_is_shown_as_she_saw_it(phone: Phone, app: Flask) -> None:
    answer(phone, ALL_RIGHT)
    publish_now(app, with_other_order(sample_folder()))
    result = phone.get(at("quiz/result"))
    assert says(result, "zh", "All of it. Well done.")
    assert not says(result, "zh", "Look once more")


def test_the_same_answers_to_a_mended_quiz_are_another_try(phone: Phone, app: Flask) -> None:
    answer(phone, ALL_RIGHT)
    release = publish_now(app, with_other_order(sample_folder()))
    assert says(answer(phone, ALL_RIGHT, release=str(release)), "zh", "Look once more")


@pytest.mark.parametrize("forged", ["0", "999999", "٣", "-1", "1e3", "1" * 40])
def test_a_forged_release_is_no_way_around(phone: Phone, forged: str) -> None:
    assert phone.post(at("quiz"), {"release": forged, "q-none": "1"}).status_code in {400, 422}


def test_pages_of_a_release_go_with_it(phone: Phone, app: Flask) -> None:
    before = phone.get(at("quiz")).get_data()
    publish_now(app, with_other_order(sample_folder()))
    after = phone.get(at("quiz")).get_data()
    assert before != after
    pages = app.extensions["mpt.press"]._pages[SAMPLE][1]
    assert len(pages) == 1


def test_a_certificate_keeps_the_title_it_was_issued_with(phone: Phone, app: Flask) -> None:
    code = complete(phone)
    folder = sample_folder()
    title = re.search(r"title: (.*)", folder["zh.md"].decode())
    assert title
    renamed = folder["zh.md"].decode().replace(title[0], "title: 换了名字的课")
    mended = re.sub(rb"translated_from: .*", f"translated_from: {hash8(renamed.encode())}".encode(), folder["en.md"])
    publish_now(app, {**folder, "zh.md": renamed.encode(), "en.md": mended})
    assert "换了名字的课" in words(phone.get("/"))
    assert title[1] in words(phone.get(f"/verify/{code}"))


def test_lessons_go_on_while_the_database_is_away(
    phone: Phone, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert phone.get(at("hear-them")).status_code == 200

    def away(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the server is gone"))

    monkeypatch.setattr(Database, "session", away)
    assert phone.get(at("hear-them")).status_code == 200
    assert "what is known is served" in caplog.text
    caplog.clear()


def test_without_anything_known_a_database_that_is_away_is_said(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the server is gone"))

    monkeypatch.setattr(app.extensions["mpt.shelf"], "_poll_seconds", 60.0)
    monkeypatch.setattr(Database, "session", away)
    for _try in range(2):
        page = Phone(app).get(at("hear-them"))
        assert page.status_code == 500
        assert says(page, "zh", "Something broke on our side")
    monkeypatch.undo()
    assert Phone(app).get(at("hear-them")).status_code == 200
    caplog.clear()


def test_a_release_that_cant_be_read_never_replaces_the_one_that_is_served(
    phone: Phone, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    assert phone.get(at("hear-them")).status_code == 200
    broken = publish_now(app, with_other_order(sample_folder()))
    with writing(app) as session:
        session.delete(session.get_one(ReleaseFile, (broken, f"01-{LISTENING}/zh.md")))
    assert phone.get(at("hear-them")).status_code == 200
    assert phone.get(at("hear-them")).status_code == 200
    assert caplog.text.count("can't be read") == 1
    shelf: Shelf = app.extensions["mpt.shelf"]
    assert shelf.edition(SAMPLE).release_id != broken
    caplog.clear()


def test_older_releases_are_not_kept_without_end(phone: Phone, app: Flask) -> None:
    shelf: Shelf = app.extensions["mpt.shelf"]
    first = shelf.edition(SAMPLE).release_id
    folders = [sample_folder(), with_other_order(sample_folder())]
    releases = [publish_now(app, folders[number % 2]) for number in range(1, 24)]
    assert [shelf.release(SAMPLE, release).release_id for release in (first, *releases)] == [first, *releases]
    assert len(shelf._older) == 20
    assert contents(app)[CurrentRelease.__tablename__]
