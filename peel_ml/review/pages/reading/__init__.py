"""The reading pages: the register, a matter with its card, fields and evidence, the ledger, the public register."""

from __future__ import annotations

from peel_ml.review.pages.reading import card, case, changes, evidence, fields, ledger, matter, public, register
from peel_ml.review.routes import Row

ROWS: tuple[Row, ...] = (
    *register.ROWS,
    *matter.ROWS,
    *card.ROWS,
    *case.ROWS,
    *changes.ROWS,
    *fields.ROWS,
    *evidence.ROWS,
    *ledger.ROWS,
    *public.ROWS,
)
"""Every page that only reads, in the menu's order."""
