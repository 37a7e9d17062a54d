"""A part of a text in its field: saved by forms and by scripts, its phone page beside it, and nothing ever written over."""

import json
import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from mpt.content.drafting import spots
from mpt.content.folder import hash8
from mpt.content.parts import digest, part_of
from mpt.i18n import catalogue
from mpt.models import Staff, Writing
from mpt.models.base import now
from mpt.services import drafts
from mpt.services.publishing import UnknownCourseError
from mpt.web import forms
from tests.cast import MEI, OUR_SITE, TAN
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder
from tests.web.acts import in_both_languages, in_each_language, on_sqlite, writing
from tests.web.staff_acts import Desk, staff_id, trainer

LESSON = "hear-them"
ZH, EN = f"01-{LISTENING}/zh.md", f"01-{LISTENING}/en.md"
JSON = {**OUR_SITE, "Accept": "application/json"}


def at(part: str = LESSON, *more: str, module: str = LISTENING) -> str:
    """Return the address of a part of the small course, without its language."""
    return "/".join((f"/studio/{SAMPLE}/write/{module}/{part}", *more))


def there(app: Flask, path: str = ZH, part: str = LESSON) -> str:
    """Return a part as it stands in the draft, or in what is served."""
    with writing(app) as session:
        data = drafts.file(session, SAMPLE, path)
        assert data is not None
        return part_of(data.decode(), part).text


def base(app: Flask, path: str = ZH, part: str = LESSON) -> str:
    """Return what a page says that its text was made from."""
    return digest(there(app, path, part))


def typed(app: Flask, path: str = ZH, part: str = LESSON, add: str = "多说一句。") -> str:
    """Return a part with one more paragraph, as a browser sends it."""
    return there(app, path, part).rstrip("\n").replace("\n", "\r\n") + f"\r\n\r\n{add}\r\n"


def script(desk: Desk, address: str, **fields: str) -> TestResponse:
    """Send what a script of the page sends."""
    return desk.post(address, fields, headers=JSON, content_type="multipart/form-data")


def field_of(page: TestResponse, tongue: str = "zh") -> str:
    """Return what stands in the field of a page."""
    found = re.search(rf'<textarea id="in-{tongue}-text"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    assert found, page.text
    return unescape(found[1])


def hidden_base(page: TestResponse) -> str:
    """Return what a page says that its text was made from."""
    found = re.search(r'name="base" value="([0-9a-f]{16})"', page.text)
    assert found
    return found[1]


@in_each_language
def test_a_part_is_shown_with_its_phone_page_and_the_other_parts(app: Flask, language: str) -> None:
    desk = trainer(app)
    desk.language = language
    page = desk.get(at())
    assert page.status_code == 200
    assert field_of(page) == there(app)
    assert hidden_base(page) == base(app)
    assert f'src="/{language}{at(LESSON, "zh", "preview")}"' in page.text
    for part in ("_front", "ask-once", "tonight", "check"):
        assert f'href="/{language}{at(part)}?tongue=zh"' in page.text
    assert "studio/saving.js" in page.text


@on_sqlite
def test_both_languages_are_shown_beside_each_other(app: Flask) -> None:
    page = trainer(app).get(at() + "?tongue=zh&beside=en")
    assert field_of(page, "zh") == there(app, ZH)
    assert field_of(page, "en") == there(app, EN)
    assert f'action="/zh{at(LESSON, "en")}?first=zh&amp;beside=en"' in page.text
    assert f'href="/zh{at("check")}?tongue=zh&amp;beside=en"' in page.text


@on_sqlite
def test_both_stay_beside_each_other_when_one_is_saved(app: Flask) -> None:
    desk = trainer(app)
    form = at(LESSON, "en") + "?first=zh&beside=en"
    page = desk.post(form, {"text": typed(app, EN, add="More."), "base": base(app, EN)})
    assert page.request.query_string == b"tongue=zh&beside=en&saved=1"
    assert "More." in field_of(page, "en")
    answer = script(desk, form, text=typed(app, EN, add="Still more."), base=base(app, EN))
    assert answer.json is not None
    assert answer.json["moved"].endswith("?tongue=zh&beside=en&saved=1")
    refused = desk.post(form, {"text": "no heading", "base": base(app, EN)})
    assert refused.status_code == 422
    assert (field_of(refused, "en"), field_of(refused, "zh")) == ("no heading", there(app))
    before = base(app, EN)
    script(trainer(app, TAN), form, text=typed(app, EN, add="Tan's."), base=before)
    conflict = desk.post(form, {"text": there(app, EN) + "Mine.", "base": before})
    assert conflict.status_code == 409
    assert (field_of(conflict, "zh"), "Mine." in field_of(conflict, "en")) == (there(app), True)
    assert f'href="/zh{at()}?tongue=zh&amp;beside=en" data-theirs' in conflict.text


@on_sqlite
def test_the_ways_from_both_languages_keep_both_though_the_first_lacks_the_part(app: Flask) -> None:
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, EN, b"---\ntitle: T\noutcome: O\nminutes: 4\n---\n", None)
    page = trainer(app).get(at() + "?tongue=en&beside=zh")
    assert f'href="/zh{at("check")}?tongue=en&amp;beside=zh"' in page.text


