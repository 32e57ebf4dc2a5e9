"""The register's tables. Only the ledger is the truth; the others are notes of people at work."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

VERSION_TABLE = "peel_register_version"
"""Alembic's own table for this database; MLflow's stands under another name."""
HEAD = "0001"
"""Version that this code reads and writes."""
SCHEMA = "peel_register"
"""Schema on PostgreSQL."""

metadata = MetaData()

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("role", String(32), nullable=False),
    Column("affiliation", String(16)),
    Column("action", String(32), nullable=False),
    Column("subject", String(120), nullable=False, index=True),
    Column("from_state", String(32)),
    Column("to_state", String(32)),
    Column("manifest", String(64)),
    Column("payload", Text, nullable=False),
    Column("payload_sha256", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("policy_version", String(32), nullable=False),
    Column("previous", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("key", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("matter", String(64), primary_key=True),
    Column("form", String(64), primary_key=True),
    Column("content", Text, nullable=False),
    Column("at", String(32), nullable=False),
)
"""What somebody has begun to write and not yet recorded."""

reads = Table(
    "reads",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("matter", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
)
"""Up to which entry somebody has read a matter."""

ended_sessions = Table(
    "ended_sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("until", String(32), nullable=False),
)
"""Sessions that were ended before their time, until their time."""
