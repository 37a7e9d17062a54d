"""All that is known of a worker: every table from which a learner can be reached is told of, and nothing of anybody else."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mpt.models import Base, KeptPractice, SurveyResponse
from mpt.services import accounts, consents, owndata, surveys
from mpt.services.owndata import FIELDS
from mpt.services.publishing import Edition
from mpt.services.sealing import Sealer
from tests.cast import AFANG, LAO_ZHOU
from tests.sample import LISTENING, SAMPLE
from tests.services.acts import count, do, keep
from tests.services.everything import NAME_ON_CERTIFICATE, NOTE, NUMBER, SEALER, everything

LEFT_OUT: dict[str, str] = {}
"""Tables from which a learner can be reached that the file leaves out, each with the reason. There is none."""
BESIDE = {"presence", "sign_in_failure"}
"""Tables that name something of a learner's without a foreign key: a card's number, and the name to sign in with."""


def reachable() -> set[str]:
    """Return the tables whose rows lead to a learner by foreign keys, in one step or in several."""
    found: set[str] = {"learner"}
    while True:
        more = {
            table.name
            for table in Base.metadata.sorted_tables
            if "learner_id" in table.columns or any(key.column.table.name in found for key in table.foreign_keys)
        }
        if more <= found:
            return found
        found |= more


def test_each_table_from_which_a_learner_can_be_reached_is_told_of_or_named_with_a_reason() -> None:
    assert reachable() | BESIDE == set(FIELDS) | set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def test_of_each_table_she_is_told_what_is_in_it(session: Session, edition: Edition) -> None:
    afang = everything(session, edition)
    own = owndata.collect(session, SEALER, afang.id, afang.token)
    for table, field in FIELDS.items():
        assert count(session, next(one.class_ for one in Base.registry.mappers if one.local_table.name == table)), table
        assert getattr(own, field), field
    assert own.learner.name == AFANG.name
    assert len(own.came_together) == 1
    assert [phone.is_this for phone in own.phones] == [True, False]
    assert len(own.lessons) == 6
    assert {one.name for one in own.certificates} == {NAME_ON_CERTIFICATE}
    assert [(kept.row.went, kept.note) for kept in own.practices] == [("done", NOTE)]
    (joined,) = own.joined
    assert (joined.membership.number, joined.place.name_in("en")) == (
        NUMBER,
        "Bluestone Electronics · Assembly · Line A3",
    )
    assert list(joined.namings) == [SAMPLE]
    (asked,) = own.spaces
    assert [(card.number, [day.isoformat() for day in days]) for card, days in asked.cards] == [(7, ["2026-07-06"])]
    assert len(own.failures) == 2


def test_nothing_of_anybody_else_is_told(session: Session, edition: Edition) -> None:
    everything(session, edition)
    lao_zhou = keep(session, LAO_ZHOU)
    own = owndata.collect(session, SEALER, lao_zhou, "")
    assert own.learner.name == LAO_ZHOU.name
    assert not any(getattr(own, field) for field in set(FIELDS.values()) - {"learner", "phones"})
    nameless = owndata.collect(session, SEALER, accounts.begin(session)[0].id, "")
    assert not nameless.failures


def test_a_family_whose_card_was_never_used_is_told_of_the_card(session: Session, edition: Edition) -> None:
    afang = everything(session, edition)
    session.execute(sa.text("DELETE FROM presence"))
    (asked,) = owndata.collect(session, SEALER, afang.id, "").spaces
    assert [(card.number, days) for card, days in asked.cards] == [(7, [])]


def test_a_note_that_another_key_sealed_hides_nothing_else(session: Session, edition: Edition) -> None:
    afang = everything(session, edition)
    own = owndata.collect(session, Sealer(bytes([1] * 32)), afang.id, "")
    assert [kept.note for kept in own.practices] == [None]
    session.execute(sa.update(KeptPractice).values(note=None))
    session.expire_all()
    assert [kept.note for kept in owndata.collect(session, SEALER, afang.id, "").practices] == [""]


def test_answers_that_are_taken_back_are_gone_and_not_asked_for_again(session: Session, edition: Edition) -> None:
    afang = keep(session, AFANG)
    surveys.respond(session, afang, edition, surveys.Moment.BEFORE, {"confides": 2})
    do(session, afang, edition)
    assert surveys.due(session, afang, SAMPLE)
    assert consents.take_answers_back(session, afang, SAMPLE)
    rows = session.scalars(sa.select(SurveyResponse)).all()
    assert {row.moment for row in rows} == {str(moment) for moment in surveys.Moment}
    assert not any(row.answers for row in rows)
    assert surveys.due(session, afang, SAMPLE) is None
    assert not consents.take_answers_back(session, afang, SAMPLE), "a second tap"


def test_taking_back_is_ones_own_and_of_one_course(session: Session, edition: Edition) -> None:
    afang = everything(session, edition)
    assert not consents.take_answers_back(session, keep(session, LAO_ZHOU), SAMPLE)
    assert not consents.take_answers_back(session, afang.id, "another")
    assert all(row.answers for row in session.scalars(sa.select(SurveyResponse)))


def test_the_list_of_what_was_tried_is_deleted_with_its_notes(session: Session, edition: Edition) -> None:
    afang = everything(session, edition)
    lao_zhou = keep(session, LAO_ZHOU)
    session.add(KeptPractice(learner_id=lao_zhou, course_id=SAMPLE, module_id=LISTENING, kept_on=date(2026, 11, 28)))
    session.flush()
    consents.delete_practices(session, afang.id)
    consents.delete_practices(session, afang.id)
    assert [row.learner_id for row in session.scalars(sa.select(KeptPractice))] == [lao_zhou]
