"""The guides show what there is: their pictures, their words, their commands, in both languages alike."""

import re
from pathlib import Path

import pytest
from click import Group

from mpt import cli
from mpt.i18n import catalogue
from mpt.services.staffdoor import INVITATION_DAYS
from mpt.web.factory.tables import DEFINITIONS
from tests.cast import COURSES

ROOT = COURSES.parent
DOCS = ROOT / "docs"
GUIDES = ("factories", "office")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


def headings(page: Path) -> list[int]:
    return [len(marks) for marks in re.findall(r"(?m)^(#+) ", page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_and_picture_is_there(path: Path) -> None:
    text = re.sub(r"(?s)```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        assert target.startswith("http") or (path.parent / target).exists(), target


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_says_the_same_in_both_languages(guide: str) -> None:
    english, chinese = DOCS / f"{guide}.md", DOCS / f"{guide}.zh.md"
    assert headings(english) == headings(chinese)
    pictures = [re.findall(r"pictures/(\w+)-(en|zh)", page.read_text(encoding="utf-8")) for page in (english, chinese)]
    assert [name for name, _language in pictures[0]] == [name for name, _language in pictures[1]]
    assert {language for _name, language in pictures[0]} == {"en"}
    assert {language for _name, language in pictures[1]} == {"zh"}


@pytest.mark.parametrize(("language", "suffix"), [("en", ""), ("zh", ".zh")])
def test_a_guide_explains_each_figure_by_its_name_on_the_page(language: str, suffix: str) -> None:
    text = (DOCS / f"factories{suffix}.md").read_text(encoding="utf-8")
    for word, _meaning in DEFINITIONS[2:8]:
        assert f"| {catalogue(language).gettext(word)} |" in text


def test_every_command_is_in_the_guide_to_running_it() -> None:
    text = (DOCS / "running.md").read_text(encoding="utf-8")
    for name, command in cli.main.commands.items():
        names = [f"{name} {each}" for each in command.commands] if isinstance(command, Group) else [name]
        for each in names:
            assert name == "trial" or f"mpt {each}" in text, each


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_says_how_long_an_invitation_opens(guide: str) -> None:
    assert f"within {INVITATION_DAYS} days" in (DOCS / f"{guide}.md").read_text(encoding="utf-8")
