"""QR codes as drawings, for templates to place."""

import io
from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class QR:
    """An SVG without margin, and how many modules it has on a side: four of them must stay white around it."""

    svg: str
    modules: int


def qr(url: str, error: str = "m") -> QR:
    """Return `url` as a QR code. Never a Micro QR, which phones don't scan.

    `error` is how much of it may be lost: 15 % at `m`, 25 % at `q`, for what hangs where hands and steam are.
    """
    file = io.BytesIO()
    code = segno.make_qr(url, error=error)
    code.save(file, kind="svg", border=0, dark="#2a2622", xmldecl=False)
    return QR(file.getvalue().decode(), len(code.matrix))
