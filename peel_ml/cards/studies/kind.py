"""What a kind of study says of itself on its card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.cards.content import Block, Section, Tile
from peel_ml.cards.declared import Declaration
from peel_ml.results.studies.record import StudyRecord

Say = Callable[[StudyRecord, Declaration], str]
Sections = Callable[[StudyRecord, Declaration], tuple[Section, ...]]
Blocks = Callable[[StudyRecord, Declaration], list[Block]]


@dataclass(frozen=True)
class KindCard:
    """The functions by which one kind is told; each is pure.

    Parameters
    ----------
    question : str
        What the first check at a glance asks, for example "Forecasts better than simple methods".
    found : callable
        The finding in one sentence, for the register, the decision sheet and the first check; "No useful model: …"
        where it is none.
    tiles : callable
        One or two key facts.
    works : callable
        Further blocks of the section "How well it works", after the chart of methods.
    groups : callable
        Further blocks of the section on groups of areas.
    sections : callable
        Further sections of its own, after that on groups.
    annex : callable
        Further blocks of the technical annex.
    """

    question: str
    found: Say
    tiles: Callable[[StudyRecord, Declaration], tuple[Tile, ...]]
    works: Blocks
    groups: Blocks
    sections: Sections
    annex: Blocks
