"""Faults are said in one line, in any language, and hold no control characters."""

import ast
import re
from pathlib import Path

import mpt.content
from mpt.content.faults import N_, Complaint, Notes, say

PLACES = re.compile(r"%\((\w+)\)s|%(.?)")
ROOM = Path(mpt.content.__file__).parent
BAD = Complaint("“%(name)s” is bad", "choose another")


def test_a_fault_is_said_with_file_line_and_mend() -> None:
    assert say(BAD.at("zh.md", 3, name="x")) == "zh.md:3: “x” is bad: choose another"
    assert say(BAD.at("zh.md", name="x")) == "zh.md: “x” is bad: choose another"


def test_a_fault_is_said_in_another_language() -> None:
    words = {BAD.what: "“%(name)s”不行", BAD.mend: "换一个"}

    def gettext(message: str, /, **values: object) -> str:
        return words[message] % values

    assert say(BAD.at("zh.md", 3, name="x"), gettext) == "zh.md:3: “x”不行: 换一个"


def test_what_a_file_holds_cannot_command_a_terminal_or_fill_it() -> None:
    fault = BAD.at("zh.md", name="\x1b[31m\u202ered\n" + "长" * 500)
    assert say(fault).isprintable()
    assert len(say(fault)) < 250


def test_notes_speak_of_one_file() -> None:
    notes = Notes("en.md")
    notes.add(BAD, 2, name="y")
    assert [say(fault) for fault in notes.faults] == ["en.md:2: “y” is bad: choose another"]


def test_a_marked_message_is_itself() -> None:
    assert N_("words") == "words"


def test_every_message_is_marked_for_the_catalogues_and_has_only_named_places() -> None:
    messages = []
    for file in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Complaint":
                for argument in node.args:
                    assert isinstance(argument, ast.Call), f"{file.name}:{node.lineno}"
                    assert getattr(argument.func, "id", "") == "N_", f"{file.name}:{node.lineno}"
                    messages.append(ast.literal_eval(argument.args[0]))
    assert len(messages) > 150
    assert [message for message in messages if any(other for _, other in PLACES.findall(message))] == []
