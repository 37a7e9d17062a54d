"""Read a course folder into a `Course`, or say what is wrong with it. Nothing in a folder makes this raise."""

from dataclasses import dataclass

from mpt.content.faults import N_, Complaint, Notes, in_order
from mpt.content.manifest import MANIFEST, Excuse, ModuleEntry, read_manifest
from mpt.content.model import Course, CourseText, Fault, Folder, Lesson, Module, ModuleText
from mpt.content.modulefile import read_course_text, read_module_text
from mpt.content.sections import ID

BAD_COURSE_ID = Complaint(
    N_("the folder's name “%(id)s” can't be a course's id"), N_("use a-z, 0-9 and single hyphens, at most 60")
)
RESERVED_COURSES = frozenset({"new", "bring-in", "guide"})
"""What can't be a course's id, because the studio has pages at these addresses."""
RESERVED = Complaint(
    N_("“%(id)s” can't be the id of a course"), N_("choose another; new, bring-in and guide are addresses")
)
FILE_MISSING = Complaint(N_("this file is missing"), N_("write it, or take its language or module out of course.toml"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A course as far as it could be read, and what is wrong with it.

    `course` is None where a text is missing or a lesson has no id. A course that comes with faults is good enough to
    be looked at while it is written; it isn't good enough to be published.
    """

    course: Course | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A course with holes: any text may be missing, any id empty. `excuses` are the exceptions to plain language."""

    course: Course
    faults: list[Fault]
    excuses: tuple[Excuse, ...]


def read_course(course_id: str, folder: Folder) -> Reading:
    """Read a course folder."""
    draft = read_draft(course_id, folder)
    return Reading(draft.course if _whole(draft.course) else None, in_order(draft.faults))


def read_draft(course_id: str, folder: Folder) -> Draft:
    """Read what can be read of a course folder, for those who say what is wrong with the rest."""
    notes = Notes(MANIFEST)
    if not ID.fullmatch(course_id) or len(course_id) > 60:
        notes.add(BAD_COURSE_ID, id=course_id)
    if course_id in RESERVED_COURSES:
        notes.add(RESERVED, id=course_id)
    manifest = read_manifest(folder, notes)
    faults = notes.faults
    course = Course(
        id=course_id,
        languages=manifest.languages,
        pass_mark=manifest.pass_mark,
        sensitive=manifest.sensitive,
        cover=manifest.cover,
        order=manifest.order,
        texts=_course_texts(manifest.languages, folder, faults),
        modules=tuple(_module(entry, manifest.languages, folder, faults) for entry in manifest.modules),
    )
    return Draft(course, faults, manifest.excuses)


def _course_texts(languages: tuple[str, ...], folder: Folder, faults: list[Fault]) -> dict[str, CourseText]:
    texts: dict[str, CourseText] = {}
    for language in languages:
        notes = Notes(f"{language}.md")
        data = _file(folder, notes)
        text = None if data is None else read_course_text(data, language == languages[0], notes)
        if text:
            texts[language] = text
        faults += notes.faults
    return texts


def _module(entry: ModuleEntry, languages: tuple[str, ...], folder: Folder, faults: list[Fault]) -> Module:
    texts: dict[str, ModuleText] = {}
    for language in languages:
        notes = Notes(f"{entry.folder}/{language}.md")
        data = _file(folder, notes)
        text = None if data is None else read_module_text(data, language == languages[0], notes)
        if text:
            texts[language] = text
        faults += notes.faults
    return Module(entry.id, entry.folder, entry.sources, entry.review, entry.skippable, texts)


def _file(folder: Folder, notes: Notes) -> bytes | None:
    if notes.path not in folder:
        notes.add(FILE_MISSING)
    return folder.get(notes.path)


def _whole(course: Course) -> bool:
    modules = course.modules
    lessons = [lesson for module in modules for text in module.texts.values() for lesson in text.lessons]
    lessons += [text.survey for text in course.texts.values() if text.survey]
    return (
        bool(course.languages and modules)
        and all(set(texts_of) == set(course.languages) for texts_of in (course.texts, *(m.texts for m in modules)))
        and all(_has_ids(lesson) for lesson in lessons)
    )


def _has_ids(lesson: Lesson) -> bool:
    return bool(lesson.id) and all(question.id for question in lesson.questions)
