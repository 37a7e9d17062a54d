"""Recordings: cut to what was chosen, without silence at their ends, small, and one that every phone plays."""

from array import array

import miniaudio
import pytest

from mpt.content.media import MOST_KB, check_file, recording_seconds
from mpt.media import sounds
from mpt.media.refusals import (
    BadSpanError,
    BrokenFileError,
    OtherKindError,
    RefusedFileError,
    SilentSoundError,
    TooLongSoundError,
    TooShortSoundError,
)
from tests.media.files import RATE, tone, wav
from tests.recordings import mp3

QUIET = tone(2, 0)


def heard(data: bytes) -> "array[int]":
    """Return what is heard of a recording."""
    return array("h", miniaudio.decode(data, nchannels=1, sample_rate=RATE).samples)


def test_a_recording_becomes_a_small_mp3() -> None:
    taken = sounds.taken(wav(tone(5)))
    assert not list(check_file("a.mp3", taken.mp3))
    assert recording_seconds(taken.mp3) == 5
    assert taken.seconds == pytest.approx(5, abs=0.1)
    assert len(taken.mp3) == pytest.approx(5 * 4000, rel=0.05)
    assert max(heard(taken.mp3)) == pytest.approx(32_767 * 0.4, rel=0.1)


def test_what_was_made_here_can_come_in_again() -> None:
    assert sounds.taken(sounds.taken(wav(tone(3))).mp3).seconds == pytest.approx(3, abs=0.2)


def test_two_channels_at_another_rate_become_one() -> None:
    both = array("h", (sample for sample in tone(4) for _channel in range(2)))
    assert sounds.taken(wav(both, rate=RATE * 2, channels=2)).seconds == pytest.approx(2, abs=0.1)


def test_silence_at_the_ends_goes_and_in_the_middle_stays() -> None:
    taken = sounds.taken(wav(QUIET + tone(1) + QUIET + tone(1) + QUIET))
    assert taken.seconds == pytest.approx(1 + 2 + 1 + 0.6, abs=0.1)


@pytest.mark.parametrize(
    ("begin", "end", "seconds"), [(0, 3, 3), (1.5, 3, 1.5), (None, 2, 2), (7, None, 1), (6, 99, 2), (0, None, 8)]
)
def test_only_what_was_chosen_is_kept(begin: float | None, end: float | None, seconds: float) -> None:
    assert sounds.taken(wav(tone(8)), begin, end).seconds == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize(("begin", "end"), [(3, 3), (4, 2), (-1, 3), (8, 9), (9, None), (None, 0), (float("nan"), 3)])
def test_what_cannot_be_chosen_is_refused(begin: float | None, end: float | None) -> None:
    with pytest.raises(BadSpanError) as refused:
        sounds.taken(wav(tone(8)), begin, end)
    assert refused.value.params == {"seconds": 8.0}


def test_three_whole_minutes_are_small_enough() -> None:
    taken = sounds.taken(wav(tone(18) * 10))
    assert taken.seconds == 180
    assert len(taken.mp3) <= MOST_KB[".mp3"] * 1024
    assert recording_seconds(taken.mp3) == pytest.approx(180, abs=1)
    assert not list(check_file("a.mp3", taken.mp3))


def test_a_part_of_a_long_recording_can_be_chosen() -> None:
    long = wav(tone(30) * 10)
    assert sounds.taken(long, 200, 260).seconds == 60
    with pytest.raises(TooLongSoundError) as refused:
        sounds.taken(long)
    assert refused.value.params == {"most": 3}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"%PDF", OtherKindError),
        (wav(tone(0)), BrokenFileError),
        (wav(tone(1))[:30], BrokenFileError),
        (b"fLaC" + bytes(100), BrokenFileError),
        (mp3(1200), TooLongSoundError),
        (wav(tone(0.4)), TooShortSoundError),
        (wav(QUIET), SilentSoundError),
        (mp3(5), SilentSoundError),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_no_recording_for_a_lesson_is_refused(data: bytes, error: type[RefusedFileError]) -> None:
    with pytest.raises(error):
        sounds.taken(data)


def test_how_loud_it_is_is_known_for_each_fiftieth_of_a_second() -> None:
    assert sounds.peaks(array("h", [0] * 441 + [5, -32_768] * 200 + [7] * 100)) == [0, 32_768, 7]
