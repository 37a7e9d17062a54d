"""Plain language, in numbers: how long sentences and texts are, and where they are longer than a tired reader likes.

A Chinese text is measured in characters: a Han character is one, a run of Latin letters or digits is one, punctuation
is none. An English text is measured in words. Other languages aren't measured.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHARACTER = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])[^\W_])+(?:[.:,'’/-](?:(?![{_HAN}])[^\W_])+)*")
_WORD = re.compile(r"[^\W_]+(?:['’.:,/-][^\W_]+)*")

# The closing quotation mark belongs to the sentence before it. Where a comma follows, the quoted words are part of a
# sentence that goes on; in English also where a small letter does: “Are you well?” she asks.
_ZH_END = re.compile(r"(?<![。！？!?…])[。！？!?…]+[”’」』）)》】\"']*(?![，、；：,;:。！？!?…”’」』）)》】\"'])")
_EN_END = re.compile(r"(?<![.!?…])[.!?…]+[”’)\]\"']*(?=\s+[^\sa-z])")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is plain enough in one language, in its characters or words."""

    sentence: int
    average: int
    paragraph: int
    lesson: tuple[int, int]
    practice: int
    module: tuple[int, int]
    heading: int
    stem: int
    option: int


@dataclass(frozen=True, slots=True)
class Measure:
    """How one language is measured."""

    limits: Limits
    unit: re.Pattern[str]
    end: re.Pattern[str]

    def length(self, text: str) -> int:
        """Return how many characters or words a text has."""
        return sum(1 for _ in self.unit.finditer(text))

    def sentences(self, text: str) -> list[str]:
        """Return the sentences of a paragraph that say something."""
        ends = [match.end() for match in self.end.finditer(text)]
        pieces = (text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True))
        return [piece for piece in pieces if self.unit.search(piece)]

    def average(self, texts: Sequence[str]) -> float:
        """Return the average length of all sentences of some paragraphs; 0 where there are none."""
        lengths = [self.length(sentence) for text in texts for sentence in self.sentences(text)]
        return sum(lengths) / len(lengths) if lengths else 0.0


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "zh": Measure(Limits(25, 15, 3, (120, 300), 40, (600, 1200), 12, 40, 20), _CHARACTER, _ZH_END),
        "en": Measure(Limits(20, 12, 3, (70, 180), 25, (380, 700), 6, 25, 12), _WORD, _EN_END),
    }
)
"""The measured languages, by the first part of their tag."""


def measure_of(language: str) -> Measure | None:
    """Return how a language is measured, or nothing where it isn't."""
    return MEASURES.get(language.partition("-")[0])
