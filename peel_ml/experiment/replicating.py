"""Derives a card again from its data, in a place of its own, and finds every difference of its body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from peel_ml.cards.build import build
from peel_ml.cards.card import Card, to_json
from peel_ml.cards.diff.leaves import Leaf, leaves
from peel_ml.cards.recipe import Recipe
from peel_ml.data.ingest import ingest
from peel_ml.data.sources import source_named
from peel_ml.disclosure import INTERNAL, PUBLIC
from peel_ml.errors import BadRequest
from peel_ml.experiment.request import Listener
from peel_ml.experiment.run import run
from peel_ml.experiment.sample import sample_path
from peel_ml.results.recorded import Recorded
from peel_ml.settings import Settings, ensure_home
from peel_ml.usecase.load import digest, folder_of, load_use_case, location_of
from peel_ml.usecase.model import UseCase

MADE_WITH = ("Code", "Platform version", "Lock file digest", "Python", "Packages")
"""Facts of the technical annex that say what the card was made with: they differ where nothing found does."""
MADE_WITH_FIELD = "6.3"
"""The field of the specification that says it."""


@dataclass(frozen=True)
class Prepared:
    """What a card is about to be derived from."""

    case: UseCase
    path: Path | None
    """``None`` for the use case's own synthetic sample."""
    data_sha256: str
    same_data: bool
    same_declaration: bool


@dataclass(frozen=True)
class Replica:
    """What came of it.

    Parameters
    ----------
    differences : tuple of Leaf
        Every leaf of the body that differs; before is the card, after the replica.
    made_with : tuple of Leaf
        What differs in the versions the two were made with.
    record : RunRecord
        Of the run that derived the card again; its own count of openings stands in it.
    """

    differences: tuple[Leaf, ...]
    made_with: tuple[Leaf, ...]
    record: Recorded


def recipe_in(card: Card) -> Recipe:
    """Return the recipe of a card.

    Raises
    ------
    BadRequest
        It is an audit's, or of a version that held none.
    """
    if card.body.kind == "audit":
        raise BadRequest("This is the card of an audit, whose file is not ours to have. Run `peel audit` on the file.")
    if card.body.recipe is None:
        raise BadRequest(
            f"This card (version {card.schema_version}) does not hold what it was derived from: cards do since 1.1. "
            f"Make it again with `peel run {card.body.use_case}`."
        )
    return card.body.recipe


def prepare(card: Card, data: str | None, settings: Settings) -> Prepared:
    """Find the use case and the data of a card, and hold both to what the card was made from.

    Parameters
    ----------
    card : Card
        The card.
    data : str or None
        Where the data lies; by default where the use case declares it, or its own sample.
    settings : Settings
        Of this machine.

    Raises
    ------
    BadRequest
        There is no such use case or no such data, or the card cannot be derived again.
    """
    recipe = recipe_in(card)
    folder = folder_of(settings.usecases, card.body.use_case)
    case = load_use_case(folder, {key: str(value) for key, value in recipe.overrides.items()})
    path = None
    if data is not None:
        path = location_of(folder, data)
    elif not recipe.on_sample:
        if case.data.location == "sample":
            raise BadRequest(
                f"The card was made from data of {recipe.source} with the digest {recipe.data_sha256}. "
                "Say where it lies with --data PATH."
            )
        path = location_of(folder, case.data.location)
    if path is None:
        ensure_home(settings.home)
    place = path or sample_path(folder, settings.home)
    sha256 = ingest(source_named(case.data.source), place, settings.home).sha256
    return Prepared(case, path, sha256, sha256 == recipe.data_sha256, digest(case) == recipe.declaration_sha256)


def replicate(card: Card, prepared: Prepared, settings: Settings, listener: Listener | None = None) -> Replica:
    """Run the use case as the card says, and hold the new card against it.

    The run is one of its own, below ``PEEL_HOME/replicas``, and is gone afterwards. What it opens of the held-out
    period is counted in ``PEEL_HOME`` like any other opening.

    Raises
    ------
    PeelError
        The run failed.
    """
    recipe = recipe_in(card)
    ensure_home(settings.home)
    place = settings.home / "replicas"
    place.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=place) as scratch:
        home = Path(scratch) / "home"
        ensure_home(home)
        # Links: a sample that is there is not made again, and an opening is counted before anything is scored.
        (settings.home / "samples").mkdir(exist_ok=True)
        (home / "samples").symlink_to(settings.home / "samples")
        (home / "held_out.jsonl").symlink_to(settings.home / "held_out.jsonl")
        record = run(
            card.body.use_case,
            data="sample" if prepared.path is None else prepared.path,
            final=recipe.final,
            seed=recipe.seed,
            overrides={key: str(value) for key, value in recipe.overrides.items()},
            log_trials="none",
            orchestrate=False,
            settings=replace(settings, home=home, tracking_uri=f"sqlite:///{home / 'mlflow.db'}"),
            listener=listener,
        )
    # How many models were scored on the period before is a fact about a machine, and another one cannot derive it.
    counted = replace(record, held_out=replace(record.held_out, model_number=recipe.model_number))
    again = build(counted, PUBLIC if card.body.view == "public" else INTERNAL)
    made_with = leaves(recipe.made_with, recipe_in(again).made_with)
    return Replica(tuple(leaves(_found(card), _found(again))), tuple(made_with), record)


def _found(card: Card) -> dict[str, Any]:
    """Return the body without what only says what the card was made with."""
    body = to_json(card)["body"]
    assert isinstance(body, dict)
    body["recipe"]["made_with"] = {}
    for field in body["fields"]:
        if field["code"] == MADE_WITH_FIELD:
            field["text"] = ""
    for fact in _facts(body["sections"]):
        if fact["term"] in MADE_WITH:
            fact["text"] = ""
    return body


def _facts(sections: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    annexes = (section for section in sections if section["technical"])
    for block in (block for section in annexes for block in section["blocks"]):
        yield from block.get("facts", ())
        for inner in block.get("blocks", ()):
            yield from inner.get("facts", ())
