"""What was read and cleaned, checks and findings, and how far features give a characteristic away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from peel_ml.disclosure.counts import UNRECORDED, Counts, Who
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.linked import Total
from peel_ml.disclosure.parts.verdicts import Groups
from peel_ml.disclosure.rounding import FINEST, nice, people, to_step
from peel_ml.results.findings import Check, Fact, Finding
from peel_ml.results.record import RunRecord
from peel_ml.results.timeline import Month

PREPARED: Who = frozenset({("(rows)", "prepared")})


def _month(record: RunRecord, month: Month) -> Who:
    """Return the people of a month: those evaluated where it was evaluated whole."""
    for one in record.scores.by_period:
        if (one.dimension, one.level, one.n) == ("month", month.month, month.rows):
            return frozenset({("month", month.month)})
    return frozenset({("(month)", month.month)})


def count_months(record: RunRecord, counts: Counts) -> None:
    """Note how many rows every month holds."""
    months = record.data.timeline.months if record.data.timeline else ()
    for month in months:
        people_of = _month(record, month)
        counts.add(people_of, "n", month.rows)
        counts.add(people_of, "ones", month.positives)
        left = None if month.rows is None or month.positives is None else month.rows - month.positives
        counts.add(people_of, "zeros", left)
    if months:
        counts.add(PREPARED, "n", record.data.rows_used, fixed=True)
        counts.sums.append(Total((PREPARED, "n"), tuple((_month(record, month), "n") for month in months)))


def show_months(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with its months as the view may show them."""
    if record.data.timeline is None:
        return record
    view = tally.hidden.view

    def shown(month: Month) -> Month:
        people_of = _month(record, month)
        rows = month.rows if tally.figure(month.rows, people_of) else None
        positives = None if tally.hidden.share(people_of) else month.positives
        return replace(month, rows=people(rows, view), positives=people(positives, view))

    timeline = replace(record.data.timeline, months=tuple(map(shown, record.data.timeline.months)))
    return replace(record, data=replace(record.data, timeline=timeline))


