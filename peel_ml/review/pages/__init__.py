"""The pages. Each module holds the rows of one kind of page; templates stand in ``templates/``."""

from __future__ import annotations

from peel_ml.review.pages import administering, deciding, reading, start
from peel_ml.review.routes import Row

PAGES: tuple[Row, ...] = (
    *start.ROWS,
    *reading.ROWS,
    *deciding.ROWS,
    *administering.ROWS,
)
"""Every page, in the menu's order."""
