"""The deletion test: after a worker has erased her data, nothing on the server's disk says that she was ever there.

On a real server: its database's bytes and the log beside them, its own log, every file of its folder, a backup made later. What
stays are the totals, and none of them moves.
"""

import http.client
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from mpt.config import Config, read_config
from mpt.models import BareFact, Factory, Figure, KeptPractice, Learner, SignIn
from mpt.models.base import now
from mpt.models.database import Database, open_database
from mpt.rules.codes import CERTIFICATE_LENGTH
from mpt.services import accounts, counting, impact, publishing
from mpt.services.factories import Place
from mpt.services.publishing import read_edition
from mpt.services.sealing import Sealer, load_key
from mpt.web.phone import COOKIE
from tests.cast import LAO_ZHOU, OUR_SITE, Person
from tests.crowd import Did, crowd
from tests.sample import SAMPLE, sample_folder
from tests.server import Server
from tests.services.everything import NAME_ON_CERTIFICATE, NOTE, NUMBER, OPINION, Worker, everything

HER = Person("巧云八七", "402817")
"""Afang under a name that no course has in it."""
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def settings(tmp_path: Path) -> Config:
    """The settings of the server."""
    return read_config({"MPT_DATA": str(tmp_path)})


@pytest.fixture
def opened(settings: Config) -> Iterator[Database]:
    """The server's database."""
    database = open_database(settings.database_url)
    database.migrate()
    yield database
    database.dispose()


@pytest.fixture
def afang(opened: Database, settings: Config) -> Worker:
    """Afang, of whom every table knows something, and her colleagues."""
    sealer = Sealer(load_key(settings.sealing_key, settings.sealing_key_file))
    with opened.session(writes=True) as session:
        publishing.publish(session, SAMPLE, sample_folder())
        edition = read_edition(session, SAMPLE, publishing.current_releases(session)[SAMPLE])
        worker = everything(session, edition, sealer, HER)
        place = Place(session.get_one(Factory, worker.factory.id))
        before = now().date() - timedelta(days=20)
        crowd(session, place, 39, before, edition, began=Did(31, before), finished=Did(25, before))
        session.commit()
    return worker


def hers(session: Session, afang: Worker) -> dict[str, bytes]:
    """Return what must be nowhere afterwards, by what it is."""
    ids = [afang.id, *session.scalars(sa.select(Learner.id).where(Learner.merged_into == afang.id))]
    known = {
        "name": HER.name,
        "name on the certificate": NAME_ON_CERTIFICATE,
        "number": NUMBER,
        "PIN hash": session.get_one(Learner, afang.id).pin_hash or "",
        "certificate": afang.certificate,
        "code at the space": afang.space_code,
        "sign-in": session.scalars(sa.select(SignIn.token_hash)).first() or "",
        **{f"id {place}": one.hex for place, one in enumerate(ids)},
    }
    note = session.scalars(sa.select(KeptPractice.note)).one() or b""
    return {"sealed note": note, **{what: text.encode() for what, text in known.items()}}


def found(folder: Path, secrets: dict[str, bytes]) -> set[str]:
    """Return which of them are in any file of a folder, and in which."""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {
        f"{what} in {path.name}" for path, data in files.items() for what, secret in secrets.items() if secret in data
    }


def totals(session: Session, factory_id: uuid.UUID) -> tuple[Any, ...]:
    """Return all that is counted: the factory's figures as they are kept and as they would be anew, and the impact."""
    factory = session.get_one(Factory, factory_id)
    kept = session.execute(sa.select(Figure.place_id, Figure.measure, Figure.day, Figure.shown)).all()
    modules = publishing.open_courses(session)
    factory.counted_through = None
    anew = counting.count(session, factory_id, modules).rows
    session.rollback()
    day = date.today() + timedelta(days=1)  # noqa: DTZ011 - later than all that happened, wherever this runs
    return sorted(kept), sorted(str(row) for row in anew), impact.count(session, day, SHANGHAI)


class Phone:
    """Her phone, without scripts."""

    def __init__(self, server: Server, token: str) -> None:
        self.server, self.token = server, token

    def open(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Return the status of an answer, and its text."""
        headers = {**OUR_SITE, "Content-Type": "application/x-www-form-urlencoded", "Cookie": f"{COOKIE}={self.token}"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)) as connection:
            connection.request(method, f"/zh{path}", urlencode(form or {}) if method == "POST" else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")


def use(phone: Phone, afang: Worker) -> None:
    """Let her look at all that shows something of hers, and stumble where the server might write it down."""
    for path in (
        "/",
        "/me",
        "/me/data",
        "/me/data.html",
        "/me/data.json",
        "/me/erase",
        f"/certificates/{afang.certificate}",
    ):
        status, page = phone.open("GET", path)
        assert status == 200, path
        assert path == "/" or HER.name in page or NAME_ON_CERTIFICATE in page, path
    phone.open("GET", f"/courses/{urlencode({'q': HER.name})}")
    wrong = {"name": HER.name, "pin": LAO_ZHOU.pin}
    assert phone.open("POST", "/sign-in", wrong)[0] == 422
    assert phone.open("POST", "/me/erase", {"whose": str(afang.id), "pin": LAO_ZHOU.pin})[0] == 422
    assert phone.open("POST", "/keep", {"name": f"{HER.name}\0", "pin": "1"})[0] in {302, 303, 400}


def test_nothing_of_hers_is_left_on_the_disk_and_no_total_moves(
    opened: Database, afang: Worker, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with opened.session(writes=False) as session:
        secrets = hers(session, afang)
        before = totals(session, afang.factory.id)
    assert len({what.partition(" in ")[0] for what in found(tmp_path, secrets)}) == len(secrets), "it's all there"
    assert len(before[1]) > 5
    opened.dispose()
    with Server(tmp_path, MPT_WORKERS="2") as server:
        phone = Phone(server, afang.token)
        use(phone, afang)
        assert phone.open("POST", "/me/erase", {"whose": str(afang.id), "pin": HER.pin})[0] == 303
        assert found(tmp_path, secrets) == set(), "at once, while the server runs"
        assert phone.open("GET", "/me/data")[0] == 302
        status, page = phone.open("GET", f"/verify/{afang.certificate}")
        assert (status, NAME_ON_CERTIFICATE in page) == (404, False)
    assert found(tmp_path, secrets) == set()
    on_disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert NOTE.encode() not in on_disk
    assert OPINION.encode() not in on_disk
    backup = tmp_path_factory.mktemp("backup")
    with closing(sqlite3.connect(tmp_path / "mpt.sqlite3")) as connection:
        connection.execute("VACUUM INTO ?", (str(backup / "later.sqlite3"),))
    assert found(backup, secrets) == set()
    with opened.session(writes=False) as session:
        assert totals(session, afang.factory.id) == before
        assert session.scalar(sa.select(sa.func.sum(BareFact.people)))
        assert accounts.was_erased(session, afang.id)
    assert len(afang.certificate) == CERTIFICATE_LENGTH
