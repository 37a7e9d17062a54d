"""One value of a front matter written: it is read as it was meant, and every other line stands as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.faults import Notes
from mpt.content.front import read_front
from mpt.content.front_text import with_front_value

TEXT = "---\ntitle: A\noutcome: >\n  long,\n\n  very long\n# why\nminutes: 5\n---\n## One {#one}\n"


def read(text: str) -> dict[str, str]:
    """Return what a file's front matter says."""
    return dict(read_front(text.removeprefix("\ufeff").replace("\r\n", "\n"), (), (), Notes("")).values)


def test_a_value_changes_in_its_place() -> None:
    assert with_front_value(TEXT, "title", "B") == TEXT.replace("title: A", "title: B")
    assert with_front_value(TEXT, "minutes", "6") == TEXT.replace("5", "6")


def test_a_value_of_several_lines_becomes_one() -> None:
    assert with_front_value(TEXT, "outcome", "short") == TEXT.replace(">\n  long,\n\n  very long", "short")


def test_a_value_that_wasnt_there_is_the_last() -> None:
    assert with_front_value(TEXT, "note", "x") == TEXT.replace("minutes: 5\n", "minutes: 5\nnote: x\n")


def test_a_file_without_front_matter_gets_one() -> None:
    assert with_front_value("Hello.\n", "title", "A") == "---\ntitle: A\n---\nHello.\n"
    assert with_front_value("", "title", "A") == "---\ntitle: A\n---\n"


def test_front_matter_that_cant_be_read_gets_a_line_more() -> None:
    assert with_front_value("---\n- a\n---\n", "title", "A") == "---\n- a\ntitle: A\n---\n"


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    assert with_front_value(text, "title", "B") == text.replace("title: A", "title: B")


@pytest.mark.parametrize(
    "value",
    ["a: b", "# no comment", "- a", '"', "yes\u2028no", "[", "'a' b", "123", "2024-01-01", "", "null", "|", "*a"],
)
def test_whatever_yaml_would_misread_stands_in_quotes(value: str) -> None:
    assert read(with_front_value(TEXT, "title", value))["title"] == " ".join(value.split())


_VISIBLE = st.text(st.characters(exclude_categories=["C"]), max_size=20)


@given(_VISIBLE, st.sampled_from(["title", "outcome", "minutes", "note"]))
def test_any_value_is_read_as_it_was_meant_and_all_else_stays(value: str, key: str) -> None:
    changed = with_front_value(TEXT, key, value)
    assert read(changed) == {**read(TEXT), key: " ".join(value.split())}
    assert changed.endswith("---\n## One {#one}\n")
    assert "# why\n" in changed
