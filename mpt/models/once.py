"""What every act stands on that may be sent twice, or at once: a row inserted once, a row locked and read as it is now."""

from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mpt.models.base import Base

Row = TypeVar("Row", bound=Base)


def insert_once(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row into `table`, or change nothing where any of its constraints is taken. Return whether it's new."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # RETURNING, because neither driver's row count can be trusted for an insert that did nothing.
    key = next(iter(table.__table__.primary_key))
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(key)
    return session.execute(statement).first() is not None


def locked(session: Session, table: type[Row], key: Any) -> Row | None:
    """Return a row that nobody else can change until this transaction ends, or None.

    It's read anew: without that, a session that has seen the row before would go on with what it saw then, and write
    over what another transaction committed while this one waited for the lock.
    """
    return session.get(table, key, with_for_update=True, populate_existing=True)
