"""``peel doctor``."""

from __future__ import annotations

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def doctor(as_json: bool) -> None:
    """What is installed, reachable and writable, and what to do about what is not. Exits 3 if something is not."""
    import json
    from dataclasses import asdict

    from peel_ml.cli.examinations import Examined, table
    from peel_ml.errors import PeelError

    found: list[Examined] = []
    for examine in table():
        try:
            found.append(examine())
        except PeelError as error:  # without settings there is nothing to look at; each says so
            name = examine.__name__.replace("_", " ").capitalize()
            found.append(Examined(name, False, error.summary))
    if as_json:
        click.echo(json.dumps([asdict(item) for item in found], indent=2))
    else:
        for item in found:
            mark = click.style("ok  ", fg="green") if item.well else click.style("look", fg="red", bold=True)
            click.echo(f"{mark} {item.name:18} {item.found}")
            if not item.well and item.fix:
                click.echo(f"{'':23} {item.fix}")
    if not all(item.well for item in found):
        raise click.exceptions.Exit(3)
