"""What MLflow gets to know of a record: params, metrics, tags and a note. Pure; knows no MLflow."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import FairnessRow
from peel_ml.results.headline import VERDICTS, headline, headline_rows
from peel_ml.results.record import RunRecord
from peel_ml.results.recorded import Recorded
from peel_ml.results.studies.record import StudyRecord
from peel_ml.tracking import studies

CARD = "card/card.html"
"""Where the card stands among a run's artefacts."""


@dataclass(frozen=True)
class CardWords:
    """What the card says of itself, in Markdown. The words are the card's: there is no second wording."""

    status: tuple[str, ...]
    """Where it stands, and which period its figures come from."""
    headline: str
    groups: str
    """Its answer to whether it works differently for different groups."""


_LONGEST_PARAM = 500
_LONGEST_TAG = 1000


def declared(record: Recorded, *keys: str) -> str:
    """Return a declared fact as text, or ``"not declared"``."""
    value: Any = record.provenance.declaration
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return "not declared" if value is None else str(value)


def decision_type(record: Recorded) -> str:
    """Return the declared decision type, for example ``enforcement_audit``."""
    return declared(record, "decision", "type")


def params(record: Recorded) -> dict[str, str]:
    """Return what was chosen before the figures: seed, split, source, search, and what the search chose."""
    chosen: dict[str, Any] = {
        "seed": record.seed,
        "source": record.data.source,
        "split": _flat(record.provenance.declaration.get("split")),
        **{f"set.{key}": value for key, value in record.overrides.items()},
        **(studies.chosen(record) if isinstance(record, StudyRecord) else _chosen(record)),
    }
    return {key: str(value)[:_LONGEST_PARAM] for key, value in chosen.items() if value is not None}


def _chosen(record: RunRecord) -> dict[str, Any]:
    tuning = record.tuning
    return {
        "folds": tuning.folds,
        "tuning.objective": tuning.objective,
        "sampler": tuning.sampler,
        "trials": tuning.trials_requested,
        "model": record.model.candidate,
        "calibration": record.model.calibration,
        "features": len(record.model.features),
        "kind": "classification",
        **{f"tuned.{key}": value for key, value in tuning.best_params.items()},
    }


