"""``peel run``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from peel_ml.results.recorded import Recorded
    from peel_ml.settings import Settings


def _pairs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for value in values:
        key, sign, text = value.partition("=")
        if not sign or not key:
            raise click.BadParameter(f"{value!r} is not of the form key=value, for example tuning.trials=10")
        pairs[key] = text
    return pairs


@click.command()
@click.argument("use_case", metavar="ID", required=False)
@click.option("--all", "every", is_flag=True, help="Run the whole problem book.")
@click.option("--final", is_flag=True, help="Open the held-out period; every opening is counted and printed.")
@click.option(
    "--quick", is_flag=True, help="The inner loop: a fifth of the rows, few trials, no card, no Prefect; never --final."
)
@click.option("--data", metavar="PATH", help="Files in the declared source's layout, instead of the declared location.")
@click.option("--trials", type=click.IntRange(1, 10_000), help="Configurations to try.")
@click.option("--timeout", type=click.IntRange(1), metavar="S", help="Seconds after which no new trial is begun.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of everything that is drawn.")
@click.option(
    "--set",
    "overrides",
    metavar="KEY=VALUE",
    multiple=True,
    callback=_pairs,
    help="Override a key of tuning, split, operating_point or data; stands in the record.",
)
@click.option(
    "--log-trials",
    type=click.Choice(["none", "top10", "all"]),
    default="top10",
    show_default=True,
    help="Trials that become child runs in MLflow.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="A new or empty folder for record and card."
)
@click.option("--strict", is_flag=True, help="Exit 3 when a finding blocks or a verdict is outside.")
@click.option("--json", "as_json", is_flag=True, help="Print the record and its paths as one JSON document.")
@click.option("--no-flow", is_flag=True, help="Walk the steps plainly instead of as a Prefect flow.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Make the fits on the workers of this Dask scheduler, tcp://HOST:8786; docs/more-machines.md.",
)
@click.option(
    "--at-a-time", type=click.IntRange(1, 64), metavar="N", help="With --all: use cases at a time; by default 2."
)
def run(
    use_case: str | None,
    every: bool,
    final: bool,
    quick: bool,
    data: str | None,
    trials: int | None,
    timeout: int | None,
    seed: int,
    overrides: dict[str, str],
    log_trials: Any,
    out: Path | None,
    strict: bool,
    as_json: bool,
    no_flow: bool,
    cluster: str | None,
    at_a_time: int | None,
) -> None:
    """Run use case ID: from data to a tuned, tracked, explained and checked model, and its card.

    Scores the validation period, as often as you like. --final opens the held-out period.

    --all runs the whole book, each use case in a process of its own; with it --data is a folder of published data,
    from which each use case takes the files that its data.published_as names.
    """
    from peel_ml.settings import read_settings

    settings = read_settings()
    if every:
        _refuse_with_all({"ID": use_case, "--out": out, "--trials": trials, "--timeout": timeout, "--set": overrides})
        from peel_ml.cli.run_all import run_all
        from peel_ml.experiment.book import BookRequest

        folder = None if data is None else Path(data).expanduser()
        # A quick run is walked plainly, as it is alone.
        request = BookRequest(final, quick, seed, folder, not no_flow and not quick, at_a_time, cluster)
        run_all(request, settings, as_json, strict)
        return
    if at_a_time is not None:
        raise click.UsageError("--at-a-time goes with --all: a single run is one.")
    if use_case is None:
        raise click.UsageError("Name a use case (`peel list` shows them), or give --all.")
    from peel_ml.cli.progress import progress
    from peel_ml.experiment.run import has_flows
    from peel_ml.experiment.run import run as run_use_case

    orchestrate = not no_flow and not quick and has_flows(settings.project)
    if not orchestrate and not no_flow and not quick:
        click.echo("No flows/ in this project: walking the steps plainly.", err=True)
    with progress(_steps_shown(settings, use_case)) as listener:
        record = run_use_case(
            use_case,
            data=data,
            final=final,
            quick=quick,
            seed=seed,
            trials=trials,
            timeout=timeout,
            overrides=overrides,
            log_trials=log_trials,
            out=out,
            orchestrate=orchestrate,
            cluster=cluster,
            settings=settings,
            listener=listener,
        )
    if as_json:
        _print_json(record, settings)
    else:
        from peel_ml.cli.report import report

        report(record, settings)
    if strict and (
        any(finding.severity == "block" for finding in record.findings)
        or any(row.verdict == "outside" for row in record.fairness)
    ):
        raise click.exceptions.Exit(3)


STEPS_SHOWN, STUDY_STEPS_SHOWN = 30, 15
"""Rows of the two steps tables; a test keeps them in step, so that the bar needs no heavy import."""


def _steps_shown(settings: Settings, use_case: str) -> int:
    declared = settings.usecases / use_case / "usecase.yaml"
    classifies = not declared.is_file() or "kind: classification" in declared.read_text(
        encoding="utf-8", errors="replace"
    )
    return STEPS_SHOWN if classifies else STUDY_STEPS_SHOWN


def paths_of(record: Recorded, settings: Settings) -> dict[str, str]:
    """Return where the record and the card of a run are; a quick run has no card."""
    folder = settings.runs / record.use_case / record.provenance.run_id
    files = {"record": "record.json"}
    if not record.quick:
        files |= {"card_json": "card.json", "card_html": "card.html"}
    return {name: str(folder / file) for name, file in files.items()}


def _print_json(record: Recorded, settings: Settings) -> None:
    import json

    from peel_ml.results.recorded import to_json

    click.echo(
        json.dumps(
            {**to_json(record), "paths": paths_of(record, settings)},
            indent=2,
            sort_keys=True,
            ensure_ascii=False,
            allow_nan=False,
        )
    )


def _refuse_with_all(given: dict[str, Any]) -> None:
    unused = [name for name, used in given.items() if used]
    if unused:
        raise click.UsageError(
            f"--all runs the whole problem book as declared; it does not go with {', '.join(unused)}."
        )
