"""Modules that were taken out of a course in the studio: which come back, and as what."""

import uuid

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from mpt.content.check import check_course
from mpt.content.manifest_text import with_value
from mpt.models import DraftPast
from mpt.services import drafts, structure, takenout
from mpt.services.structure import UnknownModuleError
from tests.cast import TAN
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder
from tests.services.studio_acts import EN, ZH, becomes_trainer, written


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Teacher Mei's id."""
    return becomes_trainer(session)


def taken_out(session: Session) -> dict[str, str]:
    """Return the modules that can be put back."""
    return takenout.taken_out(session, structure.course_of(session, SAMPLE))


def manifest(session: Session, key: str, value: int | list[str], mei: uuid.UUID) -> None:
    """Change a value of the course."""
    text = with_value(written(session, "course.toml"), key, value)
    drafts.put_file(session, SAMPLE, "course.toml", text.encode(), mei)


def test_what_was_taken_out_just_now_comes_back_to_the_last_byte(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, ZH, written(session).encode() + "\n我的话。\n".encode(), mei)
    before = drafts.folder(session, SAMPLE)
    assert taken_out(session) == {}
    structure.remove_module(session, SAMPLE, LISTENING, mei)
    assert taken_out(session) == {LISTENING: "01-listening"}
    for _ in range(2):
        takenout.put_module_back(session, SAMPLE, LISTENING, mei)
        assert drafts.folder(session, SAMPLE) == before
    assert taken_out(session) == {}


def test_each_of_two_comes_back_though_the_course_was_changed_since(session: Session, mei: uuid.UUID) -> None:
    for module_id in (LISTENING, HARD_DAYS):
        structure.remove_module(session, SAMPLE, module_id, mei)
    manifest(session, "pass_mark", 70, mei)
    assert set(taken_out(session)) == {LISTENING, HARD_DAYS}
    for module_id in (LISTENING, HARD_DAYS):
        takenout.put_module_back(session, SAMPLE, module_id, mei)
    there = drafts.folder(session, SAMPLE)
    assert {**there, "course.toml": b""} == {**sample_folder(), "course.toml": b""}
    assert check_course(SAMPLE, there) == ()
    assert b"pass_mark = 70" in there["course.toml"]


def test_pictures_come_along_and_what_went_before_stays_away(session: Session, mei: uuid.UUID) -> None:
    shown = written(session).encode() + b"\n![x](photo.jpg)\n"
    pictures = {f"01-listening/{name}": b"x" for name in ("photo.jpg", "photo.webp", "gone.svg")}
    drafts.save_files(session, SAMPLE, {ZH: shown, **pictures}, mei)
    drafts.save_files(session, SAMPLE, {"01-listening/gone.svg": None}, mei)
    before = drafts.folder(session, SAMPLE)
    structure.remove_module(session, SAMPLE, LISTENING, mei)
    takenout.put_module_back(session, SAMPLE, LISTENING, mei)
    assert drafts.folder(session, SAMPLE) == before


def test_a_language_that_was_set_aside_since_stays_away(session: Session, mei: uuid.UUID) -> None:
    structure.remove_module(session, SAMPLE, LISTENING, mei)
    manifest(session, "languages", ["zh"], mei)
    takenout.put_module_back(session, SAMPLE, LISTENING, mei)
    there = drafts.texts(session, SAMPLE)
    assert (ZH in there, EN in there) == (True, False)


def test_without_an_earlier_course_toml_it_comes_back_all_the_same(session: Session, mei: uuid.UUID) -> None:
    structure.remove_module(session, SAMPLE, LISTENING, mei)
    session.execute(delete(DraftPast).where(DraftPast.path == "course.toml"))
    takenout.put_module_back(session, SAMPLE, LISTENING, mei)
    assert check_course(SAMPLE, drafts.folder(session, SAMPLE)) == ()


def test_what_is_not_among_the_earlier_states(session: Session, mei: uuid.UUID) -> None:
    structure.remove_module(session, SAMPLE, LISTENING, mei)
    session.execute(delete(DraftPast).where(DraftPast.path == ZH))
    before = drafts.folder(session, SAMPLE)
    for module_id in (LISTENING, "none", ""):
        with pytest.raises(UnknownModuleError):
            takenout.put_module_back(session, SAMPLE, module_id, mei)
    assert drafts.folder(session, SAMPLE) == before


def test_a_course_without_languages_and_what_lies_elsewhere(session: Session, mei: uuid.UUID) -> None:
    tan = becomes_trainer(session, TAN)
    for path in ("notes/zh.md", "zh.md", "07-seven/deep/zh.md"):
        drafts.put_file(session, SAMPLE, path, b"x", mei)
        drafts.save_files(session, SAMPLE, {path: None}, tan)
    assert taken_out(session) == {}
    structure.remove_module(session, SAMPLE, LISTENING, mei)
    drafts.put_file(session, SAMPLE, "course.toml", b"no toml", mei)
    assert taken_out(session) == {}
