"""Pictures: photos and screenshots, made small enough for costly data, without anything that isn't seen in them.

What comes out was drawn anew from the pixels, so neither where a photo was taken nor what somebody has hidden behind it is
carried along.
"""

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from mpt.content.media import MOST_KB
from mpt.media.kinds import PICTURES, Kind, kind_of
from mpt.media.refusals import (
    BrokenFileError,
    EmptyPictureError,
    MovingPictureError,
    OddShapeError,
    OtherKindError,
    TooBusyError,
    TooManyPixelsError,
    TooSmallPictureError,
)

WIDEST = 720
"""How many pixels a picture is wide at most: what a phone of 360 px shows at two pixels a point."""
MOST_MEGAPIXELS = {Kind.JPEG: 120}
"""How many millions of pixels a JPEG may have, which is made smaller while it's read; any other has ELSE_MEGAPIXELS."""
ELSE_MEGAPIXELS = 40
LEAST_SIDE = 32
LONGEST_SHAPE = 4
"""How many times longer one side may be than the other."""

_MOST_BYTES = MOST_KB[".webp"] * 1024
# Of what is this many times too large in a good quality, not even a bad one is small enough.
_HOPELESS = 3
_WIDTHS = (WIDEST, 600, 480, 400, 320, 240)
_TALLER = 1.5
_QUALITIES = (80, 70, 60, 50, 40)
_FLAWLESS = 100
_COLOURS = (64, 256)
_LOSSLESS = frozenset({Kind.PNG, Kind.GIF, Kind.BMP})


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A picture as a lesson has it: as WebP, and for phones that can't read that as JPEG or PNG, which `ending` says.

    Both have the same `width` and `height` in pixels, and at most what content.media.MOST_KB allows.
    """

    webp: bytes
    fallback: bytes
    ending: str
    width: int
    height: int


def taken(data: bytes) -> TakenPicture:
    """Return a picture made small and plain. Raises what `mpt.media.refusals` has for pictures."""
    kind = kind_of(data)
    if kind not in PICTURES:
        raise OtherKindError(kind=kind.value)
    try:
        plain = _read(data, kind)
    except (MemoryError, MovingPictureError, OddShapeError, TooManyPixelsError, TooSmallPictureError):
        raise
    except Exception as error:  # the library raises anything at all when a file is broken
        raise BrokenFileError(kind=kind.value) from error
    if all(least == most for least, most in _extrema(plain)):
        raise EmptyPictureError
    return _small(plain, is_flat=kind in _LOSSLESS)


def _read(data: bytes, kind: Kind) -> Image.Image:
    with _opened(data, kind) as image:
        _refuse_shape(image, kind)
        if kind is not Kind.JPEG and getattr(image, "is_animated", False):
            raise MovingPictureError
        # A JPEG can be read at a half, a quarter or an eighth of its size: what a phone's camera makes fits into memory.
        image.draft(None, (2 * WIDEST, 2 * WIDEST))
        image.load()
        return _upright(_plain(image), image)


def _opened(data: bytes, kind: Kind) -> Image.Image:
    formats = [kind.value.upper()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library warns of is refused here, by sizes of our own
        try:
            return Image.open(io.BytesIO(data), formats=formats)
        except Image.DecompressionBombError as error:
            raise TooManyPixelsError(width=0, height=0, most=MOST_MEGAPIXELS.get(kind, ELSE_MEGAPIXELS)) from error


def _refuse_shape(image: Image.Image, kind: Kind) -> None:
    width, height = image.size
    most = MOST_MEGAPIXELS.get(kind, ELSE_MEGAPIXELS)
    if width * height > most * 1_000_000:
        raise TooManyPixelsError(width=width, height=height, most=most)
    if min(width, height) < LEAST_SIDE:
        raise TooSmallPictureError(width=width, height=height, least=LEAST_SIDE)
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise OddShapeError(width=width, height=height)


def _plain(image: Image.Image) -> Image.Image:
    """Return an image of eight bits a colour, red, green and blue as screens have them, see-through only where it is so."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        return clear if any(clear.getchannel("A").histogram()[:255]) else clear.convert("RGB")
    return _in_srgb(image) or image.convert("RGB")


