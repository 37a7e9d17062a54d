"""Markdown as safe HTML.

Marks are read by python-markdown, in which HTML is no mark: what looks like a tag is shown as it was typed. What comes
out passes an allow-list (nh3). Pictures and recordings are put in last, made here from checked files, in the places
that stand-ins kept for them.
"""

import re
from html import escape

import nh3

from mpt.content.limits import exceeds
from mpt.content.lines import Line, numbered
from mpt.content.links import AUDIO
from mpt.content.marks import parser
from mpt.content.page import Media, Page
from mpt.content.standins import StandIns, without_standins

__all__ = ["Media", "Page", "inline", "render"]

_WORDS = {"a", "b", "br", "code", "em", "strong"}
_BLOCKS = {
    *("blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}
_CLASSES = {"blockquote": {"class": {"say"}}, "ul": {"class": {"todo"}}}
_LONE_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)\s*")


def render(text: str, page: Page) -> str:
    """Return a text of any length as HTML blocks."""
    text = without_standins(text)
    if exceeds(text):
        return _as_typed(text)
    standins = StandIns()
    source = "\n".join(_line(line, page, standins) for line in numbered(text))
    html = _clean(parser(page, standins, one_line=False).convert(source), _WORDS | _BLOCKS)
    # A table may be wider than a phone: it scrolls in a box of its own, not with the page.
    html = html.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    return standins.restore(html)


def inline(text: str, help_url: str = "") -> str:
    """Return a text that is no more than words, such as a choice, as HTML without blocks.

    Paragraphs become lines. Pictures become their words.
    """
    text = without_standins(text)
    if exceeds(text):
        return escape(text)
    standins = StandIns()
    html = parser(Page({}, help_url=help_url), standins, one_line=True).convert(text)
    return standins.restore(_clean(html.replace("</p><p>", "<br>"), _WORDS))


def _line(line: Line, page: Page, standins: StandIns) -> str:
    """Return a line of the source, set apart where it is a recording or picture, so that no paragraph takes it in."""
    audio = None if line.code else AUDIO.fullmatch(line.text.rstrip())
    if audio:
        return f"\n{standins.keep(page.recording(audio[1]))}\n"
    if not line.code and _LONE_PICTURE.fullmatch(line.text):
        return f"\n{line.text}\n"
    return line.text


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes=_ATTRIBUTES,
        tag_attribute_values=_CLASSES,
        url_schemes={"https"},
        link_rel=None,
    )


def _as_typed(text: str) -> str:
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{escape(part)}</p>" for part in paragraphs if part)