@on_sqlite
def test_that_each_language_is_saved_by_itself_is_said_where_there_are_two(app: Flask) -> None:
    desk = trainer(app)
    assert '<p class="soft" data-plain>' in desk.get(at() + "?tongue=zh&beside=en").text
    assert '<p class="soft" data-plain>' not in desk.get(at()).text


@on_sqlite
def test_what_was_refused_is_still_made_from_what_it_was_made_from(app: Flask) -> None:
    mei, tan, before = trainer(app, MEI), trainer(app, TAN), base(app)
    script(mei, at(LESSON, "zh"), text=typed(app, add="梅的话。"), base=before)
    refused = tan.post(at(LESSON, "zh"), {"text": "没有标题。", "base": before})
    assert hidden_base(refused) == before
    mended = {"text": "## 好 {#hear-them}\n\n谭的话。\n", "base": hidden_base(refused)}
    assert tan.post(at(LESSON, "zh"), mended).status_code == 409
    assert "梅的话。" in there(app)


@on_sqlite
def test_headings_are_said_to_be_in_the_texts_language_and_the_field_is_described_shortly(app: Flask) -> None:
    desk = trainer(app)
    desk.language = "en"
    page = desk.get(at()).text
    assert '<h1 lang="zh">好好听</h1>' in page
    assert page.count('<span lang="zh">') == 4
    assert 'aria-describedby="in-zh-spots-count"' in page
    assert '<h3 id="in-zh-spots-count">' in page
    assert "<h1>" in desk.get(at("_front")).text


@on_sqlite
def test_ways_lead_on_from_a_part_to_what_else_is_done_with_it(app: Flask) -> None:
    desk = trainer(app)
    for way in (f"/media/{LISTENING}?part={LESSON}", f"/media/{LISTENING}/record/{LESSON}/zh"):
        assert f"/studio/{SAMPLE}{way}" in desk.get(at()).text
    compare = f"/studio/{SAMPLE}/translate/en/{LISTENING}/{LESSON}"
    assert compare not in desk.get(at()).text
    assert compare in desk.get(at() + "?tongue=en").text
    added = desk.post(
        f"/studio/{SAMPLE}/modules/{LISTENING}/parts",
        {"kind": "lesson", "heading": "再听", "after": LESSON, "seen": _seen(desk.get(at()))},
    )
    assert field_of(added).startswith("## 再听 {#")


def _seen(page: TestResponse) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert found
    return found[1]


@on_sqlite
@pytest.mark.parametrize(
    "address",
    [
        "/studio/nothing/write/listening/hear-them",
        at(module="nothing"),
        at("nothing"),
        at() + "?tongue=fr",
        at() + "?beside=../x",
    ],
)
def test_what_is_not_there_is_not_there(app: Flask, address: str) -> None:
    assert trainer(app).get(address).status_code == 404


@on_sqlite
def test_a_part_that_a_language_lacks_is_said_to_be_missing(app: Flask) -> None:
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, EN, b"---\ntitle: T\noutcome: O\nminutes: 4\n---\n", None)
    page = trainer(app).get(at() + "?tongue=en&beside=zh")
    assert page.status_code == 200
    assert 'id="in-en-text"' not in page.text
    assert f'href="/zh/studio/{SAMPLE}/translate/en/{LISTENING}/{LESSON}"' in page.text
    assert f'src="/zh{at(LESSON, "zh", "preview")}"' in page.text, "the phone shows the language that has it"
    assert field_of(page, "zh") == there(app)


