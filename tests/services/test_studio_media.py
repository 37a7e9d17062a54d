"""Pictures and recordings of a course that is being written: put in and taken out, with every translation as right as before."""

from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from mpt.content.check import check_course
from mpt.content.drift import Drift, State, drifts
from mpt.content.faults import say
from mpt.content.parts import FRONT, UnknownPartError, digest, part_of
from mpt.content.recordings import words_hash
from mpt.rules.permissions import Grant, Role
from mpt.services import drafts, media, mediaview, translating, translations
from mpt.services.media import (
    AltMissingError,
    AltTooLongError,
    At,
    CoverError,
    UnknownMediumError,
    WordsChangedError,
)
from mpt.services.mediaview import Fits, Spoken
from mpt.services.structure import UnknownModuleError
from mpt.services.translating import Address
from tests.cast import MEI
from tests.media.files import SVG, photo, saved
from tests.recordings import mp3
from tests.sample import LESSONS, LISTENING, SAMPLE
from tests.services.staff_acts import settled

HEAR, ASK = LESSONS
ZH, EN = "01-listening/zh.md", "01-listening/en.md"
ALTS = {"zh": "一位爸爸在窗边", "en": "A father at a window"}
PHOTO = {".jpg": saved(photo(), "JPEG"), ".webp": saved(photo(), "WEBP")}
OTHER = {".png": saved(photo(300, 200).quantize(64), "PNG"), ".webp": saved(photo(300, 200), "WEBP")}
DRAWING = {".svg": SVG.replace(b"#b8392a", b"currentColor")}


@pytest.fixture
def at(session: Session) -> At:
    """The small course's first module, and teacher Mei."""
    return At(SAMPLE, LISTENING, settled(session, MEI, Grant(Role.TRAINER)))


@pytest.fixture
def own(at: At) -> At:
    """The course's own words."""
    return At(SAMPLE, translating.OWN, at.staff_id)


def folder(session: Session) -> dict[str, bytes]:
    """Return the course as it's being written."""
    return drafts.folder(session, SAMPLE)


def part(session: Session, path: str = ZH, part_id: str = HEAR) -> str:
    """Return a part of a text as it's being written."""
    return part_of(folder(session)[path].decode(), part_id).text


def faults(session: Session) -> list[str]:
    """Return what the check says of the course as it's being written."""
    return [say(fault) for fault in check_course(SAMPLE, folder(session))]


def spoken(session: Session, tongue: str = "zh", part_id: str = HEAR) -> Spoken:
    """Return how far a lesson's recording is."""
    return mediaview.look(session, SAMPLE, LISTENING).spoken[part_id][tongue]


def base(session: Session, name: str = "hear-them.jpg") -> str:
    """Return what stands for a picture's words as a page has just shown them."""
    return mediaview.look(session, SAMPLE, LISTENING).medium(name).base


def change(session: Session, at: At, old: str, new: str, path: str = ZH) -> None:
    """Write something else in a text."""
    text = folder(session)[path].decode()
    assert old in text
    drafts.put_file(session, SAMPLE, path, text.replace(old, new, 1).encode(), at.staff_id)


def test_a_picture_comes_with_its_words_in_every_language_and_can_be_published(session: Session, at: At) -> None:
    assert media.add_picture(session, at, HEAR, PHOTO, ALTS) == "hear-them.jpg"
    assert part(session).splitlines()[:3] == ["## 好好听 {#hear-them}", "", "![一位爸爸在窗边](hear-them.jpg)"]
    assert "![A father at a window](hear-them.jpg)" in part(session, EN)
    assert folder(session)["01-listening/hear-them.jpg"] == PHOTO[".jpg"]
    assert folder(session)["01-listening/hear-them.webp"] == PHOTO[".webp"]
    assert faults(session) == []


