"""An excerpt of what differs: the lines that do, two around them, and a mark for the rest."""

from hypothesis import given
from hypothesis import strategies as st

from mpt.content.drift import differing
from mpt.content.excerpt import LEFT_OUT, excerpt

LINES = [f"第{number}行。\n" for number in range(12)]


def shown(old: str, new: str) -> str:
    """Return an excerpt with [-what went-] and {+what came+}."""
    marks = {(True, True): "{}", (True, False): "[-{}-]", (False, True): "{{+{}+}}"}
    return "".join(marks[piece.old, piece.new].format(piece.text) for piece in excerpt(differing(old, new)))


def test_a_changed_line_stands_among_its_neighbours() -> None:
    new = [*LINES[:5], "第5段。\n", *LINES[6:]]
    assert shown("".join(LINES), "".join(new)) == "⋯\n第3行。\n第4行。\n第5[-行-]{+段+}。\n第6行。\n第7行。\n⋯\n"


def test_what_differs_at_both_ends_has_the_rest_left_out_once() -> None:
    new = ["甲。\n", *LINES[1:11], "乙。"]
    said = shown("".join(LINES), "".join(new))
    assert said.count("⋯") == 1
    assert said.index("第2行") < said.index("⋯") < said.index("第9行")
    assert "第5行" not in said


def test_lines_that_are_near_each_other_stand_together() -> None:
    new = ["甲。\n", *LINES[1:5], "乙。\n", *LINES[6:]]
    assert shown("".join(LINES), "".join(new)).count("⋯") == 1


def test_a_line_that_went_and_one_that_came() -> None:
    assert shown("一\n二\n", "一\n") == "一\n[-二\n-]"
    assert shown("一\r\n", "一\r\n二\r\n") == "一\n{+二\n+}"
    assert shown("", "新") == "{+新+}"


def test_texts_that_do_not_differ_are_left_out() -> None:
    assert excerpt(differing("一\n二\n", "一\n二\n")) == (LEFT_OUT,)
    assert excerpt(()) == ()


@given(
    st.lists(st.sampled_from(["a\n", "b\n", "c"])).map("".join),
    st.lists(st.sampled_from(["a\n", "b\n", "d"])).map("".join),
)
def test_nothing_that_differs_is_left_out(old: str, new: str) -> None:
    pieces = differing(old, new)
    for is_old, is_new in ((True, False), (False, True)):
        whole = "".join(piece.text for piece in pieces if (piece.old, piece.new) == (is_old, is_new))
        kept = "".join(piece.text for piece in excerpt(pieces) if (piece.old, piece.new) == (is_old, is_new))
        assert kept == whole
