"""The office's tables: looked at, shown as what they would change, applied whole or not at all."""

import io
import re
import uuid
from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from mpt.i18n import catalogue
from mpt.rules.permissions import Role
from mpt.services import accounts, factories, offers, parts, sponsors, staff
from mpt.services.uploading import applying
from mpt.services.uploading.applying import ChangedMeanwhileError
from mpt.sheets.writer import write_csv
from mpt.web.office.upload_kinds import KINDS
from tests.cast import CHEN, HE, LIN
from tests.sample import SAMPLE
from tests.sheets.files import saved, xlsx
from tests.web.acts import (
    contents,
    database_of,
    in_both_languages,
    in_each_language,
    on_sqlite,
    says,
    went_to,
    words,
    writing,
)
from tests.web.faulty_uploads import FAULTY, GOOD, HEADS, table
from tests.web.office_acts import (
    ASSEMBLY,
    BLUESTONE,
    LINE,
    MORNING_LIGHT,
    factory,
    is_kept_out,
    log,
    outsiders,
)
from tests.web.staff_acts import Desk, office

APPLIED = "The table is applied, all of it."
BEFORE = "This table was applied before; nothing was changed now."


@pytest.fixture
def bluestone(app: Flask) -> uuid.UUID:
    """A factory, and a sponsor that supports none yet."""
    with writing(app) as session:
        sponsors.add(session, "好玩具公司", "Good Toys")
    return factory(app)


@pytest.fixture
def desk(app: Flask, bluestone: uuid.UUID) -> Desk:
    """Lin's desk in the office."""
    return office(app)


def upload(desk: Desk, kind: str, data: bytes, filename: str = "表.csv") -> TestResponse:
    """Upload a file, and see where it leads."""
    answer = desk.post("/office/upload", {"kind": kind, "file": (io.BytesIO(data), filename)})
    for each in (*answer.history, answer):
        each.request.environ["wsgi.input"].close()  # the client leaves a large one open
    return answer


def apply(desk: Desk, preview: TestResponse) -> TestResponse:
    """Apply what a preview shows."""
    return desk.post(went_to(preview).removeprefix(f"/{desk.language}"))


def put(desk: Desk, kind: str, *rows: Sequence[str]) -> TestResponse:
    return apply(desk, upload(desk, kind, table(kind, *rows)))


def figures(preview: TestResponse) -> list[int]:
    """Return what a preview counts: new, changed, the same."""
    html = preview.get_data(as_text=True)
    return [int(part.partition("<")[0].replace(",", "")) for part in html.split('class="figure">')[1:]]


def kept_as(app: Flask, kind: str, factory_id: uuid.UUID) -> object:
    """Return what a kind of table has changed, as the pages that look after it would find it."""
    with database_of(app).session(writes=False) as session:
        if kind == "factories":
            return [(one.name_zh, one.name_en, one.country, one.timezone) for one in factories.everywhere(session)]
        if kind == "departments":
            found = [(part.department, part.lines) for part in parts.parts_of(session, factory_id)]
            return [(one.name_zh, one.headcount, one.parents, {line.name_en for line in lines}) for one, lines in found]
        if kind == "courses":
            return offers.offers_of(session, factory_id)
        if kind == "sponsors":
            return [one.name_en for one in sponsors.supporters(session, factory_id)]
        return {one.staff.name: {grant.role for grant in one.grants} for one in staff.everybody(session)}


