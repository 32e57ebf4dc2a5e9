"""Who may see what: the two views of a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class View:
    """Thresholds of one view.

    Parameters
    ----------
    name : {"internal", "public"}
    minimum : int
        Smallest count of people that is shown.
    base : int
        Counts are rounded to a multiple of it; 1 leaves them as they are.
    """

    name: Literal["internal", "public"]
    minimum: int
    base: int


INTERNAL = View("internal", 5, 1)
"""For the team and the reviewers."""
PUBLIC = View("public", 10, 5)
"""For everybody."""
