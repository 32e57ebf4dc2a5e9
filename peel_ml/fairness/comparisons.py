"""All comparisons of a metric at once, and their correction over everything that is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.blocks import Block, Entry
from peel_ml.fairness.judging import Found, Judging
from peel_ml.fairness.statistics.comparison import Compared, Judged, Pairs, compare, joined, judge
from peel_ml.fairness.statistics.correction import Corrected, Key, holm
from peel_ml.fairness.statistics.intervals import Floats

TREATMENTS = ("complete_case", "as_group")
"""Corrected apart: two ways to treat missing values are two answers to one question."""


@dataclass(frozen=True, eq=False)
class Uncorrected:
    """The comparisons of one metric."""

    entries: list[Entry]
    pairs: Pairs | None
    compared: Compared | None
    judged: Judged | None
    """``None`` for a metric that is not judged."""

    def of(self, missing: str) -> NDArray[np.int64]:
        """Return the comparisons under one treatment of missing values."""
        return np.array([at for at, entry in enumerate(self.entries) if entry.missing == missing], dtype=np.int64)


def comparisons(blocks: Sequence[Block], judging: Judging) -> Uncorrected:
    """Make all comparisons of a metric."""
    entries = [entry for block in blocks for entry in block.entries()]
    if not entries:
        return Uncorrected([], None, None, None)
    pairs = joined([block.pairs() for block in blocks if block.entries()])
    tail = (1 - judging.policy.confidence) / 2
    compared = compare(pairs, worse=judging.worse, adjusted=judging.adjusted, tail=tail)
    judged = (
        judge(pairs, compared, judging.tolerance, worse=judging.worse, adjusted=judging.adjusted, tail=tail)
        if judging.judged
        else None
    )
    return Uncorrected(entries, pairs, compared, judged)


def corrected(one: Uncorrected, family: Sequence[Uncorrected], alpha: float) -> Found:
    """Return a metric's comparisons corrected over a family that holds it."""
    differs: dict[str, Corrected] = {}
    beyond: dict[str, Corrected] = {}
    for missing in TREATMENTS:
        members = [(each, each.of(missing)) for each in family]
        keys = [each.entries[at].key for each, mine in members for at in mine]
        start = sum(len(mine) for each, mine in members[: family.index(one)])
        own = slice(start, start + len(one.of(missing)))

        def over(p_values: list[Floats], keys: list[Key] = keys, own: slice = own) -> Corrected:
            answer = holm(np.concatenate([*p_values, np.zeros(0)]), keys, alpha)
            return Corrected(answer.rejected[own], answer.level[own], answer.family)

        differs[missing] = over([each.compared.p_zero[mine] for each, mine in members if each.compared is not None])
        if one.judged is not None:
            beyond[missing] = over([each.judged.p_limit[mine] for each, mine in members if each.judged is not None])
    return Found(one.entries, one.compared, one.judged, differs, beyond, one.pairs)
