"""Publishing from the studio: exactly what was looked at or nothing, whoever else saves or publishes at that moment."""

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mpt.content.changes import How
from mpt.content.effects import Place, effects
from mpt.content.folder import hash8
from mpt.content.parts import digest, part_of
from mpt.models import Draft, Release, Serving, Staff
from mpt.models.database import Database
from mpt.rules.permissions import Grant, Role
from mpt.services import accounts, drafts, learning, publishing, releasing
from mpt.services.factories import CameBeforeError
from mpt.services.publishing import Edition, FaultyCourseError, ServingAct, UnknownCourseError, current_releases
from mpt.services.releasing import ChangedMeanwhileError, Look, look, publish_draft, serve_again, take_in
from tests.cast import MEI, TAN, StaffPerson
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, broken, sample_folder
from tests.services import tried
from tests.services.acts import answer, at_once, count, do, read
from tests.services.staff_acts import settled

FIRST, SECOND, THIRD = (
    sample_folder(),
    sample_folder(summary="改过的小课。"),
    sample_folder(more_lessons=("thank-them",)),
)
ZH, EN = "01-listening/zh.md", "01-listening/en.md"
LONGER = "再等一等，让他说完。\n"


def trainer(session: Session, who: StaffPerson = MEI) -> uuid.UUID:
    """Make somebody a trainer."""
    return settled(session, who, Grant(Role.TRAINER))


@pytest.fixture
def mei(session: Session) -> uuid.UUID:
    """Mei, who writes."""
    return trainer(session)


@pytest.fixture
def desk(database: Database) -> uuid.UUID:
    """Mei, on disk, who has written a longer summary."""
    with database.session(writes=True) as session:
        by = trainer(session)
        write(session, by, SECOND)
        session.commit()
    return by


def write(session: Session, by: uuid.UUID, folder: dict[str, bytes], course_id: str = SAMPLE) -> None:
    """Let the draft of a course be `folder`."""
    was = drafts.folder(session, course_id)
    drafts.save_files(session, course_id, {**dict.fromkeys(was), **folder}, by)


def save(session: Session, by: uuid.UUID) -> None:
    """Let a sentence be added to the first lesson."""
    part = part_of(drafts.folder(session, SAMPLE)[ZH].decode(), "hear-them")
    drafts.save_part(session, SAMPLE, ZH, "hear-them", part.text + LONGER, digest(part.text), by)


def served(session: Session, course_id: str = SAMPLE) -> dict[str, bytes]:
    """Return what is served of a course."""
    return publishing.export(session, course_id)


def number(session: Session) -> int:
    """Return the number of the release that is served."""
    return session.get_one(Release, current_releases(session)[SAMPLE]).number


def test_what_was_looked_at_is_served_and_the_next_look_finds_nothing_to_publish(
    session: Session, mei: uuid.UUID
) -> None:
    write(session, mei, SECOND)
    seen = look(session, SAMPLE)
    assert not seen.is_served
    release = publish_draft(session, SAMPLE, mei, "新的摘要", seen.seen)
    assert (release.number, served(session)) == (2, SECOND)
    after = look(session, SAMPLE)
    assert after.is_served
    assert not after.changes
    assert not after.arrived
    assert session.get_one(Draft, SAMPLE).base_release_id == release.id


def test_a_course_that_nobody_has_changed_has_nothing_to_publish(session: Session, mei: uuid.UUID) -> None:
    seen = look(session, SAMPLE)
    assert seen.is_served
    with pytest.raises(CameBeforeError):
        publish_draft(session, SAMPLE, mei, "", seen.seen)
    assert count(session, Release) == count(session, Serving) == 1


def test_publishing_twice_is_once(session: Session, mei: uuid.UUID) -> None:
    write(session, mei, SECOND)
    seen = look(session, SAMPLE).seen
    publish_draft(session, SAMPLE, mei, "", seen)
    with pytest.raises(CameBeforeError):
        publish_draft(session, SAMPLE, mei, "", seen)
    assert count(session, Release) == count(session, Serving) == 2


def test_a_draft_that_became_another_is_not_published(session: Session, mei: uuid.UUID) -> None:
    write(session, mei, SECOND)
    seen = look(session, SAMPLE).seen
    save(session, trainer(session, TAN))
    with pytest.raises(ChangedMeanwhileError):
        publish_draft(session, SAMPLE, mei, "", seen)
    assert served(session) == FIRST


