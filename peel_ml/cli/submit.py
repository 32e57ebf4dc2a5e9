"""``peel submit``: freeze a finished run and submit it for a scope, or say what is still open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from peel_ml.assurance.gates.gate import GateResult
    from peel_ml.assurance.register.desk import Desk
    from peel_ml.assurance.register.matter import Matter
    from peel_ml.assurance.submissions.freezing import Frozen, Makers

MARKS = {"passed": "✓ passed", "failed": "✗ failed", "not_applicable": "– does not apply"}


@click.command()
@click.argument("run", metavar="RUN")
@click.option(
    "--scope",
    type=click.Choice(("rehearsal", "publication", "pilot", "operational", "exploration")),
    default="publication",
    show_default=True,
    help="What it is to be signed for; rehearsal practises the whole walk on made-up data.",
)
@click.option("--dry-run", is_flag=True, help="Record nothing: print the people, the gates and what is still open.")
@click.option("--as", "person", metavar="PERSON", help="Who you are in the register; not needed for --dry-run.")
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Your key.")
def submit(run: str, scope: str, dry_run: bool, person: str | None, key: Path | None) -> None:
    """Submit RUN for ethical-assurance sign-off, or a new revision where changes were asked for.

    Exits 3 where a gate that blocks did not pass; nothing is recorded then.
    """
    from peel_ml.assurance.register.opening import open_desk
    from peel_ml.assurance.submissions.makers import makers_of
    from peel_ml.assurance.submissions.submitting import prepare
    from peel_ml.cli.card_files import folder_of
    from peel_ml.cli.signing import desk_of, told
    from peel_ml.errors import BadRequest
    from peel_ml.settings import read_settings

    settings = read_settings()
    folder = folder_of(run)
    if not dry_run and person is None:
        raise BadRequest("Say who you are with --as PERSON, or look first with --dry-run.")
    desk = open_desk(settings) if dry_run else desk_of(str(person), key)
    makers = makers_of(settings, desk.book(), folder)
    ready = prepare(desk, settings.submitted, folder, scope, makers, person or "")  # type: ignore[arg-type]
    if dry_run:
        for line in planned(desk, ready.frozen, ready.draft, ready.gates, makers):
            click.echo(line)
        if person is None:
            click.echo("Nobody was named as its author: with --as PERSON, G20 is judged for that person.")
        if ready.failed:
            raise click.exceptions.Exit(3)
        return
    click.echo(told(desk.submit(str(person), ready.enter, ready.revises)))


def planned(desk: Desk, frozen: Frozen, draft: Matter, gates: tuple[GateResult, ...], makers: Makers) -> list[str]:
    """Return what a submission would ask of whom, line by line."""
    rule = desk.book().policy.scopes[draft.scope]
    failed = [one for one in gates if one.state == "failed" and one.blocking]
    lines = [
        f"{frozen.run.title}",
        f"Run {frozen.manifest.run_id}, for the scope {draft.scope}. It would allow: {rule.allows}",
        "",
        "People",
        *(f"  {line}" for line in _people(desk, draft)),
        f"  Made by: {', '.join(makers.people) or 'nobody of the register'}"
        + (f", and {makers.unknown} who are not in the register" if makers.unknown else ""),
        "",
        "Gates",
    ]
    for one in gates:
        note = "" if one.blocking or one.state != "failed" else " (shown; does not block here)"
        lines.append(f"  {one.code} {MARKS[one.state]}{note}: {one.title}")
        if one.state == "failed":
            lines.append(f"      {one.text}")
            if one.todo:
                lines.append(f"      To do ({one.who.replace('_', ' ')}): {one.todo}")
    if frozen.asks.justifications:
        lines += ["", f"Needs a recorded justification: {', '.join(frozen.asks.justifications)}"]
    short = f"{len(failed)} of {len(rule.blocking)} gates that block did not pass."
    return [*lines, "", short if failed else "It can be submitted."]


def _people(desk: Desk, draft: Matter) -> list[str]:
    from peel_ml.assurance.register.asking import free_for, roles_asked

    book, on = desk.book(), desk.clock().date()
    lines = []
    for asked in roles_asked(book.policy, draft):
        free = ", ".join(one.name for one in free_for(book, draft, asked.role, on))
        many = f" ({asked.people} of them)" if asked.people > 1 else ""
        lines.append(f"{asked.role.replace('_', ' ')}{many}: {free or 'nobody in the register may be'}")
    return lines or ["nobody is asked"]
