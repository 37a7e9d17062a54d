"""One module, or a course's own words, in one language: one Markdown file."""

import re

from mpt.content.faults import N_, Complaint, Notes
from mpt.content.front import Front, read_front
from mpt.content.lines import Line, decode, joined, note_open_fences, numbered
from mpt.content.mistyped import mend_lines
from mpt.content.model import READ, CourseText, Kind, Lesson, ModuleText
from mpt.content.quiz import read_question
from mpt.content.sections import divide, read_section

RESERVED_IDS = frozenset({"quiz", "skip"})
KINDS = (f".{Kind.PRACTICE}", f".{Kind.QUIZ}")

# What was meant for a survey: a question with its id, or a survey's mark in brackets of any kind.
_MEANT_FOR_SURVEY = re.compile(r"\s*(?:[->]\s*)*###.*\{|.*[{｛（(【\[]\s*[#＃][^\s]*\s*\.survey")

NO_LESSONS = Complaint(N_("this module has no lesson"), N_("begin one with ## Title {#an-id}"))
STRAY_TEXT = Complaint(N_("there is text before the first lesson"), N_("put it under a heading ## Title {#an-id}"))
RESERVED = Complaint(N_("“%(id)s” can't be the id of a lesson"), N_("choose another; quiz and skip are addresses"))
ID_TWICE = Complaint(N_("the id “%(id)s” is there twice"), N_("give one of the two another"))
WRONG_LEVEL = Complaint(
    N_("a heading of this level isn't known"), N_("use ## for a lesson, ### for a question or a part")
)
UNDERLINED = Complaint(
    N_("the line above becomes a heading by this underline"),
    N_("leave an empty line between them, or write ## Title {#an-id}"),
)
NOT_A_SURVEY = Complaint(
    N_("only a survey may have an id in a course's own file"),
    N_("mark it as one: {#an-id .survey}, or leave its braces out"),
)
QUESTION_OUTSIDE = Complaint(
    N_("there is a question or a survey's mark outside a survey"),
    N_("begin the survey with a heading of its own: ## Title {#an-id .survey}"),
)
SURVEY_NOT_LAST = Complaint(N_("something follows the survey"), N_("put it before the survey"))
BAD_MINUTES = Complaint(
    N_("“minutes” isn't a number from 1 to 60"), N_("write how long reading takes, as in minutes: 5")
)


def read_module_text(data: bytes, is_source: bool, notes: Notes) -> ModuleText | None:
    """Read a module in one language; nothing where the file can't be read as text at all."""
    text = decode(data, notes)
    if text is None:
        return None
    optional = ("note",) if is_source else ("note", "translated_from")
    front = read_front(text, ("title", "outcome", "minutes"), optional, notes)
    before, parts = divide(_body(text, front, notes), 2)
    _note_before(before, notes)
    lessons = tuple(_lesson(part, KINDS, notes) for part in parts)
    if not lessons:
        notes.add(NO_LESSONS)
    _note_repeated_ids(lessons, notes)
    return ModuleText(
        title=front.values.get("title", ""),
        outcome=front.values.get("outcome", ""),
        minutes=_minutes(front, notes),
        translated_from=front.values.get("translated_from", ""),
        lessons=lessons,
        note=front.values.get("note", ""),
    )


def read_course_text(data: bytes, is_source: bool, notes: Notes) -> CourseText | None:
    """Read a course's own words in one language; nothing where the file can't be read as text at all."""
    text = decode(data, notes)
    if text is None:
        return None
    optional = () if is_source else ("translated_from",)
    front = read_front(text, ("title", "summary"), optional, notes)
    introduction, survey = _with_survey(_body(text, front, notes), notes)
    return CourseText(
        title=front.values.get("title", ""),
        summary=front.values.get("summary", ""),
        introduction=joined(introduction),
        translated_from=front.values.get("translated_from", ""),
        line=front.end + 1,
        survey=survey,
    )


def _with_survey(lines: list[Line], notes: Notes) -> tuple[list[Line], Lesson | None]:
    """Divide a course's own text into its introduction, which may have headings, and the survey that ends it."""
    introduction, parts = divide(lines, 2)
    while parts and "{" not in parts[0][0].text:
        introduction += parts.pop(0)
    for line in introduction:
        if not line.code and _MEANT_FOR_SURVEY.match(line.text):
            notes.add(QUESTION_OUTSIDE, line.number)
    if not parts:
        return introduction, None
    survey = _lesson(parts[0], (f".{Kind.SURVEY}",), notes)
    if survey.kind is not Kind.SURVEY:
        notes.add(NOT_A_SURVEY, survey.line)
    for part in parts[1:]:
        notes.add(SURVEY_NOT_LAST, part[0].number)
    _note_repeated_ids((survey,), notes)
    return introduction, survey


def _body(text: str, front: Front, notes: Notes) -> list[Line]:
    raw = "\n".join(text.split("\n")[front.end :])
    lines = mend_lines(numbered(raw, front.end + 1), notes)
    note_open_fences(lines, notes)
    _note_headings(lines, notes)
    return lines


def _note_headings(lines: list[Line], notes: Notes) -> None:
    above = ""
    for line in lines:
        if line.code:
            above = ""
            continue
        level = len(line.text) - len(line.text.lstrip("#"))
        if level not in {0, 2, 3}:
            notes.add(WRONG_LEVEL, line.number)
        underline = line.text.rstrip()
        if above.strip() and underline and (not underline.strip("=") or not underline.strip("-")):
            notes.add(UNDERLINED, line.number)
        above = line.text


def _note_before(before: list[Line], notes: Notes) -> None:
    stray = next((line for line in before if line.text.strip()), None)
    if stray:
        notes.add(STRAY_TEXT, stray.number)


def _lesson(part: list[Line], kinds: tuple[str, ...], notes: Notes) -> Lesson:
    section = read_section(part, kinds, "regular-beats-long", notes)
    if section.id in RESERVED_IDS:
        notes.add(RESERVED, section.line, id=section.id)
    kind = Kind(section.kind or Kind.LESSON)
    below = list(section.lines)
    if kind in READ:
        return Lesson(section.id, section.title, kind, joined(below), (), section.line)
    introduction, questions = divide(below, 3)
    return Lesson(
        id=section.id,
        heading=section.title,
        kind=kind,
        body=joined(introduction),
        questions=tuple(read_question(question, kind, notes) for question in questions),
        line=section.line,
    )


def _note_repeated_ids(lessons: tuple[Lesson, ...], notes: Notes) -> None:
    places = [(lesson.id, lesson.line) for lesson in lessons]
    places += [(question.id, question.line) for lesson in lessons for question in lesson.questions]
    seen: set[str] = set()
    for name, line in sorted(places, key=lambda place: place[1]):
        if name and name in seen:
            notes.add(ID_TWICE, line, id=name)
        seen.add(name)


def _minutes(front: Front, notes: Notes) -> int:
    value = front.values.get("minutes", "")
    if value.isascii() and value.isdigit() and len(value) <= 2 and 1 <= int(value) <= 60:
        return int(value)
    if value:
        notes.add(BAD_MINUTES, front.lines["minutes"])
    return 0
