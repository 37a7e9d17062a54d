"""The shape of a course in the studio: begun, its modules added, moved and taken out; no id is ever used twice."""

import tomllib
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mpt.content.check import check_course
from mpt.content.folder import digest_of
from mpt.content.manifest_text import UnreachableError
from mpt.content.reader import read_draft
from mpt.services import drafts, newids, structure
from mpt.services.drafts import CourseTakenError
from mpt.services.publishing import UnknownCourseError, publish
from mpt.services.structure import (
    IdShapeError,
    IdUsedError,
    OrderChangedError,
    TextsChangedError,
    TitleHiddenError,
    TitleMissingError,
    TitleTooLongError,
    TooManyModulesError,
    UnknownModuleError,
)
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder
from tests.services.studio_acts import becomes_trainer, part_ids, written


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Teacher Mei's id."""
    return becomes_trainer(session)


def modules(session: Session, course_id: str = SAMPLE) -> list[str]:
    """Return the ids of a course's modules in their order."""
    return [module.id for module in read_draft(course_id, drafts.texts(session, course_id)).course.modules]


def test_a_course_begins_with_its_title(session: Session, mei: uuid.UUID) -> None:
    structure.new_course(session, "calls", ["zh", "en"], "  打电话：回家 ", mei)
    course = read_draft("calls", drafts.texts(session, "calls")).course
    assert (course.languages, course.texts["zh"].title, course.modules) == (("zh", "en"), "打电话：回家", ())
    structure.new_course(session, "calls", ["zh", "en"], "打电话：回家", mei)
    with pytest.raises(CourseTakenError):
        structure.new_course(session, "calls", ["zh"], "另一门", mei)


