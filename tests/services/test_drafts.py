"""A course as it's being written: begun by the first change, saved part by part, and nobody writes over anybody."""

import threading
import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mpt.content.lines import LARGEST_FILE
from mpt.content.parts import FRONT, UnknownPartError, digest, part_of, parts_of
from mpt.content.reader import read_draft
from mpt.models import Draft, DraftFile, DraftPast, Settled
from mpt.models.database import Database
from mpt.rules.permissions import Grant, Role
from mpt.services import drafts
from mpt.services.draft_files import NoTextError
from mpt.services.drafts import CourseTakenError, OutsideError, PartChangedError, TooLargeError
from mpt.services.publishing import UnknownCourseError, current_releases, publish
from tests.cast import MEI, TAN
from tests.sample import LESSONS, SAMPLE, sample_folder
from tests.services.staff_acts import settled

ZH = "01-listening/zh.md"
PART = LESSONS[0]
MORNING = datetime(2027, 3, 1, 1, tzinfo=UTC)


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


def save(session: Session, who: uuid.UUID, new: str, part: str = PART, base: str = "") -> str:
    """Save a part as it was seen just now, or as `base` says; return the digest of what stands there then."""
    base = base or digest(part_of(text(session), part).text)
    return digest(drafts.save_part(session, SAMPLE, ZH, part, new, base, who).text)


NEW = f"## 新的标题 {{#{PART}}}\n\n新的话。\n\n"


def test_a_course_that_nobody_changed_is_what_is_served(session: Session) -> None:
    assert drafts.find(session, SAMPLE) is None
    assert drafts.folder(session, SAMPLE) == sample_folder()
    assert not drafts.is_changed(session, SAMPLE)
    assert drafts.file(session, SAMPLE, ZH) == sample_folder()[ZH]
    assert drafts.file(session, SAMPLE, "none.md") is None


def test_texts_are_enough_to_read_and_have_no_pictures(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, "01-listening/scene.svg", b"<svg/>", mei)
    found = drafts.texts(session, SAMPLE)
    assert found == sample_folder()
    assert read_draft(SAMPLE, found).course.title_in("en") == "A small course"
    publish(session, "pictured", {**sample_folder(), "01-listening/zh.md": b"x"} | sample_folder())
    assert drafts.texts(session, "pictured") == sample_folder()


def test_a_course_that_nobody_has(session: Session, mei: uuid.UUID) -> None:
    for act in (drafts.texts, drafts.folder, drafts.begin):
        with pytest.raises(UnknownCourseError):
            act(session, "none")
    with pytest.raises(UnknownCourseError):
        drafts.file(session, "none", ZH)
    assert not drafts.is_changed(session, "none")


def test_the_first_change_makes_the_draft(session: Session, mei: uuid.UUID) -> None:
    save(session, mei, NEW)
    draft = session.get_one(Draft, SAMPLE)
    assert draft.base_release_id == current_releases(session)[SAMPLE]
    changed = drafts.folder(session, SAMPLE)
    assert changed.pop(ZH) != sample_folder()[ZH]
    assert changed == {path: data for path, data in sample_folder().items() if path != ZH}
    assert drafts.is_changed(session, SAMPLE)
    assert drafts.file(session, SAMPLE, ZH) == text(session).encode()


def test_a_draft_that_is_as_it_was_is_not_changed(session: Session, mei: uuid.UUID) -> None:
    drafts.begin(session, SAMPLE)
    assert not drafts.is_changed(session, SAMPLE)
    drafts.put_file(session, SAMPLE, "01-listening/scene.svg", b"<svg/>", mei)
    assert drafts.is_changed(session, SAMPLE), "one more file"
    drafts.save_files(session, SAMPLE, {"01-listening/scene.svg": None}, mei)
    assert not drafts.is_changed(session, SAMPLE)
    drafts.save_files(session, SAMPLE, {ZH: None}, mei)
    assert drafts.is_changed(session, SAMPLE), "one less"


def test_ids_of_all_courses(session: Session, mei: uuid.UUID) -> None:
    drafts.begin_new(session, "another", {"zh.md": b""}, mei)
    drafts.begin(session, SAMPLE)
    assert drafts.all_ids(session) == ["another", SAMPLE]