def _flat(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {item}" for key, item in value.items() if item is not None)
    return None if value is None else str(value)


def metrics(record: Recorded) -> dict[str, float]:
    """Return every figure worth comparing between runs; what is missing or withheld has no key.

    To six digits: a figure at full length is a fraction whose parts are numbers of people.
    """
    own = studies.figures(record) if isinstance(record, StudyRecord) else _figures(record)
    figures = (*own, *_common(record))
    return {key: round(float(value), 6) for key, value in figures if value is not None and math.isfinite(value)}


def _interval(name: str, estimate: Estimate) -> Iterator[tuple[str, float | None]]:
    yield name, estimate.value
    yield f"{name}_low", estimate.low
    yield f"{name}_high", estimate.high


def _figures(record: RunRecord) -> Iterator[tuple[str, float | None]]:
    scores = record.scores
    for name, estimate in scores.metrics.items():
        yield from _interval(name, estimate)
    for baseline, values in scores.baselines.items():
        for name, estimate in values.items():
            yield f"baseline.{baseline}.{name}", estimate.value
    lift = scores.lift
    yield from _interval(f"lift_{lift.metric}", Estimate(lift.value, lift.low, lift.high))
    yield from _interval("calibration_slope", scores.calibration.slope)
    yield from _interval("calibration_intercept", scores.calibration.intercept)
    yield from _interval("calibration_ece", scores.calibration.ece)
    if scores.operating_point is not None:
        yield from _interval("precision", scores.operating_point.precision)
        yield from _interval("recall", scores.operating_point.recall)
        yield from _interval("flagged_share", scores.operating_point.flagged_share)
    yield "evaluated.rows", scores.rows
    yield "evaluated.positives", scores.positives
    yield from _given_away(record)
    yield "tuning.best_value", record.tuning.best_value
    yield "tuning.completed", record.tuning.completed
    yield "tuning.pruned", record.tuning.pruned
    yield "tuning.failed", record.tuning.failed
    yield "explanation.rank_stability", record.explanation.rank_stability


def _common(record: Recorded) -> Iterator[tuple[str, float | None]]:
    # One name for the figure that heads a card, whatever it is: columns of a list that hold something in every row.
    yield from _interval("primary", headline(record).figure)
    lift = record.scores.lift
    if lift is not None:
        yield from _interval("primary_lift", Estimate(lift.value, lift.low, lift.high))
    yield from _fairness(record.fairness)
    for severity in ("block", "warn", "note"):
        yield f"findings.{severity}", sum(finding.severity == severity for finding in record.findings)
    yield "data.rows", record.data.rows
    yield "data.rows_used", record.data.rows_used
    yield "data.rows_left_out", record.data.rows - record.data.rows_used
    yield "held_out.openings", record.held_out.openings
    for stage, seconds in record.timings.items():
        yield f"seconds.{stage}", seconds


def _fairness(rows: tuple[FairnessRow, ...]) -> Iterator[tuple[str, float | None]]:
    judged = headline_rows(rows)
    for verdict in VERDICTS:
        yield f"fairness.{verdict}", sum(row.verdict == verdict for row in judged)
    for characteristic in dict.fromkeys(row.characteristic for row in judged):
        here = [row for row in judged if row.characteristic == characteristic]
        yield f"fairness.{characteristic}.outside", sum(row.verdict == "outside" for row in here)
        differences = [row.difference for row in here if row.difference_shown and row.difference is not None]
        # Signed, so that the direction is seen; no key where no difference is shown.
        yield f"fairness.{characteristic}.largest_shown_difference", max(differences, key=abs, default=None)


def _given_away(record: RunRecord) -> Iterator[tuple[str, float | None]]:
    """Yield how well each characteristic can be worked out (AUC), how often it is missing, and what else was tried."""
    for row in record.proxies.rows if record.proxies else ():
        yield from _interval(f"proxies.{row.characteristic}.features_auc", row.from_features)
        yield from _interval(f"proxies.{row.characteristic}.score_auc", row.from_score)
    for rate in record.missing.rates if record.missing else ():
        if rate.by == "all":
            yield f"missing.{rate.measure}", rate.share
    if record.mitigation is not None:
        yield "mitigation.alternatives", len(record.mitigation.alternatives)
        yield "mitigation.less_unequal", sum(one.less_unequal for one in record.mitigation.alternatives)


def tags(record: Recorded, words: CardWords) -> dict[str, str]:
    """Return what runs are filtered and told apart by."""
    provenance, said = record.provenance, headline(record)
    return {
        "kind": said.kind,
        "use_case": record.use_case,
        "objective": declared(record, "objective"),
        "stage": declared(record, "stage"),
        "decision_type": decision_type(record),
        "evaluated_on": record.scores.evaluated_on,
        "final": str(record.final).lower(),
        "quick": str(record.quick).lower(),
        "primary_metric": record.scores.primary,
        "useful": useful(record),
        "verdict": said.worst,
        "tolerance_agreed": str(record.fairness_assessment.tolerance.agreed).lower(),
        "data_class": record.data.class_,
        "SYNTHETIC": str(record.data.synthetic).lower(),
        "data_sha256": record.data.sha256,
        "commit": provenance.commit + (" (changed since)" if provenance.dirty else ""),
        "findings": ", ".join(finding.code for finding in record.findings)[:_LONGEST_TAG] or "none",
        "card": CARD,
        "peel_run": provenance.run_id,
        "peel_version": record.peel_version,
        "mlflow.source.name": provenance.command,
        "mlflow.source.type": "LOCAL",
        "mlflow.source.git.commit": provenance.commit,
        "mlflow.note.content": note(record, words),
    }


def useful(record: Recorded) -> str:
    """Return whether it is shown to beat the best simple method: ``true``, ``false`` or ``cannot_tell``."""
    if isinstance(record, StudyRecord):
        shown = record.scores.useful
    else:
        low = record.scores.lift.low
        shown = None if low is None else low > 0
    return "cannot_tell" if shown is None else str(shown).lower()


def note(record: Recorded, words: CardWords) -> str:
    """Return the run's description in Markdown; MLflow shows its first three lines before "more"."""
    fired = [finding for finding in record.findings if finding.severity != "note"]
    lines = [
        first_line(record, words, "Open the card"),
        words.headline,
        words.groups,
        f"**To read first:** {'; '.join(finding.title for finding in fired[:4]) or 'no warnings'}"
        f"{f'; and {len(fired) - 4} more' if len(fired) > 4 else ''}.",
        f"Decision: {decision_type(record)}. Data: {record.data.source}, class {record.data.class_}, "
        f"{record.data.rows_used:,} rows used of {record.data.rows:,}.",
        record.model.description,
    ]
    return "\n\n".join(line for line in lines if line)


def model_note(record: RunRecord, words: CardWords) -> str:
    """Return the description of the registered version: first that nothing is approved, and where its card is."""
    lines = [
        f"{_mark(record)}**Not approved for any use.** {first_line(record, words, 'Open its card', mark=False)}",
        words.headline,
        words.groups,
        f"{record.model.description}.".replace("..", "."),
        "An alias, a stage or a tag on this page approves nothing.",
    ]
    return "\n\n".join(line for line in lines if line)


def registered_note(use_case: str) -> str:
    """Return the description of the registered model, under which the versions of all runs stand."""
    return (
        f"Models of the use case {use_case}. **None is approved** unless its version says so, and then only for what "
        "it says. An alias, a stage or a tag on this page approves nothing."
    )


def first_line(record: Recorded, words: CardWords, link: str, mark: bool = True) -> str:
    """Return where the card stands, and the link to it."""
    card = "A quick run: not a figure to quote, and no card" if record.quick else f"[{link}]({card_link(record)})"
    return f"{_mark(record) if mark else ''}{'. '.join(words.status)}. {card}."


def _mark(record: Recorded) -> str:
    return "**SYNTHETIC DATA.** " if record.data.synthetic else ""


def card_link(record: Recorded) -> str:
    """Return the link to the card within MLflow's pages (the query keeps its landing page out of the way)."""
    run = record.mlflow
    return f"#/experiments/{run.experiment_id}/runs/{run.run_id}/artifacts/{CARD}?workflowType=machine_learning"