@pytest.mark.parametrize(
    ("title", "refused"),
    [(" \n", TitleMissingError), ("a" * 81, TitleTooLongError), ("a\u200bb", TitleHiddenError)],
    ids=["missing", "long", "hidden"],
)
def test_a_title_that_cant_be(session: Session, mei: uuid.UUID, title: str, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        structure.new_course(session, "calls", ["zh"], title, mei)
    with pytest.raises(refused):
        structure.add_module(session, SAMPLE, title, mei)
    assert drafts.find(session, "calls") is None


def test_an_id_that_cant_be(session: Session, mei: uuid.UUID) -> None:
    with pytest.raises(IdShapeError):
        structure.new_course(session, "Calls", ["zh"], "x", mei)
    with pytest.raises(IdShapeError):
        structure.add_module(session, SAMPLE, "x", mei, module_id="a--b")


def test_a_module_begins_with_what_every_module_has(session: Session, mei: uuid.UUID) -> None:
    name = structure.add_module(session, SAMPLE, "下班以后", mei)
    assert name == "module-1"
    assert part_ids(session, "03-module-1/zh.md") == ["_front", "lesson-1", "tonight", "check"]
    assert modules(session) == [LISTENING, HARD_DAYS, "module-1"]
    faults = check_course(SAMPLE, drafts.folder(session, SAMPLE))
    assert any(fault.path == "03-module-1/zh.md" for fault in faults), "nobody publishes it by mistake"


def test_a_module_of_a_title_in_latin_letters(session: Session, mei: uuid.UUID) -> None:
    assert structure.add_module(session, SAMPLE, "When you can't call", mei) == "when-you-cant-call"
    assert structure.add_module(session, SAMPLE, "When you can't call", mei) == "when-you-cant-call-2"
    assert structure.add_module(session, SAMPLE, "Survey", mei) == "survey-2", "survey is an address"


def test_a_module_that_comes_from_elsewhere_brings_its_files(session: Session, mei: uuid.UUID) -> None:
    brought = {"zh.md": b"---\ntitle: A\n---\n", "scene.svg": b"<svg/>"}
    structure.add_module(session, SAMPLE, "A", mei, module_id="brought", files=brought)
    there = drafts.folder(session, SAMPLE)
    assert {path: there[f"03-brought/{path}"] for path in brought} == brought


def test_no_id_is_used_twice(session: Session, mei: uuid.UUID) -> None:
    structure.remove_module(session, SAMPLE, HARD_DAYS, mei)
    for taken in (HARD_DAYS, LISTENING, "survey"):
        with pytest.raises(IdUsedError):
            structure.add_module(session, SAMPLE, "x", mei, module_id=taken)
    structure.add_module(session, SAMPLE, "一", mei)
    structure.remove_module(session, SAMPLE, "module-1", mei)
    assert structure.add_module(session, SAMPLE, "二", mei) == "module-2"


def test_the_numbers_of_modules_end(session: Session, mei: uuid.UUID) -> None:
    toml = written(session, "course.toml").replace("02-hard-days", "99-hard-days")
    drafts.put_file(session, SAMPLE, "course.toml", toml.encode(), mei)
    with pytest.raises(TooManyModulesError):
        structure.add_module(session, SAMPLE, "x", mei)


def test_modules_move(session: Session, mei: uuid.UUID) -> None:
    seen = structure.order_of([LISTENING, HARD_DAYS])
    structure.move_module(session, SAMPLE, HARD_DAYS, "", mei, seen=seen)
    assert modules(session) == [HARD_DAYS, LISTENING]
    with pytest.raises(OrderChangedError):
        structure.move_module(session, SAMPLE, HARD_DAYS, "", mei, seen=seen)
    structure.move_module(session, SAMPLE, HARD_DAYS, LISTENING, mei)
    assert drafts.folder(session, SAMPLE) == sample_folder(), "there and back nothing is changed"
    for ids in (("none", ""), (LISTENING, "none")):
        with pytest.raises(UnknownModuleError):
            structure.move_module(session, SAMPLE, *ids, mei)


def test_a_module_taken_out_goes_with_its_files(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, "01-listening/scene.svg", b"<svg/>", mei)
    structure.remove_module(session, SAMPLE, LISTENING, mei)
    assert sorted(drafts.folder(session, SAMPLE)) == [
        "02-hard-days/en.md",
        "02-hard-days/zh.md",
        "course.toml",
        "en.md",
        "zh.md",
    ]
    with pytest.raises(UnknownModuleError):
        structure.remove_module(session, SAMPLE, LISTENING, mei)


def test_a_module_that_somebody_writes_in_isnt_taken_out_unseen(session: Session, mei: uuid.UUID) -> None:
    course = structure.course_of(session, SAMPLE)
    seen = digest_of(structure.going(session, course, LISTENING))
    drafts.put_file(session, SAMPLE, "01-listening/scene.svg", b"<svg/>", mei)
    before = drafts.folder(session, SAMPLE)
    with pytest.raises(TextsChangedError):
        structure.remove_module(session, SAMPLE, LISTENING, mei, seen=seen)
    assert drafts.folder(session, SAMPLE) == before
    seen = digest_of(structure.going(session, course, LISTENING))
    drafts.put_file(session, SAMPLE, "02-hard-days/en.md", b"another module", mei)
    structure.remove_module(session, SAMPLE, LISTENING, mei, seen=seen)
    assert modules(session) == [HARD_DAYS]


def test_what_cant_be_changed_is_said(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, "course.toml", b"no toml", mei)
    with pytest.raises(UnreachableError):
        structure.add_module(session, SAMPLE, "x", mei)
    with pytest.raises(UnknownCourseError):
        structure.add_module(session, "none", "x", mei)


def test_a_course_without_languages_gets_a_chinese_module(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, "course.toml", b"pass_mark = 60\n", mei)
    structure.add_module(session, SAMPLE, "x", mei)
    assert "01-x/zh.md" in drafts.folder(session, SAMPLE)


ACTS = st.lists(st.tuples(st.sampled_from(["add", "move", "remove"]), st.integers(0, 9), st.integers(0, 9)), max_size=8)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the rules are the same on both
@given(ACTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_to_modules_the_others_stay(session: Session, acts: list[tuple[str, int, int]]) -> None:
    with session.begin_nested() as undone:
        mei = becomes_trainer(session)
        expected, ever = modules(session), set(modules(session))
        for act, one, other in acts:
            before = drafts.folder(session, SAMPLE)
            touched = ""
            if act == "add":
                touched = structure.add_module(session, SAMPLE, "模块", mei)
                assert touched not in ever
                ever.add(touched)
                expected.append(touched)
            elif expected:
                touched = expected.pop(one % len(expected))
                if act == "remove":
                    structure.remove_module(session, SAMPLE, touched, mei)
                else:
                    place = other % (len(expected) + 1)
                    structure.move_module(session, SAMPLE, touched, expected[place - 1] if place else "", mei)
                    expected.insert(place, touched)
            assert modules(session) == expected
            after = drafts.folder(session, SAMPLE)
            others = [path for path in before if "/" in path and f"-{touched}/" not in path]
            assert all(after[path] == before[path] for path in others)
            assert tomllib.loads(after["course.toml"].decode())["pass_mark"] == 60
            assert after["course.toml"].startswith(b"# A course for tests.\n")
        undone.rollback()


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Call at eight", "call-at-eight"),
        ("Don’t wait", "dont-wait"),
        ("Là-bas", "la-bas"),
        ("打电话 call", ""),
        ("8:00", ""),
        ("one two three four five six seven eight nine", "one-two-three-four-five-six-seven-eight"),
        ("a" * 60, "a" * 40),
    ],
    ids=["words", "apostrophe", "accent", "chinese", "digits", "long", "one long word"],
)
def test_ids_of_words(words: str, slug: str) -> None:
    assert newids.slug(words) == slug


def test_ids_that_were_published_once_stay_used(session: Session, mei: uuid.UUID) -> None:
    publish(session, SAMPLE, sample_folder(more_lessons=("once",)))
    publish(session, SAMPLE, sample_folder())
    used = newids.used_parts(session, SAMPLE, "01-listening/zh.md")
    assert {"once", "hear-them", "q-late", "quiz"} <= used
    assert newids.fresh("once", "lesson", used) == "once-2"
