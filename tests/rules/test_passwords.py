"""Addresses and passwords, as people at a desk type them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.passwords import (
    LONGEST,
    LONGEST_EMAIL,
    SHORTEST,
    EmailShapeError,
    PasswordEasyError,
    PasswordLongError,
    PasswordShortError,
    clean_email,
    clean_password,
    email_key,
    plain_password,
)

LIN = "lin.guang@office.example"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (LIN, LIN),
        ("  Lin.Guang@Office.Example\n", "Lin.Guang@Office.Example"),
        ("ｌｉｎ＠ｏｆｆｉｃｅ．ｅｘａｍｐｌｅ", "lin@office.example"),
        ("林+mpt@办公室.example", "林+mpt@办公室.example"),
        ("a@b.cd", "a@b.cd"),
        ("a" * (LONGEST_EMAIL - 15) + "@office.example", "a" * (LONGEST_EMAIL - 15) + "@office.example"),
    ],
)
def test_an_address_is_kept_as_it_was_meant(typed: str, kept: str) -> None:
    assert clean_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "lin",
        "lin@office",
        "@office.example",
        "lin@.example",
        "lin@office.e",
        "lin@office.example.",
        "lin guang@office.example",
        "lin@office.example, he@office.example",
        "林主任 <lin@office.example>",
        "lin@lin@office.example",
        "lin\u200b@office.example",
        "lin@office.exa\u202emple",
        "a" * (LONGEST_EMAIL - 14) + "@office.example",
        "ß" * 70 + "@office.example",
    ],
)
def test_what_cannot_be_an_address_is_refused(typed: str) -> None:
    with pytest.raises(EmailShapeError):
        clean_email(typed)


def test_two_spellings_of_an_address_are_one() -> None:
    assert {email_key(typed) for typed in (LIN, f" {LIN.upper()} ", "ｌｉｎ.guang@office.example")} == {LIN}


@given(st.text(max_size=LONGEST_EMAIL * 3))
def test_whatever_is_typed_as_an_address_has_a_key_that_fits(typed: str) -> None:
    assert len(email_key(typed)) <= LONGEST_EMAIL


@given(st.from_regex(r"[a-zA-ZßİŉＡ-Ｚ]{1,60}@[a-z]{1,9}\.[a-z]{2,9}", fullmatch=True))
def test_addresses_that_are_kept_have_their_whole_key(typed: str) -> None:
    try:
        email = clean_email(typed)
    except EmailShapeError:
        return
    assert email_key(email) == unicodedata.normalize("NFKC", email).casefold()


@pytest.mark.parametrize(
    "typed", ["two windows, one lamp", "我今天给女儿打电话了，很开心", "x7#kQ9!mZ2$w", "lamps" * 5]
)
def test_any_long_sentence_is_a_password(typed: str) -> None:
    assert clean_password(typed, LIN) == typed


@pytest.mark.parametrize("typed", ["", " ", "one lamp", "x" * (SHORTEST - 1), "两扇窗，一盏灯"])
def test_a_short_one_is_refused(typed: str) -> None:
    with pytest.raises(PasswordShortError):
        clean_password(typed, LIN)


def test_the_longest_is_taken_and_one_more_sign_is_refused() -> None:
    longest = ("two windows, one lamp " * 9)[:LONGEST]
    assert clean_password(longest, LIN) == longest
    with pytest.raises(PasswordLongError):
        clean_password(longest + "!", LIN)


@pytest.mark.parametrize(
    "typed",
    [
        "Password2026!",
        "1234567890123456",
        "qwertyuiop[]",
        "woaini woaini",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "            ",
        "我的名字是lin.guang呀呀",
        "LIN.GUANG 2026",
    ],
)
def test_the_first_that_anyone_would_try_are_refused(typed: str) -> None:
    with pytest.raises(PasswordEasyError):
        clean_password(typed, LIN)


def test_a_short_name_in_the_address_may_stand_in_a_sentence() -> None:
    assert clean_password("the lamp in the window", "he@office.example")


def test_two_keyboards_write_the_same_password() -> None:
    assert plain_password("cafe\u0301 au lait") == plain_password("café au lait")
