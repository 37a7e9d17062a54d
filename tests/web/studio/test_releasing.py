"""Publishing from the studio: what changes and for whom, its faults, what came from elsewhere, the history and the way back."""

import io
import re
import uuid
import zipfile

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mpt.content.manifest import MANIFEST
from mpt.models import Release
from mpt.services import accounts, drafts, publishing, releasing
from tests.cast import MEI, TAN, Phone
from tests.content.folders import translated
from tests.sample import LISTENING, SAMPLE, broken, sample_folder
from tests.services import tried
from tests.services.acts import do
from tests.services.test_publishing import spoil
from tests.services.test_releasing import write
from tests.web.acts import answer, at, contents, counts, heading, on_sqlite, read, went_to, words, writing
from tests.web.hostile import TEXTS
from tests.web.staff_acts import Desk, office, staff_id, trainer

pytestmark = on_sqlite

STUDIO = f"/studio/{SAMPLE}"
PUBLISH, HISTORY = f"{STUDIO}/publish", f"{STUDIO}/history"
ZH, EN = "01-listening/zh.md", "01-listening/en.md"
FIRST, SECOND = sample_folder(), sample_folder(summary="改过的小课。")
NEWER = "一门改过的小课。"


@pytest.fixture
def mei(app: Flask) -> Desk:
    """Mei, a trainer, at work in English."""
    desk = trainer(app)
    desk.language = "en"
    return desk


def writes(app: Flask, folder: dict[str, bytes], who: object = MEI) -> None:
    """Let the draft be `folder`, written by a trainer."""
    with writing(app) as session:
        write(session, staff_id(app, who) if not isinstance(who, uuid.UUID) else who, folder)


def written(path: str, old: str, new: str, folder: dict[str, bytes] = FIRST) -> dict[str, bytes]:
    """Return a folder with something written otherwise in one file, its translations compared anew."""
    assert old in folder[path].decode()
    return translated({**folder, path: folder[path].decode().replace(old, new).encode()})


def field(page: TestResponse, name: str) -> str:
    """Return what a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.get_data(as_text=True))
    assert found, words(page)
    return found[1]


def publish(mei: Desk, note: str = "") -> TestResponse:
    """Look at the draft, and publish it."""
    return mei.post(PUBLISH, {"seen": field(mei.get(PUBLISH), "seen"), "note": note})


def served(app: Flask) -> tuple[int, dict[str, bytes]]:
    """Return the number and the files of the release that is served."""
    with writing(app) as session:
        release_id = publishing.current_releases(session)[SAMPLE]
        return session.get_one(Release, release_id).number, publishing.release_folder(session, release_id)


def release_id(app: Flask, number: int) -> int:
    """Return the id of one of the small course's releases."""
    with writing(app) as session:
        return next(line.release.id for line in releasing.history(session, SAMPLE) if line.release.number == number)


def test_what_changes_is_looked_at_published_and_read_by_parents(app: Flask, mei: Desk, phone: Phone) -> None:
    assert "There is nothing to publish" in words(mei.get(PUBLISH))
    writes(app, written(ZH, "电话打晚了，先说什么？", "电话晚了怎么办？"))
    page = mei.get(PUBLISH)
    assert "Courses A small course" in words(page), "the way back, and which course this is"
    assert "In this course: fewer than 10 learners." in words(page)
    marked = page.get_data(as_text=True)
    assert "<del>打" in marked
    assert "怎么办" in re.sub(r"<del>.*?</del>", "", marked)
    after = publish(mei, "问题短一些")
    assert went_to(after) == f"/en{PUBLISH}"
    assert "Release 2 is served. Whoever opens the course reads it within five seconds." in words(after)
    assert "There is nothing to publish" not in words(after), "that was just said"
    assert "电话晚了怎么办？" in words(phone.get(at("quiz")))
    assert served(app)[0] == 2


def test_it_is_in_the_log_and_in_the_history_with_who_when_and_why(app: Flask, mei: Desk) -> None:
    writes(app, SECOND)
    publish(mei, "新的摘要")
    lin = office(app)
    lin.language = "en"
    said = words(lin.get("/office/log"))
    assert "梅老师 published a course. sample, 2" in said
    history = words(mei.get(HISTORY))
    assert "Release 2 Published served now 梅老师 新的摘要" in history
    assert "Release 1 Published the command line —" in history


def test_a_double_tap_publishes_once_and_says_so(app: Flask, mei: Desk) -> None:
    writes(app, SECOND)
    form = {"seen": field(mei.get(PUBLISH), "seen"), "note": ""}
    mei.post(PUBLISH, form)
    before = contents(app)
    assert "Release 2 is served." in words(mei.post(PUBLISH, form))
    assert contents(app) == before


