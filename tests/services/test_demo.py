"""Made-up workers are like real ones: each rule of the database holds for them, and the reports have something to show."""

from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mpt.content.folder import hash8
from mpt.models import (
    Base,
    Certificate,
    Department,
    Enrolment,
    Factory,
    JoinCode,
    Learner,
    LessonDone,
    Line,
    Membership,
    ModuleDone,
    SurveyResponse,
)
from mpt.models.base import now
from mpt.services import counting, demo, learning, publishing, reports
from mpt.services.publishing import Edition, current_releases
from tests.sample import SAMPLE, broken, sample_folder


def make(session: Session, workers: int, seed: int = 1) -> Factory:
    house = demo.make_house(session, workers)
    demo.fill(session, house, workers, demo.editions(session), Random(seed))
    return house.factory


def rows(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("learners", "sizes"),
    [(0, []), (30, [30]), (7600, [6000, 1500, 100]), (14300, [6000, 1500, 400, 2500, 800, 3000, 100])],
)
def test_factories_are_of_many_sizes(learners: int, sizes: list[int]) -> None:
    assert list(demo.sizes(learners)) == sizes


def test_each_worker_is_a_learner_who_joined(session: Session) -> None:
    make(session, 300)
    assert rows(session, Learner) == rows(session, Membership) == 300
    for table in (Enrolment, LessonDone, ModuleDone, Certificate, SurveyResponse):
        assert rows(session, table) > 20
    assert 0 < rows(session, Certificate) < rows(session, Enrolment) < 300
    left = session.scalar(select(func.count()).where(Membership.left_at.is_not(None))) or 0
    assert 0 < left < 100
    assert session.scalar(select(func.max(Membership.joined_at))) < now()


def test_a_large_factory_has_departments_and_lines_and_a_code_for_each(session: Session) -> None:
    demo.make_house(session, 2000)
    assert (rows(session, Department), rows(session, Line)) == (3, 22)
    assert rows(session, JoinCode) == 1 + 3 + 22


def test_factories_get_numbers_in_turn(session: Session) -> None:
    assert [make(session, 1).name_zh for _ in range(2)] == ["演示工厂1", "演示工厂2"]


def test_whoever_finished_has_done_every_module(session: Session, edition: Edition) -> None:
    make(session, 100)
    for learner_id in session.scalars(select(Certificate.learner_id)):
        assert learning.progress_in(session, learner_id, SAMPLE).done == {one.id for one in edition.course.modules}


def test_the_reports_have_something_to_show(session: Session) -> None:
    factory = make(session, 200)
    counting.keep(session, counting.count(session, factory.id, publishing.open_courses(session)))
    numbers = reports.shown(session, factory.id, counting.last_whole_day(factory), [factory.id]).of(factory.id, SAMPLE)
    assert numbers.joined > numbers.began > numbers.finished >= 20


def test_the_same_chance_makes_the_same_people_do_the_same(session: Session) -> None:
    done = []
    for seed in (1, 1, 2):
        make(session, 60, seed)
        done.append(tuple(rows(session, table) for table in (Enrolment, ModuleDone, Certificate, SurveyResponse)))
        session.rollback()
    assert done[0] == done[1] != done[2]


def test_the_same_people_can_be_made_up_twice(session: Session) -> None:
    for _time in range(2):
        make(session, 60)
    assert rows(session, Learner) == 120


def test_nobody_does_anything_tomorrow(session: Session) -> None:
    make(session, 300)
    for at in (Enrolment.started_at, LessonDone.done_at, ModuleDone.done_at, Certificate.issued_at, Membership.left_at):
        assert session.scalar(select(func.max(at))) < now()


def test_a_course_without_a_survey_asks_nothing(session: Session) -> None:
    folder = sample_folder()
    for path in ("zh.md", "en.md"):
        folder[path] = folder[path].partition(b"\n## ")[0] + b"\n"
    folder["en.md"] = folder["en.md"].replace(
        folder["en.md"].partition(b"translated_from: ")[2][:8], hash8(folder["zh.md"]).encode()
    )
    publishing.publish(session, SAMPLE, folder)
    make(session, 60)
    assert rows(session, SurveyResponse) == 0


def test_a_release_that_cannot_be_read_is_not_open(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = publishing.open_courses(session)
    assert modules == {SAMPLE: ("listening", "hard-days")}
    monkeypatch.setattr(publishing, "release_folder", lambda *_: broken(sample_folder()))
    assert publishing.open_courses(session) == {}
    assert publishing.release(session, current_releases(session)[SAMPLE]).number == 1


def test_each_batch_answers_weeks_later_for_itself_and_by_the_seed(session: Session, edition: Edition) -> None:
    def later(seed: int) -> list[tuple[int, ...]]:
        house, chance = demo.make_house(session, 400), Random(seed)
        told = (
            select(SurveyResponse.answers).where(SurveyResponse.moment == "later").order_by(SurveyResponse.learner_id)
        )
        answered: list[tuple[int, ...]] = []
        for _batch in range(2):
            demo.fill(session, house, 200, [edition], chance)
            values = [value for each in session.scalars(told) for value in each.values()]
            answered.append(tuple(values[sum(map(len, answered)) :]))
        session.rollback()
        return answered

    one, other = later(1), later(2)
    assert later(1) == one
    assert all(len(batch) > 40 for batch in one)
    assert one[0][:40] != one[1][:40]
    assert one != other
