"""The rows of the fairness assessment: numbers of people, shares, and comparisons with everyone else."""

from __future__ import annotations

from dataclasses import fields, replace

from peel_ml.disclosure.counts import EVERYBODY, RECORDED, Counts, Who
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.linked import Total
from peel_ml.disclosure.metrics import NUMERATOR
from peel_ml.disclosure.rounding import coarse, nice, people, step, to_step, within
from peel_ml.disclosure.tables import TOO_FEW
from peel_ml.results.codes import MISSING_CODES
from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import FairnessRow
from peel_ml.results.record import RunRecord

CROSSING = " x "
ANY_OTHER = "Any other combination"

_FIGURES = tuple(
    one.name for one in fields(FairnessRow) if one.type in ("float | None",) and one.name not in ("flipping_share",)
)

_COMPARED = ("difference", "ratio", "bound", "p_value")


class Groups:
    """The groups of a record, by what is true of the people in them."""

    def __init__(self, rows: tuple[FairnessRow, ...]) -> None:
        self.levels: dict[str, list[str]] = {}
        for row in rows:
            levels = self.levels.setdefault(row.characteristic, [])
            if row.group not in levels:
                levels.append(row.group)
        self._known: dict[tuple[str, str], Who] = {}

    def who(self, characteristic: str, group: str) -> Who:
        """Return the people of a group; of a crossing those of all its parts."""
        key = (characteristic, group)
        if key not in self._known:
            parts = self._parts(characteristic.split(CROSSING), group)
            # Pooled groups, such as everybody not fully recorded, have a name of their own.
            self._known[key] = frozenset(parts) if parts else frozenset({(f"({characteristic})", group)})
        return self._known[key]

    def _parts(self, measures: list[str], group: str) -> list[tuple[str, str]] | None:
        first, *rest = measures
        if not rest:
            return [(first, group)] if len(measures) == 1 else None
        for level in self.levels.get(first, ()):
            if group.startswith(f"{level}, "):
                more = self._parts(rest, group.removeprefix(f"{level}, ")) if rest else None
                if more and all(value in self.levels.get(name, ()) for name, value in more):
                    return [(first, level), *more]
        return None


def count(record: RunRecord, counts: Counts) -> None:
    """Note the number of people in every group, and the counts that its figures give away."""
    groups = Groups(record.fairness)
    for row in record.fairness:
        who = groups.who(row.characteristic, row.group)
        counts.add(who, "n", row.n)
        what, of = NUMERATOR.get(row.metric, ("ones", "n"))
        rate = row.observed if row.metric == "observed_minus_expected" else row.estimate
        among = row.n if of == "n" else row.denominator
        if of != "n":
            counts.add(who, of, row.denominator)
        counts.add_share(who, rate, among, what=what, of=of)
    _totals(record, groups, counts)


def _totals(record: RunRecord, groups: Groups, counts: Counts) -> None:
    whole = ("n", "ones", "zeros")
    for name, levels in groups.levels.items():
        if ANY_OTHER in levels:
            counts.partial.add(frozenset(name.split(CROSSING)))
        if CROSSING in name:
            for what in whole:
                parts = tuple((groups.who(name, level), what) for level in levels)
                if all(part in counts.values for part in parts):
                    counts.sums.append(Total((EVERYBODY, what), parts))
        elif not set(levels) & set(MISSING_CODES):
            counts.full.add(name)
    # Everyone else is whom the group leaves of those with a recorded group: both follow from any one comparison.
    for row in record.fairness:
        recorded = frozenset({(row.characteristic, RECORDED)})
        single = CROSSING not in row.characteristic
        if row.metric in ("observed_rate", "observed_minus_expected") and row.missing == "complete_case" and single:
            listed = [groups.who(row.characteristic, level) for level in groups.levels[row.characteristic]]
            listed = [who for who in listed if not {level for _, level in who} & set(MISSING_CODES)]
            for what in whole:
                known = [counts.values.get((who, what)) for who in listed]
                if (recorded, what) not in counts.values and None not in known:
                    counts.add(recorded, what, sum(one or 0 for one in known))


