"""A picture with a WebP beside it: the phones that read it get that one, the others what the text names."""

import pytest

from mpt.content.media import webp_of
from mpt.content.page import Media, Page
from mpt.content.render import render
from tests.content.folders import EN, GOOD, MODULE, ZH, said, translated
from tests.media.files import photo, saved

JPEG, WEBP = saved(photo(90, 60), "JPEG"), saved(photo(90, 60), "WEBP")


def folder(**files: bytes) -> dict[str, bytes]:
    """Return a good folder with these files, whose first lesson shows `a.jpg`."""
    found = {**GOOD, **{f"{MODULE}/{name.replace('_', '.')}": data for name, data in files.items()}}
    for path in (ZH, EN):
        found[path] = found[path].replace(b"![", b"![a](a.jpg)\n\n![", 1)
    return translated(found)


def test_a_webp_beside_a_picture_counts_as_used_and_must_be_fit() -> None:
    assert said(folder(a_jpg=JPEG, a_webp=WEBP)) == []
    assert said(folder(a_jpg=JPEG, a_webp=WEBP + bytes(41_000)))[0].startswith(f"{MODULE}/a.webp: this file has 4")
    assert said(folder(a_jpg=JPEG, a_webp=b"RIFF")) == [
        f"{MODULE}/a.webp: this picture can't be read: save it again as PNG, JPEG or WebP"
    ]


def test_a_webp_beside_nothing_that_is_shown_is_not_used() -> None:
    assert said(folder(a_jpg=JPEG, b_webp=WEBP)) == [
        f"{MODULE}/b.webp: no text uses this file: name it in a text, or delete it"
    ]


def test_a_webp_of_another_size_is_another_picture() -> None:
    found = said(folder(a_jpg=JPEG, a_webp=saved(photo(60, 60), "WEBP")))
    assert len(found) == 1
    assert found[0].startswith(f"{MODULE}/a.webp: this picture hasn't the size of a.jpg, in whose place it is shown: ")


def test_a_picture_that_is_not_there_has_no_stand_in() -> None:
    found = said(folder(a_webp=WEBP))
    assert [one for one in found if "a.webp" in one] == []
    assert any("there is no file a.jpg" in one for one in found)


@pytest.mark.parametrize(
    ("path", "webp"),
    [
        ("a/b.jpg", "a/b.webp"),
        ("b.jpeg", "b.webp"),
        ("b.png", "b.webp"),
        ("b.webp", ""),
        ("b.svg", ""),
        ("b", ""),
        ("", ""),
    ],
)
def test_which_pictures_have_one(path: str, webp: str) -> None:
    assert webp_of(path) == webp


def test_a_page_offers_both() -> None:
    media = {name: Media(name, data, f"/m/{name}?a&b") for name, data in (("a.jpg", JPEG), ("a.webp", WEBP))}
    img = '<img class="pic" src="/m/a.jpg?a&amp;b" alt="窗" width="90" height="60" loading="lazy" decoding="async">'
    assert render("![窗](a.jpg)", Page(media)) == (
        f'<picture><source type="image/webp" srcset="/m/a.webp?a&amp;b">{img}</picture>'
    )
    assert render("![窗](a.jpg)", Page({**media, "a.webp": Media("a.webp", b"bad", "")})) == img
