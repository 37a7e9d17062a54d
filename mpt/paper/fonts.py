"""The typesetter and its fonts.

The fonts are found and indexed once a process. A compiler isn't thread-safe ("Already borrowed"), so each thread has
its own. System fonts are left out: the same certificate comes out of every machine with the same packages.
"""

import json
import threading
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import typst

FONT_PACKAGES = ("noto_cjk_sans_otc", "pylopdf_fonts_zh_cn")
"""Packages that bring font files: Noto Sans CJK, and Noto Serif SC where it is installed (both SIL OFL 1.1).

Templates ask for SONG first and fall back to SANS, which has the rarest characters. LATIN is inside typst.
"""

LATIN, SONG, SANS = "Libertinus Serif", "Noto Serif SC", "Noto Sans CJK SC"
_ALL = (LATIN, SONG, SANS)

_PROBE = b"""
#let data = json(bytes(sys.inputs.data))
#set text(font: data.fonts, fallback: false)
#data.texts.map(par).join()
"""
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_thread = threading.local()


@cache
def _fonts() -> typst.Fonts:
    specs = [find_spec(package) for package in FONT_PACKAGES]
    folders = [folder for spec in specs if spec for folder in spec.submodule_search_locations or ()]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def _compiler() -> typst.Compiler:
    """Return this thread's compiler. Templates may read what lies beside them, and nothing else."""
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(root=Path(__file__).parent, font_paths=_fonts())
    return cast(typst.Compiler, _thread.compiler)


def typeset(template: Path | bytes, data: object, **options: Any) -> bytes:
    """Set one page: `template` reads `data` as JSON from `sys.inputs.data`; `options` are those of typst's compile."""
    inputs = {"data": json.dumps(data)}
    return cast(bytes, _compiler().compile(template, sys_inputs=inputs, **options))


def readable(text: str) -> str:
    """Return `text` composed, with single spaces and without what can't be seen: controls, direction marks, joiners.

    Line breaks stay. Two names that look alike come out as the same name, and none can turn its line around.
    """
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "\n".join(" ".join(_visible(line).split()) for line in lines)


def _visible(line: str) -> str:
    return "".join(char for char in line.replace("\t", " ") if unicodedata.category(char) not in _UNSEEN)


def missing_characters(text: str) -> str:
    """Return the characters of `text` that no font can print, each once, in order; empty when all can be printed.

    Where each could stand alone, but not with the marks that are heaped upon it, the marks are what's missing.
    """
    text = readable(text)
    if _print([text], _ALL):
        return ""
    missing = _missing(list(dict.fromkeys(text)))
    rest = text.translate(str.maketrans("", "", "".join(missing)))
    if not _print([rest], _ALL):
        missing += [char for char in dict.fromkeys(rest) if unicodedata.category(char).startswith("M")]
    return "".join(missing)


def _missing(characters: list[str]) -> list[str]:
    """Ask for all, then for each half of them: one emoji among two thousand names is found in twenty questions."""
    if _print(characters, _ALL):
        return []
    if len(characters) == 1:
        return characters
    middle = len(characters) // 2
    return _missing(characters[:middle]) + _missing(characters[middle:])


def printable(text: str) -> str:
    """Return `text` without the characters that no font can print."""
    return readable(text).translate(str.maketrans("", "", missing_characters(text))).strip()


def in_song(text: str) -> bool:
    """Say whether `text` can be set in Song throughout: one sans character within a name looks like a patch."""
    return _print([text], (LATIN, SONG))


def _print(texts: list[str], fonts: tuple[str, ...]) -> bool:
    """Ask the typesetter itself, for LATIN is inside it: PDF/A forbids boxes in place of letters, so setting fails."""
    try:
        typeset(
            _PROBE, {"texts": texts, "fonts": fonts}, format="pdf", pdf_standards="a-2b", pdf_tags=False, timestamp=0
        )
    except typst.TypstError:
        return False
    return True
