"""How far a translation has drifted from its source: part by part missing, stale or fresh, and what the source said before."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from mpt.content.faults import Notes
from mpt.content.folder import hash8
from mpt.content.front import Front, read_front
from mpt.content.lines import whole_lines
from mpt.content.parts import FRONT, Part, digest, parts_of, text_of, with_part, with_part_after

_TRANSLATED_FROM = "translated_from"
_SAME_EVERYWHERE = "minutes"
_HEADING_WORDS = re.compile(r"\s*[#＃]+\s*[^\s{｛#＃]")
_END = r"(?:\r\n|\r|\n|\Z)"
# A recording is of one language: another voice in the source leaves a translation as right as it was. Whoever typed its line
# between two empty ones typed one of those too, so that goes along.
_RECORDING = re.compile(
    rf"^(?P<gap>[ \t]*(?:\r\n|\r|\n))?[ \t]*[:：][ \t]*audio[ \t]*[:：][^\r\n]*{_END}(?(gap)(?:[ \t]*{_END})?)",
    re.MULTILINE | re.IGNORECASE,
)
_BELOW_HEAD = re.compile(r"\A([^\r\n]*)[\r\n]+")
# A Chinese character says something alone; elsewhere a word does.
_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|(?:(?![\u3400-\u9fff\uf900-\ufaff])\w)+|\s+|.", re.DOTALL)
_MOST_STEPS = 1_000_000
"""How many lines or words are looked at for one page at most, again for each run of them that differs: it takes a second.

Nor are a thousand of them ever compared with more than a thousand others.
"""


class State(StrEnum):
    """What a part of a translation is, beside its source."""

    MISSING = "missing"
    STALE = "stale"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Drift:
    """One part of a source, and its translation. The texts are as they stand in their files.

    `old` is what the source said when the translation was made or was found to be still right; None where nobody knows.
    `text` is the translation; where it is missing it's empty, or has no words yet.
    """

    part: str
    state: State
    source: str
    old: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of two texts: in the `old` one, in the `new` one, or in both."""

    text: str
    old: bool
    new: bool


class _Run(NamedTuple):
    """Some lines or words of two texts: the same in both, or not."""

    old: list[str]
    new: list[str]
    is_same: bool


def drifts(
    source: bytes, translation: bytes | None, old_source: bytes | None, settled: Mapping[str, str]
) -> tuple[Drift, ...]:
    """Return the state of each part of a source file in one translation of it, in the source's order.

    `old_source` is the file that the translation's `translated_from` names, or None where it isn't found. `settled` has the
    source of those parts, by id, that were looked at since. A translation made from the source as it is now is fresh
    throughout, whatever is settled: that is what `mpt check` goes by.
    """
    there = _parts(translation)
    is_made_from_this = translation is not None and translated_from(text_of(translation)) == hash8(source)
    before = {**{name: part.text for name, part in _parts(old_source).items()}, **settled}
    return tuple(
        _drift(part, there.get(part.id), part.text if is_made_from_this else before.get(part.id))
        for part in parts_of(text_of(source))
        if part.id != FRONT or part.text.strip()
    )


def is_same(old: str, new: str) -> bool:
    """Say whether two texts of a source say the same to whoever translates it: recordings and line ends apart.

    So are empty lines below the heading: a recording's line stands there, and brings or takes them.
    """
    return _words_of(old) == _words_of(new)


def to_translate(source: str) -> str:
    """Return what of a part of the source a translation begins with: all but its recording."""
    return _RECORDING.sub(lambda found: found["gap"] or "", source)


def translated_from(text: str) -> str:
    """Return what a translation says that it was made from: the beginning of a hash, or nothing."""
    return _front(text).values.get(_TRANSLATED_FROM, "")


def made_from(text: str, source_hash: str) -> str:
    """Return a text that says it was translated from the source of this hash; as it is without a front matter to say it in."""
    front = _front(text)
    lines = whole_lines(text)
    said = f"{_TRANSLATED_FROM}: {source_hash}"
    if front.end and _TRANSLATED_FROM in front.lines:
        place = front.lines[_TRANSLATED_FROM] - 1
        lines[place] = said + _line_end(lines[place])
    elif front.end:
        lines.insert(front.end - 1, said + _line_end(lines[0]))
    return "".join(lines)


def unmarked(text: str) -> str:
    """Return a text without what it says of its source: what of a front matter is a translator's to write."""
    place = _front(text).lines.get(_TRANSLATED_FROM, 0)
    return "".join(line for number, line in enumerate(whole_lines(text), start=1) if number != place)


