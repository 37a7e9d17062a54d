"""Questions from elsewhere come into a module's quiz: each new one at its end, each known one in its place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mpt.content.faults import N_, Notes
from mpt.content.model import Kind, Lesson, ModuleText, Question
from mpt.content.modulefile import read_module_text
from mpt.content.parts import part_of, parts_of, with_part, with_part_after
from mpt.content.writer import write_lesson, write_module, write_question
from mpt.formats.ids import id_for
from mpt.formats.leftovers import NothingTakenError
from mpt.formats.plainwords import paragraphs

QUIZ_ID = "check"
MOST_QUESTIONS = 200
"""How many questions one file may have: each is written and read again, which takes its time."""
TOO_MANY = N_("There are more than %(most)s questions in this file. Divide it.")
_HEADINGS = {"zh": "测一测", "en": "Check yourself"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A module's text with questions brought into it, and which: new, changed, and those that were there as they are."""

    text: str
    new: tuple[Question, ...]
    changed: tuple[Question, ...]
    same: tuple[Question, ...]


def with_questions(text: str, questions: Sequence[Question], tongue: str, quiz_id: str = "") -> Asked:
    """Return a module's text with questions in its quiz, which is made where there is none: `quiz_id`, else QUIZ_ID.

    A question without an id gets one of its words; one whose id or words are in the quiz already is that one.
    """
    known = _quiz(text)
    if known is None:
        start = Lesson(quiz_id or QUIZ_ID, _heading(tongue), Kind.QUIZ, "", (), 0)
        text = with_part_after(text, write_lesson(start), parts_of(text)[-1].id)
        known = replace(start, line=parts_of(text)[-1].line)
    named = _named(questions, known.questions, _ids(text))
    there = {question.id: without_lines(question) for question in known.questions}
    new = tuple(one for one in named if one.id not in there)
    changed = tuple(one for one in named if one.id in there and there[one.id] != one)
    same = tuple(one for one in named if there.get(one.id) == one)
    return Asked(_written(text, known, new, changed), new, changed, same)


def refuse_more(count: int) -> None:
    """Refuse a file with so many questions, as far as they are counted. Raises NothingTakenError."""
    if count > MOST_QUESTIONS:
        raise NothingTakenError(TOO_MANY, most=MOST_QUESTIONS)


def without_lines(question: Question) -> Question:
    """Return a question without the lines on which it stood."""
    return replace(question, line=0, choices=tuple(replace(choice, line=0) for choice in question.choices))


def sound(question: Question) -> Question | None:
    """Return a question as a file can hold it: its marks taken for plain words where they would mean something else there.

    None where no file can hold it.
    """
    plain = replace(
        question,
        hint=paragraphs(question.hint),
        explanation=paragraphs(question.explanation),
        choices=tuple(replace(choice, feedback=paragraphs(choice.feedback)) for choice in question.choices),
    )
    return next((one for one in (question, plain) if _survives(one)), None)


def _survives(question: Question) -> bool:
    """Say whether a question is read as it was written, and so is another one below it."""
    named = replace(question, id=question.id or "q")
    asked = (named, Question("q-below", "-", "", (), "", "", 0))
    module = ModuleText("-", "-", 1, "", (Lesson(QUIZ_ID, "-", Kind.QUIZ, "", asked, 0),))
    read = read_module_text(write_module(module).encode("utf-8", "replace"), is_source=True, notes=Notes(""))
    found = [without_lines(one) for lesson in read.lessons for one in lesson.questions] if read else []
    return found == list(asked)


def _quiz(text: str) -> Lesson | None:
    read = _read(text)
    return next((lesson for lesson in read.lessons if lesson.kind is Kind.QUIZ and lesson.id), None) if read else None


def _read(text: str) -> ModuleText | None:
    return read_module_text(text.encode("utf-8", "replace"), is_source=False, notes=Notes(""))


def _ids(text: str) -> set[str]:
    read = _read(text)
    lessons = read.lessons if read else ()
    return {lesson.id for lesson in lessons} | {question.id for lesson in lessons for question in lesson.questions}


def _heading(tongue: str) -> str:
    return _HEADINGS.get(tongue.partition("-")[0], _HEADINGS["en"])


def _named(questions: Sequence[Question], known: Sequence[Question], taken: Collection[str]) -> list[Question]:
    """Return questions with their ids, each once: its own, that of the same one in the quiz, or one of its words.

    Two with the same words but other choices are two.
    """
    alike: dict[Question, str] = {replace(without_lines(one), id=""): one.id for one in known}
    unnamed = [replace(question, id="") for question in questions]
    by_words = {one.stem: name for one, name in reversed(alike.items()) if one not in unnamed}
    ids = {question.id for question in known}
    taken = set(taken)
    named: dict[str, Question] = {}
    for question, bare in zip(questions, unnamed, strict=True):
        if bare in [replace(one, id="") for one in named.values()]:
            continue
        own = question.id if question.id in ids or question.id not in taken else ""
        best = own or alike.get(bare) or by_words.pop(bare.stem, "")
        name = best if best and best not in named else id_for(question.stem, "q", taken)
        taken.add(name)
        named[name] = replace(question, id=name)
    return list(named.values())


def _written(text: str, quiz: Lesson, new: Sequence[Question], changed: Sequence[Question]) -> str:
    """Return the text with questions in its quiz; whatever stays as it was keeps its bytes."""
    part = part_of(text, quiz.id)
    lines = [f"{line}\n" for line in part.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    starts = [question.line - part.line for question in quiz.questions]
    pieces = ["".join(lines[begin:end]) for begin, end in zip([0, *starts], [*starts, len(lines)], strict=True)]
    anew = {question.id: question for question in changed}
    for place, question in enumerate(quiz.questions, start=1):
        if question.id in anew:
            blank = pieces[place][len(pieces[place].rstrip("\n")) :]
            pieces[place] = write_question(anew[question.id]).rstrip("\n") + blank
    whole = "".join(pieces)
    if new:
        whole = whole.rstrip("\n") + "\n\n" + "\n".join(write_question(question) for question in new)
    return with_part(text, quiz.id, whole) if anew or new else text
