"""The tables are tested with the small course in them."""

import pytest

from mpt.content.model import Folder
from tests.sample import SAMPLE, sample_folder


@pytest.fixture(scope="session")
def published() -> tuple[str, Folder]:
    """The small course instead of a real one."""
    return SAMPLE, sample_folder()
