"""One PostgreSQL database for many tests: after each it's emptied, and what it began with is put back.

Making a database from a template takes 20 times as long as that, and there are thousands of tests.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from mpt.models import Base

# What a test changes that only a new database mends: tables, columns, constraints.
_SHAPE = """
    SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
           (SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relnamespace = 'public'::regnamespace),
           (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace)
"""
_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Rows that others refer to come first.
_ORDER = ["alembic_version", *(table.name for table in Base.metadata.sorted_tables)]
_shapes: dict[str, tuple[int, ...]] = {}


def address(server: str, name: str) -> str:
    """Return the address of a database of a server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def kept_database(server: str, url: str, fill: Callable[[str], None]) -> str:
    """Return `url`, the address of a database that holds what `fill` puts into a new one and nothing else."""
    if not (url in _shapes and _put_back(url)):
        drop(server, url)
        with _connected(server) as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{make_url(url).database}"'))
        fill(url)
        with _connected(url) as connection:
            _remember(connection)
            _shapes[url] = _shape(connection)
    return url


def drop(server: str, url: str) -> None:
    """Leave nothing of a database on its server."""
    with _connected(server) as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)'))
    _shapes.pop(url, None)


def _put_back(url: str) -> bool:
    """Empty all tables and put back what was remembered. Say whether that's possible: the tables must be what they were."""
    with _connected(url) as connection:
        connection.execute(sa.text(_OTHERS))
        if _shape(connection) != _shapes[url]:
            return False
        filled = set(inspect(connection).get_table_names("kept"))
        statements = [
            *(f'DELETE FROM public."{table}"' for table in reversed(_ORDER)),
            *(f'INSERT INTO public."{table}" SELECT * FROM kept."{table}"' for table in _ORDER if table in filled),
            "SELECT setval(name::regclass, coalesce(value, 1), value IS NOT NULL) FROM kept.sequences",
        ]
        connection.execute(sa.text(";".join(statements)))
    return True


def _remember(connection: sa.Connection) -> None:
    connection.execute(sa.text("CREATE SCHEMA kept"))
    for table in _ORDER:
        if connection.execute(sa.text(f'SELECT 1 FROM public."{table}" LIMIT 1')).first():
            connection.execute(sa.text(f'CREATE TABLE kept."{table}" AS SELECT * FROM public."{table}"'))
    connection.execute(
        sa.text(
            "CREATE TABLE kept.sequences AS SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename) AS name,"
            " last_value AS value FROM pg_sequences WHERE schemaname = 'public'"
        )
    )


def _shape(connection: sa.Connection) -> tuple[int, ...]:
    return tuple(connection.execute(sa.text(_SHAPE)).one())


@contextmanager
def _connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection
