"""Plain language, in numbers: how a language is measured, and what a tired reader with nine years of school can take.

A Chinese text is measured in characters: a Han character is one, a run of Latin letters or digits is one, punctuation
is none. Its characters should be among the 3,500 that China teaches first: level 1 of the Table of General Standard
Chinese Characters (State Council, 2013), which `common.txt` lists. An English text is measured in words, and has a
reading grade. Other languages aren't measured.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType


class What(StrEnum):
    """What a figure measures; also what an `[[exception]]` of `course.toml` calls it."""

    SENTENCE = "sentence"
    AVERAGE = "average"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LESSON = "lesson"
    PRACTICE = "practice"
    MODULE = "module"
    QUESTION = "question"
    CHOICE = "choice"
    RARE = "rare"
    GRADE = "grade"


_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHARACTER = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])[^\W_])+(?:[.:,'’/-](?:(?![{_HAN}])[^\W_])+)*")
_WORD = re.compile(r"[^\W_]+(?:['’.:,/-][^\W_]+)*")

# The closing quotation mark belongs to the sentence before it. Where a comma follows, the quoted words are part of a
# sentence that goes on; in English also where a small letter does: “Are you well?” she asks.
_ZH_END = re.compile(r"(?<![。！？!?…])[。！？!?…]+[”’」』）)》】\"']*(?![，、；：,;:。！？!?…”’」』）)》】\"'])")
_EN_END = re.compile(r"(?<![.!?…])[.!?…]+[”’)\]\"']*(?=\s+[^\sa-z])")


_COMMON = frozenset(files("mpt.content").joinpath("common.txt").read_text(encoding="utf-8").replace("\n", ""))
_ONE_HAN = re.compile(f"[{_HAN}]")
_LETTER = re.compile(r"[^\W_]")


def reading_grade(sentences: Sequence[str]) -> float:
    """Return the Automated Readability Index of English sentences: the school year in which they can be read.

    Letters to a word and words to a sentence, weighted (Senter and Smith, 1967); it needs no dictionary of syllables.
    0 where there are no sentences, and where the formula falls below the first year.
    """
    words = sum(len(_WORD.findall(sentence)) for sentence in sentences)
    letters = sum(len(_LETTER.findall(sentence)) for sentence in sentences)
    return max(0.0, 4.71 * letters / words + 0.5 * words / len(sentences) - 21.43) if words else 0.0


def rare_characters(text: str) -> str:
    """Return the Han characters of a text that aren't among the 3,500 common ones, each once, as they come."""
    return "".join(dict.fromkeys(one for one in _ONE_HAN.findall(text) if one not in _COMMON))


@dataclass(frozen=True, slots=True)
class Measure:
    """How one language is measured: its unit, where sentences end, and what there is to its words.

    `limits` are the least and the most of each figure.
    """

    limits: Mapping[What, tuple[float, float]]
    unit: re.Pattern[str]
    end: re.Pattern[str]
    rare: Callable[[str], str]
    grade: Callable[[Sequence[str]], float] | None

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


_ZH_LIMITS = {
    What.SENTENCE: (0, 25),
    What.AVERAGE: (0, 15),
    What.PARAGRAPH: (0, 3),
    What.HEADING: (0, 12),
    What.LESSON: (120, 300),
    What.PRACTICE: (40, 300),
    What.MODULE: (600, 1200),
    What.QUESTION: (0, 40),
    What.CHOICE: (0, 20),
    What.RARE: (0, 0),
}
_EN_LIMITS = {
    What.SENTENCE: (0, 20),
    What.AVERAGE: (0, 12),
    What.PARAGRAPH: (0, 3),
    What.HEADING: (0, 6),
    What.LESSON: (70, 180),
    What.PRACTICE: (25, 180),
    What.MODULE: (380, 700),
    What.QUESTION: (0, 25),
    What.CHOICE: (0, 12),
    What.GRADE: (0, 6),
}


def _none(_text: str) -> str:
    return ""


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "zh-Hant": Measure(_ZH_LIMITS, _CHARACTER, _ZH_END, _none, None),  # its characters have a table of their own
        "zh": Measure(_ZH_LIMITS, _CHARACTER, _ZH_END, rare_characters, None),
        "en": Measure(_EN_LIMITS, _WORD, _EN_END, _none, reading_grade),
    }
)
"""How each measured language is measured."""

_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def measure_of(language: str) -> Measure | None:
    """Return how a language is measured, or nothing where it isn't."""
    tag = language.lower()
    return MEASURES.get("zh-Hant" if tag.startswith(_TRADITIONAL) else tag.partition("-")[0])
