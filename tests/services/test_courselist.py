"""All courses of the studio at a glance."""

import pytest
from sqlalchemy.orm import Session

from mpt.services import courselist, drafts
from tests.cast import MEI
from tests.sample import SAMPLE
from tests.services.studio_acts import ZH, becomes_trainer
from tests.services.tried import learners


def test_what_is_served_and_what_is_being_written(session: Session) -> None:
    learners(session, 19)
    found = courselist.everything(session)
    assert [(one.course_id, one.is_served, one.is_changed, one.learners) for one in found] == [
        (SAMPLE, True, False, 10)
    ]
    assert (found[0].changed_by, found[0].changed_at) == (None, None)
    mei = becomes_trainer(session)
    drafts.begin_new(session, "new-course", {"zh.md": b""}, mei)
    found = courselist.everything(session)
    assert [(one.course_id, one.is_served, one.is_changed) for one in found] == [
        ("new-course", False, True),
        (SAMPLE, True, False),
    ]
    drafts.put_file(session, SAMPLE, ZH, b"x", mei)
    found = courselist.everything(session)
    assert [one.course_id for one in found] == [SAMPLE, "new-course"], "what was changed last comes first"
    assert found[0].changed_by is not None
    assert found[0].changed_by.name == MEI.name
    assert courselist.standing(session, SAMPLE) == found[0]


@pytest.mark.parametrize(("people", "told"), [(0, 0), (1, 0), (9, 0), (10, 10), (29, 20)])
def test_how_many_learn_is_told_in_full_tens(session: Session, people: int, told: int) -> None:
    if people:
        learners(session, people)
    assert courselist.standing(session, SAMPLE).learners == told
    assert [one.learners for one in courselist.everything(session)] == [told]


def test_a_course_that_nobody_has(session: Session) -> None:
    found = courselist.standing(session, "none")
    assert (found.is_served, found.is_changed, found.learners) == (False, False, 0)
