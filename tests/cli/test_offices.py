"""What the office does: factories and certificates."""

import pytest
from sqlalchemy.orm import Session

from mpt.rules.codes import grouped
from mpt.services import certificates, factories
from tests.cli.acts import Mpt, certificate_code, done, failed


def test_a_factory_is_opened_with_a_join_link(mpt: Mpt, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPT_PUBLIC_URL", "https://mpt.example")
    said = done(mpt("factory", "add", "晨光玩具厂", "Morning Light Toys"))
    name, link = said.splitlines()
    assert name == "晨光玩具厂 / Morning Light Toys"
    assert link.startswith("https://mpt.example/join/")
    assert factories.factory_of(session, link.rpartition("/")[2]).name_zh == "晨光玩具厂"


def test_a_factory_without_a_name_is_not_opened(mpt: Mpt, session: Session) -> None:
    assert "the name is missing" in failed(mpt("factory", "add", "", "Morning Light Toys"))
    assert factories.first_code(session) is None


def test_a_certificate_is_revoked_by_its_code_as_it_is_printed(mpt: Mpt, session: Session) -> None:
    code = certificate_code(session)
    assert done(mpt("certificate", "revoke", grouped(code).lower())) == f"{grouped(code)} is revoked\n"
    session.rollback()
    assert certificates.verify(session, code).revoked_at is not None
    assert f"{grouped(code)} was revoked or replaced before" in failed(mpt("certificate", "revoke", code))


def test_a_certificate_is_reissued_for_the_right_name(mpt: Mpt, session: Session) -> None:
    code = certificate_code(session)
    said = done(mpt("certificate", "reissue", code, "--name", "王小芳"))
    assert said.startswith(f"{grouped(code)} is replaced by ")
    session.rollback()
    old = certificates.verify(session, code)
    assert old.replaced_by is not None
    assert said.strip().endswith(grouped(old.replaced_by))
    assert certificates.verify(session, old.replaced_by).name == "王小芳"
    assert "was revoked or replaced before" in failed(mpt("certificate", "reissue", code))


def test_a_reissue_for_a_name_that_cannot_be_printed_changes_nothing(mpt: Mpt, session: Session) -> None:
    code = certificate_code(session)
    assert "choose another spelling" in failed(mpt("certificate", "reissue", code, "--name", "王\U0001f600"))
    session.rollback()
    assert certificates.verify(session, code).revoked_at is None


def test_a_reissue_for_a_bad_name_changes_nothing(mpt: Mpt, session: Session) -> None:
    code = certificate_code(session)
    assert "the name is missing" in failed(mpt("certificate", "reissue", code, "--name", " "))
    session.rollback()
    assert certificates.verify(session, code).revoked_at is None


@pytest.mark.parametrize("act", ["revoke", "reissue"])
@pytest.mark.parametrize("code", ["0000-0000-0000", "what?", ""])
def test_an_unknown_certificate_is_said_to_be_unknown(mpt: Mpt, act: str, code: str) -> None:
    assert failed(mpt("certificate", act, code)) == "Error: there is no certificate with this code\n"