def test_a_draft_that_was_thrown_away_is_not_taken_for_published(session: Session, mei: uuid.UUID) -> None:
    write(session, mei, SECOND)
    seen = look(session, SAMPLE).seen
    drafts.discard(session, SAMPLE)
    with pytest.raises(ChangedMeanwhileError):
        publish_draft(session, SAMPLE, mei, "", seen)


def test_a_draft_with_faults_is_not_published(session: Session, mei: uuid.UUID) -> None:
    write(session, mei, broken(SECOND))
    with pytest.raises(FaultyCourseError):
        publish_draft(session, SAMPLE, mei, "", look(session, SAMPLE).seen)
    assert served(session) == FIRST


def test_a_course_of_the_studio_has_its_first_release(session: Session, mei: uuid.UUID) -> None:
    drafts.begin_new(session, "another", SECOND, mei)
    seen = look(session, "another")
    assert (seen.served, seen.served_folder, seen.arrived) == (None, {}, False)
    assert {group.how for group in seen.changes.modules} == {How.ADDED}
    assert publish_draft(session, "another", mei, "", seen.seen).number == 1
    assert served(session, "another") == SECOND


def test_a_course_of_which_nobody_knows(session: Session, mei: uuid.UUID) -> None:
    for act in (lambda: look(session, "another"), lambda: publish_draft(session, "another", mei, "", "0-")):
        with pytest.raises(UnknownCourseError):
            act()
    assert releasing.history(session, "another") == []
    assert releasing.served_now(session, "another") is None


def test_what_a_command_line_published_has_to_come_in_first(session: Session, mei: uuid.UUID) -> None:
    save(session, mei)
    publishing.publish(session, SAMPLE, SECOND)
    seen = look(session, SAMPLE)
    assert seen.arrived
    assert releasing.arrival(session, seen).taken == ("en.md", "zh.md")
    assert releasing.arrival(session, seen).kept == (ZH,)
    with pytest.raises(ChangedMeanwhileError):
        publish_draft(session, SAMPLE, mei, "", seen.seen)
    assert take_in(session, SAMPLE, mei, seen.seen).taken == ("en.md", "zh.md")
    after = look(session, SAMPLE)
    assert not after.arrived
    assert after.folder["zh.md"] == SECOND["zh.md"]
    assert LONGER in after.folder[ZH].decode()


def test_where_both_changed_a_file_the_trainer_chooses(session: Session, mei: uuid.UUID) -> None:
    write(session, mei, SECOND)
    publishing.publish(session, SAMPLE, {**THIRD, **_said_elsewhere("别处改的。")})
    seen = look(session, SAMPLE)
    assert releasing.arrival(session, seen).clashes == ("en.md", "zh.md")
    came = take_in(session, SAMPLE, mei, seen.seen, chosen=["zh.md", ""])
    assert (came.taken, came.clashes) == ((EN, ZH, "zh.md"), ("en.md",))
    after = look(session, SAMPLE).folder
    assert "别处改的。" in after["zh.md"].decode()
    assert after["en.md"] == SECOND["en.md"]


def _said_elsewhere(summary: str) -> dict[str, bytes]:
    folder = sample_folder(summary=summary)
    return {path: folder[path] for path in ("zh.md", "en.md")}


def test_what_came_in_before_comes_in_once(session: Session, mei: uuid.UUID) -> None:
    save(session, mei)
    publishing.publish(session, SAMPLE, SECOND)
    seen = look(session, SAMPLE).seen
    take_in(session, SAMPLE, mei, seen)
    before = look(session, SAMPLE)
    assert take_in(session, SAMPLE, mei, seen) == releasing.Arrival((), (), ())
    assert look(session, SAMPLE).seen == before.seen


def test_what_came_from_elsewhere_does_not_come_in_where_it_is_another_by_now(session: Session, mei: uuid.UUID) -> None:
    save(session, mei)
    publishing.publish(session, SAMPLE, SECOND)
    seen = look(session, SAMPLE).seen
    publishing.publish(session, SAMPLE, THIRD)
    with pytest.raises(ChangedMeanwhileError):
        take_in(session, SAMPLE, mei, seen)


def test_a_roll_back_by_the_command_line_leaves_the_draft_and_asks_for_nothing(
    session: Session, mei: uuid.UUID
) -> None:
    write(session, mei, SECOND)
    publish_draft(session, SAMPLE, mei, "", look(session, SAMPLE).seen)
    publishing.roll_back(session, SAMPLE)
    after = look(session, SAMPLE)
    assert not after.arrived
    assert after.folder == SECOND
    assert after.served_folder == FIRST


