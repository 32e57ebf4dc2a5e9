"""Scores: totals, slices, and what was recorded against what was expected."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.disclosure.counts import EVERYBODY, Counts, Who
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.rounding import coarse, people, step, to_step
from peel_ml.disclosure.tables import TOO_FEW
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.results.scores import ObservedExpected, SliceScore


def at(dimension: str, level: str) -> Who:
    """Return the people of one slice."""
    return frozenset({(dimension, level)})


def count_slices(record: RunRecord, counts: Counts) -> None:
    """Note everybody, and every period and area."""
    scores = record.scores
    rate = scores.positives / scores.rows if scores.rows else None
    counts.add(EVERYBODY, "n", scores.rows, fixed=True)
    counts.add_share(EVERYBODY, rate, scores.rows, fixed=True)
    for one in (*scores.by_period, *scores.by_area):
        counts.add(at(one.dimension, one.level), "n", one.n)
        counts.add(at(one.dimension, one.level), "ones", one.positives)
        left = None if one.n is None or one.positives is None else one.n - one.positives
        counts.add(at(one.dimension, one.level), "zeros", left)


def show_slices(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with periods and areas as the view may show them."""
    view, scores = tally.hidden.view, record.scores

    def shown(one: SliceScore) -> SliceScore:
        here = at(one.dimension, one.level)
        n = one.n if tally.figure(one.n, here) else None
        positives = one.positives if tally.figure(one.positives, here, "ones") else None
        score = one.score
        if n is None:
            score = Estimate(None, reason=TOO_FEW)
        elif view.base > 1:
            score = coarse(score, step(n, view))
        return replace(one, n=people(n, view), positives=people(positives, view), score=score)

    return replace(
        record,
        scores=replace(
            scores,
            rows=people(scores.rows, view) or 0,
            positives=people(scores.positives, view) or 0,
            by_period=tuple(map(shown, scores.by_period)),
            by_area=tuple(map(shown, scores.by_area)),
        ),
    )


def count_expected(record: RunRecord, counts: Counts) -> None:
    """Note every slice that is compared with what was expected."""
    for one in record.scores.observed_expected:
        counts.add(at(one.dimension, one.level), "n", one.n)
        counts.add_share(at(one.dimension, one.level), one.observed, one.n)


def show_expected(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with observed and expected shares as the view may show them."""
    view = tally.hidden.view

    def shown(one: ObservedExpected) -> ObservedExpected:
        here = at(one.dimension, one.level)
        n = one.n if tally.figure(one.n, here) else None
        if one.observed is None:
            return replace(one, n=people(n, view))
        if not tally.figure(one.observed, here, "ones"):
            gone = Estimate(None, reason=TOO_FEW)
            return replace(one, n=people(n, view), observed=None, expected=None, difference=gone)
        size = step(n, view)
        observed, expected = to_step(one.observed, size), to_step(one.expected, size)
        difference = coarse(one.difference, size)
        if size and observed is not None and expected is not None and difference.value is not None:
            difference = moved(difference, to_step(observed - expected, size) or 0.0)
        return replace(one, n=people(n, view), observed=observed, expected=expected, difference=difference)

    found = tuple(map(shown, record.scores.observed_expected))
    return replace(record, scores=replace(record.scores, observed_expected=found))


def moved(estimate: Estimate, value: float) -> Estimate:
    """Return the estimate around another value on the same steps; the interval grows so that it holds the old one."""
    assert estimate.value is not None
    shift = value - estimate.value
    return replace(
        estimate,
        value=round(value, 12) + 0.0,
        low=None if estimate.low is None else round(estimate.low + min(0.0, 2 * shift), 12) + 0.0,
        high=None if estimate.high is None else round(estimate.high + max(0.0, 2 * shift), 12) + 0.0,
    )
