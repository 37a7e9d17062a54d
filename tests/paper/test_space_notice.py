"""The notice at a space's door: a parent reads it going by, scans it, and knows who may collect her child."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import zxingcpp

from mpt.paper.space_notice import SpaceNotice, space_notice_pdf
from tests.paper.papers import HOSTILE, around, printed, read, squeezed, text_of

URL = "https://learn.example.org/spaces/6f1f0e57-52a8-4f3e-9f3c-0d6b3a1c2e4f"
ZH = SpaceNotice(
    language="zh",
    kind="家庭友好空间",
    name="青石暑期空间",
    factory="青石电子厂",
    facts=(
        ("日期", "2026年7月6日到8月21日，周一到周五"),
        ("时间", "8:00–17:30"),
        ("年龄", "3–11 岁"),
        ("名额", "40 个"),
        ("地点", "培训楼 2 楼"),
        ("联系人", "陈静，人事部，分机 8021"),
    ),
    scan="扫码报名。不用写孩子的名字。",
    url=URL,
    bring="请带上",
    things=("水杯", "换洗衣服", "午睡的小被子"),
    collect="谁可以接孩子",
    rules=(
        "只有送孩子来的大人，或家长在服务台写在卡上的人，才能接走孩子。",
        "来接时要出示家长那半张卡。",
        "换了人来接，我们先打电话给家长。",
        "没有卡的同事，说什么也接不走孩子。",
    ),
)
EN = SpaceNotice(
    language="en",
    kind="After-School Center",
    name="Bluestone after school",
    factory="Bluestone Electronics",
    facts=(("Days", "from 1 September 2026, Monday to Friday"), ("Hours", "16:00 to 19:30"), ("Ages", "6 to 11 years")),
    scan="Scan to ask for a place. No child's name is needed.",
    url=URL,
    bring="Please bring",
    things=("A cup", "Homework"),
    collect="Who may collect a child",
    rules=(
        "Only the adult who brought the child, or somebody whom the parent wrote on the card at the desk.",
        "A colleague without a card doesn't get the child, whatever is said.",
    ),
)
BOX = (75, 56, 520, 762)
"""Where the words stand, in points; around it are the border and white."""


def phrases(notice):
    said = [word for fact in notice.facts for word in fact]
    named = (notice.kind, notice.name, notice.factory, notice.scan, notice.bring, notice.collect)
    return [squeezed(phrase) for phrase in (*named, *said, *notice.things, *notice.rules)]


@pytest.mark.parametrize("notice", [ZH, EN], ids=["zh", "en"])
class TestTheNotice:
    def test_is_one_page_of_a4_that_says_everything(self, notice):
        file = space_notice_pdf(notice)
        text = text_of(file)

        [page] = read(file).pages
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        assert [phrase for phrase in phrases(notice) if phrase not in text] == []

    def test_is_scanned_from_a_print_and_from_a_bad_copy(self, notice):
        file = space_notice_pdf(notice)
        copy = printed(file, ppi=100).convert("L")

        assert [(code.text, code.ec_level) for code in zxingcpp.read_barcodes(copy)] == [(URL, "Q")]
        assert [code.text for code in zxingcpp.read_barcodes(copy.resize((496, 702)))] == [URL]

    def test_leads_there_by_a_tap_too(self, notice):
        links = [note.get_object()["/A"]["/URI"] for note in read(space_notice_pdf(notice)).pages[0]["/Annots"]]

        assert links == [URL]

    def test_stays_within_its_border(self, notice):
        empty = replace(
            notice, kind="", name="", factory="", facts=(), scan="", bring="", things=(), collect="", rules=()
        )

        assert around(printed(space_notice_pdf(notice)), BOX) == around(printed(space_notice_pdf(empty)), BOX)

    def test_has_no_date_that_it_was_made(self, notice):
        assert read(space_notice_pdf(notice)).metadata.creation_date is None


class TestWords:
    def test_that_are_hostile_print_as_they_are(self):
        facts = (tuple(HOSTILE[:2]), tuple(HOSTILE[2:4]))
        notice = replace(ZH, name=HOSTILE[4], factory=HOSTILE[5], facts=facts, things=HOSTILE[6:8], rules=HOSTILE[8:])
        text = text_of(space_notice_pdf(notice))

        assert [squeezed(name) in text for name in HOSTILE] == [True] * 10

    @pytest.mark.parametrize(
        "name",
        [
            "深圳市龙岗区坪地街道华星精密电子科技（集团）股份有限公司" * 2,
            "Konstantinopolskaja-Wolfeschlegel " * 4,
            "W" * 80,
        ],
    )
    @pytest.mark.parametrize("notice", [ZH, EN], ids=["zh", "en"])
    def test_that_are_long_stay_on_the_page_and_the_code_is_scanned(self, notice, name):
        facts = tuple((label, name) for label, _said in notice.facts)
        long = replace(notice, kind=name, name=name, factory=name, facts=facts, scan=name, things=(name,) * 6)
        long = replace(long, bring=name, collect=name, rules=(name,) * 5)
        file = space_notice_pdf(long)

        assert len(read(file).pages) == 1
        assert text_of(file).count(squeezed(name)) == 17 + len(facts)
        assert around(printed(file), BOX) == around(printed(space_notice_pdf(notice)), BOX)
        assert [code.text for code in zxingcpp.read_barcodes(printed(file, ppi=120))] == [URL]

    def test_that_no_font_has_are_left_out(self):
        assert space_notice_pdf(replace(ZH, name="青石🌹暑期空间")) == space_notice_pdf(ZH)

    def test_never_change_where_the_code_leads(self):
        odd = "https://learn.example.org/spaces/?a=  b"
        file = space_notice_pdf(replace(ZH, url=odd))

        assert [code.text for code in zxingcpp.read_barcodes(printed(file, ppi=100))] == [odd]


def test_the_same_notice_is_the_same_bytes_whoever_makes_it():
    names = [f"青石{number}" for number in range(4)]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda name: space_notice_pdf(replace(ZH, name=name)), names))

    assert together == [space_notice_pdf(replace(ZH, name=name)) for name in names]
