"""Translating a course as it's being written: what is stale, what settles it, and a language more."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mpt.content.check import check_course
from mpt.content.drafting import HeadingLostError, SeveralPartsError
from mpt.content.drift import State, translated_from, unmarked
from mpt.content.folder import hash8
from mpt.content.manifest import MANIFEST
from mpt.content.parts import FRONT, UnknownPartError, digest, part_of
from mpt.content.reader import read_draft
from mpt.content.tongues import NoTagError
from mpt.models import DraftPast, Settled
from mpt.models.base import now
from mpt.rules.permissions import Grant, Role
from mpt.services import drafts, tongues, translating
from mpt.services.drafts import PartChangedError, TooLargeError
from mpt.services.publishing import UnknownCourseError, publish
from mpt.services.tongues import SettingsUnreadableError, TooManyLanguagesError
from mpt.services.translating import (
    OWN,
    Address,
    NothingTranslatedError,
    OtherIdError,
    SourceChangedError,
    Translation,
    UnknownTranslationError,
)
from tests.cast import MEI, TAN
from tests.sample import HARD_DAYS, LESSONS, LISTENING, SAMPLE, sample_folder
from tests.services.staff_acts import settled

ZH, EN = "01-listening/zh.md", "01-listening/en.md"
HEAR, ASK = LESSONS
AT = Address(SAMPLE, "en", LISTENING, HEAR)
MORNING = datetime(2026, 11, 30, 1, tzinfo=UTC)


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Teacher Mei's id."""
    return settled(session, MEI, Grant(Role.TRAINER))


@pytest.fixture
def tan(session: Session) -> uuid.UUID:
    """Teacher Tan's id."""
    return settled(session, TAN, Grant(Role.TRAINER))


def text(session: Session, path: str = ZH) -> str:
    """Return a file as it's being written."""
    return drafts.texts(session, SAMPLE)[path].decode()


def rewrite(session: Session, who: uuid.UUID, old: str, new: str, path: str = ZH) -> None:
    """Change some words of a file everywhere in it."""
    drafts.put_file(session, SAMPLE, path, text(session, path).replace(old, new).encode(), who)


def edit(session: Session, who: uuid.UUID, part: str = HEAR, words: str = "新的话。") -> None:
    """Put some words to the end of a part of the source."""
    there = part_of(text(session), part).text
    drafts.save_part(session, SAMPLE, ZH, part, f"{there}\n{words}\n", digest(there), who)


def found(session: Session, language: str = "en", module: str = LISTENING) -> Translation:
    """Return a translation as it is."""
    return translating.translation(session, SAMPLE, language, module)


def stale(session: Session, language: str = "en") -> list[str]:
    """Return the stale parts of the first module."""
    return [part.part for part in found(session, language).parts if part.state is State.STALE]


def source_of(session: Session, at: Address = AT) -> str:
    """Return the digest of a part of the source as a page has it."""
    return digest(found(session, at.language, at.module_id).part(at.part).source)


def base_of(session: Session, at: Address = AT) -> str:
    """Return the digest of a part of the translation as a page has it."""
    return digest(unmarked(found(session, at.language, at.module_id).part(at.part).text))


def right(session: Session, who: uuid.UUID, at: Address = AT) -> None:
    """Say that a part is still right, having looked at it just now."""
    translating.settle(session, at, source_of(session, at), who)


def save(session: Session, who: uuid.UUID, new: str, at: Address = AT) -> bool:
    """Save a part of a translation, having looked at it just now. Return whether it counts as right."""
    return translating.save(session, at, new, base_of(session, at), source_of(session, at), who).is_settled


NEW = f"## Listening, anew {{#{HEAR}}}\r\n\r\nNew words.\r\n"


