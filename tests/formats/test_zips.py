"""A course's folder as a zip file: out and in again to the same bytes; what can't be one is refused, and says why."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from mpt.formats import zips
from mpt.formats.leftovers import NothingTakenError
from mpt.formats.zips import Unpacked, read_zip, write_zip
from tests.content.folders import GOOD
from tests.formats.said import said

TOML = b'languages = ["zh"]\n'


def packed(files: Mapping[str, bytes], **change: object) -> bytes:
    """Return a zip file; `change` sets what each of its entries says of itself."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in change.items():
                setattr(info, key, value)
            archive.writestr(info, data)
    return file.getvalue()


def renamed(files: Mapping[str, bytes], old: bytes, new: bytes) -> bytes:
    """Return a zip file in whose names some bytes are others, as old programs write them."""
    assert len(old) == len(new)
    return packed(files).replace(old, new)


def refused(data: bytes) -> str:
    """Return why a zip file is refused."""
    with pytest.raises(NothingTakenError) as caught:
        read_zip(data)
    return caught.value.what % caught.value.params


def test_out_and_in_again() -> None:
    assert read_zip(write_zip(GOOD, "good")) == Unpacked(dict(GOOD), "good", ())


def test_the_same_folder_is_the_same_bytes() -> None:
    assert write_zip(GOOD, "good") == write_zip(dict(reversed(list(GOOD.items()))), "good")


def test_what_is_packed_already_is_stored() -> None:
    with zipfile.ZipFile(io.BytesIO(write_zip({"a.mp3": b"x", "a.svg": b"x", "zh.md": b"x"}, "c"))) as archive:
        kinds = {info.filename: info.compress_type for info in archive.infolist()}
    assert kinds == {"c/a.mp3": zipfile.ZIP_STORED, "c/a.svg": zipfile.ZIP_DEFLATED, "c/zh.md": zipfile.ZIP_DEFLATED}


@pytest.mark.parametrize("top", ["", "course/", "a/b/我的课程/"])
def test_wherever_the_course_lies(top: str) -> None:
    found = read_zip(packed({f"{top}{path}": data for path, data in GOOD.items()}))
    assert found.folder == GOOD
    assert found.name == top.rstrip("/").rpartition("/")[2]
    assert found.leftovers == ()


def test_what_isnt_the_courses_is_listed() -> None:
    found = read_zip(
        packed(
            {
                "c/course.toml": TOML,
                "c/zh.md": b"x",
                "c/.DS_Store": b"x",
                "__MACOSX/c/._zh.md": b"x",
                "c/Thumbs.db": b"x",
                "c/lesson.docx": b"x",
                "c/large.mp3": b"x" * (zips.LARGEST_FILE + 1),
                "c/large.md": b"x" * 65_537,
                "c/just-fits.md": b"x" * 65_536,
                "readme.md": b"x",
                "c/a:b.md": b"x",
                f"c/{'x' * 200}.md": b"x",
                "c/empty/": b"",
            }
        )
    )
    assert found.folder == {"course.toml": TOML, "zh.md": b"x", "just-fits.md": b"x" * 65_536}
    assert set(found.left_out) == {"a:b.md", "large.md", "large.mp3", "lesson.docx", f"{'x' * 200}.md"}
    assert sorted(said(found.leftovers)) == [
        "a:b.md: No file of a course can have this name.",
        "c/.DS_Store: Files that a computer keeps for itself: 3.",
        "large.md: This file has 65 KB; at most 64 KB are taken.",
        "large.mp3: This file has 1025 KB; at most 1024 KB are taken.",
        "lesson.docx: A course has no files of this kind.",
        "readme.md: This file lies outside the course's folder.",
        f"{'x' * 159}…: No file of a course can have this name.",
    ]


@pytest.mark.parametrize("text", [b"a\0b", b"a\x1bb", "a字".encode("utf-16")], ids=["NUL", "escape", "UTF-16"])
def test_texts_with_characters_that_nobody_can_see_are_left_out_and_listed(text: bytes) -> None:
    found = read_zip(packed({"course.toml": TOML, "zh.md": text, "a.mp3": text, "en.md": b"a\tb\r\n"}))
    assert found.folder == {"course.toml": TOML, "a.mp3": text, "en.md": b"a\tb\r\n"}
    assert found.left_out == ("zh.md",)
    assert said(found.leftovers) == [
        "zh.md: There are control characters in this text, which nobody can see. Save it again as plain text in UTF-8."
    ]


def test_a_name_that_python_has_found_beside_the_one_in_the_list() -> None:
    for name in ("第一课.md", "é.md"):
        info = zipfile.ZipInfo("\u2592.md")  # as in the list, in whichever encoding
        info.filename = name
        assert zips._name(info) == name


