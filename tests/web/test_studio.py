"""Teacher Mei in the studio: all courses, a new one, its modules and their lessons, its settings; Teacher Tan beside her."""

import re
import uuid
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from mpt.content.lines import FILE_TOO_LARGE, LARGEST_FILE
from mpt.content.parts import digest, parts_of
from mpt.i18n import catalogue
from mpt.models import AuditEntry, DraftFile, DraftPast
from mpt.models.base import now
from mpt.services import drafts
from mpt.services.audit import Act
from mpt.web.studio.here import _read
from tests.cast import MEI, TAN
from tests.paces import times_slower
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder
from tests.services.tried import learners
from tests.web.acts import contents, database_of, on_sqlite, writing
from tests.web.staff_acts import Desk, office, staff_id, trainer

COURSE = f"/studio/{SAMPLE}"
MODULE = f"{COURSE}/modules/{LISTENING}"
ZH, EN = "01-listening/zh.md", "01-listening/en.md"


@pytest.fixture
def mei(app: Flask) -> Desk:
    """Teacher Mei's desk."""
    return trainer(app, MEI)


@pytest.fixture
def tan(app: Flask) -> Desk:
    """Teacher Tan's desk."""
    return trainer(app, TAN)


def page(response: TestResponse, status: int = 200) -> str:
    """Return the page's text."""
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_data(as_text=True)


def files(app: Flask, course_id: str = SAMPLE) -> dict[str, bytes]:
    """Return a course as it's being written."""
    with database_of(app).session(writes=False) as session:
        return drafts.folder(session, course_id)


def ids(app: Flask, path: str = ZH) -> list[str]:
    """Return the parts of a text in their order."""
    return [part.id for part in parts_of(files(app)[path].decode())]


def hidden(html: str, field: str = "seen") -> str:
    """Return what the first form of a page sends along."""
    found = re.search(rf'name="{field}" value="([^"]*)"', html)
    assert found, field
    return found[1]


def was(desk: Desk) -> str:
    """Return what the settings' page says that its form was made from."""
    return unescape(hidden(page(desk.get(f"{COURSE}/settings")), "was"))


def sources(*named: str) -> dict[str, str]:
    """Return the fields of the first module, as a browser sends them where its sources are these."""
    return {f"sources.{LISTENING}": ", ".join(named), f"review.{LISTENING}": ""}


def begin(desk: Desk, **fields: str) -> TestResponse:
    """Begin a course."""
    return desk.post(
        "/studio/new",
        {"title": "打电话回家", "course_id": "calling-home", "source": "zh", "other": "en", **fields},
    )


def save(app: Flask, path: str, content: bytes, course_id: str = SAMPLE) -> None:
    """Write a file of a course as Teacher Mei."""
    who = staff_id(app, MEI)
    with writing(app) as session:
        drafts.put_file(session, course_id, path, content, who)


def test_all_courses(app: Flask, mei: Desk) -> None:
    html = page(mei.get("/studio"))
    assert "小课" in html
    assert "已发布" in html or "published" in html
    save(app, ZH, files(app)[ZH].replace("好好听".encode(), "听".encode()))
    html = page(mei.get("/studio"))
    assert MEI.name in html


@pytest.mark.parametrize("address", ["/studio", COURSE])
def test_how_many_learn_a_course_is_told_in_full_tens(app: Flask, mei: Desk, address: str) -> None:
    mei.language = "en"
    told = []
    for more in (0, 1, 8, 1, 9, 1):
        with writing(app) as session:
            if more:
                learners(session, more)
        told.append(re.findall(r"(?:fewer than )?[0-9]+ learners(?: and more)?", page(mei.get(address))))
    few, ten = ["fewer than 10 learners"], ["10 learners and more"]
    assert told == [few, few, few, ten, ten, ["20 learners and more"]]


def test_of_a_course_that_was_never_published_nothing_is_said_of_learners(app: Flask, mei: Desk) -> None:
    page(begin(mei))
    mei.language = "en"
    assert not re.search(r"[0-9] learners", page(mei.get("/studio/calling-home")))


