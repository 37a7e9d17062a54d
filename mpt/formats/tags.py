"""HTML as a tree, however badly it is closed. Nothing of it is ever shown: it is only read for its words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

MOST_DEEP = 60

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_UNREAD = frozenset({"script", "style", "template", "noscript", "head", "title"})


@dataclass(slots=True)
class Tag:
    """One element: its name, its attributes, and what is in it, words and elements as they come."""

    name: str
    attributes: dict[str, str]
    inside: list["Tag | str"] = field(default_factory=list)

    def all(self, *names: str) -> Iterator["Tag"]:
        """Yield the elements of these names inside, however deep, as they come."""
        for child in self.inside:
            if isinstance(child, Tag):
                if child.name in names:
                    yield child
                yield from child.all(*names)

    def words(self) -> str:
        """Return the words inside, however deep."""
        return "".join(child if isinstance(child, str) else child.words() for child in self.inside)


def tree_of(html: str) -> Tag:
    """Return HTML as one element without a name. What is deeper than MOST_DEEP stands as deep as that."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("", {})
        self._open = [self.root]
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread += 1
        one = Tag(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(one)
        if tag not in _VOID and len(self._open) < MOST_DEEP:
            self._open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        names = [one.name for one in self._open]
        if tag in names[1:]:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._open[-1].inside.append(data)