def test_a_release_is_served_again_and_the_draft_stays(session: Session, mei: uuid.UUID) -> None:
    first = current_releases(session)[SAMPLE]
    write(session, mei, SECOND)
    second = publish_draft(session, SAMPLE, mei, "", look(session, SAMPLE).seen).id
    assert serve_again(session, SAMPLE, first, mei, seen=second).id == first
    assert served(session) == FIRST
    assert drafts.folder(session, SAMPLE) == SECOND
    with pytest.raises(CameBeforeError):
        serve_again(session, SAMPLE, first, mei, seen=second)
    assert serve_again(session, SAMPLE, second, mei, seen=first).number == 2
    assert [line.act for line in releasing.history(session, SAMPLE)][:2] == ["rolled back", "rolled back"]


def test_no_release_is_served_again_in_place_of_one_that_nobody_has_looked_at(session: Session, mei: uuid.UUID) -> None:
    first = current_releases(session)[SAMPLE]
    second = publishing.publish(session, SAMPLE, SECOND).id
    publishing.publish(session, SAMPLE, THIRD)
    with pytest.raises(ChangedMeanwhileError):
        serve_again(session, SAMPLE, first, mei, seen=second)
    assert served(session) == THIRD


@pytest.mark.parametrize("course_id", [SAMPLE, "another"])
def test_a_release_that_the_course_does_not_have(session: Session, mei: uuid.UUID, course_id: str) -> None:
    release_id = current_releases(session)[SAMPLE]
    if course_id == SAMPLE:
        drafts.begin_new(session, "another", SECOND, mei)
        release_id = publish_draft(session, "another", mei, "", look(session, "another").seen).id
    for act in (
        lambda: serve_again(session, course_id, release_id, mei, seen=current_releases(session)[SAMPLE]),
        lambda: releasing.find(session, course_id, release_id),
        lambda: releasing.look_back(session, course_id, 999, None),
    ):
        with pytest.raises(UnknownCourseError):
            act()


def test_a_release_beside_the_one_before(session: Session) -> None:
    first = current_releases(session)[SAMPLE]
    second = publishing.publish(session, SAMPLE, SECOND).id
    then = releasing.look_back(session, SAMPLE, second, first)
    assert then.changes.own
    assert [text.language for text in then.changes.own.texts] == ["en", "zh"]
    assert not releasing.look_back(session, SAMPLE, first, first).changes
    assert releasing.folder_of(session, SAMPLE, None) == SECOND
    assert releasing.folder_of(session, SAMPLE, first) == FIRST
    assert {group.how for group in releasing.look_back(session, SAMPLE, first, None).changes.modules} == {How.ADDED}


def test_the_history_says_since_when_what_by_whom_and_why(session: Session, mei: uuid.UUID) -> None:
    with time_machine.travel(datetime(2026, 12, 1, 4, tzinfo=UTC), tick=False):
        write(session, mei, SECOND)
        publish_draft(session, SAMPLE, mei, "新的摘要", look(session, SAMPLE).seen)
    with time_machine.travel(datetime(2026, 12, 2, 4, tzinfo=UTC), tick=False):
        publishing.roll_back(session, SAMPLE)
    back, published, first = releasing.history(session, SAMPLE)
    assert (back.act, back.release.number, back.staff, back.is_now) == (ServingAct.ROLLED_BACK, 1, None, True)
    assert (published.act, published.release.number, published.note) == (ServingAct.PUBLISHED, 2, "新的摘要")
    assert published.staff == session.get_one(Staff, mei)
    assert published.since == datetime(2026, 12, 1, 4, tzinfo=UTC)
    assert (first.act, first.release.number, first.staff, first.is_now) == (ServingAct.PUBLISHED, 1, None, False)


def test_what_is_served_is_said_though_nobody_noted_since_when(session: Session, mei: uuid.UUID) -> None:
    write(session, mei, SECOND)
    publish_draft(session, SAMPLE, mei, "", look(session, SAMPLE).seen)
    publishing.roll_back(session, SAMPLE)
    # As a database has it in which that was done before anybody noted such acts.
    session.execute(delete(Serving).where(Serving.act == ServingAct.ROLLED_BACK))
    assert [(line.release.number, line.is_now) for line in releasing.history(session, SAMPLE)] == [
        (2, False),
        (1, True),
    ]


def test_what_is_published_again_unchanged_is_no_line_of_the_history(session: Session) -> None:
    publishing.publish(session, SAMPLE, FIRST)
    assert len(releasing.history(session, SAMPLE)) == 1