def test_a_course_begins_once(app: Flask, mei: Desk) -> None:
    assert "short name" in page(Desk.get(mei, "/studio/new")) or "new" in page(mei.get("/studio/new"))
    html = page(begin(mei))
    assert "打电话回家" in html
    before = contents(app)["draft_file"]
    page(begin(mei))
    assert contents(app)["draft_file"] == before
    assert files(app, "calling-home")["zh.md"] == "---\ntitle: 打电话回家\nsummary:\n---\n".encode()
    assert b'languages = ["zh", "en"]' in files(app, "calling-home")["course.toml"]


def test_a_course_in_one_language(app: Flask, mei: Desk) -> None:
    page(begin(mei, source="en", other="en"))
    assert b'languages = ["en"]' in files(app, "calling-home")["course.toml"]
    assert "en.md" in files(app, "calling-home")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "长" * 81),
        ("title", "a\u202eb"),
        ("course_id", "Calling Home"),
        ("course_id", SAMPLE),
        ("course_id", "guide"),
    ],
    ids=["no title", "long", "hidden", "no id", "taken", "an address of ours"],
)
def test_a_course_that_cant_begin_says_why(app: Flask, mei: Desk, field: str, value: str) -> None:
    before = contents(app)
    html = page(begin(mei, **{field: value}), 422)
    assert f'id="{field}-fault"' in html
    assert contents(app) == before


def test_a_language_that_isnt_one(app: Flask, mei: Desk) -> None:
    page(begin(mei, source="tlh"), 400)


def test_a_new_course_goes_on_with_its_first_module(app: Flask, mei: Desk) -> None:
    html = page(begin(mei))
    html = page(mei.post("/studio/calling-home/modules", {"title": "第一通电话", "seen": hidden(html)}))
    assert "第一通电话" in html
    there = files(app, "calling-home")
    assert [part.id for part in parts_of(there["01-module-1/zh.md"].decode())] == [
        "_front",
        "lesson-1",
        "tonight",
        "check",
    ]
    assert "01-module-1/en.md" not in there


def test_a_module_with_a_short_name(app: Flask, mei: Desk) -> None:
    html = page(mei.get(COURSE))
    page(mei.post(f"{COURSE}/modules", {"title": "视频", "module_id": "video", "seen": hidden(html)}))
    assert "03-video/zh.md" in files(app)
    english = Desk(app, "en")
    english.client = mei.client
    html = page(english.get(COURSE))
    page(english.post(f"{COURSE}/modules", {"title": "When you can't call", "seen": hidden(html)}))
    assert "04-when-you-cant-call/zh.md" in files(app)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x", "module_id": "Not Good"}, "module_id"),
        ({"title": "x", "module_id": LISTENING}, "module_id"),
        ({"title": "x", "module_id": "survey"}, "module_id"),
    ],
    ids=["no title", "no id", "taken", "reserved"],
)
def test_a_module_that_cant_be_added_says_why(app: Flask, mei: Desk, fields: dict[str, str], field: str) -> None:
    html = page(mei.get(COURSE))
    html = page(mei.post(f"{COURSE}/modules", {**fields, "seen": hidden(html)}), 422)
    assert f'id="{field}-fault"' in html
    assert files(app) == sample_folder()


def test_two_taps_add_one_module(app: Flask, mei: Desk) -> None:
    seen = hidden(page(mei.get(COURSE)))
    for _ in range(2):
        html = page(mei.post(f"{COURSE}/modules", {"title": "视频", "seen": seen}))
    assert 'role="alert"' in html
    assert len([path for path in files(app) if path.endswith("/zh.md")]) == 3


def test_a_module_moves(app: Flask, mei: Desk, tan: Desk) -> None:
    seen = hidden(page(mei.get(COURSE)))
    page(mei.post(f"{COURSE}/modules/{HARD_DAYS}/move", {"after": "", "seen": seen}))
    toml = files(app)["course.toml"].decode()
    assert toml.index("02-hard-days") < toml.index("01-listening")
    html = page(tan.post(f"{COURSE}/modules/{HARD_DAYS}/move", {"after": "", "seen": seen}))
    assert 'role="alert"' in html, "Tan saw the old order"
    assert files(app)["course.toml"].decode() == toml
    page(mei.post(f"{COURSE}/modules/none/move", {"after": "", "seen": seen}), 404)