def test_links_are_not_followed() -> None:
    data = packed({"course.toml": TOML})
    link = packed({"zh.md": b"/etc/passwd"}, external_attr=0o120777 << 16)
    found = read_zip(joined(data, link))
    assert found.folder == {"course.toml": TOML}
    assert found.left_out == ("zh.md",)
    assert said(found.leftovers) == ["zh.md: This is a link to another file, which isn't followed."]


def joined(*archives: bytes) -> bytes:
    """Return one zip file with the entries of several, as each says of itself."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for data in archives:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for info in archive.infolist():
                    out.writestr(info, archive.read(info))
    return file.getvalue()


@pytest.mark.parametrize(
    ("encoding", "name"), [("gb18030", "第一课"), ("utf-8", "第一课"), ("gb18030", "乘法"), ("utf-8", "é")]
)
def test_names_in_other_encodings(encoding: str, name: str) -> None:
    raw = name.encode(encoding)
    data = renamed({"course.toml": TOML, f"{'~' * len(raw)}.md": b"x"}, b"~" * len(raw), raw)
    assert read_zip(data).folder == {"course.toml": TOML, f"{name}.md": b"x"}


def test_names_that_are_no_text_at_all() -> None:
    data = renamed({"course.toml": TOML, "~~.md": b"x"}, b"~~", b"\xff\xff")
    assert len(read_zip(data).folder) == 2


def test_backslashes_of_old_windows_programs() -> None:
    data = renamed({"course.toml": TOML, "01-a~zh.md": b"x", "02-b~": b""}, b"~zh", b"\\zh").replace(
        b"02-b~", b"02-b\\"
    )
    assert read_zip(data).folder == {"course.toml": TOML, "01-a/zh.md": b"x"}


@pytest.mark.parametrize(
    "name", ["../zh.md", "a/../../zh.md", "/etc/zh.md", "C:/zh.md", "..\\zh.md", "\\\\host\\zh.md"]
)
def test_whatever_leads_outside_refuses_the_whole(name: str) -> None:
    marked = name.replace("\\", "~")
    data = packed({"course.toml": TOML, marked: b"x"}).replace(marked.encode(), name.encode())
    assert refused(data) == (
        f"The zip file has a file that would lie outside its folder: {name}. Nothing of it was taken."
    )


def test_harmless_dots_are_left_out() -> None:
    assert read_zip(packed({"./course.toml": TOML, "a//zh.md": b"x"})).folder == {"course.toml": TOML, "a/zh.md": b"x"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice() -> None:
    data = joined(packed({"course.toml": TOML, "zh.md": b"a"}), packed({"zh.md": b"b"}))
    assert refused(data) == "The zip file has the file zh.md twice. Pack it again."


def test_a_bomb_by_what_it_announces() -> None:
    many = {f"{number}.md": b"\0" * (7 << 20) for number in range(14)}
    assert refused(packed({"course.toml": TOML, **many})).startswith("Unpacked, this zip file has more than 96 MB.")


def test_a_bomb_that_lies_about_its_size() -> None:
    data = packed({"course.toml": TOML, "zh.md": b"\0" * 500_000})
    lying = data.replace((500_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data
    assert refused(lying) == "This zip file is damaged. Pack it again."


def test_far_too_many_files() -> None:
    many = {f"{number}.md": b"" for number in range(zips.MOST_FILES + 1)}
    assert refused(packed(many)) == "There are more than 1000 files in it. Leave out what the course doesn't use."


def test_a_file_beyond_all_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "LARGEST_ZIP", 10)
    assert refused(write_zip(GOOD, "good")).startswith("This zip file has more than")


def test_with_a_password() -> None:
    data = bytearray(packed({"course.toml": TOML}))
    for place in (6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1
    assert refused(bytes(data)) == "This zip file has a password. Pack it again without one."


def test_packed_in_an_odd_way() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("course.toml", TOML)
    assert refused(file.getvalue()).startswith("This zip file is packed in a way that isn't read here.")


@pytest.mark.parametrize("data", [b"", b"x", b"Rar!\x1a\x07", b"<html>"])
def test_what_is_no_zip_at_all(data: bytes) -> None:
    assert refused(data).startswith("This isn't a zip file.")


@pytest.mark.parametrize("cut", [30, 60, -10])
def test_cut_off(cut: int) -> None:
    assert (
        refused(packed({"course.toml": TOML, "zh.md": b"x" * 100})[:cut]) == "This zip file is damaged. Pack it again."
    )


def test_changed_on_the_way() -> None:
    data = packed({"course.toml": TOML})
    place = 50  # in what is packed
    spoilt = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
    assert refused(spoilt) == "This zip file is damaged. Pack it again."


def test_no_course_in_it_and_several() -> None:
    assert refused(packed({"zh.md": b"x"})).startswith("There is no course.toml in it.")
    assert refused(packed({"a/course.toml": TOML, "b/course.toml": TOML})).startswith(
        "There are several courses in it: a/ b/."
    )