def show(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with its rows as the view may show them; the answers stay."""
    groups = Groups(record.fairness)
    return replace(record, fairness=tuple(_shown(row, groups, tally) for row in record.fairness))


def _shown(row: FairnessRow, groups: Groups, tally: Tally) -> FairnessRow:
    hidden, view = tally.hidden, tally.hidden.view
    who = groups.who(row.characteristic, row.group)
    what, of = NUMERATOR.get(row.metric, ("ones", "n"))
    n = row.n if tally.figure(row.n, who) else None
    everyone = frozenset({(row.characteristic, RECORDED)})
    if row.difference is not None and (hidden.count(everyone) or hidden.share(everyone, what)):
        # Any one comparison with everyone else tells how many have a recorded group.
        compared = dict.fromkeys(one for one in _FIGURES if one.startswith(_COMPARED))
        row = replace(row, **compared, sentence="")  # type: ignore[arg-type]
    if row.reference is not None and hidden.share(groups.who(row.characteristic, row.reference), what):
        row = replace(row, reference_difference=None, reference_low=None, reference_high=None)
    if row.estimate is None and row.difference is None:
        few = hidden.count(who, of) or n is None
        return replace(row, n=people(n, view), denominator=None if few else people(row.denominator, view), p_value=None)
    if not tally.figure(row.estimate, who, what):
        gone = dict.fromkeys(_FIGURES)
        said = hidden.reason(who, what)
        reason = row.reason if TOO_FEW in row.reason else f"{row.reason}; {said}" if row.reason else said
        few = hidden.count(who, of) or n is None
        return replace(
            row,
            **gone,  # type: ignore[arg-type]
            n=people(n, view),
            denominator=None if few else people(row.denominator, view),
            flipping_share=None,
            reason=reason,
            sentence="",
        )
    if view.base == 1:
        return row
    return _rounded(row, tally)


def _rounded(row: FairnessRow, tally: Tally) -> FairnessRow:
    view = tally.hidden.view
    size = step(row.denominator if row.denominator is not None else row.n, view)
    own = coarse(Estimate(row.estimate, row.low, row.high), size)
    difference = coarse(Estimate(row.difference, row.difference_low, row.difference_high), size)
    reference = coarse(Estimate(row.reference_difference, row.reference_low, row.reference_high), size)
    ratio = Estimate(row.ratio, row.ratio_low, row.ratio_high)
    if row.ratio and row.estimate:
        ratio = coarse(ratio, nice(abs(row.ratio) * size / max(abs(row.observed or row.estimate), size)))
    observed, expected = to_step(row.observed, size), to_step(row.expected, size)
    if observed is not None and expected is not None and own.value is not None and row.estimate is not None:
        # One rounding for both: the second would tell where in its step the first lies.
        half = coarse(Estimate(observed - expected, *_moved(row, observed - expected)), size)
        own = half
    elif row.metric != "observed_minus_expected":
        own = within(own, 0.0, 1.0)
    return replace(
        row,
        n=people(row.n, view),
        denominator=people(row.denominator, view),
        estimate=own.value,
        low=own.low,
        high=own.high,
        difference=difference.value,
        difference_low=difference.low,
        difference_high=difference.high,
        reference_difference=reference.value,
        reference_low=reference.low,
        reference_high=reference.high,
        ratio=ratio.value,
        ratio_low=None if ratio.low is None else max(0.0, ratio.low),
        ratio_high=ratio.high,
        observed=observed,
        expected=expected,
        bound_low=to_step(row.bound_low, size),
        bound_high=to_step(row.bound_high, size),
        p_value=None,
        flipping_share=to_step(row.flipping_share, 0.05),
        sentence="",
    )


def _moved(row: FairnessRow, value: float) -> tuple[float | None, float | None]:
    assert row.estimate is not None
    shift = value - row.estimate
    # The interval keeps its width and grows by how far its middle moved.
    low = None if row.low is None else row.low + min(0.0, 2 * shift)
    high = None if row.high is None else row.high + max(0.0, 2 * shift)
    return low, high
