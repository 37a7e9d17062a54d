"""Each fault has its words, in English and in Chinese, that say where it is and how to mend it."""

import pytest

from mpt.i18n import catalogue
from mpt.sheets.table import FaultySheetError, Problem
from mpt.web.faulty_sheets import MESSAGES, said
from tests.sheets.faulty import FILES, refusal
from tests.sheets.files import read, xlsx


def lines(error: FaultySheetError, language: str) -> list[str]:
    return [said(fault, catalogue(language).gettext) for fault in error.faults]


def test_every_problem_has_its_message() -> None:
    assert set(MESSAGES) == set(Problem)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", FILES)
def test_every_fault_can_be_said(name: str, language: str) -> None:
    _, (_, row, column) = FILES[name]
    (line,) = lines(refusal(name), language)
    assert "%" not in line
    assert row is None or str(row) in line
    assert column is None or column in line
    assert line.endswith("。" if language == "zh" else ".")


def test_a_clerk_reads_where_it_is_and_how_to_mend_it() -> None:
    with pytest.raises(FaultySheetError) as caught:
        read(xlsx(["Sewing", "many"], ["Sewing", 12]))
    assert lines(caught.value, "en") == [
        "Row 2, column Headcount: “many” isn't a whole number. Write it in digits, such as 120.",
        "Row 3, column Department: “Sewing” is in row 2 already. Each may be there only once.",
    ]
    assert lines(caught.value, "zh") == [
        "第2行，“Headcount”列：“many”不是整数。请用数字填写，例如120。",
        "第3行，“Department”列：“Sewing”在第2行已经出现过，每项只能出现一次。",
    ]


def test_a_fault_of_a_row_names_the_row_alone() -> None:
    assert lines(refusal("a hidden row"), "en")[0].startswith("Row 3: This row is hidden")
