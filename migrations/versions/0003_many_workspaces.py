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
    "ix_outbox_dead": ("outbox", ["workspace_id", "kind"], None, "state = 'dead'"),
    "ix_outbox_about": ("outbox", ["workspace_id", "about_id"], None, "about_id IS NOT NULL"),
    "ix_schedules_due": ("schedules", ["next_due_at", "workspace_id"], ["next_due_at"], "state = 'running'"),
    "ix_schedules_due_here": ("schedules", ["workspace_id", "next_due_at"], None, "state = 'running'"),
    "ix_sessions_look": ("sessions", ["look_at", "workspace_id"], ["look_at"], "look_at IS NOT NULL"),
    "ix_sessions_look_here": ("sessions", ["workspace_id", "look_at"], None, "look_at IS NOT NULL"),
}
"""What falls due: which workspaces have something (due first), and what of one of them; as it was before, if it was."""


APPEND_ONLY = ("consents", "audit")
IS_PURGED = "SELECT 1 FROM workspaces WHERE id = OLD.workspace_id AND state = 'purged' AND purged_at IS NULL"
"""The one time at which rows that only grow may go: with everything that was kept of their workspace."""


FENCED = (
    "audit",
    "calendar_feeds",
    "calendar_holds",
    "charter_versions",
    "charters",
    "checkins",
    "closes",
    "commitments",
    "consents",
    "enrolment_skills",
    "enrolments",
    "exhibits",
    "gates",
    "inbound_events",
    "installations",
    "log_entries",
    "memberships",
    "never_again",
    "occurrences",
    "outbox",
    "paces",
    "pairs",
    "participants",
    "preps",
    "presenters",
    "programme_duties",
    "programmes",
    "pulses",
    "resources",
    "rsvps",
    "schedules",
    "sessions",
    "show_and_tells",
    "signatures",
    "skills",
    "support_wishes",
    "transcripts",
    "words_requests",
)
"""Every table that holds something of a workspace, as of this migration."""
IS_WITHIN = (
    "workspace_id = (SELECT CAST(nullif(current_setting('bothways.workspace', true), '') AS uuid))"
    " OR (SELECT coalesce(current_setting('bothways.workspace', true), '') = '')"
)


def _waits(name: str, table: str, columns: list[str], condition: str) -> None:
    only = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def upgrade() -> None:
    _workspaces_come_and_go()
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
    op.add_column("workspaces", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workspaces", sa.Column("moved_to", sa.Text(), nullable=True))
    _fence_workspaces()


def downgrade() -> None:
    _take_the_fence_down()
    op.drop_column("workspaces", "moved_to")
    op.drop_column("workspaces", "moved_at")
    for name, (table, _columns, before, condition) in WAITING.items():
        op.drop_index(name, table)
        if before:
            _waits(name, table, before, condition)
    op.drop_table("paces")
    _workspaces_stay()


def _workspaces_come_and_go() -> None:
    op.add_column("workspaces", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workspaces", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "installations",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=True),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("bot_user_id", sa.Text(), nullable=False),
        sa.Column("bot_id", sa.Text(), nullable=True),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("sealed_token", sa.Text(), nullable=True),
        sa.Column("sealed_refresh", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("installed_by", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_installations_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_installations")),
    )
    op.create_index(op.f("ix_installations_asked_at"), "installations", ["asked_at"])
    op.create_table(
        "install_states",
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("cookie_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_install_states")),
    )
    op.create_index(op.f("ix_install_states_expires_at"), "install_states", ["expires_at"])
    _what_only_grows_goes_with_its_workspace()


def _fence_workspaces() -> None:
    """
    Have PostgreSQL show a transaction that names its workspace the rows of that one alone; the owner included.

    The setting is read once a statement, and not once a row.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in FENCED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY same_workspace ON {table} USING ({IS_WITHIN})")


def _take_the_fence_down() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in FENCED:
        op.execute(f"DROP POLICY same_workspace ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _workspaces_stay() -> None:
    for table in APPEND_ONLY:
        name = f"{table}_refuse_delete"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
            op.execute(
                f"CREATE TRIGGER {name} BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
        )
    op.drop_index(op.f("ix_install_states_expires_at"), "install_states")
    op.drop_table("install_states")
    op.drop_index(op.f("ix_installations_asked_at"), "installations")
    op.drop_table("installations")
    op.drop_column("workspaces", "purged_at")
    op.drop_column("workspaces", "left_at")


def _what_only_grows_goes_with_its_workspace() -> None:
    """Consents and the audit trail may be deleted with all that was kept of a workspace, and never otherwise."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' AND EXISTS ({IS_PURGED}) THEN RETURN OLD; END IF; "
            "RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
        )
        return
    for table in APPEND_ONLY:
        name = f"{table}_refuse_delete"
        op.execute(f"DROP TRIGGER {name}")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE DELETE ON {table} WHEN NOT EXISTS ({IS_PURGED}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