AFTER = {
    "factories": [
        ("青石电子厂", "Bluestone Electronics Ltd", "CN", "Asia/Shanghai"),
        (*MORNING_LIGHT, "VN", "Asia/Ho_Chi_Minh"),
    ],
    "departments": [("装配部", 1200, 400, {"Line A3", "Line A4"}), ("包装部", 80, None, set())],
    "courses": {SAMPLE: date(2027, 6, 30)},
    "sponsors": ["Big City Toys", "Good Toys"],
    "staff": {
        LIN.name: {Role.OFFICE},
        CHEN.name: {Role.COORDINATOR, Role.SPONSOR},
        HE.name: {Role.OFFICE},
    },
}
CHANGES = {
    "factories": [1, 1, 0],
    "departments": [4, 0, 0],
    "staff": [3, 0, 0],
    "courses": [1, 0, 0],
    "sponsors": [1, 1, 0],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_looked_at_and_applied_whole(app: Flask, desk: Desk, bluestone: uuid.UUID, kind: str) -> None:
    before = kept_as(app, kind, bluestone)
    preview = upload(desk, kind, table(kind, *GOOD[kind]))
    assert preview.status_code == 200
    assert figures(preview) == CHANGES[kind]
    assert kept_as(app, kind, bluestone) == before
    done = apply(desk, preview)
    assert says(done, "zh", APPLIED)
    assert kept_as(app, kind, bluestone) == AFTER[kind]
    assert ("applied upload", f"{kind} +{CHANGES[kind][0]} ±{CHANGES[kind][1]} =0", None) in log(app)


@on_sqlite
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_table_again_changes_nothing(app: Flask, desk: Desk, kind: str) -> None:
    put(desk, kind, *GOOD[kind])
    again = upload(desk, kind, table(kind, *GOOD[kind]))
    assert figures(again) == [0, 0, sum(CHANGES[kind])]
    assert says(again, "zh", "All that the table says is so already. There is nothing to apply.")
    before = contents(app)["invitation"]
    assert says(apply(desk, again), "zh", APPLIED)
    assert contents(app)["invitation"] == before


@pytest.mark.parametrize("kind", KINDS)
def test_two_taps_apply_once(app: Flask, desk: Desk, kind: str) -> None:
    preview = upload(desk, kind, table(kind, *GOOD[kind]))
    apply(desk, preview)
    before = contents(app)
    assert says(apply(desk, preview), "zh", BEFORE)
    assert says(desk.get(went_to(preview).removeprefix("/zh"), follow_redirects=True), "zh", BEFORE)
    assert contents(app) == before


@on_sqlite
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_may_come_in_each_encoding(app: Flask, desk: Desk, bluestone: uuid.UUID, encoding: str) -> None:
    lines = (HEADS["departments"], ("青石电子厂", *ASSEMBLY, "1200", "400", *LINE))
    data = "\r\n".join(",".join(line) for line in lines).encode(encoding)
    apply(desk, upload(desk, "departments", data))
    assert kept_as(app, "departments", bluestone) == [("装配部", 1200, 400, {"Line A3"})]


@on_sqlite
@in_both_languages
@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_table_has_the_headings_that_are_asked_for(app: Flask, desk: Desk, language: str, kind: str) -> None:
    desk.language = language
    page = desk.get("/office/upload")
    assert says(page, language, KINDS[kind].title)
    blank = desk.get(f"/office/upload/{kind}.xlsx")
    sheet = load_workbook(io.BytesIO(blank.data)).worksheets[0]
    heads = tuple(cell.value for cell in sheet[1])
    assert sheet.max_row == 1
    assert heads == HEADS[kind] or language == "en"
    for row in GOOD[kind]:
        sheet.append(row)
    book = sheet.parent
    assert figures(upload(desk, kind, saved(book), "table.xlsx")) == CHANGES[kind]


@on_sqlite
@in_both_languages
def test_links_are_shown_once_to_be_passed_on(app: Flask, desk: Desk, language: str) -> None:
    desk.language = language
    done = put(desk, "staff", *GOOD["staff"])
    assert says(done, language, "Links for those who are new")
    links = [cell for cell in words(done).split() if "/invitation/" in cell]
    assert len(links) == 2, "one for each who is new, though Chen has two roles"
    invited = Desk(app, language)
    for link in links:
        page = invited.get("/" + link.split("/", 3)[3])
        assert page.status_code == 200
    acts = [(act, detail.split(":")[0]) for act, detail, _factory in log(app)]
    assert acts.count(("invited", CHEN.name)) == 2
    again = apply(desk, upload(desk, "staff", table("staff", (LIN.email, "林总", "office", ""))))
    assert says(again, language, APPLIED)
    assert "/invitation/" not in words(again)


@on_sqlite
@in_both_languages
def test_after_two_taps_on_a_table_of_staff_it_says_where_links_are(app: Flask, desk: Desk, language: str) -> None:
    desk.language = language
    preview = upload(desk, "staff", table("staff", *GOOD["staff"]))
    apply(desk, preview)
    assert says(apply(desk, preview), language, "Whoever lacks a link gets a new one on their own page.")


@on_sqlite
@in_both_languages
def test_what_is_ignored_is_said_and_not_kept(app: Flask, desk: Desk, language: str) -> None:
    desk.language = language
    data = write_csv(("手机", *HEADS["staff"]), [("13800000000", *row) for row in GOOD["staff"]])
    preview = upload(desk, "staff", data)
    assert says(preview, language, "These columns are ignored and not kept: %(columns)s.", columns="手机")
    assert "13800000000" not in repr(contents(app))
    two_sheets = xlsx(
        *GOOD["courses"], heads=HEADS["courses"], change=lambda sheet: sheet.parent.create_sheet("旧").append([1])
    )
    preview = upload(desk, "courses", two_sheets)
    assert says(preview, language, "Only the first sheet is read, not these: %(sheets)s.", sheets="旧")


@on_sqlite
@in_both_languages
@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_table_changes_nothing_and_says_where_and_why(
    app: Flask, desk: Desk, language: str, name: str
) -> None:
    desk.language = language
    kind, make, filename, message, row, column = FAULTY[name]
    before = contents(app)
    answer = upload(desk, kind, make(), filename)
    assert answer.status_code == 422
    assert contents(app) == before
    said = words(answer)
    place = "Row %(row)s, column %(column)s: %(said)s" if column else "Row %(row)s: %(said)s"
    assert row is None or catalogue(language).gettext(place, row=row, column=column, said="").strip() in said
    assert all(piece in said for piece in pieces(language, message))


def pieces(language: str, message: str) -> list[str]:
    """Return what a message says around its values."""
    names = re.findall(r"%\((\w+)\)s", message)
    return [piece.strip() for piece in catalogue(language).gettext(message, **dict.fromkeys(names, "\0")).split("\0")]


@on_sqlite
def test_all_faults_are_said_at_once_from_top_to_bottom(app: Flask, desk: Desk) -> None:
    rows = [
        ("晨光玩具厂", "Morning Light", "=1+1", ""),
        ("-", "Bluestone", "火星", "北京"),
        ("厂" * 41, "Other", "CN", ""),
    ]
    said = words(upload(desk, "factories", xlsx(*rows, heads=("中文名称", "英文名称", "Country", "时区"))))
    found = re.findall(r"第(\d)行，“(.+?)”列", said)
    assert found == [("2", "Country"), ("3", "中文名称"), ("3", "Country"), ("3", "时区"), ("4", "中文名称")]


@on_sqlite
@in_both_languages
def test_of_very_many_faults_it_says_how_many_more_there_are(app: Flask, desk: Desk, language: str) -> None:
    desk.language = language
    answer = upload(desk, "sponsors", table("sponsors", *[("大城", "Big", "某厂")] * 301))
    assert {"zh": "另外还有101处。", "en": "And 101 more of the kind."}[language] in words(answer)


@on_sqlite
@in_both_languages
def test_a_factory_whose_name_another_has_too_is_asked_about(app: Flask, desk: Desk, language: str) -> None:
    desk.language = language
    factory(app)
    for kind in ("factories", "departments"):
        answer = upload(desk, kind, table(kind, *GOOD[kind]))
        assert answer.status_code == 422
        message = "Several are called “%(value)s”. Change the name of one of them here first."
        assert says(answer, language, message, value=BLUESTONE[0])


@on_sqlite
def test_a_line_without_a_name_in_a_file_without_its_column(app: Flask, desk: Desk) -> None:
    data = write_csv(("工厂", *HEADS["departments"][1:3], "产线中文名"), [("青石电子厂", *ASSEMBLY, "A3线")])
    assert "第2行：这里需要填写名称" in words(upload(desk, "departments", data))


@on_sqlite
@in_both_languages
def test_a_file_beyond_all_measure_is_turned_away(app: Flask, desk: Desk, language: str) -> None:
    desk.language = language
    before = contents(app)
    answer = upload(desk, "factories", bytes(11 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert says(answer, language, "That was too much at once")
    assert contents(app) == before


@on_sqlite
@in_both_languages
def test_without_a_file_or_a_kind_it_is_asked_for(app: Flask, desk: Desk, language: str) -> None:
    desk.language = language
    for data, said in (
        ({"kind": "staff"}, "Choose a file first."),
        ({"kind": "staff", "file": (io.BytesIO(b""), "")}, "Choose a file first."),
        ({"kind": "workers", "file": (io.BytesIO(b"1"), "a.csv")}, "Choose what the table holds."),
    ):
        answer = desk.post("/office/upload", data)
        assert answer.status_code == 422
        assert says(answer, language, said)


@in_each_language
def test_what_changed_since_it_was_looked_at_is_said_and_nothing_applied(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    preview = upload(desk, "departments", table("departments", *GOOD["departments"]))
    with writing(app) as session:
        factories.change_factory(session, bluestone, "青山电子厂", "Green Hill Electronics", "CN", "")
    before = contents(app)
    message = "There is no factory called “%(value)s”. Write its name as here, or add it first."
    for answer in (apply(desk, preview), desk.get(went_to(preview).removeprefix(f"/{language}"))):
        assert answer.status_code == 422
        assert says(answer, language, message, value="青石电子厂")
    assert contents(app) == before
    with writing(app) as session:
        factories.change_factory(session, bluestone, *BLUESTONE, "CN", "")
    assert says(apply(desk, preview), language, APPLIED)


@on_sqlite
@in_both_languages
def test_what_somebody_else_changes_at_the_same_moment_undoes_it_all(
    app: Flask, desk: Desk, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.language = language
    preview = upload(desk, "departments", table("departments", *GOOD["departments"]))
    before = contents(app)

    def meanwhile(*_anything: object) -> None:
        raise ChangedMeanwhileError

    monkeypatch.setattr(applying, "carry_out", meanwhile)
    answer = apply(desk, preview)
    assert answer.status_code == 409
    assert says(answer, language, "Somebody changed the same at this moment")
    assert contents(app) == before


@on_sqlite
def test_an_upload_is_for_who_uploaded_it_and_as_what_it_was(app: Flask, desk: Desk) -> None:
    preview = upload(desk, "staff", table("staff", *GOOD["staff"]))
    before = contents(app)
    address = went_to(preview).removeprefix("/zh")
    colleague = office(app, HE)
    before = contents(app)
    for here, path in ((colleague, address), (desk, address.replace("staff", "courses"))):
        assert here.get(path).status_code == 410
        assert here.post(path).status_code == 410
    assert desk.get(address.replace("staff", "workers")).status_code == 404
    assert desk.get("/office/upload/workers.xlsx").status_code == 404
    assert contents(app) == before


@on_sqlite
def test_whoever_is_not_of_the_office_is_kept_out(app: Flask, desk: Desk) -> None:
    address = went_to(upload(desk, "staff", table("staff", *GOOD["staff"]))).removeprefix("/zh")
    for outsider in outsiders(app):
        for path in ("/office/upload", address):
            assert is_kept_out(app, outsider, "GET", path)
            assert is_kept_out(app, outsider, "POST", path)
        assert is_kept_out(app, outsider, "GET", "/office/upload/staff.xlsx")


@on_sqlite
def test_while_a_table_is_on_its_way_others_write(app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    came: list[bool] = []

    def read(file: FileStorage, *size: int) -> bytes:
        with writing(app) as session:
            accounts.begin(session)
        came.append(True)
        return file.stream.read(*size)

    monkeypatch.setattr(FileStorage, "read", read, raising=False)
    assert upload(desk, "factories", b"x").status_code < 500
    assert came
