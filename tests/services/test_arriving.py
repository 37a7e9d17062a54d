"""A folder edited outside comes into the draft: what one side changed is clear, what both did is the trainer's to say."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mpt.services import arriving, drafts
from mpt.services.arriving import Arrival
from mpt.services.drafts import OutsideError
from mpt.services.publishing import UnknownCourseError, current_releases, publish
from tests.sample import SAMPLE, sample_folder
from tests.services.studio_acts import ZH, becomes_trainer


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Teacher Mei's id."""
    return becomes_trainer(session)


def test_a_folder_that_is_the_same_brings_nothing(session: Session, mei: uuid.UUID) -> None:
    base = arriving.base_of(session, SAMPLE)
    assert base == sample_folder()
    assert arriving.take_in(session, SAMPLE, sample_folder(), mei, base) == Arrival((), (), ())
    assert not drafts.is_changed(session, SAMPLE)


def test_what_only_one_side_changed(session: Session, mei: uuid.UUID) -> None:
    drafts.save_files(session, SAMPLE, {"ours.svg": b"ours", "en.md": None}, mei)
    theirs = {**sample_folder(), "theirs.svg": b"theirs", ZH: b"theirs"}
    del theirs["zh.md"]
    arrival = arriving.take_in(session, SAMPLE, theirs, mei, arriving.base_of(session, SAMPLE))
    assert arrival == Arrival(taken=(ZH, "theirs.svg", "zh.md"), kept=("en.md", "ours.svg"), clashes=())
    now = drafts.folder(session, SAMPLE)
    assert (now[ZH], now["theirs.svg"], now["ours.svg"]) == (b"theirs", b"theirs", b"ours")
    assert not {"zh.md", "en.md"} & now.keys()
    assert arriving.take_in(session, SAMPLE, theirs, mei, arriving.base_of(session, SAMPLE)).taken == ()


def test_what_was_seen_is_another_where_ours_or_the_base_is(session: Session, mei: uuid.UUID) -> None:
    def seen() -> str:
        return arriving.seen_of(drafts.folder(session, SAMPLE), arriving.base_of(session, SAMPLE))

    at_first = seen()
    drafts.begin(session, SAMPLE)
    assert seen() == at_first, "a draft that nobody has written in"
    drafts.put_file(session, SAMPLE, ZH, b"ours", mei)
    written = seen()
    assert written != at_first
    drafts.begin(session, SAMPLE).base_release_id = None
    assert seen() not in {at_first, written}


def test_what_both_changed_stays_ours_until_somebody_chooses(session: Session, mei: uuid.UUID) -> None:
    drafts.save_files(session, SAMPLE, {ZH: b"ours", "en.md": None, "new.svg": b"ours"}, mei)
    theirs = {**sample_folder(), ZH: b"theirs", "en.md": b"theirs", "new.svg": b"theirs"}
    base = arriving.base_of(session, SAMPLE)
    arrival = arriving.take_in(session, SAMPLE, theirs, mei, base)
    assert arrival == Arrival((), (), (ZH, "en.md", "new.svg"))
    assert drafts.folder(session, SAMPLE)[ZH] == b"ours"
    arrival = arriving.take_in(session, SAMPLE, theirs, mei, base, chosen=[ZH, "none"])
    assert (arrival.taken, arrival.clashes) == ((ZH,), ("en.md", "new.svg"))
    assert drafts.folder(session, SAMPLE)[ZH] == b"theirs"


def test_a_release_published_meanwhile(session: Session, mei: uuid.UUID) -> None:
    drafts.put_file(session, SAMPLE, "ours.svg", b"ours", mei)
    base = arriving.base_of(session, SAMPLE)
    newer = sample_folder(summary="更新。")
    publish(session, SAMPLE, newer)
    release_id = current_releases(session)[SAMPLE]
    arrival = arriving.take_in(session, SAMPLE, newer, None, base, release_id=release_id)
    assert arrival.taken == ("en.md", "zh.md")
    assert drafts.folder(session, SAMPLE) == {**newer, "ours.svg": b"ours"}
    assert arriving.base_of(session, SAMPLE) == newer


def test_what_is_there_but_could_not_be_taken_stays_as_it_is_here(session: Session, mei: uuid.UUID) -> None:
    drafts.save_files(session, SAMPLE, {ZH: b"ours"}, mei)
    base = arriving.base_of(session, SAMPLE)
    lost = {path: data for path, data in sample_folder().items() if path != "en.md" and not path.startswith("02-")}
    theirs = arriving.completed({**lost, ZH: b"theirs"}, ["en.md", "02-hard-days", ZH, "new.svg"], base)
    assert theirs == {**sample_folder(), ZH: b"theirs"}
    assert arriving.take_in(session, SAMPLE, theirs, mei, base) == Arrival((), (), (ZH,))
    assert arriving.completed(lost, ["en"], base) == lost


def test_a_course_that_was_never_published_comes_from_nothing(session: Session, mei: uuid.UUID) -> None:
    drafts.begin_new(session, "new-course", {"zh.md": b"ours"}, mei)
    assert arriving.base_of(session, "new-course") == {}
    arrival = arriving.take_in(session, "new-course", {"zh.md": b"theirs", "en.md": b"theirs"}, mei, {})
    assert arrival == Arrival(taken=("en.md",), kept=(), clashes=("zh.md",))


def test_what_would_lie_elsewhere(session: Session, mei: uuid.UUID) -> None:
    with pytest.raises(OutsideError):
        arriving.take_in(session, SAMPLE, {**sample_folder(), "../x.md": b""}, mei, sample_folder())
    with pytest.raises(UnknownCourseError):
        arriving.base_of(session, "none")


FOLDERS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from([b"1", b"2", b"3"]))


@given(FOLDERS, FOLDERS, FOLDERS)
def test_every_difference_is_told_once(
    ours: dict[str, bytes], theirs: dict[str, bytes], base: dict[str, bytes]
) -> None:
    found = arriving.compare(ours, theirs, base)
    told = [*found.taken, *found.kept, *found.clashes]
    assert sorted(told) == sorted(path for path in "abcd" if ours.get(path) != theirs.get(path))
    assert all(ours.get(path) == base.get(path) for path in found.taken)
    assert all(theirs.get(path) == base.get(path) for path in found.kept)
    back = arriving.compare(theirs, ours, base)
    assert (back.taken, back.kept, back.clashes) == (found.kept, found.taken, found.clashes)
