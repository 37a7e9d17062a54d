"""HTML from elsewhere as our Markdown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpt.formats.markup import markdown_of
from mpt.formats.tags import MOST_DEEP, tree_of
from tests.formats.said import said


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>一</p><p>二</p>", "一\n\n二"),
        ("一<p>二</p>三", "一\n\n二\n\n三"),
        ("<h2>一 <b>二</b></h2>", "## 一 二"),
        ("<p>一<br>二</p>", "一\n\n二"),
        ("<p><strong>一</strong>二<em> 三 </em>四</p>", "**一**二 *三* 四"),
        ("<p><b>一</b><b>二</b></p>", "**一二**"),
        ("<p><b>一<br>二</b></p>", "**一**\n\n**二**"),
        ("<p><b> </b>x<i></i></p>", "x"),
        ("<p><b><strong>一</strong></b></p>", "**一**"),
        ("<ul><li>一<ul><li>二</li></ul></li><li><p>三</p><p>四</p></li></ul>", "- 一\n    - 二\n- 三 四"),
        ("<ol><li>一</li>\n<li>二<ol><li>三</li></ol></li></ol>", "1. 一\n2. 二\n    1. 三"),
        ("<ul><li><ul><li>一</li></ul></li></ul>", "- 一"),
        ("<blockquote><p>一</p><p>二</p></blockquote>", "> 一\n>\n> 二"),
        ("<table><tr><th>一</th><th>二</th></tr><tr><td>a|b</td></tr></table>", "| 一 | 二 |\n|---|---|\n| a\\|b |  |"),
        ("<table><tr><td><p>一</p><p>二</p></td></tr></table>", "一\n\n二"),
        ("<table><tbody><tr><td>一</td><td>二</td></tr></tbody>三</table>", "| 一 | 二 |\n|---|---|\n| 三 |  |"),
        ("<table></table>", ""),
        ("<table><tr></tr></table>", ""),
        ("<p># 一</p><p>- 二</p><p>1. 三</p><p>&gt; 四</p>", "\\# 一\n\n- 二\n\n1. 三\n\n\\> 四"),
        ("<p>• 一</p><p>●二</p>", "- 一\n\n- 二"),
        ("<p>a*b_c`d`</p>", "a\\*b_c\\`d\\`"),
        ('<p><a href="https://a.example/x">一</a></p>', "[一](https://a.example/x)"),
        ('<p><a href="https://a.example/x">https://a.example/x</a></p>', "https://a.example/x"),
        ('<p><a href="#b">一</a><a id="b"></a></p>', "一"),
        ('<p><input type="checkbox" checked>一 <input type="checkbox">二</p>', "[x] 一 [ ] 二"),
        ('<p><img src="picture-1" alt="一[二]"></p>', "![一 二](picture-1)"),
        ('<h1>一<img src="picture-1" alt="二"></h1>', "# 一\n\n![二](picture-1)"),
        ("<p>一</div></p></b>二", "一\n\n二"),
        ("<p>一<span><p>二</p></span>", "一\n\n二"),
        ("<custom/>一<br/>二", "一\n\n二"),
        ("<style>x</style><p>一</p><script>y</script>", "一"),
        ("一</script>二", "一二"),
        ("", ""),
    ],
)
def test_what_is_kept(html: str, markdown: str) -> None:
    assert markdown_of(html, {"picture-1"}) == (markdown, ())


@pytest.mark.parametrize(
    ("html", "markdown", "left"),
    [
        (
            '<a href="http://a.example">一</a>',
            "一",
            "一: A link can't lead to “http://a.example” here, so only its words are kept.",
        ),
        (
            '<a href="https://a.x/(x)">一</a>',
            "一",
            "一: A link can't lead to “https://a.x/(x)” here, so only its words are kept.",
        ),
        (
            '<a href="javascript:x">一</a>',
            "一",
            "一: A link can't lead to “javascript:x” here, so only its words are kept.",
        ),
        ('<img src="data:x" alt="窗">', "", "窗: This picture isn't in the file itself. Add it by hand."),
        ('<img src="a.png">', "", "a.png: This picture isn't in the file itself. Add it by hand."),
        (
            (
                '<p>一<sup><a href="#footnote-1">[1]</a></sup></p>'
                '<ol><li id="footnote-1">注<a href="#footnote-ref-1">↑</a></li></ol>'
            ),
            "一",
            "注: A footnote isn't kept. What a parent must know belongs into the text.",
        ),
        (
            '<table><tr><td colspan="2">一</td></tr><tr><td>二</td><td>三</td></tr></table>',
            "| 一 |  |\n|---|---|\n| 二 | 三 |",
            "一: Joined cells of a table stand apart.",
        ),
        (
            "<s>旧</s>",
            "旧",
            "旧: These words were struck through. They are taken; delete them by hand where they aren't meant.",
        ),
        ("<iframe>x</iframe>", "x", "<iframe> x: This can't be shown in a lesson."),
    ],
)
def test_what_isnt_kept_is_listed(html: str, markdown: str, left: str) -> None:
    found, leftovers = markdown_of(html)
    assert (found, said(leftovers)) == (markdown, [left])


def test_the_same_twice_is_said_once() -> None:
    assert len(markdown_of('<a href="x:y">一</a><a href="x:y">一</a>')[1]) == 1


def test_depth_has_an_end() -> None:
    found, _left = markdown_of("<div>" * 5000 + "一" + "</div>" * 5000)
    assert found == "一"
    depth, tag = 0, tree_of("<b>" * 500)
    while tag.inside:
        tag = tag.inside[0]  # type: ignore[assignment]
        depth += 1
    assert depth == MOST_DEEP


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul>",
                "<li>",
                "</ul>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<b>",
                "</b>",
                "字",
                "<br>",
                "<h1>",
                "</h1>",
                "<img>",
                "<a href='x'>",
                "</a>",
                "<blockquote>",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_html_keeps_its_words(html: str) -> None:
    found, _left = markdown_of(html)
    assert found.count("字") == html.count("字")
