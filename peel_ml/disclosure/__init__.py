"""Disclosure control: what is too small to show to whom, and what would give it away."""

from peel_ml.disclosure.dominance import dominated
from peel_ml.disclosure.record import controlled, published
from peel_ml.disclosure.revisions import revise
from peel_ml.disclosure.tables import MINIMUM, TOO_FEW, SuppressedTable, suppress_small, suppress_table
from peel_ml.disclosure.view import INTERNAL, PUBLIC, View

__all__ = [
    "INTERNAL",
    "MINIMUM",
    "PUBLIC",
    "TOO_FEW",
    "SuppressedTable",
    "View",
    "controlled",
    "dominated",
    "published",
    "revise",
    "suppress_small",
    "suppress_table",
]
