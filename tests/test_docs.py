"""The guides show what there is: their pictures, their words, their commands, in both languages alike."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click import Group

from mpt import cli
from mpt.config import read_config
from mpt.i18n import TRANSLATIONS, catalogue
from mpt.models import Base
from mpt.rules import helpline
from mpt.services.helpline import boxes
from mpt.services.staffdoor import INVITATION_DAYS
from mpt.web.factory.tables import DEFINITIONS
from mpt.web.helpline.inbox import BOXES
from tests.cast import COURSES

ROOT = COURSES.parent
DOCS = ROOT / "docs"
WEB = ROOT / "mpt" / "web"
GUIDES = ("factories", "office", "helpline", "trainers")
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


LANGUAGES = pytest.mark.parametrize(("language", "suffix"), [("en", ""), ("zh", ".zh")])


@LANGUAGES
def test_the_helplines_guide_names_each_box_as_the_page_does(language: str, suffix: str) -> None:
    text = (DOCS / f"helpline{suffix}.md").read_text(encoding="utf-8")
    for name, _says in BOXES.values():
        assert f"| {catalogue(language).gettext(name)} |" in text


@LANGUAGES
def test_the_helplines_guide_says_what_to_do_in_danger_as_the_page_does(language: str, suffix: str) -> None:
    text = re.sub(r"\s+", " ", (DOCS / f"helpline{suffix}.md").read_text(encoding="utf-8"))
    steps = re.findall(r'_\("([^"]+)"\)', (WEB / "templates/helpline/now.html").read_text(encoding="utf-8"))
    assert len(steps) == 9
    for step in steps:
        assert catalogue(language).gettext(step).rstrip(".:。：") in text


@pytest.mark.parametrize("suffix", ["", ".zh"])
def test_the_helplines_guide_knows_the_numbers(suffix: str) -> None:
    text = (DOCS / f"helpline{suffix}.md").read_text(encoding="utf-8")
    days, most = read_config({}).helpline_days, f"{helpline.MOST_CHARACTERS:,}"
    for number in (days, most, helpline.NEW_A_DAY_FROM_ADDRESS, helpline.MOST_WRITTEN_IN_AN_HOUR, boxes.MOST_SHOWN):
        assert re.search(rf"(?<![0-9]){number}(?![0-9])", text)


@LANGUAGES
def test_the_guide_explains_each_figure_of_the_spaces(language: str, suffix: str) -> None:
    text = (DOCS / f"factories{suffix}.md").read_text(encoding="utf-8")
    for word in ("Spaces", "Children", "Child-days", "Share of places used"):
        assert f"| {catalogue(language).gettext(word)} |" in text


@LANGUAGES
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


@pytest.mark.parametrize(("page", "language"), [("trainers.md", "en"), ("trainers.zh.md", "zh")])
def test_the_trainers_guide_names_what_is_pressed_as_the_page_does(page: str, language: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    # What has a number in it stands on the page in other words each time; the last two are what parents call them.
    named = re.findall(r"\*\*([^*]+)\*\*" if language == "en" else r"“([^”\d]+)”", text)
    assert {name.rstrip(".:") for name in named} <= shown(language) | {"单元", "课"}


def shown(language: str) -> set[str]:
    """Return all that the pages say in a language, with gaps for what differs."""
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    return {
        text
        for message in messages
        for said in (message.string, message.id if language == "en" else "")
        for text in ([said] if isinstance(said, str) else said)
    }


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_says_how_long_an_invitation_opens(guide: str) -> None:
    assert f"within {INVITATION_DAYS} days" in (DOCS / f"{guide}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", ["", ".zh"])
def test_every_table_is_named_in_what_is_kept(suffix: str) -> None:
    text = (DOCS / f"privacy{suffix}.md").read_text(encoding="utf-8")
    named = {name for row in re.findall(r"(?m)^\|[^|]*\|([^|]*)\|", text) for name in re.findall(r"`(\w+)`", row)}
    assert named == {table.name for table in Base.metadata.sorted_tables}


def test_what_is_kept_is_said_alike_in_both_languages() -> None:
    english, chinese = DOCS / "privacy.md", DOCS / "privacy.zh.md"
    assert headings(english) == headings(chinese)
    rows = [re.findall(r"(?m)^\|.*\|$", page.read_text(encoding="utf-8")) for page in (english, chinese)]
    tables = [[re.findall(r"`(\w+)`", row.split("|")[2]) for row in each] for each in rows]
    assert tables[0] == tables[1]
    assert len({len(row.split("|")) for row in [*rows[0], *rows[1]]}) == 1
