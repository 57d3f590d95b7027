"""The first store"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("consents", "audit")
"""The store itself refuses to change or delete these rows, whoever asks."""


def upgrade() -> None:
    op.create_table(
        "gates",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "method", name=op.f("pk_gates")),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("key_check", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("team_id", name=op.f("uq_workspaces_team_id")),
    )
    op.create_table(
        "audit",
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_audit_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_workspace_id_at"), "audit", ["workspace_id", "at"], unique=False)
    op.create_table(
        "inbound_events",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_inbound_events_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "receipt", name=op.f("pk_inbound_events")),
    )
    op.create_table(
        "participants",
        sa.Column("slack_user_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("work_starts", sa.Integer(), nullable=False),
        sa.Column("work_ends", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_participants_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_participants")),
        sa.UniqueConstraint("workspace_id", "slack_user_id", name=op.f("uq_participants_workspace_id_slack_user_id")),
    )
    op.create_table(
        "programmes",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("cadence_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_programmes_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_programmes")),
    )
    op.create_index(
        "uq_programmes_one_open",
        "programmes",
        ["workspace_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'open'"),
        postgresql_where=sa.text("kind = 'open'"),
    )
    op.create_table(
        "consents",
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "participant_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_consents_workspace_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_consents_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_consents")),
    )
    op.create_index(
        op.f("ix_consents_workspace_id_participant_id_decided_at"),
        "consents",
        ["workspace_id", "participant_id", "decided_at"],
        unique=False,
    )
    op.create_table(
        "pairs",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("people_key", sa.Text(), nullable=True),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "invited_by_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_pairs_workspace_id_invited_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "programme_id"],
            ["programmes.workspace_id", "programmes.id"],
            name=op.f("fk_pairs_workspace_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_pairs_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_pairs")),
        sa.UniqueConstraint("workspace_id", "people_key", name=op.f("uq_pairs_workspace_id_people_key")),
    )
    op.create_table(
        "programme_duties",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "participant_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_programme_duties_workspace_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "programme_id"],
            ["programmes.workspace_id", "programmes.id"],
            name=op.f("fk_programme_duties_workspace_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_programme_duties_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_programme_duties")),
        sa.UniqueConstraint(
            "workspace_id",
            "programme_id",
            "participant_id",
            "role",
            name=op.f("uq_programme_duties_workspace_id_programme_id_participant_id_role"),
        ),
    )
    op.create_table(
        "charters",
        sa.Column("pair_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"],
            ["pairs.workspace_id", "pairs.id"],
            name=op.f("fk_charters_workspace_id_pair_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_charters_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_charters")),
        sa.UniqueConstraint("workspace_id", "pair_id", name=op.f("uq_charters_workspace_id_pair_id")),
    )
    op.create_table(
        "memberships",
        sa.Column("pair_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"],
            ["pairs.workspace_id", "pairs.id"],
            name=op.f("fk_memberships_workspace_id_pair_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "participant_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_memberships_workspace_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_memberships_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "workspace_id", "pair_id", "participant_id", name=op.f("uq_memberships_workspace_id_pair_id_participant_id")
        ),
    )
    op.create_index(
        op.f("ix_memberships_workspace_id_participant_id"),
        "memberships",
        ["workspace_id", "participant_id"],
        unique=False,
    )
    op.create_table(
        "outbox",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("dedup_key", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("pair_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wait_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("claim_token", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_ms", sa.BigInteger(), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=True),
        sa.Column("message_ts", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "about_id"],
            ["outbox.workspace_id", "outbox.id"],
            name=op.f("fk_outbox_workspace_id_about_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"], ["pairs.workspace_id", "pairs.id"], name=op.f("fk_outbox_workspace_id_pair_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "participant_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_outbox_workspace_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_outbox_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace_id", "dedup_key", name=op.f("uq_outbox_workspace_id_dedup_key")),
    )
    op.create_index(
        "ix_outbox_under_way",
        "outbox",
        ["wait_until_ms"],
        unique=False,
        sqlite_where=sa.text("state IN ('claimed', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('claimed', 'sending', 'unknown')"),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "charter_versions",
        sa.Column("charter_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sealed_text", sa.Text(), nullable=False),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "charter_id"],
            ["charters.workspace_id", "charters.id"],
            name=op.f("fk_charter_versions_workspace_id_charter_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_charter_versions_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_charter_versions")),
        sa.UniqueConstraint(
            "workspace_id", "charter_id", "number", name=op.f("uq_charter_versions_workspace_id_charter_id_number")
        ),
    )
    op.create_index(
        "uq_charter_versions_one_in_force",
        "charter_versions",
        ["workspace_id", "charter_id"],
        unique=True,
        sqlite_where=sa.text("state = 'in_force'"),
        postgresql_where=sa.text("state = 'in_force'"),
    )
    op.create_table(
        "checkins",
        sa.Column("pair_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("visibility", sa.String(length=40), nullable=False),
        sa.Column("sealed_body", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_checkins_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"],
            ["pairs.workspace_id", "pairs.id"],
            name=op.f("fk_checkins_workspace_id_pair_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_checkins_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_checkins")),
        sa.UniqueConstraint("workspace_id", "receipt", name=op.f("uq_checkins_workspace_id_receipt")),
    )
    op.create_index(
        op.f("ix_checkins_workspace_id_pair_id_created_at"),
        "checkins",
        ["workspace_id", "pair_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "schedules",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("local_minute", sa.Integer(), nullable=False),
        sa.Column("next_date", sa.Date(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_schedules_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_schedules_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_schedules")),
        sa.UniqueConstraint(
            "workspace_id", "membership_id", "kind", name=op.f("uq_schedules_workspace_id_membership_id_kind")
        ),
    )
    op.create_index(
        "ix_schedules_due",
        "schedules",
        ["next_due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "occurrences",
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "schedule_id"],
            ["schedules.workspace_id", "schedules.id"],
            name=op.f("fk_occurrences_workspace_id_schedule_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_occurrences_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint(
            "workspace_id", "schedule_id", "local_date", name=op.f("uq_occurrences_workspace_id_schedule_id_local_date")
        ),
    )
    op.create_table(
        "signatures",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_signatures_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "version_id"],
            ["charter_versions.workspace_id", "charter_versions.id"],
            name=op.f("fk_signatures_workspace_id_version_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_signatures_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_signatures")),
        sa.UniqueConstraint(
            "workspace_id",
            "version_id",
            "membership_id",
            name=op.f("uq_signatures_workspace_id_version_id_membership_id"),
        ),
    )
    op.create_table(
        "pulses",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("occurrence_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sealed_score", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_pulses_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "occurrence_id"],
            ["occurrences.workspace_id", "occurrences.id"],
            name=op.f("fk_pulses_workspace_id_occurrence_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_pulses_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_pulses")),
        sa.UniqueConstraint("workspace_id", "occurrence_id", name=op.f("uq_pulses_workspace_id_occurrence_id")),
    )
    op.create_index(
        op.f("ix_pulses_workspace_id_membership_id_asked_at"),
        "pulses",
        ["workspace_id", "membership_id", "asked_at"],
        unique=False,
    )
    _refuse_changes()


def downgrade() -> None:
    op.drop_table("pulses")
    op.drop_table("signatures")
    op.drop_table("occurrences")
    op.drop_table("schedules")
    op.drop_table("checkins")
    op.drop_table("charter_versions")
    op.drop_table("outbox")
    op.drop_table("memberships")
    op.drop_table("charters")
    op.drop_table("programme_duties")
    op.drop_table("pairs")
    op.drop_table("consents")
    op.drop_table("programmes")
    op.drop_table("participants")
    op.drop_table("inbound_events")
    op.drop_table("audit")
    op.drop_table("workspaces")
    op.drop_table("gates")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            name = f"{table}_refuse_{act.lower()}"
            if op.get_bind().dialect.name == "postgresql":
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                )
            else:
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
                )
