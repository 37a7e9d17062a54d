"""Beginnings: a new course or module that checks, with an example to replace."""

import json
from importlib.resources import files

from mpt.content.faults import Notes, say
from mpt.content.folder import hash8
from mpt.content.manifest import MANIFEST, Manifest, read_manifest
from mpt.content.model import Folder
from mpt.content.reader import RESERVED_COURSES
from mpt.content.sections import ID, LONGEST_ID

FIRST_MODULE = "your-first-module"
LAST_NUMBER = 99
_STARTER = files("mpt.content") / "starter"
_TRANSLATED_FROM = "translated_from: HASH\n"


def new_course(course_id: str, languages: tuple[str, ...] = ("zh", "en")) -> dict[str, bytes]:
    """Return the folder of a new course with one example module. `languages[0]` is the source.

    Raises ValueError for an id or a language that can't be one.
    """
    _refuse_bad_id(course_id)
    if course_id in RESERVED_COURSES:
        raise ValueError(f"{course_id!r} can't be a course's id: it's an address of the studio")
    listed = ", ".join(json.dumps(language) for language in languages)
    folder = {
        MANIFEST: starter("course.toml").replace("LANGUAGES", listed).encode(),
        "cover.svg": starter("lamp.svg").encode(),
        **_texts("course", languages),
    }
    return new_module(folder, course_id, FIRST_MODULE)


def new_module(folder: Folder, course_id: str, module_id: str) -> dict[str, bytes]:
    """Return a course folder with an example module added at its end.

    Raises ValueError for an id that can't be one or is there already, and for a course.toml that can't be read.
    """
    _refuse_bad_id(module_id)
    manifest = read_manifest(folder, Notes(MANIFEST))
    if module_id in {module.id for module in manifest.modules}:
        raise ValueError(f"there is already a module {module_id!r} in {course_id!r}")
    name = _next_folder(manifest, folder, module_id)
    grown = {**folder, MANIFEST: _with_module(folder.get(MANIFEST, b""), name)}
    notes = Notes(f"{course_id}/{MANIFEST}")
    read_manifest(grown, notes)
    if notes.faults:
        raise ValueError(say(notes.faults[0]))
    added = {**_texts("module", manifest.languages), "lamp.svg": starter("lamp.svg").encode()}
    return {**grown, **{f"{name}/{file}": data for file, data in added.items()}}


def _next_folder(manifest: Manifest, folder: Folder, module_id: str) -> str:
    number = max((int(module.folder[:2]) for module in manifest.modules), default=0) + 1
    if number > LAST_NUMBER:
        raise ValueError(f"a course has at most {LAST_NUMBER} modules")
    name = f"{number:02d}-{module_id}"
    if any(path.startswith(f"{name}/") for path in folder):
        raise ValueError(f"there is already a folder {name!r}, which course.toml doesn't name")
    return name


def _refuse_bad_id(name: str) -> None:
    if not ID.fullmatch(name) or len(name) > LONGEST_ID:
        raise ValueError(f"{name!r} can't be an id: use a-z, 0-9 and single hyphens, at most {LONGEST_ID}")


def _with_module(manifest: bytes, name: str) -> bytes:
    """Return course.toml with a module appended. What is there stays as it is, comments and line ends included."""
    line_end = "\r\n" if b"\r\n" in manifest else "\n"
    lines = ["", "[[module]]", f'folder = "{name}"', "sources = []", "review = []", "skippable = false", ""]
    start = b"" if manifest.endswith(b"\n") else line_end.encode()
    return manifest + start + line_end.join(lines).encode()


def _texts(what: str, languages: tuple[str, ...]) -> dict[str, bytes]:
    texts: dict[str, bytes] = {}
    for language in languages:
        # There are examples in Chinese and English; a translator into another language begins with the English.
        template = "zh" if language.partition("-")[0] == "zh" else "en"
        text = starter(f"{what}.{template}.md")
        mark = f"translated_from: {hash8(texts[f'{languages[0]}.md'])}\n" if texts else ""
        texts[f"{language}.md"] = text.replace(_TRANSLATED_FROM, mark).encode()
    return texts


def starter(name: str) -> str:
    """Return a text that beginnings are made from."""
    return (_STARTER / name).read_text(encoding="utf-8")
