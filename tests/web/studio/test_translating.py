"""Translating in the browser: what is stale beside what the source said, still right or written anew, and a language more."""

import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mpt.content.drift import State
from mpt.content.manifest import MANIFEST
from mpt.content.parts import FRONT, digest, part_of
from mpt.services import drafts, translating
from tests.cast import MEI, TAN
from tests.sample import LESSONS, SAMPLE
from tests.web.acts import contents, heading, in_both_languages, on_sqlite, went_to, words, writing
from tests.web.staff_acts import Desk, counsellor, office, staff_id, trainer

pytestmark = on_sqlite

STUDIO = f"/studio/{SAMPLE}"
OVERVIEW, LANGUAGES = f"{STUDIO}/translate/en", f"{STUDIO}/languages"
HEAR, ASK = LESSONS
PART = f"{OVERVIEW}/listening/{HEAR}"
ZH, EN = "01-listening/zh.md", "01-listening/en.md"
NEW = f"## Listening, anew {{#{HEAR}}}\r\n\r\nNew words.\r\n"


@pytest.fixture
def mei(app: Flask) -> Desk:
    """Mei, a trainer, at work in English."""
    desk = trainer(app)
    desk.language = "en"
    return desk


def edit(app: Flask, part: str = HEAR, words_: str = "新的话。") -> None:
    """Let Mei put some words to the end of a part of the source."""
    who = staff_id(app, MEI)
    with writing(app) as session:
        there = part_of(drafts.texts(session, SAMPLE)[ZH].decode(), part).text
        drafts.save_part(session, SAMPLE, ZH, part, f"{there}\n{words_}\n", digest(there), who)


def put(app: Flask, path: str, content: str) -> None:
    """Let Mei have written a whole file."""
    who = staff_id(app, MEI)
    with writing(app) as session:
        drafts.put_file(session, SAMPLE, path, content.encode(), who)


def text(app: Flask, path: str = EN) -> str:
    """Return a file as it's being written."""
    with writing(app) as session:
        return drafts.texts(session, SAMPLE)[path].decode()


def stale(app: Flask, language: str = "en") -> list[tuple[str, str]]:
    """Return what isn't fresh, by module and part."""
    with writing(app) as session:
        found = translating.states(session, SAMPLE, language)
        return [(one.module_id, part.part) for one in found for part in one.parts if part.state is not State.FRESH]


def field(page: TestResponse, name: str) -> str:
    """Return what a field of a page holds."""
    html = page.get_data(as_text=True)
    found = re.search(rf'name="{name}"(?:[^>]* value="([^"]*)"|[^>]*>\n(.*?)</textarea>)', html, re.DOTALL)
    assert found, words(page)
    return unescape(found[1] or found[2] or "")


def send(desk: Desk, page: TestResponse, new: str, path: str = PART, **fields: str) -> TestResponse:
    """Send a translation from a page that was opened before."""
    return desk.post(path, {"text": new, "base": field(page, "base"), "source": field(page, "source"), **fields})


def still_right(desk: Desk, page: TestResponse, path: str = PART) -> TestResponse:
    """Send what a page shows as it is, as a browser does."""
    return send(desk, page, field(page, "text").replace("\n", "\r\n"), path)


def marked(page: TestResponse, tag: str) -> list[str]:
    """Return what a page marks as gone (del) or come (ins)."""
    return re.findall(rf"<{tag}>(.*?)</{tag}>", page.get_data(as_text=True), re.DOTALL)


def test_a_fresh_course_says_so_and_nothing_is_begun(app: Flask, mei: Desk) -> None:
    page = mei.get(OVERVIEW)
    assert "All of it is fresh." in words(page)
    assert heading(page) == "Translation into English"
    with writing(app) as session:
        assert drafts.find(session, SAMPLE) is None


