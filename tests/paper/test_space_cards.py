"""Cards to cut out: a number that is read across a yard, and a half on which the parent has written who may collect."""

from dataclasses import replace
from itertools import pairwise

import pytest

from mpt.paper.space_cards import CARDS_A_PAGE, SpaceCards, space_cards_pdf
from tests.paper.papers import HOSTILE, printed, read, squeezed, text_of

ZH = SpaceCards(
    language="zh",
    space="青石暑期空间",
    factory="青石电子厂",
    child="孩子戴",
    parent="家长留",
    collect="谁可以来接（在服务台写）",
    rule="来接时请出示。没有卡，先打电话给家长。",
    helpline="家长热线 400-800-1234",
    numbers=tuple(range(1, 41)),
)
EN = replace(
    ZH,
    language="en",
    space="Bluestone summer",
    factory="Bluestone Electronics",
    child="For the child",
    parent="For the parent",
    collect="Who may collect (written at the desk)",
    rule="Show this when you collect. Without it we call the parent first.",
    helpline="Family line 400-800-1234",
)
LONG = ["深圳市龙岗区坪地街道华星精密电子科技（集团）股份有限公司", "Konstantinopolskaja-Wolfeschlegel " * 3, "W" * 80]


def is_white_around(picture):
    width, height = picture.size
    edges = [(0, 0, 26, height), (width - 26, 0, width, height), (0, 0, width, 26), (0, height - 26, width, height)]
    return {picture.convert("L").crop(edge).getextrema() for edge in edges} == {(255, 255)}


@pytest.mark.parametrize("cards", [ZH, EN], ids=["zh", "en"])
class TestTheCards:
    def test_are_eight_a_page_of_a4(self, cards):
        pages = read(space_cards_pdf(cards)).pages

        assert len(pages) == 40 / CARDS_A_PAGE == 5
        assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages} == {(595, 842)}

    def test_have_their_number_on_both_halves(self, cards):
        words = [word for page in read(space_cards_pdf(replace(cards, helpline="", rule=""))).pages for word in
                 page.extract_text().split() if word.isdecimal()]  # fmt: skip

        assert sorted(map(int, words)) == sorted([*cards.numbers, *cards.numbers])

    def test_each_says_all_it_must(self, cards):
        text = text_of(space_cards_pdf(replace(cards, numbers=(7,))))

        for phrase, often in {
            cards.space: 2, cards.factory: 1, cards.child: 1, cards.parent: 1, cards.collect: 1, cards.rule: 1,
            cards.helpline: 2,
        }.items():  # fmt: skip
            assert text.count(squeezed(phrase)) == often, phrase

    def test_have_a_number_as_high_as_a_thumb(self, cards):
        page = printed(space_cards_pdf(replace(cards, numbers=(1,))), ppi=72).convert("L")
        worn = page.crop((40, 32, 150, 122))  # the number's own room, within the lines to cut along
        dark = [y for y in range(worn.height) if min(worn.crop((0, y, worn.width, y + 1)).tobytes()) < 128]

        assert (dark[-1] - dark[0]) * 25.4 / 72 > 13

    def test_leave_lines_to_write_on(self, cards):
        page = printed(space_cards_pdf(replace(cards, numbers=(7,))), ppi=144).convert("L")
        column = [page.getpixel((1080, y)) < 200 for y in range(60, 250)]

        assert sum(here and not above for above, here in pairwise(column)) == 2


def test_one_that_was_lost_is_printed_again_alone():
    file = space_cards_pdf(replace(ZH, numbers=(17,)))

    assert len(read(file).pages) == 1
    assert text_of(file).count("17") == 2


def test_the_last_page_has_what_is_left():
    pages = read(space_cards_pdf(replace(ZH, numbers=tuple(range(1, 12))))).pages

    assert [squeezed(page.extract_text()).count("孩子戴") for page in pages] == [8, 3]


class TestWords:
    def test_that_are_hostile_print_as_they_are(self):
        words = dict(zip(("space", "factory", "child", "parent", "collect", "rule", "helpline"), HOSTILE, strict=False))
        for names in (words, {**words, "collect": HOSTILE[7], "rule": HOSTILE[8], "helpline": HOSTILE[9]}):
            text = text_of(space_cards_pdf(replace(ZH, numbers=(1,), **names)))

            assert [name for name in names.values() if squeezed(name) not in text] == []

    @pytest.mark.parametrize("name", LONG)
    def test_that_are_long_stay_on_their_card(self, name):
        long = replace(
            ZH, space=name, factory=name, child=name, parent=name, collect=name, rule=name * 2, helpline=name
        )
        file = space_cards_pdf(long)

        assert len(read(file).pages) == 5
        assert is_white_around(printed(file, 5))
        assert text_of(file).count("40") == 2

    def test_that_no_font_has_are_left_out(self):
        assert space_cards_pdf(replace(ZH, space="青石🌹")) == space_cards_pdf(replace(ZH, space="青石"))


def test_the_same_cards_are_the_same_bytes_and_numbers_of_three_digits_fit():
    hundreds = replace(ZH, numbers=(498, 499, 500))

    assert space_cards_pdf(hundreds) == space_cards_pdf(hundreds)
    assert text_of(space_cards_pdf(hundreds)).count("500") == 2
    assert is_white_around(printed(space_cards_pdf(hundreds)))
