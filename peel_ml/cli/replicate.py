"""``peel replicate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from peel_ml.cards.card import Card
    from peel_ml.cards.diff.leaves import Leaf
    from peel_ml.experiment.replicating import Prepared, Replica

_UNSAID = ("sections", "blocks", "facts", "statuses", "items", "text", "table", "rows", "panels")
"""Keys of the content model that a reader of a place in it does not need."""


@click.command()
@click.argument("card", metavar="CARD")
@click.option("--data", metavar="PATH", help="Where the card's data lies, unless it is declared or the sample.")
@click.option("--anyway", is_flag=True, help="Also from data that are not those the card was made from.")
def replicate(card: str, data: str | None, anyway: bool) -> None:
    """Derive CARD again from its data, and print every difference.

    CARD is the path of a card.json, or a run. The run that derives it leaves nothing behind; where the card is of a
    final run, the held-out period is opened once more, and that is counted. Exits 0 where nothing differs but the
    versions the two were made with, 3 where something does.
    """
    from peel_ml.cli.progress import progress
    from peel_ml.cli.run import STEPS_SHOWN
    from peel_ml.cli.sides import card_path, read_card
    from peel_ml.errors import BadRequest
    from peel_ml.experiment.replicating import prepare, recipe_in
    from peel_ml.experiment.replicating import replicate as derive
    from peel_ml.settings import read_settings

    settings = read_settings()
    document = read_card(card_path(card))
    prepared = prepare(document, data, settings)
    if not prepared.same_data and not anyway:
        raise BadRequest(
            "These are not the data the card was made from, so its figures cannot come out. "
            f"Digest on the card: {recipe_in(document).data_sha256}. Digest of these: {prepared.data_sha256}. "
            "Name the card's own data with --data PATH, or give --anyway to see what differs."
        )
    for line in _known(document, prepared):
        click.echo(line, err=True)
    with progress(STEPS_SHOWN) as listener:
        replica = derive(document, prepared, settings, listener)
    for line in report(document, replica):
        click.echo(line)
    if replica.differences:
        raise click.exceptions.Exit(3)


def _known(card: Card, prepared: Prepared) -> list[str]:
    """Return what is known to differ before anything is computed."""
    from peel_ml.experiment.replicating import recipe_in

    recipe, lines = recipe_in(card), []
    if not prepared.same_data:
        lines.append("The data are not those the card was made from: figures will differ.")
    if not prepared.same_declaration:
        lines.append(
            f"usecases/{card.body.use_case}/usecase.yaml is not what the card was made from: what it says, and perhaps "
            "what is found, will differ."
        )
    if not recipe.repeatable:
        lines.append("The card's search was ended by time, so the same settings may find other figures.")
    if recipe.final:
        lines.append("The card is of a final run: the held-out period is opened once more, and that is counted.")
    return lines


def report(card: Card, replica: Replica) -> list[str]:
    """Return what came of it, line by line."""
    body = card.body
    mark = "SYNTHETIC. " if body.synthetic else ""
    of = f"the {body.view} card of {body.use_case}"
    if replica.differences:
        n = len(replica.differences)
        lines = [f"{mark}Derived {of} again: {n} difference{'s' * (n != 1)}."]
        for leaf in replica.differences:
            lines += [f"  {place(leaf)}", *_values(leaf)]
    else:
        lines = [f"{mark}Derived {of} again. Every sentence, figure and table of it is the same."]
    if replica.made_with:
        lines.append("The two were made with other versions, which is no difference in what was found:")
        for leaf in replica.made_with:
            lines.append(f"  {leaf.path[-1]}: {_text(leaf.before)} on the card, {_text(leaf.after)} here")
    held = replica.record.held_out
    if held.opened_now:
        lines.append(
            f"The held-out period has been opened {held.openings} time{'s' * (held.openings != 1)} on this machine."
        )
    return lines


def place(leaf: Leaf) -> str:
    """Return where on the card a leaf stands, in words.

    Examples
    --------
    >>> from peel_ml.cards.diff.leaves import Leaf
    >>> place(Leaf(("sections", "Limits", "blocks", "2", "facts", "Monitoring", "text"), "a", "b"))
    'Limits: 2: Monitoring'
    """
    return ": ".join(part for part in leaf.path if part not in _UNSAID) or "Text"


def _values(leaf: Leaf) -> list[str]:
    return [f"    card   {_text(leaf.before)}", f"    again  {_text(leaf.after)}"]


def _text(one: object) -> str:
    return "not there" if one is None else str(one)
