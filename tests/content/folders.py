"""Course folders for the tests: a good one, and ways to spoil it."""

import re

from mpt.content.check import check_course
from mpt.content.faults import say
from mpt.content.folder import hash8
from mpt.content.model import Course, Folder
from mpt.content.reader import read_course
from mpt.content.scaffold import new_course

MODULE = "01-your-first-module"
ZH, EN = f"{MODULE}/zh.md", f"{MODULE}/en.md"
GOOD = new_course("good")


def spoilt(path: str, old: str, new: str, folder: Folder = GOOD) -> dict[str, bytes]:
    """Return a folder with one piece of one file changed, its translations marked as made anew."""
    text = folder[path].decode()
    assert old in text, f"{old!r} isn't in {path}"
    return translated({**folder, path: text.replace(old, new, 1).encode()})


def translated(folder: Folder) -> dict[str, bytes]:
    """Return a folder whose English texts say that they were made from the Chinese ones as they are."""
    marked = dict(folder)
    for path in (path for path in folder if path.endswith("en.md")):
        source = folder.get(path.replace("en.md", "zh.md"), b"")
        mark = f"translated_from: {hash8(source)}".encode()
        marked[path] = re.sub(rb"translated_from: \w+", mark, folder[path], count=1)
    return marked


def said(folder: Folder, course_id: str = "good") -> list[str]:
    """Return what the check says of a folder, a line for each fault."""
    return [say(fault) for fault in check_course(course_id, folder)]


def course_of(folder: Folder) -> Course:
    """Return the course of a folder that can be read."""
    course = read_course("good", folder).course
    assert course is not None
    return course


def line_of(folder: Folder, path: str, text: str) -> int:
    """Return the number of the first line of a file that holds `text`."""
    lines = folder[path].decode().split("\n")
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def module(body: str, *, front: str = "title: 题目\noutcome: 你能做到。\nminutes: 3") -> dict[str, bytes]:
    """Return a folder with one module in Chinese, whose file has this body below `front`."""
    manifest = 'languages = ["zh"]\npass_mark = 60\n[[module]]\nfolder = "01-one"\n'
    return {
        "course.toml": manifest.encode(),
        "zh.md": "---\ntitle: 课程\nsummary: 一句话。\n---\n你好。\n".encode(),
        "01-one/zh.md": f"---\n{front}\n---\n{body}".encode(),
    }
