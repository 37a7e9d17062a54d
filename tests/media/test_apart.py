"""The process of its own: what it's asked and answers, and that nothing it does or suffers reaches the server."""

import io
import json
import subprocess
import threading
from collections.abc import Callable

import pytest

from mpt.formats import wordapart
from mpt.formats.word import read_word
from mpt.media import apart, child
from mpt.media.drawings import TakenDrawing
from mpt.media.pictures import TakenPicture
from mpt.media.refusals import (
    BY_NAME,
    BrokenFileError,
    BusyError,
    EmptyFileError,
    MovingPictureError,
    OtherKindError,
    RefusedFileError,
    TooHeavyError,
    TooLargeFileError,
)
from tests.formats.documents import docx, heading, paragraph
from tests.media.files import SVG, photo, saved, tone, wav


def answered(task: str, data: bytes, **numbers: object) -> dict[str, object]:
    """Return the first line of what the process says, run in this one."""
    said = io.BytesIO()
    child.main(io.BytesIO(json.dumps({"task": task, **numbers}).encode() + b"\n" + data), said)
    return json.loads(said.getvalue().partition(b"\n")[0])


def test_each_kind_goes_there_and_comes_back() -> None:
    picture = apart.picture(saved(photo(), "PNG"))
    assert isinstance(picture, TakenPicture)
    assert picture.webp.startswith(b"RIFF")
    assert picture.fallback.startswith(b"\xff\xd8\xff")
    assert (picture.ending, picture.width, picture.height) == (".jpg", 400, 300)
    drawing = apart.picture(SVG.replace(b"<path", b"<script/><path"))
    assert isinstance(drawing, TakenDrawing)
    assert [(one.what, one.count) for one in drawing.omitted] == [("script", 1)]
    sound = apart.sound(wav(tone(4)), 1, 3)
    assert sound.seconds == 2
    assert sound.mp3


def test_what_is_refused_there_is_refused_here() -> None:
    moving = saved(photo(90, 90), "GIF", save_all=True, append_images=[photo(90, 90).rotate(90)])
    with pytest.raises(MovingPictureError):
        apart.picture(moving)
    with pytest.raises(BrokenFileError) as refused:
        apart.picture(saved(photo(), "PNG")[:900])
    assert refused.value.params == {"kind": "PNG"}


def test_what_needs_no_look_inside_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(subprocess, "Popen", never)
    for data, error in (
        (b"", EmptyFileError),
        (b"%PDF", OtherKindError),
        (b"BM" + bytes(16) + bytes(31 << 20), OtherKindError),
    ):
        with pytest.raises(error):
            apart.picture(data)
    with pytest.raises(TooLargeFileError) as refused:
        apart.sound(bytes((40 << 20) + 1))
    assert refused.value.params == {"size": 41, "most": 40}


@pytest.mark.parametrize(
    "work",
    [
        "bytearray(2_000_000_000)",
        "__import__('tempfile').TemporaryFile(buffering=0).write(b'a')",
        "[open('/dev/null') for _ in range(100)]",
        "__import__('os').abort()",
        "__import__('sys').exit(3)",
    ],
)
def test_it_can_neither_take_all_memory_nor_write_nor_hurt(monkeypatch: pytest.MonkeyPatch, work: str) -> None:
    monkeypatch.setattr(apart, "_START", work)
    with pytest.raises(TooHeavyError):
        apart.sound(wav(tone(1)))


def test_it_does_not_know_the_server_s_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPT_SECRET", "secret")
    tell = """
import json, os, sys
sys.stdout.write(json.dumps({"values": {"seconds": len(os.environ.get("MPT_SECRET", ""))}, "parts": [0]}))
"""
    monkeypatch.setattr(apart, "_START", tell)
    assert apart.sound(wav(tone(1))).seconds == 0


def test_it_is_ended_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_START", "import time; time.sleep(60)")
    monkeypatch.setattr(apart, "_SECONDS", 0.2)
    with pytest.raises(TooHeavyError):
        apart.sound(wav(tone(1)))