@in_each_language
def test_what_is_saved_stands_there_and_parents_read_on_undisturbed(app: Flask, language: str) -> None:
    desk = trainer(app)
    desk.language = language
    text = typed(app)
    answer = desk.post(at(LESSON, "zh"), {"text": text, "base": base(app)})
    assert answer.status_code == 200
    assert answer.request.path == f"/{language}{at()}"
    assert there(app) == text.replace("\r\n", "\n")
    assert "多说一句。" in field_of(answer)
    assert "多说一句。" not in desk.get(f"/courses/{SAMPLE}/{LISTENING}/{LESSON}").text


@on_sqlite
def test_a_script_is_told_what_the_text_is_made_from_now(app: Flask) -> None:
    desk = trainer(app)
    answer = script(desk, at(LESSON, "zh"), text=typed(app), base=base(app))
    assert answer.json is not None
    assert answer.json["base"] == base(app)
    assert answer.json["part"] == LESSON
    assert re.fullmatch(r"\d\d:\d\d", answer.json["saved"])
    again = script(desk, at(LESSON, "zh"), text=there(app), base="0" * 16)
    assert again.status_code == 200, "the same text again is no change"


@on_sqlite
def test_a_heading_with_another_id_has_another_address(app: Flask) -> None:
    desk = trainer(app)
    text = there(app).replace("{#hear-them}", "{#hear-it}")
    said = script(desk, at(LESSON, "zh"), text=text, base=base(app)).json
    assert said is not None
    assert said["part"] == "hear-it"
    assert said["moved"].startswith(f"/zh{at('hear-it')}?")
    assert desk.get(at("hear-it")).status_code == 200


@in_each_language
def test_two_trainers_at_once_write_nothing_over(app: Flask, language: str) -> None:
    mei, tan = trainer(app, MEI), trainer(app, TAN)
    mei.language = tan.language = language
    before, mine, theirs = base(app), typed(app, add="梅的话。"), typed(app, add="谭的话。")
    assert mei.post(at(LESSON, "zh"), {"text": mine, "base": before}).status_code == 200
    page = tan.post(at(LESSON, "zh"), {"text": theirs, "base": before})
    assert page.status_code == 409
    assert "梅的话。" in there(app)
    assert MEI.name in page.text
    assert "谭的话。" in field_of(page)
    assert "梅" in page.text.partition("<mark>")[2]
    # Whoever has seen both decides.
    assert tan.post(at(LESSON, "zh"), {"text": theirs, "base": hidden_base(page)}).status_code == 200
    assert "谭的话。" in there(app)
    with writing(app) as session:
        assert any("梅的话。" in old.content.decode() for old in drafts.past(session, SAMPLE, ZH))


@on_sqlite
def test_a_script_gets_both_texts_of_a_conflict(app: Flask) -> None:
    mei, tan = trainer(app, MEI), trainer(app, TAN)
    before = base(app)
    script(mei, at(LESSON, "zh"), text=typed(app, add="梅的话。"), base=before)
    answer = script(tan, at(LESSON, "zh"), text=typed(app, add="谭的话。"), base=before)
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["theirs"] == there(app)
    assert answer.json["base"] == base(app)
    assert MEI.name in answer.json["page"]


@on_sqlite
def test_ones_own_other_window_is_called_so(app: Flask) -> None:
    desk = trainer(app)
    before = base(app)
    script(desk, at(LESSON, "zh"), text=typed(app, add="这边。"), base=before)
    page = script(desk, at(LESSON, "zh"), text=typed(app, add="那边。"), base=before).json
    assert page is not None
    assert "yourself" in page["page"] or "您自己" in page["page"]


@on_sqlite
def test_what_came_from_outside_has_nobodys_name(app: Flask) -> None:
    desk, before = trainer(app), base(app)
    with writing(app) as session:
        folder = sample_folder()
        drafts.put_file(session, SAMPLE, ZH, folder[ZH].replace("先听孩子".encode(), "先听听孩子".encode(), 1), None)
    answer = desk.post(at(LESSON, "zh"), {"text": "## 好 {#hear-them}\n\n好。\n", "base": before})
    assert answer.status_code == 409
    assert "先听听孩子" in re.sub("<[^>]*>", "", answer.text)


