"""How many people have no recorded group: by outcome, area and the other measures, after disclosure control.

The number of people at each level is known, so a share gives both counts away, of people with and without a
recorded group. A level is shown only if both are large enough, and at least two are held back together where any is
(Hundepool et al. 2012, Statistical Disclosure Control, ch. 4).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.disclosure import suppress_small
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import MISSING, Grouping
from peel_ml.fairness.register import BOTH_AXES
from peel_ml.results.codes import MISSING_CODES
from peel_ml.results.fairness import FairnessAssessment
from peel_ml.results.missing import MissingRate

Codes = NDArray[np.int64]


def missing_rates(rows: Assessed, assessment: FairnessAssessment, single: Sequence[Grouping]) -> list[MissingRate]:
    """Return the share without a recorded group of every measure, in all and by everything else that is known.

    Only levels that are themselves recorded are listed: who lacks two records is in neither list, since the same
    number stands in both. Where hardly anybody is without a record, or with one, nothing but that is said.
    """
    minimum = rows.policy.publication.internal
    found = []
    for grouping in single:
        missing = grouping.codes == MISSING
        number, total = int(missing.sum()), len(missing)
        alone = min(number, total - number)
        if alone < minimum:
            # Nobody, or everybody, is no small number of people.
            found.append(MissingRate(grouping.name, "all", "all", total, number / total if alone == 0 else None))
            continue
        found.append(MissingRate(grouping.name, "all", "all", total, number / total))
        for by, levels, codes, hidden in _breakdowns(rows, assessment, grouping, single, minimum):
            sizes = np.bincount(codes[codes >= 0], minlength=len(levels))
            without = np.bincount(codes[(codes >= 0) & missing], minlength=len(levels))
            shown = shares(sizes.tolist(), without.tolist(), total, number, hidden, minimum)
            found += [
                MissingRate(grouping.name, by, level, None if share is None else int(size), share)
                for level, size, share in zip(levels, sizes, shown, strict=True)
            ]
    return found


def shares(
    sizes: Sequence[int], without: Sequence[int], total: int, missing: int, hidden: Sequence[bool], minimum: int
) -> list[float | None]:
    """Return the share without a record at each level; ``None`` where it is held back.

    Parameters
    ----------
    sizes, without : sequence of int
        People at each level, and those of them without a record. Whoever is at no level is counted in the
        totals only.
    total, missing : int
        All people, and all without a record; both known.
    hidden : sequence of bool
        Levels that are not to be shown whatever their numbers.

    Examples
    --------
    >>> shares([100, 100, 100], [50, 2, 30], 300, 82, [False] * 3, 5)
    [0.5, None, None]
    """
    recorded = [size - count for size, count in zip(sizes, without, strict=True)]
    nowhere, nowhere_missing = total - sum(sizes), missing - sum(without)
    held = {at for at, one in enumerate(hidden) if one}
    for counts, beyond in ((list(without), nowhere_missing), (recorded, nowhere - nowhere_missing)):
        # What is held back anyway is one sum to whoever subtracts.
        free = [at for at, one in enumerate(hidden) if not one]
        pooled = [sum(count for count, one in zip(counts, hidden, strict=True) if one)] if any(hidden) else []
        shown = suppress_small([*(counts[at] for at in free), *pooled], minimum)
        held |= {at for at, count in zip(free, shown, strict=False) if count is None}
        # People at no level are not listed, yet subtraction would give a small number of them away.
        if nowhere and beyond < minimum:
            held |= _smallest(counts, held, minimum)
    if len(held) == 1:
        held |= _smallest(list(without), held, sum(without) + 1, most=1)
    return [None if at in held else without[at] / sizes[at] for at in range(len(sizes))]


def _smallest(counts: list[int], held: set[int], enough: int, most: int | None = None) -> set[int]:
    """Return further levels to hold back, the smallest first, until those held come to `enough`."""
    more: set[int] = set()
    for at in sorted(set(range(len(counts))) - held, key=lambda at: (counts[at], at)):
        if sum(counts[one] for one in held | more) >= enough or len(more) == most:
            break
        more.add(at)
    return more


def _breakdowns(
    rows: Assessed, assessment: FairnessAssessment, grouping: Grouping, single: Sequence[Grouping], minimum: int
) -> list[tuple[str, list[str], Codes, list[bool]]]:
    """Return (by, levels, codes, hidden) of everything the measure's missing rate is shown by."""
    outcome = [f"without {rows.positive_words}", f"with {rows.positive_words}"]
    by_outcome = rows.y.astype(np.int64)
    found = [("outcome", outcome, by_outcome, _few(by_outcome, 2, minimum))]
    for other in single:
        if other.name != grouping.name:
            hidden = _hidden(assessment, grouping, other, minimum)
            found.append((other.name, list(other.levels), other.codes, hidden))
    if rows.area is not None:
        column = rows.slices[rows.area]
        levels = sorted(str(level) for level in column.unique().to_list() if level not in MISSING_CODES)
        index = {level: at for at, level in enumerate(levels)}
        codes = column.replace_strict(index, default=MISSING, return_dtype=pl.Int64).to_numpy()
        found.append((rows.area, levels, codes, _few(codes, len(levels), minimum)))
    return found


def _few(codes: Codes, levels: int, minimum: int) -> list[bool]:
    """Tell which levels are held back for their number of people: the same ones whatever is asked of them."""
    sizes = np.bincount(np.where(codes >= 0, codes, levels), minlength=levels + 1).tolist()
    shown = suppress_small(sizes if sizes[levels] else sizes[:levels], minimum)
    return [one is None for one in shown[:levels]]


def _hidden(assessment: FairnessAssessment, grouping: Grouping, other: Grouping, minimum: int) -> list[bool]:
    """Tell which groups of another measure are held back: for their number, or for what is shown elsewhere.

    The two measures crossed, and the two accounts of ethnicity, stand on the card as tables of their own. A share
    without a record must not complete a line of theirs that was broken off.
    """
    known = {
        row.group: row.n is not None
        for row in assessment.rows
        if row.characteristic == other.name and row.metric == assessment.metric and row.missing == "as_group"
    }
    width = len(grouping.all_levels)
    counts = np.bincount(other.all_codes * width + grouping.all_codes, minlength=width * len(other.all_levels)).reshape(
        -1, width
    )
    broken: set[str] = set()
    if {grouping.name, other.name} == set(BOTH_AXES):
        side = "self" if other.name == BOTH_AXES[0] else "officer"
        broken = {str(cell[side]) for cell in assessment.disagreement if cell["n"] is None}
    return [
        not known.get(level, False) or level in broken or bool(((line > 0) & (line < minimum)).any())
        for level, line in zip(other.levels, counts[: len(other.levels)], strict=True)
    ]
