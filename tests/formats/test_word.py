"""Word documents as modules. Nothing of their words goes missing unseen."""

import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpt.content.faults import Notes
from mpt.content.model import Kind, ModuleText
from mpt.content.modulefile import read_module_text
from mpt.formats import word, wordseen
from mpt.formats.leftovers import NothingTakenError
from mpt.formats.made import Made, with_files
from mpt.formats.word import read_word
from tests.formats.documents import docx, heading, link, packed, paragraph, picture, run, table
from tests.formats.said import said


def made(*blocks: str, **parts: object) -> Made:
    """Return what a document with these blocks becomes."""
    return read_word(docx(*blocks, **parts), "文件", "zh")  # type: ignore[arg-type]


def module(text: str) -> ModuleText:
    """Return a module's text, read."""
    read = read_module_text(text.encode(), is_source=True, notes=Notes(""))
    assert read is not None
    return read


def test_a_lesson_plan_as_a_chinese_trainer_writes_it() -> None:
    found = made(
        paragraph("《远方的陪伴》第三讲", style="a3"),
        paragraph("学习目标：你能定一个孩子信得过的时间。"),
        paragraph(run("一、固定时间", "b")),
        paragraph("先听孩子", run("把话", "b"), run("说完", "b"), "，再说。"),
        paragraph("找一个时间", numbering=(1, 0)),
        paragraph("周三", numbering=(1, 1)),
        paragraph(run("二、今晚试一试", "b")),
        paragraph("让孩子挑两个时间。"),
        paragraph("三、练习题"),
        paragraph("1. 打不通怎么办？（B）"),
        paragraph("A. 不管    B. 发语音"),
    )
    read = module(found.text)
    assert (read.title, read.outcome) == ("《远方的陪伴》第三讲", "你能定一个孩子信得过的时间。")
    assert [(lesson.heading, lesson.kind) for lesson in read.lessons] == [
        ("固定时间", Kind.LESSON),
        ("今晚试一试", Kind.PRACTICE),
        ("练习题", Kind.QUIZ),
    ]
    assert read.lessons[0].body == "先听孩子**把话说完**，再说。\n\n- 找一个时间\n    - 周三\n"
    assert [choice.correct for choice in read.lessons[2].questions[0].choices] == [False, True]
    assert [one.partition(": ")[2] for one in said(found.leftovers)] == [
        "There are no headings in it. Short bold lines and numbered ones were taken for headings.",
        "Numbers of headings aren't kept: pages count by themselves.",
    ]


def test_headings_tables_quotations_and_links() -> None:
    found = made(
        heading("题目"),
        heading("先听", 2),
        paragraph("“我在。”", style="Quote"),
        table(("时间", "做什么"), ("周三", "打电话")),
        paragraph("见", link("l1", "这里"), "。"),
        heading("再说", 2),
        heading("怎么说", 3),
        paragraph("慢慢说。"),
        links={"l1": "https://a.example/x"},
    )
    assert found.leftovers == ()
    assert found.text.partition("---\n## ")[2] == (
        f"先听 {{#{module(found.text).lessons[0].id}}}\n> “我在。”\n\n| 时间 | 做什么 |\n|---|---|\n| 周三 | 打电话 |\n\n"
        f"见[这里](https://a.example/x)。\n\n## 再说 {{#{module(found.text).lessons[1].id}}}\n### 怎么说\n\n慢慢说。\n"
    )


def test_a_table_of_merged_cells_and_a_box() -> None:
    found = made(heading("一"), table(("合", "并"), ("三", "四"), spans=True), heading("二"), table(("盒子",)))
    assert "| 合 | 并 |" in found.text
    assert "\n盒子\n" in found.text
    assert said(found.leftovers) == ["合: Joined cells of a table stand apart."]


def test_pictures_come_out_as_files() -> None:
    found = made(heading("一"), picture("p1", "一扇窗"), picture("p2"), heading("二"), files={"p1": b"1", "p2": b"2"})
    assert [(one.name, one.data, one.alt) for one in found.pictures] == [
        ("picture-1", b"1", "一扇窗"),
        ("picture-2", b"2", ""),
    ]
    text = with_files(found.text, {"picture-1": "picture-1.png"})
    assert "![一扇窗](picture-1.png)" in text
    assert "picture-2" not in text


def test_only_so_many_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MOST_PICTURES", 1)
    found = made(heading("一"), picture("p1"), picture("p1", "第二"), heading("二"), files={"p1": b"1"})
    assert len(found.pictures) == 1
    assert "Only the first 1 pictures are taken." in said(found.leftovers)


