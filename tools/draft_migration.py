"""Drafts a migration from what the declared tables and the migrated ones differ in; read it before you commit it.

    python tools/draft_migration.py 0002 "rings of closed incidents are folded"
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import siharat.story  # declares the tables of every chapter
from siharat.db import migrations
from siharat.db.schema import metadata

HEAD = '''"""{title}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {before!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''


def main(revision: str, title: str) -> None:
    assert siharat.story.JOINS
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/draft.db"
        migrations.upgrade(url)
        before = migrations.current(url)
        engine = create_engine(url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            script = produce_migrations(context, metadata)
        engine.dispose()
    assert script.upgrade_ops is not None
    assert script.downgrade_ops is not None
    text = HEAD.format(title=title, revision=revision, before=before,
                       upgrade=render_python_code(script.upgrade_ops).strip(),
                       downgrade=render_python_code(script.downgrade_ops).strip())
    name = "_".join(title.lower().split())[:40]
    path = migrations.FOLDER / "versions" / f"{revision}_{name}.py"
    Path(path).write_text(text, encoding="utf-8")
    print(f"Drafted {path.name}: {len(text.splitlines())} lines. Read it, break its long lines, test it.")


if __name__ == "__main__":
    main(*sys.argv[1:])
