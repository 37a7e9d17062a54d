"""Names of workers who agreed: for their own factory's coordinators, who are seen looking."""

import io
import uuid
from datetime import date

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from mpt.models import AuditEntry
from mpt.services import factories
from mpt.services.factories import Place
from mpt.services.publishing import current_releases, read_edition
from tests.cast import CHEN
from tests.crowd import PRIVATE, Did, crowd, finish, private_course
from tests.sample import SAMPLE
from tests.web.acts import in_each_language, on_sqlite, says, words, writing
from tests.web.staff_acts import coordinator, office, staff_id

pytestmark = pytest.mark.usefixtures("monday")

OCTOBER, SUNDAY = date(2026, 10, 5), date(2026, 11, 29)


@pytest.fixture
def factory(app: Flask) -> uuid.UUID:
    """A factory in which 40 finished both courses; all of them agreed to be named."""
    with writing(app) as session:
        edition = read_edition(session, SAMPLE, current_releases(session)[SAMPLE])
        opened = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
        workers = crowd(session, Place(opened), 40, OCTOBER, edition, finished=Did(40, SUNDAY), named=True)
        finish(session, workers, private_course(session), SUNDAY, named=True)
        return opened.id


@in_each_language
def test_a_coordinator_sees_who_agreed(app: Flask, factory: uuid.UUID, language: str) -> None:
    desk = coordinator(app, factory)
    desk.language = language
    page = desk.get(f"/factory/{factory}/names")
    assert page.status_code == 200
    assert words(page).count("工友") == 30
    assert "2026-11-29" not in words(page), "the day would tell of others who hadn't finished then"


@on_sqlite
def test_that_somebody_looked_is_in_the_log(app: Flask, factory: uuid.UUID) -> None:
    coordinator(app, factory).get(f"/factory/{factory}/names")
    with writing(app) as session:
        (entry,) = session.scalars(select(AuditEntry))
    assert (entry.act, entry.factory_id, entry.staff_id) == ("saw names", factory, staff_id(app, CHEN))


@on_sqlite
def test_nobody_is_named_where_nobody_agreed(app: Flask) -> None:
    with writing(app) as session:
        opened = factories.open_factory(session, "晨光玩具厂", "Morning Light Toys")[0].id
    page = coordinator(app, opened).get(f"/factory/{opened}/names")
    assert says(page, "zh", "Nobody's name can be shown yet.")


def text_of(data: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@on_sqlite
def test_the_evidence_pack_has_names_for_the_coordinator_alone(app: Flask, factory: uuid.UUID) -> None:
    query = f"/factory/{factory}/evidence.pdf?course={SAMPLE}"
    assert text_of(coordinator(app, factory).get(query).data).count("工友") == 30
    assert "工友" not in text_of(office(app).get(query).data)


@on_sqlite
def test_no_name_stands_beside_a_sensitive_course(app: Flask, factory: uuid.UUID) -> None:
    assert "工友" not in text_of(
        coordinator(app, factory).get(f"/factory/{factory}/evidence.pdf?course={PRIVATE}").data
    )
