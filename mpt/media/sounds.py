"""Recordings: a voice from any file, cut to what was chosen of it, as a small MP3 of one channel."""

from array import array
from dataclasses import dataclass

import lameenc
import miniaudio

from mpt.content.media import MOST_KB
from mpt.media.kinds import SOUNDS, kind_of
from mpt.media.refusals import (
    BadSpanError,
    BrokenFileError,
    OtherKindError,
    SilentSoundError,
    TooLongSoundError,
    TooShortSoundError,
)

LONGEST_SECONDS = 180
"""How long a recording of a lesson may be."""
LONGEST_SOURCE_SECONDS = 900
"""How long a file may be of which a part is chosen."""
LEAST_SECONDS = 1

_RATE = 22_050
_KBITS = (32, 24)
"""Good enough for a voice; three whole minutes are small enough only with the second."""
_WINDOW = _RATE // 50
_HEARD = 330  # of 32,767: forty decibels below the loudest, as quiet as a room in which nobody speaks
_QUIET_KEPT = 15  # windows of a fiftieth of a second, before and after what is spoken


@dataclass(frozen=True, slots=True)
class TakenSound:
    """A recording as a lesson has it: an MP3, and how many seconds of the file it's made of."""

    mp3: bytes
    seconds: float


def taken(data: bytes, begin: float | None = None, end: float | None = None) -> TakenSound:
    """Return a recording, from second `begin` to second `end` of it; where neither is said, without the quiet at its ends.

    Raises what `mpt.media.refusals` has for sounds.
    """
    kind = kind_of(data)
    if kind not in SOUNDS:
        raise OtherKindError(kind=kind.value)
    whole = _decoded(data, kind.value)
    heard = _chosen(whole, begin, end)
    if len(heard) < LEAST_SECONDS * _RATE:
        raise TooShortSoundError
    if len(heard) > LONGEST_SECONDS * _RATE:
        raise TooLongSoundError(most=LONGEST_SECONDS // 60)
    if max(peaks(heard)) < _HEARD:
        raise SilentSoundError
    return TakenSound(_encoded(heard), len(heard) / _RATE)


def peaks(sound: "array[int]") -> list[int]:
    """Return how loud each fiftieth of a second is at most, of 32,767."""
    windows = [sound[place : place + _WINDOW] for place in range(0, len(sound), _WINDOW)]
    return [max(loudest, -quietest) for loudest, quietest in zip(map(max, windows), map(min, windows), strict=True)]


def _decoded(data: bytes, kind: str) -> "array[int]":
    sound = array("h")
    try:
        pieces = miniaudio.stream_memory(data, nchannels=1, sample_rate=_RATE, frames_to_read=_RATE)
        for piece in pieces:
            sound.extend(piece)
            # Some bytes may hold hours of nothing: no more is unpacked than may be.
            if len(sound) > LONGEST_SOURCE_SECONDS * _RATE:
                raise TooLongSoundError(most=LONGEST_SOURCE_SECONDS // 60)
    except miniaudio.MiniaudioError as error:
        raise BrokenFileError(kind=kind) from error
    if not sound:
        raise BrokenFileError(kind=kind)
    return sound


def _chosen(sound: "array[int]", begin: float | None, end: float | None) -> "array[int]":
    if begin is None and end is None:
        return _without_quiet_ends(sound)
    seconds = len(sound) / _RATE
    first, last = begin or 0, seconds if end is None else min(end, seconds)
    if not 0 <= first < last:
        raise BadSpanError(seconds=round(seconds, 1))
    return sound[int(first * _RATE) : int(last * _RATE)]


def _without_quiet_ends(sound: "array[int]") -> "array[int]":
    loud = [place for place, peak in enumerate(peaks(sound)) if peak >= _HEARD]
    if not loud:
        return sound
    first, last = max(loud[0] - _QUIET_KEPT, 0), loud[-1] + _QUIET_KEPT + 1
    return sound[first * _WINDOW : last * _WINDOW]


def _encoded(sound: "array[int]") -> bytes:
    best, smaller = _KBITS
    mp3 = _mp3(sound, best)
    return mp3 if len(mp3) <= MOST_KB[".mp3"] * 1024 else _mp3(sound, smaller)


def _mp3(sound: "array[int]", kbits: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(kbits)
    encoder.set_in_sample_rate(_RATE)
    encoder.set_channels(1)
    encoder.set_quality(5)
    encoder.silence()
    return bytes(encoder.encode(sound.tobytes()) + encoder.flush())
