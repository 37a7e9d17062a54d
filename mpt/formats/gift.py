"""Questions in Moodle's GIFT, read as ours, which are multiple choice. `mpt.formats.giftwriter` writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mpt.content.faults import N_
from mpt.content.model import Question
from mpt.content.sections import ID, LONGEST_ID
from mpt.formats.giftchoices import choices_of
from mpt.formats.giftwords import Left, Words, format_of, hidden, typed
from mpt.formats.giftwriter import SEE
from mpt.formats.leftovers import Leftover
from mpt.formats.plainwords import one_line
from mpt.formats.quizzes import refuse_more, sound

NO_BRACES = N_("This is a text without answers, not a question.")
OPEN_BRACE = N_("Its braces aren't closed, so it can't be read.")
CATEGORY = N_("Categories aren't kept: questions belong to a module.")
COMMENT = N_("A note for teachers isn't kept.")
TAGS = N_("Tags aren't kept: %(tags)s.")
NOT_HELD = N_("This question can't be written into a module. Type it there by hand.")

_NOTE = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
_MACHINE_NOTE = re.compile(r"question: \d+ +name: ")
_BLANK = "_____"


@dataclass(slots=True)
class _Block:
    """One question as it stands in the file: its lines, how many braces are open after them, and what its comments say."""

    lines: list[str] = field(default_factory=list)
    depth: int = 0
    notes: dict[str, list[str]] = field(default_factory=lambda: {"id": [], "tag": []})

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def read_gift(text: str, tongue: str) -> tuple[tuple[Question, ...], tuple[Leftover, ...]]:
    """Return the questions of a GIFT file, and what wasn't taken. `tongue` is in which language true and false are said.

    Raises NothingTakenError for more than quizzes.MOST_QUESTIONS.
    """
    left = Left()
    blocks = list(_blocks(text, left))
    refuse_more(sum("{" in block.text for block in blocks))
    questions = [_question(block, tongue, left) for block in blocks]
    return tuple(one for one in questions if one), left.all()


def looks_like(text: str) -> bool:
    """Say whether a text holds questions in braces."""
    return bool(re.search(r"(?<!\\)\{[^{}]*\}", text)) or "$CATEGORY:" in text


def _blocks(text: str, left: Left) -> Iterator[_Block]:
    """Yield the questions: what stands between empty lines, or from an open brace to the one that closes it."""
    block = _Block()
    for raw in [*text.split("\n"), ""]:
        line = hidden(raw.strip())
        if line.startswith("//"):
            _note(line[2:].strip(), block, left)
        elif line.startswith("$CATEGORY:"):
            left.add(line, CATEGORY)
        elif line or block.depth > 0:
            block.lines.append(line)
            block.depth += line.count("{") - line.count("}")
        elif block.text:
            yield block
            block = _Block()
    if block.text:
        left.add(block.text, OPEN_BRACE)


def _note(comment: str, block: _Block, left: Left) -> None:
    for name, value in _NOTE.findall(typed(comment)):
        block.notes[name].append(re.sub(r"\\(.)", r"\1", value))
    rest = _NOTE.sub("", comment).strip()
    if rest and not _MACHINE_NOTE.match(rest):
        left.add(rest, COMMENT)


def _question(block: _Block, tongue: str, left: Left) -> Question | None:
    name, text = _name(block.text)
    begin, end = text.find("{"), text.find("}")
    if not 0 <= begin < end:
        left.add(text, OPEN_BRACE if {begin, end} != {-1} else NO_BRACES)
        return None
    blank = _BLANK if text[end + 1 :].strip() else ""
    kind, stem = format_of(f"{text[:begin]}{blank}{text[end + 1 :]}", "moodle")
    inside, reason = _apart(text[begin + 1 : end])
    choices = choices_of(inside, Words(kind, stem, left), tongue)
    if choices is None:
        return None
    words, hint = _stem(Words(kind, stem, left), stem)
    explanation = Words(kind, stem, left).body(reason)
    question = sound(Question(_id(block, name), words, hint, choices, explanation, _see(block, stem, left), 0))
    if question is None or not words:
        left.add(stem, NOT_HELD)
        return None
    if name and typed(name) not in {question.id, typed(stem)}:
        left.names.append(typed(name))
    return question


def _name(text: str) -> tuple[str, str]:
    """Return a question's name, empty where it has none, and the rest."""
    begun = text.startswith("::")
    name, ends, rest = text[2:].partition("::")
    return (name.strip(), rest.strip()) if begun and ends else ("", text)


def _apart(inside: str) -> tuple[str, str]:
    """Return what stands in the braces of a question: its answers, and the feedback for all."""
    answers, _, reason = inside.partition("####")
    return answers.strip(), reason.strip()


def _stem(words: Words, stem: str) -> tuple[str, str]:
    """Return a question's own line, and its hint: the Markdown quotation at its end."""
    if words.kind != "markdown":
        return words.line(stem), ""
    lines = [line.strip() for line in typed(stem).split("\n")]
    end = len(lines)
    while end > 1 and lines[end - 1].startswith(">"):
        end -= 1
    hint = "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines[end:])
    return one_line(" ".join(lines[:end])), hint


def _id(block: _Block, name: str) -> str:
    return next((one for one in (*block.notes["id"], name) if ID.fullmatch(one) and len(one) <= LONGEST_ID), "")


def _see(block: _Block, stem: str, left: Left) -> str:
    tags = block.notes["tag"]
    others = [tag for tag in tags if not tag.startswith(SEE)]
    if others:
        left.add(stem, TAGS, tags=" ".join(others))
    named = [tag.removeprefix(SEE) for tag in tags if tag.startswith(SEE)]
    return next((one for one in named if ID.fullmatch(one)), "")
