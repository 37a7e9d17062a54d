"""The lessons of a module in the studio: added where they belong, moved and taken out in all languages at once."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mpt.content.drift import State
from mpt.content.folder import digest_of
from mpt.content.model import Kind
from mpt.content.parts import FRONT, UnknownPartError, part_of, parts_of
from mpt.services import drafts, sections, structure
from mpt.services.sections import NewSection
from mpt.services.structure import OrderChangedError, TextsChangedError, TitleTooLongError, UnknownModuleError
from mpt.services.translations import states
from tests.sample import LESSONS, LISTENING, SAMPLE, sample_folder
from tests.services.studio_acts import EN, ZH, becomes_trainer, part_ids, written

ALL = [FRONT, *LESSONS, "tonight", "check"]


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Teacher Mei's id."""
    return becomes_trainer(session)


def add(session: Session, mei: uuid.UUID, kind: Kind = Kind.LESSON, heading: str = "", after: str = "") -> str:
    """Add a section to the first module."""
    return sections.add(session, SAMPLE, LISTENING, NewSection(kind, heading, after), mei)


def test_each_kind_is_added_where_it_belongs(session: Session, mei: uuid.UUID) -> None:
    for part in ("check", "tonight"):
        sections.remove(session, SAMPLE, LISTENING, part, mei)
    assert add(session, mei, Kind.QUIZ) == "check-2", "its id was used before"
    assert add(session, mei, Kind.PRACTICE) == "tonight-2"
    assert add(session, mei, Kind.LESSON, "等一等") == "lesson-1"
    assert add(session, mei, Kind.LESSON, "Wait a little", FRONT) == "wait-a-little"
    assert part_ids(session) == [FRONT, "wait-a-little", *LESSONS, "lesson-1", "tonight-2", "check-2"]
    assert "### {#q-1}" in part_of(written(session), "check-2").text
    assert part_of(written(session), "tonight-2").text == "## 今晚试试 {#tonight-2 .practice}\n\n"


def test_a_new_questions_id_is_new(session: Session, mei: uuid.UUID) -> None:
    text = written(session).replace("#q-late", "#q-1")
    drafts.put_file(session, SAMPLE, ZH, text.encode(), mei)
    sections.remove(session, SAMPLE, LISTENING, "check", mei)
    add(session, mei, Kind.QUIZ)
    assert "### {#q-2}" in written(session)


def test_a_new_lesson_is_missing_in_the_translation(session: Session, mei: uuid.UUID) -> None:
    name = add(session, mei, heading="等一等")
    assert written(session, EN).encode() == sample_folder()[EN]
    found = next(one for one in states(session, SAMPLE, "en") if one.module_id == LISTENING)
    assert {part.part: part.state for part in found.parts} == {
        **dict.fromkeys(ALL, State.FRESH),
        name: State.MISSING,
    }


def test_a_heading_that_cant_be(session: Session, mei: uuid.UUID) -> None:
    with pytest.raises(TitleTooLongError):
        add(session, mei, heading="长" * 81)


def test_moving_moves_it_in_every_language(session: Session, mei: uuid.UUID) -> None:
    sections.move(session, SAMPLE, LISTENING, LESSONS[1], FRONT, mei)
    assert part_ids(session) == part_ids(session, EN) == [FRONT, LESSONS[1], LESSONS[0], "tonight", "check"]
    found = next(one for one in states(session, SAMPLE, "en") if one.module_id == LISTENING)
    assert found.is_done
    assert found.is_marked, "nobody has to say that it's still right"


def test_moving_behind_what_a_translation_lacks(session: Session, mei: uuid.UUID) -> None:
    name = add(session, mei, heading="等一等", after=FRONT)
    sections.move(session, SAMPLE, LISTENING, "tonight", name, mei)
    assert part_ids(session) == [FRONT, name, "tonight", *LESSONS, "check"]
    assert part_ids(session, EN) == [FRONT, "tonight", *LESSONS, "check"]
    sections.move(session, SAMPLE, LISTENING, name, "check", mei)
    assert part_ids(session)[-1] == name
    assert part_ids(session, EN) == [FRONT, "tonight", *LESSONS, "check"]


def test_taking_out_takes_it_out_of_every_language(session: Session, mei: uuid.UUID) -> None:
    sections.remove(session, SAMPLE, LISTENING, LESSONS[0], mei)
    assert part_ids(session) == part_ids(session, EN) == [FRONT, LESSONS[1], "tonight", "check"]
    assert [one.content for one in drafts.past(session, SAMPLE, EN)][-1] == sample_folder()[EN]
    sections.remove(session, SAMPLE, LISTENING, LESSONS[1], mei)
    assert len(drafts.past(session, SAMPLE, ZH)) == 2, "each state is kept, in one sitting too"