def test_what_a_colleague_wrote_meanwhile_is_shown_before_it_is_published(app: Flask, mei: Desk) -> None:
    writes(app, SECOND)
    seen = field(mei.get(PUBLISH), "seen")
    trainer(app, TAN)
    writes(app, {**SECOND, **written(ZH, "电话打晚了，先说什么？", "电话晚了怎么办？")}, TAN)
    before = counts(app)
    page = mei.post(PUBLISH, {"seen": seen, "note": "新的摘要"})
    assert page.status_code == 409
    assert "Somebody changed or published something at this moment" in words(page)
    assert 'value="新的摘要"' in page.get_data(as_text=True)
    assert served(app)[1] == FIRST
    assert counts(app) == before
    assert mei.post(PUBLISH, {"seen": field(page, "seen"), "note": ""}).status_code == 200
    assert "怎么办" in served(app)[1][ZH].decode()


def test_a_draft_with_faults_says_where_and_how_to_mend_them(app: Flask, mei: Desk) -> None:
    writes(app, written(ZH, "{#hear-them}", ""))
    page = mei.get(PUBLISH)
    html = page.get_data(as_text=True)
    assert "things to mend first" in words(page)
    assert "has no id" in words(page)
    assert f'href="/en{STUDIO}/write/{LISTENING}/_1?tongue=zh"' in html
    assert 'name="seen"' not in html
    before = counts(app)
    with writing(app) as session:
        seen = releasing.look(session, SAMPLE).seen
    refused = mei.post(PUBLISH, {"seen": seen, "note": ""})
    assert refused.status_code == 422
    assert "things to mend first" in words(refused)
    assert counts(app) == before


def test_faults_of_what_is_no_part_of_a_text_name_the_file(app: Flask, mei: Desk) -> None:
    writes(app, {**broken(FIRST), MANIFEST: FIRST[MANIFEST] + b"unknown = 1\n", "zh.md": b"\n"})
    said = words(mei.get(PUBLISH))
    assert "难过的日子 · English this file is missing" in said
    assert "Settings of the course the key “unknown” isn't known here" in said
    assert "The course's own words · 中文" in said


def test_whom_it_means_something(app: Flask, mei: Desk, phone: Phone) -> None:
    read(phone)
    answer(phone)
    longer = sample_folder(more_lessons=("thank-them",))
    with writing(app) as session:
        publishing.publish(session, SAMPLE, longer)
    writes(app, FIRST)
    said = words(mei.get(PUBLISH))
    assert "In this course: fewer than 10 learners. None loses progress: what is done stays done." in said
    assert "The lesson “Listening” goes. Read by: fewer than 10 learners." in said


def test_what_a_lesson_more_and_a_quiz_less_mean_and_the_way_back(app: Flask, mei: Desk) -> None:
    with writing(app) as session:
        edition = publishing.read_edition(session, SAMPLE, publishing.current_releases(session)[SAMPLE])
        for _learner in range(10):
            do(session, accounts.begin(session)[0].id, edition)
    other = sample_folder(more_lessons=("thank-them",))
    other = translated(
        other | {path: other[path].partition(b"{#check .quiz}")[0].rpartition(b"##")[0] for path in (ZH, EN)}
    )
    writes(app, other)
    said = words(mei.get(PUBLISH))
    assert "In this course: 10 learners and more." in said
    assert "With the certificate: 10 learners and more. It stays valid." in said
    assert "The lesson “Listening” is new. Who has finished its module need not read it." in said
    assert "The quiz of “Listening” goes." in said
    publish(mei)
    writes(app, FIRST)
    said = words(mei.get(PUBLISH))
    assert "“Listening” has a quiz now. Who has finished the module need not answer it." in said


def test_whether_one_more_has_read_a_lesson_is_not_told(app: Flask, mei: Desk) -> None:
    with writing(app) as session:
        longer = publishing.publish(session, SAMPLE, sample_folder(more_lessons=("thank-them",))).id
    writes(app, FIRST)
    told = []
    for more in (0, 1, 8, 1, 1):
        with writing(app) as session:
            if more:
                tried.read(session, tried.learners(session, more), longer, "thank-them")
        told.append(words(mei.get(PUBLISH)))
    assert told[0] == told[1] == told[2], "none, one and nine"
    assert "Read by: fewer than 10 learners." in told[2]
    assert told[3] == told[4], "ten and eleven"
    assert "In this course: 10 learners and more. None loses progress: what is done stays done." in told[3]
    assert "Read by: 10 learners and more." in told[3]


