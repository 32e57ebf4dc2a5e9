"""Small questions about a record that several sections ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import candidate_in_sentence, metric_words, with_plain_columns
from peel_ml.cards.words import number, spread, units
from peel_ml.results.estimate import PairedDifference
from peel_ml.results.record import RunRecord
from peel_ml.results.recorded import Recorded
from peel_ml.results.scores import CalibrationBin


def declaration_of(record: Recorded) -> Declaration:
    """Return the declaration the run used."""
    return Declaration(record.provenance.declaration)


def is_audit(declaration: Declaration) -> bool:
    """Return whether past practice is described and nobody is selected."""
    return declaration.text("decision.type") == "enforcement_audit"


def period_name(record: Recorded) -> str:
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
    """Return how the model compares with today's method, in one short sentence."""
    difference, _ = against_today(record)
    other = candidate_in_sentence(difference.baseline)
    if difference.value is None or difference.low is None or difference.high is None:
        return f"How it compares with {other} could not be measured."
    verdict = {
        True: "It works better than",
        False: "It works worse than",
        None: "It is not shown to work better than",
    }[better(difference)]
    return f"{verdict} {other}: {change_words(difference, record)}."


def change_words(difference: PairedDifference, record: RunRecord) -> str:
    """Return a measured difference with its range and number of rows; the side it is on stands in the words."""
    words = metric_words(difference.metric)
    scale, digits = (100, 1) if words.per_hundred else (1, 3)
    value, low, high = difference.value or 0.0, difference.low, difference.high
    worse = value < 0
    if worse and low is not None and high is not None:
        value, low, high = -value, -high, -low
    return (
        f"{number(scale * value, digits)} {words.change[worse]} "
        f"(95% range: {spread(low, high, scale, digits)}; {rows_counted(record)})"
    )


def rows_counted(record: RunRecord) -> str:
    """Return how many rows were scored, in the declared words, for example "28,757 searches"."""
    return f"{record.scores.rows:,} {units(declaration_of(record))}"


def fixed_settings_sentence(record: RunRecord) -> str:
    """Return what the search for settings bought over fixed ones, in one sentence; empty where not measured."""
    for one in record.scores.comparisons:
        if one.baseline != "lightgbm_fixed" or one.metric != record.scores.primary:
            continue
        if one.value is None or one.low is None or one.high is None:
            return "What the search for better settings bought could not be measured."
        if one.value == one.low == one.high == 0:
            return "The search for better settings bought nothing: with fixed settings the model does exactly the same."
        size = change_words(one, record)
        return {
            True: f"The search for better settings bought this much over fixed ones: {size}.",
            False: f"The search for better settings did harm compared with fixed ones: {size}.",
            None: f"The search for better settings is not shown to have bought anything over fixed ones: {size}.",
        }[better(one)]
    return ""


def in_columns_words(record: Recorded, declaration: Declaration) -> Callable[[str], str]:
    """Return a function that puts columns' plain names in the place of their raw names in a sentence."""
    known = {column.name: column.plain_name for column in record.data.columns if column.plain_name}
    return partial(with_plain_columns, declaration=declaration, known=known)


def covers(one: CalibrationBin) -> bool:
    """Return whether the range of what was recorded holds what was expected; true where there is no range."""
    low, high = one.observed.low, one.observed.high
    return low is None or high is None or low <= one.expected <= high
