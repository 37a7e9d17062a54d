"""Certificates: named by the learner once, checked by anyone, revoked and reissued by the office."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from mpt.models import Certificate
from mpt.models.database import Database
from mpt.rules import names
from mpt.rules.codes import CERTIFICATE_LENGTH, read_code
from mpt.services import accounts, certificates
from mpt.services.certificates import NamedAlreadyError, ReplacedError, RevokedError, UnknownCertificateError
from mpt.services.publishing import Edition, current_releases, read_edition
from tests.sample import SAMPLE
from tests.services.acts import at_once, count, do

MONDAY = datetime(2026, 11, 23, 20, tzinfo=UTC)
NOBODYS = "000000000000"


@pytest.fixture
def code(session: Session, edition: Edition, learner: uuid.UUID) -> str:
    """The code of the certificate that the learner has just earned."""
    with time_machine.travel(MONDAY, tick=False):
        do(session, learner, edition)
    return certificates.certificates_of(session, learner)[0].code


def test_a_code_is_long_enough_that_nobody_guesses_it(code: str) -> None:
    assert len(code) == CERTIFICATE_LENGTH
    assert read_code(code) == code


def test_anyone_can_check_a_certificate(session: Session, learner: uuid.UUID, code: str) -> None:
    found = certificates.verify(session, code)
    assert (found.learner_id, found.course_id, found.issued_at, found.revoked_at) == (learner, SAMPLE, MONDAY, None)


@pytest.mark.parametrize("unknown", [NOBODYS, ""])
def test_an_unknown_code_is_no_certificate(session: Session, learner: uuid.UUID, unknown: str) -> None:
    with pytest.raises(UnknownCertificateError):
        certificates.verify(session, unknown)
    with pytest.raises(UnknownCertificateError):
        certificates.own_certificate(session, learner, unknown)
    with pytest.raises(UnknownCertificateError):
        certificates.revoke(session, unknown)
    with pytest.raises(UnknownCertificateError):
        certificates.reissue(session, unknown, None)


def test_somebody_elses_certificate_is_unknown(session: Session, code: str) -> None:
    lao_zhou = accounts.begin(session)[0].id
    with pytest.raises(UnknownCertificateError):
        certificates.own_certificate(session, lao_zhou, code)
    with pytest.raises(UnknownCertificateError):
        certificates.put_name(session, lao_zhou, code, "老周")


# The name


def test_the_learner_says_what_name_stands_on_it(session: Session, learner: uuid.UUID, code: str) -> None:
    certificates.put_name(session, learner, code, "  王小芳 ")
    assert certificates.verify(session, code).name == "王小芳"


def test_the_same_name_sent_twice_is_no_fault(session: Session, learner: uuid.UUID, code: str) -> None:
    certificates.put_name(session, learner, code, "王小芳")
    assert certificates.put_name(session, learner, code, "王小芳 ").name == "王小芳"


def test_a_name_is_written_once(session: Session, learner: uuid.UUID, code: str) -> None:
    certificates.put_name(session, learner, code, "王小芳")
    with pytest.raises(NamedAlreadyError):
        certificates.put_name(session, learner, code, "老周")
    assert certificates.verify(session, code).name == "王小芳"


@pytest.mark.parametrize("name", ["", "芳" * 41, "王\u200b小芳"])
def test_a_name_that_cannot_be_printed_is_refused(session: Session, learner: uuid.UUID, code: str, name: str) -> None:
    with pytest.raises(names.RefusedError):
        certificates.put_name(session, learner, code, name)
    assert certificates.verify(session, code).name is None


def test_two_names_at_once_are_one(database: Database) -> None:
    with database.session(writes=True) as session:
        learner = accounts.begin(session)[0].id
        do(session, learner, read_edition(session, SAMPLE, current_releases(session)[SAMPLE]))
        code = certificates.certificates_of(session, learner)[0].code
        session.commit()
    wishes = ["王小芳", "王芳"]
    outcomes = at_once(database, lambda each: certificates.put_name(each, learner, code, wishes.pop()).name)
    with database.session(writes=False) as session:
        assert certificates.verify(session, code).name in outcomes
    assert [type(outcome) for outcome in outcomes].count(NamedAlreadyError) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # on SQLite writers have no meanwhile
def test_a_name_that_another_phone_wrote_meanwhile_stands(database: Database) -> None:
    with database.session(writes=True) as one, database.session(writes=True) as other:
        learner = accounts.begin(one)[0].id
        do(one, learner, read_edition(one, SAMPLE, current_releases(one)[SAMPLE]))
        code = certificates.certificates_of(one, learner)[0].code
        one.commit()
        assert certificates.own_certificate(other, learner, code).name is None
        certificates.put_name(one, learner, code, "王小芳")
        one.commit()
        with pytest.raises(NamedAlreadyError):
            certificates.put_name(other, learner, code, "王芳")


# Revoking and reissuing


def test_a_revoked_certificate_can_be_checked_and_is_no_longer_the_learners(
    session: Session, learner: uuid.UUID, code: str
) -> None:
    certificates.revoke(session, code)
    assert certificates.verify(session, code).revoked_at is not None
    assert certificates.certificates_of(session, learner) == []
    with pytest.raises(RevokedError):
        certificates.own_certificate(session, learner, code)
    with pytest.raises(RevokedError):
        certificates.put_name(session, learner, code, "王小芳")


def test_revoking_twice_is_refused_and_keeps_the_first_moment(session: Session, code: str) -> None:
    revoked_at = certificates.revoke(session, code).revoked_at
    with pytest.raises(RevokedError):
        certificates.revoke(session, code)
    assert certificates.verify(session, code).revoked_at == revoked_at


def test_a_reissue_takes_the_place_of_the_old_one_with_its_day(session: Session, learner: uuid.UUID, code: str) -> None:
    certificates.put_name(session, learner, code, "王小方")
    with time_machine.travel(MONDAY + timedelta(days=30), tick=False):
        new = certificates.reissue(session, code, "王小芳")
    session.expire_all()
    old = certificates.verify(session, code)
    assert (old.replaced_by, old.revoked_at, old.name) == (new.code, MONDAY + timedelta(days=30), "王小方")
    assert (new.learner_id, new.course_id, new.name, new.issued_at) == (learner, SAMPLE, "王小芳", MONDAY)
    assert certificates.certificates_of(session, learner) == [new]
    with pytest.raises(ReplacedError) as led:
        certificates.own_certificate(session, learner, code)
    assert led.value.code == new.code


def test_a_reissue_without_a_name_asks_the_learner_again(session: Session, learner: uuid.UUID, code: str) -> None:
    certificates.put_name(session, learner, code, "王小方")
    new = certificates.reissue(session, code, None)
    assert new.name is None
    assert certificates.put_name(session, learner, new.code, "王小芳").name == "王小芳"


def test_a_revoked_certificate_can_be_reissued_and_keeps_the_moment_it_was_revoked(session: Session, code: str) -> None:
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        certificates.revoke(session, code)
    certificates.reissue(session, code, None)
    assert certificates.verify(session, code).revoked_at == MONDAY + timedelta(days=1)


def test_what_was_replaced_is_not_reissued_again(session: Session, code: str) -> None:
    certificates.reissue(session, code, None)
    with pytest.raises(RevokedError):
        certificates.reissue(session, code, None)
    assert count(session, Certificate) == 2


def test_a_reissue_can_be_reissued(session: Session, learner: uuid.UUID, code: str) -> None:
    second = certificates.reissue(session, code, None)
    third = certificates.reissue(session, second.code, "王小芳")
    assert certificates.certificates_of(session, learner) == [third]


def test_a_refused_name_reissues_nothing(session: Session, learner: uuid.UUID, code: str) -> None:
    with pytest.raises(names.NameMissingError):
        certificates.reissue(session, code, " ")
    assert [each.code for each in certificates.certificates_of(session, learner)] == [code]


def test_certificates_are_listed_oldest_first(
    session: Session, edition: Edition, learner: uuid.UUID, code: str
) -> None:
    newer = certificates.issue_once(session, learner, "another-course", edition.release_id)
    assert newer is not None
    assert [each.code for each in certificates.certificates_of(session, learner)] == [code, newer.code]
