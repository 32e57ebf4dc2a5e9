"""What the proxy report says, so that somebody who is no statistician can repeat it."""

from __future__ import annotations

from collections.abc import Sequence

from peel_ml.evaluation.metrics import METRICS
from peel_ml.fairness.paired import Compared
from peel_ml.results.estimate import Estimate
from peel_ml.results.proxies import FeatureProxy, ProxyRow

COIN = "a coin is right in 50"


def per_hundred(auc: Estimate) -> str:
    """Return an area as a share of pairs, with its interval.

    Examples
    --------
    >>> per_hundred(Estimate(0.632, 0.61, 0.653))
    '63.2 of 100 pairs (61.0 to 65.3)'
    """
    if auc.value is None:
        return f"a share that cannot be worked out ({auc.reason})"
    if auc.low is None or auc.high is None:
        return f"{auc.value * 100:.1f} of 100 pairs (no interval: {auc.reason})"
    return f"{auc.value * 100:.1f} of 100 pairs ({auc.low * 100:.1f} to {auc.high * 100:.1f})"


def row_sentence(
    name: str,
    unit: str,
    n: int,
    features: Estimate,
    score: Estimate,
    strongest: FeatureProxy | None,
    *,
    without_group: int,
    smallest: int,
    small: Sequence[str],
) -> str:
    """Say how far one characteristic can be worked out, and from what."""
    parts = [
        f"{name}: of two {unit}, one from each of two groups, all features together tell which is which in "
        f"{per_hundred(features)}, n {n:,}; {COIN}."
    ]
    if strongest is not None:
        parts.append(f"The strongest single feature, “{strongest.feature}”, does in {per_hundred(strongest.auc)}.")
    parts.append(f"The score alone does in {per_hundred(score)}.")
    if without_group:
        count = f"{without_group:,}" if without_group >= smallest else f"Fewer than {smallest}"
        parts.append(f"{count} {unit} without a recorded group are left out.")
    if small:
        parts.append(f"Too few to be told apart: {', '.join(small)}.")
    return " ".join(parts)


def statement_of(rows: Sequence[ProxyRow], names: dict[str, str], barred: str | None) -> str:
    """Never say that a characteristic is not given to the model without how far other facts give it away."""
    if not rows:
        why = barred or "no measure has two groups that are large enough"
        return (
            "No protected characteristic is given to the model, but other facts can still give one away; to what "
            f"extent could not be measured: {why}."
        )
    said = "; ".join(f"{names[row.characteristic]}: {per_hundred(row.from_features)}, n {row.n:,}" for row in rows)
    return (
        "No protected characteristic is given to the model, but other facts still give it away to this extent "
        f"(how often two people of different groups are told apart; {COIN}). {said}. A stronger method could tell "
        "them apart better still."
    )


def signed(estimate: Estimate, scale: float, digits: int) -> str:
    """Return a change with its sign and interval.

    Examples
    --------
    >>> signed(Estimate(-0.007, -0.011, -0.003), 100, 1)
    '-0.7 (-1.1 to -0.3)'
    """
    if estimate.value is None:
        return f"an amount that cannot be worked out ({estimate.reason})"

    def plain(value: float) -> str:
        # The 0 added turns a rounded "-0.0" into "+0.0".
        return f"{round(value * scale, digits) + 0:+.{digits}f}"

    if estimate.low is None or estimate.high is None:
        return f"{plain(estimate.value)} (no interval: {estimate.reason})"
    return f"{plain(estimate.value)} ({plain(estimate.low)} to {plain(estimate.high)})"


def ablation_sentence(
    without: Sequence[str], name: str, before: Compared, after: Compared, *, metric: str, performance: str, n: str
) -> str:
    """Say what leaving features out costs and changes."""
    features = " and ".join(f"“{feature}”" for feature in without)
    then, now = before.gap.value or 0.0, after.gap.value or 0.0
    moved = "" if after.worst.group == before.worst.group else f", then {after.worst.group}"
    better = "higher" if METRICS[performance].higher_is_better else "lower"
    return (
        f"Without {features} the largest difference of a group to everyone else ({name}: {before.worst.group}{moved}; "
        f"{metric.replace('_', ' ')}) goes from {then * 100:.1f} to {now * 100:.1f} points, a change of "
        f"{signed(after.gap_change, 100, 1)}; {METRICS[performance].plain_name} changes by "
        f"{signed(after.performance_change, 1, 4)}, {better} being better; the same {n}, both models fitted alike."
    )
