"""6: the model, how it was searched for, and whether it comes out the same again."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import EARLIER, Answer, Asked, Row, given, listed, not_measured
from peel_ml.cards.names import metric_words
from peel_ml.cards.words import counted, number
from peel_ml.results.studies.record import StudyRecord


def _model(asked: Asked) -> Answer:
    one = asked.run.model
    released = "A loadable model leaves the run" if one.released else "No loadable model leaves the run"
    return given(
        f"{one.description}, peel-ml {asked.run.peel_version}, digest {one.sha256[:16]}. In: "
        f"{counted(len(one.features), 'column')}. Out: a probability of the outcome. {released}"
    )


def _search(asked: Asked) -> Answer:
    one = asked.run.tuning
    front = asked.run.mitigation
    said = (
        f"{one.sampler}, seed {one.seed}; {counted(len(one.space), 'setting')} searched; {one.trials_requested} trials "
        f"asked for, {one.completed} complete, {one.pruned} pruned, {one.failed} failed; best "
        f"{metric_words(one.objective).technical} {number(one.best_value, 4)}"
    )
    if front is not None:
        said += f". {counted(sum(one.on_front for one in front.alternatives), 'model')} on the Pareto front"
    return given(said)


def _code(asked: Asked) -> Answer:
    one = asked.record.provenance
    clean = {True: "with changes that are not in the repository", False: "clean", None: "state unknown"}[one.dirty]
    code = "no repository" if one.commit == "no repository" else f"commit {one.commit[:12]}, {clean}"
    lock = f"lock {one.lock_sha256[:16]}" if one.lock_sha256 else "no lock file"
    return given(
        f"Code: {code}; {lock}; seed {asked.record.seed}. Hardware and time stand in card.json, beside the content. "
        "Energy: not measured because no meter is read on the machines this runs on"
    )


def _why_not(asked: Asked) -> str:
    if asked.record.quick:
        return "it was a quick run"
    study = isinstance(asked.record, StudyRecord) and not asked.record.final
    return "only a final run answers twice" if study else EARLIER


def _rerun(asked: Asked) -> Answer:
    one = asked.record.rerun
    if one is None:
        return not_measured(_why_not(asked))
    if one.largest_difference is None:
        return not_measured(one.reason or "the rerun gave no figures")
    agrees = {True: "within", False: "beyond", None: "not judged against"}[one.agrees]
    same = {
        True: f"The model is the same, byte for byte{'' if one.rounds is None else ', as far as it was fitted again'}",
        False: "The model is not the same",
        None: "The models were not compared",
    }
    metrics = listed([metric_words(name).technical for name in one.metrics])
    return given(
        f"Fitted and scored again: the largest difference of {metrics} is "
        f"{one.largest_difference:.2g}, {agrees} the tolerance of {one.tolerance:.2g}. {same[one.same_model]}"
        + (f". {one.reason[:1].upper()}{one.reason[1:].rstrip('.')}" if one.reason else "")
    )


ROWS = (
    Row(
        "6.1",
        "Which model, what goes in and what comes out",
        ("measured",),
        "submit",
        (by.ATRS, by.TOOLKIT),
        "annex",
        _model,
    ),
    Row(
        "6.2",
        "How its settings were searched for",
        ("measured",),
        "submit",
        (by.MODEL_CARDS, by.ISO_42001),
        "annex",
        _search,
    ),
    Row(
        "6.3",
        "Which code, on what, and how much energy",
        ("measured",),
        "submit",
        (by.ETHICS,),
        "annex",
        _code,
    ),
    Row(
        "6.4",
        "Whether the same work again gives the same figures",
        ("measured",),
        "submit",
        (by.COVENANT,),
        "annex",
        _rerun,
    ),
)
"""The rows of this chapter."""
