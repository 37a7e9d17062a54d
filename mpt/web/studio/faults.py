"""What keeps a course as it's being written from being published, counted by file: read once for each state of it."""

from collections import Counter, OrderedDict
from collections.abc import Mapping
from threading import Lock

from mpt.content.check import STALE, check_course
from mpt.content.folder import digest_of
from mpt.content.model import Fault
from mpt.services import drafts
from mpt.web.language import words
from mpt.web.transaction import db

_MOST = 64
_known: OrderedDict[str, tuple[Fault, ...]] = OrderedDict()
_lock = Lock()


def faults_of(course_id: str) -> tuple[Fault, ...]:
    """Return what the check says of a course's draft; nothing where it's as it is served. Raises UnknownCourseError."""
    if not drafts.is_changed(db(), course_id):
        return ()
    folder = drafts.folder(db(), course_id)
    key = f"{course_id} {digest_of(folder)}"
    found = _known.get(key)
    if found is None:
        # Checking takes up to a second: nobody waits for somebody else's.
        found = check_course(course_id, folder)
        with _lock:
            _known[key] = found
            if len(_known) > _MOST:
                _known.popitem(last=False)
    return found


def by_path(faults: tuple[Fault, ...]) -> Mapping[str, int]:
    """Return how many faults each file has; that a translation is stale isn't counted, its state says so."""
    return Counter(fault.path for fault in faults if fault.what != STALE.what)


def sentence(fault: Fault) -> str:
    """Return what is wrong and how it's mended, in the words of this request and divided as its language does."""
    spoken = words()
    what, how = (spoken.gettext(said, **fault.params) for said in (fault.what, fault.mend))
    return spoken.gettext("%(what)s: %(how)s", what=what, how=how)
