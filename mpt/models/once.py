"""Insert a row unless a constraint says that it's there already: the base of every act that may be sent twice."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from mpt.models.base import Base


def insert_once(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row into `table`, or change nothing where any of its constraints is taken. Return whether it's new."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # RETURNING, because neither driver's row count can be trusted for an insert that did nothing.
    key = next(iter(table.__table__.primary_key))
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(key)
    return session.execute(statement).first() is not None
