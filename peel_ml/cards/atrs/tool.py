"""Tier 2, the tool: how it is put together, its model, and how well that works; measured, and for the public."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.cards.atrs.sources import Entry, Question, Sources
from peel_ml.cards.names import candidate_name, metric_words
from peel_ml.cards.sections.facts import is_audit
from peel_ml.cards.words import count, number, sentence, spread
from peel_ml.results.recorded import Recorded

_PURPOSES = {
    "training": "the model learnt from it",
    "validation": "every run is scored on it",
    "held_out": "opened only for a final run",
}


def _architecture(sources: Sources) -> str:
    return (
        "One command reads the data, cleans it, tunes and scores the model, compares groups, and writes a model card. "
        f"Model: {sentence(sources.record.model.description)}"
    )


def _input(sources: Sources) -> str:
    unit = sources.declaration.text("decision.unit")
    row = f"One row is {unit}. " if unit else ""
    return f"{row}Facts used: {'; '.join(_features(sources.record))}."


def _output(sources: Sources) -> str:
    if is_audit(sources.declaration):
        return "A model card with findings about groups of records. It gives no person, place or officer a score."
    outcome = sources.declaration.text("task.target.positive_words") or "the outcome"
    return f"For each row how likely {outcome} is, as a percentage; and a model card."


def _maintenance(sources: Sources) -> str | None:
    said = []
    for one in sources.declaration.get("monitors") or ():
        if isinstance(one, Mapping) and one.get("metric"):
            ways = (("Limit", "threshold"), ("How often", "cadence"), ("Who", "owner"), ("What follows", "action"))
            said.append(sentence(f"Watched: {one['metric']}"))
            said += [sentence(f"{way}: {one[key]}") for way, key in ways if one.get(key)]
    plan = sources.declaration.text("retirement_plan")
    return " ".join([*said, *([sentence(plan)] if plan else [])]) or None


def _features(record: Recorded) -> tuple[str, ...]:
    names = {column.name: column.plain_name for column in record.data.columns}
    return tuple(names.get(feature) or feature for feature in record.model.features)


TOOL: tuple[Question, ...] = (
    ("2.4.1.1", "system_architecture", _architecture),
    ("2.4.1.2", "input", _input),
    ("2.4.1.3", "output", _output),
    ("2.4.1.4", "maintenance", _maintenance),
    ("2.4.1.5", "models", lambda sources: candidate_name(sources.record.model.candidate)),
)

MODEL = (
    ("2.4.2.1", "model_name"),
    ("2.4.2.2", "model_version"),
    ("2.4.2.3", "model_task"),
    ("2.4.2.4", "model_input"),
    ("2.4.2.5", "model_output"),
    ("2.4.2.6", "model_architecture"),
    ("2.4.2.7", "model_performance"),
    ("2.4.2.8", "datasets_and_their_purposes"),
)


def models(sources: Sources) -> tuple[Entry, ...]:
    """Return the answers about the one model of a run."""
    record, model = sources.record, sources.record.model
    trees = "" if model.trees is None else f"{count(model.trees)} trees. "
    several = f"{model.bagged_models} models averaged. " if model.bagged_models > 1 else ""
    return (
        {
            "model_name": f"{record.use_case}: {candidate_name(model.candidate)}",
            "model_version": f"Digest of the model (SHA-256): {model.sha256}",
            "model_task": sources.declaration.text("question"),
            "model_input": "; ".join(_features(record)),
            "model_output": _output(sources),
            "model_architecture": f"{sentence(model.description)} {trees}{several}{sentence(model.calibration)}",
            "model_performance": _performance(sources),
            "datasets_and_their_purposes": " ".join(_parts(record)),
        },
    )


def _performance(sources: Sources) -> str:
    record = sources.record
    estimate = record.scores.metrics.get(record.scores.primary)
    where = "held-out period" if record.scores.evaluated_on == "held_out" else "validation period"
    said = [f"Measured on the {where}.", *_answers(sources, "better than")]
    if estimate is not None and estimate.value is not None:
        technical = metric_words(record.scores.primary).technical
        said.append(
            f"{technical}: {number(estimate.value)} (95% interval: {spread(estimate.low, estimate.high, 1, 3)}; "
            f"{count(record.scores.rows)} rows)."
        )
    return " ".join([*said, *_answers(sources, "different groups")])


def _answers(sources: Sources, about: str) -> tuple[str, ...]:
    """Return the public card's question about this, with its answer, from the decision sheet."""
    found = [answer for answer in sources.card.body.decision_sheet if about in answer.question]
    return tuple(text for answer in found for text in (answer.question, *answer.sentences))


def _parts(record: Recorded) -> list[str]:
    return [
        f"{part.name.replace('_', '-').capitalize()}: {count(part.rows)} rows"
        + (f", {part.period.from_} to {part.period.to}" if part.period else "")
        + f"; {_PURPOSES[part.name]}."
        for part in record.data.parts
    ]
