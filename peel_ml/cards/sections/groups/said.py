"""One sentence a group: what was found, how sure it is, and on how many; then what that means for the limit."""

from __future__ import annotations

from peel_ml.cards.content import Outcome, Status, Statuses
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.why_open import why
from peel_ml.cards.words import count, percent, plain, points, sentence
from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED, OBSERVED_RATE
from peel_ml.results.fairness import FairnessRow, Verdict

TAGS: dict[Verdict, str] = {
    "within": "Within the limit",
    "outside": "Outside the limit",
    "cannot_tell": "Cannot tell",
    "not_judged": "Not judged",
}


def size(value: float) -> str:
    """Return a difference of shares in points, without a sign."""
    return points(abs(value), sign=False)


def span(low: float, high: float, less: str, more: str) -> str:
    """Return an interval of a difference in words.

    Examples
    --------
    >>> span(-0.021, -0.003, "less", "more"), span(-0.003, 0.021, "less", "more")
    ('0.3 to 2.1 less', '0.3 less to 2.1 more')
    """
    if low >= 0:
        return f"{size(low)} to {size(high)} {more}"
    if high <= 0:
        return f"{size(high)} to {size(low)} {less}"
    return f"{size(low)} {less} to {size(high)} {more}"


def directions(metric: str) -> tuple[str, str]:
    """Return the words for a lower and for a higher figure.

    Examples
    --------
    >>> directions("observed_rate"), directions("selection_rate")
    (('less', 'more'), ('lower', 'higher'))
    """
    return ("less", "more") if metric in (OBSERVED_MINUS_EXPECTED, OBSERVED_RATE) else ("lower", "higher")


def _apart(value: float, metric: str, others: str) -> str:
    """Return a difference to others in words, for example "2.3 points less often than for White"."""
    less, more = directions(metric)
    often = " often" if metric in (OBSERVED_MINUS_EXPECTED, OBSERVED_RATE) else ""
    if size(value) == "0.0":
        return f"{'as often as' if often else 'the same as'} for {others}"
    return f"{size(value)} points {more if value > 0 else less}{often} than for {others}"


def rate_words(metric: str, evidence: Evidence) -> str:
    """Return what a rate is, for example "share flagged among those without the outcome"."""
    known = COUNT_METRICS.get(metric)
    return known.words.format(positive=evidence.outcome) if known else metric.replace("_", " ")


def _sure(row: FairnessRow, evidence: Evidence) -> str:
    counted_ = f"{count(row.denominator if row.denominator is not None else row.n)} {evidence.units}"
    if row.difference_low is None or row.difference_high is None:
        return counted_
    return f"95% range: {span(row.difference_low, row.difference_high, *directions(row.metric))}; {counted_}"


def _first(row: FairnessRow) -> str:
    """Answer the first question, whether a difference is shown."""
    if row.difference_shown is None:
        return "whether there is a difference cannot be told"
    if row.difference_shown:
        return "a difference is shown"
    low, high = row.difference_low, row.difference_high
    beyond = low is not None and high is not None and (low > 0 or high < 0)
    # Its own range leaves zero out, but not once all comparisons are allowed for.
    return "no difference is shown" + (", allowing for all comparisons" if beyond else "")


def _second(row: FairnessRow) -> str:
    """Answer the second question, whether it is within the limit."""
    if row.verdict == "cannot_tell":
        return f"Whether it is within the limit we cannot tell: {why(row)}."
    return {
        "within": "It is within the limit.",
        "outside": "It is outside the limit.",
        "not_judged": "It was not judged against a limit.",
    }[row.verdict]


def told(row: FairnessRow, evidence: Evidence) -> str:
    """Return what was found for one group, how sure it is and on how many; then what that means for the limit.

    The comparison with the reference group stands beside it only where it is shown: its figure is in the table.
    """
    if row.difference is None:
        return sentence(
            f"{plain(row.reason or 'too few to report').rstrip('.')}. That is not the same as no difference"
        )
    own = "had the outcome "
    if row.metric in COUNT_METRICS and row.estimate is not None:
        own = f"{percent(row.estimate)}, "
    text = f"{_first(row)}: {own}{_apart(row.difference, row.metric, 'everyone else')} ({_sure(row, evidence)})."
    return f"{sentence(text)}{beside_reference(row)} {_second(row)}"


def beside_reference(row: FairnessRow) -> str:
    """Return how the group compares with the reference where that is shown; empty where it is no other comparison."""
    if row.reference is None or row.reference_difference is None or row.reference == row.group:
        return ""
    if not row.reference_shown:
        return ""
    low, high = row.reference_low, row.reference_high
    wide = "" if low is None or high is None else f" ({span(low, high, *directions(row.metric))})"
    return " " + sentence(f"{_apart(row.reference_difference, row.metric, row.reference)}{wide}")


def reads(metric: str, evidence: Evidence) -> str:
    """Return how to read the sentences of one metric, once for all groups."""
    if metric == OBSERVED_MINUS_EXPECTED:
        return (
            f"How often {evidence.units} of each group had the outcome, set against what was expected, compared with "
            "everyone else."
        )
    if metric == OBSERVED_RATE:
        return f"How often {evidence.units} of each group had the outcome, compared with everyone else."
    return sentence(f"{rate_words(metric, evidence)}, compared with everyone else")


def outcome_of(row: FairnessRow, agreed: bool) -> Outcome:
    """Return the colour of a verdict; against a limit nobody agreed nothing is met."""
    kinds: dict[Verdict, Outcome] = {
        "within": "met" if agreed else "note",
        "outside": "not_met" if agreed else "look_closer",
        "cannot_tell": "cannot_tell",
        "not_judged": "cannot_tell",
    }
    return kinds[row.verdict]


def sentences(rows: list[FairnessRow], evidence: Evidence) -> Statuses:
    """Return one sentence for every group, in the record's order."""
    agreed = evidence.assessment.tolerance.agreed
    return Statuses(
        tuple(
            Status(
                "cannot_tell" if row.difference is None else outcome_of(row, agreed),
                "Too few to report" if row.difference is None else TAGS[row.verdict],
                row.group,
                told(row, evidence),
            )
            for row in rows
        )
    )
