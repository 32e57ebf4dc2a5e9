"""Disparity in what was recorded: records by group and area, and outcomes of like records."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.disclosure.counts import Counts, Who
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.rounding import coarse, nice, people, step, to_step
from peel_ml.disclosure.tables import TOO_FEW
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.results.world import AreaRatio, OutcomeGap, RateRow

AREAS = ("(area)", "known")
FEW = Estimate(None, reason=TOO_FEW)


def _in_areas(characteristic: str, group: str) -> Who:
    return frozenset({(characteristic, group), AREAS})


def _in_area(one: AreaRatio) -> Who:
    return frozenset({(one.characteristic, one.group), AREAS, ("area", one.area)})


def count_rates(record: RunRecord, counts: Counts) -> None:
    """Note the records of every group, all areas together and one by one.

    Some groups are two of the records' own groups together, so they are counted by the name they have here.
    """
    world = record.world
    for row in world.rates if world else ():
        counts.add(_in_areas(row.characteristic, row.group), "n", row.records)
    for one in world.areas if world else ():
        counts.add(_in_area(one), "n", one.records)


def show_rates(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with rates and ratios as the view may show them."""
    if record.world is None:
        return record
    rates = tuple(_rate(row, tally) for row in record.world.rates)
    areas = tuple(_area(one, tally) for one in record.world.areas)
    return replace(record, world=replace(record.world, rates=rates, areas=areas))


def _rate(row: RateRow, tally: Tally) -> RateRow:
    view = tally.hidden.view
    if not tally.figure(row.records, _in_areas(row.characteristic, row.group)) or row.records is None:
        return replace(row, records=None, rate=FEW, ratio=FEW, ratio_within_areas=FEW, bound_low=None, bound_high=None)
    if view.base == 1:
        return row
    share = view.base / max(row.records, 1)
    return replace(
        row,
        records=people(row.records, view),
        rate=_proportional(row.rate, share),
        ratio=_proportional(row.ratio, share),
        ratio_within_areas=_proportional(row.ratio_within_areas, share),
        bound_low=None if row.bound_low is None else to_step(row.bound_low, 0.1),
        bound_high=None if row.bound_high is None else to_step(row.bound_high, 0.1),
    )


def _area(one: AreaRatio, tally: Tally) -> AreaRatio:
    view = tally.hidden.view
    if not tally.figure(one.records, _in_area(one)) or one.records is None:
        return replace(one, records=None, ratio=FEW)
    if view.base == 1:
        return one
    ratio = _proportional(one.ratio, view.base / max(one.records, 1))
    return replace(one, records=people(one.records, view), ratio=ratio)


def _proportional(estimate: Estimate, share: float) -> Estimate:
    """Return a figure that grows with a count, as coarse as this share of it."""
    if not estimate.value:
        return estimate
    found = coarse(estimate, nice(max(abs(estimate.value) * share, 0.01)))
    return replace(found, low=None if found.low is None else max(0.0, found.low))


def _of(one: OutcomeGap) -> Who:
    return frozenset({(one.characteristic, one.group), (one.dimension, one.level)})


def count_gaps(record: RunRecord, counts: Counts) -> None:
    """Note how many of every group are in every slice, and the outcomes that their shares give away."""
    for one in record.world.gaps if record.world else ():
        counts.add(_of(one), "n", one.n)
        counts.add_share(_of(one), one.share, one.n)


def show_gaps(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with outcomes within slices as the view may show them."""
    if record.world is None:
        return record
    gaps = tuple(_gap(one, tally) for one in record.world.gaps)
    return replace(record, world=replace(record.world, gaps=gaps))


def _gap(one: OutcomeGap, tally: Tally) -> OutcomeGap:
    view = tally.hidden.view
    n = one.n if tally.figure(one.n, _of(one)) else None
    if one.share is None:
        return replace(one, n=people(n, view), gap=one.gap if n is not None else FEW)
    if not tally.figure(one.share, _of(one), "ones"):
        gone = Estimate(None, reason=tally.hidden.reason(_of(one)))
        return replace(one, n=people(n, view), share=None, gap=gone)
    size = step(n, view)
    return replace(one, n=people(n, view), share=to_step(one.share, size), gap=coarse(one.gap, size))
