"""Sign-in sheets: a trainer prints one, people sign, and each decides alone whether the factory may see a name."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, replace
from itertools import pairwise

import pytest

from mpt.paper.signin_sheet import SignInLine, SignInSheetPaper, SignInWords, signin_sheet_pdf
from tests.paper.papers import HOSTILE, around, printed, read, squeezed, text_of

ZH = SignInWords(
    title="家长课堂签到表",
    privacy="这张表由项目办公室保管，只用来统计人数。只有在最后一栏打勾，厂方才会看到你的名字。",
    number="序号",
    name="姓名（可以不写）",
    signature="签名",
    agrees="厂方可以看到我的名字",
)
EN = SignInWords(
    title="Parent class: sign-in sheet",
    privacy="The office keeps this sheet, to count who was there. Your factory sees your name only if you tick the box.",
    number="No.",
    name="Name (may be left blank)",
    signature="Signature",
    agrees="My factory may see my name",
)
FACTORY = SignInLine({"zh": "工厂", "en": "Factory"}, {"zh": "华星电子厂", "en": "Huaxing Electronics"})
TRAINER = SignInLine({"zh": "讲师", "en": "Trainer"}, {"zh": "王老师"})
DATE = SignInLine({"zh": "日期", "en": "Date"})
SHEET = SignInSheetPaper(("zh", "en"), {"zh": ZH, "en": EN}, (FACTORY, TRAINER, DATE))
INNER = (46, 38, 550, 798)
"""Where everything stands but the page's number, in points; around it is white."""


def of_factory(name):
    return replace(SHEET, lines=(replace(FACTORY, value={"zh": name, "en": f"{name}."}), TRAINER, DATE))


def is_white_around(page):
    return set(around(page.crop((0, 0, 595, 800)), INNER)) == {255}


@pytest.mark.parametrize("languages", [("zh",), ("en",), ("zh", "en"), ("en", "zh")], ids="-".join)
def test_says_everything_in_each_language_that_was_asked_for(languages):
    text = text_of(signin_sheet_pdf(replace(SHEET, languages=languages)))

    for language, words in (("zh", ZH), ("en", EN)):
        said = [*astuple(words), FACTORY.label[language], FACTORY.value[language], DATE.label[language]]
        assert [squeezed(phrase) in text for phrase in said] == [language in languages] * len(said)


@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (25, 1), (26, 2), (60, 3)])
def test_there_is_a_row_for_everybody_and_pages_are_filled_up(rows, pages):
    found = [page.extract_text().split() for page in read(signin_sheet_pdf(replace(SHEET, rows=rows))).pages]

    numbers = [int(word) for page in found for word in page if word.isdecimal() and page.count("/") == 1]
    assert len(found) == pages
    assert [number for number in dict.fromkeys(numbers) if number > pages] == list(range(pages + 1, pages * 25 + 1))


def test_each_page_says_what_it_is_of():
    pages = [squeezed(page.extract_text()) for page in read(signin_sheet_pdf(replace(SHEET, rows=50))).pages]

    assert [squeezed(ZH.title) in page and "华星电子厂" in page and ZH.privacy in page for page in pages] == [True] * 2
    assert [page.endswith(number) for page, number in zip(pages, ["1/2", "2/2"], strict=True)] == [True] * 2


def test_what_reads_the_same_in_both_languages_is_printed_once():
    text = text_of(signin_sheet_pdf(replace(SHEET, lines=(replace(TRAINER, value={"zh": "王老师", "en": "王老师"}),))))

    assert text.count("王老师") == 1


def test_each_row_has_a_box_to_tick():
    silent = SignInWords(*[""] * 6)
    page = printed(signin_sheet_pdf(replace(SHEET, words={"zh": silent, "en": silent}, lines=()))).convert("L")

    def lines_at(x):
        dark = [page.getpixel((x, y)) < 200 for y in range(90, 800)]
        return sum(here and not above for above, here in pairwise(dark))

    assert lines_at(470) >= 25
    assert lines_at(498) - lines_at(470) == 25 * 2  # the top and the bottom of each


class TestNames:
    def test_hostile_ones_print_as_they_are(self):
        lines = tuple(SignInLine({"zh": name, "en": name}, {"zh": name}) for name in HOSTILE[6:])
        words = SignInWords(*HOSTILE[:6])
        text = text_of(signin_sheet_pdf(replace(SHEET, words={"zh": words, "en": words}, lines=lines)))

        assert [squeezed(name) in text for name in HOSTILE] == [True] * 10

    @pytest.mark.parametrize(
        "name",
        ["深圳市龙岗区坪地街道华星精密电子科技（集团）股份有限公司" * 2, "Huaxing Electronics Group " * 8, "W" * 80],
    )
    def test_long_ones_stay_on_their_page(self, name):
        file = signin_sheet_pdf(of_factory(name))

        assert len(read(file).pages) == 1
        assert text_of(file).count(squeezed(name)) == 2
        assert is_white_around(printed(file))

    def test_lose_what_no_font_has(self):
        assert signin_sheet_pdf(of_factory("华星🌹")) == signin_sheet_pdf(of_factory("华星"))


def test_many_lines_and_a_long_word_on_privacy_leave_the_rows_their_room():
    words = {"zh": replace(ZH, privacy=ZH.privacy * 4), "en": replace(EN, privacy=EN.privacy * 4)}
    file = signin_sheet_pdf(replace(SHEET, words=words, lines=(FACTORY, TRAINER, DATE) * 5))

    assert len(read(file).pages) == 1
    assert text_of(file).count(squeezed(EN.privacy)) == 4
    assert is_white_around(printed(file))


def test_the_same_sheet_is_the_same_bytes_whoever_makes_it():
    names = [f"华星{number}厂" for number in range(6)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda name: signin_sheet_pdf(of_factory(name)), names))

    assert together == [signin_sheet_pdf(of_factory(name)) for name in names]
