"""Our Markdown: python-markdown without what lessons don't have, and with what they do."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import IMAGE_LINK_RE, ImageInlineProcessor
from markdown.treeprocessors import Treeprocessor

from mpt.content.links import HELP, is_safe_link
from mpt.content.page import Page
from mpt.content.softbreaks import SoftBreaks
from mpt.content.standins import StandIns

_BOX = re.compile(r"\s*\[[ xX]\] +")

_HEADING = re.compile("h[1-6]")

_NO_BLOCKS = ("code", "setextheader", "reference")
_NO_INLINES = ("reference", "image_reference", "short_reference", "short_image_ref", "autolink", "automail", "html")
_MORE_BLOCKS = ("indent", "hashheader", "hr", "olist", "ulist", "quote")


def parser(page: Page, standins: StandIns, *, one_line: bool) -> Markdown:
    """Return a parser for one text. `one_line`: for a text that is no more than words, such as a choice."""
    # A parser keeps what it read: two texts, or two threads, must not share one.
    extensions: list[Extension | str] = [Marks(page, standins, one_line=one_line)]
    if not one_line:
        extensions = ["fenced_code", "sane_lists", TableExtension(use_align_attribute=True), *extensions]
    return Markdown(extensions=extensions, output_format="html")


class Marks(Extension):
    """What our Markdown has and hasn't."""

    def __init__(self, page: Page, standins: StandIns, *, one_line: bool) -> None:
        super().__init__()
        self._page = page
        self._standins = standins
        self._one_line = one_line

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Take out and put in."""
        _drop(md.preprocessors, ("html_block",))
        _drop(md.parser.blockprocessors, _NO_BLOCKS)
        _drop(md.inlinePatterns, _NO_INLINES)
        # Its line breaks would look like those of the text.
        _drop(md.treeprocessors, ("prettify",))
        if self._one_line:
            _drop(md.parser.blockprocessors, _MORE_BLOCKS)
        picture = _Picture(IMAGE_LINK_RE, md, self._page, self._standins)
        md.inlinePatterns.register(picture, "image_link", 150)
        md.treeprocessors.register(_Links(md, self._page), "links", 15)
        md.treeprocessors.register(_Checklists(md), "checklists", 14)
        md.treeprocessors.register(_Headings(md), "headings", 13)
        # After "unescape" (0), when every character is itself.
        md.treeprocessors.register(SoftBreaks(md), "soft_breaks", -1)
        if self._page.say:
            md.treeprocessors.register(_WordsToSay(md, self._page), "words_to_say", -2)


def _drop(registry: Any, names: tuple[str, ...]) -> None:
    for name in names:
        registry.deregister(name)


class _Picture(ImageInlineProcessor):
    """Puts a stand-in where a picture goes."""

    def __init__(self, pattern: str, md: Markdown, page: Page, standins: StandIns) -> None:
        super().__init__(pattern, md)
        self._page = page
        self._standins = standins

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name and ways
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        """Return the stand-in, and where the picture's marks begin and end."""
        element, start, end = super().handleMatch(m, data)
        if not isinstance(element, Element):
            return None, None, None
        html = self._page.picture(str(element.get("src", "")), str(element.get("alt", "")))
        return self._standins.keep(html), start, end


class _Links(Treeprocessor):
    """Lets links lead to the help page and by https; any other becomes its words."""

    def __init__(self, md: Markdown, page: Page) -> None:
        super().__init__(md)
        self._help_url = page.help_url

    def run(self, root: Element) -> None:
        """Settle every link below `root`."""
        for link in root.iter("a"):
            address = link.get("href", "")
            link.attrib.clear()
            if address == HELP and self._help_url:
                link.set("href", self._help_url)
            elif address != HELP and is_safe_link(address):
                link.set("href", address)
                link.set("rel", "noopener")
            else:
                link.tag = "span"


class _Checklists(Treeprocessor):
    """Makes a list of `[ ]` items a checklist to read: there is nothing to tick."""

    def run(self, root: Element) -> None:
        """Mark the checklists below `root`."""
        for checklist in root.iter("ul"):
            if len(checklist) and all(_BOX.match(_lead(item).text or "") for item in checklist):
                checklist.set("class", "todo")
                for item in checklist:
                    lead = _lead(item)
                    lead.text = _BOX.sub("", lead.text or "", count=1)


def _lead(item: Element) -> Element:
    """Return where an item's words begin: in its paragraph, if it has one."""
    has_words = bool(item.text and item.text.strip())
    return item[0] if not has_words and len(item) and item[0].tag == "p" else item


class _Headings(Treeprocessor):
    """Begins a text's headings at the second level, and leaves none out: the first is the page's own."""

    def run(self, root: Element) -> None:
        """Number the headings below `root` anew."""
        headings = [element for element in root if _HEADING.fullmatch(element.tag)]
        levels = sorted({heading.tag for heading in headings})
        for heading in headings:
            heading.tag = f"h{min(levels.index(heading.tag) + 2, 6)}"


class _WordsToSay(Treeprocessor):
    """Heads each quotation with the page's words for "You could say"."""

    def __init__(self, md: Markdown, page: Page) -> None:
        super().__init__(md)
        self._say = page.say

    def run(self, root: Element) -> None:
        """Head the quotations below `root`, but for those inside another."""
        for quote in _outermost_quotes(root):
            quote.set("class", "say")
            head = Element("b")
            head.text = self._say
            quote.insert(0, head)


def _outermost_quotes(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "blockquote":
            yield child
        else:
            yield from _outermost_quotes(child)
