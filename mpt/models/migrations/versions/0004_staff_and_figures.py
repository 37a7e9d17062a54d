"""Staff and what they may see; parts of factories; figures as they are shown; sessions on paper; a new PIN at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_parts()
    _make_staff()
    _make_what_is_kept()
    _grow()


def downgrade() -> None:
    _shrink()
    _drop_what_is_kept()
    _drop_staff()
    _drop_parts()


def _make_parts() -> None:
    op.create_table(
        "sponsor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor")),
        sa.UniqueConstraint("name_zh", name=op.f("uq_sponsor_name_zh")),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("factory_id", sa.Uuid(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("parents", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "parents IS NULL OR headcount IS NULL OR parents <= headcount",
            name=op.f("ck_department_parents_work_there"),
        ),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_department_factory_id_factory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("factory_id", "name_zh", name=op.f("uq_department_factory_id_name_zh")),
    )
    op.create_table(
        "line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_line_department_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
        sa.UniqueConstraint("department_id", "name_zh", name=op.f("uq_line_department_id_name_zh")),
    )


def _make_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("email_key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email_key", name=op.f("uq_staff_email_key")),
    )
    op.create_table(
        "switch",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("on_since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_switch")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("factory_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_audit_entry_factory_id_factory")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_audit_entry_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_factory_id_at"), ["factory_id", "at"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_invitation_staff_id_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_staff_id"), ["staff_id"], unique=False)
    op.create_table(
        "staff_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("factory_id", sa.Uuid(), nullable=True),
        sa.Column("sponsor_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(role = 'office' AND factory_id IS NULL AND sponsor_id IS NULL)"
            " OR (role = 'coordinator' AND factory_id IS NOT NULL AND sponsor_id IS NULL)"
            " OR (role = 'sponsor' AND factory_id IS NULL AND sponsor_id IS NOT NULL)",
            name=op.f("ck_staff_role_role_has_its_place"),
        ),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_staff_role_factory_id_factory")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_staff_role_sponsor_id_sponsor")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_role_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
        sa.UniqueConstraint("staff_id", "factory_id", name=op.f("uq_staff_role_staff_id_factory_id")),
        sa.UniqueConstraint("staff_id", "sponsor_id", name=op.f("uq_staff_role_staff_id_sponsor_id")),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_role_factory_id"), ["factory_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_role_sponsor_id"), ["sponsor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_role_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(
            "uq_staff_role_office",
            ["staff_id"],
            unique=True,
            sqlite_where=sa.text("role = 'office'"),
            postgresql_where=sa.text("role = 'office'"),
        )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_staff_id"), ["staff_id"], unique=False)
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("factory_id", sa.Uuid(), nullable=True),
        sa.Column("filename", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_upload_factory_id_factory")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_upload_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_created_at"), ["created_at"], unique=False)


def _make_what_is_kept() -> None:
    op.create_table(
        "figure",
        sa.Column("factory_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("module_id", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_figure_factory_id_factory")),
        sa.PrimaryKeyConstraint(
            "factory_id", "place_id", "course_id", "module_id", "measure", "day", name=op.f("pk_figure")
        ),
    )
    op.create_table(
        "naming",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_naming_membership_id_membership")),
        sa.PrimaryKeyConstraint("membership_id", "course_id", name=op.f("pk_naming")),
    )
    op.create_table(
        "offer",
        sa.Column("factory_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_offer_factory_id_factory")),
        sa.PrimaryKeyConstraint("factory_id", "course_id", name=op.f("pk_offer")),
    )
    op.create_table(
        "paper_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("factory_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("trainer", sa.String(length=60), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attended > 0", name=op.f("ck_paper_session_somebody_came")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_paper_session_entered_by_staff")),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_paper_session_factory_id_factory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_session")),
    )
    with op.batch_alter_table("paper_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_session_factory_id"), ["factory_id"], unique=False)
    op.create_table(
        "pin_reset",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("let_through_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_pin_reset_learner_id_learner")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_pin_reset")),
        sa.UniqueConstraint("number", name=op.f("uq_pin_reset_number")),
    )
    with op.batch_alter_table("pin_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pin_reset_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_pin_reset_learner_id"), ["learner_id"], unique=False)
    op.create_table(
        "roster_entry",
        sa.Column("factory_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_roster_entry_factory_id_factory")),
        sa.PrimaryKeyConstraint("factory_id", "number", name=op.f("pk_roster_entry")),
    )
    op.create_table(
        "support",
        sa.Column("sponsor_id", sa.Uuid(), nullable=False),
        sa.Column("factory_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_support_factory_id_factory")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_support_sponsor_id_sponsor")),
        sa.PrimaryKeyConstraint("sponsor_id", "factory_id", name=op.f("pk_support")),
    )
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_factory_id"), ["factory_id"], unique=False)
    op.create_table(
        "paper_name",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["paper_session.id"], name=op.f("fk_paper_name_session_id_paper_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "place", name=op.f("pk_paper_name")),
    )


def _grow() -> None:
    with op.batch_alter_table("factory", schema=None) as batch_op:
        # Those that are there already are in China; a new one says where it is, so the columns have no default for long.
        batch_op.add_column(sa.Column("country", sa.String(length=2), nullable=False, server_default="CN"))
        batch_op.add_column(sa.Column("timezone", sa.String(length=40), nullable=False, server_default="Asia/Shanghai"))
        batch_op.add_column(sa.Column("counted_through", sa.Date(), nullable=True))
    with op.batch_alter_table("factory", schema=None) as batch_op:
        batch_op.alter_column("country", server_default=None, existing_type=sa.String(length=2))
        batch_op.alter_column("timezone", server_default=None, existing_type=sa.String(length=40))
    with op.batch_alter_table("join_code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("department_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("line_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_join_code_department_id_department"), "department", ["department_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_join_code_line_id_line"), "line", ["line_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_join_code_line_in_department"), "line_id IS NULL OR department_id IS NOT NULL"
        )
    with op.batch_alter_table("learner", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pin_reset_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("department_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("line_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("number", sa.String(length=40), nullable=True))
        batch_op.create_index(batch_op.f("ix_membership_factory_id_number"), ["factory_id", "number"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_membership_line_id_line"), "line", ["line_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_membership_department_id_department"), "department", ["department_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_membership_line_in_department"), "line_id IS NULL OR department_id IS NOT NULL"
        )


def _shrink() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_membership_line_in_department"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_membership_department_id_department"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_membership_line_id_line"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_membership_factory_id_number"))
        batch_op.drop_column("number")
        batch_op.drop_column("line_id")
        batch_op.drop_column("department_id")
    with op.batch_alter_table("learner", schema=None) as batch_op:
        batch_op.drop_column("pin_reset_at")
    with op.batch_alter_table("join_code", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_join_code_line_id_line"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_join_code_line_in_department"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_join_code_department_id_department"), type_="foreignkey")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("line_id")
        batch_op.drop_column("department_id")
    with op.batch_alter_table("factory", schema=None) as batch_op:
        batch_op.drop_column("counted_through")
        batch_op.drop_column("timezone")
        batch_op.drop_column("country")


def _drop_what_is_kept() -> None:
    op.drop_table("paper_name")
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_factory_id"))
    op.drop_table("support")
    op.drop_table("roster_entry")
    with op.batch_alter_table("pin_reset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pin_reset_learner_id"))
        batch_op.drop_index(batch_op.f("ix_pin_reset_created_at"))
    op.drop_table("pin_reset")
    with op.batch_alter_table("paper_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_session_factory_id"))
    op.drop_table("paper_session")
    op.drop_table("offer")
    op.drop_table("naming")
    op.drop_table("figure")


def _drop_staff() -> None:
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_created_at"))
    op.drop_table("upload")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_staff_id"))
    op.drop_table("staff_session")
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_staff_role_office", sqlite_where=sa.text("role = 'office'"), postgresql_where=sa.text("role = 'office'")
        )
        batch_op.drop_index(batch_op.f("ix_staff_role_staff_id"))
        batch_op.drop_index(batch_op.f("ix_staff_role_sponsor_id"))
        batch_op.drop_index(batch_op.f("ix_staff_role_factory_id"))
    op.drop_table("staff_role")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_staff_id"))
    op.drop_table("invitation")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_factory_id_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
    op.drop_table("audit_entry")
    op.drop_table("switch")
    op.drop_table("staff")


def _drop_parts() -> None:
    op.drop_table("line")
    op.drop_table("department")
    op.drop_table("sponsor")
