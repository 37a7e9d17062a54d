"""Stand-ins: two private characters around a number, in the place of HTML that is put in after the rest was cleaned."""

import re

_OPEN, _CLOSE = "\ue000", "\ue001"
_PRIVATE = str.maketrans("", "", _OPEN + _CLOSE)
# A picture or recording that is all there is in a paragraph needs none.
_STANDIN = re.compile(rf"<p>\s*{_OPEN}(\d+){_CLOSE}\s*</p>|{_OPEN}(\d+){_CLOSE}")


def without_standins(text: str) -> str:
    """Return a text that can't hold a stand-in, so that nobody can forge one."""
    return text.translate(_PRIVATE)


class StandIns:
    """What the stand-ins of one text stand for."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def keep(self, html: str) -> str:
        """Keep some HTML, and return its stand-in."""
        self._kept.append(html)
        return f"{_OPEN}{len(self._kept) - 1}{_CLOSE}"

    def restore(self, html: str) -> str:
        """Return `html` with everything that was kept in its place."""
        return _STANDIN.sub(self._put, html)

    def _put(self, found: re.Match[str]) -> str:
        return self._kept[int(found[1] or found[2])]
