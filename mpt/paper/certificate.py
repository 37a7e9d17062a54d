"""A certificate, as a PDF to print and as a picture to keep on a phone: one page, one template (certificate.typ).

The same certificate gives the same bytes, always. Which words are printed is the caller's; no language is known here.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from mpt.paper.fonts import in_song, missing_characters, readable, typeset
from mpt.paper.picture import few_colours
from mpt.paper.qr import qr
from mpt.paper.words import printable_words

__all__ = [
    "PICTURE_WIDTH",
    "CertificatePaper",
    "CertificateWords",
    "UnprintableNameError",
    "missing_characters",
    "pdf",
    "png",
]

PICTURE_WIDTH = 1080
"""Width of the picture in pixels: what a phone shows in full, and what chat apps pass on without making it smaller."""

_TEMPLATE = Path(__file__).with_name("certificate.typ")
_A4_WIDTH = 595.28
_POINTS_AN_INCH = 72


class UnprintableNameError(Exception):
    """A name can't be printed as it is; `characters` are those that no font has, empty when the name shows nothing."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


@dataclass(frozen=True, slots=True)
class CertificateWords:
    """All that a certificate says in one language besides the name, the course and the code.

    In the order of the page; the name stands between `before_name` and `after_name`, the course's title after that.
    A line break in a phrase is kept.
    """

    heading: str  # 结业证书 / Certificate
    before_name: str  # 兹证明 / This is to certify that
    after_name: str  # 用心学完了家长课程 / has completed the course
    wish: str  # one or two warm lines below the title
    programme: str  # who gives it
    date: str  # the day, written out: 2026年11月24日 / 24 November 2026
    verify: str  # beside the QR: 扫一扫，核对这张证书 / Scan to check this certificate
    number: str  # above the code: 证书编号 / Certificate number


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What stands on one certificate. The first of `languages` is set large, any others small below it.

    `name` is the parent's, as it shall read. `course` and `words` have an entry for each of `languages`.
    """

    name: str
    course: Mapping[str, str]
    languages: tuple[str, ...]
    date: datetime.date
    code: str
    verify_url: str
    words: Mapping[str, CertificateWords]


def pdf(paper: CertificatePaper) -> bytes:
    """Return `paper` as one A4 page, PDF/A-2b. Raises UnprintableNameError."""
    midnight = datetime.datetime.combine(paper.date, datetime.time(), datetime.UTC)
    return typeset(_TEMPLATE, _data(paper), format="pdf", pdf_standards="a-2b", timestamp=int(midnight.timestamp()))


def png(paper: CertificatePaper) -> bytes:
    """Return `paper` as a picture of the same page, PICTURE_WIDTH wide. Raises UnprintableNameError."""
    large = typeset(_TEMPLATE, _data(paper), format="png", ppi=PICTURE_WIDTH / _A4_WIDTH * _POINTS_AN_INCH)
    return few_colours(large, Image.Quantize.FASTOCTREE)


def _data(paper: CertificatePaper) -> dict[str, Any]:
    """Return what the template reads."""
    name, day = _name(paper.name), paper.date
    return {
        "name": name,
        "in_song": in_song(name),
        "texts": printable_words([_text(paper, language) for language in paper.languages]),
        "code": "-".join(_groups(paper.code)),
        "url": paper.verify_url,
        "qr": qr(paper.verify_url).svg,
        "date": {"year": day.year, "month": day.month, "day": day.day},
    }


def _text(paper: CertificatePaper, language: str) -> dict[str, str]:
    return {"lang": language, **asdict(paper.words[language]), "course": paper.course[language]}


def _name(name: str) -> str:
    name = readable(name).replace("\n", " ")
    missing = missing_characters(name)
    if missing or not name:
        raise UnprintableNameError(missing)
    return name


def _groups(code: str, size: int = 4) -> Iterator[str]:
    """Yield `code` in groups that can be read out over the phone."""
    return (code[start : start + size] for start in range(0, len(code), size))
