"""The docs say how quick the reports were when it was measured, and nothing else."""

from pathlib import Path

import pytest

from bench import record
from bench.reports_report import BEGIN, END, TABLES, notes, promises_table, tables, write_docs
from tests.cast import COURSES

DOCS = COURSES.parent / "docs"


def test_the_page_on_reports_has_the_tables_of_the_last_run() -> None:
    page = (DOCS / "reports.md").read_text(encoding="utf-8")
    told = page.partition(BEGIN)[2].partition(END)[0]
    assert told == "\n" + tables(record.read("reports")), "python -m bench.reports --table prints what must stand there"


def test_each_column_has_its_head() -> None:
    runs = record.read("reports")["runs"]
    for table in TABLES:
        heads, rows = table(runs)
        assert {len(row) for row in rows} == {len(heads)}


def test_a_promise_that_was_not_kept_is_said() -> None:
    slow, quick = {"p95_ms": 100.4}, {"p95_ms": 100.0}
    run = {
        "database": "sqlite",
        "others": 6000,
        "pages": {"page": slow},
        "from_server": {"page": quick},
        "first_count_s": 3.0,
        "further_day_s": 1.1,
    }
    heads, rows = promises_table([run])
    assert heads[-1] == "SQLite, 6,000"
    assert [row[-1].split()[-1] for row in rows] == ["MISS", "PASS", "PASS", "MISS"]


def test_the_notes_say_how_busy_the_machine_was() -> None:
    assert "load" in notes(record.read("reports"))


def test_a_page_without_the_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n", encoding="utf-8")
    with pytest.raises(ValueError, match="lacks the marks"):
        write_docs(page, record.read("reports"))
    assert page.read_text(encoding="utf-8") == "# A page\n"
