"""Names a reader knows for metrics, candidates, dimensions and measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.names import METHODS
from peel_ml.cards.studies.names import METRICS as STUDY_METRICS
from peel_ml.cards.words import joined, spoken

T = TypeVar("T")


@dataclass(frozen=True)
class MetricWords:
    """A metric in plain words. `per_hundred` metrics read as "so many times in 100"."""

    plain: str
    axis: str
    counts: str
    """What "59 in 100" counts."""
    change: tuple[str, str]
    """What "2.7" counts in a difference, when better and when worse."""
    per_hundred: bool
    higher_is_better: bool
    technical: str


METRICS = {
    "roc_auc": MetricWords(
        "How often it picks the right one of two: one with the outcome, one without",
        "Right picks in 100 (a coin gets 50)",
        "times it picks the right one of two: one with the outcome, one without",
        ("more right picks in 100", "fewer right picks in 100"),
        True,
        True,
        "Area under the ROC curve (AUC)",
    ),
    "average_precision": MetricWords(
        "How many hits there are near the top of the list",
        "Cases with the outcome in every 100, working down the list",
        "cases have the outcome on average, working down the model’s list",
        ("more hits in 100", "fewer hits in 100"),
        True,
        True,
        "Average precision",
    ),
    "brier_score_loss": MetricWords(
        "How far the percentages are from what happened",
        "Error of the percentages (lower is better)",
        "",
        ("less error", "more error"),
        False,
        False,
        "Brier score",
    ),
    "log_loss": MetricWords(
        "How far the percentages are from what happened, with large errors counted more",
        "Error of the percentages (lower is better)",
        "",
        ("less error", "more error"),
        False,
        False,
        "Log loss",
    ),
}


def metric_words(name: str) -> MetricWords:
    """Return a metric's words; an unknown one is spelt out from its name.

    Examples
    --------
    >>> metric_words("wape").technical
    'Weighted absolute percentage error (WAPE)'
    """
    if name in STUDY_METRICS:
        words = STUDY_METRICS[name]
        share = words.unit == "share"
        change = ("points better", "points worse") if share else ("better", "worse")
        return MetricWords(words.plain, words.axis, "", change, share, bool(words.higher_is_better), words.technical)
    return METRICS.get(name) or MetricWords(
        spoken(name), spoken(name), "", ("better", "worse"), False, True, spoken(name)
    )


CANDIDATES = {
    "prevalence": "The same percentage for every case",
    "logistic_regression": "A simple formula (logistic regression)",
    "lightgbm_fixed": "This model with fixed settings, no search",
    "previous_process": "Today’s method",
    "lightgbm": "Decision trees (LightGBM)",
}


def in_order(named: Mapping[str, T], known: Iterable[str] = ()) -> list[tuple[str, T]]:
    """Return named things in an order that is the same for a record in memory and one read back from its file.

    Parameters
    ----------
    named : mapping
        Its own order is the order of making in memory, and of the alphabet once it was written.
    known : iterable of str
        Names that come first, in this order; the others follow by the alphabet.

    Examples
    --------
    >>> in_order({"b": 2, "z": 3, "a": 1}, ("z",))
    [('z', 3), ('a', 1), ('b', 2)]
    """
    place = {name: at for at, name in enumerate(known)}
    return sorted(named.items(), key=lambda item: (place.get(item[0], len(place)), item[0]))


def candidate_name(name: str) -> str:
    """Return a candidate's plain name.

    Examples
    --------
    >>> candidate_name("previous_process")
    'Today’s method'
    """
    return CANDIDATES.get(name) or METHODS.get(name) or spoken(name.rsplit(".", 1)[-1])


def candidate_in_sentence(name: str) -> str:
    """Return a candidate's name as it stands inside a sentence.

    Examples
    --------
    >>> candidate_in_sentence("prevalence")
    'the same percentage for every case'
    """
    known = candidate_name(name)
    return known[:1].lower() + known[1:] if name in {**CANDIDATES, **METHODS} else f"“{known}”"


CHARACTERISTICS = (
    ("age", "Age"),
    ("disability", "Disability"),
    ("gender_reassignment", "Gender reassignment"),
    ("marriage_and_civil_partnership", "Marriage and civil partnership"),
    ("pregnancy_and_maternity", "Pregnancy and maternity"),
    ("race", "Race"),
    ("religion_or_belief", "Religion or belief"),
    ("sex", "Sex"),
    ("sexual_orientation", "Sexual orientation"),
)
"""The nine of the Equality Act 2010, s.4, in the order of the Act."""


def code_of(characteristic: str) -> str:
    """Return a characteristic's code, from its code or its name.

    Examples
    --------
    >>> code_of("Religion or belief")
    'religion_or_belief'
    """
    return characteristic.lower().replace(" ", "_")


FAIRNESS_METRICS = {
    "observed_minus_expected": "Observed minus expected",
    "observed_rate": "With the outcome",
    "selection_rate": "Flagged",
    "true_positive_rate": "Found, of those with the outcome",
    "false_negative_rate": "Missed, of those with the outcome",
    "false_positive_rate": "Flagged, of those without the outcome",
    "true_negative_rate": "Not flagged, of those without the outcome",
    "precision": "With the outcome, of those flagged",
    "false_discovery_rate": "Without the outcome, of those flagged",
    "negative_predictive_value": "Without the outcome, of those not flagged",
    "false_omission_rate": "With the outcome, of those not flagged",
    "accuracy": "Judged rightly",
    "calibration_slope": "How steeply the percentages follow what happened",
    "signed_error": "Forecast too high (+) or too low (−)",
    "absolute_error": "How far off, of what was counted",
    "interval_coverage": "How often the range held what came",
    "under_prediction_rate": "How often too little was forecast",
    "recall_at_k": "Of what came, in the areas picked",
    "false_alarm_rate": "False alarms",
    "detection_rate": "Planted changes found",
    "effect": "Estimated effect",
}


def metric_name(metric: str) -> str:
    """Return a fairness metric's plain name.

    Examples
    --------
    >>> metric_name("false_positive_rate")
    'Flagged, of those without the outcome'
    """
    return FAIRNESS_METRICS.get(metric) or spoken(metric)


_CROSSED = re.compile(r"\s*(?:\bx\b|×|&|\*|\+)\s*")


def measure_parts(measure: str) -> list[str]:
    """Return the measures an intersection joins; a single measure is a list of one.

    Examples
    --------
    >>> measure_parts("ethnicity_self x sex")
    ['ethnicity_self', 'sex']
    """
    return [part for part in _CROSSED.split(measure) if part]


def measure_name(measure: str, declaration: Declaration) -> str:
    """Return a measure's declared plain name, else its code as words; intersections are joined with "and"."""
    measured = declaration.mapping("protected.measured") or declaration.mapping("protected")
    names = []
    for part in measure_parts(measure):
        declared = measured.get(part)
        name = declared.get("name") if isinstance(declared, dict) else None
        names.append(str(name) if name else spoken(part))
    return joined([names[0], *(name[:1].lower() + name[1:] for name in names[1:])]) if names else spoken(measure)


