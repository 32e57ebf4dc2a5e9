"""Which recorded groups can be held against which residents: a table, for each classification of ethnicity."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from peel_ml.data.declaration import Measure
from peel_ml.data.vocabulary import collapse
from peel_ml.data.vocabulary.ethnicity import ASIAN, BLACK, MIXED, ONS_5, OTHER, WHITE


@dataclass(frozen=True)
class Match:
    """One comparison: records of some groups, for residents of some groups of the census."""

    name: str
    recorded: tuple[str, ...]
    residents: tuple[str, ...]


MATCHES: dict[str, tuple[Match, ...]] = {
    "ons-5": tuple(Match(group, (group,), (group,)) for group in ONS_5),
    "police-6+1": (
        Match("White", ("White",), (WHITE,)),
        # Officers have no code for Mixed, and about half of the people who say Mixed are recorded as Black: with
        # Black residents alone the rate comes out too high, with Black and Mixed residents too low.
        Match("Black", ("Black",), (BLACK,)),
        Match("Black, for Black and Mixed residents together", ("Black",), (BLACK, MIXED)),
        # "Asian" is South Asian here, and "Other" holds the codes for Chinese, Japanese or South East Asian and for
        # Arab or North African people, whom the census counts under Asian and under Other.
        Match("Asian or Other", ("Asian", "Other"), (ASIAN, OTHER)),
    ),
}
"""By classification of the recorded groups; the residents' is that of the census, ONS 5."""


@dataclass(frozen=True)
class Matched:
    """One measure of ethnicity as it can be held against residents: a group for each row, and the comparisons."""

    groups: pl.Series
    matches: tuple[Match, ...]
    officer_defined: bool


def matched(measure: Measure, values: pl.Series) -> Matched | None:
    """Return how a measure is held against residents by the five ONS groups; ``None`` where it cannot be.

    Parameters
    ----------
    measure : Measure
        Its declaration.
    values : polars.Series
        Its recorded groups, in the classification it is judged in.
    """
    scheme = measure.judged_as or measure.scheme
    if measure.characteristic != "race":
        return None
    if scheme == "ons-18+1":
        values, scheme = collapse(values, scheme, "ons-5"), "ons-5"
    matches = MATCHES.get(scheme)
    return None if matches is None else Matched(values, matches, scheme == "police-6+1")
