"""A trainer's pictures and recordings, as pages: brought in, described, replaced, taken away, and what is said of each."""

import re
from collections.abc import Mapping

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mpt.i18n import catalogue
from mpt.media import apart
from mpt.services import drafts
from mpt.services.publishing import publish
from tests.cast import MEI, TAN, Phone
from tests.content.folders import translated
from tests.media.files import SVG, as_form, photo, saved, tone, wav
from tests.sample import SAMPLE
from tests.web.acts import contents, in_both_languages, on_sqlite, says, went_to, words, writing
from tests.web.staff_acts import Desk, staff_id, trainer
from tests.web.studio.test_hostile_media import here

pytestmark = on_sqlite
MEDIA = "/studio/sample/media/listening"
RECORD = f"{MEDIA}/record/hear-them"
ALTS = {"alt.zh": "一位爸爸", "alt.en": "A father"}
NEW = {"new-alt.zh": "一位爸爸", "new-alt.en": "A father"}
ONE = f"{MEDIA}/file/hear-them.jpg"
FIELDS = {"part": "hear-them", **ALTS}
PHOTO = saved(photo(), "JPEG")
HEARD = wav(tone(3))
OF = "3f9a61c2"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decode here; tests/media/test_apart.py shows the process of its own."""
    monkeypatch.setattr(apart, "_asked", here)


@pytest.fixture
def mei(app: Flask) -> Desk:
    """Teacher Mei's desk."""
    return trainer(app)


def bring(desk: Desk, address: str, data: bytes, name: str = "a.jpg", **fields: str) -> TestResponse:
    """Send a file with a form."""
    kind, body = as_form(fields, name, data)
    return desk.post(address, body, content_type=kind)


def base(desk: Desk, address: str = ONE) -> str:
    """Return what a picture's page says of the words that it shows."""
    found = re.search(r'name="base" value="([0-9a-f]{16})"', desk.get(address).text)
    assert found
    return found[1]


def unmarked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a folder whose recordings don't say of which words they are."""
    return {path: re.sub(rb" \{of=\w+\}", b"", data) if path.endswith(".md") else data for path, data in files.items()}


def folder(app: Flask) -> dict[str, bytes]:
    """Return the course as it's being written."""
    with writing(app) as session:
        return drafts.folder(session, SAMPLE)


@in_both_languages
def test_a_picture_is_brought_described_replaced_and_taken_away(app: Flask, mei: Desk, language: str) -> None:
    mei.language = language
    assert says(mei.get(MEDIA), language, "There is no picture yet. One good picture shows what a lesson says.")
    page = bring(mei, MEDIA, PHOTO, **FIELDS)
    assert went_to(page) == f"/{language}{MEDIA}/file/hear-them.jpg"
    assert "JPG + WebP · 400 × 300" in words(page)
    assert "“一位爸爸”" in words(page)
    assert '<source type="image/webp"' not in page.text  # here one looks at what phones fall back on
    page = mei.post(ONE, {"alt.zh": "一位妈妈", "alt.en": "A mother", "base": base(mei)})
    assert "“A mother”" in words(page)
    page = bring(mei, f"{ONE}/replace", SVG, "a.svg", base=base(mei), **NEW)
    assert went_to(page) == f"/{language}{MEDIA}/file/hear-them.svg"
    assert "“A father”" in words(page)
    assert "hear-them.svg" in words(mei.get(MEDIA))
    sure = mei.get(f"{MEDIA}/file/hear-them.svg/remove")
    assert says(sure, language, "It is taken out of these texts too:")
    assert says(
        mei.post(f"{MEDIA}/file/hear-them.svg/remove"), language, "It is taken away, here and out of the texts."
    )
    assert not [path for path in folder(app) if "hear-them" in path]
    assert mei.get(f"{MEDIA}/file/hear-them.svg").status_code == 404


def test_words_are_asked_only_where_they_have_a_place(app: Flask, mei: Desk) -> None:
    assert 'name="alt.en"' in mei.get(MEDIA).text
    who = staff_id(app, MEI)
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, {"01-listening/en.md": None}, who)
    assert 'name="alt.en"' not in mei.get(MEDIA).text
    page = bring(mei, MEDIA, PHOTO, part="hear-them", **{"alt.zh": "一位爸爸"})
    assert "“一位爸爸”" in words(page)


