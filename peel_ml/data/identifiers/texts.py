"""Direct identifiers in running text: declarations, sentences, names of categories."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import polars as pl

from peel_ml.data.identifiers.columns import FEWEST_SHOWN
from peel_ml.data.identifiers.kinds import EMAIL, IN_TEXT, screen
from peel_ml.data.identifiers.people import FORENAMES
from peel_ml.results.identifiers import IdentifierHit


def scan_texts(texts: Iterable[tuple[str, str]], allowed: Collection[str] = ()) -> tuple[IdentifierHit, ...]:
    """Look through pieces of text, each with the place where it stands.

    Names of people are not looked for here: in a sentence nothing tells them from other words.

    Parameters
    ----------
    texts : iterable of (place, text)
    allowed : collection of str
        What reaches no one person wherever it stands, such as the mailbox of a role.

    Examples
    --------
    >>> scan_texts([("title", "Ask ann@example.org or data.office@example.org")], {"data.office@example.org"})
    (IdentifierHit(place='title', kind='email address', rows=None),)
    """
    pieces = [(place, _without(text, allowed)) for place, text in texts]
    frame = pl.DataFrame(pieces, schema={"place": pl.String, "text": pl.String}, orient="row")
    suspects = frame.filter(pl.col("text").str.contains(screen(IN_TEXT)))
    found: dict[tuple[str, str], int] = {}
    for place, text in suspects.iter_rows():
        for kind in {kind.name for kind in IN_TEXT if kind.holds(text)}:
            found[place, kind] = found.get((place, kind), 0) + 1
    return tuple(
        IdentifierHit(place, kind, count if count >= FEWEST_SHOWN else None)
        for (place, kind), count in sorted(found.items())
    )


def _without(text: str, allowed: Collection[str]) -> str:
    for one in allowed:
        if one in text:
            text = re.sub(rf"(?<![0-9A-Za-z._%+-]){re.escape(one)}(?![0-9A-Za-z-])", "", text)
    return text


def mailboxes(text: str) -> tuple[str, ...]:
    """Return every mailbox in a text.

    Examples
    --------
    >>> mailboxes("Data Office <data.office@example.org>")
    ('data.office@example.org',)
    """
    return tuple(found for kind in IN_TEXT if kind.name == EMAIL for found in kind.compiled.findall(text))


def personal_mailbox(address: str) -> bool:
    """Tell whether a mailbox looks like a person's and not like a role's.

    Examples
    --------
    >>> personal_mailbox("paul.jones@example.org"), personal_mailbox("data.office@example.org")
    (True, False)
    """
    words = re.split(r"[._%+-]|\d+", address.split("@", 1)[0].lower())
    return any(word in FORENAMES for word in words)
