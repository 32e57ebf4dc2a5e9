"""People without a recorded group: how many, where, and how the answers move with them; the two ethnicity accounts."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.disclosure.counts import EVERYBODY, RECORDED, UNRECORDED, Counts, Who
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.parts.verdicts import Groups
from peel_ml.disclosure.rounding import coarse, people, step, to_step
from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import Characteristic, MissingSensitivity
from peel_ml.results.missing import MissingRate, TreatedRow
from peel_ml.results.record import RunRecord

_OUTCOME = {"with": "ones", "without": "zeros"}


def _without(rate: MissingRate) -> tuple[Who, Who, str]:
    """Return all people at the level of a rate, those of them without a group, and which count of both is meant."""
    at: Who = EVERYBODY if rate.by in ("all", "outcome") else frozenset({(rate.by, rate.level)})
    what = _OUTCOME[rate.level.split(" ")[0].lower()] if rate.by == "outcome" else "n"
    return at, at | {(rate.measure, UNRECORDED)}, what


def count_rates(record: RunRecord, counts: Counts) -> None:
    """Note how many have no recorded group, and how many have one; nobody at all is no secret."""
    for rate in record.missing.rates if record.missing else ():
        at, without, what = _without(rate)
        recorded = at | {(rate.measure, RECORDED)}
        counts.add(at, what, rate.n)
        number = None if rate.share is None or rate.n is None else round(rate.share * rate.n)
        if number != 0:
            counts.add(without, what, number)
        if number is not None and rate.n is not None and number < rate.n and (recorded, what) not in counts.fixed:
            counts.add(recorded, what, rate.n - number)
            counts.tie((recorded, what), (without, what))


def show_rates(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with missing rates as the view may show them."""
    if record.missing is None:
        return record
    view = tally.hidden.view

    def shown(rate: MissingRate) -> MissingRate:
        at, without, what = _without(rate)
        n = None if tally.hidden.count(at, what) else rate.n
        keep = tally.figure(rate.share, without, what) if what == "n" else not tally.hidden.count(without, what)
        few = rate.share is not None and n is not None and 0 < n - round(rate.share * n) < view.minimum
        share = rate.share if keep and n is not None and not few else None
        return replace(rate, n=people(n, view), share=to_step(share, step(n, view)))

    report = replace(record.missing, rates=tuple(map(shown, record.missing.rates)))
    if view.base > 1:
        report = replace(report, statement=tally.hidden.said(report.statement))
    return replace(record, missing=report)


def show_treated(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with each way of handling the missing as the view may show it; the answers stay."""
    if record.missing is None:
        return record
    groups = Groups(record.fairness)

    def shown(row: TreatedRow) -> TreatedRow:
        who = groups.who(row.characteristic, row.group)
        if not tally.figure(row.low, who, "ones"):
            return replace(row, difference=None, low=None, high=None)
        size = step(tally.hidden.values.get((who, "n")), tally.hidden.view)
        if row.difference is None:
            return replace(row, low=to_step(row.low, size), high=to_step(row.high, size))
        found = coarse(Estimate(row.difference, row.low, row.high), size)
        return replace(row, difference=found.value, low=found.low, high=found.high)

    return replace(record, missing=replace(record.missing, treated=tuple(map(shown, record.missing.treated))))


def show_shares(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with what is said of the nine characteristics as the view may say it."""
    view, assessed = tally.hidden.view, record.fairness_assessment

    def shown(one: Characteristic) -> Characteristic:
        kept, statement = {}, one.statement
        for name, share in one.missing_share.items():
            n = tally.hidden.values.get((EVERYBODY, "n"))
            without = frozenset({(name, UNRECORDED)})
            said = f"{share:.1%} of records"
            if not tally.figure(share, without):
                statement = statement.replace(said, "A few records", 1)
                continue
            kept[name] = to_step(share, step(n, view)) or 0.0
            statement = statement.replace(said, f"{kept[name]:.1%} of records", 1)
        return replace(one, missing_share=kept, statement=statement)

    found = tuple(map(shown, assessed.characteristics))
    return replace(record, fairness_assessment=replace(assessed, characteristics=found))


def count_accounts(record: RunRecord, counts: Counts) -> None:
    """Note how the two accounts of ethnicity fall together."""
    for cell in record.fairness_assessment.disagreement:
        counts.add(_both(cell), "n", None if cell["n"] is None else int(cell["n"]))


def _both(cell: dict[str, str | int | None]) -> Who:
    return frozenset({("ethnicity_self", str(cell["self"])), ("ethnicity_officer", str(cell["officer"]))})


def show_accounts(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with the two accounts of ethnicity as the view may show them."""
    view, assessed = tally.hidden.view, record.fairness_assessment
    cells = tuple(
        {**cell, "n": people(int(cell["n"]), view) if tally.figure(cell["n"], _both(cell)) and cell["n"] else None}
        for cell in assessed.disagreement
    )
    share = assessed.disagreement_share
    if share is not None and cells != assessed.disagreement:
        # In whole points: the exact one would give a withheld cell back.
        share = to_step(share, 0.01)
    return replace(record, fairness_assessment=replace(assessed, disagreement=cells, disagreement_share=share))


def show_sensitivity(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with both treatments of missing records as the view may show them.

    These rows count other people than the rest of the record does, so no equation protects them: where one group of a
    characteristic cannot be shown none is.
    """
    view, assessed = tally.hidden.view, record.fairness_assessment
    groups = Groups(record.fairness)
    few = {
        (row.characteristic, row.basis)
        for row in assessed.sensitivity
        if any(0 <= one < view.minimum for one in _counts(row))
        or tally.hidden.share(groups.who(row.characteristic, row.group))
    }
    kept = []
    for row in assessed.sensitivity:
        gone = (row.characteristic, row.basis) in few
        tally.plain(small=gone, rounded=view.base > 1)
        if not gone:
            kept.append(_rounded(row, tally))
    return replace(record, fairness_assessment=replace(assessed, sensitivity=tuple(kept)))


def _counts(row: MissingSensitivity) -> list[int]:
    """Return every count that a row gives away; those that it leaves out only where there are any."""
    found: list[int] = []
    sizes = []
    for n, share in ((row.n, row.share), (row.complete_n, row.complete_share)):
        if n is not None and share is not None:
            sizes.append((n, round(share * n)))
            found += [round(share * n), n - round(share * n)]
    if len(sizes) == 2:
        (n, ones), (fully, among) = sizes
        found += [one for one in (n - fully, ones - among, (n - ones) - (fully - among)) if one > 0]
    return found


def _rounded(row: MissingSensitivity, tally: Tally) -> MissingSensitivity:
    view = tally.hidden.view
    if view.base == 1:
        return row
    first, second = step(row.n, view), step(row.complete_n or row.n, view)
    one = coarse(Estimate(row.difference, row.low, row.high), first)
    two = coarse(Estimate(row.complete_difference, row.complete_low, row.complete_high), second)
    return replace(
        row,
        difference=one.value or 0.0,
        low=one.low or 0.0,
        high=one.high or 0.0,
        complete_difference=two.value or 0.0,
        complete_low=two.low or 0.0,
        complete_high=two.high or 0.0,
        n=people(row.n, view),
        complete_n=people(row.complete_n, view),
        share=to_step(row.share, first),
        other_share=to_step(row.other_share, first),
        complete_share=to_step(row.complete_share, second),
        complete_other_share=to_step(row.complete_other_share, second),
    )