def test_a_module_is_taken_out_after_a_question(app: Flask, mei: Desk) -> None:
    html = page(mei.get(f"{MODULE}/remove"))
    assert "好好听" in html
    assert files(app) == sample_folder()
    seen = {"seen": hidden(html)}
    page(mei.post(f"{MODULE}/remove", seen))
    assert not [path for path in files(app) if path.startswith("01-listening")]
    page(mei.post(f"{MODULE}/remove", seen), 404)
    page(mei.get(f"{COURSE}/modules/-/remove"), 404)


def test_a_module_comes_back_as_it_was(app: Flask, mei: Desk) -> None:
    save(app, "01-listening/scene.svg", b"<svg/>")
    save(app, ZH, sample_folder()[ZH].replace("好好听".encode(), "好好地听".encode()) + b"\n![x](scene.svg)\n")
    before = files(app)
    assert "taken-out" not in page(mei.get(COURSE))
    html = page(mei.post(f"{MODULE}/remove", {"seen": hidden(page(mei.get(f"{MODULE}/remove")))}))
    assert f"/modules/{LISTENING}/put-back" in html
    assert "好好地听" in html
    for _ in range(2):
        html = page(mei.post(f"{MODULE}/put-back"))
    assert files(app) == before
    assert "put-back" not in html
    html = page(mei.post(f"{COURSE}/modules/none/put-back"))
    assert 'role="alert"' in html, "there never was one"
    assert files(app) == before


@pytest.mark.parametrize("what", [MODULE, f"{MODULE}/parts/ask-once"], ids=["module", "part"])
@pytest.mark.parametrize("path", [ZH, EN], ids=["zh", "en"])
def test_what_tan_wrote_a_second_ago_isnt_taken_out_unseen(
    app: Flask, mei: Desk, tan: Desk, what: str, path: str
) -> None:
    html = page(mei.get(f"{what}/remove"))
    assert "谭老师" not in html
    tan.post(f"{COURSE}/write/{LISTENING}/ask-once/zh/here")
    text = files(app)[path].decode().replace("{#ask-once}\n", "{#ask-once}\n\n刚写的。", 1)
    assert "刚写的" in text
    save(app, path, text.encode())
    before = files(app)
    html = page(mei.post(f"{what}/remove", {"seen": hidden(html)}), 409)
    assert 'role="alert"' in html
    assert "谭老师" in html, "who writes there just now"
    assert files(app) == before
    page(mei.post(f"{what}/remove", {"seen": hidden(html)}))
    assert "刚写的" not in files(app).get(path, b"").decode()


def test_a_manifest_that_cant_be_changed_says_where(app: Flask, mei: Desk) -> None:
    save(app, "course.toml", b'languages = ["zh", "en"]\npass_mark = 60\nmodule = [{folder = "01-listening"}]\n')
    html = page(mei.get(COURSE))
    assert "course.toml" in page(mei.post(f"{COURSE}/modules", {"title": "x", "seen": hidden(html)}), 422)
    seen = hidden(page(mei.get(f"{MODULE}/remove")))
    assert "course.toml" in page(mei.post(f"{MODULE}/remove", {"seen": seen}), 422)
    fields = {
        "pass_mark": "60",
        f"skippable.{LISTENING}": "1",
        f"sources.{LISTENING}": "",
        "was": was(mei),
    }
    page(mei.post(f"{COURSE}/settings", fields), 409)


def test_a_module_shows_its_parts(app: Flask, mei: Desk) -> None:
    html = page(mei.get(MODULE))
    for part in ids(app):
        assert f"/write/{LISTENING}/{part}" in html
    own = page(mei.get(f"{COURSE}/modules/-"))
    assert "/write/-/lately" in own
    page(mei.get(f"{COURSE}/modules/none"), 404)
    page(mei.get("/studio/none"), 404)


