"""The tables that the code speaks of are those that the migrations make, and no migration loses a row."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from mpt.models import Base, Certificate, Learner, Release, SignIn, Staff, StaffRole, SurveyResponse
from mpt.models import database as engines
from mpt.models.database import Database, LostReferenceError, open_database
from mpt.services.accounts import begin
from mpt.services.publishing import export
from tests.cast import LIN, QIU
from tests.sample import SAMPLE, sample_folder

# As the next migration might begin: it changes tables that rows of other tables refer to.
NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None


def upgrade() -> None:
    with op.batch_alter_table("learner") as table:
        table.add_column(sa.Column("note", sa.String(20), nullable=False, server_default=""))
        table.alter_column("name", type_=sa.String(70), existing_type=sa.String(60))
    with op.batch_alter_table("release") as table:
        table.alter_column("course_id", type_=sa.String(90), existing_type=sa.String(80))
    {more}
"""


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(engines.MIGRATIONS))
    return config


def head() -> str:
    revision = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert revision is not None
    return revision


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to `revision`, as an upgrade goes forth: a table that others refer to can be replaced."""
    config = alembic_config()
    with database.writing.connect() as connection, engines._tables_replaceable(connection), connection.begin():
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def differences(database: Database) -> list[object]:
    """Return what alembic would still have to change, were it asked to write the next migration."""
    with database.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))


def tables(database: Database) -> set[str]:
    return set(inspect(database.reading).get_table_names()) - {"alembic_version"}


def with_next_migration(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str = "") -> None:
    """Add a migration to a copy of the project's."""
    shutil.copytree(engines.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "next.py").write_text(NEXT.format(head=head(), more=more), encoding="utf-8")
    monkeypatch.setattr(engines, "MIGRATIONS", folder)


@pytest.fixture
def learned(database: Database) -> Database:
    """A database in which somebody has learned: rows that refer to rows that refer to rows."""
    with database.session(writes=True) as session:
        learner, _token = begin(session)
        release = session.query(Release).one()
        session.add(Certificate(code="7K3M9PQR2TVW", learner_id=learner.id, course_id=SAMPLE, release_id=release.id))
        session.commit()
    return database


def test_the_models_are_what_the_migrations_make(database: Database) -> None:
    assert differences(database) == []
    assert tables(database) == set(Base.metadata.tables)


def test_there_is_one_head() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [head()]


def test_down_leaves_nothing_and_up_makes_everything_again(learned: Database) -> None:
    downgrade(learned, "base")
    assert tables(learned) == set()
    learned.migrate()
    assert differences(learned) == []


def test_each_step_goes_down_and_up(database: Database) -> None:
    steps = [step.revision for step in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
    for lower in [*steps[1:], "base"]:
        downgrade(database, lower)
    for step in reversed(steps):
        database.migrate(step)
    assert differences(database) == []


def test_going_back_leaves_what_an_older_version_has_words_for(learned: Database) -> None:
    with learned.session(writes=True) as session:
        learner, release = session.query(Learner).one(), session.query(Release).one()
        asked = {"learner_id": learner.id, "course_id": SAMPLE, "release_id": release.id, "answers": {}}
        session.add_all(SurveyResponse(moment=moment, **asked) for moment in ("before", "completion", "later"))
        qiu, lin = (Staff(email=email, email_key=email, name=email) for email in (QIU.email, LIN.email))
        session.add_all((qiu, lin))
        session.flush()
        session.add_all((StaffRole(staff_id=qiu.id, role="counsellor"), StaffRole(staff_id=lin.id, role="office")))
        session.commit()
    downgrade(learned, "0004")
    learned.migrate()
    with learned.session(writes=False) as session:
        assert {one.moment for one in session.query(SurveyResponse)} == {"before", "completion"}
        assert [one.role for one in session.query(StaffRole)] == ["office"]
    assert differences(learned) == []


def test_migrating_twice_changes_nothing(learned: Database) -> None:
    learned.migrate()
    with learned.session(writes=False) as session:
        assert session.query(Certificate).count() == 1


def test_an_upgrade_of_a_table_in_use_keeps_every_row(
    learned: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_next_migration(monkeypatch, tmp_path / "migrations")
    learned.migrate()
    with learned.session(writes=False) as session:
        learner = session.query(Learner).one()
        assert session.query(SignIn).one().learner_id == session.query(Certificate).one().learner_id == learner.id
        assert export(session, SAMPLE) == sample_folder()
    assert "note" in {column["name"] for column in inspect(learned.reading).get_columns("learner")}


def test_references_hold_again_after_an_upgrade(
    learned: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_next_migration(monkeypatch, tmp_path / "migrations")
    learned.migrate()
    with learned.session(writes=True) as session, pytest.raises(Exception, match=r"(?i)foreign key"):
        session.query(Learner).delete()


def test_an_upgrade_that_would_lose_what_rows_refer_to_is_undone(
    learned: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_next_migration(monkeypatch, tmp_path / "migrations", more='op.execute("DELETE FROM learner")')
    refusal = LostReferenceError if learned.reading.dialect.name == "sqlite" else Exception
    with pytest.raises(refusal):
        learned.migrate()
    with learned.session(writes=False) as session:
        assert session.query(Learner).count() == 1
    assert "note" not in {column["name"] for column in inspect(learned.reading).get_columns("learner")}


def test_a_migration_is_written_in_types_that_outlive_our_code(database: Database, tmp_path: Path) -> None:
    downgrade(database, "base")
    config = alembic_config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", str(tmp_path))
    with database.writing.begin() as connection:
        config.attributes["connection"] = connection
        written = command.revision(config, "all tables", autogenerate=True)
    text = Path(written.path).read_text(encoding="utf-8")
    assert "sa.DateTime(timezone=True)" in text
    assert "UtcTime" not in text
    assert "mpt." not in text


def test_processes_that_start_at_once_wait_for_each_other(database_url: str) -> None:
    emptied = open_database(database_url)
    downgrade(emptied, "base")
    start_at_once(database_url)
    assert differences(emptied) == []
    emptied.dispose()


def test_processes_that_start_at_once_on_a_new_machine_make_one_database(tmp_path: Path) -> None:
    start_at_once(f"sqlite:///{tmp_path / 'new' / 'mpt.sqlite3'}")
    made = open_database(f"sqlite:///{tmp_path / 'new' / 'mpt.sqlite3'}")
    assert differences(made) == []
    made.dispose()


def start_at_once(url: str) -> None:
    """Open and migrate one database from four threads, each with an engine of its own as a process has."""

    def start(_number: int) -> None:
        database = open_database(url)
        try:
            database.migrate()
        finally:
            database.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))