@in_both_languages
@on_sqlite
@pytest.mark.parametrize("text", ["", "没有标题。\n", "说在前面。\n\n## 好 {#hear-them}\n"])
def test_a_lesson_without_its_heading_is_not_saved_into_the_one_before(app: Flask, language: str, text: str) -> None:
    desk, before = trainer(app), there(app)
    desk.language = language
    page = desk.post(at(LESSON, "zh"), {"text": text, "base": base(app)})
    assert page.status_code == 422
    assert field_of(page) == text
    assert there(app) == before
    assert script(desk, at(LESSON, "zh"), text=text, base=base(app)).status_code == 422


@on_sqlite
def test_a_second_heading_is_saved_only_when_somebody_says_so(app: Flask) -> None:
    desk = trainer(app)
    text = typed(app, add="## 新的一课 {#new-one}\r\n\r\n字。")
    answer = script(desk, at(LESSON, "zh"), text=text, base=base(app))
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["several"] == text.replace("\r\n", "\n").split("\n").index("## 新的一课 {#new-one}") + 1
    assert "新的一课" not in there(app)
    assert script(desk, at(LESSON, "zh"), text=text, base=base(app), several="1").status_code == 200
    assert there(app, part="new-one") == "## 新的一课 {#new-one}\n\n字。\n"


@on_sqlite
def test_without_scripts_the_button_says_so(app: Flask) -> None:
    desk = trainer(app)
    text = typed(app, add="## 新的一课 {#new-one}\r\n\r\n字。")
    assert desk.post(at(LESSON, "zh"), {"text": text, "base": base(app)}).status_code == 200
    assert there(app, part="new-one").startswith("## 新的一课")


@on_sqlite
def test_too_long_a_text_stays_in_the_field(app: Flask) -> None:
    desk, text = trainer(app), there(app) + "字" * 30_000
    page = desk.post(at(LESSON, "zh"), {"text": text, "base": base(app)}, content_type="multipart/form-data")
    assert page.status_code == 422
    assert field_of(page) == text


@on_sqlite
def test_what_is_longer_than_any_text_is_refused_at_the_door(app: Flask) -> None:
    answer = trainer(app).post(at(LESSON, "zh"), {"text": "x" * 600_000, "base": ""})
    assert answer.status_code == 413


@on_sqlite
def test_a_part_that_was_taken_out_meanwhile_leaves_the_text_in_the_field(app: Flask) -> None:
    desk, text, before = trainer(app), typed(app), base(app)
    with writing(app) as session:
        data = sample_folder()[ZH].decode().replace(there(app), "")
        drafts.put_file(session, SAMPLE, ZH, data.encode(), None)
    page = desk.post(at(LESSON, "zh"), {"text": text, "base": before})
    assert page.status_code == 410
    assert "多说一句。" in field_of(page)
    answer = script(desk, at(LESSON, "zh"), text=text, base=before)
    assert answer.status_code == 410
    assert answer.json is not None
    assert answer.json["said"]
    assert script(desk, at(LESSON, "zh", "preview"), text=text).status_code == 404


@in_both_languages
@on_sqlite
def test_a_fault_stands_at_its_line_and_is_mended_by_a_button(app: Flask, language: str) -> None:
    desk = trainer(app)
    desk.language = language
    text = there(app).replace("## 好好听 {#hear-them}", "＃＃ 好好听 {#hear-them}")
    page = desk.post(at(LESSON, "zh"), {"text": text, "base": base(app)})
    assert '<code lang="zh">## 好好听 {#hear-them}</code>' in page.text
    assert 'name="mend" value="1"' in page.text
    mended = desk.post(at(LESSON, "zh"), {"text": field_of(page), "base": hidden_base(page), "mend": "1"})
    assert field_of(mended).startswith("## 好好听 {#hear-them}\n")
    assert 'name="mend"' not in mended.text
    assert desk.post(at(LESSON, "zh"), {"text": there(app), "base": base(app), "mend": "x"}).status_code == 200


@on_sqlite
def test_faults_of_other_parts_are_counted_at_their_names(app: Flask) -> None:
    desk = trainer(app)
    text = there(app, part="ask-once") + "![](nothing.svg)\n"
    desk.post(at("ask-once", "zh"), {"text": text, "base": base(app, part="ask-once")})
    page = desk.get(at())
    assert re.search(r'ask-once\?tongue=zh"><span lang="zh">[^<]*</span> <span class="count" title="[^"]*2', page.text)


