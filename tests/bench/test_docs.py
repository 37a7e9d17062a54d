"""The docs say what was measured, and nothing else."""

from bench import record
from bench.phone_report import BEGIN, END, bytes_table, pages_table, peers_table, requests_table, tables
from tests.cast import COURSES

DOCS = COURSES.parent / "docs"


def test_the_page_on_phones_has_the_tables_of_the_last_run() -> None:
    page = (DOCS / "phone.md").read_text(encoding="utf-8")
    told = page.partition(BEGIN)[2].partition(END)[0]
    assert told == "\n" + tables(record.read("phone")), "python -m bench.phone --table prints what must stand there"


def test_each_column_has_its_head() -> None:
    pages = record.read("phone")["pages"]
    for table in (pages_table, requests_table, bytes_table, peers_table):
        heads, rows = table(pages)
        assert {len(row) for row in rows} == {len(heads)}