def test_a_stale_part_shows_the_source_before_and_now_and_is_still_right(app: Flask, mei: Desk) -> None:
    edit(app)
    page = mei.get(OVERVIEW)
    assert "11 fresh, 1 stale, 0 missing" in words(page)
    page = mei.get(PART)
    assert [word.strip() for word in marked(page, "ins")] == ["新的话。"]
    assert marked(page, "del") == []
    assert "The source before" in words(page)
    assert field(page, "text") == part_of(text(app), HEAR).text.strip()
    before = text(app)
    page = still_right(mei, page)
    assert went_to(page) == f"/en{OVERVIEW}"
    assert "Nothing is left to translate" in words(page)
    assert stale(app) == []
    assert re.sub("translated_from: .*", "", text(app)) == re.sub("translated_from: .*", "", before)


def test_a_translation_written_anew_leads_on_to_the_next(app: Flask, mei: Desk) -> None:
    edit(app)
    edit(app, "check")
    page = send(mei, mei.get(PART), NEW)
    assert went_to(page) == f"/en{OVERVIEW}/listening/check"
    assert "This is the next part that isn't fresh" in words(page)
    assert part_of(text(app), HEAR).text == f"## Listening, anew {{#{HEAR}}}\n\nNew words.\n"
    assert stale(app) == [("listening", "check")]


def test_the_first_to_do_is_one_tap_away_and_comes_again_behind_the_last(app: Flask, mei: Desk) -> None:
    edit(app)
    edit(app, "check")
    first = re.search(r'class="big" href="([^"]*)"', mei.get(OVERVIEW).get_data(as_text=True))
    assert first
    assert first[1] == f"/en{PART}"
    at = f"{OVERVIEW}/listening/check"
    assert went_to(still_right(mei, mei.get(at), at)) == f"/en{PART}"


def test_a_source_that_changed_meanwhile_is_compared_once_more(app: Flask, mei: Desk) -> None:
    edit(app)
    page = mei.get(PART)
    edit(app, words_="还有一句。")
    before = text(app)
    again = still_right(mei, page)
    assert went_to(again) == f"/en{PART}"
    assert "But the source was changed" in words(again)
    assert text(app) == before
    again = send(mei, page, NEW)
    assert went_to(again) == f"/en{PART}"
    assert "Your translation is saved. But the source was changed" in words(again)
    assert "New words." in text(app)
    assert stale(app) == [("listening", HEAR)]


def test_two_translators_see_both_texts_and_nothing_is_written_over(app: Flask, mei: Desk) -> None:
    tan = trainer(app, TAN)
    tan.language = "en"
    page = mei.get(PART)
    assert "has this open too" not in words(page)
    theirs = tan.get(PART)
    assert "梅老师 has this open too" in words(theirs)
    send(tan, theirs, NEW)
    answer = send(mei, page, NEW.replace("New words", "Other words"))
    assert answer.status_code == 409
    assert "谭老师 changed this" in words(answer)
    assert "Other words" in field(answer, "text")
    assert "New words" in text(app)
    assert send(mei, answer, field(answer, "text").replace("\n", "\r\n")).status_code == 200
    assert "Other words" in text(app)


def test_whoever_typed_loses_nothing_by_the_button_that_says_still_right(app: Flask, mei: Desk) -> None:
    edit(app)
    page = mei.get(PART)
    assert 'class="quiet">Still right as it is' in page.text
    assert 'name="right"' not in page.text
    typed = field(page, "text").replace("## ", "## Once more: ")
    assert went_to(send(mei, page, typed.replace("\n", "\r\n"))) == f"/en{OVERVIEW}"
    assert part_of(text(app), HEAR).text.strip() == typed
    assert stale(app) == []


def test_nobody_calls_a_text_right_that_they_havent_seen(app: Flask, mei: Desk) -> None:
    edit(app)
    page = mei.get(PART)
    put(app, EN, text(app).replace("## ", "## Unseen: "))
    answer = still_right(mei, page)
    assert answer.status_code == 409
    assert "Unseen:" in words(answer)
    assert "Unseen:" not in field(answer, "text")
    assert stale(app) == [("listening", HEAR)]