def test_a_part_saved_is_there_and_nothing_else_is_touched(session: Session, mei: uuid.UUID) -> None:
    before = parts_of(text(session))
    part = drafts.save_part(session, SAMPLE, ZH, PART, NEW, digest(before[1].text), mei)
    after = parts_of(text(session))
    assert (part.id, part.text) == (PART, NEW)
    assert [one.text for one in after] == [before[0].text, NEW, *(one.text for one in before[2:])]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the rules are the same on both
@given(new=st.text(max_size=60), place=st.integers(0, 4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_saved_all_other_bytes_stay(session: Session, new: str, place: int) -> None:
    with session.begin_nested() as undone:
        mei = settled(session, MEI, Grant(Role.TRAINER))
        before = parts_of(text(session))
        save(session, mei, new.replace("\0", ""), before[place].id)
        whole = text(session)
        assert whole.startswith("".join(part.text for part in before[:place]))
        assert whole.endswith("".join(part.text for part in before[place + 1 :]))
        undone.rollback()


def test_the_same_text_again_changes_nothing(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    base = digest(part_of(text(session), PART).text)
    with time_machine.travel(MORNING, tick=False):
        save(session, mei, NEW, base=base)
    save(session, mei, NEW, base=base)
    save(session, tan, NEW.replace("\n", "\r\n"), base=base)
    kept = session.get_one(DraftFile, (SAMPLE, ZH))
    assert (kept.changed_by, kept.changed_at) == (mei, MORNING)


def test_whoever_comes_second_writes_over_nothing(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    base = digest(part_of(text(session), PART).text)
    save(session, mei, NEW, base=base)
    with pytest.raises(PartChangedError) as refused:
        save(session, tan, "## 谭老师的 {#hear-them}\n", base=base)
    assert (refused.value.theirs, refused.value.by.name) == (NEW, MEI.name)  # type: ignore[union-attr]
    assert part_of(text(session), PART).text == NEW
    save(session, tan, "## 谭老师的 {#hear-them}\n", base=digest(refused.value.theirs))
    assert part_of(text(session), PART).text == "## 谭老师的 {#hear-them}\n"


def test_what_a_folder_changed_is_nobodys(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, ZH, sample_folder(more_lessons=("more",))[ZH], None)
    with pytest.raises(PartChangedError) as refused:
        save(session, mei, NEW, base="0" * 16)
    assert refused.value.by is None


def test_two_write_in_two_parts_of_one_file(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    bases = {part: digest(part_of(text(session), part).text) for part in LESSONS}
    save(session, mei, NEW, LESSONS[0], bases[LESSONS[0]])
    save(session, tan, "## 问一次 {#ask-once}\n谭。\n\n", LESSONS[1], bases[LESSONS[1]])
    assert part_of(text(session), LESSONS[0]).text == NEW
    assert "谭。" in part_of(text(session), LESSONS[1]).text


def test_a_part_that_gets_another_id_or_becomes_several(session: Session, mei: uuid.UUID) -> None:
    base = digest(part_of(text(session), PART).text)
    part = drafts.save_part(session, SAMPLE, ZH, PART, "## A {#other}\n\n## B {#b}\n", base, mei)
    assert part.id == "other"
    gone = drafts.save_part(session, SAMPLE, ZH, "other", "", digest(part.text), mei)
    assert gone.id == "b", "what stands there now"
    front = part_of(text(session), FRONT)
    assert drafts.save_part(session, SAMPLE, ZH, FRONT, "", digest(front.text), mei).id == FRONT


def test_half_a_character_is_a_question_mark(session: Session, mei: uuid.UUID) -> None:
    save(session, mei, "## A {#hear-them}\n\ud800\n")
    assert "\n?\n" in text(session)


@pytest.mark.parametrize(("path", "part"), [("none.md", PART), (ZH, "none")])
def test_a_part_that_isnt_there(session: Session, mei: uuid.UUID, path: str, part: str) -> None:
    with pytest.raises(UnknownPartError):
        drafts.save_part(session, SAMPLE, path, part, NEW, "", mei)


def test_what_is_too_much(session: Session, mei: uuid.UUID) -> None:
    with pytest.raises(TooLargeError) as refused:
        save(session, mei, "字" * LARGEST_FILE)
    assert refused.value.most == LARGEST_FILE
    with pytest.raises(TooLargeError):
        drafts.put_file(session, SAMPLE, "a.mp3", b"0" * (drafts.LARGEST_MEDIA + 1), mei)
    assert not drafts.is_changed(session, SAMPLE)


@pytest.mark.parametrize("path", ["../zh.md", "/zh.md", "a//b.md", "a\\b.md", "", "a" * 201])
def test_what_would_lie_elsewhere(session: Session, mei: uuid.UUID, path: str) -> None:
    with pytest.raises(OutsideError):
        drafts.save_files(session, SAMPLE, {"fine.md": b"", path: b""}, mei)
    assert drafts.find(session, SAMPLE) is None


def test_what_no_database_keeps_as_a_text(session: Session, mei: uuid.UUID) -> None:
    for path in (ZH, "course.toml"):
        with pytest.raises(NoTextError):
            drafts.save_files(session, SAMPLE, {"fine.md": b"", path: b"a\0b"}, mei)
    assert drafts.find(session, SAMPLE) is None
    drafts.put_file(session, SAMPLE, "a.mp3", b"a\0b", mei)


def test_a_later_sitting_keeps_what_was_there(session: Session, mei: uuid.UUID) -> None:
    states = [sample_folder()[ZH]]
    for minutes, is_kept in ((0, True), (5, False), (14, False), (24, True)):
        with time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False):
            save(session, mei, NEW + f"{minutes}\n")
        if not is_kept:
            states.pop()
        states.append(text(session).encode())
    kept = drafts.past(session, SAMPLE, ZH)
    assert [one.content for one in kept] == states[-2::-1]
    assert [one.by and one.by.name for one in kept] == [MEI.name, None]


def test_another_person_keeps_what_was_there(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    save(session, mei, NEW)
    was = text(session).encode()
    save(session, tan, NEW + "谭\n")
    assert [one.content for one in drafts.past(session, SAMPLE, ZH)] == [was, sample_folder()[ZH]]


def test_a_deleted_file_is_kept(session: Session, mei: uuid.UUID) -> None:
    drafts.save_files(session, SAMPLE, {ZH: None, "none.md": None}, mei)
    assert ZH not in drafts.folder(session, SAMPLE)
    assert [one.content for one in drafts.past(session, SAMPLE, ZH)] == [sample_folder()[ZH]]


def test_only_so_many_earlier_states_are_kept(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    for turn in range(drafts.MOST_PAST + 3):
        with time_machine.travel(MORNING + timedelta(minutes=turn), tick=False):
            save(session, (mei, tan)[turn % 2], f"{NEW}{turn}\n")
    kept = drafts.past(session, SAMPLE, ZH)
    assert len(kept) == drafts.MOST_PAST
    assert kept[0].at == MORNING + timedelta(minutes=drafts.MOST_PAST + 1)


def test_two_who_save_by_turns_dont_flush_the_morning(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    with time_machine.travel(MORNING, tick=False):
        save(session, mei, NEW + "早上\n")
    morning, noon = text(session).encode(), MORNING + timedelta(hours=4)
    for turn in range(4 * drafts.MOST_PAST):
        with time_machine.travel(noon + timedelta(seconds=2 * turn), tick=False):
            save(session, (tan, mei)[turn % 2], f"{NEW}{turn}\n")
    kept = drafts.past(session, SAMPLE, ZH)
    assert [one.content for one in kept[-2:]] == [morning, sample_folder()[ZH]]
    assert len(kept) == drafts.MOST_PAST
    last = 4 * drafts.MOST_PAST - 2
    assert [one.content.count(f"\n{last - back}\n".encode()) for back, one in enumerate(kept[:9])] == [1] * 9
    gaps = [(one.at - other.at).total_seconds() for one, other in pairwise(kept[9:-2])]
    assert max(gaps) <= 30, "and what lies between is spread over the time"


def test_of_a_picture_or_a_recording_fewer_earlier_states_are_kept(
    session: Session, mei: uuid.UUID, tan: uuid.UUID
) -> None:
    voice = "01-listening/hear-zh.mp3"
    for turn in range(6):
        with time_machine.travel(MORNING + timedelta(minutes=turn), tick=False):
            drafts.put_file(session, SAMPLE, voice, b"%d" % turn, (mei, tan)[turn % 2])
            save(session, (mei, tan)[turn % 2], f"{NEW}{turn}\n")
    assert [one.content for one in drafts.past(session, SAMPLE, voice)] == [b"4", b"3", b"2"]
    assert len(drafts.past(session, SAMPLE, ZH)) == 6, "a text's earlier states are more, and the recording took none"


def test_an_earlier_state_put_back(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    save(session, mei, NEW)
    state, now = drafts.past(session, SAMPLE, ZH)[0], text(session)
    save(session, tan, NEW + "谭\n")
    with pytest.raises(PartChangedError) as refused:
        drafts.put_back(session, SAMPLE, state.id, digest(now), mei)
    assert refused.value.by is not None
    now = text(session)
    assert drafts.put_back(session, SAMPLE, state.id, digest(now), tan) == ZH
    assert text(session).encode() == sample_folder()[ZH]
    assert now.encode() in [one.content for one in drafts.past(session, SAMPLE, ZH)], "within one sitting too"
    drafts.put_back(session, SAMPLE, state.id, "", mei)
    drafts.save_files(session, SAMPLE, {ZH: None}, mei)
    drafts.put_back(session, SAMPLE, state.id, "", mei)
    assert text(session).encode() == sample_folder()[ZH], "a file that was deleted is there again"
    for course_id, past_id in ((SAMPLE, uuid.uuid4()), ("another", state.id)):
        publish(session, "another", sample_folder())
        with pytest.raises(UnknownPartError):
            drafts.put_back(session, course_id, past_id, "", mei)


def test_paths_of_a_course(session: Session, mei: uuid.UUID) -> None:
    assert sorted(drafts.paths(session, SAMPLE)) == sorted(sample_folder())
    drafts.put_file(session, SAMPLE, "scene.svg", b"<svg/>", mei)
    assert sorted(drafts.paths(session, SAMPLE)) == sorted([*sample_folder(), "scene.svg"])


def test_a_file_that_holds_that_already_stays(session: Session, mei: uuid.UUID) -> None:
    drafts.save_files(session, SAMPLE, {ZH: sample_folder()[ZH]}, mei)
    assert session.get_one(DraftFile, (SAMPLE, ZH)).changed_by is None


def test_a_draft_thrown_away(session: Session, mei: uuid.UUID, tan: uuid.UUID) -> None:
    save(session, mei, NEW)
    save(session, tan, NEW + "谭\n")
    drafts.put_file(session, SAMPLE, "scene.svg", b"<svg/>", mei)
    drafts.save_files(session, SAMPLE, {"en.md": None}, mei)
    was = text(session).encode()
    drafts.discard(session, SAMPLE)
    drafts.discard(session, SAMPLE)
    assert drafts.folder(session, SAMPLE) == sample_folder()
    assert not drafts.is_changed(session, SAMPLE)
    states = drafts.past(session, SAMPLE, ZH)
    assert (states[0].content, states[0].by and states[0].by.name) == (was, TAN.name), "nobody's words are lost"
    drafts.put_back(session, SAMPLE, states[0].id, digest(text(session)), tan)
    assert text(session).encode() == was


def test_a_draft_thrown_away_stands_on_what_is_served_now(session: Session, mei: uuid.UUID) -> None:
    save(session, mei, NEW)
    session.add(Settled(course_id=SAMPLE, path="01-listening/en.md", part=PART, source=NEW))
    publish(session, SAMPLE, sample_folder(more_lessons=("more",)))
    drafts.discard(session, SAMPLE)
    assert drafts.folder(session, SAMPLE) == sample_folder(more_lessons=("more",))
    assert session.get_one(Draft, SAMPLE).base_release_id == current_releases(session)[SAMPLE]
    assert session.scalar(select(func.count()).select_from(Settled)) == 0, "what fitted the text that went"


def test_where_nobody_has_written_nothing_is_thrown_away(session: Session) -> None:
    drafts.discard(session, SAMPLE)
    assert drafts.folder(session, SAMPLE) == sample_folder()


def test_a_new_course(session: Session, mei: uuid.UUID) -> None:
    drafts.begin_new(session, "new-course", {"zh.md": b"x"}, mei)
    drafts.begin_new(session, "new-course", {"zh.md": b"x"}, mei)
    assert drafts.folder(session, "new-course") == {"zh.md": b"x"}
    assert drafts.is_changed(session, "new-course")
    drafts.put_file(session, "new-course", "zh.md", b"y", None)
    drafts.discard(session, "new-course")
    assert session.scalar(select(func.count()).select_from(DraftPast)) == 0
    with pytest.raises(UnknownCourseError):
        drafts.folder(session, "new-course")


@pytest.mark.parametrize("course_id", [SAMPLE, "guide", "taken"])
def test_an_id_that_is_taken(session: Session, mei: uuid.UUID, course_id: str) -> None:
    drafts.begin_new(session, "taken", {"zh.md": b"mine"}, mei)
    with pytest.raises(CourseTakenError):
        drafts.begin_new(session, course_id, {"zh.md": b"yours"}, mei)


@pytest.mark.parametrize("course_id", ["A", "a--b", "", "a" * 61])
def test_what_cant_be_an_id(session: Session, mei: uuid.UUID, course_id: str) -> None:
    with pytest.raises(ValueError, match=f"^{course_id}$"):
        drafts.begin_new(session, course_id, {}, mei)


def test_two_at_once_lose_nothing(database: Database) -> None:
    with database.session(writes=True) as session:
        people = [settled(session, one, Grant(Role.TRAINER)) for one in (MEI, TAN)]
        session.commit()
    base = {part: digest(part_of(sample_folder()[ZH].decode(), part).text) for part in LESSONS}
    ready, outcome = threading.Barrier(2), []

    def write(who: uuid.UUID, part: str) -> None:
        with database.session(writes=True) as session:
            ready.wait(30)
            outcome.append(drafts.save_part(session, SAMPLE, ZH, part, f"## T {{#{part}}}\n", base[part], who))
            session.commit()

    threads = [threading.Thread(target=write, args=one) for one in zip(people, LESSONS, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(outcome) == 2
    with database.session(writes=False) as session:
        assert [part_of(text(session), part).text for part in LESSONS] == [f"## T {{#{part}}}\n" for part in LESSONS]


def test_two_who_write_the_same_part_at_once(database: Database) -> None:
    with database.session(writes=True) as session:
        people = [settled(session, one, Grant(Role.TRAINER)) for one in (MEI, TAN)]
        session.commit()
    base = digest(part_of(sample_folder()[ZH].decode(), PART).text)
    ready, outcome = threading.Barrier(2), []

    def write(who: uuid.UUID) -> None:
        with database.session(writes=True) as session:
            ready.wait(30)
            try:
                drafts.save_part(session, SAMPLE, ZH, PART, f"## {who} {{#{PART}}}\n", base, who)
                session.commit()
                outcome.append(who)
            except PartChangedError as error:
                outcome.append(error)

    threads = [threading.Thread(target=write, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    first = next(one for one in outcome if isinstance(one, uuid.UUID))
    refused = next(one for one in outcome if isinstance(one, PartChangedError))
    assert refused.theirs == f"## {first} {{#{PART}}}\n"


def test_an_act_on_whole_files_keeps_what_was_typed_a_moment_ago(session: Session, mei: uuid.UUID) -> None:
    save(session, mei, "## 听见他 {#hear-them}\n\n写了一上午。\n")
    drafts.save_files(session, SAMPLE, {ZH: b"brought in"}, mei)
    assert "写了一上午。" in drafts.past(session, SAMPLE, ZH)[0].content.decode()