def show_data(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with the parts, the cleaning and the columns as the view may show them."""
    view, data = tally.hidden.view, record.data
    parts = []
    for part in data.parts:
        few = part.positives is not None and min(part.positives, part.rows - part.positives) < view.minimum
        tally.plain(small=few, rounded=view.base > 1)
        positives = None if few else people(part.positives, view)
        parts.append(replace(part, rows=people(part.rows, view) or 0, positives=positives))
    columns = []
    for column in data.columns:
        missing = column.missing * data.rows_used
        few = 0 < min(missing, data.rows_used - missing) < view.minimum
        tally.plain(small=False, rounded=few or view.base > 1)
        size = nice(view.minimum / data.rows_used) if few and data.rows_used else 0.0
        size = max(size, FINEST) if view.base > 1 else size
        columns.append(replace(column, missing=min(1.0, to_step(column.missing, min(size, 1.0)) or 0.0)))
    data = replace(data, parts=tuple(parts), columns=tuple(columns))
    if view.base > 1:
        data = replace(
            data,
            rows=people(data.rows, view) or 0,
            rows_used=people(data.rows_used, view) or 0,
            files=tuple(replace(file, rows=people(file.rows, view)) for file in data.files),
            cleaning=tuple(
                replace(
                    one,
                    rows_in=people(one.rows_in, view) or 0,
                    rows_out=people(one.rows_out, view) or 0,
                    cells_changed=people(one.cells_changed, view) or 0,
                )
                for one in data.cleaning
            ),
            notes=tuple(tally.hidden.said(note) for note in data.notes),
        )
    return replace(record, data=data)


def show_proxies(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with how far features give a characteristic away."""
    if record.proxies is None:
        return record
    view, rows = tally.hidden.view, []
    for row in record.proxies.rows:
        gone = tally.hidden.count(frozenset({(row.characteristic, UNRECORDED)}))
        tally.plain(small=gone, rounded=view.base > 1)
        if gone:
            # The number of people looked at would tell how few have no recorded group.
            row = replace(row, n=row.n // 50 * 50, sentence="")
        elif view.base > 1:
            row = replace(row, n=people(row.n, view) or 0, sentence=tally.hidden.said(row.sentence))
        rows.append(row)
    proxies = replace(record.proxies, rows=tuple(rows))
    if view.base > 1:
        proxies = replace(
            proxies,
            statement=tally.hidden.said(proxies.statement),
            ablations=tuple(replace(one, sentence=tally.hidden.said(one.sentence)) for one in proxies.ablations),
        )
    return replace(record, proxies=proxies)


RATE_OF = {
    "rate_missing": "rows_missing",
    "missing_in_group": "rows_of_group",
    "rate_of_level": "rows_of_level",
    "rate_after": "rows_after",
    "rate_before": "rows_before",
    "rate": "rows",
}
"""Shares in evidence, and the number of rows that each is a share of."""
NUMBERS = frozenset({*RATE_OF.values(), "cells", "duplicates", "filled"})
"""Numbers of rows in evidence; other whole numbers count columns, labels or trials."""


def counts_in(fact: dict[str, Fact]) -> list[int]:
    """Return the counts of rows that one piece of evidence tells.

    Examples
    --------
    >>> counts_in({"column": "age", "rows_missing": 40, "rate_missing": 0.05, "auc": 0.7})
    [40, 2, 38]
    """
    found = [value for name, value in fact.items() if name in NUMBERS and type(value) is int]
    for name, of in RATE_OF.items():
        share, n = fact.get(name), fact.get(of)
        if isinstance(share, float) and isinstance(n, int) and 0 < share < 1:
            found += [round(share * n), n - round(share * n)]
    return found


def show_findings(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with findings that tell no small count, and no figure of a group that is withheld."""
    view, groups = tally.hidden.view, Groups(record.fairness)
    said: dict[str, str] = {}

    def withheld(fact: dict[str, Fact]) -> bool:
        group = (
            groups.who(str(fact["characteristic"]), str(fact["group"])) if fact.get("group") in _known(fact) else None
        )
        if group is not None and tally.hidden.share(group):
            return True
        return any(0 < one < view.minimum for one in counts_in(fact))

    def _known(fact: dict[str, Fact]) -> list[str]:
        return groups.levels.get(str(fact.get("characteristic")), [])

    def shown(one: Finding) -> Finding:
        few = [withheld(fact) for fact in one.evidence]
        tally.plain(small=any(few), rounded=view.base > 1)
        kept = tuple(_named(fact) if gone else _fact(fact, tally) for fact, gone in zip(one.evidence, few, strict=True))
        told = tally.hidden.said(one.sentence) if view.base > 1 else one.sentence
        if any(few) and one.code not in SPOKEN_WITHOUT_NUMBERS:
            told = f"{one.title}. The numbers behind it are too few to report."
        said[one.sentence] = told
        return replace(one, sentence=told, evidence=kept)

    findings = tuple(map(shown, record.findings))

    def check(one: Check) -> Check:
        if one.reason in said:
            return replace(one, reason=said[one.reason])
        return replace(one, reason=tally.hidden.said(one.reason)) if view.base > 1 else one

    return replace(record, findings=findings, checks=tuple(map(check, record.checks)))


SPOKEN_WITHOUT_NUMBERS = frozenset({"fairness-outside", "fairness-cannot-tell"})
"""Findings whose sentence names groups and no figure of theirs."""


def _named(fact: dict[str, Fact]) -> dict[str, Fact]:
    """Return evidence with its words and without its figures."""
    return {name: value if isinstance(value, (str, bool)) or value is None else None for name, value in fact.items()}


def _fact(fact: dict[str, Fact], tally: Tally) -> dict[str, Fact]:
    view = tally.hidden.view
    if view.base == 1:
        return fact
    rounded: dict[str, Fact] = {}
    for name, value in fact.items():
        if name in NUMBERS and type(value) is int:
            rounded[name] = people(value, view)
        else:
            rounded[name] = round(value, 3) if isinstance(value, float) else value
    return rounded


def show_words(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with what is said around the tables, its counts of rows rounded as the view rounds them."""
    view = tally.hidden.view
    if view.base == 1:
        return record

    def said(text: str) -> str:
        tally.plain(small=False, rounded=(told := tally.hidden.said(text)) != text)
        return told

    assessed, reasons = record.fairness_assessment, record.explanation
    record = replace(
        record,
        fairness_assessment=replace(
            assessed, statement=said(assessed.statement), clusters=people(assessed.clusters, view)
        ),
        explanation=replace(
            reasons,
            sample_rule=said(reasons.sample_rule),
            # Of few rows all are explained: their number is that of the evaluated ones.
            sample_rows=people(reasons.sample_rows, view) or 0,
        ),
    )
    record = _rules(record, said)
    if record.world:
        record = replace(record, world=replace(record.world, statement=said(record.world.statement)))
    if record.proxies:
        record = replace(record, proxies=replace(record.proxies, sample_rule=said(record.proxies.sample_rule)))
    if record.planning:
        record = replace(record, planning=replace(record.planning, statement=said(record.planning.statement)))
    if record.label_bias:
        record = replace(record, label_bias=replace(record.label_bias, statement=said(record.label_bias.statement)))
    if record.mitigation:
        record = replace(record, mitigation=replace(record.mitigation, statement=said(record.mitigation.statement)))
    return record


def _rules(record: RunRecord, said: Callable[[str], str]) -> RunRecord:
    """Return the record with what it says of rows that were left out of a measurement because there were too many."""
    scores, stability = record.scores, record.stability
    if scores.resampling_rule:
        scores = replace(scores, resampling_rule=said(scores.resampling_rule))
    if scores.fitted_rule:
        scores = replace(scores, fitted_rule=said(scores.fitted_rule))
    if stability is not None and stability.rule:
        stability = replace(stability, rule=said(stability.rule))
    return replace(record, scores=scores, stability=stability)
