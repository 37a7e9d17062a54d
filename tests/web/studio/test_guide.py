"""How to write a module: a course that passes our own check, read in the studio as on a phone, of which nothing is kept."""

import re
from pathlib import Path

import pytest
from flask import Flask

from mpt.content.check import check_course
from mpt.content.folder import load_folder
from mpt.content.model import Course, Lesson, Module
from mpt.rules.completion import lessons_of, practice_of, quiz_of
from mpt.web.studio import guide
from mpt.web.studio.guide import COURSE, FOLDER, guide_edition
from tests.web.acts import contents, form, heading, in_both_languages, on_sqlite, words
from tests.web.staff_acts import Desk, office, trainer

LANGUAGES = ("zh", "en")
MODULES = [module.id for module in guide_edition().course.modules]
AT = "/studio/guide"


def desk_of(app: Flask, language: str = "en") -> Desk:
    desk = trainer(app)
    desk.language = language
    return desk


def course() -> Course:
    return guide_edition().course


def quiz(module: Module, language: str = "en") -> Lesson:
    found = quiz_of(module, language)
    assert found is not None
    return found


def right_answers(module: Module) -> dict[str, frozenset[int]]:
    return {question.id: question.key for question in quiz(module).questions}


def answered_wrong(module: Module) -> dict[str, frozenset[int]]:
    """Answer each question with its first choice that isn't right."""
    return {
        question.id: frozenset({next(place for place, choice in enumerate(question.choices) if not choice.correct)})
        for question in quiz(module).questions
    }


# What it says


def test_the_guide_passes_the_check_that_it_teaches() -> None:
    assert check_course(COURSE, load_folder(FOLDER)) == ()


def test_the_guide_has_short_modules_each_with_a_practice_and_questions() -> None:
    assert 5 <= len(course().modules) <= 7
    for module in course().modules:
        for language in LANGUAGES:
            assert module.texts[language].minutes <= 5
            assert practice_of(module, language)
            assert len(quiz(module, language).questions) >= 3


def test_the_right_choice_is_not_always_in_one_place_nor_the_longest() -> None:
    """What the guide says of choices holds for its own."""
    for language in LANGUAGES:
        questions = [question for module in course().modules for question in quiz(module, language).questions]
        single = [question for question in questions if not question.several]
        places = [next(iter(question.key)) for question in single]
        assert max(places.count(place) for place in set(places)) <= len(places) / 2
        longest = sum(
            len(one.choices[next(iter(one.key))].text) == max(len(choice.text) for choice in one.choices)
            for one in single
        )
        assert longest <= len(single) / 2


def test_every_choice_has_its_word_and_every_question_its_way_back() -> None:
    for module in course().modules:
        for language in LANGUAGES:
            ids = {lesson.id for lesson in lessons_of(module, language)}
            for question in quiz(module, language).questions:
                assert question.see in ids
                assert question.hint
                assert question.explanation
                assert all(choice.feedback for choice in question.choices)


def test_the_guide_is_no_course_of_the_parents(app: Flask) -> None:
    """It comes with the software, and isn't published."""
    assert COURSE not in {path.name for path in Path("courses").iterdir()}
    assert Desk(app).get(f"/courses/{COURSE}").status_code == 404


# The pages


@in_both_languages
def test_a_trainer_reads_from_the_overview_to_the_last_question(app: Flask, language: str) -> None:
    desk = desk_of(app, language)
    page = desk.get(AT)
    assert heading(page) == course().texts[language].title
    before = contents(app)
    for module in course().modules:
        assert f"/{language}{AT}/{module.id}" in page.get_data(as_text=True)
        assert heading(desk.get(f"{AT}/{module.id}")) == module.texts[language].title
        address = f"/{language}{AT}/{module.id}/{lessons_of(module, language)[0].id}"
        seen = []
        while not address.endswith("/quiz"):
            lesson = desk.get(address.removeprefix(f"/{language}"))
            seen.append(heading(lesson))
            address = re.findall(r'class="big" href="([^"]+)"', lesson.get_data(as_text=True))[-1]
        assert seen == [one.heading for one in lessons_of(module, language)]
        assert heading(desk.get(address.removeprefix(f"/{language}"))) == quiz(module, language).heading
    assert contents(app) == before


