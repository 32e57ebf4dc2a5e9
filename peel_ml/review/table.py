"""The one table of routes."""

from __future__ import annotations

from peel_ml.review.accounts import ACCOUNTS
from peel_ml.review.entry import ENTRY
from peel_ml.review.first import FIRST
from peel_ml.review.pages import PAGES
from peel_ml.review.routes import Row

ROWS: tuple[Row, ...] = (*FIRST, *ENTRY, *PAGES, *ACCOUNTS)
"""Everything that can be asked for; the app serves nothing else but the style sheet and the font."""