def test_parents_see_it_once_it_is_published(app: Flask, mei: Desk) -> None:
    bring(mei, MEDIA, PHOTO, **FIELDS)
    bring(mei, f"{RECORD}/zh", HEARD, of=OF)
    with writing(app) as session:
        publish(session, SAMPLE, translated(unmarked(drafts.folder(session, SAMPLE))))
    page = Phone(app).get("/courses/sample/listening/hear-them").text
    assert '<picture><source type="image/webp" srcset="/media/sample/' in page
    assert '<audio controls preload="none" src="/media/sample/' in page
    webp, jpg = re.findall(r'(?:srcset|src)="(/media/[^"]+hear-them\.\w+)"', page)[:2]
    for address, kind in ((webp, "image/webp"), (jpg, "image/jpeg")):
        answer = app.test_client().get(address)
        assert (answer.status_code, answer.mimetype) == (200, kind)
    kept = Phone(app).get("/packages/sample").get_json()["files"]
    assert webp in kept
    assert jpg not in kept


@in_both_languages
def test_words_are_demanded_in_each_language_and_what_was_typed_stays(app: Flask, mei: Desk, language: str) -> None:
    mei.language = language
    before = contents(app)["draft_file"]
    page = bring(mei, MEDIA, PHOTO, **{**FIELDS, "alt.en": " "})
    assert page.status_code == 422
    assert says(page, language, "Say in a few words what the picture shows, for those who can't see it.")
    assert 'value="一位爸爸"' in page.text
    assert '<option value="hear-them" selected>' in page.text
    page = bring(mei, MEDIA, PHOTO, **{**FIELDS, "alt.en": "a" * 201})
    assert says(page, language, "That's too long. Please use 200 characters or fewer.")
    page = bring(mei, MEDIA, PHOTO, **{**FIELDS, "part": "nowhere"})
    assert says(page, language, "Choose a lesson that is there.")
    assert contents(app)["draft_file"] == before


@in_both_languages
def test_what_a_drawing_loses_is_listed(mei: Desk, language: str) -> None:
    mei.language = language
    drawing = SVG.replace(b"<path", b"<script>1</script><text>a</text><text>b</text><path")
    page = bring(mei, MEDIA, drawing, "a.svg", **FIELDS)
    assert page.status_code == 200
    assert says(page, language, "A lesson can't show everything that was in this drawing. Left out:")
    assert says(page, language, "scripts and foreign pages")
    assert "(2)" in words(page)


def test_a_replacement_that_cannot_be_taken_leaves_the_picture(app: Flask, mei: Desk) -> None:
    bring(mei, MEDIA, PHOTO, **FIELDS)
    before = folder(app)
    for address, data, fields in (
        ("/replace", b"%PDF", NEW),
        ("/replace", PHOTO, {"new-alt.zh": "爸爸"}),
        ("", b"", {"alt.zh": "爸爸"}),
    ):
        assert bring(mei, f"{MEDIA}/file/hear-them.jpg{address}", data, **fields).status_code == 422
    assert folder(app) == before
    assert bring(mei, f"{MEDIA}/file/no.jpg/replace", PHOTO, **NEW).status_code == 404
    assert mei.post(f"{MEDIA}/file/no.jpg", ALTS).status_code == 404


def test_what_is_wrong_stands_in_the_form_that_was_sent(mei: Desk) -> None:
    bring(mei, MEDIA, PHOTO, **FIELDS)
    for address, wrong, other in (("", "alt", "new-alt"), ("/replace", "new-alt", "alt")):
        fields = {f"{wrong}.zh": "", f"{wrong}.en": "A mother", "base": base(mei)}
        page = bring(mei, f"{ONE}{address}", PHOTO, **fields)
        assert page.status_code == 422
        field = re.search(rf'<input id="{wrong}.zh"[^>]*>', page.text)
        assert field
        assert f'{wrong}.zh-fault" aria-invalid="true"' in field[0]
        assert f'id="{wrong}.zh-fault"' in page.text
        assert page.text.count("aria-invalid") == 1
        assert re.search(rf'<input id="{wrong}.en"[^>]* value="A mother"', page.text)
        assert re.search(rf'<input id="{other}.en"[^>]* value="A father"', page.text)


