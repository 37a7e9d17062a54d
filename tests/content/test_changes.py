"""What differs between two states of a course: by module, by part, by file; never less, and nothing that is the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpt.content.changes import Changes, FileChange, Group, How, TextChange, compare
from mpt.content.folder import hash8
from mpt.content.manifest import MANIFEST
from mpt.content.parts import FRONT, part_of
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder

FIRST = sample_folder()
ZH, EN = "01-listening/zh.md", "01-listening/en.md"


def changed(new: dict[str, bytes], old: dict[str, bytes] = FIRST) -> Changes:
    """Return what differs from the small course."""
    return compare(SAMPLE, old, new)


def with_text(path: str, old: str, new: str) -> dict[str, bytes]:
    """Return the small course with something written otherwise, everywhere in one file."""
    text = FIRST[path].decode()
    assert old in text
    return {**FIRST, path: text.replace(old, new).encode()}


def texts(changes: Changes) -> list[tuple[str, str, How]]:
    """Return the parts of modules that differ: file, part, how."""
    return [(text.path, text.part, text.how) for group in changes.modules for text in group.texts]


def manifest(*folders: str) -> bytes:
    """Return the small course's settings with these modules, in this order."""
    head, *modules = FIRST[MANIFEST].decode().split("\n[[module]]\n")
    by_folder = {module.split('"')[1]: module for module in modules}
    return "\n[[module]]\n".join([head, *(by_folder[folder] for folder in folders)]).encode()


def test_the_same_folder_differs_in_nothing() -> None:
    assert not changed(dict(reversed(FIRST.items())))


def test_a_lesson_that_was_written_anew_is_told_by_its_heading() -> None:
    new = with_text(ZH, "电话打晚了，先说什么？", "电话晚了怎么办？")
    (group,) = changed(new).modules
    (text,) = group.texts
    assert (group.id, group.how, group.moved, group.files) == (LISTENING, How.CHANGED, False, ())
    assert (text.path, text.part, text.title, text.how, text.moved) == (ZH, "check", "好好听", How.CHANGED, False)
    assert (text.language, text.old) == ("zh", part_of(FIRST[ZH].decode(), "check").text)
    assert "电话晚了怎么办？" in text.new


def test_a_lesson_more_and_a_lesson_less() -> None:
    more = sample_folder(more_lessons=("thank-them",))
    assert texts(changed(more)) == [
        (EN, FRONT, How.COMPARED),
        (EN, "thank-them", How.ADDED),
        (ZH, "thank-them", How.ADDED),
    ]
    assert texts(changed(FIRST, more)) == [
        (EN, FRONT, How.COMPARED),
        (EN, "thank-them", How.REMOVED),
        (ZH, "thank-them", How.REMOVED),
    ]
    (group,) = changed(FIRST, more).modules
    assert [(text.title, text.old != "", text.new) for text in group.texts[1:]] == [
        ("Listening", True, ""),
        ("好好听", True, ""),
    ]


def test_a_lesson_that_stands_elsewhere_has_moved_and_the_others_have_not() -> None:
    text = FIRST[ZH].decode()
    lesson = part_of(text, "hear-them").text
    new = text.replace(lesson, "").replace("## 好好听 {#check", f"{lesson}## 好好听 {{#check")
    assert texts(changed({**FIRST, ZH: new.encode()})) == [(ZH, "hear-them", How.MOVED)]
    (group,) = changed({**FIRST, ZH: new.replace("不急着教他", "别急着教他", 1).encode()}).modules
    assert [(each.part, each.how, each.moved) for each in group.texts] == [
        ("ask-once", How.CHANGED, False),
        ("hear-them", How.MOVED, True),
    ]


def test_a_lesson_that_moved_and_was_written_anew_is_both() -> None:
    text = FIRST[ZH].decode()
    lesson = part_of(text, "hear-them").text
    new = text.replace(lesson, "").replace("## 好好听 {#check", f"{lesson}再说一遍。\n\n## 好好听 {{#check")
    (group,) = changed({**FIRST, ZH: new.encode()}).modules
    assert [(each.part, each.how, each.moved) for each in group.texts] == [("hear-them", How.CHANGED, True)]


