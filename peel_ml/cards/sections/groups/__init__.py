"""Does it work differently for different groups? One file a question."""

from __future__ import annotations

from peel_ml.cards.sections.groups.judging import LAW
from peel_ml.cards.sections.groups.section import section

__all__ = ["LAW", "section"]
