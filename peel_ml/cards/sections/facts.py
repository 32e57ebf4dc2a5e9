"""Small questions about a record that several sections ask."""

from __future__ import annotations

from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import candidate_in_sentence, metric_words
from peel_ml.cards.words import number, spread
from peel_ml.results.estimate import PairedDifference
from peel_ml.results.record import RunRecord
from peel_ml.results.scores import CalibrationBin


def declaration_of(record: RunRecord) -> Declaration:
    """Return the declaration the run used."""
    return Declaration(record.provenance.declaration)


def is_audit(declaration: Declaration) -> bool:
    """Return whether past practice is described and nobody is selected."""
    return declaration.text("decision.type") == "enforcement_audit"


def period_name(record: RunRecord) -> str:
    """Return the name of the rows that were scored."""
    return "held-out period" if record.scores.evaluated_on == "held_out" else "validation period"


def against_today(record: RunRecord) -> tuple[PairedDifference, bool]:
    """Return the paired difference to what is done today, and whether that was measured at all.

    Without a measured previous process the run's own lift stands in, and the second value is false.
    """
    for difference in record.scores.comparisons:
        if difference.baseline == "previous_process" and difference.metric == record.scores.primary:
            return difference, True
    return record.scores.lift, record.scores.lift.baseline == "previous_process"


def better(difference: PairedDifference) -> bool | None:
    """Return whether the model is shown to be better (true), worse (false), or neither (none)."""
    if difference.low is not None and difference.low > 0:
        return True
    if difference.high is not None and difference.high < 0:
        return False
    return None


def lift_sentence(record: RunRecord) -> str:
    """Return how the model compares with what is done today, in one or two short sentences."""
    difference, _ = against_today(record)
    words = metric_words(difference.metric)
    other = candidate_in_sentence(difference.baseline)
    if difference.value is None or difference.low is None or difference.high is None:
        return f"How it compares with {other} could not be measured."
    verdict = {
        True: "It works better than",
        False: "It works worse than",
        None: "It is not shown to work better than",
    }[better(difference)]
    scale, digits = (100, 1) if words.per_hundred else (1, 3)
    if difference.value < 0:
        size, low, high, change = -difference.value, -difference.high, -difference.low, words.change[1]
    else:
        size, low, high, change = difference.value, difference.low, difference.high, words.change[0]
    return (
        f"{verdict} {other}: {number(scale * size, digits)} {change} "
        f"(95% range: {spread(low, high, scale, digits)}; {record.scores.rows:,} rows)."
    )


def fixed_settings_sentence(record: RunRecord) -> str:
    """Return what the search for settings bought over fixed ones, in one sentence; empty where not measured."""
    for one in record.scores.comparisons:
        if one.baseline != "lightgbm_fixed" or one.metric != record.scores.primary:
            continue
        if one.value is None or one.low is None or one.high is None:
            return "What the search for better settings bought could not be measured."
        words = metric_words(one.metric)
        scale, digits = (100, 1) if words.per_hundred else (1, 3)
        if one.value == one.low == one.high == 0:
            return "The search for better settings bought nothing: with fixed settings the model does exactly the same."
        value, low, high = (-one.value, -one.high, -one.low) if one.value < 0 else (one.value, one.low, one.high)
        size = (
            f"{number(scale * value, digits)} {words.change[one.value < 0]} (95% range: "
            f"{spread(low, high, scale, digits)}; {record.scores.rows:,} rows)"
        )
        return {
            True: f"The search for better settings bought this much over fixed ones: {size}.",
            False: f"The search for better settings did harm compared with fixed ones: {size}.",
            None: f"The search for better settings is not shown to have bought anything over fixed ones: {size}.",
        }[better(one)]
    return ""


def covers(one: CalibrationBin) -> bool:
    """Return whether the range of what was recorded holds what was expected; true where there is no range."""
    low, high = one.observed.low, one.observed.high
    return low is None or high is None or low <= one.expected <= high
