"""The figures of a row: the group's own, the comparison with everyone else, and with the reference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from peel_ml.evaluation.intervals import MIN_SCORE_CLUSTERS
from peel_ml.fairness.blocks import Block
from peel_ml.fairness.judging import Comparison, Found, Judging
from peel_ml.fairness.missing.allocations import Unknown, difference_bounds, single
from peel_ml.fairness.missing.unknowns import added
from peel_ml.fairness.statistics.comparison import Pairs
from peel_ml.fairness.verdicts import few_clusters
from peel_ml.results.fairness import FairnessRow


def too_few_clusters(pair: Pairs) -> bool:
    """Tell whether either side falls into too few clusters for any interval."""
    return few_clusters(pair.a, MIN_SCORE_CLUSTERS) or few_clusters(pair.b, MIN_SCORE_CLUSTERS)


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def with_figure(row: FairnessRow, block: Block, code: int, own: tuple[float, float], judging: Judging) -> FairnessRow:
    """Return the row with the group's own figure."""
    arm = single(block.group, code)
    few = few_clusters(arm, MIN_SCORE_CLUSTERS)
    return replace(
        row,
        estimate=float(arm.gap[0]),
        low=None if few else own[0],
        high=None if few else own[1],
        observed=float(arm.observed[0]) if judging.adjusted else None,
        expected=float(arm.expected[0]) if judging.adjusted else None,
    )


def with_comparison(
    row: FairnessRow,
    block: Block,
    comparisons: Sequence[Comparison],
    found: Found,
    unknown: tuple[Unknown, Unknown] | None,
) -> FairnessRow:
    """Return the row with its comparisons, and what the people without a recorded group could make of them."""
    assert found.compared is not None
    first = comparisons[0]
    one = found.compared.take(slice(first.at, first.at + 1))
    few = too_few_clusters(first.pair)
    ratio_low, ratio_high = _number(float(one.ratio_low[0])), _number(float(one.ratio_high[0]))
    row = replace(
        row,
        difference=float(one.difference[0]),
        difference_low=None if few else float(one.low[0]),
        difference_high=None if few else float(one.high[0]),
        ratio=_number(float(one.ratio[0])),
        ratio_low=None if few else ratio_low,
        ratio_high=None if few else ratio_high,
        p_value=None if few else float(one.p_zero[0]),
    )
    if unknown is not None:
        may, cannot = unknown
        others = added(first.pair.b, cannot)
        low, high = difference_bounds(first.pair.a, others, may)
        row = replace(row, bound_low=low, bound_high=high)
    second = next((other for other in comparisons if other.against is not None), None)
    if second is None:
        return row
    other = found.compared.take(slice(second.at, second.at + 1))
    blurred = too_few_clusters(second.pair)
    return replace(
        row,
        reference=second.against,
        reference_difference=float(other.difference[0]),
        reference_low=None if blurred else float(other.low[0]),
        reference_high=None if blurred else float(other.high[0]),
        reference_shown=None if blurred else second.shown,
    )
