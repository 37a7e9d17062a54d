"""The list at a space's door for one week, by card number: when each child came and left, and who signed for it.

It's kept where there is no network, and entered later. Which words are printed is the caller's; no language is known here.
The same list gives the same bytes, always.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

from mpt.paper.fonts import typeset
from mpt.paper.words import printable_words

ROWS_A_PAGE = 18

_TEMPLATE = Path(__file__).with_name("space_list.typ")


@dataclass(frozen=True, slots=True)
class SpaceList:
    """All that stands on one list, in one language, in the order of the page.

    `cards` are numbers with their age bands, as printed. The last page is filled up with rows to be numbered by hand, and has
    one for how many children came.
    """

    language: str
    title: str  # 儿童签到表 / Attendance list
    space: str  # its name and its factory
    week: str  # 2026年7月6日到10日 / 6 to 10 July 2026
    rule: str  # the pick-up rule in a sentence: 只把孩子交给出示家长卡的大人
    card: str  # 卡号 / Card
    age: str  # 年龄 / Age
    days: tuple[str, ...]  # 周一 7月6日 / Mon 6 July, from one to seven
    came: str  # 到 / In
    left: str  # 离开 / Out
    initials: str  # 签名 / Initials
    total: str  # 一共 / Children
    cards: tuple[tuple[str, str], ...]


def space_list_pdf(paper: SpaceList) -> bytes:
    """Return `paper` as A4 pages on their side, each of which could be lost from the others and still say what it is."""
    data = printable_words(asdict(paper))
    return typeset(_TEMPLATE, {**data, "rows": ROWS_A_PAGE}, format="pdf", timestamp=0)
