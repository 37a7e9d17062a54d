"""Markdown as HTML: right for Chinese, and safe whatever was typed."""

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpt.content.page import Media, Page
from mpt.content.render import inline, render
from tests.paces import times_slower
from tests.recordings import mp3

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d")
MEDIA = {
    "a.svg": Media("a.svg", SVG, "/m/a.svg"),
    "bad.svg": Media("bad.svg", b"<svg><script/></svg>", "/m/bad.svg"),
    "a.png": Media("a.png", PNG, "/m/a.png?x=1&y=2"),
    "bad.png": Media("bad.png", b"bad", "/m/bad.png"),
    "a.mp3": Media("a.mp3", mp3(80), "/m/a.mp3"),
    "bad.mp3": Media("bad.mp3", bytes(320 * 1024), "/m/bad.mp3"),
    "a.md": Media("a.md", b"", "/m/a.md"),
}
PAGE = Page(MEDIA, say="可以这样说", listen="听一听", help_url="/zh/help")
BARE = Page({})
DRAWING = '<svg class="pic" role="img" aria-label="窗" viewBox="0 0 1 1"><path d="M0 0"/></svg>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("你好\n世界", "你好世界"),
        ("你好，\n“世界”", "你好，“世界”"),
        ("“你好”\n“世界”", "“你好”“世界”"),
        ("你好……\n——世界", "你好……——世界"),
        ("**你好**\n世界", "<strong>你好</strong>世界"),
        ("你好\n**世界**", "你好<strong>世界</strong>"),
        ("**你好**\n*世界*", "<strong>你好</strong><em>世界</em>"),
        ("`你好`\n世界", "<code>你好</code>世界"),
        ("[你好](https://a.b)\n世界", '<a href="https://a.b" rel="noopener">你好</a>世界'),
        ("你好 \n 世界", "你好世界"),
        ("你好\nworld\n世界", "你好 world 世界"),
        ("One\ntwo", "One two"),
        ("“One”\n“two”", "“One” “two”"),
        ("打\n110", "打 110"),
        ("你好  \n世界", "你好<br>世界"),
        ("𠮷\n㛃", "𠮷㛃"),
        ("**重点。**后面", "<strong>重点。</strong>后面"),
        ("前面**“重点”**后面", "前面<strong>“重点”</strong>后面"),
        ("**\n", "**"),
    ],
)
def test_line_breaks_and_bold_as_chinese_wants_them(text: str, shown: str) -> None:
    assert render(text, BARE) == f"<p>{shown}</p>"
    assert inline(text) == shown


def test_breaks_in_lists_and_quotations() -> None:
    assert (
        render("- 一\n  二\n    - 三\n      四\n- 五", BARE)
        == "<ul><li>一二<ul><li>三四</li></ul></li><li>五</li></ul>"
    )
    assert render("> 一\n> 二\n\n1. 三\n\n2. 四\n   五", BARE) == (
        "<blockquote><p>一二</p></blockquote><ol><li><p>三</p></li><li><p>四五</p></li></ol>"
    )


def test_code_keeps_its_lines_and_holds_no_marks() -> None:
    assert render("```\n一\n二 <b>\n:audio: a.mp3\n![窗](a.svg)\n```", PAGE) == (
        "<pre><code>一\n二 &lt;b&gt;\n:audio: a.mp3\n![窗](a.svg)\n</code></pre>"
    )


def test_words_to_say_have_a_heading_in_a_lesson() -> None:
    assert render("> “你好。”", PAGE) == '<blockquote class="say"><b>可以这样说</b><p>“你好。”</p></blockquote>'
    assert render("> “你好。”", BARE) == "<blockquote><p>“你好。”</p></blockquote>"
    assert render("- 一\n\n    > 二\n    > > 三", PAGE).count("可以这样说") == 1


def test_a_drawing_is_part_of_the_page() -> None:
    assert render("![窗](a.svg)", PAGE) == DRAWING
    assert render("一\n![窗](a.svg)\n二", PAGE) == f"<p>一</p>{DRAWING}<p>二</p>"
    assert render("一![窗](a.svg)二", PAGE) == f"<p>一{DRAWING}二</p>"
    assert render("![“<b>\"'](a.svg)", PAGE).count("&lt;b&gt;&quot;&#x27;") == 1


def test_a_drawing_without_words_is_hidden_from_those_who_listen() -> None:
    assert render("![](a.svg)", PAGE) == DRAWING.replace('role="img" aria-label="窗"', 'aria-hidden="true"')


