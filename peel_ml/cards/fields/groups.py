"""8: whether it works differently for different groups."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import (
    Answer,
    Asked,
    Row,
    given,
    listed,
    not_applicable,
    not_measured,
    too_few,
    with_measured,
)
from peel_ml.cards.names import CHARACTERISTICS, code_of, measure_name, metric_name
from peel_ml.cards.sections.evidence import Evidence, evidence_of, limit_text, verdict_counts
from peel_ml.cards.words import counted, percent, plain, sentence

_STATUS = {
    "measured": "measured",
    "not_recorded": "not recorded",
    "unlawful_to_process": "unlawful to process here",
    "not_relevant": "not relevant here",
}


def _evidence(asked: Asked) -> Evidence:
    return evidence_of(asked.record, asked.declaration)


def _nine(asked: Asked) -> Answer:
    known = {code_of(one.name): one for one in asked.record.fairness_assessment.characteristics}
    said = [
        f"{name}: {_STATUS[known[code].status] if code in known else 'not accounted for'}"
        for code, name in CHARACTERISTICS
    ]
    return given("; ".join(said))


def _rule(asked: Asked) -> Answer:
    evidence = _evidence(asked)
    tolerance = evidence.assessment.tolerance
    agreed = "agreed" if tolerance.agreed else "an illustration that nobody has agreed"
    return given(
        f"Judged on: {metric_name(evidence.metric).lower()}; {evidence.assessment.worse} is worse. Limit: "
        f"{limit_text(evidence)}, {agreed}. Declared before the first trial, as part of the declaration's digest"
    )


def _verdicts(asked: Asked) -> Answer:
    evidence = _evidence(asked)
    rows = [row for row in evidence.rows if row.metric == evidence.metric and row.missing == "complete_case"]
    if not rows:
        return not_measured("no group could be compared")
    if all(row.estimate is None and row.difference is None for row in rows):
        return too_few()
    tally = verdict_counts(evidence)
    return given(
        f"{counted(tally.judged, tally.noun)} judged: {tally.within} within the limit, {tally.outside} outside, "
        f"{tally.cannot_tell} cannot be told. A difference is shown for {tally.shown}"
    )


def _crossed(asked: Asked) -> Answer:
    evidence = _evidence(asked)
    names = [measure_name(one, asked.declaration) for one in evidence.crossed]
    if names:
        return given(f"Looked at together: {listed(names)}")
    return not_applicable("no groups that are more than one thing are declared")


def _missing(asked: Asked) -> Answer:
    report = asked.record.missing
    if report is None:
        return not_measured("the run made no report on people without a recorded group")
    share = asked.record.fairness_assessment.disagreement_share
    differ = (
        f" Self-defined and officer-defined ethnicity differ for {percent(share)} of those with both." if share else ""
    )
    return given(sentence(plain(report.statement)) + differ)


def _proxies(asked: Asked) -> Answer:
    if asked.record.proxies is None:
        return not_measured("the run made no proxy report")
    return given(plain(asked.record.proxies.statement))


def _mitigation(asked: Asked) -> Answer:
    if asked.record.mitigation is None:
        return given("No less unequal model was looked for in this run")
    return given(plain(asked.record.mitigation.statement))


def _world(asked: Asked) -> Answer:
    if asked.record.world is None:
        return not_applicable("no resident counts belong to these rows")
    return given(plain(asked.record.world.statement))


ROWS = (
    Row(
        "8.1",
        "All nine protected characteristics",
        ("measured", "declared"),
        "submit",
        (by.EQUALITY, by.PAPER),
        "groups",
        with_measured("8.1", _nine),
    ),
    Row(
        "8.2",
        "On what groups are compared, and which difference is too large",
        ("declared",),
        "submit",
        (by.ICO, by.IEEE_7003),
        "groups",
        with_measured("8.2", _rule),
    ),
    Row(
        "8.3", "What was found for each group", ("measured",), "submit", (by.MODEL_CARDS, by.ATRS), "groups", _verdicts
    ),
    Row(
        "8.4",
        "Groups that are more than one thing",
        ("measured",),
        "submit",
        (by.MODEL_CARDS, by.ICO),
        "groups",
        _crossed,
    ),
    Row("8.5", "People without a recorded group", ("measured",), "submit", (by.RACE,), "groups", _missing),
    Row(
        "8.6",
        "Whether other facts give a characteristic away",
        ("measured",),
        "submit",
        (by.ATRS, by.ICO),
        "proxies",
        _proxies,
    ),
    Row(
        "8.7",
        "Less unequal ways, and why none was chosen",
        ("measured", "declared"),
        "submit",
        (by.ICO, by.EQUALITY),
        "alternatives",
        with_measured("8.7", _mitigation, ("", "mitigation_choice")),
    ),
    Row(
        "8.8",
        "Where protected characteristics were considered",
        ("declared", "reviewer"),
        "submit",
        (by.PAPER,),
        "assurance",
        with_measured(
            "8.8",
            lambda asked: Answer("given", ""),
            ("In the analysis", "considered.analysis"),
            ("In the conclusions", "considered.conclusions"),
            ("In the recommendations", "considered.recommendations"),
        ),
    ),
    Row(
        "8.9",
        "Differences in what was recorded, apart from the model",
        ("measured",),
        "submit",
        (by.HMICFRS, by.RACE),
        "world",
        _world,
    ),
)
"""The rows of this chapter."""
