"""Everything that must be right before a course is published."""

from collections.abc import Iterator

from mpt.content.faults import N_, Complaint, Notes, in_order
from mpt.content.figures import course_figures
from mpt.content.folder import hash8
from mpt.content.limits import note_excess, note_foreign
from mpt.content.lines import Line, decode, numbered
from mpt.content.links import Reference, Target, references
from mpt.content.manifest import MANIFEST
from mpt.content.media import Use, check_files, check_use
from mpt.content.mistyped import mend_lines
from mpt.content.model import Course, CourseText, Fault, Folder, Lesson, Module
from mpt.content.parity import unlike
from mpt.content.reader import Draft, read_draft
from mpt.content.recordings import stale_recordings
from mpt.content.sections import divide
from mpt.content.shape import misshapen, misshapen_lesson
from mpt.content.wordy import wordy

STALE = Complaint(
    N_("the translation wasn't made from %(source)s as it is now"),
    N_("compare them, then write translated_from: %(right)s"),
)


def check_course(course_id: str, folder: Folder) -> tuple[Fault, ...]:
    """Return all that is wrong with a course folder, by file and line; nothing when it can be published."""
    draft = read_draft(course_id, folder)
    if not draft.course.languages and not draft.course.modules:
        # Without a course.toml that can be read nothing is known of the other files.
        return in_order(draft.faults)
    faults = [*draft.faults, *_cover(draft.course, folder), *_own_words(draft, folder)]
    for module in draft.course.modules:
        faults += _module(module, draft.course.languages, folder)
    paths = [path for path in _text_paths(draft.course) if path in folder]
    uses: list[Use] = []
    for path in paths:
        lines = _lines(path, folder[path])
        uses += (Use(path, path.rpartition("/")[0], reference) for reference in references(lines))
        faults += _markdown(path, lines)
    for use in uses:
        faults += check_use(use, folder)
    faults += stale_recordings(draft.course)
    faults += wordy(course_figures(draft.course), draft.excuses)
    faults += check_files(folder, [MANIFEST, *paths], {draft.course.cover, *(use.target for use in uses)})
    return in_order(faults)


def _text_paths(course: Course) -> Iterator[str]:
    for folder in ("", *(f"{module.folder}/" for module in course.modules)):
        for language in course.languages:
            yield f"{folder}{language}.md"


def _cover(course: Course, folder: Folder) -> Iterator[Fault]:
    if course.cover:
        # The course's title stands beside it, so it needs no words of its own.
        reference = Reference(Target.PICTURE, course.cover, words=course.id, line=0)
        yield from check_use(Use(MANIFEST, "", reference), folder)


def _own_words(draft: Draft, folder: Folder) -> Iterator[Fault]:
    languages = draft.course.languages
    texts = draft.course.texts
    for language, text in texts.items():
        path = f"{language}.md"
        if text.survey:
            yield from misshapen_lesson(path, text.survey)
        if language != languages[0]:
            source_path = f"{languages[0]}.md"
            yield from _stale(source_path, path, text.translated_from, folder)
            source = texts.get(languages[0])
            yield from unlike(source_path, _survey(source), path, _survey(text)) if source else ()


def _survey(text: CourseText) -> tuple[Lesson, ...]:
    return (text.survey,) if text.survey else ()


def _module(module: Module, languages: tuple[str, ...], folder: Folder) -> Iterator[Fault]:
    for language, text in module.texts.items():
        path = f"{module.folder}/{language}.md"
        yield from misshapen(path, text, skippable=module.skippable)
        if language != languages[0]:
            source_path = f"{module.folder}/{languages[0]}.md"
            yield from _stale(source_path, path, text.translated_from, folder)
            source = module.texts.get(languages[0])
            yield from unlike(source_path, source.lessons, path, text.lessons) if source else ()


def _stale(source: str, path: str, translated_from: str, folder: Folder) -> Iterator[Fault]:
    if source in folder and translated_from != hash8(folder[source]):
        yield STALE.at(path, 1, source=source, right=hash8(folder[source]))


def _lines(path: str, data: bytes) -> list[Line]:
    """Return the lines of a text, mended; what was wrong with them, or that there are none, was said by the reader."""
    said = Notes(path)
    text = decode(data, said)
    return mend_lines(numbered(text), said) if text is not None else []


def _markdown(path: str, lines: list[Line]) -> list[Fault]:
    notes = Notes(path)
    note_foreign(lines, notes)
    before, parts = divide(lines, 2)
    for part in (before, *parts):
        note_excess(part, notes)
    return notes.faults
