"""Services are tested with a small course, and with people instead of phones."""

import uuid

import pytest
from sqlalchemy.orm import Session

from mpt.content.model import Folder
from mpt.services import accounts
from mpt.services.publishing import Edition, current_releases, read_edition
from tests.sample import SAMPLE, sample_folder


@pytest.fixture(scope="session")
def published() -> tuple[str, Folder]:
    """The small course instead of a real one."""
    return SAMPLE, sample_folder()


@pytest.fixture
def edition(session: Session) -> Edition:
    """The small course as it's served."""
    return read_edition(session, SAMPLE, current_releases(session)[SAMPLE])


@pytest.fixture
def learner(session: Session) -> uuid.UUID:
    """Somebody without a name, on a first phone."""
    return accounts.begin(session)[0].id
