"""What is said of a file that isn't taken, of what was left out of a drawing, and of how a recording stands to its words."""

from mpt.media import refusals
from mpt.media.kinds import Kind
from mpt.media.leftout import LeftOut, Omitted
from mpt.media.refusals import RefusedFileError
from mpt.services.mediaview import Fits
from mpt.web.language import words
from mpt.web.messages import N_

BUSY = N_("Many files are being opened just now, so this one had no turn. Try again in a minute.")

_SAID: dict[type[RefusedFileError], str] = {
    refusals.EmptyFileError: N_("There is nothing in this file. Please choose it again."),
    refusals.TooLargeFileError: N_(
        "This file has %(size)s MB; at most %(most)s MB can be taken. Please choose a smaller one."
    ),
    refusals.BrokenFileError: N_(
        "This file can't be read to its end. Perhaps it was copied only in part: please copy it again."
    ),
    refusals.TooHeavyError: N_(
        "This file takes far too long to open, so it was put away. Save it anew with another program."
    ),
    refusals.BusyError: BUSY,
    refusals.TooManyPixelsError: N_(
        "This picture has far too many pixels: at most %(most)s million. Please make it smaller first."
    ),
    refusals.TooSmallPictureError: N_(
        "This picture has only %(width)s × %(height)s pixels. Nobody would see anything in it; please choose a larger one."
    ),
    refusals.OddShapeError: N_(
        "This picture has %(width)s × %(height)s pixels: on a phone it would be a thread. Cut out the part that matters."
    ),
    refusals.EmptyPictureError: N_("This picture is empty: it has only one colour. Please choose another."),
    refusals.MovingPictureError: N_(
        "This picture moves. In a lesson nothing moves by itself: save one still of it, as PNG or JPEG."
    ),
    refusals.TooBusyError: N_(
        "There is so much in this picture that it can't be made smaller than %(most)s KB. Cut out the part that matters."
    ),
    refusals.BrokenDrawingError: N_("This drawing can't be read as SVG. Save it again as plain SVG."),
    refusals.DeclaringError: N_(
        "This drawing declares entities, which can stand for anything. Save it again as plain SVG."
    ),
    refusals.NoViewBoxError: N_(
        'This drawing doesn\'t say its size. Add a viewBox to it, such as viewBox="0 0 320 180".'
    ),
    refusals.NothingDrawnError: N_(
        "Without what a lesson can't show, such as text, scripts and photos, nothing is left of this drawing."
    ),
    refusals.TooIntricateError: N_(
        "This drawing is too intricate: at most 3 KB compressed and 3,000 shapes. Draw it with fewer shapes, or save it as PNG."
    ),
    refusals.TooLongSoundError: N_("This recording is too long: at most %(most)s minutes. Choose a part of it."),
    refusals.TooShortSoundError: N_(
        "This recording is shorter than a second. Please choose more of it, or record it again."
    ),
    refusals.SilentSoundError: N_("Nothing can be heard in this recording. Is the right microphone switched on?"),
    refusals.BadSpanError: N_("The recording has %(seconds)s seconds. Choose a beginning and, after it, an end."),
}

_NO_PICTURE = N_("This isn't a picture that we know. Please choose a JPEG, PNG, WebP, GIF, BMP or SVG file.")
_OTHER_PICTURE = N_("This is a file of another kind (%(kind)s). Please choose a JPEG, PNG, WebP, GIF, BMP or SVG file.")
_HEIC = N_(
    "This is a photo as newer phones keep it (%(kind)s). Send it to yourself in a chat, or save it as JPEG, and choose that."
)
_MAY_BE_SAVED = frozenset({Kind.HEIC, Kind.AVIF, Kind.TIFF, Kind.PSD, Kind.ICO})
_NO_SOUND = N_("This isn't a recording that we know. Please choose an MP3, WAV, FLAC or Ogg Vorbis file.")
_OTHER_SOUND = N_("This is a file of another kind (%(kind)s). Please choose an MP3, WAV, FLAC or Ogg Vorbis file.")

_LEFT_OUT = {
    LeftOut.SCRIPT: N_("scripts and foreign pages"),
    LeftOut.TEXT: N_("text, which couldn't be translated there: write it beside the picture"),
    LeftOut.PICTURE: N_("photos inside the drawing"),
    LeftOut.LINK: N_("links"),
    LeftOut.MOTION: N_("movements"),
    LeftOut.REPEATED: N_("shapes that are repeated by reference: turn them into shapes of their own"),
    LeftOut.EFFECT: N_("masks, patterns, shadows and other effects"),
    LeftOut.GRADIENT: N_("gradients: their first colour is used"),
    LeftOut.OTHER: N_("other elements"),
}

FITS = {
    Fits.NONE: N_("not recorded"),
    Fits.UNKNOWN: N_("recorded; of which words isn't noted"),
    Fits.STALE: N_("stale: the words were changed since"),
    Fits.FRESH: N_("recorded"),
}
"""How a recording stands to the words of its lesson."""


def of_picture(error: RefusedFileError) -> str:
    """Return why a picture or drawing isn't taken, and how to mend it."""
    return _of(error, _NO_PICTURE, _HEIC if error.params.get("kind") in _MAY_BE_SAVED else _OTHER_PICTURE)


def of_sound(error: RefusedFileError) -> str:
    """Return why a recording isn't taken, and how to mend it."""
    return _of(error, _NO_SOUND, _OTHER_SOUND)


def of_omitted(omitted: tuple[Omitted, ...]) -> list[tuple[str, int]]:
    """Return what was left out of a drawing, and how often."""
    return [(words().gettext(_LEFT_OUT[one.what]), one.count) for one in omitted]


def _of(error: RefusedFileError, unknown: str, other: str) -> str:
    spoken = words()
    if isinstance(error, refusals.OtherKindError):
        return spoken.gettext(other, **error.params) if error.params["kind"] else spoken.gettext(unknown)
    return spoken.gettext(_SAID[type(error)], **error.params)
