"""Drawings: an SVG checked against a short list of what a paper-cut needs, and written anew from what was checked."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import quoteattr

from defusedxml.ElementTree import DefusedXMLParser

from mpt.content.faults import N_, Complaint
from mpt.content.model import Fault

LARGEST_SVG = 200_000
_NAMESPACE = "{http://www.w3.org/2000/svg}"

# fmt: off
ELEMENTS = ("svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon")
COLOURS = (
    "none", "currentColor", "var(--lamp)", "var(--glow)", "var(--paper)", "var(--card)", "var(--ink)", "var(--soft)",
    "var(--line)", "var(--cut)",
)
_MEASURES = (
    "viewBox", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "points",
    "stroke-width", "opacity", "fill-opacity", "stroke-opacity",
)
# fmt: on
_NUMBERS = re.compile(r"[-+0-9.eE,%\s]+")
_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE.,+\-\s]+")
_TRANSFORM = re.compile(r"(?:(?:translate|rotate|scale|skewX|skewY|matrix)\([-+0-9.eE,\s]*\)[,\s]*)*")
_COLOUR = re.compile("|".join(re.escape(colour) for colour in COLOURS))

ATTRIBUTES: Mapping[str, re.Pattern[str]] = {
    "d": _PATH,
    "transform": _TRANSFORM,
    "fill": _COLOUR,
    "stroke": _COLOUR,
    "fill-rule": re.compile("nonzero|evenodd"),
    "stroke-linecap": re.compile("butt|round|square"),
    "stroke-linejoin": re.compile("miter|round|bevel"),
    "stroke-dasharray": re.compile(rf"none|{_NUMBERS.pattern}"),
    **dict.fromkeys(_MEASURES, _NUMBERS),
}

NOT_XML = Complaint(N_("this drawing can't be read (%(problem)s)"), N_("save it again as plain SVG"))
TOO_LARGE = Complaint(N_("this drawing is far too large"), N_("draw it with fewer shapes"))
NOT_SVG = Complaint(
    N_("this isn't an SVG drawing"), N_('begin it with <svg xmlns="http://www.w3.org/2000/svg" viewBox="…">')
)
NO_VIEW_BOX = Complaint(N_("the drawing has no viewBox"), N_('add one to <svg>, such as viewBox="0 0 320 180"'))
BAD_ELEMENT = Complaint(N_("<%(name)s> isn't allowed in a drawing"), N_("use %(known)s"))
BAD_ATTRIBUTE = Complaint(
    N_("%(name)s isn't allowed in a drawing"), N_("leave it out; only shapes and colours are kept")
)
BAD_COLOUR = Complaint(N_("%(name)s can't be “%(value)s” in a drawing"), N_("use %(known)s"))
BAD_VALUE = Complaint(N_("%(name)s can't be “%(value)s” in a drawing"), N_("write it as SVG has it"))
TEXT_INSIDE = Complaint(N_("there is text in the drawing"), N_("put the words beside it, where they can be translated"))


class UnsafePictureError(Exception):
    """A drawing that must not be shown: what is wrong, and on which line, as far as that is known."""

    def __init__(self, complaint: Complaint, line: int = 0, **params: Any) -> None:
        super().__init__(complaint.what)
        self.line = line
        self._complaint = complaint
        self._params = params

    def fault(self, path: str) -> Fault:
        """Return this as a fault of the drawing at `path`."""
        return self._complaint.at(path, self.line, **self._params)


def clean(data: bytes) -> str:
    """Return a drawing as an `<svg>` element fit for HTML, its size left to the page. Raises UnsafePictureError."""
    if len(data) > LARGEST_SVG:
        raise UnsafePictureError(TOO_LARGE)
    writer = _Writer()
    parser = DefusedXMLParser(target=writer, forbid_dtd=True)
    writer.expat = parser.parser
    try:
        parser.feed(data)
        return str(parser.close())
    except ParseError as error:
        raise UnsafePictureError(NOT_XML, error.position[0], problem=str(error).partition(":")[0]) from error
    except (ValueError, LookupError) as error:
        # What defusedxml forbids (document types, entities), and encodings that aren't known.
        raise UnsafePictureError(NOT_XML, problem=type(error).__name__) from error


class _Writer:
    """Takes what the parser finds, piece by piece, so that the line of each piece is known and no depth is too deep."""

    expat: Any

    def __init__(self) -> None:
        self._out: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.removeprefix(_NAMESPACE)
        is_root = not self._out
        if is_root and name != "svg":
            self._refuse(NOT_SVG)
        if name not in ELEMENTS:
            self._refuse(BAD_ELEMENT, name=_local(tag), known=" ".join(ELEMENTS))
        for attribute, value in attributes.items():
            self._check(attribute, value.strip())
        if is_root and "viewBox" not in attributes:
            self._refuse(NO_VIEW_BOX)
        dropped = {"width", "height"} if is_root else set()
        kept = "".join(
            f" {key}={quoteattr(' '.join(value.split()))}" for key, value in attributes.items() if key not in dropped
        )
        self._out.append(f"<{name}{kept}>")

    def end(self, tag: str) -> None:
        opened = self._out[-1]
        if opened.startswith("</") or opened.endswith("/>"):
            self._out.append(f"</{tag.removeprefix(_NAMESPACE)}>")
        else:
            # Nothing came since this element began.
            self._out[-1] = f"{opened[:-1]}/>"

    def data(self, text: str) -> None:
        if text.strip():
            self._refuse(TEXT_INSIDE)

    def close(self) -> str:
        return "".join(self._out)

    def _check(self, name: str, value: str) -> None:
        if name not in ATTRIBUTES:
            self._refuse(BAD_ATTRIBUTE, name=_local(name))
        if ATTRIBUTES[name].fullmatch(value):
            return
        if ATTRIBUTES[name] is _COLOUR:
            self._refuse(BAD_COLOUR, name=name, value=value, known=" ".join(COLOURS))
        self._refuse(BAD_VALUE, name=name, value=value)

    def _refuse(self, complaint: Complaint, **params: str) -> None:
        raise UnsafePictureError(complaint, self.expat.CurrentLineNumber, **params)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
