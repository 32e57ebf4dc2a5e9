"""Direct identifiers in running text: declarations, sentences, names of categories."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import polars as pl

from peel_ml.data.identifiers.columns import FEWEST_SHOWN
from peel_ml.data.identifiers.kinds import EMAIL, IN_TEXT, screen
from peel_ml.data.identifiers.people import FORENAMES
from peel_ml.results.identifiers import IdentifierHit


def scan_texts(texts: Iterable[tuple[str, str]], role_mailboxes: Collection[str] = ()) -> tuple[IdentifierHit, ...]:
    """Look through pieces of text, each with the place where it stands.

    Names of people are not looked for here: in a sentence nothing tells them from other words.

    Parameters
    ----------
    texts : iterable of (place, text)
    role_mailboxes : collection of str
        Mailboxes of roles, which reach no one person: allowed.

    Examples
    --------
    >>> scan_texts([("title", "Ask ann@example.org or data.office@example.org")], {"data.office@example.org"})
    (IdentifierHit(place='title', kind='email address', rows=None),)
    """
    pieces = [(place, _without(text, role_mailboxes)) for place, text in texts]
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


def _without(text: str, mailboxes: Collection[str]) -> str:
    for mailbox in mailboxes:
        text = re.sub(rf"(?i)(?<![0-9A-Za-z._%+-]){re.escape(mailbox)}(?![0-9A-Za-z-])", "", text)
    return text


def personal_mailbox(address: str) -> bool:
    """Tell whether a mailbox looks like a person's and not like a role's.

    Examples
    --------
    >>> personal_mailbox("paul.jones@example.org"), personal_mailbox("data.office@example.org")
    (True, False)
    """
    if not any(kind.holds(address) for kind in IN_TEXT if kind.name == EMAIL):
        return False
    words = re.split(r"[._%+-]|\d+", address.split("@", 1)[0].lower())
    return any(word in FORENAMES for word in words)
