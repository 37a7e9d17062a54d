"""What exists comes in: a course as a zip file, a document, questions. Looked at first; nothing goes missing unseen."""

import io
import re
import uuid
from datetime import timedelta
from threading import BoundedSemaphore

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from mpt.content.check import check_course
from mpt.content.drift import State
from mpt.content.folder import hash8
from mpt.content.lines import LARGEST_FILE
from mpt.content.manifest import MANIFEST
from mpt.content.parts import digest
from mpt.formats.zips import read_zip, write_zip
from mpt.media import apart
from mpt.models import AuditEntry, Upload
from mpt.models.base import now
from mpt.services import arriving, drafts, publishing, releasing, translating
from mpt.services.audit import Act
from mpt.web.studio import bringing_made
from tests.cast import MEI, TAN
from tests.content.courses import folders
from tests.content.folders import translated
from tests.formats.documents import docx, heading, paragraph, picture, run
from tests.media.files import photo, saved
from tests.sample import LISTENING, SAMPLE, sample_folder
from tests.web.acts import on_sqlite, went_to, words, writing
from tests.web.staff_acts import Desk, office, staff_id, trainer

pytestmark = on_sqlite

STUDIO = f"/studio/{SAMPLE}"
BRING_IN = f"{STUDIO}/bring-in"
ZH, EN = "01-listening/zh.md", "01-listening/en.md"
GIFT = "::q-new::[markdown]孩子不说话，怎么办？{\n=等一等#对。他会说的。\n~挂电话#他会难过。\n####先陪着他。\n}\n"
AIKEN = "打不通，先做什么？\nA. 不管\nB. 发语音\nANSWER: B\n"


@pytest.fixture
def mei(app: Flask) -> Desk:
    """Mei, a trainer, at work in English."""
    desk = trainer(app)
    desk.language = "en"
    return desk


def draft(app: Flask, course_id: str = SAMPLE) -> dict[str, bytes]:
    """Return a course's folder as it's being written."""
    with writing(app) as session:
        return drafts.folder(session, course_id)


def sends(desk: Desk, address: str, data: bytes, filename: str, **fields: str) -> TestResponse:
    """Choose a file and send it; return the page where it leads."""
    return desk.post(address, {"file": (io.BytesIO(data), filename), **fields}, content_type="multipart/form-data")


