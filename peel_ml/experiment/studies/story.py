"""The steps of a study, as one table; see `peel_ml.experiment.story` for those of a classification."""

from __future__ import annotations

from pathlib import Path

from peel_ml.cards.build import build
from peel_ml.data.studied import StudyRows
from peel_ml.experiment.material import Checked
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.steps import Step
from peel_ml.experiment.story import READING, card_words, documents, policy
from peel_ml.experiment.studies import assemble, material
from peel_ml.experiment.studies.kinds import stage_of
from peel_ml.experiment.studies.rerunning import compared
from peel_ml.experiment.work import WorkFolder
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.policy import Policy
from peel_ml.results.data import DataRecord
from peel_ml.results.record import HeldOut, MlflowRun
from peel_ml.results.rerun import Rerun
from peel_ml.results.studies.outcome import StudyOutcome
from peel_ml.results.studies.record import StudyRecord
from peel_ml.store import save


def mlflow(request: RunRequest, rows: StudyRows) -> MlflowRun:
    """Open the run in MLflow, once the data has passed."""
    from peel_ml.experiment.story import opened

    return opened(request)


def outcome(request: RunRequest, rows: StudyRows, policy: Policy, held_out: HeldOut, work: WorkFolder) -> StudyOutcome:
    """Answer the question; `held_out` is asked for so that an opening is counted before anything is scored."""
    return _answered(request, rows, policy, work, "study")


def _answered(request: RunRequest, rows: StudyRows, policy: Policy, work: WorkFolder, folder: str) -> StudyOutcome:
    case = request.case
    asked = Asked(
        fairness=case.fairness,
        protected=case.protected,
        policy=policy,
        decision_type=case.decision.type,
        tuning=case.tuning,
        seed=request.seed,
        threads=request.settings.threads,
        workers=request.settings.workers,
        folder=work.path / folder,
        quick=request.quick,
    )
    return stage_of(case.task.kind)(rows, case.task, asked)


def rerun(
    request: RunRequest, rows: StudyRows, policy: Policy, outcome: StudyOutcome, work: WorkFolder
) -> Rerun | None:
    """Answer once more and compare; only in a final run, because it takes as long again."""
    if not request.final or request.quick:
        return None
    return compared(outcome, _answered(request, rows, policy, work, "again"))


def saved(request: RunRequest, record: StudyRecord, documents: dict[str, bytes]) -> str:
    """Write the finished run and return its folder."""
    return str(save(request.settings.runs, request.case.id, request.run_id, documents))


def tracked(request: RunRequest, record: StudyRecord, saved: str) -> bool:
    """Mirror the finished run to MLflow."""
    from peel_ml.tracking import write_run

    words = card_words(build(record).body)
    write_run(record.mlflow, request.settings.tracking_uri, record, Path(saved), None, request.log_trials, words)
    return True


STEPS: tuple[Step, ...] = (
    *READING,
    Step("rows", material.rows, ("request", "prepared"), "Dividing the rows by time"),
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
        ("request", "raw", "cleaned", "prepared"),
        "Describing the data",
        keeps=DataRecord,
    ),
    Step("mlflow", mlflow, ("request", "rows"), "Opening the run in MLflow", retries=2, timeout_s=300),
    Step("policy", policy, ("request",), "Reading the fairness policy"),
    Step(
        "held_out",
        material.held_out,
        ("request", "rows", "prepared"),
        "Counting openings of the held-out period",
        keeps=HeldOut,
    ),
    Step(
        "outcome",
        outcome,
        ("request", "rows", "policy", "held_out", "work"),
        "Answering the question, with what would show that the answer is wrong",
        timeout_s=7200,
        keeps=StudyOutcome,
    ),
    Step(
        "rerun",
        rerun,
        ("request", "rows", "policy", "outcome", "work"),
        "Answering once more, to see whether the figures stand",
        timeout_s=7200,
        keeps=Rerun | None,
    ),
    Step(
        "record",
        assemble.record,
        ("request", "data_record", "data_checks", "held_out", "outcome", "rerun", "work", "mlflow", "timings"),
        "Writing the record",
        keeps=StudyRecord,
    ),
    Step("documents", documents, ("record",), "Writing the model card", keeps=dict[str, bytes]),
    Step("saved", saved, ("request", "record", "documents"), "Saving the run", retries=2, keeps=str),
    Step(
        "tracked",
        tracked,
        ("request", "record", "saved"),
        "Writing to MLflow",
        retries=2,
        timeout_s=600,
        keeps=bool,
    ),
)
