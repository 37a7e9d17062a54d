"""Six digits from a phone: those of RFC 6238's own table, once each, typed as people type them."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from mpt.rules import totp
from mpt.rules.codes import read_code

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of the table in RFC 6238, appendix B: `12345678901234567890`."""
NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)


def shown(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at)


@pytest.mark.parametrize(
    ("seconds", "eight"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_the_digits_are_those_of_the_standards_table(seconds: int, eight: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.step_of(SECRET, eight[2:], at, used=None) == seconds // 30
    assert totp.step_of(SECRET, eight[:6], at, used=None) is None


@pytest.mark.parametrize(("late", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(late: int, fits: bool) -> None:
    step = totp.step_of(SECRET, shown(NOON + timedelta(seconds=late)), NOON, used=None)
    assert step == ((int(NOON.timestamp()) + late) // 30 if fits else None)


def test_digits_are_good_once_and_none_from_before_them() -> None:
    step = totp.step_of(SECRET, shown(NOON), NOON, used=None)
    assert step is not None
    before = shown(NOON - timedelta(seconds=30))
    assert totp.step_of(SECRET, shown(NOON), NOON, used=step) is None
    assert totp.step_of(SECRET, before, NOON, used=step) is None
    after = NOON + timedelta(seconds=30)
    assert totp.step_of(SECRET, shown(after), after, used=step) == step + 1


@pytest.mark.parametrize("text", ["123456", " 123 456 ", "123-456", "１２３４５６", "123　456"])
def test_digits_are_read_as_they_are_meant(text: str) -> None:
    assert totp.read_digits(text) == "123456"


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "ABCD-EFGH-JKMN", "1" * 1000, "½23456"])
def test_what_cannot_be_digits_is_none(text: str) -> None:
    assert totp.read_digits(text) == ""


def test_secrets_are_long_and_each_is_another() -> None:
    secrets = {totp.new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(secret) for secret in secrets} == {32}
    assert {len(pyotp.TOTP(secret).byte_secret()) for secret in secrets} == {20}


def test_an_app_reads_whose_digits_they_are_off_the_code() -> None:
    parts = urlsplit(totp.address_of(SECRET, "mei@trainers.example"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query) == {"secret": [SECRET], "issuer": [totp.ISSUER]}
    assert parts.path.endswith("mei%40trainers.example")


def test_a_key_is_typed_in_groups() -> None:
    assert totp.typed_key("GEZDGNBVGY3T") == "GEZD GNBV GY3T"


def test_there_are_ten_codes_that_can_be_typed_off_paper() -> None:
    codes = totp.new_recovery_codes()
    assert len(set(codes)) == totp.RECOVERY_CODES == 10
    assert all(len(code) == 12 and read_code(code.lower()) == code for code in codes)
