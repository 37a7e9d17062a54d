"""Files that were looked at and wait to be applied: by who uploaded them, once, within a day."""

import uuid
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mpt.models import Upload
from mpt.models.base import now
from mpt.models.once import locked
from mpt.services.factories import CameBeforeError

KEPT = timedelta(days=1)


class UnknownUploadError(Exception):
    """There is no such upload of this colleague's, or it's older than a day."""


def keep_upload(
    session: Session, staff_id: uuid.UUID, kind: str, filename: str, content: bytes, factory_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Keep what was uploaded, and return its id. What others left lying for longer than a day goes."""
    _sweep(session)
    upload = Upload(staff_id=staff_id, kind=kind, factory_id=factory_id, filename=filename[:120], content=content)
    session.add(upload)
    session.flush()
    return upload.id


def _sweep(session: Session) -> None:
    old = select(Upload.id).where(Upload.created_at < now() - KEPT, Upload.content.is_not(None))
    # What another transaction holds is left to it: two that swept each other's uploads could else wait for one another.
    old = old.with_for_update(skip_locked=True)
    session.execute(update(Upload).where(Upload.id.in_(old)).values(content=None))


def forget_uploads(session: Session, staff_id: uuid.UUID, kind: str) -> None:
    """Keep nothing any longer that a colleague uploaded of this kind and hasn't applied: for files that may be large."""
    session.execute(
        update(Upload)
        .where(Upload.staff_id == staff_id, Upload.kind == kind, Upload.content.is_not(None))
        .values(content=None)
    )


def look_at_upload(
    session: Session, upload_id: uuid.UUID, staff_id: uuid.UUID, kind: str, factory_id: uuid.UUID | None = None
) -> bytes:
    """Return what a colleague uploaded and hasn't applied. Raises UnknownUploadError or CameBeforeError."""
    return _content(session.get(Upload, upload_id), (staff_id, kind, factory_id))


def take_upload(
    session: Session, upload_id: uuid.UUID, staff_id: uuid.UUID, kind: str, factory_id: uuid.UUID | None = None
) -> bytes:
    """Return what is to be applied now, and keep it no longer. Raises UnknownUploadError or CameBeforeError."""
    upload = locked(session, Upload, upload_id)
    content = _content(upload, (staff_id, kind, factory_id))
    session.execute(update(Upload).where(Upload.id == upload_id).values(content=None, applied_at=now()))
    return content


def _content(upload: Upload | None, whose: tuple[uuid.UUID, str, uuid.UUID | None]) -> bytes:
    if upload is None or (upload.staff_id, upload.kind, upload.factory_id) != whose:
        raise UnknownUploadError
    if upload.applied_at:
        raise CameBeforeError(str(upload.id))
    if upload.content is None or upload.created_at < now() - KEPT:
        raise UnknownUploadError
    return upload.content
