"""The list at the door, for a week without a network: a row for each card, and who signed when a child left."""

from dataclasses import replace

import pytest

from mpt.paper.space_list import ROWS_A_PAGE, SpaceList, space_list_pdf
from tests.paper.papers import HOSTILE, printed, read, squeezed, text_of

WEEK = ("周一 7月6日", "周二 7月7日", "周三 7月8日", "周四 7月9日", "周五 7月10日")
CARDS = tuple((str(number), "6–8" if number % 2 else "9–11") for number in range(101, 141))
ZH = SpaceList(
    language="zh",
    title="儿童签到表",
    space="青石暑期空间 · 青石电子厂",
    week="2026年7月6日到10日",
    rule="只把孩子交给出示家长卡的大人；换人来接，先打电话给家长。",
    card="卡号",
    age="年龄",
    days=WEEK,
    came="到",
    left="离开",
    initials="签名",
    total="一共来了",
    cards=CARDS,
)
EN = SpaceList(
    language="en",
    title="Attendance list",
    space="Bluestone summer · Bluestone Electronics",
    week="6 to 12 July 2026",
    rule="A child goes only with an adult who shows the parent's card; for anybody else, call the parent first.",
    card="Card",
    age="Age",
    days=("Mon 6 July", "Tue 7 July", "Wed 8 July", "Thu 9 July", "Fri 10 July", "Sat 11 July", "Sun 12 July"),
    came="In",
    left="Out",
    initials="Initials",
    total="Children who came",
    cards=CARDS,
)


def pages_of(file):
    return [squeezed(page.extract_text()) for page in read(file).pages]


def is_white_around(file, page=1):
    picture = printed(file, page).convert("L")  # as wide as an upright page, so at 71 %
    edges = [(0, 0, 24, 842), (571, 0, 595, 842), (0, 0, 595, 18), (0, 421, 595, 842)]
    return {picture.crop(edge).getextrema() for edge in edges} == {(255, 255)}


@pytest.mark.parametrize("paper", [ZH, EN], ids=["zh", "en"])
class TestTheList:
    def test_is_a4_on_its_side_and_each_page_says_what_it_is_of(self, paper):
        file = space_list_pdf(paper)
        said = (paper.title, paper.space, paper.week, paper.rule, paper.card, paper.age, *paper.days)

        assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in read(file).pages} == {(842, 595)}
        for page in pages_of(file):
            assert [phrase for phrase in said if squeezed(phrase) not in page] == []

    def test_has_a_row_for_each_card_in_order(self, paper):
        words = [word for page in read(space_list_pdf(paper)).pages for word in page.extract_text().split()]

        assert [word for word in words if word in dict(CARDS)] == [number for number, _band in CARDS]

    def test_has_times_and_initials_below_each_day(self, paper):
        text = squeezed(read(space_list_pdf(replace(paper, cards=CARDS[:1]))).pages[0].extract_text())
        for word in (paper.left, paper.initials):
            assert text.count(word) - squeezed(paper.rule + paper.title).count(word) == len(paper.days)

    def test_has_one_row_for_how_many_came_on_the_last_page(self, paper):
        pages = pages_of(space_list_pdf(paper))

        assert [squeezed(paper.total) in page for page in pages] == [False, False, True]
        assert [page.endswith(f"{at}/3") for at, page in enumerate(pages, 1)] == [True] * 3


@pytest.mark.parametrize(("cards", "pages"), [(0, 1), (1, 1), (ROWS_A_PAGE, 1), (ROWS_A_PAGE + 1, 2), (200, 12)])
def test_there_is_room_for_every_card_and_never_no_page(cards, pages):
    numbers = tuple((str(number), "6–8") for number in range(1, cards + 1))

    assert len(read(space_list_pdf(replace(ZH, cards=numbers))).pages) == pages


def test_a_space_that_is_open_on_one_day_has_a_list_of_one():
    text = text_of(space_list_pdf(replace(ZH, days=WEEK[:1], cards=CARDS[:3])))

    assert text.count("离开") == 1
    assert "周二" not in text


class TestWords:
    def test_that_are_hostile_print_as_they_are(self):
        paper = replace(
            ZH, title=HOSTILE[0], space=HOSTILE[1], week=HOSTILE[2], rule=HOSTILE[3], days=tuple(HOSTILE[4:9])
        )
        text = text_of(space_list_pdf(replace(paper, total=HOSTILE[9], cards=CARDS[:2])))

        assert [squeezed(name) in text for name in HOSTILE] == [True] * 10

    @pytest.mark.parametrize(
        "name", ["深圳市龙岗区坪地街道华星精密电子科技（集团）股份有限公司", "Huaxing Electronics " * 4, "W" * 80]
    )
    def test_that_are_long_leave_the_rows_their_room(self, name):
        long = replace(ZH, title=name, space=name * 2, week=name, rule=name * 3, card=name, age=name, days=(name,) * 7)
        file = space_list_pdf(replace(long, came=name, left=name, initials=name, total=name, cards=CARDS[:9]))

        assert len(read(file).pages) == 1
        assert is_white_around(file)
        assert "109" in text_of(file)

    def test_that_no_font_has_are_left_out(self):
        assert space_list_pdf(replace(ZH, space="青石🌹")) == space_list_pdf(replace(ZH, space="青石"))


def test_the_same_list_is_the_same_bytes():
    assert space_list_pdf(ZH) == space_list_pdf(ZH)
    assert is_white_around(space_list_pdf(ZH), 3)