def test_it_cannot_fill_the_server_with_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_START", "import sys\nwhile True: sys.stdout.write('a' * 65536)")
    monkeypatch.setattr(apart, "_MOST_ANSWER", 1 << 20)
    with pytest.raises(TooHeavyError):
        apart.sound(wav(tone(1)))


def test_too_much_work_is_ended_by_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_LIMITED", apart._LIMITED.replace("-t 25", "-t 1"))
    monkeypatch.setattr(apart, "_START", "while True: pass")
    with pytest.raises(TooHeavyError):
        apart.sound(wav(tone(1)))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense",
        b"[]",
        b"{}",
        b'{"refused": "SystemExit", "params": {}}',
        b'{"refused": "BrokenFileError"}',
        b'{"values": {"seconds": 1}, "parts": ["a"]}',
        b'{"values": {"seconds": 1}, "parts": []}',
        b'{"values": {"seconds": "long"}, "parts": [0]}',
        b'{"values": {}, "parts": [0]}',
        b'{"values": [], "parts": [0]}',
        b'{"values": {"ending": ".jpg"}, "parts": [0, 0]}',
        b'{"values": {"ending": ".jpg", "width": 1e999, "height": 1}, "parts": [0, 0]}',
        b'{"values": {"omitted": [["nonsense", 1]]}, "parts": [0]}',
        b'{"values": {"omitted": ["x"]}, "parts": [0]}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_makes_no_sense_is_not_believed(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(apart, "_asked", lambda _request: answer)
    for take, data in ((apart.sound, wav(tone(1))), (apart.picture, saved(photo(), "PNG")), (apart.drawing, SVG)):
        with pytest.raises(BrokenFileError):
            take(data)


def test_who_has_no_turn_in_time_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(apart, "_SECONDS_OF_WAITING", 0.01)
    with apart._AT_ONCE, pytest.raises(BusyError):
        apart.sound(wav(tone(1)))
    assert apart.sound(wav(tone(1))).seconds == 1
    monkeypatch.setattr(apart, "_START", "import sys; sys.exit(3)")
    for _twice in range(2):
        with pytest.raises(TooHeavyError):
            apart.sound(wav(tone(1)))


def test_whatever_a_library_raises_the_answer_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def raising(error: BaseException) -> Callable[..., child.Answer]:
        def task(*_: object) -> child.Answer:
            raise error

        return task

    for error, name in (
        (MemoryError(), "TooHeavyError"),
        (RecursionError(), "TooHeavyError"),
        (ZeroDivisionError(), "BrokenFileError"),
        (OtherKindError(kind="PDF"), "OtherKindError"),
    ):
        monkeypatch.setitem(child.TASKS, "picture", raising(error))
        assert answered("picture", b"a")["refused"] == name
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_answers_are_those_of_the_rooms() -> None:
    assert answered("picture", saved(photo(), "JPEG"))["values"] == {"ending": ".jpg", "width": 400, "height": 300}
    assert answered("drawing", SVG)["values"] == {"omitted": []}
    assert answered("sound", wav(tone(2)), begin=0, end=None)["values"] == {"seconds": 2}


def measured(data: bytes, unit: str) -> child.Answer:
    """Answer as a function of another room would."""
    return {"length": f"{len(data)} {unit}"}, [data[:1]]


def test_a_function_of_another_room_is_called_there() -> None:
    assert answered(f"{__name__}:{measured.__name__}", b"abc", unit="B")["values"] == {"length": "3 B"}
    values, parts = apart.called(wordapart.answer, docx(heading("一"), paragraph("好。")), name="题", tongue="zh")
    assert (set(values), parts) == ({"text", "pictures", "leftovers"}, [])
    assert wordapart.made_of(values, parts) == read_word(docx(heading("一"), paragraph("好。")), "题", "zh")


def test_every_refusal_has_a_name() -> None:
    assert {kind.__name__ for kind in RefusedFileError.__subclasses__()} == set(BY_NAME)
    assert str(OtherKindError(kind="PDF")) == "kind='PDF'"