def test_who_translates_is_seen_as_long_as_the_page_is_open_even_where_all_is_missing(app: Flask, mei: Desk) -> None:
    mei.post(LANGUAGES, {"tag": "vi"})
    tan, at = trainer(app, TAN), f"{STUDIO}/translate/vi/listening"
    page = mei.get(f"{at}/{HEAR}")
    assert f'data-here="/en{STUDIO}/write/listening/{HEAR}/vi/here"' in page.text
    assert f'data-leave="/en{STUDIO}/write/listening/{HEAR}/vi/leave"' in page.text
    mei.post(f"{STUDIO}/write/listening/{HEAR}/vi/leave")
    assert "梅老师" not in words(tan.get(f"{at}/{ASK}"))
    mei.post(f"{STUDIO}/write/listening/{HEAR}/vi/here")
    assert "梅老师" in words(tan.get(f"{at}/{ASK}"))
    assert mei.post(f"{STUDIO}/write/listening/none/vi/here").get_json() == {
        "base": "",
        "others": [{"name": "谭老师", "same": False}],
    }


BESIDE = f"{STUDIO}/write/listening/{HEAR}?tongue=zh&beside=en"


def fits(page: TestResponse) -> tuple[str, dict[str, str]]:
    """Return where the button leads that says of the English beside the Chinese that it fits, and what it sends."""
    found = re.search(r'formaction="([^"]*)" name="source" value="(\w+)"', page.text)
    assert found, words(page)
    base = re.findall(r'name="base" value="(\w+)"', page.text)[-1]
    shown = re.findall(r"aria-describedby=[^>]*>\n(.*?)</textarea>", page.text, re.DOTALL)[-1]
    address = unescape(found[1]).removeprefix("/en")
    return address, {"text": unescape(shown).replace("\n", "\r\n"), "base": base, "source": found[2]}


def test_who_writes_both_languages_says_there_that_the_translation_fits(app: Flask, mei: Desk) -> None:
    assert "data-source" not in mei.get(f"{STUDIO}/write/listening/{HEAR}?tongue=en").text
    button = re.compile(r'data-source="in-zh-form"( hidden)?>')
    assert button.findall(mei.get(BESIDE).text) == [" hidden"]
    edit(app)
    edit(app, "check")
    page = mei.get(BESIDE)
    assert button.findall(page.text) == [""]
    assert '<span class="tag on">stale</span>' in page.text
    address, sent = fits(page)
    answer = mei.post(address, {**sent, "text": sent["text"].replace("## ", "## Both: ")})
    assert went_to(answer) == f"/en{STUDIO}/write/listening/{HEAR}"
    assert button.findall(answer.text) == [" hidden"]
    assert "Saved." in words(answer)
    assert "## Both: " in text(app)
    assert stale(app) == [("listening", "check")]


def test_a_translation_fits_only_the_source_that_is_shown_beside_it(app: Flask, mei: Desk) -> None:
    edit(app)
    address, sent = fits(mei.get(BESIDE))
    edit(app, words_="还有一句。")
    answer = mei.post(address, sent)
    assert went_to(answer) == f"/en{PART}"
    assert "compare once more" in words(answer)
    assert stale(app) == [("listening", HEAR)]