@on_sqlite
def test_the_phone_page_is_the_one_that_parents_get(app: Flask) -> None:
    desk = trainer(app)
    for tongue in ("zh", "en"):
        desk.language = {"zh": "en", "en": "zh"}[tongue]
        framed = desk.get(at(LESSON, tongue, "preview")).text
        desk.language = tongue
        real = desk.get(f"/courses/{SAMPLE}/{LISTENING}/{LESSON}").text
        assert _words(framed) == _words(real)


def _words(page: str) -> str:
    """Return what a page says in its middle."""
    inside = page.partition('<main id="main">')[2].partition("</main>")[0]
    return re.sub(r'value="\d+"', "", re.sub(r"\s+", " ", re.sub(r'href="[^"]*"', "", inside)))


@on_sqlite
@pytest.mark.parametrize("part", ["_front", LESSON, "tonight", "check"])
def test_every_kind_of_part_has_its_phone_page(app: Flask, part: str) -> None:
    page = trainer(app).get(at(part, "zh", "preview"))
    assert page.status_code == 200
    assert "<script" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'none'" in policy


@on_sqlite
def test_only_the_page_that_shows_a_phone_may_show_a_frame(app: Flask) -> None:
    desk = trainer(app)
    policy = desk.get(at()).headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    other = desk.get(f"/courses/{SAMPLE}").headers["Content-Security-Policy"]
    assert "frame-src" not in other
    assert "frame-ancestors 'none'" in other


@on_sqlite
def test_a_script_gets_the_page_and_the_faults_of_what_is_typed(app: Flask) -> None:
    text = there(app) + "- 打三分钟\n\n![](nothing.svg)\n"
    answer = script(trainer(app), at(LESSON, "zh", "preview"), text=text)
    assert answer.json is not None
    assert "<li>打三分钟</li>" in answer.json["page"]
    lines = [spot["line"] for spot in answer.json["spots"]]
    assert lines == [text.split("\n").index("![](nothing.svg)") + 1] * 2
    assert "nothing.svg" in answer.json["spots"][0]["said"]
    assert "nothing.svg" not in there(app), "looking saves nothing"


@in_both_languages
@on_sqlite
def test_what_is_wrong_and_how_to_mend_it_are_divided_as_the_language_does(app: Flask, language: str) -> None:
    desk, text, said = trainer(app), there(app) + "![](nothing.svg)\n", catalogue(language).gettext
    desk.language = language
    desk.post(at(LESSON, "zh"), {"text": text, "base": base(app)})
    with writing(app) as session:
        fault = spots(SAMPLE, drafts.texts(session, SAMPLE), ZH)[0].fault
    what, how = (said(one, **fault.params) for one in (fault.what, fault.mend))
    sentence = said("%(what)s: %(how)s", what=what, how=how)
    answer = script(desk, at(LESSON, "zh", "preview"), text=text)
    assert answer.json is not None
    assert answer.json["spots"][0]["said"] == sentence
    for address in (at(), f"/studio/{SAMPLE}/publish"):
        assert sentence in unescape(desk.get(address).text), address


@on_sqlite
def test_looking_waits_for_nobody_who_writes(app: Flask) -> None:
    desk, text = trainer(app), there(app)
    with writing(app) as session:
        drafts.begin(session, SAMPLE)
        assert script(desk, at(LESSON, "zh", "preview"), text=text).status_code == 200


@on_sqlite
def test_faults_of_the_module_as_a_whole_are_said_apart(app: Flask) -> None:
    text = there(app, part="tonight").replace(" .practice", "")
    answer = script(trainer(app), at("tonight", "zh", "preview"), text=text)
    assert answer.json is not None
    assert len(answer.json["whole"]) == 1
    page = trainer(app).post(at("tonight", "zh"), {"text": text, "base": base(app, part="tonight")})
    assert answer.json["whole"][0]["said"] in unescape(page.text)


@on_sqlite
def test_a_quiz_shows_its_answers_when_they_are_asked_for(app: Flask) -> None:
    desk = trainer(app)
    assert "孩子会一直等。" not in desk.get(at("check", "zh", "preview")).text
    shown = desk.get(at("check", "zh", "preview") + "?answers=1").text
    assert "孩子会一直等。" in shown
    assert "hear-them" in shown
    typed_now = script(desk, at("check", "zh", "preview"), text=there(app, part="check"), answers="1").json
    assert typed_now is not None
    assert "孩子会一直等。" in typed_now["page"]


