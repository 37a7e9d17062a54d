"""The roster: a coordinator lists work numbers and says who has left. No page tells her who joined."""

import io
import uuid

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from mpt.models import Membership, RosterEntry, Upload
from mpt.services import accounts, factories
from mpt.services.audit import Act, entries
from mpt.services.rosters import MOST_NUMBERS
from mpt.sheets.writer import SheetOut, write_csv, write_xlsx
from tests.cast import HE, OUR_SITE, Person, Phone
from tests.web.acts import (
    contents,
    counts,
    database_of,
    in_both_languages,
    in_each_language,
    on_sqlite,
    says,
    watched,
    went_to,
    words,
    writing,
)
from tests.web.staff_acts import Desk, coordinator, office

APPLIED = "The new list is in place. Whoever isn't on it any more counts as having left."
WRITTEN = "Written down. If anybody joined with this number, they count as having left."


@pytest.fixture
def bluestone(app: Flask, factory_code: str) -> uuid.UUID:
    """A factory, where two workers joined with their numbers, and one without."""
    code = factory_code.replace("-", "")
    with writing(app) as session:
        for number in ("GD1", "GD2", ""):
            factories.join(session, accounts.begin(session)[0].id, code, number)
        return factories.factory_of(session, code).id


@pytest.fixture
def desk(app: Flask, bluestone: uuid.UUID) -> Desk:
    """Its coordinator's desk."""
    return coordinator(app, bluestone)


def upload(desk: Desk, factory_id: uuid.UUID, data: bytes, filename: str = "名单.csv") -> TestResponse:
    """Upload a file as a new roster."""
    return desk.post(f"/factory/{factory_id}/roster/upload", {"file": (io.BytesIO(data), filename)})


def sheet(*numbers: str) -> bytes:
    return write_csv(("工号",), [(number,) for number in numbers])


def apply(desk: Desk, preview: TestResponse) -> TestResponse:
    """Apply what a preview shows."""
    return desk.post(went_to(preview).removeprefix(f"/{desk.language}"))


def put(desk: Desk, factory_id: uuid.UUID, *numbers: str) -> TestResponse:
    return apply(desk, upload(desk, factory_id, sheet(*numbers)))


def left(app: Flask) -> set[str | None]:
    """Return the numbers of those who have left."""
    with database_of(app).session(writes=False) as session:
        return set(session.scalars(sa.select(Membership.number).where(Membership.left_at.is_not(None))))


def listed(app: Flask, factory_id: uuid.UUID) -> list[str]:
    with database_of(app).session(writes=False) as session:
        return sorted(session.scalars(sa.select(RosterEntry.number).where(RosterEntry.factory_id == factory_id)))


def log(app: Flask, factory_id: uuid.UUID) -> list[tuple[Act, str]]:
    with writing(app) as session:
        return [(entry.act, entry.detail) for entry in entries(session, factory_id=factory_id)[0]]


def changes(preview: TestResponse) -> list[int]:
    """Return what a preview counts: new, on both, gone."""
    html = preview.get_data(as_text=True)
    return [int(part.partition("<")[0].replace(",", "")) for part in html.split('class="figure">')[1:]]


