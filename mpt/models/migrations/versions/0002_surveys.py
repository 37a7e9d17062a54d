"""Surveys: what learners say before a course and after it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_response",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("moment", sa.String(length=20), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("moment IN ('before', 'completion')", name=op.f("ck_survey_response_moment")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_survey_response_learner_id_learner")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_survey_response_release_id_release")),
        sa.PrimaryKeyConstraint("learner_id", "course_id", "moment", name=op.f("pk_survey_response")),
    )


def downgrade() -> None:
    op.drop_table("survey_response")