@on_sqlite
@pytest.mark.parametrize("part", ["_front", "lately"])
def test_the_courses_own_words_are_written_too(app: Flask, part: str) -> None:
    desk = trainer(app)
    page = desk.get(at(part, module="-"))
    assert page.status_code == 200
    assert field_of(page) == there(app, "zh.md", part)
    assert desk.get(at(part, "zh", "preview", module="-")).status_code == 200
    text = there(app, "zh.md", part).replace("欢迎。", "欢迎你。").replace("没有对错。", "没有对，没有错。")
    desk.post(at(part, "zh", module="-"), {"text": text, "base": base(app, "zh.md", part)})
    assert there(app, "zh.md", part) == text
    shown = desk.get(at(part, "zh", "preview", module="-")).text
    assert "欢迎你。" in shown or "没有对，没有错。" in shown


@on_sqlite
def test_a_course_without_modules_or_cover_still_has_its_page(app: Flask) -> None:
    with writing(app) as session:
        manifest = b'languages = ["zh"]\npass_mark = 60\ncover = "cover.svg"\nmodule = []\n'
        drafts.put_file(session, SAMPLE, "course.toml", manifest, None)
    assert trainer(app).get(at("_front", "zh", "preview", module="-")).status_code == 200


@on_sqlite
def test_a_module_without_lessons_still_has_its_page(app: Flask) -> None:
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, ZH, "---\ntitle: 空\noutcome: 空\nminutes: 3\n---\n".encode(), None)
    assert "空" in trainer(app).get(at("_front", "zh", "preview")).text


@on_sqlite
def test_lessons_without_ids_are_written_by_their_place(app: Flask) -> None:
    with writing(app) as session:
        text = sample_folder()[ZH].decode().replace(" {#hear-them}", "")
        drafts.put_file(session, SAMPLE, ZH, text.encode(), None)
    desk = trainer(app)
    page = desk.get(at("_1"))
    assert '<code lang="zh">## 好好听 {#hear-them}</code>' in page.text
    assert "好好听" in desk.get(at("_1", "zh", "preview")).text


@on_sqlite
def test_a_file_that_cannot_be_read_says_so_on_the_phone(app: Flask) -> None:
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, ZH, sample_folder()[ZH].replace("好好听".encode(), b"\xff", 1), None)
    desk = trainer(app)
    assert desk.get(at("_front", "zh", "preview")).status_code == 200
    page = desk.get(at())
    assert page.status_code == 200
    answer = script(desk, at(LESSON, "zh", "preview"), text=there_loosely(app))
    assert answer.status_code == 200


def there_loosely(app: Flask) -> str:
    """Return the lesson of a file that isn't UTF-8 throughout."""
    with writing(app) as session:
        data = drafts.file(session, SAMPLE, ZH) or b""
        return part_of(data.decode("utf-8", "replace"), LESSON).text


@on_sqlite
def test_pictures_and_recordings_come_from_the_draft(app: Flask) -> None:
    png = _png()
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, {f"01-{LISTENING}/window.png": png}, None)
    desk = trainer(app)
    text = there(app) + "\n![窗](window.png)\n"
    answer = script(desk, at(LESSON, "zh", "preview"), text=text)
    assert answer.json is not None
    found = re.search(
        rf'src="(/zh/studio/{SAMPLE}/files/[0-9a-f]{{16}}/01-{LISTENING}/window.png)"', answer.json["page"]
    )
    assert found
    picture = desk.client.get(found[1])
    assert (picture.status_code, picture.mimetype, picture.data) == (200, "image/png", png)
    assert "private" in picture.headers["Cache-Control"]
    assert desk.client.get(found[1], headers={"Range": "bytes=99999-"}).status_code == 416
    assert 'data-put="![|](window.png)"' in desk.get(at()).text
    wrong = re.sub(r"files/[0-9a-f]{16}", "files/" + "0" * 16, found[1])
    assert desk.client.get(wrong).status_code == 410
    assert desk.get(f"/studio/nothing/files/{hash8(png) * 2}/a.png").status_code == 410
    assert desk.get(f"/studio/{SAMPLE}/files/{hash8(png) * 2}/course.toml").status_code == 410
    assert app.test_client().get(found[1]).status_code == 302


def _png() -> bytes:
    from PIL import Image  # noqa: PLC0415 - one test needs it

    made = BytesIO()
    Image.new("RGB", (8, 6), "red").save(made, "PNG")
    return made.getvalue()