def column_name(column: str, declaration: Declaration) -> str:
    """Return a column's or dimension's plain name."""
    column = str(declaration.mapping("slices").get(column, column))
    declared = declaration.mapping("data.columns").get(column)
    name = declared.get("name") if isinstance(declared, dict) else None
    return str(name) if name else spoken(column)


def with_plain_columns(text: str, declaration: Declaration, known: Mapping[str, str] | None = None) -> str:
    """Return a generated sentence with the names of columns and measures that a reader knows, in quotation marks.

    A raw name is replaced where nobody could take it for an English word: with an underscore in it, or in backticks.

    Parameters
    ----------
    text : str
        A sentence that names columns as the file does.
    declaration : Declaration
        Declared names of columns and measures.
    known : mapping of str to str, optional
        Plain names of other columns.

    Examples
    --------
    >>> declared = Declaration({"data": {"columns": {"age_range": {"name": "Age band"}}}})
    >>> with_plain_columns("2% are blank in age_range, `type` and part_of_it.", declared)
    '2% are blank in “Age band”, “Type” and “Part of it”.'
    """
    measures = declaration.mapping("protected.measured")
    columns, others = declaration.mapping("data.columns"), known or {}

    def plain_name(name: str) -> str:
        if all(part in measures for part in measure_parts(name)):
            return measure_name(name, declaration)
        return column_name(name, declaration) if name in columns else others.get(name) or spoken(name)

    return _RAW.sub(lambda found: f"“{plain_name(found[1] or found[2] or found[3])}”", text)


_RAW = re.compile(
    r"`([^`\s]+)`"
    r"|(?<![\w/.“])([a-z0-9]+(?:_[a-z0-9]+)*(?: x [a-z0-9]+(?:_[a-z0-9]+)*)+)(?![\w/”])"
    r"|(?<![\w/.“])([a-z0-9]+(?:_[a-z0-9]+)+)(?![\w/”])"
)
