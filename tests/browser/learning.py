"""How a parent goes through a course in a browser."""

from playwright.sync_api import Page, expect

from mpt.content.model import Course, Module
from mpt.rules.completion import lessons_of, quiz_of


def answer_survey(page: Page, course: Course, language: str) -> None:
    """Answer every other question; the others are left out."""
    survey = course.texts[language].survey
    assert survey is not None
    expect(page.locator("h1")).to_have_text(survey.heading)
    for question in survey.questions[::2]:
        page.locator(f'#{question.id} input[value="1"]').check()
    page.locator("form.survey .big").click()


def read_module(page: Page, module: Module, language: str) -> None:
    """From the module's page through all its lessons, by the one big button each has."""
    expect(page.locator("h1")).to_have_text(module.texts[language].title)
    page.locator(".next .big").click()
    for lesson in lessons_of(module, language):
        expect(page.locator("h1")).to_have_text(lesson.heading)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
        page.locator(".next .big").click()


def answer_quiz(page: Page, module: Module, language: str) -> None:
    """Answer each question of a module's quiz rightly."""
    quiz = quiz_of(module, language)
    assert quiz is not None
    expect(page.locator("h1")).to_have_text(quiz.heading)
    for question in quiz.questions:
        for place in question.key:
            page.locator(f'#{question.id} input[value="{place}"]').check()
    page.locator(".next .big").click()
    page.wait_for_url("**/quiz/result?sent=1")
