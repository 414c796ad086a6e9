"""Who is on duty when: a rotation for each station, its teams, and every change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster",
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("handover", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station", name="pk_roster"),
        sa.ForeignKeyConstraint(["station"], ["station.code"], name="fk_roster_station"),
    )
    op.create_table(
        "team_member",
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("station", "team", "officer", name="pk_team_member"),
        sa.ForeignKeyConstraint(["station"], ["station.code"], name="fk_team_member_station"),
        sa.ForeignKeyConstraint(["officer"], ["officer.id"], name="fk_team_member_officer"),
    )
    op.create_table(
        "duty_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger()),
        sa.Column("undone_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_duty_change"),
        sa.ForeignKeyConstraint(["station"], ["station.code"], name="fk_duty_change_station"),
        sa.ForeignKeyConstraint(["officer"], ["officer.id"], name="fk_duty_change_officer"),
    )
    op.create_index("ix_duty_change", "duty_change", ["station", "ends"])


def downgrade() -> None:
    op.drop_table("duty_change")
    op.drop_table("team_member")
    op.drop_table("roster")
