"""``peel stage``: move a use case in the problem book."""

from __future__ import annotations

from pathlib import Path

import click

from peel_ml.cli.signing import acts_as, desk_of, role_for


@click.command()
@click.argument("use_case", metavar="USE_CASE")
@click.argument("to", metavar="STAGE")
@click.option("--reason", required=True, help="Why, in a sentence.")
@acts_as
def stage(use_case: str, to: str, reason: str, person: str, key: Path | None) -> None:
    """Move USE_CASE to STAGE: proposed, exploring, proven, signed_off, handed_over or retired."""
    import yaml

    from peel_ml.assurance.lifecycle import counted, legal
    from peel_ml.assurance.moves import KEEPING
    from peel_ml.assurance.payloads import Stage
    from peel_ml.assurance.register.desk import Act
    from peel_ml.settings import read_settings
    from peel_ml.usecase.load import folder_of

    folder = folder_of(read_settings().usecases, use_case)
    declared = yaml.safe_load((folder / "usecase.yaml").read_text(encoding="utf-8")) or {}
    desk = desk_of(person, key)
    now = counted(str(declared.get("stage") or "proposed"), desk.book().stages.get(use_case))
    move = next((one for one in legal(now.stage) if one.to == to), None)
    role = role_for(desk, person, move.roles if move else next(one.roles for one in KEEPING if one.action == "stage"))
    desk.record(Act(person, role, "stage", use_case, Stage(now.stage, to), reason))
    click.echo(f"{use_case}: {now.stage} to {to}".replace("_", " "))
    if now.difference:
        click.echo(now.difference, err=True)
