"""Within, outside, or cannot tell: one comparison held to the limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peel_ml.evaluation.intervals import MIN_SCORE_CLUSTERS
from peel_ml.fairness.missing.allocations import Scale, Unknown, changing_share, enlarged, furthest
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.statistics.comparison import error_of_within
from peel_ml.fairness.statistics.intervals import Arm, Floats, difference, outer, ratio, wilson
from peel_ml.results.fairness import Verdict


@dataclass(frozen=True)
class Answer:
    """What was found on one comparison, before people without a recorded group are thought of."""

    a: Arm
    b: Arm
    """Shape (1,)."""
    correlation: float
    gap: float
    """On the scale of the limit: a difference, or the logarithm of a ratio; NaN where it is undefined."""
    low: float
    high: float
    inside: bool
    apart: bool
    rejected: bool
    level: float
    """The error rate the test was held to after correction."""


def few_clusters(arm: Arm, fewest: int) -> bool:
    """Tell whether rows cluster and the clusters are fewer than `fewest`."""
    return bool(np.isfinite(arm.freedom[0]) and arm.clusters[0] < fewest)


def few_even_clusters(arm: Arm, fewest: int) -> bool:
    """Tell whether rows cluster and are worth fewer than `fewest` clusters of one size (Kish 1965).

    A few large clusters among many small ones say as little of their own spread as few clusters do: with 33 of 5 to
    95 rows, and 30 events among them, ``within`` was said at the limit in 6.5% of simulated data sets.
    """
    return few_clusters(arm, fewest) or bool(np.isfinite(arm.freedom[0]) and arm.freedom[0] + 1 < fewest)


def verdict(
    answer: Answer, unknown: Unknown, scale: Scale, policy: Policy, *, unit: str, third_place: bool, missing: bool
) -> tuple[Verdict, str]:
    """Judge one comparison; the reason says what the answer rests on, or what stands in its way.

    Parameters
    ----------
    unknown : Unknown
        Rows without a recorded group that might belong to the group, ordered by `scale`.
    third_place : bool
        Whether they may belong to neither side.
    missing : bool
        Whether anybody at all is without a recorded group; those who cannot belong to the group are already
        among the others in `answer`.
    """
    a, b = answer.a, answer.b

    def every_allocation(*, outside: bool) -> bool:
        return not missing or _every_allocation(
            answer, unknown, scale, policy, third_place=third_place, outside=outside
        )

    if few_clusters(a, MIN_SCORE_CLUSTERS) or few_clusters(b, MIN_SCORE_CLUSTERS):
        return "cannot_tell", f"fewer than {MIN_SCORE_CLUSTERS} separate events"
    if np.isnan(answer.gap):
        return "cannot_tell", "the ratio cannot be computed, because nobody else had the adverse outcome"
    fewest = min(float(a.rows[0]), float(b.rows[0]))
    if answer.rejected and answer.apart:
        if not every_allocation(outside=True):
            return "cannot_tell", _changeable(answer, unknown, scale, outside=True)
        return "outside", "the gap is larger than the limit, after correction" + _whoever(missing)
    if fewest < policy.reliability.shown:
        return "cannot_tell", "too few to report"
    if answer.inside:
        if fewest < policy.reliability.within:
            return "cannot_tell", f"fewer than {policy.reliability.within} {unit}, too few to say that it does not"
        if few_even_clusters(a, policy.clusters) or few_even_clusters(b, policy.clusters):
            return "cannot_tell", f"fewer than {policy.clusters} separate events of like size"
        if not every_allocation(outside=False):
            return "cannot_tell", _changeable(answer, unknown, scale, outside=False)
        return "within", "the whole interval is inside the limit" + _whoever(missing)
    if answer.apart:
        return "cannot_tell", "it is beyond the limit, but not surely so among this many comparisons"
    return "cannot_tell", "the interval reaches across the limit"


def _whoever(missing: bool) -> str:
    return ", whatever the group of those without a recorded one" if missing else ""


def _every_allocation(
    answer: Answer, unknown: Unknown, scale: Scale, policy: Policy, *, third_place: bool, outside: bool
) -> bool:
    """Tell whether each allocation of the unknown rows, with its own interval, gives the same answer."""
    down = answer.b, answer.a
    up = answer.a, answer.b
    # Outside above the limit is undone from above downwards, and the other way round.
    ways = (up, down) if not outside else ((down,) if answer.gap > 0 else (up,))
    for a, b in ways:
        bound = furthest(a, b, unknown, scale, third_place=third_place)
        grown = enlarged(a, unknown, bound.given, forward=True), enlarged(b, unknown, bound.taken, forward=False)
        tail: Floats | float = (
            min(answer.level, policy.alpha / 2)
            if outside
            else error_of_within(*grown, policy.alpha / 2, adjusted=scale.adjusted)[0]
        )
        highest = _upper(grown[0], grown[1], answer.correlation, scale, tail)
        # In the far tails exact limits are the wider ones; they are slow, so only where it is closest.
        closest = int(np.argmax(np.nan_to_num(highest, nan=np.inf)))
        at = tuple(
            Arm(
                *(
                    value[closest : closest + 1] if len(value) > 1 else value
                    for value in (arm.rows, arm.observed, arm.expected, arm.effective, arm.freedom, arm.clusters)
                )
            )
            for arm in grown
        )
        top = max(float(highest[closest]), float(_upper(at[0], at[1], answer.correlation, scale, tail, exact=True)[0]))
        line = -scale.limit if outside else scale.limit
        if not top < line:
            return False
    return True


def _upper(a: Arm, b: Arm, correlation: float, scale: Scale, tail: Floats | float, *, exact: bool = False) -> Floats:
    """Return the upper limits of the gap a - b on the scale."""
    limits = outer if exact else wilson
    if scale.kind == "difference":
        return difference(a, b, limits(a, tail), limits(b, tail), correlation)[1]
    if scale.worse == "lower":
        a, b = a.turned(), b.turned()
    with np.errstate(divide="ignore", invalid="ignore"):
        high = ratio(a, b, limits(a, tail), limits(b, tail), correlation)[1]
        return np.log(high * (b.expected / a.expected if scale.adjusted else 1.0))


def _changeable(answer: Answer, unknown: Unknown, scale: Scale, *, outside: bool) -> str:
    found = answer.gap, answer.low, answer.high
    share = changing_share(answer.a, answer.b, unknown, scale, found, outside=outside)
    said = "people without a recorded group could change the answer"
    # Nobody has to be placed where those who cannot belong to the group change it by themselves.
    if share == 0.0:
        return said
    return f"{said}; {'under 1%' if share < 0.01 else f'{share:.0%}'} of them would be enough"