def test_the_same_picture_again_is_once_and_another_has_another_name(session: Session, at: At) -> None:
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    before = folder(session)
    assert media.add_picture(session, at, HEAR, PHOTO, ALTS) == "hear-them.jpg"
    assert folder(session) == before
    media.add_picture(session, at, HEAR, PHOTO, {**ALTS, "en": "A man"})
    assert part(session, EN).count("](hear-them.jpg)") == 1
    assert "![A man](hear-them.jpg)" in part(session, EN)
    assert media.add_picture(session, at, HEAR, OTHER, ALTS) == "hear-them-2.png"
    assert media.add_picture(session, at, HEAR, DRAWING, ALTS) == "hear-them-3.svg"
    assert media.add_picture(session, at, ASK, PHOTO, ALTS) == "hear-them.jpg"
    assert faults(session) == []


@pytest.mark.parametrize(
    ("alts", "error"), [({"zh": "爸爸"}, AltMissingError), ({"zh": "爸爸", "en": " \n"}, AltMissingError)]
)
def test_a_picture_without_words_in_a_language_is_not_taken(
    session: Session, at: At, alts: dict[str, str], error: type
) -> None:
    with pytest.raises(error) as refused:
        media.add_picture(session, at, HEAR, PHOTO, alts)
    assert refused.value.tongue == "en"
    with pytest.raises(AltTooLongError):
        media.add_picture(session, at, HEAR, PHOTO, {**ALTS, "en": "a" * 201})
    assert "01-listening/hear-them.jpg" not in folder(session)


def test_a_picture_goes_where_there_is_such_a_part(session: Session, at: At, own: At) -> None:
    for place, part_id in ((at, "nowhere"), (at, FRONT), (own, HEAR)):
        with pytest.raises(UnknownPartError):
            media.add_picture(session, place, part_id, PHOTO, ALTS)
    with pytest.raises(UnknownModuleError):
        media.add_picture(session, At(SAMPLE, "nowhere", at.staff_id), HEAR, PHOTO, ALTS)


def test_a_language_that_lacks_the_part_is_passed_over(session: Session, at: At) -> None:
    change(session, at, "{#hear-them}", "{#hear-it}", EN)
    media.add_picture(session, at, HEAR, PHOTO, {"zh": "爸爸"})
    assert b"hear-them.jpg" not in folder(session)[EN]


def test_the_courses_own_words_may_have_a_picture(session: Session, own: At) -> None:
    assert media.add_picture(session, own, FRONT, PHOTO, ALTS) == "front.jpg"
    assert folder(session)["front.webp"] == PHOTO[".webp"]
    assert (
        folder(session)["zh.md"]
        .decode()
        .startswith("---\ntitle: 小课\nsummary: 一门小课。\n---\n\n![一位爸爸在窗边](front.jpg)\n\n欢迎。")
    )
    look = mediaview.look(session, SAMPLE, translating.OWN)
    assert [(medium.name, medium.tongues, medium.is_cover) for medium in look.media] == [
        ("front.jpg", ["zh", "en"], False)
    ]
    assert list(look.parts) == [FRONT, "lately"]
    assert look.spoken == {}
    assert faults(session) == []


def test_what_was_translated_before_stays_so_and_what_was_stale_stays_stale(session: Session, at: At) -> None:
    change(session, at, "{#ask-once}\n", "{#ask-once}\n\n再说一句。\n")
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    media.add_picture(session, at, ASK, OTHER, ALTS)
    found = translating.translation(session, SAMPLE, "en", LISTENING)
    assert [drift.part for drift in found.parts if drift.state == "stale"] == [ASK]


