"""The notice of a space for children, for its door and for the dormitory: when, where, for whom, and who may collect.

Which words are printed is the caller's; no language is known here. The same notice gives the same bytes, always.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

from mpt.paper.fonts import typeset
from mpt.paper.qr import qr
from mpt.paper.words import printable_words

_TEMPLATE = Path(__file__).with_name("space_notice.typ")


@dataclass(frozen=True, slots=True)
class SpaceNotice:
    """All that stands on one notice, in one language, in the order of the page. `url` is where the QR leads."""

    language: str
    kind: str  # 家庭友好空间 / Family-Friendly Space
    name: str
    factory: str
    facts: tuple[tuple[str, str], ...]  # a label and what it says: days, hours, ages, places, room, contact
    scan: str  # beside the QR: 扫码报名。不用写孩子的名字。 / Scan to ask for a place. No child's name is needed.
    url: str
    bring: str  # 请带上 / Please bring
    things: tuple[str, ...]
    collect: str  # 谁可以接孩子 / Who may collect a child
    rules: tuple[str, ...]  # the pick-up rule, a sentence each


def space_notice_pdf(notice: SpaceNotice) -> bytes:
    """Return `notice` as one A4 page, however long its words are."""
    printed = printable_words({**asdict(notice), "url": ""})
    data = {**printed, "url": notice.url, "qr": asdict(qr(notice.url, error="q"))}
    return typeset(_TEMPLATE, data, format="pdf", timestamp=0)
