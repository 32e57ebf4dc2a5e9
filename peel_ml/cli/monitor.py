"""``peel monitor``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from peel_ml.modelling.bag import FittedModel
    from peel_ml.monitoring.report import MonitoringReport

MARKS = {"breach": "[bold red]breach[/]", "cannot_tell": "[yellow]cannot tell[/]", "not_watched": "[dim]not watched[/]"}


@click.command()
@click.argument("run", metavar="RUN|USE_CASE")
@click.option("--data", required=True, metavar="PATH", help="The new data, in the layout of the use case's source.")
@click.option("--reference", metavar="PATH", help="The data of the run, unless it is declared or the sample.")
@click.option(
    "--model",
    "model_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The released model (model.json), to score the new data with.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON document.")
def monitor(run: str, data: str, reference: str | None, model_file: Path | None, as_json: bool) -> None:
    """Look at new data with a finished run, and say what changed that its results or its model rest on.

    The report is kept below PEEL_HOME/monitoring. A breach of what was declared suspends every approval of the run
    that is in force. Exits 3 where anything is breached.
    """
    from peel_ml.assurance.watch.stopping import suspender
    from peel_ml.monitoring.report import dumps
    from peel_ml.monitoring.story import monitor as look
    from peel_ml.settings import read_settings

    settings = read_settings()
    suspend = suspender(settings, run)
    report = look(run, data, settings=settings, reference=reference, model=_model(model_file), suspend=suspend)
    if as_json:
        click.echo(dumps(report), nl=False)
    else:
        _print(report)
    if report.breached:
        raise click.exceptions.Exit(3)


def _model(file: Path | None) -> FittedModel | None:
    if file is None:
        return None
    from pydantic import ValidationError

    from peel_ml.errors import BadRequest
    from peel_ml.modelling.bag import FittedModel

    try:
        return FittedModel.from_json(file.read_bytes())
    except ValidationError:
        raise BadRequest(f"{file} is no model of this platform. Name the model.json that a run released.") from None


def _print(report: MonitoringReport) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.padding import Padding

    console = Console(highlight=False)
    synthetic = "  [bold]SYNTHETIC DATA[/]" if report.synthetic else ""
    period = report.new.period
    when = f", {period.from_} to {period.to}" if period is not None else ""
    rows = "fewer than 5" if report.new.rows_used is None else f"{report.new.rows_used:,}"
    console.print(f"[bold]{escape(report.use_case)}[/]  run {report.run_id}  {rows} new rows{when}{synthetic}")
    for monitor in report.monitors:
        console.print(f"{MARKS.get(monitor.state, '[green]steady[/]')}  [bold]{escape(monitor.metric)}[/] (declared)")
        console.print(Padding(escape(monitor.sentence), (0, 0, 0, 4)))
        if monitor.state == "breach":
            console.print(Padding(f"{escape(monitor.owner)}: {escape(monitor.action)}", (0, 0, 0, 4)))
    for state in ("breach", "cannot_tell", "not_watched"):
        # What has one reason is said once.
        alike: dict[str, list[str]] = {}
        for signal in report.signals:
            if signal.state == state:
                alike.setdefault(f"{signal.sentence} {signal.action}".strip(), []).append(signal.name)
        for said, names in alike.items():
            console.print(f"{MARKS[state]}  [bold]{escape(', '.join(names))}[/]")
            console.print(Padding(escape(said), (0, 0, 0, 4)))
    counts = report.counts
    console.print(
        f"{counts['breach']} breached, {counts['steady']} steady, {counts['cannot_tell']} cannot be told, "
        f"{counts['not_watched']} not watched. A look at steady data raises a breach by chance at most "
        f"{report.error_rate.alpha:.0%} of the time, over all {report.error_rate.tests} tests together."
    )
    if report.suspends:
        console.print("[bold]This calls for a suspension and a new review.[/]")
    console.print(f"[bold]Digest[/]  {report.digest}", soft_wrap=True)
