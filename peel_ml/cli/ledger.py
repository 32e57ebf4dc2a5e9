"""``peel ledger``: what was decided, whether that is whole, and the copy that goes with the cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from peel_ml.cli.signing import matter_of, reading_desk, told

if TYPE_CHECKING:
    from peel_ml.assurance.ledger.chain import Broken


@click.group()
def ledger() -> None:
    """What was decided: list it, verify it, export it."""


@ledger.command("list")
@click.argument("matter", metavar="[MATTER]", required=False)
def list_(matter: str | None) -> None:
    """Print every matter and where it stands; with MATTER, what was recorded about it."""
    desk = reading_desk()
    book, at = desk.book(), desk.clock()
    if matter is None:
        for one in book.matters.values():
            effective = book.effective(one, at)
            click.echo(told(one) if effective == one.state else f"{told(one)} ({effective})")
        return
    for seq in matter_of(desk, matter, None).seqs:
        entry = book.entries[seq - 1]
        moved = f"{entry.from_state or 'new'} → {entry.to_state}" if entry.from_state != entry.to_state else "noted"
        said = f": {entry.reason}" if entry.reason else ""
        action, role = entry.action.replace("_", " "), entry.role.replace("_", " ")
        click.echo(f"{seq}  {entry.at[:19]}Z  {entry.actor} ({role})  {action}  {moved.replace('_', ' ')}{said}")


@ledger.command()
@click.option(
    "--export",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Verify an exported copy by itself: it needs nothing but these files.",
)
@click.option("--keys", type=click.Path(path_type=Path), metavar="FILE", help="Another file of trusted keys.")
def verify(folder: Path | None, keys: Path | None) -> None:
    """Recompute every digest, signature and move; name the first entry that does not hold. Exits 3 where one does not.

    Without --export the register itself is verified, against the trusted keys in model_cards/ where they stand.
    """
    from peel_ml.assurance.ledger.export import read_export, verified_export

    if folder is not None:
        copy = read_export(folder, keys)
        found = verified_export(copy)
        _tell(found.broken, found.book.seq, f"the exported copy in {folder}")
        return
    _verify_register(keys)


def _verify_register(keys: Path | None) -> None:
    from peel_ml.assurance.ledger.chain import Broken, verified
    from peel_ml.assurance.ledger.export import KEYS, LEDGER, holds, read_export, read_keys
    from peel_ml.assurance.ledger.storage import Storage, entries
    from peel_ml.cards.publishing import CARDS
    from peel_ml.settings import read_settings

    settings = read_settings(anywhere=True)
    with Storage(settings.register_uri).reading() as connection:
        everything = entries(connection)
    cards = settings.project / CARDS
    path = keys or cards / KEYS
    trusted = read_keys(path.read_bytes()) if path.is_file() else None
    found = verified(everything, trusted)
    broken = found.broken
    if broken is None and (cards / LEDGER).is_file():
        copy = read_export(cards, keys)
        problem = holds(everything, copy)
        broken = None if problem is None else Broken(len(copy.entries), (problem,))
    if trusted is None:
        click.echo(
            "There is no file of trusted keys, so this shows that the register is whole, not that it is ours. "
            "`peel ledger export` writes the file.",
            err=True,
        )
    _tell(broken, found.book.seq, "the register")


def _tell(broken: Broken | None, seq: int, what: str) -> None:
    from peel_ml.errors import FellShort

    if broken is not None:
        raise FellShort(f"Entry {broken.seq} of {what} does not hold.", broken.problems)
    click.echo(f"Every one of {seq} entries of {what} holds.")


@ledger.command()
def export() -> None:
    """Write the copy that goes with the cards: model_cards/ledger.jsonl, its signed head, and the trusted keys."""
    from peel_ml.assurance.ledger.export import exported
    from peel_ml.cards.publishing import CARDS
    from peel_ml.settings import read_settings
    from peel_ml.store import replace_files

    desk = reading_desk()
    files = exported(desk.book(), desk.signer)
    replace_files(read_settings().project / CARDS, files)
    click.echo(f"{CARDS}: {', '.join(files)}")
