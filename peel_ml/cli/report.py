"""What `peel run` prints at the end: a short table, the findings, and where everything is."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from peel_ml.cli.run import paths_of
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.settings import Settings

MARKS = {"block": "[bold red]stop[/]", "warn": "[yellow]warn[/]", "note": "[cyan]note[/]"}


def _shown(estimate: Estimate) -> str:
    if estimate.value is None:
        return estimate.reason or "not measured"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.4f}"
    return f"{estimate.value:.4f} ({estimate.low:.4f} to {estimate.high:.4f})"


def report(record: RunRecord, settings: Settings) -> None:
    """Print the end of a run to stdout."""
    console = Console()
    scores = record.scores
    period = "the held-out period" if scores.evaluated_on == "held_out" else "the validation period"
    synthetic = " [bold]SYNTHETIC DATA[/]" if record.data.synthetic else ""
    console.print(f"\n[bold]{escape(record.use_case)}[/]  scored on {period}, {scores.rows:,} rows{synthetic}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Measure")
    table.add_column("This model (95% interval)")
    for name in record.scores.baselines:
        table.add_column(name)
    for metric, estimate in scores.metrics.items():
        name = f"[bold]{metric}[/]" if metric == scores.primary else metric
        table.add_row(
            name,
            _shown(estimate),
            *(
                "–" if (value := figures[metric].value) is None else f"{value:.4f}"
                for figures in scores.baselines.values()
            ),
        )
    console.print(table)
    lift = scores.lift
    if lift.value is not None and lift.low is not None and lift.high is not None:
        console.print(f"Over {lift.baseline}: {lift.value:+.4f} ({lift.low:+.4f} to {lift.high:+.4f}) in {lift.metric}")
    tried = record.tuning
    console.print(
        f"Search: {tried.completed} complete, {tried.pruned} pruned, {tried.failed} failed "
        f"of {tried.trials_requested} trials"
    )
    _groups(console, record)
    _findings(console, record)
    held = record.held_out
    if held.openings:
        console.print(
            f"The held-out period has been opened {held.openings} time{'s' * (held.openings != 1)} "
            f"by {held.runs} run{'s' * (held.runs != 1)}."
        )
    paths = paths_of(record, settings)
    console.print("\n[bold]Card[/]    " + paths["card_html"], soft_wrap=True, highlight=False)
    console.print("[bold]Record[/]  " + paths["record"], soft_wrap=True, highlight=False)
    if record.mlflow.run_id is not None:
        console.print(
            f"[bold]MLflow[/]  run {record.mlflow.run_id} in experiment {record.mlflow.experiment_id}; "
            f"to look: mlflow ui --backend-store-uri {settings.tracking_uri}",
            soft_wrap=True,
            highlight=False,
        )


def _groups(console: Console, record: RunRecord) -> None:
    judged = [
        row for row in record.fairness if row.primary and row.missing == "complete_case" and row.verdict != "not_judged"
    ]
    if not judged:
        return
    counts = {
        verdict: sum(row.verdict == verdict for row in judged) for verdict in ("within", "outside", "cannot_tell")
    }
    shown = sum(bool(row.difference_shown) for row in judged)
    agreed = "" if record.fairness_assessment.tolerance.agreed else ", limit not agreed"
    console.print(
        f"Groups: {counts['within']} within, {counts['outside']} outside, {counts['cannot_tell']} cannot tell{agreed}; "
        f"a difference is shown in {shown} of {len(judged)} comparisons"
    )


def _findings(console: Console, record: RunRecord) -> None:
    if not record.findings:
        console.print("No findings.")
        return
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in record.findings:
        table.add_row(MARKS[finding.severity], finding.code, escape(finding.sentence))
    console.print("\n[bold]Findings[/]")
    console.print(table)
