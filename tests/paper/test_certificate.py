"""Certificates on paper: what a parent hangs up must show the right name, on one page, the same every time."""

import datetime
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pypdf
import pytest
import zxingcpp
from PIL import Image

from bench.certificate import URL, WORDS
from mpt.paper import fonts
from mpt.paper.certificate import (
    CertificatePaper,
    UnprintableNameError,
    missing_characters,
    pdf,
    png,
)

XIULAN = CertificatePaper(
    name="张秀兰",
    course={"zh": "离得远，心不远", "en": "Far away, still close"},
    languages=("zh",),
    date=datetime.date(2026, 11, 24),
    code="7K3M9QXW2HDP",
    verify_url=URL,
    words=WORDS,
)
LANGUAGES = [("zh",), ("en",), ("zh", "en"), ("en", "zh")]


def for_name(name, *languages):
    return replace(XIULAN, name=name, languages=languages or ("zh", "en"))


def read(file):
    return pypdf.PdfReader(io.BytesIO(file))


def text_of(file):
    """All text of a PDF without its spaces: readers put some in where the font changes or letters stand wide."""
    pages = read(file).pages
    assert len(pages) == 1
    return "".join(pages[0].extract_text().split())


def squeezed(text):
    return "".join(text.split())


def picture(file):
    return Image.open(io.BytesIO(file))


class TestThePdf:
    def test_is_one_page_of_a4(self):
        pages = read(pdf(XIULAN)).pages

        assert len(pages) == 1
        assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]

    @pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
    def test_says_everything_in_each_language_that_was_asked_for(self, languages):
        text = text_of(pdf(replace(XIULAN, languages=languages)))

        assert "张秀兰" in text
        assert "7K3M-9QXW-2HDP" in text
        for language in ("zh", "en"):
            words = WORDS[language]
            said = [words.heading, words.before_name, words.after_name, words.wish, words.programme, words.date]
            said += [words.verify, words.number, XIULAN.course[language]]
            assert [squeezed(phrase) in text for phrase in said] == [language in languages] * len(said)

    def test_carries_its_fonts_within(self):
        fonts_used = read(pdf(XIULAN)).pages[0]["/Resources"]["/Font"].values()
        descriptors = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts_used]

        assert descriptors
        assert all("/FontFile3" in descriptor.get_object() for descriptor in descriptors)

    def test_says_that_it_is_made_to_last(self):
        reader = read(pdf(XIULAN))

        assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("2", "B")
        assert reader.metadata.title == "结业证书 · 张秀兰"
        assert reader.metadata.creation_date.date() == XIULAN.date

    def test_leads_to_the_check_by_a_tap_too(self):
        links = [note.get_object()["/A"]["/URI"] for note in read(pdf(XIULAN)).pages[0]["/Annots"]]

        assert links == [URL]


class TestThePicture:
    @pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
    def test_is_1080_wide_and_its_code_leads_to_the_check(self, languages):
        image = picture(png(replace(XIULAN, languages=languages)))

        assert image.size == (1080, 1527)
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [URL]

    def test_can_still_be_checked_when_a_chat_app_made_it_smaller_and_grey(self):
        small = io.BytesIO()
        picture(png(XIULAN)).convert("L").resize((720, 1018)).save(small, "JPEG", quality=60)

        assert [code.text for code in zxingcpp.read_barcodes(Image.open(small))] == [URL]

    def test_is_mostly_white(self):
        histogram = picture(png(XIULAN)).convert("L").histogram()

        assert histogram[255] / sum(histogram) > 0.8


@pytest.mark.parametrize("make", [pdf, png])
def test_the_same_certificate_is_the_same_bytes(make):
    assert make(XIULAN) == make(XIULAN)


@pytest.mark.parametrize("make", [pdf, png])
def test_eight_threads_at_once_do_as_well_as_one(make):
    names = [f"张秀兰{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda name: make(for_name(name)), names))

    assert together == [make(for_name(name)) for name in names]


class TestNames:
    @pytest.mark.parametrize(
        "name",
        ["㛃䶮", "𬭚", "李𠮷", "王喆", "陈堃", "买买提·吐尔逊江", "Nguyễn Thị Ánh", "Şükrü İğne", "Máire O’Brien"],
    )
    def test_rare_ones_print(self, name):
        assert missing_characters(name) == ""
        assert squeezed(name) in text_of(pdf(for_name(name)))

    @pytest.mark.parametrize(
        "name",
        [
            "#panic()",
            "*bold* _it_",
            '"]}',
            "\\u{41} \\",
            "$x$",
            "@ref <label>",
            "// a /* b",
            "= a",
            '#image("a")',
            "%s {0}",
        ],
    )
    def test_hostile_ones_print_as_they_are(self, name):
        assert squeezed(name) in text_of(pdf(for_name(name)))
        assert picture(png(for_name(name))).size == (1080, 1527)

    @pytest.mark.parametrize(
        "name", ["张" * 40, "Aleksandra Konstantinopolskaja-Wolfeschlegel", "Nguyễn Thị " * 4, "W" * 60, "长" * 400]
    )
    def test_long_ones_stay_on_the_page(self, name):
        file = pdf(for_name(name))

        assert squeezed(name).replace("-", "") in text_of(file).replace("-", "")
        assert [code.text for code in zxingcpp.read_barcodes(picture(png(for_name(name))))] == [URL]

    def test_come_out_alike_when_they_look_alike(self):
        plain = pdf(for_name("Ánh Lê"))

        assert pdf(for_name("  A\u0301nh\t\u202eLe\u0302\u200d\n")) == plain

    @pytest.mark.parametrize("make", [pdf, png])
    def test_that_no_font_has_are_refused_with_their_characters(self, make):
        with pytest.raises(UnprintableNameError) as refused:
            make(for_name("小雨妈妈🌹🌹ক"))

        assert refused.value.characters == "🌹ক"

    @pytest.mark.parametrize("name", ["", " ", "\u200b\u202e\x00"])
    def test_that_show_nothing_are_refused(self, name):
        with pytest.raises(UnprintableNameError) as refused:
            pdf(for_name(name))

        assert refused.value.characters == ""


def test_missing_characters_are_named_once_and_in_order():
    assert missing_characters("张🌹ক伟🌹") == "🌹ক"
    assert missing_characters("张伟") == ""


def test_a_name_is_set_in_one_face(monkeypatch):
    """Where the song face lacks one character of a name, or isn't installed, the sans sets all of it."""
    monkeypatch.setattr(fonts, "SONG", "No such font")

    assert not fonts.in_song("张伟")
    assert fonts.in_song("Zhang Wei")


class TestTheCourseTitle:
    def test_loses_what_cannot_be_printed_rather_than_the_parent_the_certificate(self):
        text = text_of(pdf(replace(XIULAN, course={"zh": "🌙 离得远，心不远"})))

        assert "离得远，心不远" in text

    @pytest.mark.parametrize("title", ["很长的课程名字" * 12, "A very long title of a course " * 9, "L" * 90])
    def test_stays_on_the_page_however_long(self, title):
        paper = replace(XIULAN, course={"zh": title, "en": title}, languages=("zh", "en"))

        assert text_of(pdf(paper)).count(squeezed(title)) == 2


def test_words_keep_their_line_breaks():
    assert fonts.readable("one \u200b two\nthree\r\nfour ") == "one two\nthree\nfour"
