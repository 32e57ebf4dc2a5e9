"""``peel data describe`` and ``peel data check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from peel_ml.data.sources.protocol import Source


@click.group()
def data() -> None:
    """What a file is, and what is wrong with it."""


def _source(path: Path, name: str | None) -> Source:
    from peel_ml.data.sources import source_named, source_of

    return source_of(path) if name is None else source_named(name)


@data.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="By default the source that recognises the layout.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def describe(path: Path, source: str | None, as_json: bool) -> None:
    """What PATH holds: files, rows, columns, period."""
    import json

    from pydantic import TypeAdapter

    from peel_ml.data.describe import Description
    from peel_ml.data.describe import describe as described

    found = described(path, _source(path, source))
    if as_json:
        click.echo(json.dumps(TypeAdapter(Description).dump_python(found, mode="json", by_alias=True), indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(
        f"[bold]{found.source}[/]  {len(found.files)} file{'s' * (len(found.files) != 1)}, {found.rows:,} rows"
        + (f", {found.period.from_} to {found.period.to}" if found.period else "")
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Column")
    table.add_column("Type")
    table.add_column("Missing", justify="right")
    for column in found.columns:
        table.add_row(column.name, column.dtype, f"{column.missing:.1%}")
    console.print(table)
    for note in found.notes:
        console.print(f"- {note}")


@data.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="By default the source that recognises the layout.")
@click.option("--use-case", metavar="ID", help="Check with this use case's target, features and split.")
@click.option("--against", type=click.Path(path_type=Path), metavar="PATH", help="Compare with these files (drift).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(path: Path, source: str | None, use_case: str | None, against: Path | None, as_json: bool) -> None:
    """What is wrong with PATH. Exits 3 when a finding blocks."""
    import json
    from dataclasses import asdict

    from peel_ml.experiment.data_check import check_files

    result = check_files(path, _source(path, source) if use_case is None or source else None, use_case, against)
    if as_json:
        click.echo(json.dumps(asdict(result), indent=2, ensure_ascii=False))
    else:
        from rich.console import Console
        from rich.markup import escape

        from peel_ml.cli.report import MARKS

        console = Console()
        console.print(f"{result.rows:,} rows, {len(result.columns)} columns")
        for finding in result.findings:
            console.print(f"{MARKS[finding.severity]} [bold]{finding.code}[/] {escape(finding.sentence)}")
            console.print(f"     {escape(finding.fix)}")
        for quiet in result.checks:
            if quiet.outcome != "found":
                console.print(f"[dim]{quiet.outcome.replace('_', ' '):14} {quiet.code}: {escape(quiet.reason)}[/]")
    if any(finding.severity == "block" for finding in result.findings):
        raise click.exceptions.Exit(3)
