"""The steps of a run, as one table. `flows` makes a Prefect task of every row; `walk` goes through it plainly.

Each row's function takes the values named by its inputs and returns the value named like the row.
"""

from __future__ import annotations

from peel_ml.cards.build import build
from peel_ml.cards.figures import figures
from peel_ml.cards.render import render
from peel_ml.experiment import assemble, judging, material
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.learning import Learned
from peel_ml.experiment.material import Raw
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.steps import Step
from peel_ml.experiment.store import save
from peel_ml.experiment.work import WorkFolder, claim, run_key
from peel_ml.fairness.policy import Policy, load_policy
from peel_ml.results.record import MlflowRun, RunRecord, dumps

GIVEN = ("request", "listener", "timings")
"""Values that are there before the first step."""


def work(request: RunRequest, raw: Raw) -> WorkFolder:
    """Claim the folder of unfinished work."""
    return claim(request.settings.work, run_key(request, raw.sha256), request.run_id)


def mlflow(request: RunRequest, judged: Judged) -> MlflowRun:
    """Open the run in MLflow, once the data has passed: a bad request leaves nothing there."""
    from peel_ml.tracking import open_run

    settings = request.settings
    return open_run(
        settings.tracking_uri,
        request.case.id,
        f"{'final' if request.final else 'validation'} {request.run_id}",
        {"peel_run": request.run_id},
        settings.home / "mlartifacts",
    )


def policy(request: RunRequest) -> Policy:
    """Read the policy that the verdicts follow."""
    return load_policy()


def documents(record: RunRecord) -> dict[str, bytes]:
    """Render the card and write the record as text: everything that is kept of a run."""
    card = build(record)
    return {"record.json": dumps(record).encode(), **render(card), **figures(card)}


def saved(request: RunRequest, documents: dict[str, bytes]) -> str:
    """Write the finished run and return its folder."""
    return str(save(request.settings.runs, request.case.id, request.run_id, documents))


def tracked(request: RunRequest, record: RunRecord, saved: str, judged: Judged, learned: Learned) -> bool:
    """Mirror the finished run to MLflow; a model only where one may leave the run."""
    from pathlib import Path

    from peel_ml.tracking import ModelExport, write_run

    export = None
    if record.model.released:
        export = ModelExport(learned.model.to_json(), judged.development.features.protected, record.model.description)
    write_run(record.mlflow, request.settings.tracking_uri, record, Path(saved), export, request.log_trials)
    return True


def closed(work: WorkFolder, tracked: bool) -> bool:
    """Remove the folder of unfinished work."""
    work.finish()
    return True


STEPS: tuple[Step, ...] = (
    Step("raw", material.read, ("request",), "Reading the data", retries=2, timeout_s=1800),
    Step("work", work, ("request", "raw"), "Claiming a work folder"),
    Step("cleaned", material.cleaned, ("request", "raw"), "Cleaning, step by step", timeout_s=1800),
    Step("prepared", material.prepared, ("request", "cleaned"), "Preparing and checking the columns", timeout_s=1800),
    Step("parts", material.parts, ("request", "prepared"), "Splitting features, protected columns and target"),
    Step("data_checks", material.data_checks, ("request", "raw", "cleaned", "prepared"), "Checking the data"),
    Step("judged", judging.judged, ("request", "parts"), "Choosing the rows to judge on"),
    Step("mlflow", mlflow, ("request", "judged"), "Opening the run in MLflow", retries=2, timeout_s=300),
    Step("learned", judging.learned, ("request", "judged", "work", "listener"), "Searching and fitting"),
    Step("held_out", judging.held_out, ("request", "parts", "learned"), "Counting openings of the held-out period"),
    Step("probabilities", judging.probabilities, ("judged", "learned", "held_out"), "Scoring"),
    Step(
        "baselines", judging.baselines, ("request", "judged", "learned", "held_out"), "Fitting what it is compared with"
    ),
    Step(
        "scores",
        judging.scores,
        ("request", "judged", "learned", "probabilities", "baselines"),
        "Measuring, with intervals",
    ),
    Step("model_checks", judging.model_checks, ("request", "scores", "learned"), "Checking the model"),
    Step("policy", policy, ("request",), "Reading the fairness policy"),
    Step(
        "decision", judging.decision, ("probabilities", "scores"), "Turning scores into decisions, where one is allowed"
    ),
    Step(
        "fairness", judging.fairness, ("request", "judged", "probabilities", "decision", "policy"), "Comparing groups"
    ),
    Step(
        "fairness_checks",
        judging.fairness_checks,
        ("fairness", "judged", "probabilities", "decision"),
        "Checking the comparison",
    ),
    Step("explanation", judging.explanation, ("request", "judged", "learned"), "Explaining"),
    Step(
        "record",
        assemble.record,
        (
            "request",
            "raw",
            "cleaned",
            "prepared",
            "parts",
            "data_checks",
            "judged",
            "learned",
            "held_out",
            "scores",
            "model_checks",
            "fairness",
            "fairness_checks",
            "explanation",
            "work",
            "mlflow",
            "timings",
        ),
        "Writing the record",
    ),
    Step("documents", documents, ("record",), "Writing the model card"),
    Step("saved", saved, ("request", "documents"), "Saving the run", retries=2),
    Step(
        "tracked",
        tracked,
        ("request", "record", "saved", "judged", "learned"),
        "Writing to MLflow",
        retries=2,
        timeout_s=600,
    ),
    Step("closed", closed, ("work", "tracked"), "Tidying up"),
)
