"""``peel list``."""

from __future__ import annotations

import click


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(as_json: bool) -> None:
    """The problem book: objective, stage, last run."""
    import json

    import yaml

    from peel_ml.settings import read_settings

    settings = read_settings()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows = []
    for path in sorted(settings.usecases.glob("*/usecase.yaml")):
        # Read without the models behind it: a list must answer at once; `peel check` is what validates.
        declared = yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}  # noqa: S506 - a safe loader
        # Without a card it was a quick run of the inner loop.
        runs = sorted(p.parent.name for p in (settings.runs / path.parent.name).glob("[!.]*/card.json"))
        rows.append(
            {
                "id": path.parent.name,
                "title": str(declared.get("title", "")),
                "objective": str(declared.get("objective", "")),
                "stage": str(declared.get("stage", "")),
                "last_run": runs[-1] if runs else None,
                "card": "written" if runs else "none yet",
            }
        )
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if not rows:
        click.echo("No use case yet: usecases/ is empty.")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Use case", "Title", "Objective", "Stage", "Last run", "Card"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(
            row["id"],
            row["title"],
            (row["objective"] or "").replace("_", " "),
            row["stage"],
            row["last_run"] or "none yet",
            row["card"],
        )
    Console().print(table)
