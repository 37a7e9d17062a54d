"""Courses: begun, checked, published, taken back, written out."""

import sys
from pathlib import Path

import click
from tabulate import tabulate

from mpt.cli.ground import config, plain_errors, transaction, words
from mpt.config import ROOT
from mpt.content.check import check_course
from mpt.content.faults import printable, say
from mpt.content.figures import course_figures
from mpt.content.folder import load_folder, write_folder
from mpt.content.model import Fault
from mpt.content.overview import HEADS, LIMITS, overview
from mpt.content.reader import Draft, read_draft
from mpt.content.scaffold import new_course, new_module
from mpt.content.wordy import excused
from mpt.services import publishing, releasing

COURSES = ROOT / "courses"


def bundled() -> list[Path]:
    """Return the folders of the courses that come with the software, by name."""
    return sorted(path for path in COURSES.iterdir() if path.is_dir())


def show_faults(folder: Path, faults: tuple[Fault, ...]) -> None:
    """Print faults, each as `file:line: what: how to mend`."""
    spoken = words()
    for fault in faults:
        click.echo(f"{folder}/{say(fault, spoken.gettext)}")


def show_figures(draft: Draft) -> None:
    """Print how plain a course is, a table a language, and what is excused from it, with the reason."""
    spoken = words()
    measured = course_figures(draft.course)
    for language, columns, rows in overview(measured):
        heads = [f"{draft.course.id}, {language}", *(spoken.gettext(HEADS[column]) for column in columns)]
        rows[-1][0] = spoken.gettext(LIMITS)
        click.echo(f"\n{tabulate(rows, heads, tablefmt='simple', stralign='right', disable_numparse=True)}")
    for excuse in excused(measured, draft.excuses):
        place = " ".join(part for part in (excuse.file, excuse.id, excuse.measure, excuse.characters) if part)
        said = spoken.gettext("excused: %(place)s: %(reason)s", place=place, reason=excuse.reason)
        click.echo(printable(said))


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check(folder: Path | None) -> None:
    """Check a course folder, or all bundled courses: prints each fault with file, line and mend; exits 1 if there are any."""
    folders = [folder] if folder else bundled()
    count = 0
    for each in folders:
        course_id, files = each.resolve().name, load_folder(each)
        faults = check_course(course_id, files)
        show_faults(each, faults)
        show_figures(read_draft(course_id, files))
        count += len(faults)
    click.echo(f"{len(folders)} checked, {count} faults")
    sys.exit(1 if count else 0)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def publish(folder: Path) -> None:
    """Check a course folder and serve it as a new release. With faults nothing changes, and it exits 1."""
    course_id = folder.resolve().name
    try:
        with transaction() as session:
            before = publishing.current_releases(session).get(course_id)
            release = publishing.publish(session, course_id, load_folder(folder))
            number, same = release.number, release.id == before
    except publishing.FaultyCourseError as error:
        show_faults(folder, error.faults)
        raise click.ClickException(f"{len(error.faults)} faults; nothing was published") from None
    click.echo(
        f"{course_id}: release {number} holds these files already"
        if same
        else f"{course_id}: release {number} is served"
    )


@click.command()
@click.argument("course_id")
@click.argument("target", type=click.Path(path_type=Path))
def export(course_id: str, target: Path) -> None:
    """Write the served release of a course into a new folder, byte for byte."""
    with transaction() as session, plain_errors():
        write_folder(target, publishing.export(session, course_id))
    click.echo(f"{course_id} is in {target}")


@click.command()
@click.argument("course_id")
def rollback(course_id: str) -> None:
    """Serve what was served before the release that is served now was published."""
    with plain_errors(), transaction() as session:
        number = publishing.roll_back(session, course_id).number
    click.echo(f"{course_id}: release {number} is served again")


@click.command()
@click.argument("course_id")
def history(course_id: str) -> None:
    """Print what was served of a course, newest first: since when, which release, by whose act, and their note."""
    zone = config().timezone
    with plain_errors(), transaction() as session:
        lines = releasing.history(session, course_id)
        if not lines:
            raise publishing.UnknownCourseError(course_id)
        rows = [
            (
                f"{line.since.astimezone(zone):%Y-%m-%d %H:%M}",
                f"release {line.release.number}",
                f"{line.act}, served now" if line.is_now else line.act,
                line.staff.name if line.staff else "command line",
                printable(line.note),
            )
            for line in lines
        ]
    heads = (f"{course_id}, since", "", "", "by", "note")
    click.echo(tabulate(rows, heads, tablefmt="simple", disable_numparse=True))


@click.group()
def new() -> None:
    """Begin a course or a module: writes files that check, to be filled."""


@new.command("course")
@click.argument("course_id")
@click.option(
    "--in", "parent", type=click.Path(file_okay=False, path_type=Path), default=COURSES, help="Folder of courses."
)
def new_course_command(course_id: str, parent: Path) -> None:
    """Begin the course COURSE_ID with one module."""
    with plain_errors():
        write_folder(parent / course_id, new_course(course_id))
    click.echo(f"Begun: {parent / course_id}")


@new.command("module")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("module_id")
def new_module_command(folder: Path, module_id: str) -> None:
    """Add the module MODULE_ID to the course in FOLDER."""
    with plain_errors():
        old = load_folder(folder)
        grown = new_module(old, folder.resolve().name, module_id)
        for path in sorted(path for path, data in grown.items() if old.get(path) != data):
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(grown[path])
            click.echo(f"Written: {folder / path}")
