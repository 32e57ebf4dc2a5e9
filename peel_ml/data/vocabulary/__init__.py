"""One place for the words the data uses: raw labels to canonical ones, each map with its era.

A label that no map knows becomes "Unmapped" and is counted; a blank becomes "Not recorded". Nothing is
dropped and nothing is guessed.
"""

from __future__ import annotations

import polars as pl

from peel_ml.data.vocabulary import ethnicity, police
from peel_ml.data.vocabulary.entry import ANY_ERA, Entry, Vocabulary, key
from peel_ml.errors import BadRequest, Problem
from peel_ml.results.codes import MISSING_CODES, NOT_RECORDED, UNMAPPED

VOCABULARIES: dict[str, Vocabulary] = {
    one.column: one
    for one in (
        police.TYPE,
        police.GENDER,
        police.AGE_RANGE,
        ethnicity.SELF_DEFINED,
        ethnicity.OFFICER_DEFINED,
        police.LEGISLATION,
        police.OBJECT_OF_SEARCH,
        police.OUTCOME,
        *police.FLAGS,
    )
}
"""By column of ``police-uk/stop-and-search``."""

GROUPS: dict[str, tuple[str, ...]] = {
    "ons-18+1": tuple(ethnicity.GROUP_OF),
    "ons-5": ethnicity.ONS_5,
    "police-6+1": ethnicity.OFFICER,
}
"""The groups of each scheme, in the order they are listed; the wider 16+1 categories stand with the 18+1
ones."""

_COLLAPSES: dict[tuple[str, str], dict[str, str]] = {("ons-18+1", "ons-5"): ethnicity.GROUP_OF}


def normalised(values: pl.Series, vocabulary: Vocabulary) -> pl.Series:
    """Return canonical labels: blank becomes "Not recorded", an unknown label "Unmapped".

    Examples
    --------
    >>> normalised(pl.Series(["Suspect arrested", None, "?"]), VOCABULARIES["outcome"]).to_list()
    ['Arrest', 'Not recorded', 'Unmapped']
    """
    known = vocabulary.lookup()
    # The map is made over the few labels that occur, not over every row.
    found = [(label, known.get(key(label))) for label in values.unique().drop_nulls() if label.strip()]
    mapping = {label: entry.canonical if entry else UNMAPPED for label, entry in found}
    return values.replace_strict(mapping, default=NOT_RECORDED, return_dtype=pl.String)


def eras(values: pl.Series, vocabulary: Vocabulary) -> dict[str, int]:
    """Return how many cells carry a label of each era; labels that never changed are not counted."""
    if all(entry.era == ANY_ERA for entry in vocabulary.entries):
        return {}
    known = vocabulary.lookup()
    counts: dict[str, int] = {}
    for label, count in values.drop_nulls().value_counts().iter_rows():
        entry = known.get(key(label))
        if entry is not None and entry.era != ANY_ERA:
            counts[entry.era] = counts.get(entry.era, 0) + count
    return dict(sorted(counts.items()))


def collapse(values: pl.Series, scheme: str, to: str) -> pl.Series:
    """Return labels of one scheme as groups of a coarser one.

    Parameters
    ----------
    values : polars.Series
        Canonical labels of `scheme`; codes for missing values stay as they are, null becomes "Not recorded"
        and a label that is not of the scheme "Unmapped".
    scheme, to : str
        For example ``"ons-18+1"`` and ``"ons-5"``. A scheme collapses to itself unchanged.

    Raises
    ------
    BadRequest
        There is no map from `scheme` to `to`: officer-defined groups, for one, are not the five ONS groups.

    Examples
    --------
    >>> collapse(pl.Series(["White: Irish", "Not stated"]), "ons-18+1", "ons-5").to_list()
    ['White', 'Not stated']
    """
    if scheme == to:
        return values
    mapping = _COLLAPSES.get((scheme, to))
    if mapping is None:
        known = "; ".join(f"{one} to {other}" for one, other in _COLLAPSES)
        raise BadRequest(
            "The classification cannot be changed like this.",
            [Problem(f"no map from {scheme!r} to {to!r}", f"Maps there are: {known}.")],
        )
    kept = mapping | {code: code for code in MISSING_CODES}
    return values.fill_null(NOT_RECORDED).replace_strict(kept, default=UNMAPPED, return_dtype=pl.String)


__all__ = ["GROUPS", "VOCABULARIES", "Entry", "Vocabulary", "collapse", "eras", "normalised"]
