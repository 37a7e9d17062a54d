"""How a drawing says its colours: by attributes, by `style`, by classes of a sheet, by gradients."""

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

MOST_SHEET = 100_000
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_CLASS = re.compile(r"(?:\w{0,20})\.([\w-]{1,80})")
_COMMENT = re.compile(r"/\*[^*]{0,5000}\*/")
_GRADIENT = re.compile(r"\s*url\(\s*['\"]?#([^'\")]{1,200})['\"]?\s*\)")
_GRADIENTS = frozenset({"linearGradient", "radialGradient"})
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_HIDDEN = {"display": {"none"}, "visibility": {"hidden", "collapse"}}


class Sheet:
    """What the sheets and gradients of one drawing say."""

    def __init__(self, elements: Iterable[tuple[str, Element]]) -> None:
        self._classes: dict[str, dict[str, str]] = {}
        self._gradients: dict[str, Element] = {}
        for name, element in elements:
            if name == "style":
                self._read("".join(element.itertext())[:MOST_SHEET])
            elif name in _GRADIENTS:
                self._gradients[element.get("id", "")] = element

    def properties(self, element: Element) -> dict[str, str]:
        """Return an element's attributes with what its classes and its `style` say in their place, which count for more."""
        found = {key: value for key, value in element.attrib.items() if key not in {"class", "style"}}
        for name in element.get("class", "").split():
            found.update(self._classes.get(name, {}))
        return {**found, **declarations(element.get("style", ""))}

    def is_hidden(self, element: Element) -> bool:
        """Say whether a drawing's program doesn't show an element."""
        found = self.properties(element)
        return any(found.get(key) in hidden for key, hidden in _HIDDEN.items())

    def first_colour(self, paint: str) -> str:
        """Return the first colour of the gradient that a paint names; nothing where it names none of the drawing's."""
        found = _GRADIENT.match(paint)
        seen: set[str] = set()
        name = found[1] if found else ""
        while name in self._gradients and name not in seen:
            seen.add(name)
            gradient = self._gradients[name]
            colours = (self.properties(stop).get("stop-color", "") for stop in gradient)
            if colour := next(filter(None, colours), ""):
                return colour
            name = next((gradient.get(href, "").removeprefix("#") for href in _HREFS if gradient.get(href)), "")
        return ""

    def _read(self, sheet: str) -> None:
        for selectors, body in _RULE.findall(_COMMENT.sub("", sheet)):
            for selector in selectors.split(","):
                named = _CLASS.fullmatch(selector.strip())
                if named:
                    self._classes.setdefault(named[1], {}).update(declarations(body))


def declarations(text: str) -> Mapping[str, str]:
    """Return what the declarations of a `style` say, by property."""
    pairs = (one.partition(":") for one in text.split(";"))
    return {key.strip().lower(): value.partition("!")[0].strip() for key, _colon, value in pairs if value.strip()}
