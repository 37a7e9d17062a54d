"""One transaction a request, committed in one place, before the answer leaves.

A view that returns has its writes committed; one that raises has them undone. Nothing else in the code commits during a
request, so what a page confirms is on disk. The exceptions are here too: `apart` and `pause`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from mpt.models.database import Database

View = TypeVar("View", bound=Callable[..., object])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask, database: Database) -> None:
    """Give `app` its database."""
    app.extensions["mpt.database"] = database
    app.after_request(_commit)
    app.teardown_request(_close)


def db() -> Session:
    """Return this request's session, opened on first use. A request that may not change anything can't wait for one that does."""
    if "session" not in g:
        database: Database = current_app.extensions["mpt.database"]
        g.session = database.session(writes=not _looks())
    return g.session  # type: ignore[no-any-return]


def only_looks(view: View) -> View:
    """Mark a view that changes nothing though it's asked by POST, as what it's asked with is long: nobody waits for it."""
    view.only_looks = True  # type: ignore[attr-defined]
    return view


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session of its own that only looks, for what takes long and must not keep others from writing."""
    database: Database = current_app.extensions["mpt.database"]
    with database.session(writes=False) as session:
        yield session


@contextmanager
def apart() -> Iterator[Session]:
    """Open a session of its own that writes, and commit it: for what is worth keeping whatever becomes of this request.

    What this request reads afterwards has it.
    """
    database: Database = current_app.extensions["mpt.database"]
    with database.session(writes=True) as session:
        yield session
        session.commit()
    if "session" in g:
        g.session.commit()  # it has seen nothing but what was before


def pause() -> None:
    """Let others write while this request does something that takes long; the little that it has written until now is kept."""
    if "session" in g:
        g.session.commit()


def undo() -> None:
    """Undo what this request has written; for the pages that answer an exception or a refusal."""
    g.undone = True
    if "session" in g:
        g.session.rollback()


def undone() -> bool:
    """Say whether this request's writes were undone."""
    return "undone" in g


def forget_deleted() -> None:
    """Once this request's writes are committed, let nothing that they deleted stay behind in the database's files."""
    g.forgets = True


def _looks() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in SAFE_METHODS or getattr(view, "only_looks", False)


def _commit(response: Response) -> Response:
    if "session" in g:
        g.session.commit()
    if "forgets" in g and not undone():
        database: Database = current_app.extensions["mpt.database"]
        database.forget_deleted()
    return response


def _close(_error: BaseException | None) -> None:
    session = g.pop("session", None)
    if session is not None:
        session.close()
