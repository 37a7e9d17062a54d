"""Recordings for tests: real MP3s that every browser plays, made here; what is heard is silence."""

from collections.abc import Mapping

from tests.content.folders import translated
from tests.sample import LESSONS, sample_folder

_FRAME_BYTES = 96
# MPEG 1, layer III, no checksum; 32 kbit/s, 48 kHz, no padding; mono. With 17 bytes of nothing, it says silence.
_FRAME_START = b"\xff\xfb\x14\xc4" + bytes(17)


def mp3(seconds: float) -> bytes:
    """Return an MP3 of this length, whose bytes differ from place to place: each frame has its number at its end."""
    frames = round(seconds / 0.024)
    return b"".join(
        _FRAME_START + f"frame {frame}".encode().rjust(_FRAME_BYTES - len(_FRAME_START), b"\0")
        for frame in range(frames)
    )


def with_recording(
    data: bytes, folder: Mapping[str, bytes] | None = None, lesson: str = LESSONS[0]
) -> dict[str, bytes]:
    """Return a course's folder whose first module has this recording in a lesson, in both languages."""
    changed = dict(folder or sample_folder())
    first = min(path for path in changed if path.endswith("/zh.md")).rpartition("/")[0]
    changed[f"{first}/voice.mp3"] = data
    for language in ("zh", "en"):
        path, heading = f"{first}/{language}.md", f"{{#{lesson}}}\n".encode()
        assert heading in changed[path]
        changed[path] = changed[path].replace(heading, heading + b"\n:audio: voice.mp3\n", 1)
    return translated(changed)
