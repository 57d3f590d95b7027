"""The fortnight"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


MORE_INDEXES = (
    ("commitments", ("workspace_id", "session_id")),
    ("commitments", ("workspace_id", "membership_id")),
    ("checkins", ("workspace_id", "membership_id", "created_at")),
    ("closes", ("workspace_id", "membership_id")),
    ("transcripts", ("workspace_id", "session_id")),
    ("pairs", ("workspace_id", "programme_id", "created_at", "id")),
    ("calendar_feeds", ("workspace_id", "participant_id")),
    ("enrolment_skills", ("workspace_id", "skill_id")),
    ("exhibits", ("workspace_id", "log_entry_id")),
    ("show_and_tells", ("workspace_id", "programme_id", "starts_at")),
    ("outbox", ("workspace_id", "pair_id", "due_at")),
    ("outbox", ("workspace_id", "participant_id", "due_at")),
)
"""What is asked at every card, reminder and owner's page, also of tables that are older than this migration."""


def upgrade() -> None:
    op.create_table(
        "skills",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_skills_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_skills")),
        sa.UniqueConstraint("workspace_id", "folded", name=op.f("uq_skills_workspace_id_folded")),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "participant_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_calendar_feeds_workspace_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_calendar_feeds_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("workspace_id", "secret_hash", name=op.f("uq_calendar_feeds_workspace_id_secret_hash")),
    )
    op.create_table(
        "enrolments",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("wish", sa.String(length=40), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("manager_user_id", sa.Text(), nullable=True),
        sa.Column("sealed_private", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "participant_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_enrolments_workspace_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "programme_id"],
            ["programmes.workspace_id", "programmes.id"],
            name=op.f("fk_enrolments_workspace_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_enrolments_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint(
            "workspace_id",
            "programme_id",
            "participant_id",
            name=op.f("uq_enrolments_workspace_id_programme_id_participant_id"),
        ),
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_enrolments_workspace_id_participant_id"), ["workspace_id", "participant_id"], unique=False
        )

    op.create_table(
        "never_again",
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "other_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_never_again_workspace_id_other_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "participant_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_never_again_workspace_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_never_again_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_never_again")),
        sa.UniqueConstraint(
            "workspace_id",
            "participant_id",
            "other_id",
            name=op.f("uq_never_again_workspace_id_participant_id_other_id"),
        ),
    )
    op.create_table(
        "resources",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "added_by_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_resources_workspace_id_added_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "programme_id"],
            ["programmes.workspace_id", "programmes.id"],
            name=op.f("fk_resources_workspace_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_resources_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_resources")),
    )
    with op.batch_alter_table("resources", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resources_workspace_id_programme_id"), ["workspace_id", "programme_id"], unique=False
        )

    op.create_table(
        "show_and_tells",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("called_by_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "called_by_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_show_and_tells_workspace_id_called_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "programme_id"],
            ["programmes.workspace_id", "programmes.id"],
            name=op.f("fk_show_and_tells_workspace_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_show_and_tells_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_show_and_tells")),
        sa.UniqueConstraint("workspace_id", "receipt", name=op.f("uq_show_and_tells_workspace_id_receipt")),
    )
    with op.batch_alter_table("show_and_tells", schema=None) as batch_op:
        batch_op.create_index(
            "ix_show_and_tells_look",
            ["look_at"],
            unique=False,
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )

    op.create_table(
        "enrolment_skills",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "enrolment_id"],
            ["enrolments.workspace_id", "enrolments.id"],
            name=op.f("fk_enrolment_skills_workspace_id_enrolment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "skill_id"],
            ["skills.workspace_id", "skills.id"],
            name=op.f("fk_enrolment_skills_workspace_id_skill_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_enrolment_skills_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_enrolment_skills")),
        sa.UniqueConstraint(
            "workspace_id",
            "enrolment_id",
            "skill_id",
            "side",
            name=op.f("uq_enrolment_skills_workspace_id_enrolment_id_skill_id_side"),
        ),
    )
    op.create_table(
        "presenters",
        sa.Column("show_id", sa.Uuid(), nullable=False),
        sa.Column("pair_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"],
            ["pairs.workspace_id", "pairs.id"],
            name=op.f("fk_presenters_workspace_id_pair_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "show_id"],
            ["show_and_tells.workspace_id", "show_and_tells.id"],
            name=op.f("fk_presenters_workspace_id_show_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_presenters_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_presenters")),
        sa.UniqueConstraint(
            "workspace_id", "show_id", "pair_id", name=op.f("uq_presenters_workspace_id_show_id_pair_id")
        ),
    )
    op.create_table(
        "rsvps",
        sa.Column("show_id", sa.Uuid(), nullable=False),
        sa.Column("slack_user_id", sa.Text(), nullable=False),
        sa.Column("reply", sa.String(length=40), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "show_id"],
            ["show_and_tells.workspace_id", "show_and_tells.id"],
            name=op.f("fk_rsvps_workspace_id_show_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_rsvps_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_rsvps")),
        sa.UniqueConstraint(
            "workspace_id", "show_id", "slack_user_id", name=op.f("uq_rsvps_workspace_id_show_id_slack_user_id")
        ),
    )
    op.create_table(
        "log_entries",
        sa.Column("pair_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sealed_body", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sharing_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_log_entries_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"],
            ["pairs.workspace_id", "pairs.id"],
            name=op.f("fk_log_entries_workspace_id_pair_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_log_entries_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_log_entries")),
        sa.UniqueConstraint("workspace_id", "receipt", name=op.f("uq_log_entries_workspace_id_receipt")),
    )
    with op.batch_alter_table("log_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_log_entries_workspace_id_pair_id_happened_at"),
            ["workspace_id", "pair_id", "happened_at"],
            unique=False,
        )

    op.create_table(
        "words_requests",
        sa.Column("pair_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sealed_body", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_words_requests_workspace_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_words_requests_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"],
            ["pairs.workspace_id", "pairs.id"],
            name=op.f("fk_words_requests_workspace_id_pair_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_words_requests_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_words_requests")),
        sa.UniqueConstraint("workspace_id", "receipt", name=op.f("uq_words_requests_workspace_id_receipt")),
    )
    with op.batch_alter_table("words_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_words_requests_workspace_id_pair_id"), ["workspace_id", "pair_id"], unique=False
        )
        batch_op.create_index(
            "ix_words_requests_look",
            ["look_at"],
            unique=False,
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )

    op.create_table(
        "sessions",
        sa.Column("pair_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rule_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opener", sa.Text(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_notes", sa.Text(), nullable=True),
        sa.Column("sealed_plan", sa.Text(), nullable=True),
        sa.Column("written_revision", sa.Integer(), nullable=False),
        sa.Column("resource_ids", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "leader_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_sessions_workspace_id_leader_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"],
            ["pairs.workspace_id", "pairs.id"],
            name=op.f("fk_sessions_workspace_id_pair_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_sessions_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("workspace_id", "pair_id", "number", name=op.f("uq_sessions_workspace_id_pair_id_number")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sessions_look",
            ["look_at"],
            unique=False,
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_sessions_one_ahead",
            ["workspace_id", "pair_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('planned', 'under_way')"),
            postgresql_where=sa.text("state IN ('planned', 'under_way')"),
        )

    op.create_table(
        "closes",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_line", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_closes_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "session_id"],
            ["sessions.workspace_id", "sessions.id"],
            name=op.f("fk_closes_workspace_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_closes_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_closes")),
        sa.UniqueConstraint(
            "workspace_id", "session_id", "membership_id", name=op.f("uq_closes_workspace_id_session_id_membership_id")
        ),
    )
    op.create_table(
        "commitments",
        sa.Column("pair_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sealed_body", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("nudged_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_commitments_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"],
            ["pairs.workspace_id", "pairs.id"],
            name=op.f("fk_commitments_workspace_id_pair_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "session_id"],
            ["sessions.workspace_id", "sessions.id"],
            name=op.f("fk_commitments_workspace_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_commitments_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("workspace_id", "receipt", name=op.f("uq_commitments_workspace_id_receipt")),
    )
    with op.batch_alter_table("commitments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_commitments_look",
            ["look_at"],
            unique=False,
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_commitments_workspace_id_pair_id_state"), ["workspace_id", "pair_id", "state"], unique=False
        )

    op.create_table(
        "exhibits",
        sa.Column("presenter_id", sa.Uuid(), nullable=False),
        sa.Column("log_entry_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "log_entry_id"],
            ["log_entries.workspace_id", "log_entries.id"],
            name=op.f("fk_exhibits_workspace_id_log_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "presenter_id"],
            ["presenters.workspace_id", "presenters.id"],
            name=op.f("fk_exhibits_workspace_id_presenter_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_exhibits_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_exhibits")),
        sa.UniqueConstraint(
            "workspace_id",
            "presenter_id",
            "log_entry_id",
            name=op.f("uq_exhibits_workspace_id_presenter_id_log_entry_id"),
        ),
    )
    op.create_table(
        "preps",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_points", sa.Text(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_preps_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "session_id"],
            ["sessions.workspace_id", "sessions.id"],
            name=op.f("fk_preps_workspace_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_preps_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_preps")),
        sa.UniqueConstraint(
            "workspace_id", "session_id", "membership_id", name=op.f("uq_preps_workspace_id_session_id_membership_id")
        ),
    )
    op.create_table(
        "calendar_holds",
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("show_id", sa.Uuid(), nullable=True),
        sa.Column("slack_user_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "session_id"],
            ["sessions.workspace_id", "sessions.id"],
            name=op.f("fk_calendar_holds_workspace_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "show_id"],
            ["show_and_tells.workspace_id", "show_and_tells.id"],
            name=op.f("fk_calendar_holds_workspace_id_show_id"),
        ),
        sa.CheckConstraint("(session_id IS NULL) <> (show_id IS NULL)", name=op.f("ck_calendar_holds_one_event")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_calendar_holds_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_calendar_holds")),
        sa.UniqueConstraint(
            "workspace_id",
            "session_id",
            "slack_user_id",
            name=op.f("uq_calendar_holds_workspace_id_session_id_slack_user_id"),
        ),
        sa.UniqueConstraint(
            "workspace_id",
            "show_id",
            "slack_user_id",
            name=op.f("uq_calendar_holds_workspace_id_show_id_slack_user_id"),
        ),
    )
    op.create_table(
        "support_wishes",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_wish", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_support_wishes_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_support_wishes_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_support_wishes")),
        sa.UniqueConstraint("workspace_id", "membership_id", name=op.f("uq_support_wishes_workspace_id_membership_id")),
    )
    op.create_table(
        "transcripts",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_transcripts_workspace_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "session_id"],
            ["sessions.workspace_id", "sessions.id"],
            name=op.f("fk_transcripts_workspace_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_transcripts_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_transcripts")),
        sa.UniqueConstraint("workspace_id", "file_id", name=op.f("uq_transcripts_workspace_id_file_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("programme_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("file_ids", sa.JSON(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_workspace_id_programme_id"),
            "programmes",
            ["workspace_id", "programme_id"],
            ["workspace_id", "id"],
        )

    op.add_column("workspaces", sa.Column("address", sa.Text(), nullable=True))
    op.add_column("programmes", sa.Column("opens_below", sa.Integer(), server_default=sa.text("3"), nullable=False))
    _people_choose_their_hours()

    with op.batch_alter_table("pulses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("session_id", sa.Uuid(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_pulses_workspace_id_session_id_membership_id"),
            ["workspace_id", "session_id", "membership_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_pulses_workspace_id_session_id"),
            "sessions",
            ["workspace_id", "session_id"],
            ["workspace_id", "id"],
        )
    for table, columns in MORE_INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def downgrade() -> None:
    for table, columns in MORE_INDEXES:
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table)
    with op.batch_alter_table("pulses", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_pulses_workspace_id_session_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_pulses_workspace_id_session_id_membership_id"), type_="unique")
        batch_op.drop_column("session_id")

    op.drop_column("programmes", "opens_below")
    op.drop_column("workspaces", "address")
    _people_follow_slack()

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outbox_workspace_id_programme_id"), type_="foreignkey")
        batch_op.drop_column("wanted_at")
        batch_op.drop_column("file_ids")
        batch_op.drop_column("programme_id")

    op.drop_table("transcripts")
    op.drop_table("support_wishes")
    op.drop_table("calendar_holds")
    op.drop_table("preps")
    op.drop_table("exhibits")
    with op.batch_alter_table("commitments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitments_workspace_id_pair_id_state"))
        batch_op.drop_index(
            "ix_commitments_look",
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )

    op.drop_table("commitments")
    op.drop_table("closes")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sessions_one_ahead",
            sqlite_where=sa.text("state IN ('planned', 'under_way')"),
            postgresql_where=sa.text("state IN ('planned', 'under_way')"),
        )
        batch_op.drop_index(
            "ix_sessions_look",
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )

    op.drop_table("sessions")
    with op.batch_alter_table("words_requests", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_words_requests_look",
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_words_requests_workspace_id_pair_id"))

    op.drop_table("words_requests")
    with op.batch_alter_table("log_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_entries_workspace_id_pair_id_happened_at"))

    op.drop_table("log_entries")
    op.drop_table("rsvps")
    op.drop_table("presenters")
    op.drop_table("enrolment_skills")
    with op.batch_alter_table("show_and_tells", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_show_and_tells_look",
            sqlite_where=sa.text("look_at IS NOT NULL"),
            postgresql_where=sa.text("look_at IS NOT NULL"),
        )

    op.drop_table("show_and_tells")
    with op.batch_alter_table("resources", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resources_workspace_id_programme_id"))

    op.drop_table("resources")
    op.drop_table("never_again")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolments_workspace_id_participant_id"))

    op.drop_table("enrolments")
    op.drop_table("calendar_feeds")
    op.drop_table("skills")


def _people_choose_their_hours() -> None:
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.alter_column("zone", new_column_name="slack_zone")
        batch_op.add_column(sa.Column("own_zone", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("away_until", sa.DateTime(timezone=True), nullable=True))


def _people_follow_slack() -> None:
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.drop_column("away_until")
        batch_op.drop_column("quiet_until")
        batch_op.drop_column("paused_until")
        batch_op.drop_column("own_zone")
        batch_op.alter_column("slack_zone", new_column_name="zone")