def test_a_course_that_nobody_changed_is_fresh_and_begins_no_draft(session: Session) -> None:
    assert [(one.module_id, one.language, one.path) for one in translating.states(session, SAMPLE)] == [
        (OWN, "en", "en.md"),
        (LISTENING, "en", EN),
        (HARD_DAYS, "en", "02-hard-days/en.md"),
    ]
    assert {one.state for one in translating.states(session, SAMPLE)} == {State.FRESH}
    assert all(one.is_marked and one.is_done for one in translating.states(session, SAMPLE, "en"))
    assert translating.states(session, SAMPLE, "zh") == ()
    assert [part.part for part in found(session).parts] == [FRONT, HEAR, ASK, "tonight", "check"]
    assert drafts.find(session, SAMPLE) is None


def test_what_isnt_there_is_said(session: Session) -> None:
    for language, module in (("en", "none"), ("vi", LISTENING), ("zh", LISTENING)):
        with pytest.raises(UnknownTranslationError):
            translating.translation(session, SAMPLE, language, module)
    with pytest.raises(UnknownCourseError):
        translating.states(session, "none")
    with pytest.raises(UnknownPartError):
        found(session).part("none")


def test_a_changed_source_makes_that_part_stale_and_tells_what_it_said(session: Session, mei: uuid.UUID) -> None:
    edit(session, mei)
    assert stale(session) == [HEAR]
    part = found(session).part(HEAR)
    assert part.old == part_of(sample_folder()[ZH].decode(), HEAR).text
    assert "新的话" in part.source
    assert found(session).state is State.STALE
    assert found(session).count(State.FRESH) == 4
    assert found(session, module=HARD_DAYS).state is State.FRESH


def test_still_right_makes_it_fresh_and_the_file_says_so(session: Session, mei: uuid.UUID) -> None:
    before = part_of(text(session, EN), HEAR).text
    edit(session, mei)
    right(session, mei)
    assert found(session).is_done
    assert found(session).is_marked
    assert translated_from(text(session, EN)) == hash8(drafts.texts(session, SAMPLE)[ZH])
    assert part_of(text(session, EN), HEAR).text == before
    right(session, mei)
    assert not [fault for fault in check_course(SAMPLE, drafts.folder(session, SAMPLE)) if fault.path == EN]


def test_a_file_says_so_only_when_all_of_it_is_fresh(session: Session, mei: uuid.UUID) -> None:
    edit(session, mei)
    edit(session, mei, ASK)
    before = text(session, EN)
    right(session, mei)
    assert stale(session) == [ASK]
    assert text(session, EN) == before
    right(session, mei, Address(SAMPLE, "en", LISTENING, ASK))
    assert found(session).is_marked
    assert session.scalar(select(Settled.settled_by).where(Settled.part == FRONT)) == mei


def test_a_translation_that_is_written_anew_is_right(session: Session, mei: uuid.UUID) -> None:
    edit(session, mei)
    assert save(session, mei, NEW)
    assert part_of(text(session, EN), HEAR).text == f"## Listening, anew {{#{HEAR}}}\n\nNew words.\n"
    assert found(session).is_marked
    assert save(session, mei, NEW)


def test_what_a_source_said_is_known_however_soon_it_is_changed_again(session: Session, mei: uuid.UUID) -> None:
    edit(session, mei, words="第一次。")
    right(session, mei)
    edit(session, mei, words="第二次。")
    assert stale(session) == [HEAR]
    assert "第一次" in (found(session).part(HEAR).old or "")
    assert "第二次" not in (found(session).part(HEAR).old or "")


