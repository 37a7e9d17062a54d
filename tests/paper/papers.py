"""What the tests of papers look at: a PDF's text and its pages as they are printed."""

import io

import pypdf
from PIL import Image

from mpt.paper.fonts import typeset

HOSTILE = [
    "#panic()",
    "*bold* _it_",
    '"]}',
    "\\u{41} \\",
    "$x$",
    "@ref <label>",
    "// a /* b",
    "= a",
    '#image("a")',
    "%s {0}",
]
"""Names that would be something else to a typesetter, were they read as its language."""

_PAGE = b"""
#let data = json(bytes(sys.inputs.data))
#set page(width: 595.28pt, height: 841.89pt, margin: 0pt)
#image(bytes(data.file), format: "pdf", page: data.page, width: 100%)
"""


def read(file: bytes) -> pypdf.PdfReader:
    """Open a PDF."""
    return pypdf.PdfReader(io.BytesIO(file))


def squeezed(text: str) -> str:
    """Return `text` without white: readers put some in where a line ends, the font changes or letters stand wide."""
    return "".join(text.split())


def text_of(file: bytes) -> str:
    """Return all text of a PDF, squeezed."""
    return squeezed("".join(page.extract_text() for page in read(file).pages))


def printed(file: bytes, page: int = 1, ppi: int = 72) -> Image.Image:
    """Return a page of a PDF as a picture."""
    return picture(typeset(_PAGE, {"file": list(file), "page": page}, format="png", ppi=ppi)).convert("RGB")


def picture(file: bytes) -> Image.Image:
    """Open a picture."""
    return Image.open(io.BytesIO(file))


def around(page: Image.Image, box: tuple[int, int, int, int]) -> bytes:
    """Return the pixels outside of `box`, to compare: what is too long for its page shows there."""
    page = page.copy()
    page.paste("white", box)
    return page.tobytes()
