"""Drawings: an SVG from any program, made into what a lesson can show (`mpt.content.svg`).

What isn't allowed is left out, and said. Colours become those of the page. What comes out has passed the check of
`mpt.content.svg`, whatever was done before it.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mpt.content.media import MOST_KB
from mpt.content.svg import ATTRIBUTES, ELEMENTS, UnsafePictureError, clean
from mpt.media import styles
from mpt.media.colours import INK, on_page
from mpt.media.kinds import Kind, kind_of
from mpt.media.leftout import LeftOut, Omitted
from mpt.media.pathdata import shorter, shorter_path
from mpt.media.refusals import (
    BrokenDrawingError,
    DeclaringError,
    NothingDrawnError,
    NoViewBoxError,
    OtherKindError,
    TooIntricateError,
)

MOST_SHAPES = 3000
DEEPEST = 40
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_GROUPS = frozenset({"a", "switch"})
_SHAPES = frozenset(ELEMENTS) - {"svg", "g"}
_LENGTHS = frozenset({"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "stroke-width"})
_PAINTS = ("fill", "stroke")
_SIZE = re.compile(r"\s*([0-9.]+)(?:px|pt|mm|cm|in)?\s*")
_MATRIX = re.compile(r"scale|matrix")
_DECIMALS = (3, 2, 1)


@dataclass(frozen=True, slots=True)
class TakenDrawing:
    """A drawing as a lesson has it, and what was left out of it."""

    svg: bytes
    omitted: tuple[Omitted, ...]


def taken(data: bytes) -> TakenDrawing:
    """Return a drawing made safe. Raises what `mpt.media.refusals` has for drawings."""
    kind = kind_of(data)
    if kind is not Kind.SVG:
        raise OtherKindError(kind=kind.value)
    root = _parsed(data)
    _refuse_intricate(root)
    writer = _Writer(root)
    drawn = writer.root(root)
    if not writer.shapes:
        raise NothingDrawnError
    return TakenDrawing(_checked(_shortened(drawn)), writer.omitted())


def _parsed(data: bytes) -> Element:
    try:
        return fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except ParseError as error:
        raise BrokenDrawingError(line=error.position[0]) from error
    except DefusedXmlException as error:
        raise DeclaringError from error
    except (ValueError, LookupError) as error:  # encodings that aren't known, or can't be
        raise BrokenDrawingError(line=0) from error


def _refuse_intricate(root: Element) -> None:
    if root.tag.removeprefix(_NAMESPACE) != "svg":
        raise OtherKindError(kind="XML")
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > DEEPEST or count > MOST_SHAPES:
            raise TooIntricateError(size="", most=MOST_SHAPES)
        level = [child for each in level for child in each]


def _shortened(root: Element) -> bytes:
    """Return the drawing as text, its numbers only as long as its size allows."""
    svg = _written(root, None)
    # A drawing in a scaled group may be a thousand times smaller than it looks: there every decimal counts.
    is_scaled = any(_MATRIX.search(each.get("transform", "")) for each in root.iter())
    for decimals in () if is_scaled else _DECIMALS:
        if _packed_kb(svg) <= MOST_KB[".svg"]:
            break
        svg = _written(root, decimals)
    if _packed_kb(svg) > MOST_KB[".svg"]:
        raise TooIntricateError(size=f"{_packed_kb(svg):.1f}", most=MOST_KB[".svg"])
    return svg


def _packed_kb(svg: bytes) -> float:
    return len(gzip.compress(svg, mtime=0)) / 1024


def _checked(svg: bytes) -> bytes:
    try:
        clean(svg)
    except UnsafePictureError as error:
        # Should the rules of the two ever differ, the check's are those that count.
        raise BrokenDrawingError(line=0) from error
    return svg


def _written(element: Element, decimals: int | None) -> bytes:
    return "".join((*_pieces(element, decimals), "\n")).encode()


def _pieces(element: Element, decimals: int | None) -> Iterator[str]:
    kept = "".join(f" {key}={quoteattr(_number(key, value, decimals))}" for key, value in element.attrib.items())
    if len(element):
        yield f"<{element.tag}{kept}>"
        for child in element:
            yield from _pieces(child, decimals)
        yield f"</{element.tag}>"
    else:
        yield f"<{element.tag}{kept}/>"


def _number(key: str, value: str, decimals: int | None) -> str:
    if decimals is None or key in {"viewBox", "xmlns", "transform"}:
        return value
    if key == "d":
        return shorter_path(value, decimals)
    return shorter(value, decimals) if key in _LENGTHS or key == "points" else value


class _Writer:
    """Makes a tree of what is allowed from a tree of anything."""

    def __init__(self, root: Element) -> None:
        self.shapes = 0
        self._left_out: dict[LeftOut, int] = {}
        self._sheet = styles.Sheet(_local_iter(root))

    def omitted(self) -> tuple[Omitted, ...]:
        return tuple(Omitted(what, count) for what, count in sorted(self._left_out.items()))

    def root(self, root: Element) -> Element:
        made = Element("svg", {"xmlns": _NAMESPACE[1:-1], "viewBox": _view_box(root)})
        made.attrib.update(self._attributes(root, drop=frozenset({"width", "height", "x", "y", "viewBox"})))
        # What says no colour is black: the page's ink, which can be read by night too.
        made.attrib.setdefault("fill", INK)
        self._children(root, made)
        return made

    def _children(self, parent: Element, made: Element) -> None:
        for child in parent:  # elements alone: the parser passes over comments and what is meant for programs
            self._child(child, made)

    def _child(self, child: Element, made: Element) -> None:
        name = _local(child)
        if name in _GROUPS:
            name = "g"
        if name not in ELEMENTS or not _is_svg(child):
            self._omit(LeftOut.of_element(child.tag))
            return
        if self._sheet.is_hidden(child):
            return
        kept = Element(name, self._attributes(child, drop=frozenset()))
        self._children(child, kept)
        if name in _SHAPES or len(kept):
            made.append(kept)
            self.shapes += name in _SHAPES

    def _attributes(self, element: Element, drop: frozenset[str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for key, value in self._sheet.properties(element).items():
            self._omit(LeftOut.of_attribute(key, value))
            if key in drop or key not in ATTRIBUTES:
                continue
            if key in _PAINTS:
                kept.update(self._paint(key, value))
            else:
                text = " ".join((value.replace("px", "") if key in _LENGTHS else value).split())
                kept.update({key: text} if ATTRIBUTES[key].fullmatch(text) else {})
        return kept

    def _paint(self, key: str, value: str) -> dict[str, str]:
        gradient = self._sheet.first_colour(value)
        if gradient:
            self._omit(LeftOut.GRADIENT)
        elif value.lstrip().startswith("url("):
            self._omit(LeftOut.EFFECT)
        found = on_page(gradient or value.partition(")")[2].strip() or value)
        if found is None:
            # What is inherited is so without being said; what isn't known is as if it weren't there.
            return {}
        colour, opacity = found
        return {key: colour} if opacity == 1 else {key: colour, f"{key}-opacity": str(opacity)}

    def _omit(self, what: LeftOut | None) -> None:
        if what:
            self._left_out[what] = self._left_out.get(what, 0) + 1


def _view_box(root: Element) -> str:
    given = " ".join(root.get("viewBox", "").replace(",", " ").split())
    if len(given.split()) == 4 and ATTRIBUTES["viewBox"].fullmatch(given):
        return given
    width, height = (_SIZE.fullmatch(root.get(side, "")) for side in ("width", "height"))
    if not width or not height:
        raise NoViewBoxError
    return f"0 0 {width[1]} {height[1]}"


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_svg(element: Element) -> bool:
    return "}" not in element.tag or element.tag.startswith(_NAMESPACE)


def _local_iter(root: Element) -> Iterator[tuple[str, Element]]:
    return ((_local(each), each) for each in root.iter() if isinstance(each.tag, str))
