"""Posters: whoever passes one in a canteen gets in with one scan, from the wall as from a chat group."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import pytest
import zxingcpp

from mpt.paper.poster import PICTURE_SIZE, PosterHelpline, PosterPaper, PosterWords, poster_pdf, poster_picture
from mpt.paper.qr import qr
from tests.paper.papers import HOSTILE, around, picture, printed, read, squeezed, text_of

URL = "https://learn.example.org/join/7K3M9Q"
ZH = PosterWords(
    programme="在外父母课堂",
    invitation="每天三分钟，离孩子更近一点",
    steps=("打开微信\n扫一扫", "读一课\n三分钟", "今晚\n就试一试"),
    press="长按图片\n识别二维码",
    type_code="扫不了？打开 learn.example.org/join 输入",
    factory="华星电子厂",
    place="装配车间 · 三线",
    promise="免费，不用注册。工厂只看到总数。",
    help="有难处，可以打",
)
EN = PosterWords(
    programme="Migrant Parent Training",
    invitation="Three minutes a day, a little closer to your child",
    steps=("Scan with WeChat", "Read a lesson: three minutes", "Try it tonight"),
    press="Press and hold the picture",
    type_code="Can't scan? Open learn.example.org/join and type",
    factory="Huaxing Electronics",
    place="Assembly · Line 3",
    promise="Free, no account needed. Your factory sees only totals.",
    help="When it gets hard, call",
)
YOUTH = PosterHelpline("12355", {"zh": "青少年热线", "en": "Youth line"}, {"zh": "各地不同", "en": "Hours vary"})
DANGER = PosterHelpline("110", {"zh": "报警（有危险时）", "en": "Police"}, {"zh": "", "en": ""})
POSTER = PosterPaper(("zh", "en"), {"zh": ZH, "en": EN}, "7K3M9Q", URL, (YOUTH, DANGER))
LANGUAGES = [("zh",), ("en",), ("zh", "en"), ("en", "zh")]
BOX = (75, 56, 520, 762)
"""Where the words of the page stand, in points; around it are the border and white."""


def of_factory(name):
    return replace(POSTER, words={"zh": replace(ZH, factory=name, place=name), "en": replace(EN, factory=name)})


def said_by(words):
    """All phrases of a page in one language."""
    values = [getattr(words, field.name) for field in fields(words) if field.name != "press"]
    return [squeezed(text) for value in values for text in (value if isinstance(value, tuple) else (value,))]


def codes(image):
    return [(code.text, code.format.name) for code in zxingcpp.read_barcodes(image)]


class TestThePage:
    def test_is_one_page_of_a4(self):
        pages = read(poster_pdf(POSTER)).pages

        assert len(pages) == 1
        assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]

    @pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
    def test_says_everything_in_each_language_that_was_asked_for(self, languages):
        text = text_of(poster_pdf(replace(POSTER, languages=languages)))

        assert "7K3M9Q" in text
        assert "12355" in text
        for language, words in (("zh", ZH), ("en", EN)):
            said = [*said_by(words), squeezed(YOUTH.name[language]), squeezed(YOUTH.hours[language])]
            assert [phrase in text for phrase in said] == [language in languages] * len(said)

    def test_is_scanned_from_a_print_as_large_as_a_hand(self):
        [code] = zxingcpp.read_barcodes(printed(poster_pdf(POSTER), ppi=100))
        width = (code.position.top_right.x - code.position.top_left.x) * 25.4 / 100

        assert (code.text, code.format.name, code.ec_level) == (URL, "QRCode", "Q")
        assert width >= 75

    def test_is_scanned_from_a_bad_black_and_white_copy(self):
        copy = printed(poster_pdf(POSTER)).convert("L").resize((298, 421))

        assert [text for text, _ in codes(copy)] == [URL]

    def test_leads_in_by_a_tap_too(self):
        links = [note.get_object()["/A"]["/URI"] for note in read(poster_pdf(POSTER)).pages[0]["/Annots"]]

        assert links == [URL]

    def test_is_mostly_white(self):
        histogram = printed(poster_pdf(POSTER)).convert("L").histogram()

        assert histogram[255] / sum(histogram) > 0.7

    def test_has_no_date_that_it_was_made(self):
        assert read(poster_pdf(POSTER)).metadata.creation_date is None

    def test_says_nothing_of_help_where_there_is_none(self):
        text = text_of(poster_pdf(replace(POSTER, helplines=())))

        assert squeezed(ZH.help) not in text
        assert squeezed(ZH.promise) in text

    def test_has_room_for_many_helplines(self):
        file = poster_pdf(replace(POSTER, helplines=(YOUTH, DANGER) * 8))

        assert text_of(file).count("12355") == 8
        assert around(printed(file), BOX) == around(printed(poster_pdf(POSTER)), BOX)


class TestThePicture:
    @pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
    def test_stands_upright_on_a_phone_and_its_code_leads_in(self, languages):
        image = picture(poster_picture(replace(POSTER, languages=languages)))

        assert (image.format, image.size) == ("PNG", PICTURE_SIZE)
        assert codes(image) == [(URL, "QRCode")]

    def test_can_still_be_pressed_when_a_chat_app_made_it_smaller_and_grey(self):
        small = io.BytesIO()
        picture(poster_picture(POSTER)).convert("L").resize((540, 720)).save(small, "JPEG", quality=50)

        assert [text for text, _ in codes(picture(small.getvalue()))] == [URL]

    @pytest.mark.parametrize(
        "url", [URL, "https://a.cn/join/7K3M9Q", f"https://{'long-' * 12}name.example.org/join/7K3M9Q"]
    )
    def test_leaves_the_code_the_white_that_phones_need(self, url):
        image = picture(poster_picture(replace(POSTER, join_url=url))).convert("L")
        [code] = zxingcpp.read_barcodes(image)
        left, top, right = code.position.top_left.x, code.position.top_left.y, code.position.top_right.x
        zone = int(4 * (right - left) / qr(url, error="q").modules) - 1  # a pixel of doubt

        bottom = top + right - left

        around_it = [
            (left - zone, top - zone, right + zone, top - 2),
            (left - zone, bottom + 3, right + zone, bottom + zone),
            (left - zone, top - zone, left - 2, bottom + zone),
            (right + 3, top - zone, right + zone, bottom + zone),
        ]
        assert [image.crop(strip).getextrema() for strip in around_it] == [(255, 255)] * 4

    def test_is_small_enough_for_a_dear_network(self):
        assert len(poster_picture(POSTER)) <= 100_000


@pytest.mark.parametrize("make", [poster_pdf, poster_picture])
def test_the_same_poster_is_the_same_bytes_whoever_makes_it(make):
    names = [f"华星电子{number}厂" for number in range(4)]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda name: make(of_factory(name)), names))

    assert together == [make(of_factory(name)) for name in names]


class TestNames:
    def test_hostile_ones_print_as_they_are(self):
        hostile = PosterWords(*HOSTILE[:2], tuple(HOSTILE[2:5]), "", *HOSTILE[5:10])
        text = text_of(poster_pdf(replace(POSTER, languages=("zh",), words={"zh": hostile})))

        assert [squeezed(name) in text for name in HOSTILE] == [True] * 10

    @pytest.mark.parametrize(
        "name",
        [
            "深圳市龙岗区坪地街道华星精密电子科技（集团）股份有限公司第二生产基地",
            "Shenzhen Huaxing Precision Electronics Technology (Group) Co., Ltd., Second Production Base",
            "W" * 80,
            "Konstantinopolskaja-Wolfeschlegelsteinhausen " * 3,
            "长" * 400,
        ],
    )
    def test_long_ones_stay_within_the_border(self, name):
        file, image = poster_pdf(of_factory(name)), picture(poster_picture(of_factory(name)))

        assert len(read(file).pages) == 1
        assert text_of(file).count(squeezed(name)) == 3
        assert around(printed(file), BOX) == around(printed(poster_pdf(POSTER)), BOX)
        assert [text for text, _ in codes(image)] == [URL]
        assert [text for text, _ in codes(printed(file, ppi=100))] == [URL]

    @pytest.mark.parametrize("words", ["很长的话从来不断开", "A rather long phrase that goes on "])
    def test_even_if_everything_is_long_there_is_one_page_that_scans(self, words):
        long = PosterWords(*[words * 3] * 2, (words,) * 3, words, *[words * 3] * 5)
        line = PosterHelpline("400-800-1234567", {"zh": words, "en": words}, {"zh": words, "en": words})
        paper = replace(POSTER, words={"zh": long, "en": long}, helplines=(line,) * 9)
        file, image = poster_pdf(paper), picture(poster_picture(paper))

        assert len(read(file).pages) == 1
        assert around(printed(file), BOX) == around(printed(poster_pdf(POSTER)), BOX)
        assert [text for text, _ in codes(printed(file, ppi=100))] == [URL]
        assert [text for text, _ in codes(image)] == [URL]
        assert (
            len(set(around(image.convert("L"), (40, 40, 1040, 1400)))) == 2
        )  # the paper, and the white that was put in

    def test_lose_what_no_font_has(self):
        assert poster_pdf(of_factory("华星🌹电子厂ক")) == poster_pdf(of_factory("华星电子厂"))

    def test_may_be_missing(self):
        assert "7K3M9Q" in text_of(poster_pdf(of_factory("")))