def test_whom_it_means_something_is_counted(session: Session, edition: Edition) -> None:
    afang, lijie, lao_zhou = (accounts.begin(session)[0].id for _ in range(3))
    do(session, afang, edition)
    do(session, lijie, edition, LISTENING)
    read(session, lao_zhou, edition, "hear-them")
    learning.skip_module(session, lao_zhou, edition, next(m for m in edition.course.modules if m.id == HARD_DAYS))
    smaller = _without(FIRST, "02-hard-days", lesson="hear-them")
    what = effects(edition.course, Look(SAMPLE, smaller, None, {}).courses[1])
    whom = releasing.affected(session, SAMPLE, what)
    none = {Place(LISTENING, "hear-them"): 0}, {HARD_DAYS: 0}
    assert whom == releasing.Affected(True, 0, 0, *none), "three are fewer than ten, and so is one"
    assert releasing.affected(session, "another", what) == releasing.Affected(False, 0, 0, *none)
    tried.read(session, tried.learners(session, 8), edition.release_id, "hear-them")
    whom = releasing.affected(session, SAMPLE, what)
    assert (whom.learners, whom.read) == (10, {Place(LISTENING, "hear-them"): 10})
    tried.read(session, tried.learners(session, 8), edition.release_id, "hear-them")
    assert releasing.affected(session, SAMPLE, what) == whom, "nineteen are told as ten are"


def _without(folder: dict[str, bytes], module: str, lesson: str) -> dict[str, bytes]:
    """Return the sample without a module, and without a lesson of the other."""
    found = {path: data for path, data in folder.items() if not path.startswith(module)}
    found["course.toml"] = found["course.toml"].partition(b'\n[[module]]\nfolder = "02')[0]
    for path in (ZH, EN):
        text = found[path].decode()
        found[path] = text.replace(part_of(text, lesson).text, "").encode()
    found[EN] = found[EN].replace(hash8(folder[ZH]).encode(), hash8(found[ZH]).encode())
    return found


def test_a_lesson_that_goes_takes_nothing_from_anybody(session: Session, mei: uuid.UUID) -> None:
    longer = publishing.read_edition(session, SAMPLE, publishing.publish(session, SAMPLE, THIRD).id)
    afang, lijie = (accounts.begin(session)[0].id for _ in range(2))
    do(session, afang, longer)
    read(session, lijie, longer, "hear-them", "ask-once", "tonight")
    answer(session, lijie, longer)
    assert learning.progress_in(session, lijie, SAMPLE).done == frozenset()
    write(session, mei, FIRST)
    release = publish_draft(session, SAMPLE, mei, "", look(session, SAMPLE).seen)
    assert learning.progress_in(session, afang, SAMPLE).done == {LISTENING, HARD_DAYS}
    # Whoever had only that lesson left has finished the module with whatever they do next.
    read(session, lijie, publishing.read_edition(session, SAMPLE, release.id), "hear-them", module=HARD_DAYS)
    assert learning.progress_in(session, lijie, SAMPLE).done == {LISTENING}


# Two at once. Whoever is first holds the course until they have committed; the other waits, and sees what came of it.


def after(database: Database, first: Callable[[Session], Any], second: Callable[[Session], Any]) -> Any:
    """Let `second` begin while `first` isn't committed yet; return what came of `second`."""
    outcome: list[Any] = []
    began = threading.Event()

    def wait_and_do() -> None:
        with database.session(writes=True) as session:
            began.set()
            try:
                outcome.append(second(session))
                session.commit()
            except Exception as error:
                outcome.append(error)

    thread = threading.Thread(target=wait_and_do)
    with database.session(writes=True) as session:
        first(session)
        thread.start()
        assert began.wait(30)
        thread.join(0.3)
        assert not outcome, "it didn't wait"
        session.commit()
    thread.join(30)
    return outcome[0]


def looked(database: Database, course_id: str = SAMPLE) -> str:
    """Look at the draft, as the page does."""
    with database.session(writes=False) as session:
        return look(session, course_id).seen