@pytest.mark.parametrize(("address", "field"), [("", "alt"), ("/replace", "new-alt")])
def test_two_who_describe_one_picture_write_nothing_over(app: Flask, mei: Desk, address: str, field: str) -> None:
    bring(mei, MEDIA, PHOTO, **FIELDS)
    tan, shown = trainer(app, TAN), base(mei)
    tan.post(ONE, {"alt.zh": "一位妈妈", "alt.en": "A father", "base": shown})
    mine = {f"{field}.zh": "一位叔叔", f"{field}.en": "A father"}
    page = bring(mei, f"{ONE}{address}", PHOTO, base=shown, **mine)
    assert page.status_code == 409
    assert 'role="alert"' in page.text.partition("<main")[2].partition("<form")[0], (
        "said where the page begins, far above the fields"
    )
    assert "“一位妈妈”" in page.text.partition(f'id="{field}.zh-fault"')[2].partition("</p>")[0]
    assert f'id="{field}.en-fault"' not in page.text
    assert re.search(rf'<input id="{field}.zh"[^>]* value="一位叔叔"', page.text)
    assert "一位妈妈" in folder(app)["01-listening/zh.md"].decode()
    # Whoever has seen both decides.
    assert bring(mei, f"{ONE}{address}", PHOTO, base=base(mei), **mine).status_code == 200
    assert "一位叔叔" in folder(app)["01-listening/zh.md"].decode()


@in_both_languages
def test_a_cover_is_replaced_by_drawings_alone(app: Flask, mei: Desk, language: str) -> None:
    mei.language = language
    own = "/studio/sample/media/-"
    with writing(app) as session:
        manifest = b'cover = "cover.svg"\n' + drafts.folder(session, SAMPLE)["course.toml"]
        drafts.save_files(session, SAMPLE, {"cover.svg": SVG, "course.toml": manifest}, None)
    assert says(mei.get(own), language, "The course's cover")
    assert bring(mei, f"{own}/file/cover.svg/replace", SVG.replace(b"320", b"160"), "a.svg").status_code == 200
    message = "A course's cover must be a drawing (SVG), and can't be taken away, only replaced."
    for page in (bring(mei, f"{own}/file/cover.svg/replace", PHOTO), mei.post(f"{own}/file/cover.svg/remove")):
        assert page.status_code == 422
        assert says(page, language, message)
    page = bring(mei, own, PHOTO, **{**FIELDS, "part": "_front"})
    assert went_to(page).endswith("/file/front.jpg")


def test_the_pictures_of_the_courses_own_words_are_found_from_its_pages(mei: Desk) -> None:
    for page in ("/studio/sample", "/studio/sample/modules/-"):
        assert 'href="/zh/studio/sample/media/-"' in mei.get(page).text
    assert f'href="/zh{MEDIA}"' in mei.get("/studio/sample/modules/listening").text