def _in_srgb(image: Image.Image) -> Image.Image | None:
    """Return an image in the colours that its profile means; nothing where it has none, or one that can't be read."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return None
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return None


def _upright(plain: Image.Image, image: Image.Image) -> Image.Image:
    """Return an image as it was held, and nothing besides its pixels."""
    try:
        turned = ImageOps.exif_transpose(_with_exif(plain, image))
    except Exception:  # what a camera wrote beside the picture may be broken without the picture being so
        turned = plain
    bare = turned.copy()
    bare.info = {}
    return bare


def _with_exif(plain: Image.Image, image: Image.Image) -> Image.Image:
    plain.info["exif"] = image.getexif().tobytes()
    return plain


def _extrema(image: Image.Image) -> list[tuple[int, int]]:
    """Return the darkest and the brightest of each colour; of what is see-through altogether, its alpha alone."""
    bands = [band.getextrema() for band in image.split()]
    return bands[3:] if image.mode == "RGBA" and bands[3][1] == 0 else bands  # type: ignore[return-value]


def _small(image: Image.Image, *, is_flat: bool) -> TakenPicture:
    image.thumbnail((2 * WIDEST, int(2 * WIDEST * _TALLER)), Image.Resampling.LANCZOS)
    for fitted in _sizes(image):
        # What can't be small enough as a JPEG or PNG, which take no time, isn't tried as WebP, which takes much.
        fallback, ending, quality = _fallback(fitted, is_flat=is_flat)
        webp = fallback and _webp(fitted, quality)
        if webp:
            return TakenPicture(webp, fallback, ending, *fitted.size)
    raise TooBusyError(most=_MOST_BYTES // 1024)


def _sizes(image: Image.Image) -> Iterator[Image.Image]:
    """Yield an image smaller and smaller; never larger than it is."""
    seen = set()
    for width in _WIDTHS:
        fitted = image.copy()
        fitted.thumbnail((width, int(width * _TALLER)), Image.Resampling.LANCZOS)
        if fitted.size not in seen:
            yield fitted
        seen.add(fitted.size)


def _fallback(image: Image.Image, *, is_flat: bool) -> tuple[bytes, str, int]:
    """Return a JPEG, or a PNG where the picture is see-through, or flat and smaller as one: its bytes, ending and quality.

    A PNG's quality is more than any JPEG has. Nothing comes back where none is small enough.
    """
    png = _png(image) if is_flat or image.mode == "RGBA" else b""
    if image.mode == "RGBA":
        return png, ".png", _FLAWLESS
    jpeg, quality = _best(image, "JPEG", _QUALITIES, optimize=True, progressive=True)
    return (png, ".png", _FLAWLESS) if png and (not jpeg or len(png) <= len(jpeg)) else (jpeg, ".jpg", quality)


def _webp(image: Image.Image, quality: int) -> bytes:
    """Return a WebP no better than a fallback of this quality; nothing where none is small enough."""
    flawless = _saved(image, "WEBP", lossless=True, method=2) if quality == _FLAWLESS else b""
    if 0 < len(flawless) <= _MOST_BYTES:
        return flawless
    return _best(image, "WEBP", [each for each in _QUALITIES if each <= quality], method=4)[0]


def _png(image: Image.Image) -> bytes:
    """Return a PNG of few colours, as many as are small enough; nothing where even the fewest aren't."""
    best = b""
    for colours in _COLOURS:
        method = Image.Quantize.FASTOCTREE if image.mode == "RGBA" else Image.Quantize.MEDIANCUT
        more = _saved(image.quantize(colours, method, dither=Image.Dither.NONE), "PNG", optimize=True)
        if len(more) > _MOST_BYTES:
            return best
        best = more
    return best


def _best(image: Image.Image, kind: str, qualities: Sequence[int], **options: object) -> tuple[bytes, int]:
    """Return an image in the best of these qualities that is small enough, and which; nothing and 0 where none is."""
    for quality in qualities:
        made = _saved(image, kind, quality=quality, **options)
        if len(made) <= _MOST_BYTES:
            return made, quality
        if len(made) > _HOPELESS * _MOST_BYTES:
            break
    return b"", 0


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
