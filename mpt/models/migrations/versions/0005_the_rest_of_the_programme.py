"""The helpline, spaces for children, practice and polls; earlier figures, and what stays of erased learners; a third survey."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = (
    "sealing_key",
    "saved_reply",
    "helpline_case",
    "helpline_message",
    "helpline_event",
    "helpline_opening",
    "helpline_arrival",
    "helpline_count",
    "space",
    "space_enrolment",
    "child_card",
    "presence",
    "headcount",
    "kept_practice",
    "poll",
    "poll_answer",
    "baseline",
    "bare_fact",
    "bare_reach",
    "erased_learner",
)
_PLACES = (
    " OR (role = 'coordinator' AND factory_id IS NOT NULL AND sponsor_id IS NULL)"
    " OR (role = 'sponsor' AND factory_id IS NULL AND sponsor_id IS NOT NULL)"
)


def upgrade() -> None:
    _make_helpline()
    _make_spaces()
    _make_what_parents_say()
    _make_reach()
    _let_roles_be("role IN ('office', 'counsellor')")
    _let_moments_be("moment IN ('before', 'completion', 'later')")


def downgrade() -> None:
    # What an older version has no word for.
    op.execute("DELETE FROM survey_response WHERE moment = 'later'")
    op.execute("DELETE FROM staff_role WHERE role = 'counsellor'")
    _let_moments_be("moment IN ('before', 'completion')")
    _let_roles_be("role = 'office'")
    for table in reversed(_TABLES):
        op.drop_table(table)


def _let_roles_be(without_place: str) -> None:
    """Say which roles have no place; nobody has two of them."""
    with op.batch_alter_table("staff_role") as table:
        table.drop_index("uq_staff_role_office")
        table.drop_constraint(op.f("ck_staff_role_role_has_its_place"), type_="check")
        table.create_check_constraint(
            op.f("ck_staff_role_role_has_its_place"),
            f"({without_place} AND factory_id IS NULL AND sponsor_id IS NULL)" + _PLACES,
        )
        table.create_index(
            "uq_staff_role_office",
            ["staff_id"],
            unique=True,
            sqlite_where=sa.text(without_place),
            postgresql_where=sa.text(without_place),
        )


def _let_moments_be(moments: str) -> None:
    with op.batch_alter_table("survey_response") as table:
        table.drop_constraint(op.f("ck_survey_response_moment"), type_="check")
        table.create_check_constraint(op.f("ck_survey_response_moment"), moments)


def _make_helpline() -> None:
    op.create_table(
        "sealing_key",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_sealing_key")),
    )
    op.create_table(
        "saved_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.CheckConstraint("text_zh <> '' AND text_en <> ''", name=op.f("ck_saved_reply_in_both_languages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reply")),
    )
    op.create_table(
        "helpline_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("passphrase_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("is_danger", sa.Boolean(), nullable=False),
        sa.Column("is_aside", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrote_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_helpline_case_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline_case")),
        sa.UniqueConstraint("code", name=op.f("uq_helpline_case_code")),
    )
    op.create_index(op.f("ix_helpline_case_staff_id"), "helpline_case", ["staff_id"], unique=False)
    op.create_index(op.f("ix_helpline_case_wrote_at"), "helpline_case", ["wrote_at"], unique=False)
    op.create_table(
        "helpline_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["helpline_case.id"], name=op.f("fk_helpline_message_case_id_helpline_case")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_helpline_message_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline_message")),
    )
    op.create_index(
        op.f("ix_helpline_message_case_id_written_at"), "helpline_message", ["case_id", "written_at"], unique=False
    )
    op.create_table(
        "helpline_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["helpline_case.id"], name=op.f("fk_helpline_event_case_id_helpline_case")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_helpline_event_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline_event")),
    )
    op.create_index(op.f("ix_helpline_event_case_id_at"), "helpline_event", ["case_id", "at"], unique=False)
    op.create_table(
        "helpline_opening",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["helpline_case.id"], name=op.f("fk_helpline_opening_case_id_helpline_case")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_helpline_opening")),
    )
    op.create_index(op.f("ix_helpline_opening_case_id"), "helpline_opening", ["case_id"], unique=False)
    op.create_index(op.f("ix_helpline_opening_opened_at"), "helpline_opening", ["opened_at"], unique=False)
    op.create_table(
        "helpline_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline_arrival")),
    )
    op.create_index(
        op.f("ix_helpline_arrival_address_hash_came_at"), "helpline_arrival", ["address_hash", "came_at"], unique=False
    )
    op.create_index(op.f("ix_helpline_arrival_came_at"), "helpline_arrival", ["came_at"], unique=False)
    op.create_table(
        "helpline_count",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "topic", name=op.f("pk_helpline_count")),
    )


def _make_spaces() -> None:
    op.create_table(
        "space",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("factory_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("weekdays", sa.String(length=30), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("youngest", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("bring_zh", sa.String(length=500), nullable=False),
        sa.Column("bring_en", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.CheckConstraint("kind IN ('space', 'center')", name=op.f("ck_space_kind")),
        sa.CheckConstraint("closes_on IS NULL OR closes_on >= opens_on", name=op.f("ck_space_opens_before_it_closes")),
        sa.CheckConstraint("places > 0", name=op.f("ck_space_places")),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_space_factory_id_factory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space")),
    )
    op.create_index(op.f("ix_space_factory_id"), "space", ["factory_id"], unique=False)
    op.create_table(
        "space_enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("children BETWEEN 1 AND 9", name=op.f("ck_space_enrolment_children")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_space_enrolment_learner_id_learner")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_space_enrolment_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_enrolment")),
        sa.UniqueConstraint("code", name=op.f("uq_space_enrolment_code")),
    )
    op.create_index(op.f("ix_space_enrolment_learner_id"), "space_enrolment", ["learner_id"], unique=False)
    op.create_index(
        op.f("ix_space_enrolment_space_id_asked_at"), "space_enrolment", ["space_id", "asked_at"], unique=False
    )
    op.create_index(
        "uq_space_enrolment_open",
        "space_enrolment",
        ["space_id", "learner_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "child_card",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["space_enrolment.id"], name=op.f("fk_child_card_enrolment_id_space_enrolment")
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_child_card_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", "number", name=op.f("pk_child_card")),
    )
    op.create_index(op.f("ix_child_card_enrolment_id"), "child_card", ["enrolment_id"], unique=False)
    op.create_table(
        "presence",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["noted_by"], ["staff.id"], name=op.f("fk_presence_noted_by_staff")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_presence_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", "day", "number", name=op.f("pk_presence")),
    )
    op.create_table(
        "headcount",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("children >= 0", name=op.f("ck_headcount_children")),
        sa.ForeignKeyConstraint(["noted_by"], ["staff.id"], name=op.f("fk_headcount_noted_by_staff")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_headcount_space_id_space")),
        sa.PrimaryKeyConstraint("space_id", "day", name=op.f("pk_headcount")),
    )


def _make_what_parents_say() -> None:
    op.create_table(
        "kept_practice",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("module_id", sa.String(length=80), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("went", sa.String(length=10), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(went IS NULL) = (told_at IS NULL)", name=op.f("ck_kept_practice_told_whole_or_not_at_all")
        ),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_kept_practice_learner_id_learner")),
        sa.PrimaryKeyConstraint("learner_id", "course_id", "module_id", "kept_on", name=op.f("pk_kept_practice")),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("factory_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_poll_opens_before_it_closes")),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_poll_factory_id_factory")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("code", name=op.f("uq_poll_code")),
    )
    op.create_index(op.f("ix_poll_factory_id"), "poll", ["factory_id"], unique=False)
    op.create_table(
        "poll_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_answer_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_poll_answer_poll_id"), "poll_answer", ["poll_id"], unique=False)


def _make_reach() -> None:
    op.create_table(
        "baseline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(length=20), nullable=False),
        sa.Column("figure", sa.String(length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("factory_id", sa.Uuid(), nullable=True),
        sa.Column("sponsor_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_baseline_number")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_baseline_entered_by_staff")),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_baseline_factory_id_factory")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_baseline_sponsor_id_sponsor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
    )
    op.create_table(
        "bare_fact",
        sa.Column("factory_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("module_id", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["factory_id"], ["factory.id"], name=op.f("fk_bare_fact_factory_id_factory")),
        sa.PrimaryKeyConstraint(
            "factory_id", "place_id", "course_id", "module_id", "measure", "day", name=op.f("pk_bare_fact")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bare_reach",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("factory", sa.String(length=36), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "factory", "course_id", "measure", name=op.f("pk_bare_reach")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erased_learner",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_erased_learner")),
        sqlite_with_rowid=False,
    )
