"""No file hurts: each is refused with its message and nothing is kept, or it is made safe."""

import io
import re
from collections.abc import Mapping

import pytest
from flask import Flask

from mpt.content.media import MOST_KB, check_file
from mpt.media import apart, child
from mpt.services import drafts
from tests.media.files import as_form
from tests.web.acts import contents, on_sqlite, writing
from tests.web.staff_acts import Desk, trainer
from tests.web.studio.hostile_media import DRAWINGS, LYING, MADE_SAFE, OTHER_KINDS, SOUNDS, Hostile

pytestmark = on_sqlite
MEDIA = "/studio/sample/media/listening"
RECORD = f"{MEDIA}/record/hear-them/zh"
WORDS = {"part": "hear-them", "alt.zh": "一位爸爸", "alt.en": "A father"}


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decode here, so that a hundred files take seconds; tests/media/test_apart.py shows the process of its own."""
    monkeypatch.setattr(apart, "_asked", here)


def here(request: bytes) -> bytes:
    """Return what the process of its own would answer."""
    said = io.BytesIO()
    child.main(io.BytesIO(request), said)
    return said.getvalue()


def kept(app: Flask) -> dict[str, list[str]]:
    """Return every row but the staff's own."""
    return {table: rows for table, rows in contents(app).items() if not table.startswith("staff")}


def new_files(app: Flask) -> dict[str, bytes]:
    """Return the pictures and recordings of the small course, which has none of its own."""
    with writing(app) as session:
        return {
            path: data for path, data in drafts.folder(session, "sample").items() if not path.endswith((".md", ".toml"))
        }


def bring(desk: Desk, address: str, file: Hostile, fields: Mapping[str, str]):  # type: ignore[no-untyped-def]
    kind, body = as_form(fields, file.file_name, file.make())
    return desk.post(address, body, content_type=kind)


def bring_all(app: Flask, files: Mapping[str, Hostile], address: str, fields: Mapping[str, str]) -> None:
    desk = trainer(app)
    desk.language = "en"
    for name, file in files.items():
        before = kept(app)
        answer = bring(desk, address, file, fields)
        if file.said:
            assert answer.status_code == 422, name
            assert pattern(file.said).search(re.sub(r"\s+", " ", answer.get_data(as_text=True))), name
            assert kept(app) == before, name
        else:
            assert answer.status_code == 200, (name, answer.get_data(as_text=True))
            assert_safe(app, name, file)
            with writing(app) as session:
                drafts.discard(session, "sample")


def assert_safe(app: Flask, name: str, file: Hostile) -> None:
    made = new_files(app)
    assert made, name
    for path, data in made.items():
        assert re.fullmatch(r"01-listening/hear-them(-zh)?\.(jpg|png|webp|svg|mp3)", path), name
        assert not list(check_file(path, data)), name
        assert len(data) <= MOST_KB[path[path.rfind(".") :]] * 1024, name
        assert not [harm for harm in file.harm if harm in data], name


def pattern(message: str) -> re.Pattern[str]:
    """Return what a message looks like on a page, whatever stands in its places."""
    from html import escape  # noqa: PLC0415

    parts = re.split(r"%\(\w+\)s", escape(message).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"))
    return re.compile(".{0,40}".join(re.escape(part) for part in parts))


@pytest.mark.parametrize("files", [OTHER_KINDS, LYING, MADE_SAFE, DRAWINGS], ids=["other", "lying", "safe", "drawings"])
def test_no_picture_hurts(app: Flask, files: Mapping[str, Hostile]) -> None:
    bring_all(app, files, f"{MEDIA}", WORDS)


def test_no_recording_hurts(app: Flask) -> None:
    bring_all(app, SOUNDS, RECORD, {"of": "3f9a61c2"})
