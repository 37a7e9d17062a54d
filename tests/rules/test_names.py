"""Names and PINs, as people on cheap phones with a Chinese input method type them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.rules.names import (
    LONGEST_KEY,
    LONGEST_NAME,
    NameHiddenError,
    NameMissingError,
    NameTooLongError,
    PinEasyError,
    PinShapeError,
    RefusedError,
    clean_name,
    clean_pin,
    mask,
    name_key,
    plain_pin,
)

NAME = "阿芳"
ordinary_names = st.text(st.sampled_from("阿芳老周王小雨AnnaLi0123456789 -"), min_size=1, max_size=LONGEST_NAME)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("阿芳", "阿芳"),
        ("  Anna \t Li\n", "Anna Li"),
        ("阿　芳", "阿 芳"),
        ("Rene\u0301", "René"),
        ("㛃䶮𬭚𠮷", "㛃䶮𬭚𠮷"),
        ("买买提·艾力", "买买提·艾力"),
        ("芳" * LONGEST_NAME, "芳" * LONGEST_NAME),
    ],
)
def test_a_name_is_kept_composed_and_with_single_spaces(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "　", "-", "- --"])
def test_nothing_is_no_name(typed: str) -> None:
    with pytest.raises(NameMissingError):
        clean_name(typed)


@pytest.mark.parametrize("typed", ["芳" * (LONGEST_NAME + 1), "A " * LONGEST_NAME, "\ufdfa" * 9])
def test_a_name_is_not_too_long_to_keep_or_to_compare(typed: str) -> None:
    with pytest.raises(NameTooLongError):
        clean_name(typed)


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u200b", "\u200d", "\u2066", "\x00", "\x1b", "\ue000", "\ufeff", "\ud800"]
)
def test_a_name_holds_nothing_that_cannot_be_seen(hidden: str) -> None:
    with pytest.raises(NameHiddenError):
        clean_name(f"阿{hidden}芳")


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_whatever_is_typed_as_a_name_is_refused_or_fits_the_tables(typed: str) -> None:
    try:
        name = clean_name(typed)
    except RefusedError:
        return
    assert name == clean_name(name)
    assert 1 <= len(name) <= LONGEST_NAME
    assert 1 <= len(name_key(name)) <= LONGEST_KEY
    assert "\x00" not in name


@given(st.text(st.characters(exclude_categories=[])))
def test_a_key_has_nothing_that_a_database_refuses(typed: str) -> None:
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} or sign.isspace() for sign in name_key(typed))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Li", "anna li"),
        ("Anna Li", "AnnaLi"),
        ("老周 88", "老周88"),
        ("老周88", "老周８８"),
        ("138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "138 0013 8000"),
        ("阿芳", "阿\u200b芳"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_that_look_alike_are_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_names_stay_different() -> None:
    assert len({name_key(name) for name in ("阿芳", "阿方", "老周", "老周88", "老周 89", "Anna")}) == 6


@given(ordinary_names)
def test_width_case_spaces_and_hyphens_never_count(name: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in name)
    assert name_key(name) == name_key(wide) == name_key(name.upper()) == name_key(f" {'-'.join(name)} ")


@pytest.mark.parametrize("typed", ["402817", "４０２８１７", " 402 817 ", "40 28 17", "４０２　８１７"])
def test_a_pin_is_the_same_in_full_width_digits_and_with_spaces(typed: str) -> None:
    assert clean_pin(typed, NAME) == "402817"
    assert plain_pin(typed) == "402817"


@pytest.mark.parametrize("typed", ["", "40281", "4028170", "40281a", "四零二八一七", "٤٠٢٨١٧", "-40281", "402.817"])
def test_a_pin_is_six_digits(typed: str) -> None:
    with pytest.raises(PinShapeError):
        clean_pin(typed, NAME)


@pytest.mark.parametrize(
    "typed", ["000000", "888888", "１１１１１１", "123456", "654321", "112233", "520520", "147258"]
)
def test_a_pin_that_anyone_would_try_first_is_too_easy(typed: str) -> None:
    with pytest.raises(PinEasyError):
        clean_pin(typed, NAME)


@pytest.mark.parametrize("typed", ["900101", "771203", "８５１２３１", "040229"])
def test_a_pin_that_could_be_a_birthday_is_too_easy(typed: str) -> None:
    with pytest.raises(PinEasyError):
        clean_pin(typed, NAME)


@pytest.mark.parametrize("typed", ["901301", "900001", "900132", "900100"])
def test_a_pin_that_can_be_no_birthday_will_do(typed: str) -> None:
    assert clean_pin(typed, NAME) == typed


@pytest.mark.parametrize("phone", ["13800402817", "138-0040-2817", "１３８００４０２８１７", "+86 138 0040 2817"])
def test_a_pin_is_not_the_end_of_the_phone_number(phone: str) -> None:
    with pytest.raises(PinEasyError):
        clean_pin("402817", phone)


def test_the_start_of_a_phone_number_will_do() -> None:
    assert clean_pin("138004", "13800402817") == "138004"


@given(st.text(max_size=100), ordinary_names)
def test_whatever_is_typed_as_a_pin_is_refused_or_six_digits(typed: str, name: str) -> None:
    try:
        pin = clean_pin(typed, name)
    except RefusedError:
        return
    assert len(pin) == 6
    assert pin.isascii()
    assert pin.isdigit()


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小芳", "王**"),
        ("王芳", "王*"),
        ("Anna Li", "A*** L*"),
        ("Alexandra", "A***"),
        ("芳", "芳*"),
        ("欧阳娜娜", "欧***"),
    ],
)
def test_a_masked_name_tells_its_owner_enough_and_nobody_else(name: str, masked: str) -> None:
    assert mask(name) == masked


@given(ordinary_names)
def test_a_mask_shows_one_character_of_a_word(name: str) -> None:
    for word, masked in zip(name.split(), mask(name).split(), strict=True):
        assert masked.strip("*") == word[0]
        assert "*" in masked
