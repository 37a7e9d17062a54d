"""Codes come back from paper: misread, in capitals or not, by any input method."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.codes import ALPHABET, CERTIFICATE_LENGTH, JOIN_LENGTH, grouped, new_code, read_code

codes = st.text(ALPHABET, min_size=1, max_size=16)


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize("length", [JOIN_LENGTH, CERTIFICATE_LENGTH])
def test_a_new_code_has_its_length_and_only_letters_of_the_alphabet(length: int) -> None:
    code = new_code(length)
    assert len(code) == length
    assert set(code) <= set(ALPHABET)


def test_new_codes_differ() -> None:
    assert len({new_code(CERTIFICATE_LENGTH) for _ in range(100)}) == 100


@given(codes)
def test_a_code_is_read_back_as_it_was_printed(code: str) -> None:
    assert read_code(grouped(code)) == code


@given(codes)
def test_small_letters_and_full_width_letters_are_the_same_code(code: str) -> None:
    assert read_code(code.lower()) == code
    assert read_code(full_width(code)) == code


@given(st.text())
def test_whatever_is_typed_gives_a_code_or_nothing(text: str) -> None:
    assert set(read_code(text)) <= set(ALPHABET)


@pytest.mark.parametrize(
    "typed", ["7K3M-9PQR-2TVW", "7k3m9pqr2tvw", " 7K3M 9PQR\t2TVW ", "7K3M—9PQR–2TVW", "７Ｋ３Ｍ－９ＰＱＲ－２ＴＶＷ"]
)
def test_spaces_and_hyphens_of_every_kind_do_not_count(typed: str) -> None:
    assert read_code(typed) == "7K3M9PQR2TVW"


def test_letters_that_look_like_digits_are_those_digits() -> None:
    assert read_code("oO-iI-lL") == "001111"


@pytest.mark.parametrize("typed", ["", "  - ", "ABCU", "玩具厂", "A/B", "\x00", "AB\x00"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""


def test_a_code_is_printed_in_groups_of_four() -> None:
    assert grouped("7K3M9PQR2TVW") == "7K3M-9PQR-2TVW"
    assert grouped("7K3M9P") == "7K3M-9P"
    assert grouped("") == ""
