"""Beginnings to be filled: a course, a module, a section with its headings and nothing else.

Unlike `scaffold`'s examples they don't check: each place that nobody has filled yet is a fault, so none is published by mistake.
"""

from collections.abc import Mapping, Sequence

from mpt.content.front_text import with_front_value
from mpt.content.manifest import MANIFEST
from mpt.content.model import Kind
from mpt.content.scaffold import starter

_COURSE = "---\ntitle:\nsummary:\n---\n"
_MODULE = "---\ntitle:\noutcome:\nminutes: 5\n---\n"
_QUESTION = "\n### {#%s}\n\n- [ ]\n- [x]\n"
FIRST_QUESTION = "q-1"
_HEADINGS: Mapping[str, Mapping[Kind, str]] = {
    "zh": {Kind.LESSON: "第一节", Kind.PRACTICE: "今晚试试", Kind.QUIZ: "想一想"},
    "en": {Kind.LESSON: "First lesson", Kind.PRACTICE: "Try it tonight", Kind.QUIZ: "Check yourself"},
}
_IDS = {Kind.LESSON: "lesson-1", Kind.PRACTICE: "tonight", Kind.QUIZ: "check"}


def new_course(languages: Sequence[str], title: str) -> dict[str, bytes]:
    """Return the folder of a course without modules, its own words begun in the source, `languages[0]`."""
    listed = ", ".join(f'"{language}"' for language in languages)
    return {
        MANIFEST: starter("course.toml").replace("LANGUAGES", listed).encode(),
        "cover.svg": starter("lamp.svg").encode(),
        f"{languages[0]}.md": with_front_value(_COURSE, "title", title).encode(),
    }


def new_module(language: str, title: str) -> str:
    """Return a module's text with one lesson, its practice and its quiz, each with nothing but a heading."""
    sections = [new_section(kind, _IDS[kind], heading_of(kind, language)) for kind in _IDS]
    return with_front_value(_MODULE, "title", title) + "\n".join(sections)


def new_section(kind: Kind, part_id: str, heading: str, question_id: str = FIRST_QUESTION) -> str:
    """Return a section with its heading; a quiz has the places of a first question with two choices."""
    mark = "" if kind is Kind.LESSON else f" .{kind}"
    return f"## {heading} {{#{part_id}{mark}}}\n" + (_QUESTION % question_id if kind is Kind.QUIZ else "")


def heading_of(kind: Kind, language: str) -> str:
    """Return what a section of a kind is called until somebody writes another heading; in English where we don't know."""
    return _HEADINGS.get(language.partition("-")[0], _HEADINGS["en"])[kind]


def id_of(kind: Kind) -> str:
    """Return the id that the section of a kind has, if nothing else has it."""
    return _IDS[kind]
