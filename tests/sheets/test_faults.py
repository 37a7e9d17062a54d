"""Whatever is uploaded, the clerk learns what is wrong with it, in which row and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.sheets import delimited
from mpt.sheets.table import LONGEST_SHOWN, MOST_FAULTS, FaultySheetError, Problem, shown
from tests.sheets.faulty import FILES, GOOD, SHEET, refusal
from tests.sheets.files import HEADS, changed, faults, packed, read, unpacked, xlsx


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_taken_is_told_what_is_wrong_and_where(name: str) -> None:
    _, found = FILES[name]
    assert [(fault.problem, fault.row, fault.column) for fault in refusal(name).faults] == [found]


def test_every_problem_has_a_file_that_shows_it() -> None:
    assert {problem for _, (problem, _, _) in FILES.values()} == set(Problem)


@pytest.mark.parametrize("name", ["departments.xlsm", "DEPARTMENTS.XLTM"])
def test_a_file_whose_name_says_that_it_has_macros_is_refused(name: str) -> None:
    assert faults(GOOD, name) == [(Problem.MACROS, None, None)]


def test_all_faults_are_found_from_top_to_bottom() -> None:
    data = xlsx(
        ["Sewing", "many", "soon", None, "nobody"],
        [None, None, None, None, None],
        ["Cutting", 80, None, None, "li@example.com"],
        [None, -1, None, None, None],
        ["sewing", 10, None, None, None],
        change=lambda sheet: sheet.merge_cells("C4:D4"),
    )
    assert faults(data) == [
        (Problem.NOT_WHOLE, 2, "Headcount"),
        (Problem.NOT_A_DAY, 2, "Due"),
        (Problem.NOT_AN_EMAIL, 2, "E-mail"),
        (Problem.MERGED, 4, "Due"),
        (Problem.EMPTY, 5, "Department"),
        (Problem.NEGATIVE, 5, "Headcount"),
        (Problem.TWICE, 6, "Department"),
    ]


def test_where_a_column_is_missing_the_others_are_read_all_the_same() -> None:
    found = faults(xlsx(["Sewing", "soon"], heads=["Department", "Due"]))
    assert found == [(Problem.MISSING_COLUMN, 1, None), (Problem.NOT_A_DAY, 2, "Due")]


def test_swapped_columns_show_in_every_row() -> None:
    found = faults(xlsx(["120", "Sewing"], ["80", "Cutting"]))
    assert found == [(Problem.NOT_WHOLE, 2, "Headcount"), (Problem.NOT_WHOLE, 3, "Headcount")]


def test_of_very_many_faults_the_first_are_told_and_the_rest_counted() -> None:
    rows = [[None, None, "x", 1.5, "x"]] * 45
    with pytest.raises(FaultySheetError) as caught:
        read(xlsx(*(["x", *row[1:]] for row in rows)))
    assert len(caught.value.faults) == MOST_FAULTS
    assert caught.value.more == 45 * 4 + 44 - MOST_FAULTS
    assert caught.value.faults[-1].row == 42


def test_a_department_that_is_there_twice_names_the_first_row() -> None:
    with pytest.raises(FaultySheetError) as caught:
        read(xlsx(["Sewing", 1], ["Cutting", 1], ["sewing", 1], ["SEWING", 1]))
    assert [(fault.row, fault.values["first"]) for fault in caught.value.faults] == [(4, "2"), (5, "2")]


def test_what_a_message_shows_of_a_file_fits_a_line() -> None:
    assert shown("a\nb\u202ec") == "a b c"
    assert shown("x" * LONGEST_SHOWN) == "x" * LONGEST_SHOWN
    assert shown("x" * 9999) == "x" * (LONGEST_SHOWN - 1) + "…"


def test_a_csv_has_no_more_lines_than_excel_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LAST_ROW", 5)
    assert faults(b"Department,Headcount\n\n\n\nSewing,5") == []
    assert faults(b"Department,Headcount\n\n\n\n\nSewing,5") == [(Problem.TOO_MANY_ROWS, None, None)]


def test_merged_cells_and_hidden_columns_beside_and_below_the_table_are_no_fault() -> None:
    def decorate(sheet) -> None:
        sheet.merge_cells("F1:H2")
        sheet.merge_cells("A9:E9")
        sheet.column_dimensions["F"].hidden = True
        sheet.row_dimensions[7].hidden = True
        sheet["F1"] = "Remarks"

    assert faults(xlsx(["Sewing", 120], change=decorate)) == []


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("text", ["", "<a", "<a/>", "\0", '<?xml version="1.0" encoding="no-such"?><a/>'])
def test_whatever_a_part_holds_instead_it_is_read_or_refused(part: str, text: str) -> None:
    faults(packed({**unpacked(GOOD), part: text}))


@given(st.binary(max_size=300))
def test_whatever_bytes_arrive_they_are_no_table(data: bytes) -> None:
    assert faults(data)


@given(st.integers(min_value=0, max_value=len(GOOD) - 1), st.binary(min_size=1, max_size=4))
def test_whatever_is_broken_in_a_workbook_it_is_read_or_refused(place: int, broken: bytes) -> None:
    faults(GOOD[:place] + broken + GOOD[place + len(broken) :])


@given(st.text(max_size=60))
def test_whatever_stands_below_the_headings_of_a_csv_it_is_read_or_refused(text: str) -> None:
    faults((",".join(HEADS) + "\n" + text).encode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="2"', 'r="two"'),
        ('r="2"', 'r="0"'),
        ('t="n"', 't="n" s="99"'),
        ('r="A2"', 'r="AAAA2"'),
    ],
)
def test_a_sheet_with_impossible_places_is_damaged(old: str, new: str) -> None:
    assert faults(changed(GOOD, SHEET, old, new)) == [(Problem.DAMAGED, None, None)]