def test_a_lesson_is_added_where_it_belongs(app: Flask, mei: Desk) -> None:
    seen = hidden(page(mei.get(MODULE)))
    page(mei.post(f"{MODULE}/parts", {"kind": "lesson", "heading": "等一等", "after": "", "seen": seen}))
    assert ids(app) == ["_front", "hear-them", "ask-once", "lesson-1", "tonight", "check"]
    assert files(app)[EN] == sample_folder()[EN], "its translation is missing"
    html = page(mei.post(f"{MODULE}/parts", {"kind": "lesson", "heading": "等一等", "after": "", "seen": seen}))
    assert 'role="alert"' in html, "two taps"
    seen = hidden(page(mei.get(MODULE)))
    page(mei.post(f"{MODULE}/parts", {"kind": "lesson", "heading": "Wait", "after": "_front", "seen": seen}))
    assert ids(app)[1] == "wait"


def test_a_lesson_that_cant_be_added_says_why(app: Flask, mei: Desk) -> None:
    seen = hidden(page(mei.get(MODULE)))
    html = page(mei.post(f"{MODULE}/parts", {"kind": "lesson", "heading": "长" * 81, "seen": seen}), 422)
    assert 'id="heading-fault"' in html
    for kind in ("poem", "survey", ""):
        page(mei.post(f"{MODULE}/parts", {"kind": kind, "heading": "x", "seen": seen}), 400)
    page(mei.post(f"{MODULE}/parts", {"kind": "lesson", "heading": "x", "after": "none", "seen": seen}))
    assert files(app) == sample_folder()
    full = b"---\ntitle: x\n---\n## A {#a}\n" + b"x\n" * 32000
    save(app, ZH, full + b"x" * (64 * 1024 - len(full)))
    seen = hidden(page(mei.get(MODULE)))
    page(mei.post(f"{MODULE}/parts", {"kind": "lesson", "heading": "x", "seen": seen}), 422)


def test_a_lesson_moves_in_every_language(app: Flask, mei: Desk) -> None:
    seen = hidden(page(mei.get(MODULE)))
    page(mei.post(f"{MODULE}/parts/ask-once/move", {"after": "_front", "seen": seen}))
    assert ids(app) == ids(app, EN) == ["_front", "ask-once", "hear-them", "tonight", "check"]
    html = page(mei.post(f"{MODULE}/parts/ask-once/move", {"after": "_front", "seen": seen}))
    assert 'role="alert"' in html
    page(mei.post(f"{COURSE}/modules/-/parts/lately/move", {"after": "_front", "seen": seen}), 404)


def test_a_lesson_is_taken_out_after_a_question(app: Flask, mei: Desk) -> None:
    seen = hidden(page(mei.get(f"{MODULE}/parts/ask-once/remove")))
    assert files(app) == sample_folder()
    for _ in range(2):
        page(mei.post(f"{MODULE}/parts/ask-once/remove", {"seen": seen}))
    assert ids(app) == ids(app, EN) == ["_front", "hear-them", "tonight", "check"]
    page(mei.get(f"{MODULE}/parts/ask-once/remove"), 404)
    page(mei.get(f"{MODULE}/parts/_front/remove"), 404)


def test_settings_are_saved_and_comments_stay(app: Flask, mei: Desk) -> None:
    fields = {
        "was": was(mei),
        "pass_mark": "80",
        "order": "3",
        "sensitive": "1",
        f"sources.{LISTENING}": "S1, S2，S3",
        f"review.{LISTENING}": "legal",
        f"skippable.{LISTENING}": "1",
        f"sources.{HARD_DAYS}": "S2",
        f"review.{HARD_DAYS}": "",
        f"skippable.{HARD_DAYS}": "1",
    }
    page(mei.post(f"{COURSE}/settings", fields))
    toml = files(app)["course.toml"].decode()
    assert toml.startswith("# A course for tests.\n")
    for line in (
        "pass_mark = 80",
        "sensitive = true",
        "order = 3",
        'sources = ["S1", "S2", "S3"]',
        'review = ["legal"]',
    ):
        assert f"{line}\n" in toml
    page(mei.post(f"{COURSE}/settings", fields))
    assert files(app)["course.toml"].decode() == toml, "twice is once"
    html = page(mei.get(f"{COURSE}/settings"))
    assert 'value="S1, S2, S3"' in html