def test_the_front_is_said_to_fit_beside_its_source_too(app: Flask, mei: Desk) -> None:
    put(app, ZH, text(app, ZH).replace("title: ", "title: 新", 1))
    address, sent = fits(mei.get(BESIDE.replace(HEAR, FRONT)))
    mei.post(address, sent)
    assert stale(app) == []


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("", "Nothing of this is translated yet"),
        ("No heading", "The first line must be the heading"),
        (f"{NEW}\r\n## More {{#more}}\r\n", "There is a second heading"),
        (NEW.replace(HEAR, "other"), f"The heading must keep its id: {{#{HEAR}}}"),
        (NEW + "x" * 65_536, "too long for one file"),
    ],
)
def test_what_cant_be_saved_stays_in_its_field(app: Flask, mei: Desk, new: str, said: str) -> None:
    edit(app)
    page, before = mei.get(PART), contents(app)
    answer = send(mei, page, new)
    assert answer.status_code == 422
    assert said in words(answer)
    assert field(answer, "text") == new.replace("\r\n", "\n")
    assert contents(app) == before


def test_faults_of_a_translation_stand_below_it(app: Flask, mei: Desk) -> None:
    at = f"{OVERVIEW}/listening/check"
    page = mei.get(at)
    assert "to mend" not in words(page)
    new = field(page, "text").replace("- [x] Say sorry", "- [ ] Say sorry").replace("\n", "\r\n")
    send(mei, page, new, at)
    page = mei.get(at)
    assert "thing to mend" in words(page) or "things to mend" in words(page)
    assert "q-late" in words(page)
    assert "Not built like the source" in words(mei.get(OVERVIEW))


def test_what_became_of_a_part_that_is_gone(app: Flask, mei: Desk) -> None:
    page = mei.get(PART)
    put(app, ZH, text(app, ZH).replace(f"{{#{HEAR}}}", "{#elsewhere}"))
    answer = send(mei, page, NEW)
    assert answer.status_code == 410
    assert "What you typed is still here" in words(answer)
    assert "New words." in words(answer)
    assert mei.get(PART).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"{STUDIO}/translate/zh",
        f"{STUDIO}/translate/vi",
        "/studio/none/translate/en",
        f"{OVERVIEW}/none/{HEAR}",
        f"{OVERVIEW}/listening/none",
        "/studio/none/languages",
    ],
)
def test_what_isnt_there(mei: Desk, path: str) -> None:
    assert mei.get(path).status_code == 404


def test_a_translation_isnt_sent_where_nothing_is_translated(app: Flask, mei: Desk) -> None:
    before = contents(app)
    for path in (f"{STUDIO}/translate/zh/listening/{HEAR}", f"{OVERVIEW}/none/{HEAR}"):
        assert mei.post(path, {"text": NEW, "base": "", "source": ""}).status_code == 404
    assert mei.post(f"{LANGUAGES}/zh/set-aside").status_code == 404
    assert contents(app) == before


def test_only_trainers_translate(app: Flask) -> None:
    for desk in (office(app), counsellor(app)):
        assert desk.get(PART).status_code == 404
        assert desk.post(LANGUAGES, {"tag": "vi"}).status_code == 404


def test_a_recording_in_the_source_is_only_noted(app: Flask, mei: Desk) -> None:
    assert "Compared, but not noted yet" not in words(mei.get(OVERVIEW))
    edit(app, words_=":audio: hear.mp3")
    page = mei.get(OVERVIEW)
    assert "In 1 text only something was changed" in words(page)
    assert "Noted." in words(mei.post(OVERVIEW))
    assert "Compared, but not noted yet" not in words(mei.get(OVERVIEW))


def test_a_translator_compares_words_and_no_recording(app: Flask, mei: Desk) -> None:
    edit(app, words_=":audio: hear.mp3 {of=3f9a61c2}\n\n睡前读一页也好。")
    page = mei.get(PART)
    assert [come.strip() for come in marked(page, "ins")] == ["睡前读一页也好。"]
    assert "3f9a61c2" not in page.text


def test_where_nobody_knows_the_old_source_it_is_said(app: Flask, mei: Desk) -> None:
    put(app, EN, re.sub("translated_from: .*", "translated_from: 00000000", text(app)))
    page = mei.get(PART)
    assert "It isn't known any more what the source said" in words(page)
    assert "The source before" not in words(page)


# Languages