def test_each_thing_that_changes_for_parents_is_said(app: Flask, mei: Desk, phone: Phone) -> None:
    read(phone)
    other = written(ZH, "- [ ] 不用说", "- [x] 不用说")
    other = written(EN, "- [ ] Say nothing", "- [x] Say nothing", other)
    other[MANIFEST] = (
        other[MANIFEST].replace(b"pass_mark = 60", b"pass_mark = 80").replace(b"sensitive = false", b"sensitive = true")
    )
    writes(app, other)
    said = words(mei.get(PUBLISH))
    assert "“Your call came late. What first?” has other choices or other right answers." in said
    assert "A quiz is passed from 80% on; it was 60%." in said
    assert "The course becomes sensitive: factories see its totals only, and never who does it." in said


def test_a_course_of_the_studio_is_published_for_the_first_time(app: Flask, mei: Desk, phone: Phone) -> None:
    with writing(app) as session:
        drafts.begin_new(session, "another", SECOND, staff_id(app, MEI))
    page = mei.get("/studio/another/publish")
    assert "Nobody has begun this course yet." in words(page)
    assert "This course was never published." in words(page)
    assert "This course was never published." in words(mei.get("/studio/another/history"))
    done = mei.post("/studio/another/publish", {"seen": field(page, "seen"), "note": ""})
    assert "Release 1 is served." in words(done)
    assert "Serve release" not in words(done)
    assert phone.get("/courses/another").status_code == 200


def test_a_note_that_is_too_long_is_kept_in_its_field(app: Flask, mei: Desk) -> None:
    writes(app, SECOND)
    page = mei.post(PUBLISH, {"seen": field(mei.get(PUBLISH), "seen"), "note": "长" * 201})
    assert page.status_code == 422
    assert "Please use 200 characters or fewer." in words(page)
    assert "长" * 201 in page.get_data(as_text=True)
    assert served(app)[0] == 1


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_is_typed_as_a_note_is_shown_as_text(app: Flask, mei: Desk, text: str) -> None:
    writes(app, SECOND)
    page = publish(mei, text)
    assert page.status_code in {200, 400, 422}
    if page.status_code == 200:
        assert mei.get(HISTORY).status_code == 200
        assert mei.get(f"{HISTORY}/{release_id(app, 2)}").status_code == 200


def test_what_a_command_line_published_comes_in_before_anything_is_published(app: Flask, mei: Desk) -> None:
    writes(app, written(ZH, "电话打晚了，先说什么？", "电话晚了怎么办？"))
    with writing(app) as session:
        publishing.publish(session, SAMPLE, SECOND)
    page = mei.get(PUBLISH)
    assert "Release 2 was published from elsewhere" in words(page)
    assert "Changed there alone: comes in en.md zh.md" in words(page)
    assert f"Changed here alone: stays {EN} {ZH}" in words(page)
    assert "A note for the history" not in words(page)
    form = {"seen": field(page, "seen")}
    after = mei.post(f"{PUBLISH}/take-in", form)
    assert "It has come in." in words(after)
    assert mei.post(f"{PUBLISH}/take-in", form).status_code == 200
    publish(mei)
    number, folder = served(app)
    assert number == 3
    assert "改过的小课。" in folder["zh.md"].decode()
    assert "怎么办" in folder[ZH].decode()


def test_of_what_both_changed_the_trainer_chooses_file_by_file(app: Flask, mei: Desk) -> None:
    writes(app, SECOND)
    with writing(app) as session:
        publishing.publish(session, SAMPLE, sample_folder(summary="别处改的小课。"))
    page = mei.get(PUBLISH)
    assert "Changed in both places: choose en.md" in words(page)
    assert "<del>改过</del><ins>别处改</ins>" in page.get_data(as_text=True)
    mei.post(f"{PUBLISH}/take-in", {"seen": field(page, "seen"), "side-1": "en.md", "side-2": ""})
    with writing(app) as session:
        folder = drafts.folder(session, SAMPLE)
    assert folder["zh.md"] == SECOND["zh.md"]
    assert folder["en.md"] == sample_folder(summary="别处改的小课。")["en.md"]


def test_what_came_from_elsewhere_is_looked_at_anew_where_it_changed(app: Flask, mei: Desk) -> None:
    writes(app, SECOND)
    with writing(app) as session:
        publishing.publish(session, SAMPLE, sample_folder(summary="别处改的小课。"))
    seen = field(mei.get(PUBLISH), "seen")
    with writing(app) as session:
        publishing.publish(session, SAMPLE, sample_folder(summary="又改的小课。"))
    before = contents(app)
    page = mei.post(f"{PUBLISH}/take-in", {"seen": seen})
    assert page.status_code == 409
    assert contents(app) == before


