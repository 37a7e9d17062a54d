"""HTML from elsewhere as our Markdown: headings, paragraphs, lists, tables, quotations, pictures, links, bold and italic."""

import re
from collections.abc import Collection, Iterable, Iterator

from mpt.content.faults import N_
from mpt.content.links import is_safe_link
from mpt.formats.leftovers import Leftover, leftover, once
from mpt.formats.plainwords import at_start, one_line, shown
from mpt.formats.tags import Tag, tree_of

LINK = N_("A link can't lead to “%(address)s” here, so only its words are kept.")
PICTURE = N_("This picture isn't in the file itself. Add it by hand.")
FOOTNOTE = N_("A footnote isn't kept. What a parent must know belongs into the text.")
MERGED = N_("Joined cells of a table stand apart.")
STRUCK = N_("These words were struck through. They are taken; delete them by hand where they aren't meant.")
UNKNOWN_TAG = N_("This can't be shown in a lesson.")

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "figcaption"}
    | {
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
    }
    | {"p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_BOLD, _SLANTED = frozenset({"b", "strong"}), frozenset({"em", "i"})
_STRUCK = frozenset({"del", "s", "strike"})
_UNSHOWN = ("audio", "canvas", "embed", "iframe", "math", "object", "svg", "video")
_LISTS, _ROWS, _SPANS = frozenset({"ol", "ul"}), frozenset({"tbody", "tfoot", "thead"}), ("colspan", "rowspan")
_HEADING = re.compile("h[1-6]")
_NOTE = re.compile("(?:foot|end)note-")
_LISTED = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s")
_BULLET = re.compile(r"[•●▪■◆·‧▶➢]\s*(?=\S)")
_SPACES = re.compile(r"[ \t\n\r\f\v\xa0]+")


def markdown_of(html: str, known: Collection[str] = ()) -> tuple[str, tuple[Leftover, ...]]:
    """Return HTML as Markdown, and what of it isn't kept. Pictures are kept whose address is one of `known`."""
    reader = _Reader(known)
    root = tree_of(html)
    for tag in root.all(*_UNSHOWN):
        reader.left.append(leftover(f"<{tag.name}> {tag.words()}", UNKNOWN_TAG))
    blocks = [block for block in reader.blocks(root) if block]
    return "\n\n".join(blocks), once(reader.left)


class _Reader:
    """Reads a tree into blocks of Markdown, and writes down what isn't kept."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self.left: list[Leftover] = []

    def blocks(self, tag: Tag) -> Iterator[str]:
        """Yield the blocks inside an element; words that stand between them are paragraphs."""
        run: list[Tag | str] = []
        for child in tag.inside:
            if isinstance(child, Tag) and (child.name in _BLOCKS or any(True for _ in child.all(*_BLOCKS))):
                yield from self._paragraphs(run)
                yield from self._block(child)
                run = []
            else:
                run.append(child)
        yield from self._paragraphs(run)

    def _block(self, tag: Tag) -> Iterator[str]:
        if _HEADING.fullmatch(tag.name):
            yield f"{'#' * int(tag.name[1])} {shown(one_line(tag.words()))}".rstrip(" #")
            yield from (self._picture(picture) for picture in tag.all("img"))
        elif tag.name in {"ul", "ol"}:
            yield "\n".join(self._list(tag, 0))
        elif tag.name == "blockquote":
            yield "\n>\n".join(_quoted(block) for block in self.blocks(tag))
        elif tag.name == "table":
            yield from self._table(tag)
        else:
            yield from self.blocks(tag)

    def _paragraphs(self, run: Iterable[Tag | str]) -> Iterator[str]:
        for line in self._inline(run).split("\n"):
            words = _BULLET.sub("- ", line.strip(), count=1) if _BULLET.match(line.strip()) else line.strip()
            if words:
                yield words if _LISTED.match(words) else at_start(words)

    def _inline(self, inside: Iterable[Tag | str]) -> str:
        """Return words with their marks, in one line but for breaks that somebody put there."""
        return "".join(
            shown(_SPACES.sub(" ", child)) if isinstance(child, str) else self._marked(child)
            for child in _joined(inside)
        )

    def _marked(self, tag: Tag) -> str:
        if tag.name == "br":
            return "\n"
        if tag.name == "img":
            return self._picture(tag)
        if tag.name == "input":
            return "[x] " if "checked" in tag.attributes else "[ ] "
        words = self._inline(tag.inside)
        if tag.name == "a":
            return self._link(tag, words)
        if tag.name in _STRUCK and words.strip():
            self.left.append(leftover(tag.words(), STRUCK))
        mark = "**" if tag.name in _BOLD else "*" if tag.name in _SLANTED else ""
        return "\n".join(_wrapped(line, mark) for line in words.split("\n")) if mark else words

    def _link(self, tag: Tag, words: str) -> str:
        address = tag.attributes.get("href", "").strip()
        if _NOTE.match(address.removeprefix("#")):
            return ""
        if not words.strip() or not address or address.startswith("#") or address == tag.words().strip():
            return words
        if is_safe_link(address) and not set("()") & set(address) and "\n" not in words:
            return f"[{words}]({address})"
        self.left.append(leftover(tag.words(), LINK, address=address))
        return words

    def _picture(self, tag: Tag) -> str:
        alt = re.sub(r"[\[\]()]", " ", tag.attributes.get("alt", ""))
        address = tag.attributes.get("src", "")
        if address in self._known:
            return f"![{one_line(alt)}]({address})"
        self.left.append(leftover(one_line(alt) or address[:80], PICTURE))
        return ""

    def _list(self, tag: Tag, depth: int) -> Iterator[str]:
        number = 0
        for item in _elements(tag):
            if _NOTE.match(item.attributes.get("id", "")):
                self.left.append(leftover(item.words().replace("↑", ""), FOOTNOTE))
                continue
            number += 1
            mark = f"{number}. " if tag.name == "ol" else "- "
            inner = [child for child in item.inside if not _is(child, _LISTS)]
            words = one_line(" ".join(self.blocks(Tag("", {}, inner))))
            if words:
                yield f"{'    ' * depth}{mark}{words}"
            for child in item.inside:
                if isinstance(child, Tag) and child.name in _LISTS:
                    yield from self._list(child, depth + bool(words))

    def _table(self, tag: Tag) -> Iterator[str]:
        rows = [row for row in (list(_elements(row)) for row in _rows(tag)) if row]
        if len(rows) == 1 and len(rows[0]) == 1:
            yield from self.blocks(rows[0][0])  # a box around a text
            return
        cells = [[self._cell(cell) for cell in row] for row in rows]
        if any(cell.attributes.get(span, "1") != "1" for row in rows for cell in row for span in _SPANS):
            self.left.append(leftover(rows[0][0].words(), MERGED))
        width = max((len(row) for row in cells), default=0)
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in cells]
        if lines:
            yield "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])

    def _cell(self, tag: Tag) -> str:
        return one_line(" ".join(self.blocks(tag))).replace("|", "\\|")


def _is(child: Tag | str, names: Collection[str]) -> bool:
    return isinstance(child, Tag) and child.name in names


def _elements(tag: Tag) -> Iterator[Tag]:
    """Yield the elements just inside one; words that stand between them are elements too."""
    for child in tag.inside:
        if isinstance(child, Tag):
            yield child
        elif child.strip():
            yield Tag("", {}, [child])


def _rows(table: Tag) -> Iterator[Tag]:
    """Yield the rows of a table, not those of a table in it; whatever else is in it is a row of its own."""
    for child in _elements(table):
        if child.name in _ROWS:
            yield from _rows(child)
        else:
            yield child if child.name == "tr" else Tag("tr", {}, [child])


def _joined(inside: Iterable[Tag | str]) -> Iterator[Tag | str]:
    """Yield what is inside an element, neighbours that are bold or italic alike made one."""
    before: Tag | str | None = None
    for child in inside:
        is_like = isinstance(before, Tag) and isinstance(child, Tag) and before.name == child.name
        if is_like and before.name in _BOLD | _SLANTED:  # type: ignore[union-attr]
            before = Tag(child.name, {}, [*before.inside, *child.inside])  # type: ignore[union-attr]
        else:
            if before is not None:
                yield before
            before = child
    if before is not None:
        yield before


def _wrapped(words: str, mark: str) -> str:
    """Return words between marks, which must touch them; marks that are there already aren't doubled."""
    bare = words.strip()
    if not bare or bare.startswith(("!", mark)):
        return words
    start = words[: len(words) - len(words.lstrip())]
    return f"{start}{mark}{bare}{mark}{words[len(words.rstrip()) :]}"


def _quoted(block: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in block.split("\n"))
