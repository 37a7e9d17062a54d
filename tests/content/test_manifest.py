"""`course.toml`: what it may hold, and what is said of the rest."""

import pytest

from mpt.content.faults import Notes, say
from mpt.content.manifest import Excuse, Manifest, read_manifest
from mpt.content.tongues import LONGEST_TAG
from mpt.models import Attempt, Opinion
from tests.content.folders import GOOD

HEAD = 'languages = ["zh", "en"]\npass_mark = 60\n'
ONE = '[[module]]\nfolder = "01-one"\n'


def read(text: str | bytes) -> tuple[Manifest, list[str]]:
    notes = Notes("course.toml")
    manifest = read_manifest({"course.toml": text.encode() if isinstance(text, str) else text}, notes)
    return manifest, [say(fault) for fault in notes.faults]


def test_all_of_it_is_read() -> None:
    text = (
        HEAD
        + 'sensitive = true\ncover = "c.svg"\norder = 3\n'
        + ONE
        + 'sources = ["S1"]\nreview = ["legal"]\nskippable = true\n[[module]]\nfolder = "02-two-words"\n'
    )
    manifest, faults = read(text)
    assert faults == []
    assert (manifest.languages, manifest.pass_mark, manifest.sensitive) == (("zh", "en"), 60, True)
    assert (manifest.cover, manifest.order) == ("c.svg", 3)
    first, second = manifest.modules
    assert (first.id, first.sources, first.review, first.skippable) == ("one", ("S1",), ("legal",), True)
    assert (second.id, second.folder, second.skippable) == ("two-words", "02-two-words", False)


def test_an_exception_says_what_it_excuses_and_why() -> None:
    exception = (
        '[[exception]]\nmeasure = "rare"\nfile = "01-one/zh.md"\nid = "x"\ncharacters = "嗯"\nreason = "so said"\n'
    )
    manifest, faults = read(HEAD + ONE + exception)
    assert faults == []
    assert manifest.excuses == (Excuse("rare", "01-one/zh.md", "x", "嗯", "so said", line=5),)


def test_courses_without_a_place_come_last() -> None:
    assert read(HEAD + ONE)[0].order == 99


def test_a_language_is_no_longer_than_what_is_kept_beside_answers() -> None:
    kept = {str(table.__table__.c.language.type) for table in (Attempt, Opinion)}
    assert kept == {f"VARCHAR({LONGEST_TAG})"}
    for tag, languages in (("zh-Hant-TW", ("zh", "zh-Hant-TW")), ("ca-valencia", ("zh",))):
        assert read(f'pass_mark = 60\nlanguages = ["zh", "{tag}"]\n{ONE}')[0].languages == languages


def test_modules_may_be_written_inline() -> None:
    manifest, faults = read(HEAD + 'module = [{folder = "01-one"}, {folder = "01 bad"}]\n')
    assert [module.id for module in manifest.modules] == ["one"]
    assert faults == [
        'course.toml: “folder” isn\'t as it should be: write it like this: folder = "01-your-feelings-count"'
    ]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            "",
            [
                "course.toml:1: “languages” is missing",
                "course.toml:1: “pass_mark”",
                "course.toml:1: “module” is missing",
            ],
        ),
        ("languages = [“zh”]", ["course.toml:1: this isn't TOML (Invalid value)"]),
        ("languages = [\n", ["course.toml: this isn't TOML (Invalid value (at end of document))"]),
        ("a = " + "[" * 1900, ["course.toml: this isn't TOML"]),
        ("pass_mark = 60\nlanguages = []\n" + ONE, ["course.toml:2: “languages” isn't as it should be"]),
        ('pass_mark = 60\nlanguages = "zh"\n' + ONE, ["course.toml:2: “languages” isn't"] * 2),
        ('pass_mark = 60\nlanguages = ["zh", "中文"]\n' + ONE, ["course.toml:2: “languages” isn't"]),
        ('pass_mark = 60\nlanguages = ["zh", "zh"]\n' + ONE, ["course.toml:2: “zh” is there twice"]),
        (
            'pass_mark = 60\nlanguages = ["zh", "ca-valencia"]\n' + ONE,
            ["course.toml:2: the tag “ca-valencia” of a language is too long: at most 10 characters"],
        ),
        ('languages = ["zh"]\npass_mark = 101\n' + ONE, ["course.toml:2: “pass_mark” isn't"]),
        ('languages = ["zh"]\npass_mark = true\n' + ONE, ["course.toml:2: “pass_mark” isn't"]),
        (
            HEAD + "sensitive = 1\ncover = 2\n" + ONE,
            ["course.toml:4: “cover” isn't", "course.toml:3: “sensitive” isn't"],
        ),
        (
            HEAD + "sensitve = true\n" + ONE,
            ["course.toml:3: the key “sensitve” isn't known here: did you mean “sensitive”?"],
        ),
        (HEAD + "module = []\n", ["course.toml:3: “module” isn't"]),
        (HEAD + "module = [1]\n", ["course.toml: “folder” is missing"]),
        (HEAD + '[module]\nfolder = "01-one"\n', ["course.toml: “module” isn't"]),
        (HEAD + "[[module]]\nfoldr = 1\n", ["course.toml:4: the key “foldr”", "course.toml:3: “folder” is missing"]),
        (HEAD + '[[module]]\nfolder = "1-one"\n', ["course.toml:4: “folder” isn't"]),
        (HEAD + ONE + "sources = [1]\n", ["course.toml:5: “sources” isn't"]),
        (HEAD + ONE + '\n[[module]]\nfolder = "02-one"\n', ["course.toml:7: “one” is there twice"]),
        (HEAD + ONE.replace("one", "survey"), ["course.toml:4: “survey” can't be the id of a module"]),
        (HEAD + "order = 0\n" + ONE, ["course.toml:3: “order” isn't"]),
        (HEAD + "order = true\n" + ONE, ["course.toml:3: “order” isn't"]),
        (HEAD + "exception = 1\n" + ONE, ["course.toml:3: “exception” isn't"]),
        (
            HEAD + ONE + '[[exception]]\nmeasure = "rare"\nreason = "x"\n' * 102,
            ["course.toml:305: there are too many exceptions: at most 100"],
        ),
        (
            HEAD + ONE + "[[exception]]\n",
            ["course.toml:5: “measure” is missing", "course.toml:5: “reason” is missing"],
        ),
        (HEAD + ONE + '[[exception]]\nmeasure = "mood"\nreason = "x"\n', ["course.toml:6: “measure” isn't"]),
        (HEAD + ONE + '[[exception]]\nmeasure = "rare"\nreason = " "\n', ["course.toml:7: “reason” isn't"]),
        (
            HEAD + ONE + '[[exception]]\nmeasure = "rare"\nreason = "x"\nlesson = "y"\n',
            ["course.toml:8: the key “lesson” isn't known here"],
        ),
        (b"\xff", ["course.toml:1: this isn't UTF-8 text"]),
    ],
)
def test_what_is_wrong_is_named_by_line(text: str | bytes, faults: list[str]) -> None:
    found = sorted(read(text)[1])
    assert len(found) == len(faults), found
    assert all(one.startswith(expected) for one, expected in zip(found, sorted(faults), strict=True)), found


def test_it_must_be_there() -> None:
    notes = Notes("course.toml")
    manifest = read_manifest({path: data for path, data in GOOD.items() if path != "course.toml"}, notes)
    assert manifest.modules == ()
    assert [say(fault) for fault in notes.faults] == [
        "course.toml: there is no course.toml: write one, with languages, pass_mark and a [[module]] for each module"
    ]
