"""What is done before a command, and what is read from what it says."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from sqlalchemy.orm import Session

from mpt.content.folder import load_folder
from mpt.services import accounts, certificates
from mpt.services.publishing import current_releases, publish, read_edition
from tests.sample import SAMPLE, sample_folder
from tests.services.acts import do

Mpt = Callable[..., Result]


def on_disk(parent: Path, folder: dict[str, bytes], name: str = SAMPLE) -> Path:
    """Write a course folder, in place of the one that was there."""
    for path in load_folder(parent / name) if (parent / name).exists() else ():
        (parent / name / path).unlink()
    for path, data in folder.items():
        (parent / name / path).parent.mkdir(parents=True, exist_ok=True)
        (parent / name / path).write_bytes(data)
    return parent / name


def done(result: Result) -> str:
    """Return what a command said that did its work."""
    assert result.exit_code == 0, result.output
    return result.output


def failed(result: Result) -> str:
    """Return what a command said that failed as it should: with exit code 1, without a traceback."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.output


def certificate_code(session: Session) -> str:
    """Complete the course as somebody, and return the certificate's code."""
    publish(session, SAMPLE, sample_folder())
    learner = accounts.begin(session)[0].id
    do(session, learner, read_edition(session, SAMPLE, current_releases(session)[SAMPLE]))
    code = certificates.certificates_of(session, learner)[0].code
    session.commit()
    return code
