"""How far a translation has drifted from its source: part by part missing, stale or fresh, and what the source said before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

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
_MOST_TOKENS = 4000


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


def differing(old: str, new: str) -> tuple[Piece, ...]:
    """Return two texts as one row of pieces, so that a page can mark what went and what came."""
    was, now = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(was), len(now)) > _MOST_TOKENS:
        return tuple(
            piece for piece in (Piece(old, old=True, new=False), Piece(new, old=False, new=True)) if piece.text
        )
    return tuple(_pieces(was, now))


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


def _pieces(was: list[str], now: list[str]) -> Iterator[Piece]:
    for tag, was_from, was_to, now_from, now_to in _spans(was, now):
        old, new = "".join(was[was_from:was_to]), "".join(now[now_from:now_to])
        if tag == "equal":
            yield Piece(new, old=True, new=True)
            continue
        if old:
            yield Piece(old, old=True, new=False)
        if new:
            yield Piece(new, old=False, new=True)


def _spans(was: list[str], now: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Return what differs, in runs: a lone word or mark between two changes is read more easily as part of them."""
    spans: list[tuple[str, int, int, int, int]] = []
    codes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for place, (tag, *span) in enumerate(codes):
        is_island = tag == "equal" and span[1] - span[0] == 1 and 0 < place < len(codes) - 1
        kind = "other" if tag != "equal" or is_island else "equal"
        if spans and spans[-1][0] == kind:
            spans[-1] = (kind, spans[-1][1], span[1], spans[-1][3], span[3])
        else:
            spans.append((kind, span[0], span[1], span[2], span[3]))
    return spans
