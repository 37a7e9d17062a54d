"""The zip file that an xlsx is, opened with care: what it says of itself may be a lie."""

import io
import zipfile

from mpt.sheets.table import Problem, faulty

MOST_ENTRIES = 2000
MOST_UNPACKED = 50 * 1024 * 1024

_ENTRY = b"PK\x01\x02"  # begins each line of a zip's table of contents
_ENCRYPTED = 1
# Excel uses these two. The others unpack without any bound.
_KNOWN_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """A zip file that is known to be small enough."""

    def __init__(self, data: bytes) -> None:
        """Open a zip file. Raises FaultySheetError where it's damaged, has a password, or would unpack to too much."""
        if data.count(_ENTRY) > MOST_ENTRIES:
            raise faulty(Problem.TOO_LARGE_INSIDE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:  # whatever a broken file does to the library, a page must be able to say so
            raise faulty(Problem.DAMAGED) from error
        entries = self._zip.infolist()
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise faulty(Problem.PROTECTED)
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise faulty(Problem.TOO_LARGE_INSIDE)
        self.names = frozenset(entry.filename for entry in entries)

    def read(self, name: str) -> bytes:
        """Return one file of it, never more than it announced. Raises FaultySheetError where it's missing or damaged."""
        try:
            entry = self._zip.getinfo(name)
            if entry.compress_type not in _KNOWN_PACKINGS:
                raise zipfile.BadZipFile(name)
            return self._zip.read(entry)
        except Exception as error:  # as above
            raise faulty(Problem.DAMAGED) from error