@in_each_language
def test_a_list_is_compared_looked_at_and_applied(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    page = desk.get(f"/factory/{bluestone}/roster")
    assert says(page, language, "Who works here")
    assert says(page, language, "There is no list now.")
    first = upload(desk, bluestone, sheet("GD1", "GD2", "GD3"))
    assert changes(first) == [3, 0, 0]
    assert says(first, language, "Nobody leaves by this list.")
    assert listed(app, bluestone) == []
    done = apply(desk, first)
    assert says(done, language, APPLIED)
    assert listed(app, bluestone) == ["GD1", "GD2", "GD3"]
    second = upload(desk, bluestone, sheet("gd 2", "ＧＤ３", "GD4"))
    assert changes(second) == [1, 2, 1]
    assert left(app) == set()
    apply(desk, second)
    assert left(app) == {"GD1"}
    assert listed(app, bluestone) == ["GD2", "GD3", "GD4"]
    assert log(app, bluestone) == [(Act.CHANGED_ROSTER, "+1 =2 -1"), (Act.CHANGED_ROSTER, "+3 =0 -0")]


@on_sqlite
@in_both_languages
def test_a_list_by_which_most_would_leave_is_asked_about(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    asks = "More numbers would go than stay. Is this really the list of everybody who works here?"
    put(desk, bluestone, "GD1", "GD2", "GD3")
    assert says(upload(desk, bluestone, sheet("GD1")), language, asks)
    assert not says(upload(desk, bluestone, sheet("GD1", "GD2")), language, asks)


@on_sqlite
def test_of_an_excel_file_the_numbers_alone_are_kept(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    rows = [("GD7", "王小芳", "13800000000"), ("GD8", "李强", "13900000000")]
    preview = upload(desk, bluestone, write_xlsx([SheetOut("名单", ("工号", "姓名", "电话"), rows)]), "名单.xlsx")
    assert changes(preview) == [2, 0, 0]
    with database_of(app).session(writes=False) as session:
        assert session.scalars(sa.select(Upload.content)).one() == b"GD7\nGD8"
    apply(desk, preview)
    kept = repr(contents(app))
    assert listed(app, bluestone) == ["GD7", "GD8"]
    assert "王小芳" not in kept
    assert "13800000000" not in kept
    with database_of(app).session(writes=False) as session:
        assert session.scalars(sa.select(Upload.content)).one() is None


def test_two_taps_apply_once(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    put(desk, bluestone, "GD1", "GD2")
    preview = upload(desk, bluestone, sheet("GD2"))
    apply(desk, preview)
    put(desk, bluestone, "GD1", "GD2")
    assert says(apply(desk, preview), "zh", APPLIED)
    assert listed(app, bluestone) == ["GD1", "GD2"]
    assert says(desk.get(went_to(preview).removeprefix("/zh"), follow_redirects=True), "zh", APPLIED)
    assert len(log(app, bluestone)) == 3


@on_sqlite
@in_both_languages
@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (b"", "a.csv"),
        (b"PK\x03\x04 no", "a.xlsx"),
        (sheet("GD1", "GD2", "gd 1"), "a.csv"),
        (sheet("GD1", "", "GD2") + b"\r\n,x", "a.csv"),
        (write_csv(("姓名",), [("王小芳",)]), "a.csv"),
        (sheet("1" * 41), "a.csv"),
        (sheet(*(str(number) for number in range(MOST_NUMBERS + 1))), "a.csv"),
    ],
    ids=["empty", "no zip", "twice", "gap", "no numbers", "too long", "too many"],
)
def test_a_faulty_list_is_refused_whole_and_says_why(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str, data: bytes, filename: str
) -> None:
    desk.language = language
    before = contents(app)
    answer = upload(desk, bluestone, data, filename)
    assert answer.status_code == 422
    assert 'class="warn"' in answer.get_data(as_text=True)
    assert contents(app) == before


@on_sqlite
@in_both_languages
def test_of_very_many_faults_it_says_how_many_more_there_are(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    answer = upload(desk, bluestone, sheet(*["GD1"] * 302))
    assert {"zh": "另外还有101处。", "en": "And 101 more of the kind."}[language] in words(answer)


@on_sqlite
@in_both_languages
def test_without_a_file_it_is_asked_for(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    for data in ({}, {"file": (io.BytesIO(b""), "")}):
        answer = desk.post(f"/factory/{bluestone}/roster/upload", data)
        assert answer.status_code == 422
        assert says(answer, language, "Choose a file first.")


@in_each_language
def test_one_worker_who_left_and_one_who_never_joined_are_answered_the_same(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    desk.language = language
    told = []
    for number in ("GD1", "GD9"):
        address = f"/factory/{bluestone}/roster/left"
        sure = desk.post(address, {"number": f" {number.lower()} "})
        assert says(sure, language, "Has number %(number)s left?", number=number)
        done = desk.post(address, {"number": number, "sure": "1"})
        assert says(done, language, WRITTEN)
        told.append([page.get_data(as_text=True).replace(number, "") for page in (sure, done)])
    assert told[0] == told[1]
    assert left(app) == {"GD1"}
    assert log(app, bluestone) == [(Act.SAID_WHO_LEFT, "")] * 2


@on_sqlite
@in_both_languages
def test_what_can_be_no_number_is_said(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    before = contents(app)
    for number, said in (
        (" ", "Type the number first."),
        ("1" * 41, "That can't be a work number: it's too long, or has signs that can't be seen."),
    ):
        answer = desk.post(f"/factory/{bluestone}/roster/left", {"number": number, "sure": "1"})
        assert answer.status_code == 422
        assert says(answer, language, said)
    assert contents(app) == before


@in_each_language
def test_a_list_is_deleted_and_nobody_leaves(app: Flask, desk: Desk, bluestone: uuid.UUID, language: str) -> None:
    desk.language = language
    put(desk, bluestone, "GD1", "GD2")
    address = f"/factory/{bluestone}/roster/clear"
    assert says(desk.get(address), language, "Delete the list of work numbers?")
    assert listed(app, bluestone) == ["GD1", "GD2"]
    done = desk.post(address)
    assert says(done, language, "The list is deleted. Nobody has left by that.")
    assert listed(app, bluestone) == []
    assert left(app) == set()
    assert log(app, bluestone)[0] == (Act.CHANGED_ROSTER, "-")


@on_sqlite
def test_no_page_lists_numbers_or_who_joined(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    put(desk, bluestone, "GD1", "GD2", "GD3")
    preview = upload(desk, bluestone, sheet("GD2", "GD4"))
    pages = [preview, desk.get(f"/factory/{bluestone}/roster"), desk.get(f"/factory/{bluestone}/roster/clear")]
    for page in pages:
        assert "GD" not in words(page)


@on_sqlite
def test_pages_are_the_same_whoever_joined(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    with writing(app) as session:
        empty = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0].id
    other = coordinator(app, empty)
    seen = []
    for each, factory_id in ((desk, bluestone), (other, empty)):
        pages = [put(each, factory_id, "GD1", "GD2"), upload(each, factory_id, sheet("GD2", "GD3"))]
        pages.append(apply(each, pages[-1]))
        seen.append([words(page) for page in pages])
    assert seen[0] == seen[1]
    assert left(app) == {"GD1"}


def test_six_thousand_rows_are_a_few_questions(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    old, new = ([f"GD{number}" for number in range(first, first + 6000)] for first in (1, 3001))
    put(desk, bluestone, *old)
    with watched(app) as statements:
        preview = upload(desk, bluestone, sheet(*new))
        apply(desk, preview)
    assert changes(preview) == [3000, 3000, 3000]
    assert len(statements) < 60
    assert left(app) == {"GD1", "GD2"}


@on_sqlite
def test_nobody_else_comes_to_the_roster(app: Flask, desk: Desk, bluestone: uuid.UUID) -> None:
    put(desk, bluestone, "GD1", "GD2")
    waiting = went_to(upload(desk, bluestone, sheet("GD2"))).removeprefix("/zh")
    with writing(app) as session:
        shoes = factories.open_factory(session, "远足鞋厂", "Long Walk Shoes")[0].id
    phone = Phone(app)
    phone.keep(Person("阿梅", "402817"))
    page = f"/factory/{bluestone}/roster"
    for visitor, status in ((coordinator(app, shoes, HE), 404), (office(app), 404), (Desk(app), 302), (phone, 302)):
        before = contents(app)
        for address in (page, waiting, f"{page}/clear"):
            assert visitor.client.get(f"/zh{address}").status_code == status
        for address in (f"{page}/upload", waiting, f"{page}/left", f"{page}/clear"):
            data = {"number": "GD1", "sure": "1", "file": (io.BytesIO(sheet("GD9")), "a.csv")}
            assert visitor.client.post(f"/zh{address}", data=data, headers=OUR_SITE).status_code == status
        assert contents(app) == before


@on_sqlite
@in_both_languages
def test_another_coordinators_upload_is_hers_to_apply(
    app: Flask, desk: Desk, bluestone: uuid.UUID, language: str
) -> None:
    waiting = went_to(upload(desk, bluestone, sheet("GD2"))).removeprefix("/zh")
    colleague = coordinator(app, bluestone, HE)
    colleague.language = language
    before = counts(app)
    for answer in (colleague.get(waiting), colleague.post(waiting)):
        assert answer.status_code == 410
        assert says(answer, language, "This file isn't here any more")
    assert counts(app) == before


@on_sqlite
def test_while_a_table_is_on_its_way_others_write(
    app: Flask, desk: Desk, bluestone: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[bool] = []

    def read(file: FileStorage, *size: int) -> bytes:
        with writing(app) as session:
            accounts.begin(session)
        came.append(True)
        return file.stream.read(*size)

    monkeypatch.setattr(FileStorage, "read", read, raising=False)
    assert upload(desk, bluestone, sheet("GD1")).status_code < 500
    assert came
