"""Charts as a browser reads them."""

from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib

SVG = "{http://www.w3.org/2000/svg}"


@lru_cache(maxsize=8)
def page_with(*charts: str) -> Element:
    """Return a page that holds charts. Raises html5lib's ParseError where it isn't valid."""
    page = f"<!doctype html><html lang=en><head><title>Charts</title></head><body>{''.join(charts)}</body></html>"
    parsed: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return parsed


def found(chart: str, element: str, kind: str = "") -> list[Element]:
    """Return the elements of a chart whose classes include all of `kind`, in order."""
    wanted = set(kind.split())
    return [each for each in page_with(chart).iter(SVG + element) if wanted <= set(each.get("class", "").split())]


def texts(chart: str, kind: str) -> list[str]:
    """Return what a chart says in texts of a kind, in order."""
    return ["".join(each.itertext()) for each in found(chart, "text", kind)]
