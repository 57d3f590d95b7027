"""Many workspaces"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WAITING = {
    "ix_outbox_waiting": ("outbox", ["due_at", "workspace_id"], ["due_at"], "state = 'pending'"),
    "ix_outbox_waiting_here": ("outbox", ["workspace_id", "due_at", "id"], None, "state = 'pending'"),
    "ix_schedules_due": ("schedules", ["next_due_at", "workspace_id"], ["next_due_at"], "state = 'running'"),
    "ix_schedules_due_here": ("schedules", ["workspace_id", "next_due_at"], None, "state = 'running'"),
    "ix_sessions_look": ("sessions", ["look_at", "workspace_id"], ["look_at"], "look_at IS NOT NULL"),
    "ix_sessions_look_here": ("sessions", ["workspace_id", "look_at"], None, "look_at IS NOT NULL"),
}
"""What falls due: which workspaces have something (due first), and what of one of them; as it was before, if it was."""


def _waits(name: str, table: str, columns: list[str], condition: str) -> None:
    only = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("ahead_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_paces_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "what", name=op.f("pk_paces")),
    )
    for name, (table, columns, before, condition) in WAITING.items():
        if before:
            op.drop_index(name, table)
        _waits(name, table, columns, condition)


def downgrade() -> None:
    for name, (table, _columns, before, condition) in WAITING.items():
        op.drop_index(name, table)
        if before:
            _waits(name, table, before, condition)
    op.drop_table("paces")
