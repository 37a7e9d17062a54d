"""Cards for chats: square, small, and what stands on them is never read as anything but words."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from mpt.content.folder import load_folder
from mpt.paper.card import SIDE, Card, png
from tests.cast import COURSE_IDS, COURSES

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><path fill="#b8392a" d="M0 0H320V180H0z"/></svg>'
)


def card(title, drawing=DRAWING):
    return Card(drawing, title, "在外父母课堂", "zh")


def ink(file):
    """How many dark pixels the title's part has."""
    title = Image.open(io.BytesIO(file)).convert("L").crop((0, 350, SIDE, 540))
    return sum(title.histogram()[:100])


@pytest.mark.parametrize(
    "title", ["下班以后", "A call they can count on", "#panic() $x$ *a* \\", "长" * 300, "W" * 80, "A long title " * 20]
)
def test_every_title_stands_on_a_small_square(title):
    file = png(card(title))

    assert Image.open(io.BytesIO(file)).size == (SIDE, SIDE)
    assert ink(file) > 500
    assert len(file) <= 60_000


@pytest.mark.parametrize("title", ["🌹", "", "\u202e\x00"])
def test_a_title_that_shows_nothing_leaves_its_place_empty(title):
    assert ink(png(card(title))) == 0


def test_the_digest_names_what_is_seen():
    one = card("一")

    assert one.digest == card("一").digest
    assert len({one.digest, card("二").digest, card("一", DRAWING.replace("320", "321")).digest}) == 3


def test_threads_draw_together_what_one_draws_alone():
    cards = [card(f"第{number}课") for number in range(12)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(png, cards))
    png.cache_clear()

    assert together == [png(each) for each in cards]


@pytest.mark.parametrize("course_id", COURSE_IDS)
def test_the_bundled_covers_are_small_pictures(course_id):
    cover = load_folder(COURSES / course_id)["cover.svg"].decode().replace("currentColor", "#b8392a")

    assert (
        len(png(card("离得远，心不远", cover.replace("var(--glow)", "#fdeecb").replace("var(--lamp)", "#f0b042"))))
        <= 40_000
    )