@pytest.mark.parametrize(
    ("field", "value"), [("pass_mark", "101"), ("pass_mark", "half"), ("order", "0"), ("order", "a"), ("order", "100")]
)
def test_a_setting_that_cant_be_says_why(app: Flask, mei: Desk, field: str, value: str) -> None:
    fields = {"was": was(mei), "pass_mark": "60", "order": "", field: value}
    html = page(mei.post(f"{COURSE}/settings", fields), 422)
    assert f'id="{field}-fault"' in html
    assert f'value="{value}"' in html
    assert files(app) == sample_folder()


def test_a_settings_file_that_is_full_takes_no_more(app: Flask, mei: Desk) -> None:
    toml = files(app)["course.toml"]
    with writing(app) as session:
        full = b"#\n" * ((LARGEST_FILE - len(toml)) // 2) + toml
        drafts.put_file(session, SAMPLE, "course.toml", full, staff_id(app, MEI))
    before = files(app)
    page(mei.post(f"{COURSE}/settings", {"was": was(mei), "pass_mark": "60", "order": "2", "sensitive": "1"}), 422)
    assert files(app) == before


def test_what_a_colleague_set_isnt_undone_by_who_set_something_else(app: Flask, mei: Desk, tan: Desk) -> None:
    before = was(mei)
    page(tan.post(f"{COURSE}/settings", {"was": before, "pass_mark": "77", **sources("S1")}))
    page(mei.post(f"{COURSE}/settings", {"was": before, "pass_mark": "60", "order": "2", **sources("S1", "S2")}))
    toml = files(app)["course.toml"].decode()
    assert "pass_mark = 77\n" in toml
    assert 'sources = ["S1", "S2"]\n' in toml


def test_two_who_set_the_same_are_shown_both(app: Flask, mei: Desk, tan: Desk) -> None:
    before = was(mei)
    page(tan.post(f"{COURSE}/settings", {"was": before, "pass_mark": "77", "sensitive": "1", **sources()}))
    mine = {"was": before, "pass_mark": "80", "order": "2", **sources("S3")}
    html = page(mei.post(f"{COURSE}/settings", mine), 409)
    assert b"pass_mark = 77" in files(app)["course.toml"]
    assert "“77”" in html.partition('id="pass_mark-fault"')[2].partition("</p>")[0]
    assert f'id="sources.{LISTENING}-fault"' in html
    assert "<details open><summary>" in html
    assert re.search('id="pass_mark"[^>]* value="80"', html)
    assert re.search('name="sensitive" value="1" checked', html), "what only Tan has set is as Tan set it"
    # Whoever has seen both decides.
    again = {**mine, "was": unescape(hidden(html, "was")), "sensitive": "1"}
    page(mei.post(f"{COURSE}/settings", again))
    toml = files(app)["course.toml"].decode()
    for line in ("pass_mark = 80", "sensitive = true", "order = 2", 'sources = ["S3"]'):
        assert f"{line}\n" in toml


def test_what_is_mended_after_a_refusal_undoes_nothing_either(app: Flask, mei: Desk, tan: Desk) -> None:
    before = was(mei)
    page(tan.post(f"{COURSE}/settings", {"was": before, "pass_mark": "77"}))
    html = page(mei.post(f"{COURSE}/settings", {"was": before, "pass_mark": "60", "order": "a"}), 422)
    again = {"was": unescape(hidden(html, "was")), "pass_mark": "60", "order": "2"}
    page(mei.post(f"{COURSE}/settings", again))
    assert b"pass_mark = 77\n" in files(app)["course.toml"]
    assert b"order = 2\n" in files(app)["course.toml"]


def test_the_file_of_the_settings(app: Flask, mei: Desk, tan: Desk) -> None:
    toml = files(app)["course.toml"].decode()
    base = digest(toml)
    new = toml.replace("60", "65").replace("\n", "\r\n")
    page(mei.post(f"{COURSE}/settings/file", {"base": base, "text": new}))
    assert files(app)["course.toml"].decode() == toml.replace("60", "65")
    html = page(tan.post(f"{COURSE}/settings/file", {"base": base, "text": "pass_mark = ["}), 422)
    assert "pass_mark = [" in html
    assert hidden(html, "base") == base, "still made from what it was made from"
    html = page(tan.post(f"{COURSE}/settings/file", {"base": base, "text": toml}), 409)
    assert "pass_mark = 60" in html.partition("<textarea")[2], "what Tan typed is still there"
    assert "<mark>65</mark>" in html.partition('class="there"')[2], "and what Mei wrote, marked where it differs"
    page(tan.post(f"{COURSE}/settings/file", {"base": hidden(html, "base"), "text": toml}))
    assert files(app)["course.toml"].decode() == toml
    html = page(tan.post(f"{COURSE}/settings/file", {"base": digest(toml), "text": toml + "#\n" * 32768}), 422)
    assert f">{catalogue('zh').gettext(FILE_TOO_LARGE.what, size=65)}" in html
    assert files(app)["course.toml"].decode() == toml


def test_titles_and_headings_are_said_to_be_in_their_language(app: Flask, mei: Desk) -> None:
    mei.language = "en"
    assert '1. <span lang="en">' in page(mei.get(COURSE))
    save(app, EN, b"---\noutcome: O\nminutes: 4\n---\n")
    assert '1. <span lang="zh">' in page(mei.get(COURSE))
    html = page(mei.get(MODULE))
    assert '<h1 lang="zh">' in html
    assert f'/write/{LISTENING}/ask-once" lang="zh">' in html
    assert f'/write/{LISTENING}/_front">' in html, "words of the page"
    assert re.search('<h1>[^<]*<span lang="zh">', page(mei.get(f"{COURSE}/past/{LISTENING}/zh")))
    assert "<h1>" in page(mei.get(f"{COURSE}/modules/-"))


def test_what_is_left_is_counted_as_the_language_counts(app: Flask, mei: Desk) -> None:
    text = files(app)[ZH].decode().replace("{#hear-them}\n", "{#hear-them}\n\n再说一句。\n", 1)
    save(app, ZH, f"{text}\n## 新的一课 {{#new-one}}\n\n字。\n".encode())
    for language, divided in (("en", ", "), ("zh", "、")):
        mei.language = language
        assert re.search(rf"1[^<1]*{divided}[^<1]*1[^<]*</a>", page(mei.get(COURSE))), language


def test_earlier_states_come_back(app: Flask, mei: Desk, tan: Desk) -> None:
    before = files(app)[ZH]
    save(app, ZH, before.replace("好好听".encode(), "听好".encode()))
    address = f"{COURSE}/past/{LISTENING}/zh"
    html = page(mei.get(address))
    assert "<del>" in html
    with database_of(app).session(writes=False) as session:
        past_id = session.scalars(select(DraftPast.id)).one()
    fields = {"past": str(past_id), "base": hidden(html, "base")}
    save(app, ZH, before + b"\n")
    page(tan.post(address, fields), 409)
    assert files(app)[ZH] == before + b"\n"
    fields["base"] = hidden(page(tan.get(address)), "base")
    page(tan.post(address, fields))
    assert files(app)[ZH] == before
    page(tan.post(address, fields))
    page(tan.post(address, {**fields, "past": str(uuid.uuid4())}), 409)
    page(tan.get(f"{COURSE}/past/{LISTENING}/vi"), 404)


def test_earlier_states_that_have_only_spaces_and_frequent_words_in_common_are_shown_quickly(
    app: Flask, mei: Desk
) -> None:
    def of(word: str) -> bytes:
        return "".join(f"the {word}{number} " for number in range(240)).encode()

    save(app, ZH, of("now"))
    with writing(app) as session:
        states = [{"content": of(f"w{number}x"), "changed_at": now()} for number in range(30)]
        session.add_all(DraftPast(course_id=SAMPLE, path=ZH, **state) for state in states)
    address = f"{COURSE}/past/{LISTENING}/zh"
    assert page(mei.get(address)).count("<details>") >= 30
    assert times_slower(lambda: page(mei.get(address)), lambda: page(mei.get(COURSE))) < 50


def test_a_draft_is_thrown_away_after_a_question(app: Flask, mei: Desk) -> None:
    assert mei.get(f"{COURSE}/discard").location.endswith(COURSE), "there is nothing to throw away"
    save(app, ZH, files(app)[ZH] + b"\n")
    seen = {"seen": hidden(page(mei.get(f"{COURSE}/discard")))}
    page(mei.post(f"{COURSE}/discard", seen))
    assert files(app) == sample_folder()
    page(mei.post(f"{COURSE}/discard", seen))
    page(begin(mei))
    seen = {"seen": hidden(page(mei.get("/studio/calling-home/discard")))}
    page(mei.post("/studio/calling-home/discard", seen))
    page(mei.get("/studio/calling-home"), 404)
    with database_of(app).session(writes=False) as session:
        acts = [(entry.act, entry.detail) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.at))]
    assert acts == [
        (Act.DISCARDED_DRAFT, SAMPLE),
        (Act.BEGAN_COURSE, "calling-home"),
        (Act.DISCARDED_DRAFT, "calling-home"),
    ]