def test_a_photo_has_its_size_before_it_loads() -> None:
    assert render("![窗](a.png)", PAGE) == (
        '<img class="pic" src="/m/a.png?x=1&amp;y=2" alt="窗" width="3" height="2" loading="lazy" decoding="async">'
    )


@pytest.mark.parametrize("name", ["no.svg", "bad.svg", "bad.png", "a.md", "a.mp3", "https://evil.example/a.png"])
def test_a_picture_that_cannot_be_shown_is_its_words(name: str) -> None:
    assert html.unescape(render(f"![窗 & 月]({name})", PAGE)).removeprefix("<p>").removesuffix("</p>") == "窗 & 月"


def test_a_recording_says_its_length_and_size_before_it_is_fetched() -> None:
    figure = (
        '<figure class="listen"><figcaption>听一听 · 1:20 · 313 KB</figcaption>'
        '<audio controls preload="none" src="/m/a.mp3" aria-label="听一听"></audio></figure>'
    )
    assert render("一\n:audio: a.mp3\n二", PAGE) == f"<p>一</p>{figure}<p>二</p>"
    assert render(":audio: a.svg\n", PAGE) == render(":audio: no.mp3\n", PAGE) == ""


def test_a_page_words_the_length_of_a_recording() -> None:
    page = Page(MEDIA, listen="听一听", length=lambda seconds: f"<{seconds} 秒>")
    assert "<figcaption>听一听 · &lt;80 秒&gt; · 313 KB</figcaption>" in render(":audio: a.mp3", page)


def test_a_recording_whose_length_cannot_be_read_says_its_size() -> None:
    assert "<figcaption>听一听 · 320 KB</figcaption>" in render(":audio: bad.mp3", PAGE)


def test_a_checklist_is_to_read_not_to_tick() -> None:
    assert render("- [ ] 一\n- [x] 二", BARE) == '<ul class="todo"><li>一</li><li>二</li></ul>'
    assert render("- [ ] 一\n\n- [x] 二", BARE) == '<ul class="todo"><li><p>一</p></li><li><p>二</p></li></ul>'
    assert render("- [ ] 一\n- 二", BARE) == "<ul><li>[ ] 一</li><li>二</li></ul>"


def test_a_wide_table_scrolls_in_its_own_box() -> None:
    shown = render("| 甲 | 乙 |\n|:-:|---|\n| 1 | 2 |", BARE)
    assert shown.startswith('<div class="wide"><table><thead><tr><th>甲</th><th>乙</th></tr></thead>')
    assert shown.endswith("</tr></tbody></table></div>")


def test_headings_begin_below_that_of_the_page() -> None:
    assert render("### 一\n\n### 二", BARE) == "<h2>一</h2><h2>二</h2>"
    assert render("## 一\n\n#### 二", BARE) == "<h2>一</h2><h3>二</h3>"
    assert render("\n\n".join("#" * level + " a" for level in range(1, 7)), BARE).count("<h6>") == 2


def test_links_lead_to_help_or_by_https() -> None:
    assert render("[热线](help)", PAGE) == '<p><a href="/zh/help">热线</a></p>'
    assert render("[热线](help)", BARE) == "<p>热线</p>"
    assert inline("[热线](help)", help_url="/zh/help") == '<a href="/zh/help">热线</a>'
    assert inline("[热线](help)") == "热线"
    assert render("[一](https://example.com/a?b=1&c=2)", BARE) == (
        '<p><a href="https://example.com/a?b=1&amp;c=2" rel="noopener">一</a></p>'
    )


