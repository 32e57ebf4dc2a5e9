"""How often a fact was recorded, by group: counts of people in a table of its own."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.disclosure.counts import Counts, Who
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.linked import Total
from peel_ml.disclosure.rounding import coarse, people, step
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.results.shares import RecordedShare, ShareRow


def _all(one: RecordedShare) -> Who:
    return frozenset({("(share)", f"{one.name}, {one.among}")})


def _of(one: RecordedShare, row: ShareRow) -> Who:
    return _all(one) | {(row.characteristic, row.group)}


def count(record: RunRecord, counts: Counts) -> None:
    """Note how many are in each group, and for how many the fact was recorded."""
    for one in record.data.shares:
        counts.add(_all(one), "n", one.n)
        counts.add_share(_all(one), one.share.value, one.n)
        for row in one.rows:
            counts.add(_of(one, row), "n", row.n)
            counts.add_share(_of(one, row), row.share.value, row.n)
        # Every row is in one group of each measure, so the groups of a measure add up to the whole.
        for measure in dict.fromkeys(row.characteristic for row in one.rows):
            groups = [_of(one, row) for row in one.rows if row.characteristic == measure]
            for what in ("n", "ones", "zeros"):
                counts.sums.append(Total((_all(one), what), tuple((group, what) for group in groups)))


def show(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with these shares as the view may show them."""
    shares = tuple(_shown(one, tally) for one in record.data.shares)
    return replace(record, data=replace(record.data, shares=shares))


def _shown(one: RecordedShare, tally: Tally) -> RecordedShare:
    n, share, _ = _figures(one.n, one.share, one.share, _all(one), tally)
    rows = []
    for row in one.rows:
        size, value, gap = _figures(row.n, row.share, row.gap, _of(one, row), tally)
        rows.append(replace(row, n=size, share=value, gap=gap))
    return replace(one, n=n, share=share, rows=tuple(rows))


def _figures(
    n: int | None, share: Estimate, gap: Estimate, who: Who, tally: Tally
) -> tuple[int | None, Estimate, Estimate]:
    view = tally.hidden.view
    shown = n if tally.figure(n, who) else None
    if share.value is None:
        return people(shown, view), share, gap
    if not tally.figure(share.value, who, "ones"):
        gone = Estimate(None, reason=tally.hidden.reason(who))
        return people(shown, view), gone, gone
    size = step(shown, view)
    return people(shown, view), coarse(share, size), coarse(gap, size)
