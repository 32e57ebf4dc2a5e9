"""`unstable-over-time`: the primary metric moves between months by more than chance."""

from __future__ import annotations

from peel_ml.checking import Found, NotApplicable, Outcome, Passed, Skipped
from peel_ml.evaluation.checks.view import ModelView
from peel_ml.evaluation.metrics import METRICS

RANGE = 0.03
"""Months closer together than this are called stable, however certain the difference is."""
LEVEL = 0.05


def unstable_over_time(view: ModelView) -> Outcome:
    """Find months that differ by more than 0.03 and by more than sampling explains.

    Cochran's Q (1954) over the months' figures, each with the standard error its 95% interval implies,
    against chi-squared with one degree of freedom fewer than months.
    """
    if not view.scores.by_period:
        return NotApplicable("The rows have no time.")
    months = [
        (row.level, row.score.value, (row.score.high - row.score.low) / (2 * 1.959964))
        for row in view.scores.by_period
        if row.score.value is not None
        and row.score.low is not None
        and row.score.high is not None
        and row.score.high > row.score.low
    ]
    if len(months) < 2:
        return Skipped(f"{len(months)} of {len(view.scores.by_period)} months can be compared.")
    from scipy.stats import chi2

    weights = [1 / error**2 for _, _, error in months]
    centre = sum(weight * value for weight, (_, value, _) in zip(weights, months, strict=True)) / sum(weights)
    q = sum(weight * (value - centre) ** 2 for weight, (_, value, _) in zip(weights, months, strict=True))
    p_value = float(chi2.sf(q, len(months) - 1))
    worst = min(months, key=lambda month: month[1])
    best = max(months, key=lambda month: month[1])
    what = METRICS[view.scores.primary].plain_name
    spread = (
        f"{what[0].upper()}{what[1:]} runs from {worst[1]:.3f} ({worst[0]}) to {best[1]:.3f} "
        f"({best[0]}) over {len(months)} months"
    )
    if best[1] - worst[1] <= RANGE:
        return Passed(f"{spread}: no more than {RANGE} apart.")
    if p_value > LEVEL:
        return Passed(f"{spread}, which sampling can explain (p = {p_value:.2f}).")
    said = "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
    return Found(
        f"{spread}, more than sampling explains ({said}).",
        "Look at what changed between these months: recording, policy, the mix of cases. Train on "
        "more recent rows, and monitor by month.",
        tuple({"month": level, "value": value, "standard_error": error} for level, value, error in months),
    )
