"""Who is compared: each declared measure and intersection as one column of group codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.declaration import Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.data.vocabulary import GROUPS
from peel_ml.results.codes import MISSING_CODES

MISSING = -1


@dataclass(frozen=True)
class Grouping:
    """One characteristic, or several crossed, as codes.

    Parameters
    ----------
    name : str
        The measure, or measures joined by `` x ``.
    primary : bool
        Whether its verdicts are headline verdicts.
    levels : tuple of str
        Group names; a row's code is an index into it, or `MISSING`.
    codes : ndarray of shape (n,)
        Recorded groups only.
    with_missing : tuple of str, ndarray
        The same with each missing code as a group of its own; ``None`` for intersections.
    reference : str or None
        The declared group of comparison.
    """

    name: str
    primary: bool
    levels: tuple[str, ...]
    codes: NDArray[np.int64]
    with_missing: tuple[tuple[str, ...], NDArray[np.int64]] | None
    reference: str | None


def in_order(levels: list[str]) -> list[str]:
    """Return levels as their scheme orders them; bands by their first number, "under" first; else by name.

    Examples
    --------
    >>> in_order(["over 34", "18-24", "under 10", "10-17"])
    ['under 10', '10-17', '18-24', 'over 34']
    """
    for scheme in GROUPS.values():
        if set(levels) <= set(scheme):
            return [level for level in scheme if level in levels]

    def key(level: str) -> tuple[float, str]:
        number = re.search(r"\d+", level)
        if number is None:
            return float("inf"), level
        shift = -0.5 if level.lower().startswith("under") else 0.5 if level.lower().startswith("over") else 0.0
        return float(number.group()) + shift, level

    return sorted(levels, key=key)


def _coded(values: pl.Series, levels: list[str]) -> NDArray[np.int64]:
    index = {level: code for code, level in enumerate(levels)}
    return values.replace_strict(index, default=MISSING, return_dtype=pl.Int64).to_numpy()


def groupings(declared: Protected, protected: ProtectedFrame) -> Iterator[Grouping]:
    """Yield every measure, then every declared intersection."""
    coded: dict[str, tuple[list[str], NDArray[np.int64]]] = {}
    for name, measure in declared.measured.items():
        values = protected.frame[name]
        present = [str(level) for level in values.unique().to_list()]
        levels = in_order([level for level in present if level not in MISSING_CODES])
        everyone = [*levels, *(code for code in MISSING_CODES if code in present)]
        coded[name] = levels, _coded(values, levels)
        yield Grouping(
            name,
            measure.primary,
            tuple(levels),
            coded[name][1],
            (tuple(everyone), _coded(values, everyone)),
            measure.reference if measure.reference in levels else None,
        )
    for names in declared.intersections:
        levels, codes = coded[names[0]]
        for name in names[1:]:
            more, other = coded[name]
            levels = [f"{level}, {added}" for level in levels for added in more]
            codes = np.where((codes == MISSING) | (other == MISSING), MISSING, codes * len(more) + other)
        seen = np.unique(codes[codes != MISSING])
        shrunk = np.full(len(levels) + 1, MISSING)
        shrunk[seen] = np.arange(len(seen))
        yield Grouping(" x ".join(names), False, tuple(levels[code] for code in seen), shrunk[codes], None, None)
