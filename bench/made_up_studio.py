"""What the guides' pictures show of the studio: a draft with a change in it, and how made-up learners answered."""

import uuid
from datetime import timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from mpt.content.model import Question
from mpt.content.parts import digest, part_of
from mpt.models import Attempt, ModuleDone
from mpt.models.base import now
from mpt.rules.completion import quiz_of
from mpt.services import drafts, publishing

COURSE, MODULE = "far-away-still-close", "your-feelings-count"
PART, FILE = "five-slow-breaths", "01-your-feelings-count/zh.md"
_MOST = 600
_KNOW = {"zh": 0.78, "en": 0.7}
"""How likely somebody gets a question right, by the language in which they read."""
_HARDER_IN_ENGLISH = "q-birthday"


def make_studio(session: Session, trainer: uuid.UUID) -> None:
    """Let a trainer change a lesson that is translated, and let the demo's learners answer a quiz."""
    text = part_of(drafts.texts(session, COURSE)[FILE].decode(), PART).text
    changed = text.replace("先别急着拨号，给自己1分钟。", "先别急着拨号。放下手里的活，给自己1分钟。")
    drafts.save_part(session, COURSE, FILE, PART, changed, digest(text), trainer)
    _answer(session, Random(7))


def _answer(session: Session, chance: Random) -> None:
    release_id = publishing.current_releases(session)[COURSE]
    edition = publishing.read_edition(session, COURSE, release_id)
    module = next(one for one in edition.course.modules if one.id == MODULE)
    done = select(ModuleDone.learner_id).where(ModuleDone.course_id == COURSE, ModuleDone.module_id == MODULE)
    for place, learner_id in enumerate(session.scalars(done.order_by(ModuleDone.learner_id).limit(_MOST))):
        language = "zh" if chance.random() < 0.6 else "en"
        quiz = quiz_of(module, language)
        questions = quiz.questions if quiz else ()
        answers = {one.id: _choose(one, language, chance) for one in questions}
        right = sum(frozenset(answers[one.id]) == one.key for one in questions)
        attempt = Attempt(learner_id=learner_id, id=uuid.UUID(int=place + 1), course_id=COURSE, module_id=MODULE)
        attempt.release_id, attempt.answers, attempt.language = release_id, answers, language
        attempt.correct, attempt.total, attempt.passed = right, len(questions), right >= 3
        attempt.submitted_at = now() - timedelta(minutes=place)
        session.add(attempt)


def _choose(question: Question, language: str, chance: Random) -> list[int]:
    knows = _KNOW[language] - (0.35 if (question.id, language) == (_HARDER_IN_ENGLISH, "en") else 0)
    if chance.random() < knows:
        return sorted(question.key)
    wrong = [place for place, choice in enumerate(question.choices) if not choice.correct]
    return [chance.choices(wrong, weights=range(len(wrong), 0, -1))[0]]
