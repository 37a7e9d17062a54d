"""What of a course isn't text: set value by value, and never over what a colleague has set meanwhile."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from mpt.content.manifest_text import UnreachableError, without_module
from mpt.content.parts import digest
from mpt.services import course_settings, drafts
from mpt.services.course_settings import (
    FaultyManifestError,
    FileChangedError,
    ModuleSettings,
    OrderError,
    PassMarkError,
    SettingsClashError,
)
from tests.sample import HARD_DAYS, LISTENING, SAMPLE
from tests.services.studio_acts import becomes_trainer


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Teacher Mei's id."""
    return becomes_trainer(session)


def text(session: Session) -> str:
    """Return course.toml as it's being written."""
    return course_settings.text(session, SAMPLE)


def test_only_what_differs_is_written(session: Session, mei: uuid.UUID) -> None:
    before = text(session)
    was = course_settings.read(before)
    assert was.modules[HARD_DAYS] == ModuleSettings(("S2",), (), skippable=True)
    course_settings.change(session, SAMPLE, was, was, mei)
    assert not drafts.is_changed(session, SAMPLE)
    modules = {**was.modules, LISTENING: ModuleSettings(("S1", "S9"), ("legal",), skippable=True)}
    for _twice in range(2):
        course_settings.change(session, SAMPLE, replace(was, pass_mark=75, modules=modules), was, mei)
    expected = before.replace("pass_mark = 60", "pass_mark = 75").replace('["S1"]', '["S1", "S9"]')
    expected = expected.replace("review = []", 'review = ["legal"]', 1).replace("skippable = false", "skippable = true")
    assert text(session) == expected


def test_modules_that_arent_named_stay(session: Session, mei: uuid.UUID) -> None:
    before = text(session)
    was = course_settings.read(before)
    course_settings.change(session, SAMPLE, replace(was, order=2, sensitive=True, modules={}), was, mei)
    assert text(session) == before.replace("sensitive = false\n", "sensitive = true\norder = 2\n")


def test_what_a_colleague_set_meanwhile_stays(session: Session, mei: uuid.UUID) -> None:
    before = text(session)
    was = course_settings.read(before)
    legal = replace(was.modules[LISTENING], review=("legal",))
    theirs = replace(was, pass_mark=77, modules={**was.modules, LISTENING: legal})
    course_settings.change(session, SAMPLE, theirs, was, mei)
    # Who changed something else meanwhile undoes nothing of it.
    skipped = replace(was.modules[LISTENING], skippable=True)
    mine = replace(was, order=3, modules={**was.modules, LISTENING: skipped})
    course_settings.change(session, SAMPLE, mine, was, mei)
    now = course_settings.read(text(session))
    assert (now.pass_mark, now.order) == (77, 3)
    assert now.modules[LISTENING] == replace(legal, skippable=True)
    # Who changed the same is told both.
    with pytest.raises(SettingsClashError) as refused:
        course_settings.change(session, SAMPLE, replace(was, pass_mark=80, sensitive=True), was, mei)
    assert refused.value.theirs == {("pass_mark", ""): 77}
    assert refused.value.both == replace(now, pass_mark=80, sensitive=True).fields
    assert course_settings.read(text(session)) == now


def test_settings_of_a_module_that_is_gone_are_passed_over(session: Session, mei: uuid.UUID) -> None:
    was = course_settings.read(text(session))
    before = without_module(text(session), f"01-{LISTENING}")
    drafts.put_file(session, SAMPLE, "course.toml", before.encode(), mei)
    wanted = {**was.modules, LISTENING: ModuleSettings((), ("legal",), skippable=True)}
    course_settings.change(session, SAMPLE, replace(was, modules=wanted), was, mei)
    assert text(session) == before


def test_the_file_that_a_colleague_wrote_meanwhile_stays(session: Session, mei: uuid.UUID) -> None:
    before = text(session)
    new = before.replace("60", "77")
    course_settings.write(session, SAMPLE, new, digest(before), mei)
    with pytest.raises(FileChangedError) as refused:
        course_settings.write(session, SAMPLE, before, digest(before), mei)
    assert refused.value.theirs == text(session) == new


def test_what_cant_be(session: Session, mei: uuid.UUID) -> None:
    was = course_settings.read(text(session))
    for wanted, refused in ((replace(was, pass_mark=101), PassMarkError), (replace(was, order=0), OrderError)):
        with pytest.raises(refused):
            course_settings.change(session, SAMPLE, wanted, was, mei)
    drafts.put_file(session, SAMPLE, "course.toml", b'"pass_mark" = 60\n', mei)
    with pytest.raises(UnreachableError):
        course_settings.change(session, SAMPLE, replace(was, pass_mark=70), was, mei)


def test_the_file_as_text(session: Session, mei: uuid.UUID) -> None:
    before = text(session)
    new = before.replace("60", "61")
    course_settings.write(session, SAMPLE, new.replace("\n", "\r\n"), digest(before), mei)
    assert text(session) == new
    course_settings.write(session, SAMPLE, new, digest(before), mei)
    for wrong in ("pass_mark = [", before.replace("60", "600"), "#" * 65537):
        with pytest.raises(FaultyManifestError) as refused:
            course_settings.write(session, SAMPLE, wrong, digest(new), mei)
        assert refused.value.faults
    assert text(session) == new


def test_line_ends_of_the_file_stay(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, "course.toml", text(session).replace("\n", "\r\n").encode(), mei)
    before = text(session)
    course_settings.write(session, SAMPLE, before.replace("\r\n", "\n").replace("60", "61"), digest(before), mei)
    assert text(session) == before.replace("60", "61")


def test_a_course_without_settings(session: Session, mei: uuid.UUID) -> None:
    drafts.save_files(session, SAMPLE, {"course.toml": None}, mei)
    assert text(session) == ""


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("S1, S17", ("S1", "S17")),
        ("S1，S2、S3；S4;S1", ("S1", "S2", "S3", "S4")),
        ("child  protection, mental health", ("child protection", "mental health")),
        (" , ", ()),
        ("a" * 60, ("a" * 40,)),
        (",".join(f"S{n}" for n in range(30)), tuple(f"S{n}" for n in range(20))),
    ],
    ids=["two", "chinese commas", "words", "nothing", "long", "many"],
)
def test_lists_as_they_are_typed(typed: str, items: tuple[str, ...]) -> None:
    assert course_settings.listed(typed) == items
