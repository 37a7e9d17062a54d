"""The studio: drafts, which translation fits which source, what was served when, opinions, trainers, a second factor."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("draft", "draft_file", "draft_past", "settled", "writing", "serving", "opinion", "recovery_code")
_PLACES = (
    " OR (role = 'coordinator' AND factory_id IS NOT NULL AND sponsor_id IS NULL)"
    " OR (role = 'sponsor' AND factory_id IS NULL AND sponsor_id IS NOT NULL)"
)


def upgrade() -> None:
    _make_drafts()
    _make_serving()
    _make_what_is_learned()
    _make_second_factor()
    _let_roles_be("role IN ('office', 'counsellor', 'trainer')")
    op.create_index(
        "uq_staff_role_trainer",
        "staff_role",
        ["staff_id"],
        unique=True,
        sqlite_where=sa.text("role = 'trainer'"),
        postgresql_where=sa.text("role = 'trainer'"),
    )


def downgrade() -> None:
    # What an older version has no word for.
    op.execute("DELETE FROM staff_role WHERE role = 'trainer'")
    op.drop_index("uq_staff_role_trainer", "staff_role")
    _let_roles_be("role IN ('office', 'counsellor')")
    with op.batch_alter_table("staff") as table:
        for column in ("totp_step", "totp_since", "totp"):
            table.drop_column(column)
    with op.batch_alter_table("attempt") as table:
        table.drop_index(op.f("ix_attempt_course_id_module_id"))
        table.drop_column("language")
    op.drop_index(op.f("ix_lesson_done_course_id_module_id_lesson_id"), "lesson_done")
    op.drop_index(op.f("ix_enrolment_course_id"), "enrolment")
    for name in reversed(_TABLES):
        op.drop_table(name)


def _let_roles_be(without_place: str) -> None:
    with op.batch_alter_table("staff_role") as table:
        table.drop_constraint(op.f("ck_staff_role_role_has_its_place"), type_="check")
        table.create_check_constraint(
            op.f("ck_staff_role_role_has_its_place"),
            f"({without_place} AND factory_id IS NULL AND sponsor_id IS NULL)" + _PLACES,
        )


def _make_drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("base_release_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["base_release_id"], ["release.id"], name=op.f("fk_draft_base_release_id_release")),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "draft_file",
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name=op.f("fk_draft_file_changed_by_staff")),
        _of_a_draft("draft_file"),
        sa.PrimaryKeyConstraint("course_id", "path", name=op.f("pk_draft_file")),
    )
    op.create_table(
        "draft_past",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name=op.f("fk_draft_past_changed_by_staff")),
        _of_a_draft("draft_past"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_past")),
    )
    op.create_index(
        op.f("ix_draft_past_course_id_path_changed_at"), "draft_past", ["course_id", "path", "changed_at"], unique=False
    )
    op.create_table(
        "settled",
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_settled_settled_by_staff")),
        _of_a_draft("settled"),
        sa.PrimaryKeyConstraint("course_id", "path", "part", name=op.f("pk_settled")),
    )
    op.create_table(
        "writing",
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_writing_staff_id_staff")),
        sa.PrimaryKeyConstraint("course_id", "path", "part", "staff_id", name=op.f("pk_writing")),
    )


def _of_a_draft(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["course_id"], ["draft.course_id"], name=op.f(f"fk_{table}_course_id_draft"), ondelete="CASCADE"
    )


def _make_serving() -> None:
    serving = op.create_table(
        "serving",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("act IN ('published', 'rolled back')", name=op.f("ck_serving_act")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_serving_release_id_release")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_serving_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serving")),
    )
    op.create_index(op.f("ix_serving_course_id_since"), "serving", ["course_id", "since"], unique=False)
    # What was published before is history too. Of what was rolled back then nobody knows when.
    release = sa.table(
        "release",
        sa.column("id", sa.Integer),
        sa.column("course_id", sa.String),
        sa.column("published_at", sa.DateTime(timezone=True)),
    )
    earlier = op.get_bind().execute(sa.select(release.c.id, release.c.course_id, release.c.published_at)).all()
    rows = [
        {"id": uuid.uuid4(), "course_id": row.course_id, "release_id": row.id, "since": row.published_at}
        | {"act": "published", "note": ""}
        for row in earlier
    ]
    if rows:
        op.bulk_insert(serving, rows)


def _make_what_is_learned() -> None:
    op.create_table(
        "opinion",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("module_id", sa.String(length=80), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.LargeBinary(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_opinion_learner_id_learner")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_opinion_release_id_release")),
        sa.PrimaryKeyConstraint("learner_id", "course_id", "module_id", name=op.f("pk_opinion")),
    )
    op.create_index(op.f("ix_opinion_course_id_module_id"), "opinion", ["course_id", "module_id"], unique=False)
    # What trainers see of one course reads its rows alone.
    op.create_index(op.f("ix_enrolment_course_id"), "enrolment", ["course_id"], unique=False)
    op.create_index(
        op.f("ix_lesson_done_course_id_module_id_lesson_id"),
        "lesson_done",
        ["course_id", "module_id", "lesson_id"],
        unique=False,
    )
    with op.batch_alter_table("attempt") as table:
        table.add_column(sa.Column("language", sa.String(length=10), server_default="", nullable=False))
        table.create_index(op.f("ix_attempt_course_id_module_id"), ["course_id", "module_id"], unique=False)
    # The default was for the rows that were there.
    with op.batch_alter_table("attempt") as table:
        table.alter_column("language", server_default=None, existing_type=sa.String(length=10))


def _make_second_factor() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("totp", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("totp_since", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
