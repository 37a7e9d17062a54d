"""A factory's poster: the QR code by which its workers come in, as a page to hang up and as a picture for a chat group.

The same poster gives the same bytes, always. Which words are printed is the caller's; no language is known here. Names
may be as long as they like: they're set smaller, and there is one page.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from mpt.paper.fonts import typeset
from mpt.paper.picture import few_colours
from mpt.paper.qr import qr
from mpt.paper.words import printable_words

PICTURE_SIZE = (1080, 1440)
"""Width and height of the picture in pixels: what a phone shows in full, upright."""

_PAGE = Path(__file__).with_name("poster.typ")
_PICTURE = Path(__file__).with_name("poster-picture.typ")
_PICTURE_PPI = 216  # the picture's template counts in points of a phone, 360 wide: three pixels each


@dataclass(frozen=True, slots=True)
class PosterWords:
    """All that a poster says in one language besides the code and the helplines, in the order of the page.

    A line break in a phrase is kept where it's set large: in two short lines a step is read from further away.
    """

    programme: str  # 在外父母课堂 / Migrant Parent Training
    invitation: str  # one line below it: 每天三分钟，离孩子更近一点
    steps: tuple[str, str, str]  # scan with WeChat; read a lesson; try it tonight
    press: str  # the first step in a chat, where the picture itself is pressed: 长按图片，识别二维码
    type_code: str  # where to type the code if scanning fails: 扫不了？打开 learn.example.org/join 输入
    factory: str
    place: str  # department or line; empty for the whole factory
    promise: str  # 免费，不用注册。工厂只看到总数
    help: str  # above the helplines: 有难处，可以打


@dataclass(frozen=True, slots=True)
class PosterHelpline:
    """One number to call, with its name and hours in each language. Hours may be empty."""

    number: str
    name: Mapping[str, str]
    hours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PosterPaper:
    """What stands on one poster. The first of `languages` is set large, any others small below it.

    `words` have an entry for each of `languages`. `code` is the join code as it's stored, `join_url` where the QR leads.
    """

    languages: tuple[str, ...]
    words: Mapping[str, PosterWords]
    code: str
    join_url: str
    helplines: tuple[PosterHelpline, ...]


def poster_pdf(paper: PosterPaper) -> bytes:
    """Return `paper` as one A4 page."""
    return typeset(_PAGE, _data(paper), format="pdf", timestamp=0)


def poster_picture(paper: PosterPaper) -> bytes:
    """Return `paper` as a PNG of PICTURE_SIZE with a layout of its own: who sees it in a chat presses the code and is in."""
    large = typeset(_PICTURE, _data(paper), format="png", ppi=_PICTURE_PPI)
    return few_colours(large, Image.Quantize.FASTOCTREE)


def _data(paper: PosterPaper) -> dict[str, Any]:
    """Return what both templates read."""
    printed: dict[str, Any] = printable_words(
        {
            "texts": [{"lang": language, **asdict(paper.words[language])} for language in paper.languages],
            "helplines": [
                {"number": line.number, "texts": [_said(line, language) for language in paper.languages]}
                for line in paper.helplines
            ],
            "code": _grouped(paper.code),
        }
    )
    return {**printed, "url": paper.join_url, "qr": asdict(qr(paper.join_url, error="q"))}


def _said(line: PosterHelpline, language: str) -> dict[str, str]:
    return {"lang": language, "name": line.name[language], "hours": line.hours[language]}


def _grouped(code: str, size: int = 3) -> str:
    """Write `code` in groups short enough to keep in mind while typing."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))
