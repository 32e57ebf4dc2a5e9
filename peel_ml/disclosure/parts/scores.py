"""Scores: totals, slices, and what was recorded against what was expected."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.disclosure.counts import EVERYBODY, Counts, Who
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.linked import Total
from peel_ml.disclosure.rounding import FINEST, coarse, like, nice, people, step, to_step, within
from peel_ml.disclosure.tables import TOO_FEW
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.results.scores import CalibrationBin, ObservedExpected, SliceScore, ThresholdPoint


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
            gone = Estimate(None, reason=tally.hidden.reason(here))
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
    shift, low, high = value - estimate.value, estimate.low, estimate.high
    return replace(
        estimate,
        value=like(round(value, 12) + 0.0, estimate.value),
        low=None if low is None else like(round(low + min(0.0, 2 * shift), 12) + 0.0, low),
        high=None if high is None else like(round(high + max(0.0, 2 * shift), 12) + 0.0, high),
    )


def _band(at_: int) -> Who:
    return frozenset({("(band)", str(at_))})


def count_bands(record: RunRecord, counts: Counts) -> None:
    """Note the bands of the calibration chart, which hold everybody."""
    bins = record.scores.calibration.bins
    for index, one in enumerate(bins):
        counts.add(_band(index), "n", one.n)
        counts.add_share(_band(index), one.observed.value, one.n)
    if bins:
        for what in ("n", "ones", "zeros"):
            counts.sums.append(Total((EVERYBODY, what), tuple((_band(index), what) for index in range(len(bins)))))


def show_bands(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with the calibration chart as the view may show it."""
    view, calibration = tally.hidden.view, record.scores.calibration

    def shown(index: int, one: CalibrationBin) -> CalibrationBin:
        if not tally.figure(one.observed.value, _band(index), "ones"):
            return replace(one, n=people(one.n, view) or 0, observed=Estimate(None, reason=TOO_FEW))
        size = step(one.n, view)
        observed = within(coarse(one.observed, size), 0.0, 1.0)
        return replace(one, n=people(one.n, view) or 0, expected=to_step(one.expected, size) or 0.0, observed=observed)

    bins = tuple(shown(index, one) for index, one in enumerate(calibration.bins))
    # A band without its share would be drawn as one in which nothing happened.
    bins = tuple(one for one in bins if one.observed.value is not None)
    found = replace(calibration, bins=bins)
    if view.base > 1:
        found = replace(
            found,
            slope=coarse(calibration.slope, FINEST),
            intercept=coarse(calibration.intercept, FINEST),
            ece=coarse(calibration.ece, FINEST),
        )
    return replace(record, scores=replace(record.scores, calibration=found))


def show_point(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with the operating point and its curves as the view may show them.

    Between two points of a curve single people move, so shares stand on steps of the smallest count shown.
    """
    scores, view = record.scores, tally.hidden.view
    point = scores.operating_point
    if point is None:
        return record
    among, ones = nice_share(view.minimum, scores.rows), nice_share(view.minimum, scores.positives)
    flagged = None if point.flagged_share.value is None else point.flagged_share.value * scores.rows
    right = None if point.recall.value is None else point.recall.value * scores.positives
    cells = _cells(scores.rows, scores.positives, flagged, right)
    few = any(round(one) < view.minimum for one in cells)
    tally.plain(small=few, rounded=view.base > 1)
    gone = Estimate(None, reason=TOO_FEW)

    def own(estimate: Estimate, n: float | None) -> Estimate:
        if few:
            return gone
        return (
            within(coarse(estimate, step(None if n is None else round(n), view)), 0.0, 1.0)
            if view.base > 1
            else estimate
        )

    def at_(one: ThresholdPoint) -> ThresholdPoint:
        share = to_step(one.flagged_share, among) or 0.0
        lot = nice_share(view.minimum, round(one.flagged_share * scores.rows))
        return replace(
            one, flagged_share=share, precision=to_step(one.precision, lot), recall=to_step(one.recall, ones)
        )

    def capture(pairs: tuple[tuple[float, Estimate], ...]) -> tuple[tuple[float, Estimate], ...]:
        return tuple((share, within(coarse(estimate, ones), 0.0, 1.0)) for share, estimate in pairs)

    point = replace(
        point,
        flagged_share=own(point.flagged_share, scores.rows),
        precision=own(point.precision, flagged),
        recall=own(point.recall, scores.positives),
        capture_at_capacity=capture(point.capture_at_capacity),
        today_at_capacity=capture(point.today_at_capacity),
        thresholds=tuple(map(at_, point.thresholds)),
        net_benefit=tuple(
            (t, to_step(one, among) or 0.0, to_step(all_, among) or 0.0) for t, one, all_ in point.net_benefit
        ),
    )
    return replace(record, scores=replace(scores, operating_point=point))


def _cells(n: int, ones: int, flagged: float | None, right: float | None) -> list[float]:
    """Return the four cells of the confusion matrix, as far as they follow."""
    if flagged is None or right is None:
        return []
    return [right, flagged - right, ones - right, n - ones - flagged + right]


def nice_share(minimum: int, n: int) -> float:
    """Return the step on which shares of `n` people move by the minimum at least.

    Examples
    --------
    >>> nice_share(5, 400), nice_share(5, 0)
    (0.02, 1.0)
    """
    return min(1.0, nice(minimum / n)) if n > 0 else 1.0


def show_figures(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with its figures of performance to four digits in a rounded view.

    A ranking figure at full length is a fraction whose parts are the numbers of people.
    """
    scores, view = record.scores, tally.hidden.view
    if view.base == 1:
        return record

    def short(figures: dict[str, Estimate]) -> dict[str, Estimate]:
        tally.plain(small=False, rounded=True)
        return {name: _four(estimate) for name, estimate in figures.items()}

    scores = replace(
        scores,
        metrics=short(scores.metrics),
        baselines={name: short(figures) for name, figures in scores.baselines.items()},
    )
    return replace(record, scores=scores)


def _four(estimate: Estimate) -> Estimate:
    value, low, high = (None if one is None else round(one, 4) for one in (estimate.value, estimate.low, estimate.high))
    return replace(estimate, value=value, low=low, high=high)
