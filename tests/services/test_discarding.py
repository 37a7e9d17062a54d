"""A draft thrown away as it was seen: nobody's work of the last hour goes with it, and no language that was set aside."""

import uuid

import pytest
from sqlalchemy.orm import Session

from mpt.services import drafts, tongues
from mpt.services.discarding import throw_away
from mpt.services.publishing import UnknownCourseError, publish
from mpt.services.releasing import ChangedMeanwhileError, look
from tests.cast import TAN
from tests.sample import SAMPLE, sample_folder
from tests.services.studio_acts import ZH, becomes_trainer

VI = "01-listening/vi.md"


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Teacher Mei's id."""
    return becomes_trainer(session)


def write(session: Session, who: uuid.UUID, more: str) -> bytes:
    """Write something at the end of the first module; return its text."""
    text = sample_folder()[ZH] + more.encode()
    drafts.put_file(session, SAMPLE, ZH, text, who)
    return text


def test_what_was_written_since_it_was_looked_at_stays(session: Session, mei: uuid.UUID) -> None:
    write(session, mei, "一\n")
    seen = look(session, SAMPLE).seen
    theirs = write(session, becomes_trainer(session, TAN), "二\n")
    with pytest.raises(ChangedMeanwhileError):
        throw_away(session, SAMPLE, seen)
    assert drafts.file(session, SAMPLE, ZH) == theirs
    throw_away(session, SAMPLE, look(session, SAMPLE).seen)
    assert drafts.folder(session, SAMPLE) == sample_folder()
    assert drafts.past(session, SAMPLE, ZH)[0].content == theirs


def test_what_was_published_since_it_was_looked_at_counts_too(session: Session, mei: uuid.UUID) -> None:
    write(session, mei, "一\n")
    seen = look(session, SAMPLE).seen
    publish(session, SAMPLE, sample_folder(more_lessons=("more",)))
    with pytest.raises(ChangedMeanwhileError):
        throw_away(session, SAMPLE, seen)


def test_a_language_that_was_set_aside_outlives_it(session: Session, mei: uuid.UUID) -> None:
    tongues.add_language(session, SAMPLE, "vi", mei)
    drafts.put_file(session, SAMPLE, VI, b"---\ntitle: Nghe\n---\n", mei)
    tongues.set_aside(session, SAMPLE, "vi", mei)
    publish(session, SAMPLE, drafts.folder(session, SAMPLE))
    write(session, mei, "一\n")
    throw_away(session, SAMPLE, look(session, SAMPLE).seen)
    tongues.add_language(session, SAMPLE, "vi", mei)
    assert drafts.file(session, SAMPLE, VI) == b"---\ntitle: Nghe\n---\n"


def test_a_course_that_was_deleted_meanwhile(session: Session, mei: uuid.UUID) -> None:
    drafts.begin_new(session, "calling-home", {"zh.md": b"x"}, mei)
    seen = look(session, "calling-home").seen
    throw_away(session, "calling-home", seen)
    with pytest.raises(UnknownCourseError):
        throw_away(session, "calling-home", seen)
