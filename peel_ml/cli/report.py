"""What `peel run` prints at the end: a short table, the findings, and where everything is."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from peel_ml.cli.run import paths_of
from peel_ml.results.estimate import Estimate
from peel_ml.results.recorded import Recorded
from peel_ml.settings import Settings

MARKS = {"block": "[bold red]stop[/]", "warn": "[yellow]warn[/]", "note": "[cyan]note[/]"}


def _value(estimate: Estimate) -> str:
    return "–" if estimate.value is None else f"{estimate.value:.4f}"


def _shown(estimate: Estimate) -> str:
    if estimate.value is None:
        return estimate.reason or "not measured"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.4f}"
    return f"{estimate.value:.4f} (95% interval {estimate.low:.4f} to {estimate.high:.4f})"


def report(record: Recorded, settings: Settings) -> None:
    """Print the end of a run to stdout."""
    console = Console()
    scores = record.scores
    period = "the held-out period" if scores.evaluated_on == "held_out" else "the validation period"
    synthetic = " [bold]SYNTHETIC DATA[/]" if record.data.synthetic else ""
    console.print(f"\n[bold]{escape(record.use_case)}[/]  scored on {period}, {scores.rows:,} rows{synthetic}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Candidate", no_wrap=True)
    for metric in scores.metrics:
        table.add_column(metric.replace("_", " "), justify="right")
    for name, figures in {"this model": scores.metrics, **scores.baselines}.items():
        style = "bold" if name == "this model" else ""
        # A study need not measure everything of every simple method.
        cells = (_value(figures[metric]) if metric in figures else "–" for metric in scores.metrics)
        table.add_row(name, *cells, style=style)
    console.print(table)
    console.print(f"This model's {scores.primary}: {_shown(scores.metrics[scores.primary])}")
    lift = scores.lift
    if lift is not None and lift.value is not None and lift.low is not None and lift.high is not None:
        console.print(f"Over {lift.baseline}: {lift.value:+.4f} ({lift.low:+.4f} to {lift.high:+.4f})")
    tried = record.tuning
    if tried is not None:
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
    if record.quick:
        console.print("\nA quick run: a fifth of the rows and few trials. Not a figure to quote; no card was made.")
    else:
        console.print("\n[bold]Card[/]    " + paths["card_html"], soft_wrap=True, highlight=False)
    console.print("[bold]Record[/]  " + paths["record"], soft_wrap=True, highlight=False)
    if record.mlflow.run_id is not None:
        console.print(
            f"[bold]MLflow[/]  run {record.mlflow.run_id} in experiment {record.mlflow.experiment_id}; "
            f"to look: mlflow ui --backend-store-uri {settings.tracking_uri}",
            soft_wrap=True,
            highlight=False,
        )


def _groups(console: Console, record: Recorded) -> None:
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


def _findings(console: Console, record: Recorded) -> None:
    if not record.findings:
        console.print("No findings.")
        return
    console.print("\n[bold]Findings[/]")
    for finding in record.findings:
        console.print(f"{MARKS[finding.severity]}  [bold]{finding.code}[/]  {escape(finding.title)}")
        console.print(Padding(escape(finding.sentence), (0, 0, 0, 6)))
