"""Does a percentage mean the same in every group? Slope, intercept and a handful of bins for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from peel_ml.disclosure import TOO_FEW
from peel_ml.evaluation.clusters import MIN_CLUSTERS
from peel_ml.evaluation.intervals import MIN_OUTCOMES
from peel_ml.fairness import sentences
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import Codes, Grouping
from peel_ml.fairness.metrics import Flags, Floats
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.statistics.layout import Layout
from peel_ml.fairness.within import cox
from peel_ml.fairness.within.sorting import Sorted
from peel_ml.results.estimate import Estimate
from peel_ml.results.within_groups import CalibrationPoint, GroupCalibration

BINS = 5


def scored(expected: Floats) -> bool:
    """Tell whether there is a score at all: decisions alone, or one figure for everybody, have no calibration.

    Examples
    --------
    >>> scored(np.array([0.2, 0.7])), scored(np.array([0.0, 1.0])), scored(np.array([0.3, 0.3]))
    (True, False, False)
    """
    return bool(np.ptp(expected) > 0 and ((expected > 0) & (expected < 1)).any())


def group_calibration(
    rows: Assessed, crossed: Sequence[Grouping], hidden: Mapping[str, Flags]
) -> tuple[GroupCalibration, ...]:
    """Return the calibration of every group, those without a recorded group among them.

    Parameters
    ----------
    rows : Assessed
    crossed : sequence of Grouping
        Measures and intersections.
    hidden : mapping
        For each of them which groups' numbers are withheld.

    Returns
    -------
    tuple of GroupCalibration
        None at all where there is no score. The slope is that of a logistic regression of the outcome on the
        logit of the expected share (Cox 1958, Biometrika 45:562), the intercept that with the slope held at 1.
    """
    if not scored(rows.expected):
        return ()
    by_score = np.argsort(rows.expected, kind="stable")
    logit, y = cox.logits(rows.expected), rows.y.astype(np.float64)
    return tuple(one for grouping in crossed for one in _of(rows, grouping, by_score, logit, y, hidden[grouping.name]))


def _of(
    rows: Assessed, grouping: Grouping, by_score: Codes, logit: Floats, y: Floats, hidden: Flags
) -> list[GroupCalibration]:
    groups = len(grouping.all_levels)
    ordered = Sorted.of(by_score, grouping.all_codes, groups)
    layout = Layout.of(grouping.all_codes, groups, rows.clusters)
    reasons = _reasons(
        ordered.sizes, np.bincount(grouping.all_codes[rows.y > 0], minlength=groups), layout, _least(rows.policy)
    )
    slope, intercept = _coefficients(ordered, reasons, layout, logit, y)
    answer = []
    for code, (group, who, end) in enumerate(zip(grouping.all_levels, grouping.phrases, ordered.ends, strict=True)):
        size = int(ordered.sizes[code])
        mine = ordered.order[end - size : end]
        n = None if hidden[code] else size
        answer.append(
            GroupCalibration(
                grouping.name,
                group,
                n,
                slope[code],
                intercept[code],
                _points(rows.expected[mine], y[mine], rows.policy, hidden=bool(hidden[code])),
                _sentence(rows, who, n, slope[code], intercept[code]),
            )
        )
    return answer


def _reasons(sizes: Codes, positives: Codes, layout: Layout, least: int) -> list[str | None]:
    """Say why a group gets no figure; a reason names the limit and never the count."""
    reasons: list[str | None] = []
    for size, positive, clusters in zip(sizes, positives, cox.clusters_of(layout), strict=True):
        if size < least:
            reasons.append(TOO_FEW)
        elif min(positive, size - positive) < MIN_OUTCOMES:
            kind = "positive" if positive < MIN_OUTCOMES else "negative"
            reasons.append(f"fewer than {MIN_OUTCOMES} {kind} rows")
        else:
            reasons.append(f"fewer than {MIN_CLUSTERS} clusters" if clusters < MIN_CLUSTERS else None)
    return reasons


def _coefficients(
    ordered: Sorted, reasons: list[str | None], layout: Layout, logit: Floats, y: Floats
) -> tuple[list[Estimate], list[Estimate]]:
    """Return the slope and the intercept of every group, or why it has none."""
    slope = [Estimate(None, reason=reason) for reason in reasons]
    intercept = list(slope)
    groups = np.array([code for code, reason in enumerate(reasons) if reason is None], dtype=np.int64)
    if not len(groups):
        return slope, intercept
    some = ordered.only(groups)
    outcome, score = y[some.order], logit[some.order]
    level = cox.constants(outcome, score, some)
    for code, found in zip(groups, cox.estimates(level, some, groups, layout, 1), strict=True):
        intercept[code] = found
    unfit = cox.unfit(outcome, score, some)
    for code, why in zip(groups, unfit, strict=True):
        if why:
            slope[code] = Estimate(None, reason=why)
    fit = np.array([why is None for why in unfit])
    if fit.any():
        some, start = ordered.only(groups[fit]), level.value[fit]
        lines = cox.slopes(y[some.order], logit[some.order], some, start)
        for code, found in zip(groups[fit], cox.estimates(lines, some, groups[fit], layout, 2), strict=True):
            slope[code] = found
    return slope, intercept


def _points(expected: Floats, y: Floats, policy: Policy, *, hidden: bool) -> tuple[CalibrationPoint, ...]:
    """Return bins of about equal size of a group's rows, which come sorted by score.

    Tied scores stay together. No bin is smaller than a figure needs, or holds so few outcomes of either kind
    that its share would give a small count away; where one would, it joins the next.
    """
    n, least = len(y), _least(policy)
    positives = np.concatenate([[0.0], np.cumsum(y)])

    def large(start: int, end: int) -> bool:
        ones = positives[end] - positives[start]
        return end - start >= least and min(ones, end - start - ones) >= policy.publication.internal

    if not large(0, n):
        return ()
    bins = min(BINS, n // least)
    cuts = [0]
    for cut in np.searchsorted(expected, expected[np.arange(1, bins) * n // bins]).tolist():
        if large(cuts[-1], cut) and large(cut, n):
            cuts.append(cut)
    sizes = np.diff([*cuts, n])
    means = np.add.reduceat(np.stack([expected, y]), cuts, axis=1) / sizes
    return tuple(
        CalibrationPoint(None if hidden else int(size), float(mean), float(observed))
        for size, mean, observed in zip(sizes, *means, strict=True)
    )


def _least(policy: Policy) -> int:
    return max(policy.reliability.shown, policy.publication.internal)


@dataclass(frozen=True)
class _Reading:
    """What an interval says against the value that would be right."""

    estimate: Estimate
    right: float
    below: str
    above: str

    @property
    def said(self) -> str | None:
        assert self.estimate.low is not None
        assert self.estimate.high is not None
        return self.below if self.estimate.high < self.right else self.above if self.estimate.low > self.right else None


def _sentence(rows: Assessed, who: str, n: int | None, slope: Estimate, intercept: Estimate) -> str:
    if intercept.value is None:
        return sentences.withheld(who, str(intercept.reason))
    number = "number withheld" if n is None else f"{n:,} {rows.unit}"
    readings = [_Reading(intercept, 0.0, "less often than the percentages say", "more often than the percentages say")]
    figures = f"intercept {_figure(intercept)}, where 0 is right"
    if slope.value is None:
        figures += f"; no slope: {slope.reason}"
    else:
        figures += f"; slope {_figure(slope)}, where 1 is right"
        readings.append(
            _Reading(slope, 1.0, "the percentages lie too far apart", "the percentages lie too close together")
        )
    said = [one.said for one in readings]
    words = [f"{rows.unit} ended in {rows.positive_words} {said[0]}"] if said[0] else []
    words += [one for one in said[1:] if one]
    start = "; ".join(words) if words else "no departure from what the percentages say is shown"
    return f"For {who}, {start} ({figures}; 95% intervals, {number})."


def _figure(estimate: Estimate) -> str:
    value, low, high = (f"{one:z.2f}" for one in (estimate.value, estimate.low, estimate.high) if one is not None)
    return f"{value} ({low} to {high})"
