"""What isn't kept any longer is gone, from the database's files as well; and nothing of a text is ever there in clear."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from mpt.models import (
    Base,
    HelplineArrival,
    HelplineCase,
    HelplineCount,
    HelplineEvent,
    HelplineMessage,
    HelplineOpening,
    SignInFailure,
)
from mpt.models.database import Database
from mpt.rules.helpline import TextMissingError, clean_text
from mpt.services import throttling
from mpt.services.helpline import messages, retention, writing
from mpt.services.helpline.writing import WrongPassphraseError
from tests.services.acts import count
from tests.services.helpline.acts import (
    SEALER,
    SHARED,
    answer,
    begin,
    case_of,
    come_back,
    counsellor,
    open_case,
    write_on,
)

NIGHT = datetime(2026, 6, 1, 17, tzinfo=UTC)
DAYS = 30
OF_A_CASE = (HelplineCase, HelplineMessage, HelplineEvent, HelplineOpening, SignInFailure)


def bytes_of(database_url: str) -> bytes:
    """Return all that stands in the files of an SQLite database."""
    path = Path(str(make_url(database_url).database))
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def rows_of(session: Session) -> Iterator[bytes]:
    """Yield every value of every row in the database, as bytes."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            for value in row:
                yield value if isinstance(value, bytes) else str(value).encode()


def test_a_case_goes_when_nobody_has_written_for_so_long(session: Session) -> None:
    with time_machine.travel(NIGHT, tick=False):
        qiu = counsellor(session)
        old, written_on, answered = (begin(session) for _ in range(3))
        answer(session, old, qiu)
        with pytest.raises(WrongPassphraseError):
            open_case(session, old.code, "", SHARED)
    with time_machine.travel(NIGHT + timedelta(days=10), tick=False):
        write_on(session, written_on, "还有")
        answer(session, answered, qiu)
    with time_machine.travel(NIGHT + timedelta(days=DAYS), tick=False):
        assert retention.sweep(session, DAYS) == 0, "the last day isn't over"
    with time_machine.travel(NIGHT + timedelta(days=DAYS, seconds=1), tick=False):
        assert retention.sweep(session, DAYS) == 1
        assert {case_of(session, each).code for each in (written_on, answered)} == {written_on.code, answered.code}
    with time_machine.travel(NIGHT + timedelta(days=DAYS + 10, seconds=1), tick=False):
        assert retention.sweep(session, DAYS) == 2
    assert [count(session, table) for table in OF_A_CASE] == [0] * len(OF_A_CASE)
    assert session.scalar(sa.select(HelplineCount.cases)) == 3, "the month's count stays"


def test_traces_of_addresses_and_open_pages_go_after_a_day(session: Session) -> None:
    with time_machine.travel(NIGHT, tick=False):
        come_back(session, begin(session))
    with time_machine.travel(NIGHT + timedelta(hours=23), tick=False):
        retention.sweep(session, DAYS)
        assert (count(session, HelplineArrival), count(session, HelplineOpening)) == (1, 1)
    with time_machine.travel(NIGHT + timedelta(days=1), tick=False):
        retention.sweep(session, DAYS)
        assert (count(session, HelplineArrival), count(session, HelplineOpening)) == (0, 0)


def test_failed_tries_at_a_case_go_after_a_day(session: Session) -> None:
    with time_machine.travel(NIGHT, tick=False):
        throttling.count_failure(session, "阿芳", SHARED)
        with pytest.raises(WrongPassphraseError):
            open_case(session, begin(session).code, "")
    with time_machine.travel(NIGHT + timedelta(hours=23), tick=False):
        retention.sweep(session, DAYS)
        assert count(session, SignInFailure) == 2
    with time_machine.travel(NIGHT + timedelta(days=1), tick=False):
        retention.sweep(session, DAYS)
        assert session.scalars(sa.select(SignInFailure.name_key)).all() == ["阿芳"], "nobody else's"