@in_both_languages
def test_a_language_is_added_translated_and_set_aside(app: Flask, mei: Desk, language: str) -> None:
    mei.language = language
    page = mei.get(LANGUAGES)
    assert 'value="vi">Tiếng Việt' in page.get_data(as_text=True)
    page = mei.post(LANGUAGES, {"tag": "vi", "other": ""})
    assert "Tiếng Việt" in words(page)
    assert 'languages = ["zh", "en", "vi"]' in text(app, MANIFEST)
    overview = f"{STUDIO}/translate/vi"
    assert "12" in words(mei.get(overview))
    at = f"{overview}/listening/{HEAR}"
    page = mei.get(at)
    # The source is there to be written over, and saving it as it is isn't a translation.
    assert send(mei, page, field(page, "text").replace("\n", "\r\n"), at).status_code == 422
    page = send(mei, page, f"## Nghe {{#{HEAR}}}\r\nNghe con nói.\r\n", at)
    assert went_to(page) == f"/{language}{overview}/listening/{ASK}"
    assert "Nghe con nói." in text(app, "01-listening/vi.md")
    mei.post(f"{LANGUAGES}/vi/set-aside")
    assert "vi" not in text(app, MANIFEST).partition("\n")[2].partition("\n")[0]
    mei.post(LANGUAGES, {"tag": "vi", "other": ""})
    assert "Nghe con nói." in text(app, "01-listening/vi.md")


@pytest.mark.parametrize(
    ("tag", "other"), [("", ""), ("", "vietnamese"), ("", "xx"), ("vi", "???"), ("", "zh-Hant-TW-x")]
)
def test_a_language_that_nobody_knows_is_refused(app: Flask, mei: Desk, tag: str, other: str) -> None:
    before = contents(app)
    page = mei.post(LANGUAGES, {"tag": tag, "other": other})
    assert page.status_code == 422
    assert "We don't know this language" in words(page)
    assert field(page, "other") == other
    assert contents(app) == before


def test_settings_that_cant_be_read_are_said(app: Flask, mei: Desk) -> None:
    put(app, MANIFEST, "languages = [")
    assert "The course's settings can't be read" in words(mei.get(LANGUAGES))
    page = mei.post(LANGUAGES, {"tag": "vi"})
    assert page.status_code == 422
    put(app, MANIFEST, '"languages" = ["zh", "vi"]\n')
    assert mei.post(f"{LANGUAGES}/vi/set-aside").status_code == 422


def test_a_course_has_twelve_languages_and_no_more(app: Flask, mei: Desk) -> None:
    for tag in ("vi", "id", "bn", "my", "km", "lo", "th", "ne", "hi", "ur"):
        assert mei.post(LANGUAGES, {"tag": tag}).status_code == 200
    page = mei.get(LANGUAGES)
    assert "12 languages already" in words(page)
    assert "Add a language" not in words(page)
    assert mei.post(LANGUAGES, {"tag": "ta"}).status_code == 422


def test_letters_that_certificates_lack_are_said(mei: Desk) -> None:
    page = mei.post(LANGUAGES, {"tag": "vi"})
    assert "Our printing fonts lack letters" not in words(page)
    page = mei.post(LANGUAGES, {"tag": "bn"})
    assert "Our printing fonts lack letters of this language" in words(page)
    assert words(page).count("The words around the lessons") == 2


def test_the_courses_own_words_are_translated_too(app: Flask, mei: Desk) -> None:
    page = mei.get(f"{OVERVIEW}/-/{FRONT}")
    assert heading(page).startswith("Title, summary and introduction")
    assert "translated_from" not in field(page, "text")
    send(mei, page, field(page, "text").replace("Small.", "Tiny.").replace("\n", "\r\n"), f"{OVERVIEW}/-/{FRONT}")
    assert "summary: Tiny." in text(app, "en.md")
    assert "translated_from" in text(app, "en.md")