def test_what_tan_wrote_since_mei_looked_isnt_thrown_away(app: Flask, mei: Desk) -> None:
    save(app, ZH, files(app)[ZH] + b"\n")
    seen = hidden(page(mei.get(f"{COURSE}/discard")))
    trainer(app, TAN)
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, ZH, "谭老师的话\n".encode(), staff_id(app, TAN))
    html = page(mei.post(f"{COURSE}/discard", {"seen": seen}), 409)
    assert files(app)[ZH] == "谭老师的话\n".encode()
    assert 'role="alert"' in html
    assert TAN.name in html
    page(mei.post(f"{COURSE}/discard", {"seen": hidden(html)}))
    assert files(app) == sample_folder()


def test_few_states_of_a_course_are_held_in_memory(app: Flask, mei: Desk) -> None:
    _read.cache_clear()
    for turn in range(12):
        save(app, ZH, sample_folder()[ZH] + b"\n" * turn)
        page(mei.get(COURSE))
    assert 1 <= _read.cache_info().currsize <= 8


def test_a_course_whose_files_are_spoilt_still_shows(app: Flask, mei: Desk) -> None:
    save(app, "course.toml", b"not toml")
    for path in ("", "/modules/-", "/settings"):
        page(mei.get(f"{COURSE}{path}"))
    page(mei.get("/studio"))
    save(app, "course.toml", sample_folder()["course.toml"])
    save(app, ZH, b"\xff\xfe")
    page(mei.get(COURSE))
    page(mei.get(MODULE))
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, {ZH: None}, staff_id(app, MEI))
    page(mei.get(COURSE))
    html = page(mei.get(MODULE))
    assert 'role="alert"' in html
    page(mei.post(f"{MODULE}/parts", {"kind": "lesson", "heading": "x", "seen": ""}))
    page(mei.post(f"{MODULE}/parts/hear-them/move", {"after": "_front", "seen": ""}), 404)


