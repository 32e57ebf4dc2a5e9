"""What was measured for a claim: figures of the record beside what was asked for. A table of functions by gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from peel_ml.assurance.case.verdicts import JUDGED, Verdict
from peel_ml.cards.names import metric_words
from peel_ml.cards.words import points, spoken
from peel_ml.disclosure import INTERNAL, controlled
from peel_ml.results.recorded import Recorded
from peel_ml.store import RECORD


@dataclass(frozen=True)
class Measured:
    """One figure for one claim."""

    metric: str
    words: str
    """What it is, in plain words."""
    value: float | int | None
    threshold: str
    verdict: Verdict
    where: dict[str, str] = field(default_factory=dict)
    pointer: str = ""
    shown: str = ""
    """The value as a reader of the card sees it; empty where it is a plain number."""


def measured(record: Recorded) -> dict[str, tuple[Measured, ...]]:
    """Return what was measured for each claim, by its gate's code.

    Figures have passed disclosure control for the internal view: evidence is sent to others.
    """
    shown, _ = controlled(record, INTERNAL)
    found = ((code, tuple(measure(shown))) for code, measure in MEASURES.items())
    return {code: items for code, items in found if items}


def _points(share: float | None) -> str:
    return "" if share is None else f"{points(share)} points"


def decimal(value: float) -> str:
    """Return a small number without an exponent.

    Examples
    --------
    >>> decimal(1e-06), decimal(2.0)
    ('0.000001', '2')
    """
    return f"{value:.12f}".rstrip("0").rstrip(".")


def _gain(record: Recorded) -> Iterator[Measured]:
    lift = record.scores.lift
    if lift is None:
        return
    verdict: Verdict = "DEGRADED"
    if lift.low is not None and lift.high is not None:
        verdict = "PASS" if lift.low > 0 else "FAIL" if lift.high <= 0 else "DEGRADED"
    yield Measured(
        f"lift_{lift.metric}",
        "Gain over what it was compared with",
        lift.value,
        "above 0 with its whole 95% range",
        verdict,
        {"evaluated_on": record.scores.evaluated_on, "baseline": lift.baseline},
        f"{RECORD}#/scores/lift",
        _points(lift.value) if metric_words(lift.metric).per_hundred else "",
    )


def _groups(record: Recorded) -> Iterator[Measured]:
    limit = record.fairness_assessment.tolerance
    in_points = limit.scale == "difference"
    asked = f"{100 * limit.limit:g} points at most" if in_points else f"a ratio of {limit.limit:g}"
    for place, row in enumerate(record.fairness):
        if row.primary and row.missing == "complete_case" and row.verdict in JUDGED:
            yield Measured(
                row.metric,
                f"{spoken(row.characteristic)}, {row.group}: how far from the others",
                row.difference if in_points else row.ratio,
                asked,
                JUDGED[row.verdict],
                {
                    "characteristic": row.characteristic,
                    "group": row.group,
                    "evaluated_on": record.scores.evaluated_on,
                },
                f"{RECORD}#/fairness/{place}",
                _points(row.difference) if in_points else "",
            )


def _rerun(record: Recorded) -> Iterator[Measured]:
    one = record.rerun
    if one is not None:
        verdict: Verdict = "DEGRADED" if one.agrees is None else "PASS" if one.agrees else "FAIL"
        yield Measured(
            "rerun_largest_difference",
            "Largest move of a figure when it was done again",
            one.largest_difference,
            f"at most {decimal(one.tolerance)}",
            verdict,
            {"evaluated_on": record.scores.evaluated_on},
            f"{RECORD}#/rerun",
        )


def _people(record: Recorded) -> Iterator[Measured]:
    slices = (*record.scores.by_period, *record.scores.by_area)
    numbers = [n for n in (*(row.n for row in record.fairness), *(row.n for row in slices)) if n]
    if numbers:
        least = min(numbers)
        yield Measured(
            "smallest_group_shown",
            "Fewest people behind a figure that is shown",
            least,
            f"at least {INTERNAL.minimum}",
            "PASS" if least >= INTERNAL.minimum else "FAIL",
            {"view": INTERNAL.name},
            f"{RECORD}#/fairness",
        )


def _identifiers(record: Recorded) -> Iterator[Measured]:
    scan = record.identifiers
    if scan is not None:
        yield Measured(
            "direct_identifiers",
            "Places that look as if they named a person",
            len(scan.hits),
            "0",
            "FAIL" if scan.hits else "PASS",
            pointer=f"{RECORD}#/identifiers",
        )


def _nine(record: Recorded) -> Iterator[Measured]:
    accounted = [one for one in record.fairness_assessment.characteristics if one.statement.strip()]
    yield Measured(
        "characteristics_accounted_for",
        "Protected characteristics that are accounted for",
        len(accounted),
        "9",
        "PASS" if len(accounted) == 9 else "FAIL",
        pointer=f"{RECORD}#/fairness_assessment/characteristics",
    )


MEASURES: dict[str, Callable[[Recorded], Iterator[Measured]]] = {
    "G05": _identifiers,
    "G07": _people,
    "G08": _nine,
    "G12": _gain,
    "G14": _groups,
    "G21": _rerun,
}
"""By the gate whose claim they speak to."""
