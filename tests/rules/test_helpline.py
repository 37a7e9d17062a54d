"""What may be written to the helpline, what speaks of danger, and what is a flood."""

from pathlib import Path
from time import perf_counter

import pytest

from mpt.rules.helpline import (
    MOST_CHARACTERS,
    NEW_A_DAY_FROM_ADDRESS,
    NEW_LATELY,
    NEW_LATELY_FROM_ADDRESS,
    Arrivals,
    Reception,
    TextMissingError,
    TextTooLongError,
    clean_text,
    receive,
    source_of,
    speaks_of_danger,
)

# Texts


def test_a_text_is_kept_as_it_was_written() -> None:
    text = "组长说\n\n  下个月再发。👨‍👩‍👧 我怎么办？"
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  我想问工资。  \r\n", "我想问工资。"),
        ("一\r\n二\r三\u2028四\u2029五", "一\n二\n三\n四\n五"),
        ("cafe\u0301", "caf\u00e9"),
        ("工\u202e资\u0000\u0007\ud800", "工资"),
        ("合同\t一年", "合同\t一年"),
    ],
)
def test_what_cannot_be_seen_is_left_out(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize("typed", ["", " \u3000\n\t ", "\u200b\u200d", "\u202e"])
def test_nothing_is_no_text(typed: str) -> None:
    with pytest.raises(TextMissingError):
        clean_text(typed)


def test_a_text_has_2000_characters_at_most() -> None:
    assert clean_text(f" {'工' * MOST_CHARACTERS} ") == "工" * MOST_CHARACTERS
    with pytest.raises(TextTooLongError):
        clean_text("工" * (MOST_CHARACTERS + 1))


# Danger

SAID = Path(__file__).parent
DANGER = (SAID / "said_in_danger.txt").read_text(encoding="utf-8").splitlines()
EVERY_DAY = (SAID / "said_every_day.txt").read_text(encoding="utf-8").splitlines()


def test_danger_is_heard() -> None:
    assert not [text for text in DANGER if not speaks_of_danger(text)]


def test_danger_is_heard_among_other_words_and_in_capitals() -> None:
    for text in DANGER:
        assert speaks_of_danger(f"您好，我在一家玩具厂上班。{text}。谢谢"), text
        assert speaks_of_danger(f"Hello, I work in a toy factory. {text}. Thank you"), text
        assert speaks_of_danger(text.upper()), text


def test_everyday_trouble_is_no_alarm() -> None:
    assert not [text for text in EVERY_DAY if speaks_of_danger(text)]


def test_there_is_enough_of_both_in_both_languages() -> None:
    for said in (DANGER, EVERY_DAY):
        assert 60 <= len([text for text in said if text.isascii()]) <= len(said) - 60


def test_a_long_text_is_heard_soon() -> None:
    began = perf_counter()
    for text in ("我女儿在家一个人", "my daughter was not allowed to ", "打" * 20, "the " * 10):
        speaks_of_danger((text * MOST_CHARACTERS)[:MOST_CHARACTERS])
    assert perf_counter() - began < 2


# Floods


@pytest.mark.parametrize(
    ("arrivals", "reception"),
    [
        (Arrivals(0, 0, 0), Reception.WELCOME),
        (Arrivals(NEW_LATELY_FROM_ADDRESS - 1, NEW_LATELY_FROM_ADDRESS - 1, NEW_LATELY - 1), Reception.WELCOME),
        (Arrivals(NEW_LATELY_FROM_ADDRESS, NEW_LATELY_FROM_ADDRESS, NEW_LATELY_FROM_ADDRESS), Reception.ASIDE),
        (Arrivals(0, 0, NEW_LATELY), Reception.ASIDE),
        (Arrivals(NEW_A_DAY_FROM_ADDRESS - 1, 0, 0), Reception.WELCOME),
        (Arrivals(NEW_A_DAY_FROM_ADDRESS, NEW_LATELY_FROM_ADDRESS - 1, 0), Reception.WELCOME),
        (Arrivals(NEW_A_DAY_FROM_ADDRESS - 1, NEW_LATELY_FROM_ADDRESS, 0), Reception.ASIDE),
        (Arrivals(NEW_A_DAY_FROM_ADDRESS, NEW_LATELY_FROM_ADDRESS, 0), Reception.REFUSED),
    ],
)
def test_many_are_put_aside_and_only_very_many_refused(arrivals: Arrivals, reception: Reception) -> None:
    assert receive(arrivals) is reception


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("unknown", "unknown"),
    ],
)
def test_one_place_is_one_source(address: str, source: str) -> None:
    assert source_of(address) == source