def stands(database: Database) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return what is served, and what is written."""
    with database.session(writes=False) as session:
        return served(session), drafts.folder(session, SAMPLE)


def test_who_publishes_while_another_saves_publishes_nothing_unseen(database: Database, desk: uuid.UUID) -> None:
    seen = looked(database)
    came = after(
        database, lambda session: save(session, desk), lambda session: publish_draft(session, SAMPLE, desk, "", seen)
    )
    assert isinstance(came, ChangedMeanwhileError)
    is_served, written = stands(database)
    assert is_served == FIRST
    assert LONGER in written[ZH].decode()


def test_who_saves_while_another_publishes_changes_the_draft_and_not_the_release(
    database: Database, desk: uuid.UUID
) -> None:
    seen = looked(database)
    after(database, lambda session: publish_draft(session, SAMPLE, desk, "", seen), lambda session: save(session, desk))
    is_served, written = stands(database)
    assert is_served == SECOND
    assert {path for path in written if written[path] != SECOND[path]} == {ZH}
    assert LONGER in written[ZH].decode()


def test_of_two_who_publish_at_once_one_does(database: Database, desk: uuid.UUID) -> None:
    seen = looked(database)
    came = at_once(database, lambda session: publish_draft(session, SAMPLE, desk, "", seen).number)
    assert 2 in came
    assert [type(one) for one in came if one != 2] == [CameBeforeError]
    assert stands(database) == (SECOND, SECOND)
    with database.session(writes=False) as session:
        assert [line.release.number for line in releasing.history(session, SAMPLE)] == [2, 1]


def test_who_publishes_while_a_command_line_does_publishes_nothing(database: Database, desk: uuid.UUID) -> None:
    seen = looked(database)
    came = after(
        database,
        lambda session: publishing.publish(session, SAMPLE, THIRD),
        lambda session: publish_draft(session, SAMPLE, desk, "", seen),
    )
    assert isinstance(came, ChangedMeanwhileError)
    assert stands(database) == (THIRD, SECOND)
    with database.session(writes=False) as session:
        assert look(session, SAMPLE).arrived


def test_a_command_line_that_publishes_meanwhile_is_a_release_of_its_own(database: Database, desk: uuid.UUID) -> None:
    seen = looked(database)
    after(
        database,
        lambda session: publish_draft(session, SAMPLE, desk, "", seen),
        lambda session: publishing.publish(session, SAMPLE, THIRD),
    )
    with database.session(writes=False) as session:
        assert [line.release.number for line in releasing.history(session, SAMPLE)] == [3, 2, 1]
        assert publishing.release_folder(session, releasing.history(session, SAMPLE)[1].release.id) == SECOND
        assert served(session) == THIRD
        assert look(session, SAMPLE).arrived


def test_a_first_release_and_a_command_lines_at_once(database: Database, desk: uuid.UUID) -> None:
    with database.session(writes=True) as session:
        drafts.begin_new(session, "another", SECOND, desk)
        session.commit()
    seen = looked(database, "another")
    desks = ["studio", "command line"]

    def act(session: Session) -> int:
        if desks.pop() == "studio":
            return publish_draft(session, "another", desk, "", seen).number
        return publishing.publish(session, "another", THIRD).number

    came = at_once(database, act)
    refused = [one for one in came if isinstance(one, Exception)]
    with database.session(writes=False) as session:
        assert served(session, "another") == THIRD  # last, or alone
        if refused:
            assert [type(one) for one in refused] == [ChangedMeanwhileError]
            assert [line.release.number for line in releasing.history(session, "another")] == [1]
        else:
            assert sorted(came) == [1, 2]  # type: ignore[type-var]
            releases = session.scalars(select(Release).where(Release.course_id == "another", Release.number == 1))
            assert publishing.release_folder(session, releases.one().id) == SECOND


def test_of_two_who_serve_different_releases_again_at_once_one_does(database: Database, desk: uuid.UUID) -> None:
    with database.session(writes=True) as session:
        first = current_releases(session)[SAMPLE]
        second, third = (publishing.publish(session, SAMPLE, folder).id for folder in (SECOND, THIRD))
        session.commit()
    wanted = [first, second]
    came = at_once(database, lambda session: serve_again(session, SAMPLE, wanted.pop(), desk, seen=third).number)
    assert [type(one) for one in came if isinstance(one, Exception)] == [ChangedMeanwhileError]
    with database.session(writes=False) as session:
        assert number(session) in came


def test_who_serves_an_earlier_release_while_another_publishes_does_not(database: Database, desk: uuid.UUID) -> None:
    with database.session(writes=True) as session:
        first = current_releases(session)[SAMPLE]
        second = publish_draft(session, SAMPLE, desk, "", look(session, SAMPLE).seen).id
        write(session, desk, THIRD)
        session.commit()
    seen = looked(database)
    came = after(
        database,
        lambda session: publish_draft(session, SAMPLE, desk, "", seen),
        lambda session: serve_again(session, SAMPLE, first, desk, seen=second),
    )
    assert isinstance(came, ChangedMeanwhileError)
    assert stands(database) == (THIRD, THIRD)