def test_what_somebody_writes_in_isnt_taken_out_unseen(session: Session, mei: uuid.UUID) -> None:
    course = structure.course_of(session, SAMPLE)
    seen = digest_of(sections.going(session, course, LISTENING, LESSONS[0]))
    translation = written(session, EN)
    drafts.put_file(session, SAMPLE, EN, translation.replace("{#hear-them}\n", "{#hear-them}\n\nNew.", 1).encode(), mei)
    before = drafts.folder(session, SAMPLE)
    with pytest.raises(TextsChangedError):
        sections.remove(session, SAMPLE, LISTENING, LESSONS[0], mei, seen=seen)
    assert drafts.folder(session, SAMPLE) == before
    drafts.put_file(session, SAMPLE, EN, translation.encode() + b"\nAt the end, in another part.\n", mei)
    sections.remove(session, SAMPLE, LISTENING, LESSONS[0], mei, seen=seen)
    assert LESSONS[0] not in part_ids(session, EN)


def test_a_translation_that_isnt_there(session: Session, mei: uuid.UUID) -> None:
    drafts.save_files(session, SAMPLE, {EN: None}, mei)
    sections.remove(session, SAMPLE, LISTENING, LESSONS[0], mei)
    assert EN not in drafts.texts(session, SAMPLE)


def test_a_section_without_an_id_is_nobodys_translation(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, ZH, written(session).replace(" {#ask-once}", "").encode(), mei)
    sections.move(session, SAMPLE, LISTENING, "_2", FRONT, mei)
    assert part_ids(session) == [FRONT, "_1", LESSONS[0], "tonight", "check"]
    assert part_ids(session, EN) == ALL
    sections.move(session, SAMPLE, LISTENING, "tonight", "tonight", mei)
    assert part_ids(session, EN) == ALL, "behind itself is where it is"


def test_two_who_see_another_order(session: Session, mei: uuid.UUID) -> None:
    seen = structure.order_of(ALL)
    sections.move(session, SAMPLE, LISTENING, "check", FRONT, mei, seen=seen)
    with pytest.raises(OrderChangedError):
        sections.move(session, SAMPLE, LISTENING, "check", FRONT, mei, seen=seen)
    with pytest.raises(OrderChangedError):
        sections.add(session, SAMPLE, LISTENING, NewSection(Kind.LESSON, "x"), mei, seen=seen)


def test_what_isnt_there(session: Session, mei: uuid.UUID) -> None:
    for act in (
        lambda: sections.move(session, SAMPLE, LISTENING, "none", FRONT, mei),
        lambda: sections.move(session, SAMPLE, LISTENING, LESSONS[0], "none", mei),
        lambda: sections.remove(session, SAMPLE, LISTENING, "none", mei),
        lambda: sections.remove(session, SAMPLE, LISTENING, FRONT, mei),
        lambda: add(session, mei, heading="x", after="none"),
    ):
        with pytest.raises(UnknownPartError):
            act()
    with pytest.raises(UnknownModuleError):
        sections.remove(session, SAMPLE, "none", LESSONS[0], mei)


def test_a_source_that_isnt_there(session: Session, mei: uuid.UUID) -> None:
    drafts.save_files(session, SAMPLE, {ZH: None}, mei)
    with pytest.raises(UnknownPartError):
        add(session, mei, heading="x")
    toml = b'pass_mark = 60\n[[module]]\nfolder = "01-listening"\n'
    drafts.put_file(session, SAMPLE, "course.toml", toml, mei)
    with pytest.raises(UnknownPartError):
        add(session, mei, heading="x")


def test_a_source_that_cant_be_read_gets_it_at_the_end(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, ZH, b"---\ntitle: a\n---\n## A {#a}\n\x01\n", mei)
    add(session, mei, heading="B")
    assert part_ids(session) == [FRONT, "a", "b"]


ACTS = st.lists(st.tuples(st.sampled_from(["add", "move", "remove"]), st.integers(0, 9), st.integers(0, 9)), max_size=6)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the rules are the same on both
@given(ACTS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_all_other_lessons_keep_their_words(
    session: Session, acts: list[tuple[str, int, int]]
) -> None:
    with session.begin_nested() as undone:
        mei = becomes_trainer(session)
        was = {path: _words(written(session, path)) for path in (ZH, EN)}
        for act, one, other in acts:
            ids = part_ids(session)[1:]
            after = part_ids(session)[other % (len(ids) + 1)]
            if act == "add":
                was[ZH][add(session, mei, heading="新", after=after)] = None
            elif ids and act == "move":
                sections.move(session, SAMPLE, LISTENING, ids[one % len(ids)], after, mei)
            elif ids:
                sections.remove(session, SAMPLE, LISTENING, gone := ids[one % len(ids)], mei)
                for words in was.values():
                    words.pop(gone, None)
        for path in (ZH, EN):
            now = _words(written(session, path))
            assert now.keys() == was[path].keys()
            assert all(now[name] == text for name, text in was[path].items() if text is not None and name != FRONT)
        order = [name for name in part_ids(session) if name in was[EN]]
        assert part_ids(session, EN) == order
        undone.rollback()


def _words(text: str) -> dict[str, str | None]:
    return {part.id: part.text.rstrip("\n") for part in parts_of(text)}
