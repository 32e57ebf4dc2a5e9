"""What of a run is published, and where: files by name, computed before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from peel_ml.cards import published
from peel_ml.cards.atrs import drawn_atrs, to_csv, to_json
from peel_ml.cards.build import build, drawn
from peel_ml.cards.card import Card, RunPart, loads
from peel_ml.cards.figures import figures
from peel_ml.cards.render import named, render
from peel_ml.cards.settled import settled
from peel_ml.disclosure import INTERNAL, PUBLIC, Published, controlled, numbers_of, remembered
from peel_ml.errors import BadRequest
from peel_ml.results.recorded import Recorded

CARDS = "model_cards"
EXAMPLES = "docs/examples"
MARK = "SYNTHETIC-"
"""Stands before the name of every file that was made from synthetic data."""

FILES = ("card.json", "card.html", "card.md", "public.json", "public.html", "atrs.json", "atrs.csv", published.NAME)
"""Every file of a published card beside ``figures/``; one that a newer run does not give is removed."""
PUBLISHED = (f"{CARDS}/*/card.json", f"{CARDS}/*/public.json", f"{EXAMPLES}/*/{MARK}card.json")
"""Where published cards stand, as patterns below the project."""

PUBLIC_FACTS = ("Run", "Started")
"""Of the run itself the public is told which it was and when; not the machine, nor ids of other systems."""


@dataclass(frozen=True)
class Publication:
    """The files of one published card."""

    folder: str
    """Below the project, for example ``model_cards/stop-search-outcome``."""
    files: dict[str, bytes]
    withheld: str = ""
    """What was not written, and the reason."""


def publication(record: Recorded, previous: Published | None = None) -> Publication:
    """Return what of a run stands in the repository, decided by the class of its data.

    Synthetic data (D0) gives an example card below ``docs/examples``, marked in every file name. Published data (D1)
    gives the internal and the public card and the transparency record. Aggregates (D2) give the public ones only: what
    is committed is read by everybody who can read the repository. Personal data (D3, D4) gives nothing.

    Parameters
    ----------
    record : Recorded
    previous : mapping, optional
        What was published of the use case before, from `peel_ml.cards.published.loads`. What changed by a few people
        since is withheld. The numbers that the views show now are kept with it, each only where its view is written.

    Raises
    ------
    BadRequest
        A quick run, one on personal data, or a revision in which so few records changed that nothing can hide them.
    """
    if record.quick:
        raise BadRequest("A quick run is not a figure to quote. Run the use case without --quick and publish that.")
    if record.data.synthetic:
        example = build(record)
        return Publication(f"{EXAMPLES}/{record.use_case}", {**_marked(render(example)), **numbers(example)})
    class_ = max(record.data.class_, record.data.declared_class)
    if class_ > "D2":
        raise BadRequest(
            f"The data is of class {class_}, personal data. A card of it is not committed to a repository. It stays "
            "with the run; `peel card RUN` shows it."
        )
    record, before = settled(record), previous or {}
    if class_ == "D1":
        card = build(record, INTERNAL, before)
        shown = numbers_of(controlled(record, INTERNAL, before)[0], INTERNAL)
        return Publication(
            f"{CARDS}/{record.use_case}",
            {**_public(record, before, {"internal": shown}), **render(card), **numbers(card)},
        )
    return Publication(
        f"{CARDS}/{record.use_case}",
        _public(record, before, {}),
        f"The data is of class {class_}: only the public view is written. The internal view stays with the run.",
    )


def for_everybody(card: Card) -> Card:
    """Return a public card with what of the run itself the public is told: which it was and when."""
    return replace(card, run=RunPart(tuple(fact for fact in card.run.facts if fact.term in PUBLIC_FACTS)))


def _public(record: Recorded, before: Published, others: dict[str, dict[str, int]]) -> dict[str, bytes]:
    """Return the public files, and the numbers that every written view shows."""
    shown, withheld = controlled(record, PUBLIC, before)
    card = drawn(shown, withheld, PUBLIC)
    atrs = drawn_atrs(shown, card)
    all_numbers = {**others, PUBLIC.name: numbers_of(shown, PUBLIC)}
    # The numbers come first: what is cut off while it is written leaves no card whose numbers are not kept.
    return {
        published.NAME: published.dumps(remembered(before, all_numbers)),
        **named(render(for_everybody(card)), "public", ("json", "html")),
        "atrs.json": to_json(atrs).encode(),
        "atrs.csv": to_csv(atrs).encode(),
        **numbers(card),
    }


def numbers(card: Card) -> dict[str, bytes]:
    """Return the numbers of every chart, as the card names them: ``figures/<id>.csv``."""
    return {name: content for name, content in figures(card).items() if name.endswith(".csv")}


def _marked(files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{MARK}{name}": content for name, content in files.items()}


def again(name: str, content: bytes) -> dict[str, bytes]:
    """Render a published card again from its JSON.

    Parameters
    ----------
    name : str
        Name of the file: ``card.json``, ``public.json``, or one of them marked as synthetic.
    content : bytes
        What it holds.

    Returns
    -------
    dict of str to bytes
        The same files as when it was published, the JSON among them.
    """
    card: Card = loads(content)
    stem = name.removesuffix(".json")
    forms = ("json", "html") if stem.endswith("public") else ("json", "html", "md")
    return {**named(render(card), stem, forms), **numbers(card)}
