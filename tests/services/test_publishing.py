"""Releases: published whole or not at all, never changed, served one at a time, and given back byte for byte."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mpt.models import Blob, Release, ReleaseFile, Serving
from mpt.models.database import Database
from mpt.services.publishing import (
    FaultyCourseError,
    NothingToRollBackError,
    UnknownCourseError,
    current_releases,
    export,
    publish,
    read_edition,
    release_folder,
    roll_back,
    serve_again,
)
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, broken, sample_folder
from tests.services.acts import at_once, count

FIRST = sample_folder()
SECOND = sample_folder(summary="改过的小课。")
THIRD = sample_folder(more_lessons=("thank-them",))


def served(session: Session) -> int:
    """The number of the release that is served."""
    return session.get_one(Release, current_releases(session)[SAMPLE]).number


def test_a_published_course_is_served_as_it_was_written(session: Session) -> None:
    edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
    assert served(session) == 1
    assert [module.id for module in edition.course.modules] == [LISTENING, HARD_DAYS]
    assert edition.folder == FIRST


def test_the_same_folder_twice_is_one_release(session: Session) -> None:
    release = publish(session, SAMPLE, dict(reversed(FIRST.items())))
    assert (release.number, release.id) == (1, current_releases(session)[SAMPLE])
    assert count(session, Release) == 1


def test_a_changed_folder_is_the_next_release_and_the_first_stays_as_it_was(session: Session) -> None:
    first = current_releases(session)[SAMPLE]
    assert publish(session, SAMPLE, SECOND).number == 2
    assert served(session) == 2
    assert release_folder(session, first) == FIRST
    assert export(session, SAMPLE) == SECOND


def test_files_that_did_not_change_are_stored_once(session: Session) -> None:
    publish(session, SAMPLE, SECOND)
    assert count(session, ReleaseFile) == len(FIRST) + len(SECOND)
    assert count(session, Blob) == len({*FIRST.values(), *SECOND.values()})


def test_a_folder_published_before_the_last_one_is_a_release_of_its_own(session: Session) -> None:
    publish(session, SAMPLE, SECOND)
    assert publish(session, SAMPLE, FIRST).number == 3
    assert export(session, SAMPLE) == FIRST


def test_a_broken_course_says_why_and_the_good_one_keeps_serving(session: Session) -> None:
    with pytest.raises(FaultyCourseError) as refused:
        publish(session, SAMPLE, broken(SECOND))
    assert [fault.path for fault in refused.value.faults] == ["02-hard-days/en.md"]
    assert str(refused.value) == "1 faults"
    assert served(session) == count(session, Release) == 1
    assert export(session, SAMPLE) == FIRST


def test_a_broken_course_that_was_never_published_stays_unknown(session: Session) -> None:
    with pytest.raises(FaultyCourseError):
        publish(session, "another", {})
    assert set(current_releases(session)) == {SAMPLE}
    with pytest.raises(UnknownCourseError):
        export(session, "another")


def test_courses_have_releases_of_their_own(session: Session) -> None:
    publish(session, SAMPLE, SECOND)
    assert publish(session, "another", FIRST).number == 1
    assert set(current_releases(session)) == {SAMPLE, "another"}
    assert export(session, "another") == FIRST
    assert export(session, SAMPLE) == SECOND


def test_rolling_back_serves_the_release_before(session: Session) -> None:
    publish(session, SAMPLE, SECOND)
    assert roll_back(session, SAMPLE).number == 1
    assert served(session) == 1
    assert export(session, SAMPLE) == FIRST


def test_what_is_served_already_is_no_act(session: Session) -> None:
    before = count(session, Serving)
    assert serve_again(session, SAMPLE, current_releases(session)[SAMPLE]).number == 1
    assert count(session, Serving) == before


def test_rolling_back_twice_goes_back_twice_and_then_no_further(session: Session) -> None:
    publish(session, SAMPLE, SECOND)
    publish(session, SAMPLE, THIRD)
    assert [roll_back(session, SAMPLE).number, roll_back(session, SAMPLE).number] == [2, 1]
    with pytest.raises(NothingToRollBackError):
        roll_back(session, SAMPLE)
    assert served(session) == 1


def test_rolling_back_passes_over_what_was_rolled_back_before(session: Session) -> None:
    publish(session, SAMPLE, SECOND)
    roll_back(session, SAMPLE)
    publish(session, SAMPLE, THIRD)
    assert roll_back(session, SAMPLE).number == 1
    assert export(session, SAMPLE) == FIRST


def test_rolling_back_to_what_this_software_cannot_read_changes_nothing(session: Session) -> None:
    publish(session, SAMPLE, SECOND)
    publish(session, SAMPLE, THIRD)
    spoil(session, release=2)
    with pytest.raises(FaultyCourseError):
        roll_back(session, SAMPLE)
    assert served(session) == 3


def test_publishing_after_a_roll_back_never_uses_a_number_again(session: Session) -> None:
    publish(session, SAMPLE, SECOND)
    roll_back(session, SAMPLE)
    assert publish(session, SAMPLE, THIRD).number == 3
    assert publish(session, SAMPLE, THIRD).number == 3


def test_a_course_never_published_cannot_be_rolled_back_or_exported(session: Session) -> None:
    with pytest.raises(UnknownCourseError):
        roll_back(session, "another")
    with pytest.raises(UnknownCourseError):
        export(session, "another")


def test_a_release_that_this_software_cannot_read_says_so(session: Session) -> None:
    """A release of an older or newer software may have been fine there."""
    spoil(session, release=1)
    with pytest.raises(FaultyCourseError) as refused:
        read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
    assert refused.value.faults


@pytest.mark.parametrize(("course", "release"), [(SAMPLE, 999), ("another", 1)])
def test_a_release_of_another_course_or_of_none_is_unknown(session: Session, course: str, release: int) -> None:
    with pytest.raises(UnknownCourseError):
        read_edition(session, course, release)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(picture=st.binary(max_size=2000))
def test_any_bytes_come_back_as_they_went_in(session: Session, picture: bytes) -> None:
    """What a folder holds is decided by the check; how it is stored must change nothing."""
    with session.begin_nested() as undone:
        release = publish(session, SAMPLE, {**SECOND, "cover.svg": drawing(picture), "course.toml": with_cover(SECOND)})
        assert release_folder(session, release.id)["cover.svg"] == drawing(picture)
        undone.rollback()
    session.expire_all()


def spoil(session: Session, release: int) -> None:
    """Make a release one that this software can't read: its manifest is another of its files."""
    other = select(ReleaseFile.blob_hash).where(ReleaseFile.path == "zh.md", ReleaseFile.release_id == release)
    manifest = update(ReleaseFile).where(ReleaseFile.path == "course.toml", ReleaseFile.release_id == release)
    session.execute(manifest.values(blob_hash=other.scalar_subquery()))


