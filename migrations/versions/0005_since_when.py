"""Since when things are so: an account that is closed, and what a round has heard of private wishes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("participants", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("match_rounds", sa.Column("sealed_wishes", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("match_rounds", "sealed_wishes")
    op.drop_column("participants", "gone_at")
