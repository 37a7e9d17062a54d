"""A sheet to sign at a session that is held on paper: whoever was there, and who agrees to be named to the factory.

Which words are printed is the caller's; no language is known here. The same sheet gives the same bytes, always.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mpt.paper.fonts import typeset
from mpt.paper.words import printable_words

ROWS_A_PAGE = 25

_TEMPLATE = Path(__file__).with_name("signin_sheet.typ")


@dataclass(frozen=True, slots=True)
class SignInWords:
    """What a sheet says in one language, in the order of the page."""

    title: str  # 签到表 / Sign-in sheet
    privacy: str  # who will see this sheet, and what for
    number: str  # 序号 / No.
    name: str  # 姓名（可以不写） / Name (you may leave it blank)
    signature: str  # 签名 / Signature
    agrees: str  # above the boxes to tick: 厂方可以看到我的名字 / My factory may see my name


@dataclass(frozen=True, slots=True)
class SignInLine:
    """A line above the rows: factory, date, trainer. Without a `value` it's ruled, to be filled in by hand.

    `label` has an entry for each language, `value` for each or for one.
    """

    label: Mapping[str, str]
    value: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignInSheetPaper:
    """What stands on one sheet. The first of `languages` is set large, any others small below it.

    There is room for `rows` people at least: the last page is filled up too. `words` have an entry for each language.
    """

    languages: tuple[str, ...]
    words: Mapping[str, SignInWords]
    lines: tuple[SignInLine, ...]
    rows: int = ROWS_A_PAGE


def signin_sheet_pdf(paper: SignInSheetPaper) -> bytes:
    """Return `paper` as A4 pages, each of which could be lost from the others and still say what it is."""
    return typeset(_TEMPLATE, _data(paper), format="pdf", timestamp=0)


def _data(paper: SignInSheetPaper) -> dict[str, Any]:
    """Return what the template reads."""
    printed: dict[str, Any] = printable_words(
        {
            "texts": [{"lang": language, **asdict(paper.words[language])} for language in paper.languages],
            "lines": [[_said(line, language) for language in paper.languages] for line in paper.lines],
        }
    )
    return {**printed, "pages": -(-paper.rows // ROWS_A_PAGE), "rows": ROWS_A_PAGE}


def _said(line: SignInLine, language: str) -> dict[str, str]:
    return {"lang": language, "label": line.label[language], "value": line.value.get(language, "")}
