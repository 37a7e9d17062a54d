"""Words from elsewhere as Markdown that shows them as they are: nothing in them becomes a mark."""

import re

_MARK = re.compile(r"\\(?=[\\`*_{}\[\]()>#+\-.!|])|[`*]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<=\])\(")
_START = re.compile(r"#|>|\[(?=[^\[\]]*\]:)|[+|]|-(?=[-\s])|-$|(?<=\d)[.)](?=\s)")
_NUMBER = re.compile(r"\d{0,9}")


def shown(text: str) -> str:
    """Return words that stand in the middle of a line, such as those of a heading or a choice."""
    return _MARK.sub(lambda found: "\\" + found[0], text)


def at_start(line: str) -> str:
    """Return a line of Markdown whose beginning makes no heading, quotation, list or table of it."""
    place = _NUMBER.match(line).end()  # type: ignore[union-attr]  # no digits is a match too
    start = _START.match(line, place)
    is_mark = start and (place == 0 or start[0] in ".)")
    return f"{line[:place]}\\{line[place:]}" if is_mark else line


def one_line(text: str) -> str:
    """Return a text of several lines as one: nothing is lost but the breaks."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Return plain text as Markdown: each line a paragraph, its beginning no mark."""
    lines = (one_line(line) for line in text.splitlines())
    return "\n\n".join(at_start(shown(line)) for line in lines if line)
