"""What a module must have in any language: a practice, at most one quiz, questions one can answer and learn from."""

from collections.abc import Iterator

from mpt.content.faults import N_, Complaint
from mpt.content.model import READ, Fault, Kind, Lesson, ModuleText, Question

NO_PRACTICE = Complaint(N_("this module has no practice"), N_("add one: ## Tonight {#tonight .practice}"))
TWO_OF_A_KIND = Complaint(N_("this module has a second %(kind)s"), N_("keep one, and make a lesson of the other"))
QUIZ_NOT_LAST = Complaint(N_("a lesson follows the quiz"), N_("put the quiz after it"))
NOTHING_TO_READ = Complaint(N_("this module has no lesson to read"), N_("add one before the practice"))
EMPTY_LESSON = Complaint(N_("the lesson “%(id)s” is empty"), N_("write its text, or leave it out"))
NO_QUESTIONS = Complaint(N_("the %(kind)s has no question"), N_("begin one with ### Question? {#q-id}"))
FEW_CHOICES = Complaint(N_("the question has fewer than two choices"), N_("write each as - [ ] or - [x] and its words"))
NONE_RIGHT = Complaint(N_("no choice is right"), N_("put [x] before those that are"))
NONE_WRONG = Complaint(N_("every choice is right"), N_("add one that is wrong, and leave its box empty: [ ]"))
SURVEY_KEY = Complaint(N_("a survey knows no right answer"), N_("leave all its boxes empty: [ ]"))
NO_FEEDBACK = Complaint(N_("this choice has no feedback"), N_("write it below: 4 spaces, then “> text”"))
SURVEY_FEEDBACK = Complaint(N_("a survey gives no feedback"), N_("leave it out, or make it a quiz"))
SAME_CHOICE = Complaint(N_("two choices say the same"), N_("change one of them"))
SURVEY_EXPLANATION = Complaint(
    N_("there is text after the answers, which a survey doesn't show"),
    N_("make it a hint: > text, right under the question"),
)
SCALE_AND_CHOICES = Complaint(
    N_("a question on faces has no choices of its own"), N_("leave them out, or take .%(scale)s out of its heading")
)
NO_NOTE = Complaint(
    N_("this module can be skipped, but doesn't say what may be hard to read"),
    N_("add a line note: to the front matter, such as note: This module talks about violence."),
)
NEEDLESS_NOTE = Complaint(
    N_("this module has a note, but can't be skipped"),
    N_("write skippable = true in course.toml, or leave the note out"),
)
UNKNOWN_SEE = Complaint(N_("see=%(id)s isn't a lesson of this module"), N_("name one of: %(known)s"))


def misshapen(path: str, text: ModuleText, *, skippable: bool) -> Iterator[Fault]:
    """Yield what a module lacks, and what is wrong with its questions."""
    if skippable != any(map(str.isalnum, text.note)):
        yield (NO_NOTE if skippable else NEEDLESS_NOTE).at(path, 1)
    yield from _kinds(path, text.lessons)
    yield from _order(path, text.lessons)
    known = [lesson.id for lesson in text.lessons if lesson.kind in READ and lesson.id]
    for lesson in text.lessons:
        yield from misshapen_lesson(path, lesson)
        for question in lesson.questions:
            if question.see and question.see not in known:
                yield UNKNOWN_SEE.at(path, question.line, id=question.see, known=", ".join(known))


def _kinds(path: str, lessons: tuple[Lesson, ...]) -> Iterator[Fault]:
    seen: set[Kind] = set()
    for lesson in lessons:
        if lesson.kind in seen and lesson.kind is not Kind.LESSON:
            yield TWO_OF_A_KIND.at(path, lesson.line, kind=str(lesson.kind))
        seen.add(lesson.kind)
    if lessons and Kind.PRACTICE not in seen:
        yield NO_PRACTICE.at(path)
    if lessons and Kind.LESSON not in seen:
        yield NOTHING_TO_READ.at(path)


def _order(path: str, lessons: tuple[Lesson, ...]) -> Iterator[Fault]:
    kinds = [lesson.kind for lesson in lessons]
    if Kind.QUIZ not in kinds:
        return
    for lesson in lessons[kinds.index(Kind.QUIZ) + 1 :]:
        if lesson.kind in READ:
            yield QUIZ_NOT_LAST.at(path, lesson.line)


def misshapen_lesson(path: str, lesson: Lesson) -> Iterator[Fault]:
    """Yield what a section lacks: a lesson its text, a quiz or survey its questions, and those their answers."""
    if lesson.kind in READ:
        if not lesson.body.strip():
            yield EMPTY_LESSON.at(path, lesson.line, id=lesson.id)
    elif not lesson.questions:
        yield NO_QUESTIONS.at(path, lesson.line, kind=str(lesson.kind))
    for question in lesson.questions:
        yield from _question(path, lesson.kind, question)


def _question(path: str, kind: Kind, question: Question) -> Iterator[Fault]:
    if kind is Kind.SURVEY and question.explanation:
        yield SURVEY_EXPLANATION.at(path, question.line)
    if question.scale:
        if question.choices:
            yield SCALE_AND_CHOICES.at(path, question.line, scale=str(question.scale))
        return
    if len(question.choices) < 2:
        yield FEW_CHOICES.at(path, question.line)
        return
    words = [choice.text for choice in question.choices]
    if len(set(words)) < len(words):
        yield SAME_CHOICE.at(path, question.line)
    yield from _survey_question(path, question) if kind is Kind.SURVEY else _quiz_question(path, question)


def _quiz_question(path: str, question: Question) -> Iterator[Fault]:
    if not question.key:
        yield NONE_RIGHT.at(path, question.line)
    if len(question.key) == len(question.choices):
        yield NONE_WRONG.at(path, question.line)
    for choice in question.choices:
        if not choice.feedback.strip():
            yield NO_FEEDBACK.at(path, choice.line)


def _survey_question(path: str, question: Question) -> Iterator[Fault]:
    for choice in question.choices:
        if choice.correct:
            yield SURVEY_KEY.at(path, choice.line)
        if choice.feedback:
            yield SURVEY_FEEDBACK.at(path, choice.line)
