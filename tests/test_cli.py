"""The `mpt` command, as people script it: it says what it did, exits non-zero when it didn't, and then changed nothing."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from mpt import cli
from mpt.content.folder import load_folder
from mpt.content.reader import Reading
from mpt.models.database import open_database
from mpt.rules.codes import grouped
from mpt.services import accounts, certificates, factories, publishing
from mpt.services.publishing import current_releases, export, publish, read_edition
from tests.sample import SAMPLE, broken, sample_folder
from tests.services.acts import do

Mpt = Callable[..., Result]
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh installation, in English: the address of its database."""
    for name in ("MPT_DATABASE_URL", "MPT_PUBLIC_URL", "PORT", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("MPT_DATA", str(tmp_path / "data"))
    return f"sqlite:///{tmp_path / 'data' / 'mpt.sqlite3'}"


@pytest.fixture
def mpt(url: str) -> Mpt:
    """Run a command on the fresh installation."""
    return lambda *arguments: CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


@pytest.fixture
def session(url: str) -> Iterator[Session]:
    """A look at the installation's database from outside."""
    database = open_database(url)
    database.migrate()
    with database.session(writes=False) as opened:
        yield opened
    database.dispose()


def on_disk(parent: Path, folder: dict[str, bytes], name: str = SAMPLE) -> Path:
    """Write a course folder, in place of the one that was there."""
    for path in load_folder(parent / name) if (parent / name).exists() else ():
        (parent / name / path).unlink()
    for path, data in folder.items():
        (parent / name / path).parent.mkdir(parents=True, exist_ok=True)
        (parent / name / path).write_bytes(data)
    return parent / name


def done(result: Result) -> str:
    """Return what a command said that did its work."""
    assert result.exit_code == 0, result.output
    return result.output


def failed(result: Result) -> str:
    """Return what a command said that failed as it should: with exit code 1, without a traceback."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.output


def certificate_code(session: Session) -> str:
    """Complete the course as somebody, and return the certificate's code."""
    publish(session, SAMPLE, sample_folder())
    learner = accounts.begin(session)[0].id
    do(session, learner, read_edition(session, SAMPLE, current_releases(session)[SAMPLE]))
    code = certificates.certificates_of(session, learner)[0].code
    session.commit()
    return code


# Every command


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command and group below `group`."""
    for name, command in group.commands.items():
        yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


@pytest.mark.parametrize("words", [(), *commands(cli.main)], ids=lambda words: " ".join(words) or "mpt")
def test_every_command_has_help_that_says_what_it_is_for(mpt: Mpt, words: tuple[str, ...]) -> None:
    said = done(mpt(*words, "--help"))
    assert said.startswith("Usage: ")
    assert len(said.split("\n\n")[1].strip()) > 20


def test_help_needs_no_database(mpt: Mpt, tmp_path: Path) -> None:
    done(mpt("publish", "--help"))
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "words",
    [("check", "nowhere"), ("publish",), ("publish", "nowhere"), ("export", "sample"), ("unknown",), ("rollback",)],
)
def test_a_command_that_is_not_understood_exits_with_2(mpt: Mpt, words: tuple[str, ...]) -> None:
    assert mpt(*words).exit_code == 2


def test_a_bad_setting_is_one_line(mpt: Mpt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert (
        failed(mpt("rollback", SAMPLE))
        == "Error: PORT='eighty': must be a whole number from 1 to 65535, such as 8000\n"
    )


def test_the_command_works_in_a_process_of_its_own_from_anywhere(url: str, tmp_path: Path) -> None:
    on_disk(tmp_path, sample_folder())
    ran = subprocess.run(
        [sys.executable, "-m", "mpt.cli", "publish", SAMPLE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MPT_DATA": "here"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "sample: release 1 is served\n", "")
    assert (tmp_path / "here" / "mpt.sqlite3").is_file()


# Publishing


def test_publishing_says_which_release_is_served(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    assert done(mpt("publish", folder)) == "sample: release 1 is served\n"
    assert done(mpt("publish", folder)) == "sample: release 1 holds these files already\n"
    on_disk(tmp_path, sample_folder(summary="改过的小课。"))
    assert done(mpt("publish", folder)) == "sample: release 2 is served\n"


def test_a_course_is_published_from_inside_its_folder(
    mpt: Mpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(on_disk(tmp_path, sample_folder()))
    assert done(mpt("publish", ".")) == "sample: release 1 is served\n"


def test_publishing_a_broken_folder_names_the_fault_and_changes_nothing(
    mpt: Mpt, tmp_path: Path, session: Session
) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    said = failed(mpt("publish", on_disk(tmp_path, broken(sample_folder(summary="改过的小课。")))))
    assert f"{tmp_path / SAMPLE}/02-hard-days/en.md: this file is missing" in said
    assert said.endswith("Error: 1 faults; nothing was published\n")
    assert export(session, SAMPLE) == sample_folder()


def test_an_exported_course_is_the_same_folder_byte_for_byte(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    done(mpt("publish", folder))
    assert done(mpt("export", SAMPLE, tmp_path / "out")) == f"sample is in {tmp_path / 'out'}\n"
    assert load_folder(tmp_path / "out") == load_folder(folder) == sample_folder()


def test_an_exported_course_can_be_published_elsewhere_and_is_the_same(
    mpt: Mpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    done(mpt("export", SAMPLE, tmp_path / "elsewhere" / SAMPLE))
    monkeypatch.setenv("MPT_DATA", str(tmp_path / "other installation"))
    assert done(mpt("publish", tmp_path / "elsewhere" / SAMPLE)) == "sample: release 1 is served\n"
    done(mpt("export", SAMPLE, tmp_path / "back"))
    assert load_folder(tmp_path / "back") == sample_folder()


def test_an_export_overwrites_nothing(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    done(mpt("publish", folder))
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert f"{folder} is there already; choose a new folder" in failed(mpt("export", SAMPLE, folder))
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_an_export_to_where_no_folder_can_be_says_so(mpt: Mpt, tmp_path: Path) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    (tmp_path / "file").write_bytes(b"")
    assert "Not a directory" in failed(mpt("export", SAMPLE, tmp_path / "file" / "out"))


def test_rolling_back_serves_the_release_before_until_there_is_none(mpt: Mpt, tmp_path: Path, session: Session) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    done(mpt("publish", on_disk(tmp_path, sample_folder(summary="改过的小课。"))))
    assert done(mpt("rollback", SAMPLE)) == "sample: release 1 is served again\n"
    assert export(session, SAMPLE) == sample_folder()
    assert "serves its first release" in failed(mpt("rollback", SAMPLE))


def test_rolling_back_to_what_cannot_be_read_any_more_changes_nothing(
    mpt: Mpt, tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(mpt("publish", on_disk(tmp_path, sample_folder())))
    done(mpt("publish", on_disk(tmp_path, sample_folder(summary="改过的小课。"))))
    monkeypatch.setattr(publishing, "read_course", lambda *_: Reading(None, ()))
    assert "can't be read by this version" in failed(mpt("rollback", SAMPLE))
    assert export(session, SAMPLE) == sample_folder(summary="改过的小课。")


def test_a_database_that_is_away_is_one_line(mpt: Mpt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPT_DATABASE_URL", "postgresql://mpt@127.0.0.1:1/mpt?connect_timeout=1")
    said = failed(mpt("rollback", SAMPLE))
    assert said.startswith("Error: the database doesn't answer: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("words", [("rollback", "another"), ("export", "another", "out")])
def test_a_course_never_published_is_unknown(mpt: Mpt, words: tuple[str, ...]) -> None:
    assert failed(mpt(*words)) == "Error: no course another was ever published\n"
    assert not Path("out").exists()


# Checking

TWENTY = (
    ("course.toml", "pass_mark = 60", "pass_mark = 600", "“pass_mark” isn't as it should be"),
    ("course.toml", "sensitive = false", "sensitiv = false", "the key “sensitiv” isn't known here"),
    ("course.toml", 'sources = ["S2"]', "sources = 2", "“sources” isn't as it should be"),
    ("zh.md", "summary: 一门小课。", "summary:", "“summary” is empty"),
    ("zh.md", "欢迎。", "欢迎[这里](http://example.org)。", "a link can't lead to “http://example.org”"),
    ("en.md", "Welcome.", "Wel\x08come.", "there is an invisible control character"),
    (
        "01-listening/zh.md",
        "## 好好听 {#hear-them}",
        "##好好听 {#hear-them}",
        "the marks of this line aren't typed right",
    ),
    ("01-listening/zh.md", "## 好好听 {#ask-once}", "## 好好听", "the heading “好好听” has no id"),
    ("01-listening/zh.md", "- [x] 说声对不起", "- 【x】 说声对不起", "the marks of this line aren't typed right"),
    ("01-listening/zh.md", "- [x] 听他说完\n    > 对。", "- [x] 听他说完", "this choice has no feedback"),
    ("01-listening/zh.md", "先道歉，再说", "![](gone.svg) 先道歉，再说", "there is no file gone.svg beside this one"),
    ("01-listening/en.md", "minutes: 4", "minutes: four", "“minutes” isn't a number from 1 to 60"),
    ("01-listening/en.md", "outcome: ", "outcom: ", "the key “outcom” isn't known here"),
    ("01-listening/en.md", "see=hear-them", "see=nowhere", "see=nowhere isn't a lesson of this module"),
    (
        "01-listening/en.md",
        "- [ ] Say nothing",
        "- [ ] Say nothing, and " + "wait and " * 6,
        "the choice has 15 characters or words",
    ),
    ("01-listening/en.md", "Say sorry, then", "<b>Say sorry</b>, then", "there is HTML in the text"),
    ("02-hard-days/zh.md", "{#tonight .practice}", "{#tonight .practise}", "“.practise” isn't known in a heading"),
    ("02-hard-days/zh.md", "- [ ] 不打也不说", "- 不打也不说", "this choice has no box"),
    ("02-hard-days/zh.md", "{#q-tired}", "{#Q_tired}", "“Q_tired” can't be an id"),
    ("02-hard-days/en.md", "Hard days {#ask-once}", "Hard days  {#hear-them}", "the id “hear-them” is there twice"),
    (
        "02-hard-days/en.md",
        "translated_from: ",
        "translated_from: x",
        "the translation wasn't made from 02-hard-days/zh.md",
    ),
)


def with_twenty_faults() -> tuple[dict[str, bytes], set[str]]:
    """Return a folder with all these faults, and how each must begin when it's named."""
    texts = {path: data.decode() for path, data in sample_folder().items()}
    for path, right, wrong, _what in TWENTY:
        assert right in texts[path], right
        texts[path] = texts[path].replace(right, wrong, 1)
    named = set()
    for path, _right, wrong, what in TWENTY:
        before = texts[path][: texts[path].index(wrong)]
        line = 1 if wrong.startswith("translated_from") else before.count("\n") + 1
        named.add(f"{path}:{line}: {what}")
    return {path: text.encode() for path, text in texts.items()}, named


def test_twenty_faults_in_one_folder_are_all_named_with_file_and_line(mpt: Mpt, tmp_path: Path) -> None:
    faulty, named = with_twenty_faults()
    folder = on_disk(tmp_path, faulty)
    said = failed(mpt("check", folder)).splitlines()
    missing = {fault for fault in named if not any(line.startswith(f"{folder}/{fault}") for line in said)}
    assert missing == set()
    assert said[-1] == f"1 checked, {len(said) - 1} faults"
    assert len(named) >= 20


def test_faults_are_told_in_the_terminals_language(mpt: Mpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    said = failed(mpt("check", on_disk(tmp_path, broken(sample_folder()))))
    assert "02-hard-days/en.md" in said
    assert "this file is missing" not in said


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "C"}, "en"),
        ({"LC_ALL": "C.utf8"}, "en"),
        ({"LC_ALL": "POSIX"}, "en"),
        ({"LC_ALL": ""}, "en"),
    ],
)
def test_the_terminals_language_is_what_other_commands_go_by(
    url: str, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], language: str
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert cli.words().language == language