@in_each_language
def test_the_second_trainer_sees_the_first(app: Flask, language: str) -> None:
    mei, tan = trainer(app, MEI), trainer(app, TAN)
    mei.language = tan.language = language
    assert TAN.name not in mei.get(at()).text
    page = tan.get(at())
    assert MEI.name in page.text
    told = tan.post(at("ask-once", "zh", "here"), headers=JSON).json
    assert told is not None
    assert told["others"] == [{"name": MEI.name, "same": False}]
    told = mei.post(at(LESSON, "zh", "here"), headers=JSON).json
    assert told is not None
    assert told["others"][0] == {"name": TAN.name, "same": True}
    assert told["base"] == base(app)
    assert tan.post(at(LESSON, "zh", "leave")).status_code == 200
    assert tan.post(at("ask-once", "zh", "leave")).status_code == 200
    told = mei.post(at(LESSON, "zh", "here"), headers=JSON).json
    assert told is not None
    assert told["others"] == []


@on_sqlite
def test_of_a_part_that_is_gone_there_is_nothing_to_be_made_from(app: Flask) -> None:
    for part in ("nothing", "n" * 500):
        told = trainer(app).post(at(part, "zh", "here"), headers=JSON).json
        assert told is not None
        assert told["base"] == ""
    assert where_written(app) == [], "and nobody is noted there"


@on_sqlite
def test_who_wrote_where_is_forgotten_with_the_next_page(app: Flask) -> None:
    trainer(app, MEI).get(at())
    with writing(app) as session:
        session.execute(update(Writing).values(seen_at=now() - timedelta(days=2)))
    desk = trainer(app, TAN)
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, {EN: sample_folder()[EN].replace(there(app, EN).encode(), b"")}, None)
    assert desk.get(at(), query_string={"beside": "en"}).status_code == 200
    assert where_written(app) == [(TAN.name, ZH)], "and a translation that isn't there has nobody in it"


def where_written(app: Flask) -> list[tuple[str, str]]:
    """Return who is noted as writing in which file."""
    with writing(app) as session:
        rows = session.execute(select(Staff.name, Writing.path).join(Staff, Staff.id == Writing.staff_id)).all()
    return [(name, path) for name, path in rows]


@on_sqlite
def test_line_ends_of_a_folder_stay_what_they_were(app: Flask) -> None:
    with writing(app) as session:
        windows = sample_folder()[ZH].replace(b"\n", b"\r\n")
        drafts.put_file(session, SAMPLE, ZH, windows, None)
    desk = trainer(app)
    page = desk.get(at())
    assert "\r" not in field_of(page)
    desk.post(at(LESSON, "zh"), {"text": field_of(page) + "好。\n", "base": hidden_base(page)})
    with writing(app) as session:
        saved = drafts.file(session, SAMPLE, ZH) or b""
    assert saved.count(b"\n") == saved.count(b"\r\n") == windows.count(b"\r\n") + 1


@on_sqlite
def test_a_course_that_is_gone_is_not_there(app: Flask) -> None:
    with writing(app) as session, pytest.raises(UnknownCourseError):
        drafts.paths(session, "nothing")
    assert trainer(app).post("/studio/nothing/write/a/b/zh", {"text": ""}).status_code == 404


@on_sqlite
def test_a_module_that_may_be_skipped_says_what_may_be_hard(app: Flask) -> None:
    page = trainer(app).get(at("_front", module=HARD_DAYS))
    assert "note: |" in page.text
    assert json.dumps(field_of(page))


@on_sqlite
@pytest.mark.parametrize(
    "address",
    [at(LESSON, "zh"), f"/studio/{SAMPLE}/translate/en/{LISTENING}/{LESSON}", f"/studio/{SAMPLE}/settings/file"],
)
def test_while_a_text_is_on_its_way_others_write(app: Flask, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    mei = trainer(app)
    trainer(app, TAN)
    tan = staff_id(app, TAN)
    plain, came = forms.text, []

    def text(field: str) -> str:
        if not came:
            with writing(app) as session:
                drafts.put_file(session, SAMPLE, f"02-{HARD_DAYS}/en.md", b"Tan's", tan)
        came.append(field)
        return plain(field)

    monkeypatch.setattr(forms, "text", text)
    assert mei.post(address, {"text": "x", "base": "0"}).status_code < 500
    assert came
