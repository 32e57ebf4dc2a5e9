"""``peel verify``: whether a model stands approved, byte for byte; with ``--all``, whether everything does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peel_ml.errors import BadRequest

if TYPE_CHECKING:
    from peel_ml.assurance.verification.verifying import Verification
    from peel_ml.assurance.watch.rounds import Acted
    from peel_ml.assurance.watch.watched import WatchFinding

MARKS = {"passed": "✓", "failed": "✗", "not_reached": "–"}


@click.command()
@click.argument("model", metavar="[MODEL]", required=False)
@click.option(
    "--scope", type=click.Choice(("rehearsal", "publication", "pilot")), help="What it is to be used for; always named."
)
@click.option(
    "--ledger", type=click.Path(path_type=Path), metavar="FILE", help="ledger.jsonl of an exported copy, or its folder."
)
@click.option("--keys", type=click.Path(path_type=Path), metavar="FILE", help="The file of trusted keys.")
@click.option("--at", metavar="TIME", help="Look at an earlier time, as in 2026-06-30 or 2026-06-30T12:00Z.")
@click.option("--all", "everything", is_flag=True, help="Look at every approval, and at MLflow's registry.")
@click.option(
    "--act", is_flag=True, help="With --all: suspend what does not hold, as the monitor, and put the registry right."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(
    model: str | None,
    scope: str | None,
    ledger: Path | None,
    keys: Path | None,
    at: str | None,
    everything: bool,
    act: bool,
    as_json: bool,
) -> None:
    """Compute whether MODEL stands approved for a scope, from the ledger and the trusted keys alone.

    MODEL is a folder, models:/NAME/VERSION, models:/NAME@ALIAS, runs:/RUN, a run's id, or a use case for the run that
    was approved last. Exits 0 where it may be used, and 3 where it may not, with every reason.
    """
    if everything:
        if model is not None or scope is not None or ledger is not None or keys is not None or at is not None:
            raise BadRequest("--all looks at everything there is now: leave MODEL and the other options away.")
        _all(act, as_json)
        return
    if model is None or scope is None or act:
        raise BadRequest("Name a MODEL and a --scope, or look at everything with --all; --act belongs to --all.")
    _one(model, scope, ledger, keys, at, as_json)


def _one(model: str, scope: str, ledger: Path | None, keys: Path | None, at: str | None, as_json: bool) -> None:
    import json
    from dataclasses import asdict
    from datetime import UTC

    from peel_ml.assurance.ledger.chain import verified
    from peel_ml.assurance.verification.decided import decided
    from peel_ml.assurance.verification.places import places
    from peel_ml.assurance.verification.verifying import verify as verify_bytes
    from peel_ml.settings import read_settings

    settings = read_settings(anywhere=True)
    when = datetime.now(UTC) if at is None else _time(at)
    made = decided(settings, ledger, keys)
    found = places(settings, verified(made.entries, made.keys).book, model, scope)  # type: ignore[arg-type]
    results = [
        (
            one.where,
            verify_bytes(
                made.entries,
                made.keys,
                one,
                scope,  # type: ignore[arg-type]
                when,
                looking_back=at is not None,
                besides=made.problems,
            ),
        )
        for one in found
    ]
    if as_json:
        document = {
            "ok": all(result.ok for _, result in results),
            "ledger": made.where,
            "places": [{"where": where, **asdict(result)} for where, result in results],
        }
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        for where, result in results:
            click.echo("\n".join(said(where, result)))
    if not all(result.ok for _, result in results):
        raise click.exceptions.Exit(3)


def _time(text: str) -> datetime:
    from datetime import UTC

    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"--at {text!r} is no time. Write it as 2026-06-30 or 2026-06-30T12:00Z.") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def said(where: str, result: Verification) -> list[str]:
    """Return a verification in lines."""
    from peel_ml.assurance.policy import policy

    if result.ok:
        allows = policy().scopes[result.scope].allows
        lines = [
            f"{where} stands approved for {result.scope} until {str(result.valid_until)[:10]}. It allows: {allows}"
        ]
    else:
        lines = [f"{where} does NOT stand approved for {result.scope}. State: {result.state.replace('_', ' ')}."]
    if result.matter is not None:
        approval = f", approval {result.approval_id[:16]}" if result.approval_id else ""
        lines.append(f"  {result.use_case}, run {result.run_id}, matter {result.matter}{approval}")
    for finding in result.findings:
        lines.append(f"  {MARKS[finding.outcome]} {finding.title}")
        lines += [f"      {problem}" for problem in finding.problems]
    lines += [f"  Condition: {text}" for text in result.conditions]
    if result.beside and where.startswith("models:"):
        lines.append(
            f"  {len(result.beside)} files that MLflow packs around the model are no part of the approval. "
            "peel_ml.load_approved opens none of them; mlflow.pyfunc runs them."
        )
    return lines


def _all(act: bool, as_json: bool) -> None:
    import json
    from dataclasses import asdict
    from datetime import UTC

    from peel_ml.assurance.watch.rounds import round_
    from peel_ml.settings import read_settings

    findings, acted = round_(read_settings(anywhere=True), datetime.now(UTC), act)
    if as_json:
        document = {"findings": [asdict(one) for one in findings], "acted": asdict(acted) if act else None}
        click.echo(json.dumps(document, indent=2, ensure_ascii=False, default=str))
    else:
        click.echo("\n".join(all_said(findings, acted)))
    if any(one.broken for one in findings):
        raise click.exceptions.Exit(3)


def all_said(findings: tuple[WatchFinding, ...], acted: Acted) -> list[str]:
    """Return a watcher's round in lines."""
    lines = []
    for one in findings:
        about = f" {one.use_case}" + (f" for {one.scope}" if one.scope else "") if one.use_case else ""
        lines.append(f"{'✗' if one.broken else '!'} {one.code}{about}: {one.text}")
        lines += [f"    {one.todo}"] if one.todo else []
    if not findings:
        lines.append("Nothing was changed outside sign-off, nothing is overdue, and nothing ends soon.")
    lines += [f"Suspended: {id_}" for id_ in acted.suspended]
    lines += [f"MLflow: {done}" for one in acted.mirrors for done in one.done]
    return [*lines, *acted.refused]