def test_a_text_that_is_full_has_no_room_for_a_picture(app: Flask, mei: Desk) -> None:
    with writing(app) as session:
        text = drafts.folder(session, SAMPLE)["01-listening/zh.md"]
        filled = text + b"\n" + b"a\n" * ((64 * 1024 - len(text)) // 2 - 1)
        drafts.save_files(session, SAMPLE, {"01-listening/zh.md": filled}, None)
    for page in (bring(mei, MEDIA, PHOTO, **FIELDS), bring(mei, f"{RECORD}/zh", HEARD, of=OF)):
        assert page.status_code == 422
        assert says(page, "zh", "The text has no room for it: a file has at most 64 KB. Divide the module into two.")
    assert "01-listening/hear-them.jpg" not in folder(app)


@in_both_languages
def test_a_lesson_is_recorded_found_stale_called_right_and_taken_away(app: Flask, mei: Desk, language: str) -> None:
    mei.language = language
    page = mei.get(f"{RECORD}/{language}")
    of = re.search(r'name="of" value="([0-9a-f]{8})"', page.text)
    assert of
    assert 'data-longest="180"' in page.text
    page = bring(mei, f"{RECORD}/{language}", HEARD, "a.wav", of=of[1], begin="0:00,5", end="2.5")
    assert says(page, language, "The recording is kept. Parents hear it once the course is published.")
    assert "0:02" in words(page)
    assert f"of={of[1]}" in folder(app)[f"01-listening/{language}.md"].decode()
    old, new = {"zh": ("先听孩子", "请听孩子"), "en": ("Let your child", "Let the child")}[language]
    with writing(app) as session:
        path = f"01-listening/{language}.md"
        changed = drafts.folder(session, SAMPLE)[path].decode().replace(old, new, 1)
        drafts.save_files(session, SAMPLE, {path: changed.encode()}, None)
    page = mei.get(f"{RECORD}/{language}")
    assert says(page, language, "stale: the words were changed since")
    now = re.search(r'name="of" value="([0-9a-f]{8})"', page.text)
    assert now
    page = mei.post(f"{RECORD}/{language}/fits", {"of": now[1]})
    assert says(page, language, "Noted: the recording fits the words as they are.")
    assert f"of={now[1]}" in folder(app)[path].decode()
    page = mei.post(f"{RECORD}/{language}/remove")
    assert says(page, language, "The recording is taken away.")
    assert not [path for path in folder(app) if path.endswith(".mp3")]


def test_scripts_are_answered_in_json(mei: Desk) -> None:
    asks = {"headers": {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}, "follow_redirects": False}
    kind, body = as_form({"of": OF, "begin": "0"}, "a.wav", HEARD)
    answer = mei.post(f"{RECORD}/zh", body, content_type=kind, **asks)
    assert answer.get_json() == {"to": "/zh/studio/sample/media/listening/record/hear-them/zh?saved=1"}
    kind, body = as_form({"of": OF}, "a.wav", b"%PDF")
    answer = mei.post(f"{RECORD}/zh", body, content_type=kind, **asks)
    assert answer.status_code == 422
    assert "PDF" in answer.get_json()["fault"]
    kind, body = as_form({"of": OF}, "a.wav", HEARD)
    answer = mei.post(f"{MEDIA}/record/nowhere/zh", body, content_type=kind, **asks)
    assert answer.status_code == 422
    assert answer.get_json()["fault"] == catalogue("zh").gettext(
        "This lesson isn't there any more: somebody took it out or gave it another id."
    )


@pytest.mark.parametrize(
    ("begin", "end"),
    [("a", ""), ("", "1:b"), ("2", "1"), ("9", ""), ("9" * 4000 + ":1", "")],
    ids=["a letter", "half a letter", "backwards", "behind the end", "no number holds it"],
)
def test_what_cannot_be_chosen_is_said_and_stays_in_the_field(mei: Desk, begin: str, end: str) -> None:
    page = bring(mei, f"{RECORD}/zh", HEARD, "a.wav", of=OF, begin=begin, end=end)
    assert page.status_code == 422
    assert f'value="{begin}"' in page.text
    assert "请先定开始" in words(page) or "Choose a beginning" in words(page)


@pytest.mark.parametrize("of", ["", "x", "3F9A61C2", "3f9a61c2a", "zzzzzzzz"])
def test_a_recording_of_no_words_is_none_of_our_forms(app: Flask, mei: Desk, of: str) -> None:
    before = contents(app)["draft_file"]
    assert bring(mei, f"{RECORD}/zh", HEARD, of=of).status_code == 400
    assert mei.post(f"{RECORD}/zh/fits", {"of": of}).status_code == 400
    assert contents(app)["draft_file"] == before


def test_a_lesson_that_goes_meanwhile_takes_no_recording(app: Flask, mei: Desk) -> None:
    for place in (f"{MEDIA}/record/nowhere/zh", f"{RECORD}/vi", f"{MEDIA}/record/check/zh"):
        assert mei.get(place).status_code == 404
        assert bring(mei, place, HEARD, of=OF).status_code == 404
        assert mei.post(f"{place}/fits", {"of": OF}).status_code == 404
        assert mei.post(f"{place}/remove").status_code == 404
    for place in ("/studio/sample/media/nowhere", "/studio/nowhere/media/listening"):
        assert mei.get(place).status_code == 404
        assert bring(mei, place, PHOTO, **FIELDS).status_code == 404
        assert mei.post(f"{place}/file/a.jpg/remove").status_code == 404


def test_only_the_record_page_may_hear(mei: Desk, phone: Phone) -> None:
    assert mei.get(f"{RECORD}/zh").headers["Permissions-Policy"].startswith("microphone=(self)")
    for page in (
        mei.get(MEDIA),
        mei.get("/staff/me"),
        phone.get("/"),
        phone.get("/courses/sample/listening/hear-them"),
    ):
        assert page.headers["Permissions-Policy"] == "microphone=(), camera=(), geolocation=()"


def test_a_lesson_to_read_is_shown_as_it_is_without_its_recording(mei: Desk) -> None:
    bring(mei, f"{RECORD}/zh", HEARD, of=OF)
    page = mei.get(f"{RECORD}/zh")
    shown = page.text.partition('class="to-read"')[2].partition("</section>")[0]
    assert "先听孩子把话说完" in shown
    assert "<audio" not in shown
    assert "<audio" in page.text


def test_recordings_that_nothing_plays_are_listed(app: Flask, mei: Desk) -> None:
    with writing(app) as session:
        drafts.save_files(session, SAMPLE, {"01-listening/lost.mp3": b"bad"}, None)
    assert says(mei.get(MEDIA), "zh", "Recordings that no text plays")
    page = mei.get(f"{MEDIA}/file/lost.mp3")
    assert says(
        page, "zh", "No text uses this file. A course can't be published with it: use it in a text, or delete it."
    )
    assert says(mei.get(f"{MEDIA}/file/lost.mp3/remove"), "zh", "No text uses it.")
