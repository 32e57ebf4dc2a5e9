"""Run by Alembic: migrates the connection that it is handed."""

from __future__ import annotations

from alembic import context

from peel_ml.assurance.ledger.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
