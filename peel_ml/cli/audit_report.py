"""What `peel audit` prints at the end: who was compared, what can be said of each group, and where the card is."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from peel_ml.cli.audit import paths_of
from peel_ml.cli.report import MARKS
from peel_ml.results.audit import AuditRecord, GroupCounts
from peel_ml.settings import Settings

VERDICTS = {
    "outside": "[bold red]outside[/]",
    "cannot_tell": "[yellow]cannot tell[/]",
    "within": "[green]within[/]",
    "not_judged": "not judged",
}
_RATES = {"Flagged": "selection_rate", "FPR": "fpr", "FNR": "fnr", "PPV": "ppv"}


def report(record: AuditRecord, settings: Settings) -> None:
    """Print the end of an audit to stdout."""
    console = Console()
    audited = record.audited
    console.print(f"\n[bold]{escape(record.heading)}[/]")
    if record.prohibited:
        console.print("It can never be submitted.")
    named = f"{escape(audited.file)}, " if audited.file else ""
    console.print(f"{named}{audited.rows_used:,} rows compared, class {audited.data_class}", highlight=False)
    _groups(console, record)
    _verdicts(console, record)
    if record.findings:
        console.print("\n[bold]Findings[/]")
        for finding in record.findings:
            console.print(f"{MARKS[finding.severity]}  [bold]{finding.code}[/]  {escape(finding.title)}")
            console.print(Padding(escape(finding.sentence), (0, 0, 0, 6)))
    for note in audited.notes:
        console.print(f"Note: {escape(note)}", highlight=False)
    console.print(escape(record.assessment.statement))
    paths = paths_of(record, settings)
    console.print("\n[bold]Card[/]    " + escape(paths["card_html"]), soft_wrap=True, highlight=False)
    console.print("[bold]Record[/]  " + escape(paths["record"]), soft_wrap=True, highlight=False)
    if record.mlflow.run_id is not None:
        console.print(
            f"[bold]MLflow[/]  run {record.mlflow.run_id} in experiment {record.mlflow.experiment_id}; "
            f"to look: mlflow ui --backend-store-uri {settings.tracking_uri}",
            soft_wrap=True,
            highlight=False,
        )


def _groups(console: Console, record: AuditRecord) -> None:
    decided = record.audited.decided_by != "score" or record.audited.threshold is not None
    rates = _RATES if decided else {}
    for characteristic in dict.fromkeys(one.characteristic for one in record.groups):
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(characteristic, overflow="fold")
        for heading in ("Rows", *rates):
            table.add_column(heading, justify="right", no_wrap=True)
        for one in record.groups:
            if one.characteristic == characteristic:
                table.add_row(escape(one.group), _count(one), *(_share(getattr(one, name)) for name in rates.values()))
        console.print()
        console.print(table)


def _count(one: GroupCounts) -> str:
    return "–" if one.n is None else f"{one.n:,}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _verdicts(console: Console, record: AuditRecord) -> None:
    rows = [row for row in record.verdicts if row.primary and row.missing == "complete_case"]
    agreed = "" if record.tolerance_agreed else " (limit not agreed)"
    metric = record.assessment.metric.replace("_", " ")
    console.print(f"\n[bold]Judged first: {metric}[/], {record.assessment.worse} is worse{agreed}")
    for row in rows:
        console.print(f"{VERDICTS[row.verdict]}  {escape(row.sentence)}", highlight=False)
    others = [
        row
        for row in record.verdicts
        if row.verdict != "not_judged" and row.missing == "complete_case" and row.metric != record.assessment.metric
    ]
    if others:
        said = {verdict: sum(row.verdict == verdict for row in others) for verdict in VERDICTS}
        console.print(
            f"Other rates judged: {said['within']} within, {said['outside']} outside, "
            f"{said['cannot_tell']} cannot tell; each stands on the card."
        )
