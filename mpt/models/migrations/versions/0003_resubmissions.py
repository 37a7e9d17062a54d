"""Resubmissions: the names under which an attempt arrived more than once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resubmission",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_resubmission_learner_id_learner")),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_resubmission")),
    )


def downgrade() -> None:
    op.drop_table("resubmission")
