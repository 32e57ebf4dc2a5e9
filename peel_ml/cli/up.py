"""``peel up`` and ``peel down``: the Prefect server that stays between runs."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from peel_ml.errors import BadRequest
from peel_ml.settings import Settings, ensure_home, read_settings


@click.command()
def up() -> None:
    """Start a Prefect server that stays, on this machine only, so that runs start sooner and can be watched."""
    settings = read_settings()
    flows = _standing(settings)
    ensure_home(settings.home)
    server, now = flows.up(settings.home)
    click.echo(
        f"Prefect is up at {server.pages}{'' if now else f', since {server.since}'}; `peel run` finds it. "
        "`peel down` ends it."
    )


@click.command()
def down() -> None:
    """End the Prefect server that `peel up` started."""
    settings = read_settings()
    server = _standing(settings).down(settings.home)
    if server is None:
        click.echo("No Prefect server was up.")
    else:
        click.echo(f"Prefect is down; it was up since {server.since}.")


def _standing(settings: Settings) -> Any:
    if not (settings.project / "flows" / "standing.py").is_file():
        raise BadRequest(f"{settings.project} brings no flows/: its runs need no Prefect server.")
    sys.path.insert(0, str(settings.project))
    return importlib.import_module("flows.standing")
