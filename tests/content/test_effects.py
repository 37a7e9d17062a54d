"""What a new state of a course means for those who are in it."""

from dataclasses import replace

from mpt.content.effects import Effects, Place, effects
from mpt.content.manifest import MANIFEST
from mpt.content.model import Course, Module
from mpt.content.reader import read_draft
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder

FIRST = sample_folder()
NOTHING = Effects((), (), (), (), (), (), (), (), (), None, None)
ZH = "01-listening/zh.md"


def course(folder: dict[str, bytes] = FIRST) -> Course:
    """Return the course of a folder, with its holes."""
    return read_draft(SAMPLE, folder).course


def with_text(*changes: tuple[str, str, str]) -> Course:
    """Return the small course with something written otherwise: file, old, new."""
    folder = dict(FIRST)
    for path, old, new in changes:
        assert old in folder[path].decode()
        folder[path] = folder[path].decode().replace(old, new).encode()
    return course(folder)


def without(module_id: str) -> Course:
    """Return the small course without a module."""
    whole = course()
    return replace(whole, modules=tuple(module for module in whole.modules if module.id != module_id))


def test_the_same_course_means_nothing() -> None:
    assert effects(course(), course()) == NOTHING


def test_other_words_mean_nothing() -> None:
    assert effects(course(), with_text((ZH, "不急着教他", "别教他"))) == NOTHING


def test_modules_that_come_and_go() -> None:
    assert effects(without(HARD_DAYS), course()) == replace(NOTHING, new_modules=(HARD_DAYS,))
    assert effects(course(), without(LISTENING)) == replace(NOTHING, gone_modules=(LISTENING,))


def test_lessons_that_come_and_go_are_told_once_for_all_languages() -> None:
    more = course(sample_folder(more_lessons=("thank-them",)))
    assert effects(course(), more) == replace(NOTHING, new_lessons=(Place(LISTENING, "thank-them"),))
    assert effects(more, course()) == replace(NOTHING, gone_lessons=(Place(LISTENING, "thank-them"),))


def test_a_practice_with_another_id_is_another_lesson() -> None:
    other = with_text((ZH, "{#tonight .practice}", "{#today .practice}"))
    assert effects(course(), other) == replace(NOTHING, new_lessons=(Place(LISTENING, "today"),))


def test_a_lesson_without_an_id_is_not_spoken_of() -> None:
    assert effects(course(), with_text((ZH, " {#hear-them}", ""))) == NOTHING


def test_a_quiz_that_comes_or_goes_is_named_by_its_module() -> None:
    whole = course()
    bare = replace(whole, modules=tuple(_without_quiz(module) for module in whole.modules))
    assert effects(whole, bare) == replace(NOTHING, gone_quizzes=(LISTENING, HARD_DAYS))
    assert effects(bare, whole) == replace(NOTHING, new_quizzes=(LISTENING, HARD_DAYS))


def _without_quiz(module: Module) -> Module:
    texts = {
        language: replace(text, lessons=tuple(lesson for lesson in text.lessons if not lesson.questions))
        for language, text in module.texts.items()
    }
    return replace(module, texts=texts)


def test_a_quiz_with_another_id_is_still_the_modules_quiz() -> None:
    assert effects(course(), with_text((ZH, "{#check .quiz}", "{#ask .quiz}"))) == NOTHING


def test_another_right_answer_and_another_choice_are_told() -> None:
    other_key = with_text((ZH, "- [ ] 不用说", "- [x] 不用说"))
    assert effects(course(), other_key) == replace(NOTHING, other_keys=(Place(LISTENING, "q-late"),))
    more = with_text((ZH, "- [x] 说声对不起", "- [ ] 明天再说\n- [x] 说声对不起"))
    assert effects(course(), more).other_keys == (Place(LISTENING, "q-late"),)


def test_a_question_that_comes_goes_or_has_no_id_has_no_other_key() -> None:
    assert effects(course(), with_text((ZH, "{#q-listen}", "{#q-hear}"))) == NOTHING
    assert effects(course(), with_text((ZH, " {#q-listen}", ""))) == NOTHING


def test_settings_that_mean_something() -> None:
    strict = with_text((MANIFEST, "pass_mark = 60", "pass_mark = 80"))
    assert effects(course(), strict) == replace(NOTHING, pass_mark=(60, 80))
    closed = with_text((MANIFEST, "sensitive = false", "sensitive = true"))
    assert effects(course(), closed) == replace(NOTHING, sensitive=True)
    assert effects(closed, course()) == replace(NOTHING, sensitive=False)
    only_zh = with_text((MANIFEST, 'languages = ["zh", "en"]', 'languages = ["zh"]'))
    assert effects(course(), only_zh) == replace(NOTHING, gone_languages=("en",))
    assert effects(only_zh, course()) == replace(NOTHING, new_languages=("en",))
