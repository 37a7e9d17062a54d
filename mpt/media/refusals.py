"""Why a file isn't taken: one small error for each reason. What it is about stands in `params`, for the words of a page."""

from typing import Any


class RefusedFileError(Exception):
    """A file that isn't taken. Nothing of it is kept."""

    def __init__(self, **params: Any) -> None:
        super().__init__(", ".join(f"{name}={value!r}" for name, value in params.items()))
        self.params = params


class EmptyFileError(RefusedFileError):
    """There is nothing in the file."""


class TooLargeFileError(RefusedFileError):
    """The file has `size` MB, and may have `most`."""


class OtherKindError(RefusedFileError):
    """The file is of another kind than is asked for: `kind` says which, or is empty where that isn't known."""


class BrokenFileError(RefusedFileError):
    """The file is of a known kind but can't be read to its end."""


class TooHeavyError(RefusedFileError):
    """The file takes more time or memory than any honest one of its size."""


class BusyError(RefusedFileError):
    """So many files are being looked into that this one had no turn in time."""


class TooManyPixelsError(RefusedFileError):
    """The picture has `width` by `height` pixels: more than `most` millions of them."""


class TooSmallPictureError(RefusedFileError):
    """The picture has `width` by `height` pixels: too few to show anything; each side needs `least`."""


class OddShapeError(RefusedFileError):
    """The picture has `width` by `height` pixels: on a phone it would be a thread."""


class EmptyPictureError(RefusedFileError):
    """The picture has one colour, or none at all."""


class MovingPictureError(RefusedFileError):
    """The picture moves. Nothing in a lesson moves by itself."""


class TooBusyError(RefusedFileError):
    """Even at its smallest the picture has more than `most` KB: there is too much in it."""


class BrokenDrawingError(RefusedFileError):
    """The drawing isn't well-formed: `line` says where, or is 0."""


class DeclaringError(RefusedFileError):
    """The drawing declares entities: names that can stand for anything, however large."""


class NoViewBoxError(RefusedFileError):
    """The drawing says neither its viewBox nor its size."""


class NothingDrawnError(RefusedFileError):
    """Without what a lesson can't show, nothing is left of the drawing."""


class TooIntricateError(RefusedFileError):
    """The drawing has more shapes, or deeper groups, than a phone draws quickly; or `size` KB compressed, of `most`."""


class TooLongSoundError(RefusedFileError):
    """The recording is longer than `most` minutes."""


class TooShortSoundError(RefusedFileError):
    """The recording, or what was chosen of it, is shorter than a second."""


class SilentSoundError(RefusedFileError):
    """In the recording nothing can be heard."""


class BadSpanError(RefusedFileError):
    """What was chosen of the recording begins after its end, or ends before it begins. It has `seconds`."""


BY_NAME = {kind.__name__: kind for kind in RefusedFileError.__subclasses__()}
"""Each refusal by its name, as a process of its own tells it."""