def drawing(data: bytes) -> bytes:
    """A drawing whose path is made of `data`."""
    points = "".join(f"L{byte} {byte}" for byte in data[:300])
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0{points}"/></svg>\r\n'.encode()


def with_cover(folder: dict[str, bytes]) -> bytes:
    return folder["course.toml"].replace(b"sensitive = false", b'sensitive = false\ncover = "cover.svg"')


def test_two_who_publish_at_once_make_two_releases_one_after_the_other(database: Database) -> None:
    folders = [SECOND, THIRD]
    outcomes = at_once(database, lambda session: publish(session, SAMPLE, folders.pop()).number)
    assert sorted(outcomes) == [2, 3]  # type: ignore[type-var]
    with database.session(writes=False) as session:
        assert export(session, SAMPLE) in (SECOND, THIRD)
        assert served(session) in {2, 3}


def test_two_who_publish_the_same_at_once_make_one_release(database: Database) -> None:
    assert at_once(database, lambda session: publish(session, SAMPLE, SECOND).number) == [2, 2]
    with database.session(writes=False) as session:
        assert count(session, Release) == 2


def test_two_who_publish_a_new_course_at_once_make_one_first_release(database: Database) -> None:
    assert at_once(database, lambda session: publish(session, "another", SECOND).number) == [1, 1]
    with database.session(writes=False) as session:
        assert export(session, "another") == SECOND
