"""The files of a run's card: as the run wrote them, or made from its record for the public."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from peel_ml.errors import BadRequest

if TYPE_CHECKING:
    from peel_ml.results.recorded import Recorded


def folder_of(run: str) -> Path:
    """Return the folder of a run that has a card.

    Raises
    ------
    BadRequest
        No such run, several, or a quick one.
    """
    from peel_ml.settings import read_settings
    from peel_ml.store import CARD, find

    folder = find(read_settings(anywhere=True).runs, run)
    if not (folder / CARD).is_file():
        raise BadRequest(f"{folder.name} is a quick run, which has no card. Run it without --quick.")
    return folder


def record_of(folder: Path) -> Recorded:
    """Read a run's record.

    Raises
    ------
    BadRequest
        It is an audit's, or another version wrote it.
    """
    from peel_ml.results.recorded import loads
    from peel_ml.store import CARD, RECORD

    try:
        kind = json.loads((folder / CARD).read_bytes())["body"].get("kind", "model_card")
    except (ValueError, KeyError, TypeError, AttributeError):
        kind = "model_card"
    if kind == "audit":
        raise BadRequest(
            f"{folder.name} is an audit of somebody else's model. It has one card, which is internal: no public view, "
            "no transparency record, nothing to publish."
        )
    try:
        return loads((folder / RECORD).read_bytes())
    except BadRequest as error:
        raise BadRequest(f"The record of {folder.name} cannot be read. {error.summary}", error.problems) from None


def card_file(run: str, form: str, public: bool) -> bytes:
    """Return one form of a run's card; a PDF is printed from its HTML."""
    folder, page = folder_of(run), "html" if form == "pdf" else form
    content = _public(folder)[f"card.{page}"] if public else (folder / f"card.{page}").read_bytes()
    if form != "pdf":
        return content
    from peel_ml.cards.pdf import to_pdf

    return to_pdf(content)


def atrs_files(run: str) -> dict[str, bytes]:
    """Return the transparency record of a run as JSON and CSV; it is for the public only."""
    from peel_ml.cards.atrs import build_atrs, to_csv, to_json

    record = build_atrs(record_of(folder_of(run)))
    return {"atrs.json": to_json(record).encode(), "atrs.csv": to_csv(record).encode()}


def served_files(run: str, public: bool) -> dict[str, bytes]:
    """Return everything that belongs to a run's card, by name: the card's forms, its charts and their figures."""
    folder = folder_of(run)
    if public:
        return _public(folder)
    paths = [*folder.glob("card.*"), *(folder / "figures").glob("*.*")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths) if path.is_file()}


def _public(folder: Path) -> dict[str, bytes]:
    from peel_ml.cards.build import build
    from peel_ml.cards.figures import figures
    from peel_ml.cards.render import render
    from peel_ml.disclosure import PUBLIC

    card = build(record_of(folder), PUBLIC)
    return {**render(card), **figures(card)}
