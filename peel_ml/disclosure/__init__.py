"""Disclosure control: what is too small to show to whom, and what would give it away."""

from peel_ml.disclosure.dominance import dominated
from peel_ml.disclosure.recorded import controlled, numbers_of, published
from peel_ml.disclosure.revisions import Published, remembered, revise
from peel_ml.disclosure.tables import MINIMUM, TOO_FEW, SuppressedTable, suppress_small, suppress_table
from peel_ml.disclosure.view import INTERNAL, PUBLIC, View

__all__ = [
    "INTERNAL",
    "MINIMUM",
    "PUBLIC",
    "TOO_FEW",
    "Published",
    "SuppressedTable",
    "View",
    "controlled",
    "dominated",
    "numbers_of",
    "published",
    "remembered",
    "revise",
    "suppress_small",
    "suppress_table",
]