def test_a_picture_that_is_only_a_link_is_not_fetched() -> None:
    found = made(
        heading("一"), picture("p1", "外面的").replace("r:embed", "r:link"), heading("二"), links={"p1": "/etc/passwd"}
    )
    assert found.pictures == ()
    assert "外面的: A picture of this document can't be read." in said(found.leftovers)
    assert "root:" not in found.text


@pytest.mark.parametrize(
    ("block", "left"),
    [
        (
            paragraph("<w:del><w:r><w:delText> </w:delText><w:delText>删了的</w:delText></w:r></w:del>"),
            "删了的: Words that somebody marked as deleted aren't taken.",
        ),
        (
            paragraph("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"),
            "Charts, formulas and drawings aren't taken. Make a picture of each, and add that.",
        ),
        (paragraph("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"), "a+b: These words couldn't be read with the rest."),
        (
            paragraph(run("旧的", "strike")),
            "旧的: These words were struck through. They are taken; delete them by hand where they aren't meant.",
        ),
        (paragraph(link("l1", "坏")), "坏: A link can't lead to “http://a.example” here, so only its words are kept."),
        (
            paragraph("<w:unknown><w:r><w:t>藏着的话</w:t></w:r></w:unknown>"),
            "藏着的话: These words couldn't be read with the rest.",
        ),
    ],
)
def test_what_isnt_taken_is_listed(block: str, left: str) -> None:
    found = made(
        heading("一"), paragraph("好。"), block, heading("二"), paragraph("好。"), links={"l1": "http://a.example"}
    )
    assert left in said(found.leftovers)


@pytest.mark.parametrize(
    ("part", "xml", "said_of_it"),
    [
        ("word/header1.xml", "<w:hdr NAMESPACES>{}</w:hdr>", "head of the page"),
        ("word/footer2.xml", "<w:ftr NAMESPACES>{}</w:ftr>", "foot of the page"),
        ("word/comments.xml", '<w:comments NAMESPACES><w:comment w:id="1">{}</w:comment></w:comments>', "comments"),
        ("word/diagrams/data1.xml", "<x NAMESPACES>{}</x>", "drawing"),
        ("word/charts/chart1.xml", "<x NAMESPACES>{}</x>", "chart"),
    ],
)
def test_words_elsewhere_in_the_document_are_listed(part: str, xml: str, said_of_it: str) -> None:
    found = made(heading("一"), paragraph("好。"), heading("二"), parts={part: xml.format(paragraph("内部资料"))})
    (left,) = found.leftovers
    assert left.where == "内部资料"
    assert wordseen.PARTS[left.params["part"]] == said_of_it


def test_footnotes_are_listed() -> None:
    note = '<w:footnotes NAMESPACES><w:footnote w:id="1">' + paragraph("脚注") + "</w:footnote></w:footnotes>"
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    found = made(heading("一"), paragraph("好", reference, "。"), heading("二"), parts={"word/footnotes.xml": note})
    assert "好。" in found.text
    assert said(found.leftovers) == ["脚注: A footnote isn't kept. What a parent must know belongs into the text."]


def test_a_text_box_is_read_once() -> None:
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        + paragraph("盒子里的话")
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    found = made(heading("一"), paragraph("外面的话", box), heading("二"))
    assert found.text.count("盒子里的话") == 1
    assert found.leftovers == ()


_WORDS = st.text(alphabet="好*_#[]()1.-+>|`~ab<&：。", min_size=1, max_size=12).filter(
    lambda text: any(map(str.isalnum, text))
)


@settings(max_examples=40)
@given(st.lists(st.tuples(_WORDS, st.sampled_from(["", "b", "i", "strike"])), min_size=1, max_size=8))
def test_whatever_is_written_is_in_the_module_or_in_the_list(runs: list[tuple[str, str]]) -> None:
    blocks = [paragraph(run(text, *filter(None, [mark]))) for text, mark in runs]
    found = made(heading("一"), *blocks, heading("二"), paragraph("好。"))
    seen = [one for one in " ".join([found.text, *said(found.leftovers)]) if one.isalnum()]
    for text, _mark in runs:
        letters = [one for one in text if one.isalnum()]
        assert "".join(letters) in "".join(seen)


