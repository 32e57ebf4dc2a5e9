"""The pages about people, their deputies and keys. Everything here is an entry of the ledger."""

from __future__ import annotations

from peel_ml.review.pages.administering import deputies, keys, people
from peel_ml.review.routes import Row

ROWS: tuple[Row, ...] = (*deputies.ROWS, *people.ROWS, *keys.ROWS)
"""Every page about people and keys."""