def test_a_good_course_checks_clean(mpt: Mpt, tmp_path: Path) -> None:
    assert done(mpt("check", on_disk(tmp_path, sample_folder()))) == "1 checked, 0 faults\n"


def test_without_a_folder_all_bundled_courses_are_checked(
    mpt: Mpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "COURSES", tmp_path)
    on_disk(tmp_path, sample_folder(), "one")
    on_disk(tmp_path, broken(sample_folder()), "two")
    said = failed(mpt("check"))
    assert f"{tmp_path}/two/02-hard-days/en.md: " in said
    assert said.endswith("2 checked, 1 faults\n")


# Beginning a course


def test_a_new_course_and_a_new_module_check_clean_and_can_be_published(mpt: Mpt, tmp_path: Path) -> None:
    folder = tmp_path / "night-shift"
    assert done(mpt("new", "course", "night-shift", "--in", tmp_path)) == f"Begun: {folder}\n"
    done(mpt("check", folder))
    said = done(mpt("new", "module", folder, "sleep-well"))
    assert f"Written: {folder / 'course.toml'}" in said
    assert (folder / "02-sleep-well" / "zh.md").is_file()
    done(mpt("check", folder))
    assert done(mpt("publish", folder)) == "night-shift: release 1 is served\n"


def test_a_course_that_is_there_is_not_begun_again(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    assert "is there already" in failed(mpt("new", "course", SAMPLE, "--in", tmp_path))
    assert load_folder(folder) == sample_folder()


@pytest.mark.parametrize("name", ["Night Shift", "../out", "夜班", ""])
def test_a_bad_name_begins_nothing(mpt: Mpt, tmp_path: Path, name: str) -> None:
    folder = on_disk(tmp_path / "courses", sample_folder())
    assert "can't be an id" in failed(mpt("new", "course", name, "--in", tmp_path / "courses"))
    assert "can't be an id" in failed(mpt("new", "module", folder, name))
    assert load_folder(tmp_path / "courses") == {f"{SAMPLE}/{path}": data for path, data in sample_folder().items()}


def test_a_module_that_is_there_is_not_added_again(mpt: Mpt, tmp_path: Path) -> None:
    folder = on_disk(tmp_path, sample_folder())
    assert "there is already a module 'listening'" in failed(mpt("new", "module", folder, "listening"))
    assert load_folder(folder) == sample_folder()


# Factories


def test_a_factory_is_opened_with_a_join_link(mpt: Mpt, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPT_PUBLIC_URL", "https://mpt.example")
    said = done(mpt("factory", "add", "晨光玩具厂", "Morning Light Toys"))
    name, link = said.splitlines()
    assert name == "晨光玩具厂 / Morning Light Toys"
    assert link.startswith("https://mpt.example/join/")
    assert factories.factory_of(session, link.rpartition("/")[2]).name_zh == "晨光玩具厂"


def test_a_factory_without_a_name_is_not_opened(mpt: Mpt, session: Session) -> None:
    assert "the name is missing" in failed(mpt("factory", "add", "", "Morning Light Toys"))
    assert factories.first_code(session) is None


# Certificates


def test_a_certificate_is_revoked_by_its_code_as_it_is_printed(mpt: Mpt, session: Session) -> None:
    code = certificate_code(session)
    assert done(mpt("certificate", "revoke", grouped(code).lower())) == f"{grouped(code)} is revoked\n"
    session.rollback()
    assert certificates.verify(session, code).revoked_at is not None
    assert f"{grouped(code)} was revoked or replaced before" in failed(mpt("certificate", "revoke", code))


def test_a_certificate_is_reissued_for_the_right_name(mpt: Mpt, session: Session) -> None:
    code = certificate_code(session)
    said = done(mpt("certificate", "reissue", code, "--name", "王小芳"))
    assert said.startswith(f"{grouped(code)} is replaced by ")
    session.rollback()
    old = certificates.verify(session, code)
    assert old.replaced_by is not None
    assert said.strip().endswith(grouped(old.replaced_by))
    assert certificates.verify(session, old.replaced_by).name == "王小芳"
    assert "was revoked or replaced before" in failed(mpt("certificate", "reissue", code))


def test_a_reissue_for_a_name_that_cannot_be_printed_changes_nothing(mpt: Mpt, session: Session) -> None:
    code = certificate_code(session)
    assert "choose another spelling" in failed(mpt("certificate", "reissue", code, "--name", "王\U0001f600"))
    session.rollback()
    assert certificates.verify(session, code).revoked_at is None


def test_a_reissue_for_a_bad_name_changes_nothing(mpt: Mpt, session: Session) -> None:
    code = certificate_code(session)
    assert "the name is missing" in failed(mpt("certificate", "reissue", code, "--name", " "))
    session.rollback()
    assert certificates.verify(session, code).revoked_at is None


@pytest.mark.parametrize("act", ["revoke", "reissue"])
@pytest.mark.parametrize("code", ["0000-0000-0000", "what?", ""])
def test_an_unknown_certificate_is_said_to_be_unknown(mpt: Mpt, act: str, code: str) -> None:
    assert failed(mpt("certificate", act, code)) == "Error: there is no certificate with this code\n"


# Serving


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The commands that would have become the server, with two bundled courses of which one is broken."""
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _program, command: became.append(command))
    monkeypatch.setattr(cli, "COURSES", tmp_path / "courses")
    on_disk(tmp_path / "courses", sample_folder())
    on_disk(tmp_path / "courses", broken(sample_folder()), "unfinished")
    return became


def test_serving_begins_with_the_schema_and_the_bundled_courses(
    mpt: Mpt, served: list[list[str]], session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("MPT_WORKERS", "3")
    said = done(mpt("serve"))
    assert "Published sample, release 1" in said
    assert "unfinished isn't published: 1 faults" in said
    assert set(current_releases(session)) == {SAMPLE}
    assert factories.first_code(session) is None
    (command,) = served
    assert command[:4] == [sys.executable, "-m", "gunicorn", "mpt:create_app()"]
    assert " ".join(command).count("--bind 127.0.0.1:9000 --worker-class gthread --workers 3") == 1


def test_serving_again_overwrites_nothing_that_was_published_later(
    mpt: Mpt, served: list[list[str]], tmp_path: Path
) -> None:
    done(mpt("serve"))
    done(mpt("publish", on_disk(tmp_path / "trainer", sample_folder(summary="改过的小课。"))))
    assert "Published" not in done(mpt("serve"))
    done(mpt("export", SAMPLE, tmp_path / "out"))
    assert load_folder(tmp_path / "out") == sample_folder(summary="改过的小课。")
    assert len(served) == 2


def test_a_trial_has_a_made_up_factory_whose_link_stays(mpt: Mpt, served: list[list[str]], session: Session) -> None:
    said = done(mpt("trial"))
    code = factories.first_code(session)
    assert code is not None
    assert f"Join link    http://127.0.0.1:8000/join/{code}" in said
    assert "█" in said or "▀" in said
    assert "For a phone" in said
    assert f"/join/{code}" in done(mpt("trial"))
    assert len(served) == 2


def test_a_trial_for_other_phones_says_nothing_of_this_machine_alone(
    mpt: Mpt, served: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPT_HOST", "0.0.0.0")
    monkeypatch.setenv("MPT_PUBLIC_URL", "http://192.168.1.5:8000")
    said = done(mpt("trial"))
    assert "Join link    http://192.168.1.5:8000/join/" in said
    assert "For a phone" not in said
    assert served