def test_one_tap_brings_back_what_there_was_before(app: Flask, mei: Desk, phone: Phone) -> None:
    writes(app, written(ZH, "电话打晚了，先说什么？", "电话晚了怎么办？"))
    page = publish(mei)
    assert "Serve release 1 again" in words(page)
    form = {"release": field(page, "release")}
    address = f"{HISTORY}/{release_id(app, 1)}"
    after = mei.post(address, form)
    assert went_to(after) == f"/en{HISTORY}"
    assert "Release 1 is served." in words(after)
    assert "What is written in the studio stayed as it is." in words(after)
    assert served(app) == (1, FIRST)
    assert "电话打晚了，先说什么？" in words(phone.get(at("quiz")))
    before = contents(app)
    assert mei.post(address, form).status_code == 200
    assert contents(app) == before
    lin = office(app)
    lin.language = "en"
    assert "梅老师 let an earlier release of a course be served again. sample, 1" in words(lin.get("/office/log"))


def test_who_did_not_know_of_the_newest_release_does_not_take_it_back(app: Flask, mei: Desk) -> None:
    writes(app, SECOND)
    old = field(publish(mei), "release")
    with writing(app) as session:
        publishing.publish(session, SAMPLE, sample_folder(summary="别处改的小课。"))
    before = contents(app)
    page = mei.post(f"{HISTORY}/{release_id(app, 1)}", {"release": old})
    assert page.status_code == 409
    assert "Somebody let another release be served at this moment" in words(page)
    assert contents(app) == before
    assert mei.post(f"{HISTORY}/{release_id(app, 1)}", {}).status_code == 409


def test_a_release_says_what_it_changed_and_what_serving_it_would_change(app: Flask, mei: Desk) -> None:
    writes(app, SECOND)
    publish(mei)
    first, second = (mei.get(f"{HISTORY}/{release_id(app, number)}") for number in (1, 2))
    assert heading(first) == "Release 1"
    assert "It was the first one." in words(first)
    assert "Parents would read this release instead of release 2." in words(first)
    assert "<del>改过的</del><ins>一门</ins>" in first.get_data(as_text=True)
    assert "Serve it again" not in words(second)
    assert "<del>一门</del><ins>改过的</ins>" in second.get_data(as_text=True)


def test_a_release_that_this_software_cannot_read_any_more_is_not_offered(app: Flask, mei: Desk) -> None:
    writes(app, SECOND)
    publish(mei)
    with writing(app) as session:
        spoil(session, release=1)
    page = mei.get(f"{HISTORY}/{release_id(app, 1)}")
    assert "can't read this release any more" in words(page)
    refused = mei.post(f"{HISTORY}/{release_id(app, 1)}", {"release": str(release_id(app, 2))})
    assert refused.status_code == 422
    assert served(app)[0] == 2


def test_the_folder_is_there_as_a_file_to_the_same_bytes(app: Flask, mei: Desk) -> None:
    assert _unzipped(mei.get(f"{STUDIO}/course.zip")) == {f"{SAMPLE}/{path}": data for path, data in FIRST.items()}
    writes(app, SECOND)
    page = mei.get(f"{STUDIO}/course.zip")
    assert _unzipped(page) == {f"{SAMPLE}/{path}": data for path, data in SECOND.items()}
    assert page.headers["Content-Disposition"] == "attachment; filename=sample.zip"
    first = mei.get(f"{STUDIO}/course.zip?release={release_id(app, 1)}")
    assert _unzipped(first) == {f"{SAMPLE}/{path}": data for path, data in FIRST.items()}
    assert first.headers["Content-Disposition"] == "attachment; filename=sample-1.zip"


def _unzipped(page: TestResponse) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(page.get_data())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    "address",
    [
        "/studio/nowhere/publish",
        "/studio/nowhere/history",
        "/studio/nowhere/history/1",
        "/studio/nowhere/course.zip",
        f"{HISTORY}/999",
        f"{HISTORY}/99999999999999999999",
        f"{STUDIO}/course.zip?release=999",
        f"{STUDIO}/course.zip?release=x",
        f"{STUDIO}/course.zip?release=99999999999",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(mei: Desk, address: str) -> None:
    assert mei.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/studio/nowhere/publish", "/studio/nowhere/publish/take-in", f"{HISTORY}/999"])
def test_nothing_is_published_of_what_is_not_there(app: Flask, mei: Desk, address: str) -> None:
    before = contents(app)
    assert mei.post(address, {"seen": "0-", "note": ""}).status_code == 404
    assert contents(app) == before


def test_nobody_but_a_trainer_publishes(app: Flask) -> None:
    lin = office(app)
    before = contents(app)
    for address in (PUBLISH, HISTORY, f"{HISTORY}/1", f"{STUDIO}/course.zip"):
        assert lin.get(address).status_code == 404
    assert lin.post(PUBLISH, {"seen": "0-", "note": ""}).status_code == 404
    assert contents(app) == before