@pytest.mark.parametrize(
    "address",
    [
        *(
            "//evil.example",
            "http://example.com",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#10;script:alert(1)",
        ),
        *("data:text/html,x", "/zh/me", "../me", "vbscript:x", "https:evil.example", "https:/evil.example", "https://"),
        *(
            "https://user@evil.example",
            "https://evil.example\\@good.example",
            "https://[",
            "https://a:99999",
            "https://a:x",
        ),
        *("\x01javascript:alert(1)", "&#106;avascript:alert(1)", "<javascript:alert(1)>", 'https://a/" onclick="x', ""),
    ],
)
def test_other_links_are_only_their_words(address: str) -> None:
    assert "<a" not in render(f"[一]({address})", PAGE)
    assert "href" not in inline(f"[一]({address})").replace("&quot;", "")


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src=//evil.example></iframe>",
    "<!-- <script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "`<script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "``` {onclick=alert(1) .x #y}\nx\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    '![x" onerror="alert(1)](a.svg)',
    '![x](a.svg "t\\" onerror=alert(1)")',
    "![x](<a.svg onerror=alert(1)>)",
    "[![x](a.svg)](javascript:alert(1))",
    '[x](https://a.b "t\\" onclick=alert(1)")',
    "<https://a.b/<script>>",
    "<javascript:alert(1)>",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "## x {onclick=alert(1)}",
    "x {: onclick=alert(1) }",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03",
    "\ue0000\ue001 ![窗](a.svg)",
    "| <script> |\n|---|\n| <img onerror=alert(1)> |",
    "<b>**x</b>**",
    "> <script>\n> alert(1)",
    "- <script>alert(1)</script>",
    ":audio: <script>.mp3",
    "<div class=say style=position:fixed>x</div>",
]
TAGS = {
    *("a", "audio", "b", "blockquote", "br", "code", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6"),
    *("hr", "img", "li", "ol", "p", "path", "pre", "strong", "svg", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    *("alt", "aria-hidden", "aria-label", "class", "controls", "d", "decoding", "height", "href", "loading", "preload"),
    *("rel", "role", "src", "start", "viewbox", "width"),
}


class Seen(HTMLParser):
    """The tags and attributes of some HTML, as a browser finds them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name: value or "" for name, value in attrs}


def assert_harmless(shown: str) -> None:
    seen = Seen(shown)
    assert seen.tags <= TAGS, shown
    assert set(seen.attributes) <= ATTRIBUTES, shown
    assert seen.attributes.get("class", "pic") in {"pic", "say", "todo", "wide", "listen"}
    assert re.match(r"$|https://|/zh/help", seen.attributes.get("href", "")), shown
    assert "\ue000" not in shown


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_gets_through(attack: str) -> None:
    for text in (attack, f"文字 {attack} 文字", f"- {attack}\n\n> {attack}"):
        assert_harmless(render(text, PAGE))
        assert_harmless(inline(text))


def test_what_looks_like_html_is_shown_as_it_was_typed() -> None:
    for attack in ATTACKS[:10]:
        assert html.unescape(re.sub("</?p>", "", render(attack, BARE))).replace(" ", "") == attack.replace(" ", "")


PIECES = st.sampled_from(
    [
        *"*_`[]()!<>#-+|~\\&\"'\n {}:=.x文，",
        "](",
        "![",
        "**",
        "```\n",
        "<a ",
        "](help)",
        "(a.svg)",
        ":audio: a.mp3\n",
        "\n\n",
        "    ",
        *ATTACKS,
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_mixture_of_marks_raises_or_harms(text: str) -> None:
    assert_harmless(render(text, PAGE))
    assert_harmless(inline(text))


@given(st.text())
def test_no_text_raises(text: str) -> None:
    render(text, PAGE)
    inline(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "![" * 5000,
        "[x](" * 3000,
        "*" * 11_000,
        "_a " * 4000,
        "`a" * 5500,
        ">" * 11_000,
        "\n".join("  " * depth + "- x" for depth in range(300)),
        "- " * 5000,
        "```\n" * 2900,
        "|a" * 5000,
        "a\n" * 5900,
        "x" * 1_000_000,
    ],
)
def test_a_hostile_text_is_quick(text: str) -> None:
    ordinary = "今晚给孩子打个电话。\n听他说三分钟。\n\n" * 600
    assert times_slower(lambda: show(text), lambda: show(ordinary)) < 60


def show(text: str) -> None:
    render(text, PAGE)
    inline(text)


def test_a_text_beyond_the_limits_is_shown_as_it_was_typed() -> None:
    assert render("[" * 300 + "<b>\n\n二", PAGE) == f"<p>{'[' * 300}&lt;b&gt;</p><p>二</p>"
    assert inline("[" * 300 + "<b>") == f"{'[' * 300}&lt;b&gt;"


def test_words_alone_have_no_blocks() -> None:
    assert inline("1. 先做什么？") == "1. 先做什么？"
    assert inline("# 一") == "# 一"
    assert inline("一\n\n二 **三**") == "一<br>二 <strong>三</strong>"
    assert inline("![窗](a.svg)") == "窗"
    assert inline("a < b") == "a &lt; b"
    assert inline("") == ""