def confirms(desk: Desk, page: TestResponse, **fields: str) -> TestResponse:
    """Press the button of a page on which something was looked at."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.get_data(as_text=True)))
    return desk.post(page.request.path.removeprefix("/en"), {**hidden, **fields})


def changed(old: str, new: str, path: str = ZH, folder: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """Return a folder in which something is written otherwise."""
    folder = folder or sample_folder()
    assert old in folder[path].decode()
    return translated({**folder, path: folder[path].decode().replace(old, new).encode()})


def test_a_course_comes_in_as_it_went_out(app: Flask, mei: Desk) -> None:
    page = sends(mei, "/studio/bring-in", write_zip(sample_folder(), "small-course"), "download.zip")
    assert "A small course" in words(page)
    assert "Everything in the file is taken over." in words(page)
    assert 'value="small-course"' in page.get_data(as_text=True)
    page = confirms(mei, page, course_id="small-course")
    assert went_to(page) == "/en/studio/small-course"
    assert draft(app, "small-course") == sample_folder()
    with writing(app) as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.BEGAN_COURSE)).all()
        assert [entry.detail for entry in noted] == ["small-course"]


def test_an_exported_course_is_the_same_zip_again(app: Flask, mei: Desk) -> None:
    page = sends(mei, "/studio/bring-in", write_zip(sample_folder(), "copy"), "copy.zip")
    confirms(mei, page, course_id="copy")
    out = mei.get("/studio/copy/course.zip").data
    assert out == write_zip(sample_folder(), "copy")


def test_nothing_is_begun_before_it_is_confirmed(app: Flask, mei: Desk) -> None:
    sends(mei, "/studio/bring-in", write_zip(sample_folder(), "later"), "later.zip")
    with writing(app) as session, pytest.raises(publishing.UnknownCourseError):
        drafts.folder(session, "later")


def test_a_course_with_faults_comes_in_and_says_what_is_to_mend(mei: Desk) -> None:
    folder = {path: data for path, data in sample_folder().items() if path != EN} | {"notes.docx": b"PK"}
    page = sends(mei, "/studio/bring-in", write_zip(folder, "half"), "half.zip")
    said = words(page)
    assert "notes.docx A course has no files of this kind." in said
    assert "01-listening/en.md this file is missing" in said
    assert went_to(confirms(mei, page, course_id="half")) == "/en/studio/half"


@pytest.mark.parametrize(
    ("course_id", "said"),
    [
        (SAMPLE, "There is a course of this name already."),
        ("bring-in", "There is a course of this name already."),
        ("Spring Festival", "A course's name in addresses has small letters"),
        ("", "A course's name in addresses has small letters"),
    ],
)
def test_a_name_that_cannot_be(mei: Desk, course_id: str, said: str) -> None:
    page = sends(mei, "/studio/bring-in", write_zip(sample_folder(), "fine"), "fine.zip")
    again = confirms(mei, page, course_id=course_id)
    assert again.status_code == 422
    assert said in words(again)
    assert went_to(confirms(mei, page, course_id="fine")) == "/en/studio/fine"


def test_a_text_that_no_course_can_have_is_listed_before_and_not_brought_in(app: Flask, mei: Desk) -> None:
    folder = {**sample_folder(), "02-hard-days/zh.md": b"x" * 70_000, "02-hard-days/en.md": b"a\0b"}
    page = sends(mei, "/studio/bring-in", write_zip(folder, "large"), "large.zip")
    assert "02-hard-days/zh.md This file has 69 KB; at most 64 KB are taken." in words(page)
    assert "02-hard-days/en.md There are control characters in this text" in words(page)
    assert went_to(confirms(mei, page, course_id="large")) == "/en/studio/large"
    assert not {"02-hard-days/zh.md", "02-hard-days/en.md"} & draft(app, "large").keys()


def test_twice_is_once(app: Flask, mei: Desk) -> None:
    page = sends(mei, "/studio/bring-in", write_zip(sample_folder(), "once"), "once.zip")
    confirms(mei, page, course_id="once")
    assert went_to(confirms(mei, page, course_id="twice")) == "/en/studio"
    assert went_to(mei.get(page.request.path.removeprefix("/en"), follow_redirects=True)) == "/en/studio"


@pytest.mark.parametrize("address", ["/studio/bring-in", f"{BRING_IN}/folder", f"{BRING_IN}/module"])
def test_no_file_and_no_zip(mei: Desk, address: str) -> None:
    page = mei.post(address, {}, content_type="multipart/form-data")
    assert page.status_code == 422
    assert "Choose a file first." in words(page)
    page = sends(mei, address, b"nothing of the kind", "x.exe")
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.get_data(as_text=True)


def test_a_file_beyond_all_bounds_is_not_even_read(mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/questions", b"x" * 400_000, "long.txt")
    assert page.status_code == 422
    assert "This file has more than" in words(page)


def test_what_waits_is_its_owners_for_a_day(app: Flask, mei: Desk) -> None:
    page = sends(mei, "/studio/bring-in", write_zip(sample_folder(), "mine"), "mine.zip")
    address = page.request.path.removeprefix("/en")
    tan = trainer(app, TAN)
    assert tan.get(address).status_code == 410
    assert office(app).get(address).status_code == 404
    with time_machine.travel(now() + timedelta(hours=25)):
        assert trainer(app).get(address).status_code == 410


def test_what_waits_for_one_course_does_not_come_into_another(mei: Desk) -> None:
    page = sends(mei, "/studio/bring-in", write_zip(sample_folder(), "other"), "other.zip")
    confirms(mei, page, course_id="other")
    waiting = sends(mei, f"{BRING_IN}/folder", write_zip(changed("说声对不起", "先说对不起"), SAMPLE), "x.zip")
    upload_id = waiting.request.path.rpartition("/")[2]
    assert mei.get(f"/studio/other/bring-in/folder/{upload_id}").status_code == 410


def test_a_folder_edited_elsewhere(app: Flask, mei: Desk) -> None:
    theirs = changed("说声对不起", "先说对不起")
    theirs["02-hard-days/x.svg"] = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'
    page = sends(mei, f"{BRING_IN}/folder", write_zip(theirs, SAMPLE), "sample.zip")
    assert f"{ZH} changed" in words(page)
    assert "02-hard-days/x.svg new" in words(page)
    assert "no text uses this file" in words(page)
    assert draft(app) == sample_folder()
    assert went_to(confirms(mei, page)) == f"/en{BRING_IN}"
    assert draft(app) == theirs


def test_a_file_that_is_missing_there_goes_here(app: Flask, mei: Desk) -> None:
    theirs = {path: data for path, data in sample_folder().items() if path != EN}
    page = sends(mei, f"{BRING_IN}/folder", write_zip(theirs, SAMPLE), "sample.zip")
    assert f"{EN} deleted" in words(page)
    confirms(mei, page)
    assert draft(app) == theirs


def test_a_file_there_that_cannot_be_taken_stays_here(app: Flask, mei: Desk) -> None:
    theirs = {**changed("说声对不起", "先说对不起"), EN: b"x" * (LARGEST_FILE + 1)}
    page = sends(mei, f"{BRING_IN}/folder", write_zip(theirs, SAMPLE), "sample.zip")
    assert f"{EN} This file has 65 KB; at most 64 KB are taken." in words(page)
    assert f"{EN} deleted" not in words(page)
    confirms(mei, page)
    assert draft(app) == {**theirs, EN: sample_folder()[EN]}


def test_nothing_new_in_it(mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/folder", write_zip(sample_folder(), SAMPLE), "sample.zip")
    assert "There is nothing to bring in." in words(page)


def clash(app: Flask, mei: Desk) -> tuple[TestResponse, dict[str, bytes], dict[str, bytes]]:
    """Return the page of a folder in which the same was changed as here, ours, and theirs."""
    ours, theirs = changed("说声对不起", "我们的话"), changed("说声对不起", "他们的话")
    ours = changed("打三分钟", "打五分钟", "02-hard-days/zh.md", ours)
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, ours, staff_id(app, MEI))
    return sends(mei, f"{BRING_IN}/folder", write_zip(theirs, SAMPLE), "sample.zip"), ours, theirs


def test_where_both_were_changed_ours_stays(app: Flask, mei: Desk) -> None:
    page, ours, _theirs = clash(app, mei)
    assert "Changed here and there: choose" in words(page)
    assert "Stays: only changed here" in words(page)
    confirms(mei, page)
    assert draft(app) == ours


def test_where_both_were_changed_theirs_can_be_chosen(app: Flask, mei: Desk) -> None:
    page, ours, theirs = clash(app, mei)
    confirms(mei, page, **{f"theirs:{ZH}": "1", f"theirs:{EN}": "1", "theirs:../x": "1"})
    assert draft(app) == {**ours, ZH: theirs[ZH], EN: theirs[EN]}


def test_what_a_colleague_wrote_since_is_not_written_over_unseen(app: Flask, mei: Desk) -> None:
    page, _ours, theirs = clash(app, mei)
    newer = changed("说声对不起", "刚写的话")
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, newer, staff_id(app, MEI))
    before = draft(app)
    again = confirms(mei, page, **{f"theirs:{ZH}": "1"})
    assert again.status_code == 409
    assert "Somebody changed this course meanwhile, so nothing came in yet." in words(again)
    assert "刚写" in again.get_data(as_text=True)
    assert draft(app) == before
    assert went_to(confirms(mei, again, **{f"theirs:{ZH}": "1"})) == f"/en{BRING_IN}"
    assert draft(app)[ZH] == theirs[ZH]


def test_what_was_a_choice_until_somebody_published_is_asked_again(app: Flask, mei: Desk) -> None:
    page, ours, _theirs = clash(app, mei)
    me = staff_id(app, MEI)
    with writing(app) as session:
        releasing.publish_draft(session, SAMPLE, me, "", releasing.look(session, SAMPLE).seen)
    assert confirms(mei, page).status_code == 409
    assert draft(app) == ours


def test_a_folder_twice_is_once(mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/folder", write_zip(changed("说声对不起", "先说对不起"), SAMPLE), "sample.zip")
    confirms(mei, page)
    assert went_to(confirms(mei, page)) == f"/en{STUDIO}", "a second tap isn't somebody else's change"
    assert went_to(mei.get(page.request.path.removeprefix("/en"), follow_redirects=True)) == f"/en{STUDIO}"


DOCUMENT = docx(
    heading("好好说再见"),
    paragraph("学习目标：你能好好说再见。"),
    heading("一、先说几点再打", 2),
    paragraph("跟孩子说好下次几点打。", run("说到做到", "b"), "。"),
    heading("二、今晚试一试", 2),
    paragraph("今晚说一声晚安。"),
    heading("三、测一测", 2),
    paragraph("他不肯挂，怎么办？（B）"),
    paragraph("A. 直接挂"),
    paragraph("B. 一起数到三"),
)


def test_a_word_document_becomes_a_module(app: Flask, mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/module", DOCUMENT, "再见.docx")
    said = words(page)
    assert "A new module, in 中文" in said
    assert "Numbers of headings aren't kept" in said
    assert "先说几点再打 lesson" in said
    assert "今晚试一试 practice" in said
    assert "测一测 quiz 1 question" in said
    assert "this choice has no feedback" in said
    before = draft(app)
    page = confirms(mei, page)
    after = draft(app)
    assert went_to(page) == f"/en{STUDIO}/modules/module-1"
    text = after["03-module-1/zh.md"].decode()
    assert text.startswith("---\ntitle: 好好说再见\noutcome: 你能好好说再见。\nminutes: 1\n---\n")
    assert "跟孩子说好下次几点打。**说到做到**。" in text
    assert "- [x] 一起数到三\n" in text
    assert {path: data for path, data in after.items() if path in before and path != MANIFEST} == {
        path: data for path, data in before.items() if path != MANIFEST
    }


def test_a_document_that_takes_too_long_is_read_where_it_hurts_nobody(
    app: Flask, mei: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_START", "while True: pass")
    monkeypatch.setattr(apart, "_LIMITED", apart._LIMITED.replace("-t 25", "-t 1"))
    before = draft(app)
    page = sends(mei, f"{BRING_IN}/module", DOCUMENT, "再见.docx")
    assert page.status_code == 422
    assert "This document takes far too long to read." in words(page)
    assert draft(app) == before


PNG = saved(photo(90, 60), "PNG")


def test_its_pictures_come_along_made_small(app: Flask, mei: Desk) -> None:
    blocks = (heading("题目"), heading("先听", 2), picture("p1", "一扇窗"), picture("p2"), paragraph("好。"))
    page = sends(mei, f"{BRING_IN}/module", docx(*blocks, files={"p1": PNG, "p2": b"no picture"}), "x.docx")
    assert "1 picture comes along, made small for phones." in words(page)
    assert "picture-2 This isn't a picture that we know." in words(page)
    confirms(mei, page)
    after = draft(app)
    text = after["03-module-1/zh.md"].decode()
    (name,) = re.findall(r"!\[一扇窗\]\((picture-1\.(?:png|jpg))\)", text)
    assert "picture-2" not in text
    assert {path.rpartition("/")[2] for path in after if path.startswith("03-")} == {"zh.md", name, "picture-1.webp"}


def test_pictures_for_which_no_time_is_left_are_listed(app: Flask, mei: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing_made, "SECONDS_FOR_PICTURES", -1)
    blocks = (heading("题目"), heading("先听", 2), picture("p1", "一扇窗"), paragraph("好。"))
    page = sends(mei, f"{BRING_IN}/module", docx(*blocks, files={"p1": PNG}), "x.docx")
    assert "一扇窗 There was no time left for this picture: those before it took too long." in words(page)
    confirms(mei, page)
    assert {path.rpartition("/")[2] for path in draft(app) if path.startswith("03-")} == {"zh.md"}


def test_a_document_that_has_no_turn_is_to_be_sent_again(
    app: Flask, mei: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_AT_ONCE", BoundedSemaphore(1))
    monkeypatch.setattr(apart, "_SECONDS_OF_WAITING", 0.01)
    before = draft(app)
    with apart._AT_ONCE:
        page = sends(mei, f"{BRING_IN}/module", DOCUMENT, "再见.docx")
    assert page.status_code == 422
    assert "Many files are being opened just now, so this one had no turn. Try again in a minute." in words(page)
    assert draft(app) == before


def test_a_drawing_in_it_stays_a_drawing(app: Flask, mei: Desk) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M2 2 22 22" stroke="red"/></svg>'
    page = sends(mei, f"{BRING_IN}/module", docx(heading("题目"), picture("p1", "线"), files={"p1": svg}), "图.docx")
    confirms(mei, page)
    assert "![线](picture-1.svg)" in draft(app)["03-module-1/zh.md"].decode()


def test_a_document_twice_is_one_module(app: Flask, mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/module", DOCUMENT, "再见.docx")
    confirms(mei, page)
    after = draft(app)
    assert went_to(confirms(mei, page)) == f"/en{STUDIO}"
    assert went_to(mei.get(page.request.path.removeprefix("/en"), follow_redirects=True)) == f"/en{STUDIO}"
    assert draft(app) == after


def test_a_module_of_ours_comes_in_byte_for_byte(app: Flask, mei: Desk) -> None:
    text = sample_folder()[ZH].replace("好好听".encode(), b"Listen well")
    page = sends(mei, f"{BRING_IN}/module", text, "zh.md", becomes="+")
    assert "Everything in the file is taken over." in words(page)
    assert went_to(confirms(mei, page)) == f"/en{STUDIO}/modules/listen-well"
    assert draft(app)["03-listen-well/zh.md"] == text


ENGLISH = docx(
    heading("Listening well"),
    paragraph("Outcome: You can listen."),
    *(heading(words_, 2) + paragraph("Let them finish.") for words_ in ("Hear them", "Ask once", "Try it tonight")),
    heading("Quiz", 2),
    *map(paragraph, ("Your call came late?", "A. Say nothing", "B. Say sorry", "ANSWER: B")),
)


def test_a_document_becomes_a_translation(app: Flask, mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/module", ENGLISH, "listening.docx", becomes=f"{LISTENING} en")
    assert "This translation is there already; it would be written over." in words(page)
    assert "The source has no part" not in words(page)
    assert "怎样听，孩子愿意说？ This part of the source has nothing here. Translate it." in words(page)
    assert went_to(confirms(mei, page)) == f"/en{STUDIO}/modules/{LISTENING}"
    after = draft(app)
    text = after[EN].decode()
    assert f"translated_from: {hash8(after[ZH])}\n" in text
    assert "## Hear them {#hear-them}\nLet them finish." in text
    assert "## Try it tonight {#tonight .practice}" in text
    assert "### Your call came late? {#q-late see=hear-them}" in text


def test_a_translation_that_somebody_wrote_meanwhile_is_not_written_over_unseen(app: Flask, mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/module", ENGLISH, "listening.docx", becomes=f"{LISTENING} en")
    tans = sample_folder()[EN].replace(b"Listening", b"Hearing")
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, EN, tans, staff_id(app, MEI))
    again = confirms(mei, page)
    assert again.status_code == 422
    assert "Somebody changed this translation meanwhile" in words(again)
    assert draft(app)[EN] == tans
    assert went_to(confirms(mei, again)) == f"/en{STUDIO}/modules/{LISTENING}"
    assert "## Hear them {#hear-them}\nLet them finish." in draft(app)[EN].decode()


def test_a_document_made_from_an_older_source_does_not_count_as_right(app: Flask, mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/module", ENGLISH, "listening.docx", becomes=f"{LISTENING} en")
    newer, me = sample_folder()[ZH].decode().replace("说声对不起", "先说对不起"), staff_id(app, MEI)
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, ZH, newer.encode(), me)
        (found,) = [one for one in translating.states(session, SAMPLE) if one.path == EN]
        stale = [one for one in found.parts if one.state is State.STALE]
        assert stale
        for one in stale:
            at = translating.Address(SAMPLE, "en", LISTENING, one.part)
            translating.settle(session, at, digest(one.source), me)
    # Settling wrote into the translation what it's made from: it's looked at again.
    assert went_to(confirms(mei, confirms(mei, page))) == f"/en{STUDIO}/modules/{LISTENING}"
    with writing(app) as session:
        (found,) = [one for one in translating.states(session, SAMPLE) if one.path == EN]
        assert {one.part for one in stale} <= {one.part for one in found.parts if one.state is State.STALE}


def test_a_language_that_was_set_aside_meanwhile(app: Flask, mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/module", ENGLISH, "listening.docx", becomes=f"{LISTENING} en")
    manifest = sample_folder()[MANIFEST].replace(b'["zh", "en"]', b'["zh"]')
    assert manifest != sample_folder()[MANIFEST]
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, MANIFEST, manifest, staff_id(app, MEI))
    assert mei.get(page.request.path.removeprefix("/en")).status_code == 404
    assert confirms(mei, page).status_code == 404
    assert draft(app)[EN] == sample_folder()[EN]
    with writing(app) as session:
        other = manifest.replace(b'["zh"]', b'["en", "zh"]')
        drafts.put_file(session, SAMPLE, MANIFEST, other, staff_id(app, MEI))
    assert mei.get(page.request.path.removeprefix("/en")).status_code == 404
    assert confirms(mei, page).status_code == 404


@pytest.mark.parametrize(
    ("address", "filename", "fields"),
    [
        ("/studio/bring-in", "x.zip", {}),
        (f"{BRING_IN}/folder", "x.zip", {}),
        (f"{BRING_IN}/module", "x.md", {}),
        (f"{BRING_IN}/questions", "x.txt", {"module_id": LISTENING, "tongue": "zh"}),
    ],
)
def test_while_a_file_is_on_its_way_others_write(
    app: Flask, mei: Desk, monkeypatch: pytest.MonkeyPatch, address: str, filename: str, fields: dict[str, str]
) -> None:
    wrote: list[bool] = []

    def read(file: FileStorage, *size: int) -> bytes:
        with writing(app) as session:
            drafts.put_file(session, SAMPLE, EN, b"somebody's", staff_id(app, MEI))
        wrote.append(True)
        return file.stream.read(*size)

    monkeypatch.setattr(FileStorage, "read", read, raising=False)
    assert sends(mei, address, b"x", filename, **fields).status_code < 500
    assert wrote


def test_only_the_last_file_of_a_kind_waits(app: Flask, mei: Desk) -> None:
    first = sends(mei, "/studio/bring-in", write_zip(sample_folder(), "first"), "first.zip")
    document = sends(mei, f"{BRING_IN}/module", DOCUMENT, "再见.docx")
    tans = sends(trainer(app, TAN), "/studio/bring-in", write_zip(sample_folder(), "tans"), "tans.zip")
    second = sends(mei, "/studio/bring-in", write_zip(sample_folder(), "second"), "second.zip")
    assert mei.get(first.request.path.removeprefix("/en")).status_code == 410
    assert mei.get(second.request.path.removeprefix("/en")).status_code == 200
    assert mei.get(document.request.path.removeprefix("/en")).status_code == 200
    with writing(app) as session:
        kept = uuid.UUID(tans.request.path.rpartition("/")[2])
        assert session.get_one(Upload, kept).content


def test_what_a_document_can_become(mei: Desk) -> None:
    page = mei.get(BRING_IN)
    assert 'value="listening en"' in page.get_data(as_text=True)
    for becomes in ("listening zh", "listening vi"):
        assert sends(mei, f"{BRING_IN}/module", ENGLISH, "x.docx", becomes=becomes).status_code == 400
    assert sends(mei, f"{BRING_IN}/module", ENGLISH, "x.docx", becomes="nothing en").status_code == 404


def test_a_translation_of_what_cannot_be_read(app: Flask, mei: Desk) -> None:
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, ZH, b"\xff\xfe", staff_id(app, MEI))
    page = sends(mei, f"{BRING_IN}/module", ENGLISH, "x.docx", becomes=f"{LISTENING} en")
    assert page.status_code == 422
    assert "This module's source can't be read" in words(page)


@pytest.mark.parametrize("body", ["好。\n" * 12_000, "好" * 2500])
def test_what_has_no_room_in_a_module_is_refused(app: Flask, mei: Desk, body: str) -> None:
    before = draft(app)
    page = sends(mei, f"{BRING_IN}/module", f"# 题\n\n## 一\n{body}".encode(), "long.md")
    assert page.status_code == 422
    assert "What was made of it can't stand in a module" in words(page)
    assert draft(app) == before


def test_settings_that_cannot_be_changed_from_here(app: Flask, mei: Desk) -> None:
    inline = (
        b'languages = ["zh", "en"]\npass_mark = 60\nmodule = [{folder = "01-listening"}, {folder = "02-hard-days"}]\n'
    )
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, MANIFEST, inline, staff_id(app, MEI))
    again = confirms(mei, sends(mei, f"{BRING_IN}/module", DOCUMENT, "再见.docx"))
    assert again.status_code == 422
    assert "course.toml is written in a way" in words(again)


def test_questions_in_gift(app: Flask, mei: Desk) -> None:
    both = GIFT + "\n::essay::写一写。{}\n"
    page = sends(mei, f"{BRING_IN}/questions", both.encode(), "q.gift", module_id=LISTENING, tongue="zh")
    assert "孩子不说话，怎么办？ right 等一等 挂电话" in words(page)
    assert "写一写。 This asks for an answer in one's own words." in words(page)
    assert "“q-new” isn't in" not in words(page)
    before = draft(app)
    assert went_to(confirms(mei, page)) == f"/en{STUDIO}/modules/{LISTENING}"
    assert (
        draft(app)[ZH]
        == before[ZH].rstrip(b"\n")
        + (
            "\n\n### 孩子不说话，怎么办？ {#q-new}\n\n- [x] 等一等\n    > 对。他会说的。\n"
            "- [ ] 挂电话\n    > 他会难过。\n\n先陪着他。\n"
        ).encode()
    )


def test_questions_in_aiken_get_ids_and_stay_the_same_twice(app: Flask, mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/questions", AIKEN.encode(), "q.txt", module_id=LISTENING, tongue="zh")
    assert "this choice has no feedback" in words(page)
    confirms(mei, page)
    once = draft(app)
    assert re.search(r"### 打不通，先做什么？ \{#q-[0-9a-f]{6}\}", once[ZH].decode())
    page = sends(mei, f"{BRING_IN}/questions", AIKEN.encode(), "q.txt", module_id=LISTENING, tongue="zh")
    assert "1 question is in the quiz already, as it is." in words(page)
    assert "Bring them in" not in words(page)
    assert draft(app) == once


def test_questions_that_are_there_in_other_words(app: Flask, mei: Desk) -> None:
    gift = mei.get(f"{STUDIO}/questions/{LISTENING}.gift").get_data(as_text=True)
    new = gift.replace("不用说", "什么也不说")
    page = sends(mei, f"{BRING_IN}/questions", new.encode(), "q.gift", module_id=LISTENING, tongue="zh")
    assert "Written over: they are in the quiz already, in other words" in words(page)
    assert "1 question is in the quiz already, as it is." in words(page)
    confirms(mei, page)
    assert draft(app)[ZH] == sample_folder()[ZH].replace("不用说".encode(), "什么也不说".encode())


def test_questions_go_out_in_the_language_that_is_asked_for(mei: Desk) -> None:
    response = mei.get(f"{STUDIO}/questions/{LISTENING}.gift?tongue=en")
    assert response.headers["Content-Disposition"] == "attachment; filename=listening-en.gift"
    assert "// [id:q-late] [tag:see=hear-them]\n::q-late::[markdown]Your call came late. What first?" in response.text
    assert mei.get(f"{STUDIO}/questions/{LISTENING}.gift?tongue=vi").status_code == 404
    assert mei.get(f"{STUDIO}/questions/nothing.gift").status_code == 404


def test_a_module_without_questions_has_no_file_of_them(app: Flask, mei: Desk) -> None:
    folder = sample_folder()
    folder[ZH] = folder[ZH].partition("## 好好听 {#check".encode())[0]
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, folder, staff_id(app, MEI))
    assert mei.get(f"{STUDIO}/questions/{LISTENING}.gift").status_code == 404
    assert "Listening: English" in words(mei.get(BRING_IN))
    folder[EN] = folder[EN].partition(b"## Listening {#check")[0]
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, folder, staff_id(app, MEI))
    assert "Listening:" not in words(mei.get(BRING_IN))
    assert "Hard days: 中文 · English" in words(mei.get(BRING_IN))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("什么题目也没有。", "There are no questions in it that could be taken."),
        ("::a::写一写。{}", "This asks for an answer in one's own words."),
        ("", "There is nothing in this file."),
    ],
)
def test_a_file_without_questions(mei: Desk, text: str, said: str) -> None:
    page = sends(mei, f"{BRING_IN}/questions", text.encode(), "q.txt", module_id=LISTENING, tongue="en")
    assert page.status_code == 422
    assert said in words(page)
    assert '<option value="en" selected>' in page.get_data(as_text=True)


def test_questions_for_a_text_that_nobody_has_written(app: Flask, mei: Desk) -> None:
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, {EN: None}, staff_id(app, MEI))
    page = sends(mei, f"{BRING_IN}/questions", GIFT.encode(), "q.txt", module_id=LISTENING, tongue="en")
    assert page.status_code == 422
    assert "This module has no text in this language yet." in words(page)


def test_a_text_that_went_meanwhile_takes_no_questions(app: Flask, mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/questions", GIFT.encode(), "q.gift", module_id=LISTENING, tongue="en")
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, {EN: None}, staff_id(app, MEI))
    before = draft(app)
    for again in (mei.get(page.request.path.removeprefix("/en")), confirms(mei, page)):
        assert again.status_code == 422
        assert "This module has no text in this language yet." in words(again)
    assert draft(app) == before


def test_somebody_wrote_there_meanwhile(app: Flask, mei: Desk) -> None:
    page = sends(mei, f"{BRING_IN}/questions", GIFT.encode(), "q.gift", module_id=LISTENING, tongue="zh")
    meanwhile = changed("说声对不起", "先说对不起")
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, meanwhile, staff_id(app, MEI))
    again = confirms(mei, page)
    assert again.status_code == 422
    assert "Somebody changed this module meanwhile" in words(again)
    assert draft(app) == meanwhile
    assert went_to(confirms(mei, again)) == f"/en{STUDIO}/modules/{LISTENING}"
    assert "{#q-new}" in draft(app)[ZH].decode()
    assert went_to(confirms(mei, again)) == f"/en{STUDIO}"
    assert went_to(mei.get(page.request.path.removeprefix("/en"), follow_redirects=True)) == f"/en{STUDIO}"


def test_a_quiz_that_is_full(app: Flask, mei: Desk) -> None:
    long = GIFT.replace("先陪着他。", ("好。" * 300 + "\\n") * 30)
    page = sends(mei, f"{BRING_IN}/questions", long.encode(), "q.gift", module_id=LISTENING, tongue="zh")
    many = sample_folder()[ZH] + b"\n" + b"x\n" * 20_000
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, ZH, many, staff_id(app, MEI))
    again = confirms(mei, confirms(mei, page))
    assert "The module would be too large with these questions" in words(again)
    assert draft(app)[ZH] == many


def test_a_course_without_modules_takes_documents_only(mei: Desk) -> None:
    folder = {**sample_folder(), MANIFEST: b'languages = ["zh"]\npass_mark = 60\n'}
    confirms(mei, sends(mei, "/studio/bring-in", write_zip(folder, "bare"), "bare.zip"), course_id="bare")
    page = mei.get("/studio/bare/bring-in")
    assert "Questions belong to a module. Add one first." in words(page)
    assert 'name="becomes"' not in page.get_data(as_text=True)


def test_an_unknown_course(mei: Desk) -> None:
    assert mei.get("/studio/nothing/bring-in").status_code == 404


def test_both_languages(app: Flask, mei: Desk) -> None:
    for language in ("zh", "en"):
        mei.language = language
        assert mei.get("/studio/bring-in").status_code == 200
        assert mei.get(BRING_IN).status_code == 200


# A course is too large to be made smaller step by step: the first that fails is shown.
@settings(max_examples=12, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=folders())
def test_any_course_goes_out_and_in_to_the_same_bytes(app: Flask, found: tuple[str, dict[str, bytes]]) -> None:
    _name, folder = found
    course_id = f"c-{uuid.uuid4().hex[:12]}"
    trainer(app)
    me = staff_id(app, MEI)
    with writing(app) as session:
        publishing.publish(session, course_id, folder)
        out = read_zip(write_zip(publishing.export(session, course_id), course_id))
    assert (out.folder, out.name, out.leftovers) == (folder, course_id, ())
    assert check_course(course_id, out.folder) == ()
    with writing(app) as session:
        drafts.begin_new(session, f"{course_id}-2", out.folder, me)
        assert drafts.folder(session, f"{course_id}-2") == folder
        arrival = arriving.take_in(session, course_id, out.folder, me, arriving.base_of(session, course_id))
        assert (arrival.taken, arrival.clashes) == ((), ())
