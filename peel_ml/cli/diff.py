"""``peel diff``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from peel_ml.cards.diff.content import Difference


@click.command()
@click.argument("before", metavar="RUN")
@click.argument("after", metavar="RUN")
@click.option("--json", "as_json", is_flag=True, help="Print the difference as one JSON document.")
@click.option("--html", "as_html", is_flag=True, help="Print it as one HTML page in the card's look.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it to FILE instead."
)
def diff(before: str, after: str, as_json: bool, as_html: bool, out: Path | None) -> None:
    """What differs between the cards of two runs: data, facts, figures, groups, declarations and text.

    RUN is a run id, its beginning, a use case for its last run, or the path of a card.json; of a card alone only what
    it says is compared. Exits 0 whether or not they differ.
    """
    if as_json and as_html:
        raise click.UsageError("Give --json or --html, not both.")
    from peel_ml.cards.diff.compare import difference
    from peel_ml.cli.sides import side

    found = difference(side(before), side(after))
    text = _written(found, as_json=as_json, as_html=as_html)
    if out is None:
        click.echo(text, nl=False)
    else:
        write(out, text)


def _written(found: Difference, *, as_json: bool, as_html: bool) -> str:
    if as_json:
        from peel_ml.cards.diff.content import dumps

        return dumps(found)
    if as_html:
        from peel_ml.cards.diff.html import to_html

        return to_html(found)
    from peel_ml.cards.diff.text import to_text

    return to_text(found)


def write(path: Path, text: str) -> None:
    """Write a text file.

    Raises
    ------
    PeelError
        It cannot be written.
    """
    from peel_ml.errors import PeelError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PeelError(f"{path} cannot be written ({error.strerror}). Name another file with --out.") from error
