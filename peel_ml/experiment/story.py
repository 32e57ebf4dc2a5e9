"""The steps of a run, as one table. `flows` makes a Prefect task of every row; `walk` goes through it plainly.

Each row's function takes the values named by its inputs and returns the value named like the row.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from peel_ml.cards.build import build
from peel_ml.cards.card import Body
from peel_ml.cards.figures import figures
from peel_ml.cards.markdown import escaped
from peel_ml.cards.render import render
from peel_ml.cards.sections.groups.section import TITLE
from peel_ml.data.cleaning import Cleaned
from peel_ml.data.parts import Parts
from peel_ml.experiment import assemble, comparing, judging, less_unequal, material, refitting, rerunning, stressing
from peel_ml.experiment.comparing import Depth
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.learning import Learned
from peel_ml.experiment.material import Checked, Raw
from peel_ml.experiment.released import exported, model_files
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.steps import Step
from peel_ml.fairness.policy import Policy, load_policy
from peel_ml.keeping import Floats, Rows
from peel_ml.results.data import DataRecord
from peel_ml.results.explanation import Explanation
from peel_ml.results.fairness import FairnessAssessment
from peel_ml.results.mitigation import Mitigation
from peel_ml.results.proxies import Proxies
from peel_ml.results.record import HeldOut, MlflowRun, RunRecord
from peel_ml.results.recorded import Recorded, dumps
from peel_ml.results.rerun import Rerun
from peel_ml.results.scores import Scores
from peel_ml.results.stability import Stability
from peel_ml.store import RECORD, save

if TYPE_CHECKING:
    from peel_ml.tracking import CardWords

GIVEN = ("request", "listener", "work", "timings")
"""Values that are there before the first step."""

WANTED = ("record", "documents")
"""Values that are needed after the last step."""


def mlflow(request: RunRequest, judged: Judged) -> MlflowRun:
    """Open the run in MLflow, once the data has passed: a bad request leaves nothing there."""
    return opened(request)


def opened(request: RunRequest) -> MlflowRun:
    """Open the run in MLflow, in the experiment of its use case."""
    from peel_ml.tracking import open_run

    settings = request.settings
    return open_run(
        settings.tracking_uri,
        request.case.id,
        f"{'final' if request.final else 'quick' if request.quick else 'validation'} {request.run_id}",
        {"peel_run": request.run_id},
        settings.artifacts,
    )


def policy(request: RunRequest) -> Policy:
    """Read the policy that the verdicts follow."""
    return load_policy()


def documents(record: Recorded) -> dict[str, bytes]:
    """Render the card and write the record as text: everything that stays of a run. A quick run has no card."""
    written = {RECORD: dumps(record).encode()}
    if record.quick:
        return written
    card = build(record)
    return {**written, **render(card), **figures(card)}


def saved(request: RunRequest, record: RunRecord, documents: dict[str, bytes], judged: Judged, learned: Learned) -> str:
    """Write the finished run, with the model where one is released, and return its folder."""
    # A quick run cannot be submitted, so that nothing of it need be frozen.
    model = {} if record.quick else model_files(record.model, judged, learned)
    return str(save(request.settings.runs, request.case.id, request.run_id, {**documents, **model}))


def card_words(body: Body) -> CardWords:
    """Return what the card says of itself where MLflow describes the run, as Markdown."""
    from peel_ml.tracking import CardWords

    groups = (sentence for answer in body.decision_sheet if answer.question == TITLE for sentence in answer.sentences)
    # That data is made up stands in front of every description in any case.
    status = (one.word for one in body.status if not one.word.startswith("SYNTHETIC"))
    return CardWords(tuple(map(escaped, status)), escaped(body.headline), escaped(" ".join(groups)))


def tracked(request: RunRequest, record: RunRecord, saved: str, judged: Judged, learned: Learned) -> bool:
    """Mirror the finished run to MLflow; a model only where one may leave the run."""
    from peel_ml.tracking import write_run

    export = exported(record.model, judged, learned)
    words = card_words(build(record).body)
    write_run(record.mlflow, request.settings.tracking_uri, record, Path(saved), export, request.log_trials, words)
    return True


READING: tuple[Step, ...] = (
    Step("raw", material.read, ("request",), "Reading the data", retries=2, timeout_s=1800, keeps=Raw),
    Step("cleaned", material.cleaned, ("request", "raw"), "Cleaning, step by step", timeout_s=1800, keeps=Cleaned),
    Step(
        "prepared",
        material.prepared,
        ("request", "cleaned"),
        "Preparing and checking the columns",
        timeout_s=1800,
        keeps=Rows,
    ),
)
"""How every run begins, whatever its kind."""

STEPS: tuple[Step, ...] = (
    *READING,
    Step(
        "parts",
        material.parts,
        ("request", "prepared"),
        "Splitting features, protected columns and target",
        keeps=Parts,
    ),
    Step("judged", judging.judged, ("request", "parts"), "Choosing the rows to judge on"),
    Step(
        "data_checks",
        material.data_checks,
        ("request", "raw", "cleaned", "prepared"),
        "Checking the data",
        keeps=Checked,
    ),
    Step(
        "data_record",
        assemble.data_record,
        ("request", "raw", "cleaned", "prepared", "parts", "data_checks"),
        "Describing the data",
        keeps=DataRecord,
    ),
    Step("mlflow", mlflow, ("request", "judged"), "Opening the run in MLflow", retries=2, timeout_s=300),
    Step(
        "learned",
        judging.learned,
        ("request", "judged", "work", "listener"),
        "Searching and fitting",
        keeps=Learned,
        in_front=True,
    ),
    Step(
        "candidates",
        judging.candidates,
        ("request", "judged"),
        "Fitting what it is compared with",
        keeps=dict[str, Floats],
    ),
    Step(
        "held_out",
        judging.held_out,
        ("request", "parts", "learned"),
        "Counting openings of the held-out period",
        keeps=HeldOut,
    ),
    Step("probabilities", judging.probabilities, ("judged", "learned", "held_out"), "Scoring", keeps=Floats),
    Step(
        "baselines",
        judging.baselines,
        ("judged", "learned", "probabilities", "candidates"),
        "Scoring what it is compared with",
        keeps=dict[str, Floats],
    ),
    Step(
        "scores",
        judging.scores,
        ("request", "judged", "learned", "probabilities", "baselines"),
        "Measuring, with intervals",
        keeps=Scores,
    ),
    Step(
        "rerun",
        rerunning.rerun,
        ("request", "judged", "learned", "probabilities", "scores"),
        "Fitting once more, to see whether the figures stand",
        timeout_s=1800,
        keeps=Rerun | None,
    ),
    Step(
        "model_checks",
        judging.model_checks,
        ("request", "scores", "learned", "rerun"),
        "Checking the model",
        keeps=Checked,
    ),
    Step("policy", policy, ("request",), "Reading the fairness policy"),
    Step(
        "decision",
        comparing.decision,
        ("probabilities", "scores"),
        "Turning scores into decisions, where one is allowed",
    ),
    Step(
        "assessed",
        comparing.assessed,
        ("request", "judged", "probabilities", "decision", "policy"),
        "Gathering the rows to compare",
    ),
    Step(
        "proxies",
        refitting.proxies,
        ("request", "judged", "learned", "assessed"),
        "Seeing what gives groups away",
        timeout_s=1800,
        keeps=Proxies,
    ),
    Step("fairness", comparing.fairness, ("judged", "assessed"), "Comparing groups", keeps=FairnessAssessment),
    Step(
        "fairness_checks",
        comparing.fairness_checks,
        ("fairness", "assessed"),
        "Checking the comparison",
        keeps=Checked,
    ),
    Step("depth", comparing.depth, ("judged", "assessed", "fairness"), "Looking behind the comparison", keeps=Depth),
    Step(
        "mitigation",
        less_unequal.mitigation,
        ("request", "judged", "learned", "policy", "work"),
        "Looking for less unequal models, where declared",
        timeout_s=3600,
        keeps=Mitigation | None,
    ),
    Step("explanation", judging.explanation, ("request", "judged", "learned"), "Explaining", keeps=Explanation),
    Step(
        "stability",
        stressing.stability,
        ("request", "judged", "learned", "probabilities", "explanation"),
        "Taking facts away",
        keeps=Stability,
    ),
    Step(
        "record",
        assemble.record,
        (
            "request",
            "data_record",
            "data_checks",
            "judged",
            "learned",
            "held_out",
            "scores",
            "model_checks",
            "fairness",
            "fairness_checks",
            "depth",
            "proxies",
            "mitigation",
            "explanation",
            "rerun",
            "stability",
            "work",
            "mlflow",
            "timings",
        ),
        "Writing the record",
        keeps=RunRecord,
    ),
    Step("documents", documents, ("record",), "Writing the model card", keeps=dict[str, bytes]),
    Step(
        "saved",
        saved,
        ("request", "record", "documents", "judged", "learned"),
        "Saving the run",
        retries=2,
        keeps=str,
    ),
    Step(
        "tracked",
        tracked,
        ("request", "record", "saved", "judged", "learned"),
        "Writing to MLflow",
        retries=2,
        timeout_s=600,
        keeps=bool,
    ),
)