@in_both_languages
@on_sqlite
def test_right_answers_lead_on_and_nothing_is_kept(app: Flask, language: str) -> None:
    desk, modules = desk_of(app, language), course().modules
    before = contents(app)
    for module, following in zip(modules, [*modules[1:], None], strict=True):
        page = desk.post(f"{AT}/{module.id}/quiz", form(right_answers(module)))
        assert page.status_code == 200
        onward = f"/{language}{AT}/{following.id}" if following else f"/{language}{AT}"
        assert re.findall(r'class="big" href="([^"]+)"', page.get_data(as_text=True)) == [onward]
        for question in quiz(module, language).questions:
            assert all(choice.feedback.split("。")[0][:8] in words(page) for choice in question.choices)
    assert contents(app) == before


@on_sqlite
def test_a_wrong_answer_is_met_with_its_word_and_the_lesson_to_read_again(app: Flask) -> None:
    desk = desk_of(app)
    for module in course().modules:
        page = desk.post(f"{AT}/{module.id}/quiz", form(answered_wrong(module)))
        said, html = words(page), page.get_data(as_text=True)
        for question in quiz(module).questions:
            assert f"{AT}/{module.id}/{question.see}" in html
        wrong = [quiz(module).questions[0].choices[next(iter(answered_wrong(module)[quiz(module).questions[0].id]))]]
        assert all(choice.text.strip("“”")[:20] in said for choice in wrong)
        assert f'class="big" href="/en{AT}/{module.id}/quiz"' in html


@on_sqlite
def test_half_of_what_fits_is_told_so(app: Flask) -> None:
    module = next(one for one in course().modules if any(question.several for question in quiz(one).questions))
    some = {question.id: frozenset([min(question.key)]) for question in quiz(module).questions}
    page = desk_of(app).post(f"{AT}/{module.id}/quiz", form(some))
    assert "Right so far. There is more that fits." in words(page)


@on_sqlite
def test_what_is_left_open_is_asked_for_and_the_rest_stays(app: Flask) -> None:
    module = course().modules[0]
    answers = right_answers(module)
    left = next(iter(answers))
    del answers[left]
    page = desk_of(app).post(f"{AT}/{module.id}/quiz", form(answers))
    assert page.status_code == 422
    html = page.get_data(as_text=True)
    assert f'class="question open" id="{left}"' in html
    assert html.count(" checked") == sum(len(taken) for taken in answers.values())


@on_sqlite
@pytest.mark.parametrize("answers", [{"q.nobody": "0"}, {"q.q-outcome": "9"}, {"q.q-outcome": "x"}])
def test_what_no_page_can_have_sent_is_refused(app: Flask, answers: dict[str, str]) -> None:
    assert desk_of(app).post(f"{AT}/{MODULES[0]}/quiz", answers).status_code == 400


@on_sqlite
@pytest.mark.parametrize("address", ["nobody", "nobody/quiz", f"{MODULES[0]}/nobody", f"{MODULES[0]}/check"])
def test_what_the_guide_does_not_have_is_not_there(app: Flask, address: str) -> None:
    desk = desk_of(app)
    assert desk.get(f"{AT}/{address}").status_code == 404
    assert desk.post(f"{AT}/nobody/quiz").status_code == 404


@on_sqlite
def test_nobody_but_trainers_reads_it(app: Flask) -> None:
    for address in (AT, f"{AT}/{MODULES[0]}", f"{AT}/{MODULES[0]}/who-reads", f"{AT}/{MODULES[0]}/quiz"):
        assert office(app).get(address).status_code == 404
        assert "/staff/sign-in" in Desk(app).get(address).headers["Location"]


# What cannot happen with the guide that we ship


@on_sqlite
def test_a_module_without_questions_has_no_page_of_them(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guide, "quiz_of", lambda _module, _language: None)
    assert desk_of(app).get(f"{AT}/{MODULES[0]}/quiz").status_code == 404


def test_a_guide_that_cannot_be_read_is_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guide, "FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError):
        guide_edition.__wrapped__()
