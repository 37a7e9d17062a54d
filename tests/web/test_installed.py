"""The platform on a phone's home screen."""

import io

import pytest
from flask import Flask
from PIL import Image

from mpt.paper import card
from tests.cast import Phone
from tests.web.acts import in_both_languages, on_sqlite

pytestmark = on_sqlite

SIDES = {"192": 192, "512": 512, "maskable": 512, "touch": 180, "card": card.SIDE}


@in_both_languages
def test_a_phone_learns_what_to_install(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    page = phone.get("/").get_data(as_text=True)
    assert f'<link rel="manifest" href="/{language}/manifest.webmanifest">' in page
    answer = phone.get("/manifest.webmanifest")
    told = answer.get_json()
    assert answer.mimetype == "application/manifest+json"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert told["start_url"] == told["id"] == f"/{language}/"
    assert told["scope"] == "/"
    assert told["display"] == "standalone"
    assert told["lang"] == {"zh": "zh-Hans-CN", "en": "en-GB"}[language]
    assert told["name"] == {"zh": "在外父母课堂", "en": "Migrant Parent Training"}[language]
    assert len(told["short_name"]) <= 12
    assert f'<meta name="apple-mobile-web-app-title" content="{told["short_name"]}">' in page
    assert f'<meta name="theme-color" content="{told["theme_color"]}" media="(prefers-color-scheme: light)">' in page


def test_every_icon_of_the_manifest_is_there_and_as_large_as_it_says(phone: Phone) -> None:
    icons = phone.get("/manifest.webmanifest").get_json()["icons"]
    assert {(icon["sizes"], icon.get("purpose", "any")) for icon in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
        ("any", "any"),
    }
    for icon in icons:
        with phone.client.get(icon["src"]) as answer:
            assert answer.status_code == 200
            assert answer.mimetype == icon["type"]
            if icon["type"] == "image/png":
                assert "{}x{}".format(*Image.open(io.BytesIO(answer.data)).size) == icon["sizes"]


@pytest.mark.parametrize("name", SIDES)
def test_icons_are_small_and_fill_their_square(phone: Phone, name: str) -> None:
    answer = phone.client.get(f"/icons/{name}.png")
    image = Image.open(io.BytesIO(answer.data)).convert("RGB")
    assert image.size == (SIDES[name], SIDES[name])
    assert image.getpixel((0, 0)) == image.getpixel((SIDES[name] - 1, SIDES[name] // 2)) == (0xB8, 0x39, 0x2A)
    assert len(answer.data) <= 10_000
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_maskable_icon_keeps_to_the_circle_that_every_phone_leaves(phone: Phone) -> None:
    image = Image.open(io.BytesIO(phone.client.get("/icons/maskable.png").data)).convert("RGB")
    red, radius = image.getpixel((0, 0)), 0.4 * 512
    for x in range(0, 512, 2):
        for y in range(0, 512, 2):
            if (x - 256) ** 2 + (y - 256) ** 2 > radius**2:
                different = max(abs(one - other) for one, other in zip(image.getpixel((x, y)), red, strict=True))
                assert different <= 2, (x, y)


@pytest.mark.parametrize("name", ["513", "0", "..%2f..%2fapp", "192.png"])
def test_no_other_icon_is_made(phone: Phone, name: str) -> None:
    assert phone.client.get(f"/icons/{name}.png").status_code == 404
