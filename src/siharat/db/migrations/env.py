"""Alembic runs this file for every command; ``siharat.db.migrations`` hands it the connection."""

from alembic import context

from siharat.db.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata,
                  render_as_batch=True)
# The caller began the transaction, and commits it when all steps have succeeded.
context.run_migrations()
