"""Case codes and passphrases: plain words, as likely as one another, that nobody types in two ways."""

import unicodedata
from collections import Counter
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content import plain
from mpt.rules import codes
from mpt.rules.passphrases import CODE_LENGTH, LISTS, SIZE, WORDS, clean_phrase, code_from, passphrase_from


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_has_512_words_each_once(language: str) -> None:
    words = LISTS[language]
    assert len(words) == len({clean_phrase(word) for word in words}) == SIZE


def test_chinese_words_have_two_characters_that_everybody_writes() -> None:
    assert {len(word) for word in LISTS["zh"]} == {2}
    assert set("".join(LISTS["zh"])) <= plain._COMMON  # the 3,500 of nine years of school
    assert all(unicodedata.normalize("NFKC", word) == word for word in LISTS["zh"])


def test_english_words_are_short_and_plain() -> None:
    assert all(word.isascii() and word.islower() and word.isalpha() for word in LISTS["en"])
    assert {len(word) for word in LISTS["en"]} <= set(range(3, 9))
    assert not [word for word in LISTS["en"] if f"{word}s" in LISTS["en"]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_are_as_likely_as_one_another(language: str) -> None:
    seeds = (number.to_bytes(2) * WORDS for number in range(2**16))
    counted = Counter(passphrase_from(seed, language).split()[0] for seed in seeds)
    assert set(counted.values()) == {2**16 // SIZE}
    assert set(counted) == set(LISTS[language])


def test_each_word_is_of_its_own_bytes() -> None:
    seed = b"".join(number.to_bytes(2) for number in (0, 1, 512, 511))
    words = LISTS["en"]
    assert passphrase_from(seed, "en") == f"{words[0]} {words[1]} {words[0]} {words[511]}"


def test_languages_without_a_list_get_the_english() -> None:
    assert passphrase_from(bytes(32), "vi") == passphrase_from(bytes(32), "en")


def test_a_code_is_read_as_it_is_printed() -> None:
    found = [code_from(sha256(bytes([number])).digest()) for number in range(200)]
    assert len(set(found)) == 200
    for code in found:
        assert len(code) == CODE_LENGTH
        assert codes.read_code(codes.grouped(code).lower()) == code
    assert set("".join(found)) == set(codes.ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        "太阳 月亮 星星 白云",
        "太阳月亮星星白云",
        "太阳　月亮　星星　白云",
        " 太阳，月亮、星星。白云\n",
        "1.太阳 2.月亮 3.星星 4.白云",
        "太阳-月亮-星星-白云",
        "太阳\u200b月亮\u00a0星星\u2009白云",
    ],
)
def test_how_chinese_words_are_typed_does_not_count(typed: str) -> None:
    assert clean_phrase(typed) == "太阳月亮星星白云"


@pytest.mark.parametrize(
    "typed", ["lamp river tree stone", "Lamp River TREE stone", "ｌａｍｐ，river; tree\tstone", "lamprivertreestone"]
)
def test_how_english_words_are_typed_does_not_count(typed: str) -> None:
    assert clean_phrase(typed) == "lamprivertreestone"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_phrase(text)
    assert clean_phrase(once)[:200] == clean_phrase(once[:200])
    assert not any(sign.isspace() for sign in once)


def test_the_lists_are_in_lines_that_are_looked_over_easily() -> None:
    assert all(first < second for first, second in pairwise(LISTS["en"]))