def test_a_picture_costs_as_much_in_a_long_module_as_in_a_short_one(
    session: Session, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[object] = []

    def noted(*given: object) -> tuple[Drift, ...]:
        compared.append(given)
        return drifts(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(translations, "drifts", noted)
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    short = len(compared)
    media.remove(session, at, "hear-them.jpg")
    more = "".join(f"## {number} {{#more-{number}}}\n{number}\n\n" for number in range(20))
    for path in (ZH, EN):
        change(session, at, "## ", f"{more}## ", path)
    for drift in translating.translation(session, SAMPLE, "en", LISTENING).parts:
        where = Address(SAMPLE, "en", LISTENING, drift.part)
        translating.settle(session, where, digest(drift.source), at.staff_id)
    assert translating.translation(session, SAMPLE, "en", LISTENING).count(State.FRESH) > 20
    compared.clear()
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    assert len(compared) == short


def asked(session: Session, act: Callable[[], object]) -> int:
    """Return how many times the database was asked by something."""
    session.flush()
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return count


def test_a_view_of_many_files_costs_as_much_as_one_of_few(session: Session, at: At) -> None:
    def look() -> object:
        return mediaview.look(session, SAMPLE, LISTENING)

    few = asked(session, look)
    many = {f"01-listening/{number}.mp3": mp3(2) for number in range(20)}
    drafts.save_files(session, SAMPLE, many, at.staff_id)
    assert asked(session, look) <= few


def test_another_picture_takes_the_place_of_one(session: Session, at: At) -> None:
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    words = {"zh": "一位妈妈", "en": "A mother"}
    assert (
        media.replace_picture(session, at, "hear-them.jpg", {**PHOTO, ".jpg": OTHER[".png"]}, words, base(session))
        == "hear-them.jpg"
    )
    assert media.replace_picture(session, at, "hear-them.jpg", OTHER, words, base(session)) == "hear-them.png"
    assert [path for path in folder(session) if "hear-them" in path] == [
        "01-listening/hear-them.png",
        "01-listening/hear-them.webp",
    ]
    assert "![一位妈妈](hear-them.png)" in part(session)
    assert "![A mother](hear-them.png)" in part(session, EN)
    assert faults(session) == []
    with pytest.raises(UnknownMediumError):
        media.replace_picture(session, at, "hear-them.jpg", OTHER, words, "")


def test_a_picture_gets_other_words(session: Session, at: At) -> None:
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    media.describe(session, at, "hear-them.jpg", {"zh": "一扇[亮]窗", "en": "A lit\nwindow"}, base(session))
    assert "![一扇(亮)窗](hear-them.jpg)" in part(session)
    assert "![A lit window](hear-them.jpg)" in part(session, EN)
    with pytest.raises(AltMissingError):
        media.describe(session, at, "hear-them.jpg", {"zh": "窗"}, base(session))
    with pytest.raises(UnknownMediumError):
        media.describe(session, at, "no.jpg", ALTS, "")
    assert faults(session) == []


def test_the_words_of_two_who_describe_one_picture_are_never_written_over(session: Session, at: At) -> None:
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    shown = base(session)
    theirs = {**ALTS, "en": "A father who listens"}
    for _twice in range(2):
        media.describe(session, at, "hear-them.jpg", theirs, shown)
    with pytest.raises(WordsChangedError):
        media.describe(session, at, "hear-them.jpg", {**ALTS, "zh": "一位妈妈"}, shown)
    with pytest.raises(WordsChangedError):
        media.replace_picture(session, at, "hear-them.jpg", OTHER, ALTS, shown)
    assert "![A father who listens](hear-them.jpg)" in part(session, EN)
    assert base(session) != shown
    media.describe(session, at, "hear-them.jpg", ALTS, base(session))
    assert base(session) == shown


def test_what_is_taken_away_goes_from_the_texts_too(session: Session, at: At) -> None:
    before = folder(session)
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    media.add_picture(session, at, ASK, OTHER, ALTS)
    for _twice in range(2):
        media.remove(session, at, "hear-them.jpg")
    assert faults(session) == []
    media.remove(session, at, "ask-once.png")
    assert faults(session) == []
    now = folder(session)
    assert now.keys() == before.keys()
    assert now[ZH] == before[ZH]


def test_a_webp_that_a_text_names_itself_stays_when_its_twin_goes(session: Session, at: At) -> None:
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    for path in (ZH, EN):
        change(session, at, "{#ask-once}\n", "{#ask-once}\n\n![窗](hear-them.webp)\n", path)
    media.remove(session, at, "hear-them.jpg")
    assert "01-listening/hear-them.webp" in folder(session)


def test_a_cover_can_be_another_drawing_and_nothing_else(session: Session, own: At) -> None:
    files = {"cover.svg": SVG, "course.toml": b'cover = "cover.svg"\n' + folder(session)["course.toml"]}
    drafts.save_files(session, SAMPLE, files, own.staff_id)
    other = {".svg": SVG.replace(b"320", b"160")}
    assert media.replace_picture(session, own, "cover.svg", other, {}, "") == "cover.svg"
    assert mediaview.look(session, SAMPLE, translating.OWN).medium("cover.svg").is_cover
    for refused in (
        lambda: media.replace_picture(session, own, "cover.svg", PHOTO, {}, ""),
        lambda: media.remove(session, own, "cover.svg"),
    ):
        with pytest.raises(CoverError):
            refused()
    assert folder(session)["cover.svg"] == other[".svg"]


def test_a_recording_is_of_the_words_that_were_shown(session: Session, at: At) -> None:
    shown = spoken(session)
    assert (shown.name, shown.fits, shown.seconds) == ("", Fits.NONE, 0)
    assert media.add_recording(session, at, HEAR, "zh", mp3(9), shown.of) == "hear-them-zh.mp3"
    assert part(session).splitlines()[2] == f":audio: hear-them-zh.mp3 {{of={shown.of}}}"
    assert ":audio:" not in part(session, EN)
    now = spoken(session)
    assert (now.name, now.fits, now.of, now.seconds, now.size) == (
        "hear-them-zh.mp3",
        Fits.FRESH,
        shown.of,
        9,
        len(mp3(9)),
    )
    assert faults(session) == []


def test_when_the_words_change_it_is_stale_until_somebody_says_that_it_still_fits(session: Session, at: At) -> None:
    media.add_recording(session, at, HEAR, "zh", mp3(9), spoken(session).of)
    change(session, at, "先听孩子把话说完。", "先听孩子把话都说完。")
    assert spoken(session).fits is Fits.STALE
    assert any("the words were changed since hear-them-zh.mp3 was recorded" in fault for fault in faults(session))
    media.still_fits(session, at, HEAR, "zh", spoken(session).of)
    assert spoken(session).fits is Fits.FRESH
    # Whoever said so of words that were changed meanwhile hasn't said it of these.
    media.still_fits(session, at, HEAR, "zh", words_hash("好好听", "别的话。"))
    assert spoken(session).fits is Fits.STALE


def test_a_recording_whose_words_nobody_has_noted_is_not_called_stale(session: Session, at: At) -> None:
    change(session, at, "{#hear-them}\n", "{#hear-them}\n:audio: old.mp3\n")
    drafts.put_file(session, SAMPLE, "01-listening/old.mp3", mp3(3), at.staff_id)
    assert spoken(session).fits is Fits.UNKNOWN
    media.add_recording(session, at, HEAR, "zh", mp3(9), spoken(session).of)
    assert part(session).count(":audio:") == 1
    assert "01-listening/old.mp3" not in folder(session)
    assert faults(session) == []


def test_a_recording_that_another_language_plays_too_stays_for_that_one(session: Session, at: At) -> None:
    for path in (ZH, EN):
        change(session, at, "{#hear-them}\n", "{#hear-them}\n\n:audio: old.mp3\n", path)
    drafts.put_file(session, SAMPLE, "01-listening/old.mp3", mp3(3), at.staff_id)
    media.add_recording(session, at, HEAR, "zh", mp3(9), spoken(session).of)
    assert "01-listening/old.mp3" in folder(session)
    media.remove_recording(session, at, HEAR, "en")
    assert "01-listening/old.mp3" not in folder(session)
    media.remove_recording(session, at, HEAR, "zh")
    assert not [path for path in folder(session) if path.endswith(".mp3")]
    assert faults(session) == []


def test_the_same_recording_again_changes_nothing(session: Session, at: At) -> None:
    of = spoken(session, "en").of
    media.add_recording(session, at, HEAR, "en", mp3(9), of)
    before = folder(session)
    media.add_recording(session, at, HEAR, "en", mp3(9), of)
    assert folder(session) == before
    assert faults(session) == []


def test_a_recording_never_takes_the_name_of_one_that_another_lesson_plays(session: Session, at: At) -> None:
    theirs = "01-listening/hear-them-zh.mp3"
    change(session, at, "{#ask-once}\n", "{#ask-once}\n\n:audio: hear-them-zh.mp3\n")
    drafts.put_file(session, SAMPLE, theirs, mp3(3), at.staff_id)
    for seconds in (5, 9):
        assert media.add_recording(session, at, HEAR, "zh", mp3(seconds), "3f9a61c2") == "hear-them-zh-2.mp3"
    assert folder(session)[theirs] == mp3(3)
    assert folder(session)["01-listening/hear-them-zh-2.mp3"] == mp3(9)
    assert ":audio: hear-them-zh-2.mp3" in part(session)
    assert ":audio: hear-them-zh.mp3" in part(session, ZH, ASK)


def test_what_a_new_recording_or_picture_was_before_is_kept(session: Session, at: At) -> None:
    for seconds in (5, 9):
        media.add_recording(session, at, HEAR, "zh", mp3(seconds), "3f9a61c2")
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    media.replace_picture(session, at, "hear-them.jpg", {**PHOTO, ".jpg": OTHER[".png"]}, ALTS, base(session))
    for name, before in (("hear-them-zh.mp3", mp3(5)), ("hear-them.jpg", PHOTO[".jpg"])):
        assert [one.content for one in drafts.past(session, SAMPLE, f"01-listening/{name}")] == [before]


def test_a_recording_needs_a_lesson_of_its_language(session: Session, at: At) -> None:
    change(session, at, "{#hear-them}", "{#hear-it}", EN)
    for act in (
        lambda: media.add_recording(session, at, HEAR, "en", mp3(9), "3f9a61c2"),
        lambda: media.still_fits(session, at, HEAR, "en", "3f9a61c2"),
        lambda: media.remove_recording(session, at, HEAR, "vi"),
    ):
        with pytest.raises(UnknownPartError):
            act()


def test_a_view_says_where_each_file_is_used_and_what_is_wrong_with_it(session: Session, at: At) -> None:
    media.add_picture(session, at, HEAR, PHOTO, ALTS)
    change(session, at, "    > 孩子会一直等。", "    > 孩子会一直等。![信](mail.svg)")
    broken = {f"01-listening/{name}": b"bad" for name in ("mail.svg", "lost.png", "lost.mp3", "notes.txt")}
    drafts.save_files(session, SAMPLE, broken, at.staff_id)
    look = mediaview.look(session, SAMPLE, LISTENING)
    assert [medium.name for medium in look.media] == ["hear-them.jpg", "lost.mp3", "lost.png", "mail.svg"]
    jpg, mail = look.medium("hear-them.jpg"), look.medium("mail.svg")
    assert [(use.tongue, use.part, use.heading, use.words) for use in jpg.uses] == [
        ("zh", HEAR, "好好听", "一位爸爸在窗边"),
        ("en", HEAR, "Listening", "A father at a window"),
    ]
    assert (jpg.size, jpg.shape, jpg.seconds, jpg.is_recording) == (len(PHOTO[".webp"]), (400, 300), 0, False)
    assert (jpg.words("en"), jpg.words("vi"), jpg.faults) == ("A father at a window", "", ())
    assert [(use.tongue, use.part, use.words) for use in mail.uses] == [("zh", "check", "信")]
    assert mail.faults
    assert look.medium("lost.mp3").is_recording
    assert look.parts[HEAR] == ("好好听", ["zh", "en"])
    with pytest.raises(UnknownMediumError):
        look.medium("hear-them.webp")


def test_a_course_that_nobody_has_changed_shows_what_is_served(session: Session) -> None:
    look = mediaview.look(session, SAMPLE, LISTENING)
    assert look.media == ()
    assert look.languages == ("zh", "en")
    assert set(look.spoken) == {HEAR, ASK, "tonight"}
    assert drafts.find(session, SAMPLE) is None
    with pytest.raises(UnknownModuleError):
        mediaview.look(session, SAMPLE, "nowhere")


def test_a_text_that_cannot_be_read_is_passed_over(session: Session, at: At) -> None:
    drafts.save_files(session, SAMPLE, {EN: None}, at.staff_id)
    assert set(mediaview.look(session, SAMPLE, LISTENING).spoken[HEAR]) == {"zh"}
    media.add_picture(session, at, HEAR, PHOTO, {"zh": "爸爸"})
    assert EN not in folder(session)