def test_a_translation_that_was_only_compared_says_so() -> None:
    mark = hash8(FIRST[ZH])
    assert texts(changed(with_text(EN, mark, "0" * 8))) == [(EN, FRONT, How.COMPARED)]
    (group,) = changed(
        with_text(
            EN,
            f"title: Listening\noutcome: Listening\nminutes: 4\ntranslated_from: {mark}",
            "title: Hear\noutcome: Listening\nminutes: 4\ntranslated_from: 00000000",
        )
    ).modules
    assert [(each.part, each.title, each.how) for each in group.texts] == [(FRONT, "", How.CHANGED)]


def test_other_line_ends_and_empty_lines_are_no_other_words() -> None:
    assert texts(changed({**FIRST, ZH: FIRST[ZH].replace(b"\n", b"\r\n")})) == [(ZH, FRONT, How.LAID_OUT)]


def test_pictures_and_recordings_are_told_by_their_sizes() -> None:
    old = {**FIRST, "01-listening/a.svg": b"1", "01-listening/b.mp3": b"22"}
    new = {**FIRST, "01-listening/a.svg": b"333", "01-listening/c.png": b"4444"}
    (group,) = changed(new, old).modules
    assert group.files == (
        FileChange("01-listening/a.svg", How.CHANGED, 1, 3),
        FileChange("01-listening/b.mp3", How.REMOVED, 2, 0),
        FileChange("01-listening/c.png", How.ADDED, 0, 4),
    )
    assert group.texts == ()


def test_the_courses_own_words_and_settings_stand_apart() -> None:
    new = {**sample_folder(summary="改过的小课。"), "cover.svg": b"1", "notes/x.txt": b"2"}
    new[MANIFEST] = FIRST[MANIFEST].replace(b"pass_mark = 60", b"pass_mark = 80")
    found = changed(new)
    assert found.settings == TextChange(
        MANIFEST, "", "", How.CHANGED, moved=False, old=FIRST[MANIFEST].decode(), new=new[MANIFEST].decode()
    )
    assert found.own
    assert [(text.path, text.how) for text in found.own.texts] == [("en.md", How.COMPARED), ("zh.md", How.CHANGED)]
    assert [file.path for file in found.own.files] == ["cover.svg", "notes/x.txt"]
    assert (found.own.id, found.modules) == ("", ())


def test_a_module_more_and_a_module_less() -> None:
    without = {path: data for path, data in FIRST.items() if not path.startswith("02")}
    without[MANIFEST] = manifest("01-listening")
    (gone,), (new,) = changed(without).modules, changed(FIRST, without).modules
    assert (gone.id, gone.how, {text.how for text in gone.texts}) == (HARD_DAYS, How.REMOVED, {How.REMOVED})
    assert (new.id, new.how, {text.how for text in new.texts}) == (HARD_DAYS, How.ADDED, {How.ADDED})
    assert changed(FIRST, {}).settings is not None


def test_a_module_that_stands_elsewhere_under_another_number_is_the_same_module() -> None:
    renamed = {
        path.replace("02-", "03-").replace("01-", "02-").replace("03-", "01-"): data for path, data in FIRST.items()
    }
    renamed[MANIFEST] = (
        manifest("02-hard-days", "01-listening").replace(b"02-hard", b"01-hard").replace(b"01-list", b"02-list")
    )
    (group,) = changed(renamed).modules
    assert group == Group(group.id, How.MOVED, moved=True, texts=(), files=())
    assert group.id in {LISTENING, HARD_DAYS}
    renamed["02-listening/zh.md"] += "再等一等。\n".encode()
    found = {one.id: one for one in changed(renamed).modules}
    assert found[LISTENING].how is How.CHANGED
    assert [one.moved for one in found.values()].count(True) == 1


def test_a_file_that_is_no_text_at_all_is_compared_too() -> None:
    (group,) = changed({**FIRST, ZH: b"\xff\xfe\x00"}).modules
    assert {text.how for text in group.texts} == {How.CHANGED, How.REMOVED}


@given(
    st.dictionaries(
        st.sampled_from(sorted(FIRST)), st.none() | st.binary(max_size=40) | st.text(max_size=40).map(str.encode)
    )
)
@pytest.mark.parametrize("turned", [False, True], ids=["forth", "back"])
def test_what_differs_is_never_called_the_same(turned: bool, spoilt: dict[str, bytes | None]) -> None:
    other = {path: data for path, data in {**FIRST, **spoilt}.items() if data is not None}
    old, new = (other, FIRST) if turned else (FIRST, other)
    assert bool(compare(SAMPLE, old, new)) == (old != new)
