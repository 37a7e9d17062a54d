"""Pictures: small, upright, in colours as they were meant, and nothing in them that isn't seen."""

import io
import random

import pytest
from PIL import Image, ImageCms

from mpt.content.media import MOST_KB, check_file
from mpt.media import pictures
from mpt.media.pictures import TakenPicture
from mpt.media.refusals import (
    BrokenFileError,
    EmptyPictureError,
    MovingPictureError,
    OddShapeError,
    OtherKindError,
    RefusedFileError,
    TooBusyError,
    TooManyPixelsError,
    TooSmallPictureError,
)
from tests.media.files import photo, saved


def opened(data: bytes) -> Image.Image:
    """Return a picture's pixels."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def near(image: Image.Image, place: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    """Say whether a pixel has nearly this colour."""
    found = image.convert("RGB").getpixel(place)
    return all(abs(a - b) < 60 for a, b in zip(found, colour, strict=True))


def assert_fit(taken: TakenPicture) -> None:
    for ending, data in ((".webp", taken.webp), (taken.ending, taken.fallback)):
        assert not list(check_file(f"a{ending}", data))
        assert opened(data).size == (taken.width, taken.height)
        assert len(data) <= MOST_KB[".webp"] * 1024


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_each_kind_becomes_a_webp_and_a_fallback(kind: str) -> None:
    taken = pictures.taken(saved(photo(), kind))
    assert (taken.width, taken.height) == (400, 300)
    assert_fit(taken)
    assert near(opened(taken.webp), (20, 20), (255, 0, 0))
    assert near(opened(taken.fallback), (20, 20), (255, 0, 0))


def test_a_camera_s_photo_is_made_as_wide_as_a_phone_shows() -> None:
    taken = pictures.taken(saved(photo(300, 200).resize((3000, 2000)), "JPEG", quality=95))
    assert (taken.width, taken.height) == (720, 480)
    assert taken.ending == ".jpg"
    assert_fit(taken)


def test_what_is_tall_is_at_most_half_as_tall_again_as_it_is_wide() -> None:
    taken = pictures.taken(saved(photo(900, 3000), "PNG"))
    assert taken.height <= 1080
    assert taken.width / taken.height == pytest.approx(0.3, abs=0.01)


def test_a_photo_that_was_held_on_its_side_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right
    taken = pictures.taken(saved(photo(), "JPEG", exif=exif.tobytes()))
    assert (taken.width, taken.height) == (300, 400)
    assert near(opened(taken.webp), (280, 20), (255, 0, 0))
    assert not opened(taken.fallback).getexif()


def test_what_is_clear_stays_clear() -> None:
    shade = Image.new("L", (400, 300))
    shade.paste(255, (0, 0, 100, 100))
    taken = pictures.taken(saved(Image.merge("RGBA", (*photo().split(), shade)), "PNG"))
    assert taken.ending == ".png"
    for data in (taken.webp, taken.fallback):
        assert opened(data).convert("RGBA").getpixel((390, 290))[3] == 0
        assert opened(data).convert("RGBA").getpixel((20, 20))[3] == 255
    assert_fit(taken)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_what_could_be_clear_and_isn_t_is_not(mode: str) -> None:
    image = photo().convert("RGBA").convert(mode)
    assert opened(pictures.taken(saved(image, "PNG")).webp).mode == "RGB"


def test_a_flat_picture_is_a_png_without_a_smear() -> None:
    image = Image.new("RGB", (600, 400), "white")
    image.paste("red", (100, 100, 300, 300))
    taken = pictures.taken(saved(image, "PNG"))
    assert taken.ending == ".png"
    assert opened(taken.webp).convert("RGB").getpixel((99, 99)) == (255, 255, 255)
    assert opened(taken.fallback).convert("RGB").getpixel((100, 100)) == (255, 0, 0)
    assert len(taken.fallback) < 3000


@pytest.mark.parametrize(
    "beside",
    [{"exif": b"Exif\0\0II*\0" + bytes(range(100, 200))}, {"icc_profile": b"none" * 99}],
    ids=["words of a camera", "profile"],
)
def test_what_is_broken_beside_a_picture_goes_and_the_picture_stays(beside: dict[str, bytes]) -> None:
    taken = pictures.taken(saved(photo(), "JPEG", **beside))
    assert (taken.width, taken.height) == (400, 300)
    assert next(iter(beside)) not in opened(taken.fallback).info


def test_a_camera_that_wrote_letters_for_a_number_breaks_nothing() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "abc"  # turn it to the right; made by
    wrong = exif.tobytes().replace(b"\x01\x0f\x00\x02", b"\x01\x1b\x00\x02")  # dots an inch instead
    assert wrong != exif.tobytes()
    taken = pictures.taken(saved(photo(), "JPEG", exif=wrong))
    assert (taken.width, taken.height) == (400, 300), "it stays as it lay"


def test_colours_are_as_their_profile_means_them() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    taken = pictures.taken(saved(photo(), "JPEG", icc_profile=lab.tobytes()))
    assert near(opened(taken.webp), (20, 20), (255, 0, 0))
    assert "icc_profile" not in opened(taken.fallback).info
    assert near(opened(pictures.taken(saved(photo().convert("CMYK"), "JPEG")).webp), (20, 20), (255, 0, 0))


def test_sixteen_bits_a_colour_become_eight() -> None:
    image = Image.linear_gradient("L").convert("I").point(lambda value: value * 257).convert("I;16")
    made = opened(pictures.taken(saved(image, "PNG")).fallback).convert("L")
    assert (made.getpixel((9, 3)), made.getpixel((9, 128)), made.getpixel((9, 252))) == pytest.approx(
        (3, 128, 252), abs=6
    )


def test_a_busy_picture_becomes_smaller_until_it_is_light_enough() -> None:
    noise = Image.frombytes("RGB", (720, 480), random.Random(1).randbytes(720 * 480 * 3))
    taken = pictures.taken(saved(noise, "JPEG", quality=90))
    assert taken.width < 720
    assert_fit(taken)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"%PDF-1.7", OtherKindError),
        (saved(photo(), "PNG")[:900], BrokenFileError),
        (saved(photo(), "JPEG")[:900], BrokenFileError),
        (saved(Image.new("1", (8000, 6000)), "PNG"), TooManyPixelsError),
        (saved(Image.new("1", (20_000, 20_000)), "PNG"), TooManyPixelsError),
        (saved(photo(40, 20), "PNG"), TooSmallPictureError),
        (saved(photo(400, 90), "PNG"), OddShapeError),
        (saved(Image.new("L", (90, 90), 200), "PNG"), EmptyPictureError),
        (saved(Image.new("RGBA", (90, 90)), "PNG"), EmptyPictureError),
        (saved(photo(90, 90), "GIF", save_all=True, append_images=[photo(90, 90).rotate(90)]), MovingPictureError),
        (
            saved(Image.frombytes("RGBA", (300, 440), random.Random(1).randbytes(300 * 440 * 4)), "PNG"),
            TooBusyError,
        ),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_no_picture_for_a_lesson_is_refused(data: bytes, error: type[RefusedFileError]) -> None:
    with pytest.raises(error):
        pictures.taken(data)


def test_a_picture_without_room_to_be_read_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Image.Image, "convert", full)
    with pytest.raises(MemoryError):
        pictures.taken(saved(photo(), "PNG"))