def test_nobody_else_comes_in(app: Flask) -> None:
    desk = office(app)
    page(desk.get("/studio"), 404)
    page(desk.post(f"{COURSE}/modules", {"title": "x"}), 404)
    page(desk.post(f"{MODULE}/remove"), 404)
    with database_of(app).session(writes=False) as session:
        assert not session.scalars(select(DraftFile)).all()


@on_sqlite
@pytest.mark.parametrize(
    ("address", "way", "current"),
    [
        ("", "All modules", "page"),
        (f"/modules/{LISTENING}", "All modules", "true"),
        (f"/write/{LISTENING}/hear-them", "All modules", "true"),
        (f"/translate/en/{LISTENING}/hear-them", "Languages", "true"),
        ("/settings", "Settings", "page"),
        ("/history/1", "History", "true"),
        ("/publish", "Publish", "page"),
    ],
)
def test_each_page_of_a_course_says_to_which_way_it_belongs(mei: Desk, address: str, way: str, current: str) -> None:
    html = page(mei.get(f"{COURSE}{address}"))
    nav = html.partition('<nav class="ways"')[2].partition("</nav>")[0]
    found = re.findall(r'aria-current="(\w+)">([^<]*)<', nav)
    assert found == [(current, catalogue("zh").gettext(way))]
