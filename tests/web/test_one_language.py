"""A course that isn't there in every language: offered where it is, and nowhere half."""

import pytest

from mpt.content.model import Folder
from mpt.content.scaffold import FIRST_MODULE, new_course
from tests.cast import Phone
from tests.web.acts import on_sqlite

COURSE = "only-in-chinese"


@pytest.fixture(scope="module")
def published() -> tuple[str, Folder]:
    """A course in Chinese alone."""
    return COURSE, new_course(COURSE, languages=("zh",))


@on_sqlite
def test_it_is_offered_in_its_own_language(phone: Phone) -> None:
    assert COURSE in phone.get("/").get_data(as_text=True)
    assert phone.get(f"/courses/{COURSE}/{FIRST_MODULE}").status_code == 200


@on_sqlite
@pytest.mark.parametrize(
    "place", ["", "/survey", f"/{FIRST_MODULE}", f"/{FIRST_MODULE}/quiz", f"/{FIRST_MODULE}/quiz/result"]
)
def test_it_is_not_half_there_in_another(english_phone: Phone, place: str) -> None:
    assert COURSE not in english_phone.get("/").get_data(as_text=True)
    assert english_phone.get(f"/courses/{COURSE}{place}").status_code == 404
