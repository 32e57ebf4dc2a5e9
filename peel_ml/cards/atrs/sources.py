"""What answers are drawn from: the public view of a record, its card, and the declaration the run used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from peel_ml.cards.card import Card
from peel_ml.cards.declared import Declaration
from peel_ml.cards.words import sentence
from peel_ml.results.recorded import Recorded


@dataclass(frozen=True)
class Sources:
    """Nothing else may be read: every figure here has passed disclosure control for the public."""

    record: Recorded
    declaration: Declaration
    card: Card


Question = tuple[str, str, Callable[[Sources], str | None]]
"""Number and name in the standard, and who answers; ``None`` where nobody has answered yet."""

Entry = Mapping[str, str | None]
"""The answers about one third party, model, dataset or risk, by name."""


def declared(*paths: str) -> Callable[[Sources], str | None]:
    """Return a function that reads declared answers; several are joined as sentences.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> sources = SimpleNamespace(declaration=Declaration({"people": {"team": "Data Office"}, "uses": ["A", "B."]}))
    >>> declared("people.team")(sources), declared("uses")(sources), declared("people.contact")(sources)
    ('Data Office', 'A. B.', None)
    """

    def read(sources: Sources) -> str | None:
        said = [text for path in paths for text in _said(sources.declaration, path)]
        return said[0] if len(said) == 1 else " ".join(sentence(text) for text in said) or None

    return read


def _said(declaration: Declaration, path: str) -> tuple[str, ...]:
    value = declaration.get(path)
    if isinstance(value, Mapping):
        return tuple(text for key in value for text in _said(declaration, f"{path}.{key}"))
    text = declaration.text(path)
    return (text,) if text else declaration.texts(path)
