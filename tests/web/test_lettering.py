"""Words are cut before they meet others, and nothing invisible comes along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.web.lettering import cut, plain, width
from tests.web import hostile


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("注塑车间", 4, "注塑车间"),
        ("注塑车间", 3.9, "注塑…"),
        ("注塑车间", 1.9, ""),
        ("Quality", 5, "Quality"),
        ("Assembly line", 5, "Assem…"),
        ("Line 2 and more", 4, "Line…"),
        ("", 0, ""),
    ],
)
def test_words_end_where_their_room_does(text: str, room: float, shown: str) -> None:
    assert cut(text, room) == shown


def test_chinese_is_wider_than_english_and_an_accent_has_no_width() -> None:
    assert width("车间") == 2
    assert width("MW") > width("AN") > width("an") > width("il")
    assert width("e\u0301") == width("e")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("注塑\n  车间　一", "注塑 车间 一"),
        (hostile.NUL, "阿芳"),
        (hostile.BIDI, "gnahZ"),
        (hostile.ZERO_WIDTH, "阿芳"),
        (hostile.CONTROL, "阿[31m芳"),
    ],
)
def test_what_cannot_be_seen_is_left_out(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(), st.floats(0, 40))
def test_words_never_leave_their_room(text: str, room: float) -> None:
    shown = cut(text, room)
    assert width(shown) <= room
    assert shown == plain(text) or plain(text).startswith(shown.removesuffix("…"))