def write_in_earnest(database: Database, cases: int = 12) -> list[bytes]:
    """Let some cases be written, each with a message and an answer, at NIGHT; return what stands in the rows of their texts."""
    with time_machine.travel(NIGHT, tick=False), database.session(writes=True) as session:
        qiu = counsellor(session)
        for number in range(cases):
            begun = begin(session, f"这是第 {number} 件事。" + "加班费没有发。" * number * 20)
            answer(session, begun, qiu)
            session.commit()  # so that each comes into the log by itself
        return list(session.scalars(sa.select(HelplineMessage.sealed)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_deleted_is_gone_from_the_files(database: Database, database_url: str) -> None:
    sealed = write_in_earnest(database)
    assert all(each[:64] in bytes_of(database_url) for each in sealed)
    with time_machine.travel(NIGHT + timedelta(days=20), tick=False), database.session(writes=True) as session:
        kept = begin(session, "新来的一件事")
        session.commit()
    with time_machine.travel(NIGHT + timedelta(days=31), tick=False), database.session(writes=True) as session:
        assert retention.sweep(session, DAYS) == len(sealed) // 2
        session.commit()
    database.shred(*(table.__tablename__ for table in retention.TABLES))
    found = bytes_of(database_url)
    pieces = [each[start : start + 12] for each in sealed for start in range(0, len(each) - 12, 12)]
    assert not [piece for piece in pieces if piece in found]
    with database.session(writes=False) as session:
        (left,) = session.scalars(sa.select(HelplineMessage))
        assert left.sealed in found, "what is kept is in the file, so the search finds what's there"
        assert messages.read(SEALER, left) == "新来的一件事"
        assert case_of(session, kept)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_erased_by_its_writer_is_gone_from_the_files(database: Database, database_url: str) -> None:
    with database.session(writes=True) as session:
        token = come_back(session, begin(session))
        session.commit()
        sealed = session.scalars(sa.select(HelplineMessage.sealed)).one()
        writing.erase(session, token)
        session.commit()
    database.shred()
    assert sealed[:12] not in bytes_of(database_url)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_tables_are_written_anew(database: Database) -> None:
    write_in_earnest(database)
    where = sa.text("SELECT pg_relation_filepath('helpline_message'), pg_relation_size('helpline_message')")
    with database.session(writes=True) as session:
        before = session.execute(where).one()
        retention.sweep(session, DAYS)
        session.commit()
    database.shred(*(table.__tablename__ for table in retention.TABLES))
    with database.session(writes=False) as session:
        after = session.execute(where).one()
    assert before[1] > 0
    assert after[0] != before[0]
    assert after[1] == 0


def test_nobody_writes_in_a_case_that_is_being_deleted(database: Database) -> None:
    with time_machine.travel(NIGHT, tick=False), database.session(writes=True) as session:
        begun = begin(session)
        session.commit()
    swept = threading.Event()

    def sweep() -> None:
        with database.session(writes=True) as session:
            retention.sweep(session, DAYS)
            swept.set()
            session.commit()

    thread = threading.Thread(target=sweep)
    thread.start()
    assert swept.wait(30)
    with database.session(writes=True) as session, pytest.raises(WrongPassphraseError):
        come_back(session, begun)
    thread.join(30)


# Nothing in clear


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=6, max_size=300), answered=st.text(min_size=6, max_size=300))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_row_holds_six_bytes_of_a_text(session: Session, text: str, answered: str) -> None:
    before = set(rows_of(session))
    with session.begin_nested() as undone:
        try:
            begun = begin(session, text)
            answer(session, begun, counsellor(session), answered)
        except TextMissingError:
            undone.rollback()
            return
        stored = set(rows_of(session)) - before
        undone.rollback()
    for clean in (clean_text(text).encode(), clean_text(answered).encode()):
        pieces = {clean[start : start + 6] for start in range(len(clean) - 5)} - _ORDINARY
        assert not [piece for piece in pieces if any(piece in value for value in stored)]


_ORDINARY = {b"000000"}
"""Six zeros stand in moments without microseconds, whatever was written."""
