"""Migrations of the register's database (Alembic)."""