def test_an_old_source_is_found_among_what_was_published_or_written(
    session: Session, mei: uuid.UUID, tan: uuid.UUID
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        edit(session, mei, words="没发布过。")
        middle = hash8(drafts.texts(session, SAMPLE)[ZH])
        published = translated_from(text(session, EN))
        rewrite(session, mei, published, middle, EN)
        clock.shift(timedelta(hours=1))
        edit(session, tan, ASK)
        assert "没发布过" in (found(session).part(HEAR).old or "")
        assert stale(session) == [ASK]
        rewrite(session, mei, middle, published, EN)
        assert stale(session) == [HEAR, ASK]
        assert "没发布过" not in (found(session).part(HEAR).old or "")


@pytest.mark.parametrize("named", ["00000000", "zzzzzzzz", "", "0000"])
def test_where_the_old_source_is_lost_everything_is_stale(session: Session, mei: uuid.UUID, named: str) -> None:
    rewrite(session, mei, translated_from(text(session, EN)), named, EN)
    assert stale(session) == [FRONT, HEAR, ASK, "tonight", "check"]
    assert {part.old for part in found(session).parts} == {None}


def test_a_source_that_changed_while_somebody_translated_leaves_it_stale(session: Session, mei: uuid.UUID) -> None:
    edit(session, mei)
    seen, base = source_of(session), base_of(session)
    edit(session, mei, words="还有。")
    with pytest.raises(SourceChangedError):
        translating.settle(session, AT, seen, mei)
    saved = translating.save(session, AT, NEW, base, seen, mei)
    assert not saved.is_settled
    assert saved.drift.state is State.STALE
    assert "New words" in saved.drift.text
    assert "New words" in text(session, EN)


def test_a_text_that_is_sent_as_it_stands_there_is_still_right_and_nothing_is_written(
    session: Session, mei: uuid.UUID, tan: uuid.UUID
) -> None:
    edit(session, mei)
    edit(session, mei, ASK)
    before, shown = text(session, EN), found(session).part(HEAR).text.strip().replace("\n", "\r\n")
    base, seen = base_of(session), source_of(session)
    assert save(session, mei, shown)
    assert text(session, EN) == before
    assert stale(session) == [ASK]
    # It's right only as long as it is what stands there.
    assert save(session, tan, NEW)
    with pytest.raises(PartChangedError):
        translating.save(session, AT, shown, base, seen, mei)


def test_two_translators_of_one_part_write_over_nobody(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    seen, base = source_of(session), base_of(session)
    assert save(session, tan, NEW)
    with pytest.raises(PartChangedError) as error:
        translating.save(session, AT, NEW.replace("New", "Other"), base, seen, mei)
    assert "New words" in error.value.theirs
    assert error.value.by
    assert error.value.by.id == tan
    assert "Other words" not in text(session, EN)
    # The same words from both are no quarrel.
    translating.save(session, AT, NEW, base, seen, mei)


@pytest.mark.parametrize(
    ("new", "error"),
    [
        ("", NothingTranslatedError),
        (" \r\n", NothingTranslatedError),
        ("Words without a heading", HeadingLostError),
        (f"{NEW}\r\n## Another {{#another}}\r\n", SeveralPartsError),
        (NEW.replace(HEAR, "other"), OtherIdError),
        (NEW.replace(f" {{#{HEAR}}}", ""), OtherIdError),
        (f"{NEW}{'x' * 65_536}", TooLargeError),
    ],
)
def test_what_cant_be_a_parts_translation_is_refused(
    session: Session, mei: uuid.UUID, new: str, error: type[Exception]
) -> None:
    before = text(session, EN)
    with pytest.raises(error):
        save(session, mei, new)
    assert text(session, EN) == before


def test_nothing_of_a_part_that_isnt_there_can_be_right(session: Session, mei: uuid.UUID) -> None:
    tongues.add_language(session, SAMPLE, "vi", mei)
    at = Address(SAMPLE, "vi", LISTENING, HEAR)
    with pytest.raises(UnknownPartError):
        right(session, mei, at)
    with pytest.raises(UnknownPartError):
        translating.settle(session, Address(SAMPLE, "en", LISTENING, "none"), "", mei)
    with pytest.raises(NothingTranslatedError):
        save(session, mei, found(session, "vi").part(HEAR).source.replace("\n", "\r\n"), at)


def test_a_recording_in_the_source_is_noted_and_nothing_else(session: Session, mei: uuid.UUID) -> None:
    edit(session, mei, words=":audio: hear.mp3")
    assert found(session).is_done
    assert not found(session).is_marked
    assert translating.mark_all(session, SAMPLE, mei) == [EN]
    assert found(session).is_marked
    assert translating.mark_all(session, SAMPLE, mei) == []


# The front matter


def test_what_a_file_was_made_from_isnt_the_translators_to_write(session: Session, mei: uuid.UUID) -> None:
    at = Address(SAMPLE, "en", LISTENING, FRONT)
    made = translated_from(text(session, EN))
    edit(session, mei)
    assert save(session, mei, "---\ntitle: Hear them\noutcome: Hear.\nminutes: 4\n---\n", at)
    assert translated_from(text(session, EN)) == made
    assert stale(session) == [HEAR]
    assert save(session, mei, f"---\ntitle: Hear\noutcome: Hear.\nminutes: 4\ntranslated_from: {'0' * 8}\n---\n", at)
    assert translated_from(text(session, EN)) == made
    # A page that was made from the whole part, as one is after somebody else changed it.
    whole = found(session).part(FRONT)
    translating.save(
        session, at, unmarked(whole.text).replace("Hear", "Hark"), digest(whole.text), source_of(session, at), mei
    )
    assert read_draft(SAMPLE, drafts.texts(session, SAMPLE)).course.modules[0].texts["en"].title == "Hark"


def test_somebody_elses_front_isnt_written_over_either(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    at = Address(SAMPLE, "en", LISTENING, FRONT)
    base, seen = base_of(session, at), source_of(session, at)
    save(session, tan, "---\ntitle: Hear them\noutcome: Hear.\nminutes: 4\n---\n", at)
    with pytest.raises(PartChangedError):
        translating.save(session, at, "---\ntitle: Other\noutcome: O.\nminutes: 4\n---\n", base, seen, mei)


# One more language


def translate_all(session: Session, who: uuid.UUID, language: str) -> None:
    """Translate every part, as the English has it, in an order that nobody would choose."""
    for one in translating.states(session, SAMPLE, language):
        for part in reversed(one.parts):
            english = found(session, "en", one.module_id).part(part.part).text
            at = Address(SAMPLE, language, one.module_id, part.part)
            assert save(session, who, unmarked(english).replace("\n", "\r\n"), at)


def test_a_new_language_is_missing_throughout_and_complete_when_all_is_translated(
    session: Session, mei: uuid.UUID
) -> None:
    assert tongues.add_language(session, SAMPLE, " VI ", mei) == "vi"
    assert tongues.add_language(session, SAMPLE, "vi", mei) == "vi"
    assert text(session, MANIFEST).startswith('# A course for tests.\nlanguages = ["zh", "en", "vi"]\npass_mark')
    assert {one.state for one in translating.states(session, SAMPLE, "vi")} == {State.MISSING}
    translate_all(session, mei, "vi")
    assert all(one.is_marked for one in translating.states(session, SAMPLE, "vi"))
    assert check_course(SAMPLE, drafts.folder(session, SAMPLE)) == ()
    publish(session, SAMPLE, drafts.folder(session, SAMPLE))
    assert {one.state for one in translating.states(session, SAMPLE)} == {State.FRESH}


def test_a_file_begins_with_whichever_part_comes_first(session: Session, mei: uuid.UUID) -> None:
    tongues.add_language(session, SAMPLE, "vi", mei)
    at = Address(SAMPLE, "vi", LISTENING, FRONT)
    save(session, mei, "---\r\ntitle: Nghe\r\noutcome: Nghe.\r\nminutes: 4\r\n---", at)
    assert text(session, "01-listening/vi.md") == "---\ntitle: Nghe\noutcome: Nghe.\nminutes: 4\n---\n"
    at = Address(SAMPLE, "vi", HARD_DAYS, ASK)
    save(session, mei, f"## Hỏi {{#{ASK}}}\nHỏi một lần.", at)
    assert text(session, "02-hard-days/vi.md") == (
        f"---\ntitle:\noutcome:\nminutes: 4\nnote:\n---\n\n## Hỏi {{#{ASK}}}\nHỏi một lần.\n"
    )
    assert found(session, "vi", HARD_DAYS).part(FRONT).state is State.MISSING


def test_a_language_that_is_set_aside_is_back_as_it_was(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    tongues.add_language(session, SAMPLE, "vi", mei)
    at = Address(SAMPLE, "vi", LISTENING, HEAR)
    save(session, mei, f"## Nghe {{#{HEAR}}}\nMột lần.", at)
    save(session, tan, f"## Nghe {{#{HEAR}}}\nHai lần.", at)
    tongues.set_aside(session, SAMPLE, "vi", mei)
    tongues.set_aside(session, SAMPLE, "vi", mei)
    assert "01-listening/vi.md" not in drafts.texts(session, SAMPLE)
    assert check_course(SAMPLE, drafts.folder(session, SAMPLE)) == ()
    assert not drafts.is_changed(session, SAMPLE)
    tongues.add_language(session, SAMPLE, "vi", tan)
    assert "Hai lần." in text(session, "01-listening/vi.md")
    assert found(session, "vi").part(HEAR).state is State.FRESH
    with pytest.raises(UnknownTranslationError):
        tongues.set_aside(session, SAMPLE, "zh", mei)


def test_texts_that_lie_there_already_are_taken_as_they_are(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, "01-listening/vi.md", b"---\ntitle: Nghe\n---\n", mei)
    tongues.add_language(session, SAMPLE, "vi", mei)
    assert text(session, "01-listening/vi.md") == "---\ntitle: Nghe\n---\n"


@pytest.mark.parametrize("tag", ["", "vietnamese", "v", "vi vn", "../vi"])
def test_what_is_no_languages_tag_is_refused(session: Session, mei: uuid.UUID, tag: str) -> None:
    with pytest.raises(NoTagError):
        tongues.add_language(session, SAMPLE, tag, mei)


def test_a_course_has_at_most_twelve_languages(session: Session, mei: uuid.UUID) -> None:
    for tag in ("vi", "id", "bn", "my", "km", "lo", "th", "ne", "hi", "ur"):
        tongues.add_language(session, SAMPLE, tag, mei)
    with pytest.raises(TooManyLanguagesError):
        tongues.add_language(session, SAMPLE, "ta", mei)


@pytest.mark.parametrize("manifest", [b"languages = [", b"[[module]]\n", b"", b"\xff"])
def test_settings_that_cant_be_changed_here_stay_as_they_are(session: Session, mei: uuid.UUID, manifest: bytes) -> None:
    drafts.put_file(session, SAMPLE, MANIFEST, manifest, mei)
    with pytest.raises(SettingsUnreadableError):
        tongues.add_language(session, SAMPLE, "vi", mei)
    assert drafts.file(session, SAMPLE, MANIFEST) == manifest


def test_a_language_that_is_written_unusually_isnt_set_aside(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, MANIFEST, b'"languages" = ["zh", "vi"]\n', mei)
    with pytest.raises(SettingsUnreadableError):
        tongues.set_aside(session, SAMPLE, "vi", mei)
    with pytest.raises(SettingsUnreadableError):
        tongues.add_language(session, SAMPLE, "en", mei)


def test_a_translation_that_comes_from_outside_speaks_for_itself(session: Session, mei: uuid.UUID) -> None:
    edit(session, mei)
    edit(session, mei, ASK)
    right(session, mei)
    translating.forget(session, SAMPLE, [EN])
    assert stale(session) == [HEAR, ASK]


def test_a_course_whose_texts_are_gone_has_nothing_to_translate(session: Session, mei: uuid.UUID) -> None:
    drafts.save_files(session, SAMPLE, {ZH: None}, mei)
    assert found(session).parts == ()
    assert not found(session).is_done
    assert translating.mark_all(session, SAMPLE, mei) == []


def test_nobody_else_stands_by_what_was_lost(session: Session, mei: uuid.UUID) -> None:
    edit(session, mei)
    session.execute(delete(DraftPast))
    assert stale(session) == [HEAR]
    assert now().tzinfo