def skeleton(source: bytes) -> str:
    """Return the front matter with which a translation begins: the source's keys, to be filled."""
    front = _front(text_of(source))
    said = {_SAME_EVERYWHERE: f" {front.values.get(_SAME_EVERYWHERE, '')}"}
    keys = (f"{key}:{said.get(key, '')}" for key in front.lines if key != _TRANSLATED_FROM)
    return "\n".join(("---", *keys, "---", ""))


def translated(text: str, part: str, new: str, order: Sequence[str]) -> str:
    """Return a translation with `new` as one of its parts: in its place, or where the source has it.

    `order` are the ids of the source's parts.
    """
    there = {each.id for each in parts_of(text)}
    if part in there:
        return with_part(text, part, new)
    before = next(name for name in (*reversed(order[: order.index(part)]), FRONT) if name in there)
    return with_part_after(text, new, before)


class Comparing:
    """Compares texts: by their lines, and what of the lines differs by its words.

    The time for that grows with the square of what differs, and with how scattered it is. So a page compares all its texts by
    one of these: where it has taken long already, what is left differs as a whole.
    """

    def __init__(self) -> None:
        self._left = _MOST_STEPS

    def __call__(self, old: str, new: str) -> tuple[Piece, ...]:
        """Return two texts as one row of pieces, so that a page can mark what went and what came. Line ends don't count."""
        was, now = (whole_lines(text.replace("\r\n", "\n")) for text in (old, new))
        return tuple(_pieces(run for lines in self._runs(was, now) for run in self._by_words(lines)))

    def _by_words(self, lines: _Run) -> list[_Run]:
        if lines.is_same:
            return [lines]
        was, now = (_TOKEN.findall("".join(each)) for each in (lines.old, lines.new))
        return _without_islands(list(self._runs(was, now)))

    def _runs(self, old: list[str], new: list[str]) -> Iterator[_Run]:
        """Yield what is the same and what isn't, by turns. What both begin and end with costs nothing."""
        first = _alike(old, new)
        last = _alike(old[first:][::-1], new[first:][::-1])
        was, now = slice(first, len(old) - last), slice(first, len(new) - last)
        runs = (
            _Run(old[:first], new[:first], is_same=True),
            *self._between(old[was], new[now]),
            _Run(old[was.stop :], new[now.stop :], is_same=True),
        )
        return (run for run in runs if run.old or run.new)

    def _between(self, old: list[str], new: list[str]) -> Iterator[_Run]:
        if len(old) * len(new) > self._left:
            yield _Run(old, new, is_same=False)
            return
        # Neither spaces nor what is frequent is looked for first: with them a thousand words would take seconds.
        codes = SequenceMatcher(str.isspace, old, new).get_opcodes()
        self._left -= len(codes) * (len(old) + len(new))
        for tag, *span in codes:
            yield _Run(old[span[0] : span[1]], new[span[2] : span[3]], is_same=tag == "equal")


def differing(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of two texts alone on their page, as Comparing has them."""
    return Comparing()(old, new)


def _drift(part: Part, there: Part | None, old: str | None) -> Drift:
    text = there.text if there else ""
    if not _has_words(part.id, text):
        return Drift(part.id, State.MISSING, part.text, None, text)
    is_fresh = old is not None and is_same(old, part.text)
    return Drift(part.id, State.FRESH if is_fresh else State.STALE, part.text, old, text)


def _has_words(part: str, text: str) -> bool:
    return bool(_front(text).values.get("title") if part == FRONT else _HEADING_WORDS.match(text))


def _words_of(source: str) -> str:
    return digest(_BELOW_HEAD.sub(r"\1\n", to_translate(source)))


def _parts(data: bytes | None) -> dict[str, Part]:
    return {part.id: part for part in parts_of(text_of(data))} if data is not None else {}


def _front(text: str) -> Front:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return read_front(plain, (), (), Notes(""))  # what is wrong with it is the check's to say


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _alike(old: list[str], new: list[str]) -> int:
    """Return how many lines or words two texts begin with alike."""
    return next(
        (place for place, (was, now) in enumerate(zip(old, new, strict=False)) if was != now), min(len(old), len(new))
    )


def _without_islands(runs: list[_Run]) -> list[_Run]:
    """Return runs so that a lone word or mark between two changes is part of them, which is read more easily."""
    last = len(runs) - 1
    return [
        run._replace(is_same=False) if len(run.new) == 1 and 0 < place < last else run for place, run in enumerate(runs)
    ]


def _pieces(runs: Iterable[_Run]) -> Iterator[Piece]:
    for is_same, group in groupby(runs, key=lambda run: run.is_same):
        texts = [("".join(run.old), "".join(run.new)) for run in group]
        old, new = ("".join(each) for each in zip(*texts, strict=True))
        if is_same:
            yield Piece(new, old=True, new=True)
            continue
        if old:
            yield Piece(old, old=True, new=False)
        if new:
            yield Piece(new, old=False, new=True)