def test_an_empty_document() -> None:
    with pytest.raises(NothingTakenError) as caught:
        made(paragraph(" "))
    assert caught.value.what == word.EMPTY


def xml(text: str) -> dict[str, bytes]:
    """Return the parts of a document whose text is given as it stands there."""
    return {"word/document.xml": text.encode(), "[Content_Types].xml": b"<Types/>"}


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
_HOSTILE = {
    "not a document": (b"hello", word.NO_WORD),
    "nothing": (b"", word.NO_WORD),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), word.OLD_WORD),
    "with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), word.PROTECTED),
    "another zip": (packed({"xl/workbook.xml": b"<x/>"}), word.NO_WORD),
    "cut off": (docx(heading("一"))[:-40], word.NO_WORD),
    "no XML": (packed(xml("<w:document")), word.DAMAGED),
    "entities": (packed(xml(f"<!DOCTYPE x [{_LAUGHS}]><x>&a8;</x>")), word.DAMAGED),
    "a file of the server": (
        packed(xml('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')),
        word.DAMAGED,
    ),
    "no body": (packed(xml("<x/>")), word.DAMAGED),
    "too deep": (docx("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000), word.DAMAGED),
    "a bomb of spaces": (packed(xml(f"<x>{' ' * (3 << 20)}</x>")), word.TOO_LARGE),
    "a bomb of tags": (packed(xml(f"<x>{'<y/>' * 250_000}</x>")), word.TOO_LARGE),
    "a bomb beside it": (packed(xml("<x/>") | {"word/media/a.png": bytes(65 << 20)}), word.TOO_LARGE),
    "many parts": (packed(xml("<x/>") | {f"a{n}": b"" for n in range(2001)}), word.TOO_LARGE),
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_documents_are_refused_clearly(name: str) -> None:
    data, what = _HOSTILE[name]
    with pytest.raises(NothingTakenError) as caught:
        read_word(data, "文件", "zh")
    assert caught.value.what == what


@pytest.mark.parametrize("kind", ["officeDocument", "comments", "styles", "numbering", "footnotes", "endnotes"])
def test_nothing_is_read_as_xml_that_nobody_looked_at(kind: str) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    where, target = (
        ("_rels/.rels", "word/main.bin") if kind == "officeDocument" else ("word/_rels/document.xml.rels", "main.bin")
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r" Type="{office}/{kind}" Target="{target}"/></Relationships>'
    )
    hidden = '<!DOCTYPE w [<!ENTITY a "expanded">]><w:document NAMESPACES><w:body>&a;</w:body></w:document>'
    data = docx(heading("一"), paragraph("好。"), parts={where: relations, "word/main.bin": hidden})
    with pytest.raises(NothingTakenError) as caught:
        read_word(data, "文件", "zh")
    assert caught.value.what == word.DAMAGED


def test_elements_thousands_deep_in_a_part_that_isnt_read() -> None:
    deep = "<w:r>" * 3000 + "<w:t>内部</w:t>" + "</w:r>" * 3000
    found = made(
        heading("一"), paragraph("好。"), parts={"word/header1.xml": f"<w:hdr NAMESPACES><w:p>{deep}</w:p></w:hdr>"}
    )
    assert [one.where for one in found.leftovers if one.what == wordseen.NOT_IN_IT] == ["内部"]


def test_words_that_would_be_sought_for_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = [paragraph(f"<w:unknown><w:r><w:t>藏{n}</w:t></w:r></w:unknown>") for n in range(20)]
    blocks = (heading("一"), *map(paragraph, ("好" * 500, *(f"第{n}句。" for n in range(40)))), *lost)
    monkeypatch.setattr(wordseen, "MOST_SEARCHED", 20 * 1500)
    assert len([one for one in made(*blocks).leftovers if one.what == wordseen.NOT_READ]) == 20
    monkeypatch.setattr(wordseen, "MOST_SEARCHED", 19 * 500)
    with pytest.raises(NothingTakenError) as caught:
        made(*blocks)
    assert caught.value.what == wordseen.TOO_HEAVY


def test_a_changed_byte() -> None:
    data = bytearray(docx(heading("一"), paragraph("好" * 400)))
    with zipfile.ZipFile(__import__("io").BytesIO(bytes(data))) as archive:
        offset = archive.getinfo("word/document.xml").header_offset
    data[offset + 90] ^= 0xFF
    with pytest.raises(NothingTakenError) as caught:
        read_word(bytes(data), "文件", "zh")
    assert caught.value.what == word.DAMAGED
