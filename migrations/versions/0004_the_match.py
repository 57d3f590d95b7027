"""The match."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LOOKED_AT = ("enrolments", "match_rounds", "pairs", "roster_imports")
"""What newly takes its course by itself: which workspaces have something due, and what of one of them."""
FENCED = ("match_decisions", "match_proposals", "match_rounds", "match_unmatched", "roster_imports", "skill_readings")
IS_WITHIN = (
    "workspace_id = (SELECT CAST(nullif(current_setting('bothways.workspace', true), '') AS uuid))"
    " OR (SELECT coalesce(current_setting('bothways.workspace', true), '') = '')"
)


def upgrade() -> None:
    _columns()
    _tables()
    only = sa.text("look_at IS NOT NULL")
    for table in LOOKED_AT:
        for name, columns in (("look", ["look_at", "workspace_id"]), ("look_here", ["workspace_id", "look_at"])):
            op.create_index(f"ix_{table}_{name}", table, columns, sqlite_where=only, postgresql_where=only)
    # Pairs that an owner's programme asked or has: from now on they take their course, reckoned from these moments.
    op.execute(
        "UPDATE pairs SET look_at = CASE state WHEN 'active' THEN active_at ELSE created_at END"
        " WHERE state IN ('active', 'invited', 'held') AND EXISTS (SELECT 1 FROM programmes"
        " WHERE programmes.workspace_id = pairs.workspace_id AND programmes.id = pairs.programme_id"
        " AND programmes.kind = 'led')"
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in FENCED:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY same_workspace ON {table} USING ({IS_WITHIN})")


def downgrade() -> None:
    for table in LOOKED_AT:
        for name in ("look", "look_here"):
            op.drop_index(f"ix_{table}_{name}", table)
    op.drop_column("programmes", "audit_questions")
    op.drop_column("programmes", "import_columns")
    op.drop_column("programmes", "matching")
    op.drop_column("pairs", "look_at")
    op.drop_column("memberships", "onward")
    op.drop_column("enrolments", "look_at")
    op.drop_column("enrolments", "sealed_groups")
    op.drop_column("enrolments", "missed")
    op.drop_column("enrolments", "available_from")
    op.drop_column("enrolments", "location")
    op.drop_column("enrolments", "company")
    op.drop_table("match_unmatched")
    op.drop_table("match_proposals")
    op.drop_index(op.f("ix_match_decisions_workspace_id_programme_id_kind"), table_name="match_decisions")
    op.drop_table("match_decisions")
    op.drop_table("roster_imports")
    op.drop_index(
        "uq_match_rounds_one_open",
        table_name="match_rounds",
        sqlite_where=sa.text("state IN ('drafting', 'drafted', 'sending')"),
        postgresql_where=sa.text("state IN ('drafting', 'drafted', 'sending')"),
    )
    op.drop_table("match_rounds")
    op.drop_table("skill_readings")


def _columns() -> None:
    op.add_column(
        "enrolments", sa.Column("company", sa.String(length=40), server_default=sa.text("'no'"), nullable=False)
    )
    op.add_column("enrolments", sa.Column("location", sa.Text(), nullable=True))
    op.add_column("enrolments", sa.Column("available_from", sa.Date(), nullable=True))
    op.add_column("enrolments", sa.Column("missed", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("enrolments", sa.Column("sealed_groups", sa.Text(), nullable=True))
    op.add_column("enrolments", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("memberships", sa.Column("onward", sa.String(length=40), nullable=True))
    op.add_column("pairs", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("programmes", sa.Column("matching", sa.JSON(), nullable=True))
    op.add_column("programmes", sa.Column("import_columns", sa.JSON(), nullable=True))
    op.add_column("programmes", sa.Column("audit_questions", sa.JSON(), nullable=True))


def _tables() -> None:
    op.create_table(
        "skill_readings",
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_skill_readings_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_skill_readings")),
        sa.UniqueConstraint("workspace_id", "folded", name=op.f("uq_skill_readings_workspace_id_folded")),
    )
    op.create_table(
        "match_rounds",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("drafted", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=True),
        sa.Column("begun_by_id", sa.Uuid(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "begun_by_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_match_rounds_workspace_id_begun_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "programme_id"],
            ["programmes.workspace_id", "programmes.id"],
            name=op.f("fk_match_rounds_workspace_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_match_rounds_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_match_rounds")),
        sa.UniqueConstraint(
            "workspace_id", "programme_id", "number", name=op.f("uq_match_rounds_workspace_id_programme_id_number")
        ),
    )
    op.create_index(
        "uq_match_rounds_one_open",
        "match_rounds",
        ["workspace_id", "programme_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('drafting', 'drafted', 'sending')"),
        postgresql_where=sa.text("state IN ('drafting', 'drafted', 'sending')"),
    )
    op.create_table(
        "roster_imports",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sealed_sheet", sa.Text(), nullable=True),
        sa.Column("sealed_report", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "by_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_roster_imports_workspace_id_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "programme_id"],
            ["programmes.workspace_id", "programmes.id"],
            name=op.f("fk_roster_imports_workspace_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_roster_imports_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_roster_imports")),
        sa.UniqueConstraint("workspace_id", "receipt", name=op.f("uq_roster_imports_workspace_id_receipt")),
    )
    op.create_table(
        "match_decisions",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("senior_id", sa.Uuid(), nullable=False),
        sa.Column("junior_id", sa.Uuid(), nullable=False),
        sa.Column("third_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "junior_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_match_decisions_workspace_id_junior_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "programme_id"],
            ["programmes.workspace_id", "programmes.id"],
            name=op.f("fk_match_decisions_workspace_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "round_id"],
            ["match_rounds.workspace_id", "match_rounds.id"],
            name=op.f("fk_match_decisions_workspace_id_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "senior_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_match_decisions_workspace_id_senior_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "third_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_match_decisions_workspace_id_third_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_match_decisions_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_match_decisions")),
        sa.UniqueConstraint(
            "workspace_id",
            "round_id",
            "kind",
            "senior_id",
            "junior_id",
            name=op.f("uq_match_decisions_workspace_id_round_id_kind_senior_id_junior_id"),
        ),
    )
    op.create_index(
        op.f("ix_match_decisions_workspace_id_programme_id_kind"),
        "match_decisions",
        ["workspace_id", "programme_id", "kind"],
        unique=False,
    )
    op.create_table(
        "match_proposals",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("senior_id", sa.Uuid(), nullable=False),
        sa.Column("junior_id", sa.Uuid(), nullable=False),
        sa.Column("third_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("pair_id", sa.Uuid(), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "junior_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_match_proposals_workspace_id_junior_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pair_id"],
            ["pairs.workspace_id", "pairs.id"],
            name=op.f("fk_match_proposals_workspace_id_pair_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "round_id"],
            ["match_rounds.workspace_id", "match_rounds.id"],
            name=op.f("fk_match_proposals_workspace_id_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "senior_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_match_proposals_workspace_id_senior_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "third_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_match_proposals_workspace_id_third_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_match_proposals_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_match_proposals")),
        sa.UniqueConstraint("workspace_id", "pair_id", name=op.f("uq_match_proposals_workspace_id_pair_id")),
        sa.UniqueConstraint(
            "workspace_id", "round_id", "revision", "senior_id", "junior_id", name="uq_match_proposals_one_each"
        ),
    )
    op.create_table(
        "match_unmatched",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "participant_id"],
            ["participants.workspace_id", "participants.id"],
            name=op.f("fk_match_unmatched_workspace_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "round_id"],
            ["match_rounds.workspace_id", "match_rounds.id"],
            name=op.f("fk_match_unmatched_workspace_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_match_unmatched_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_match_unmatched")),
        sa.UniqueConstraint(
            "workspace_id", "round_id", "revision", "participant_id", name="uq_match_unmatched_one_each"
        ),
    )
