"""Alembic's door to our tables. The connection comes from `mpt.models.database`, which alone knows the address."""

from typing import Literal

from alembic import context

from mpt.models import Base
from mpt.models.base import UtcTime


def _plain_types(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """Write migrations in SQLAlchemy's own types, so that they outlive our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite can't alter most of a table, so alembic makes a new one and copies.
    render_as_batch=True,
    compare_type=True,
    render_item=_plain_types,
)
with context.begin_transaction():
    context.run_migrations()
