"""Which counts of linked tables are withheld, so that none that is small comes back from those that stand.

Groups, characteristics and intersections share their totals: a count withheld in one table can be a sum or a
difference of counts that stand in others. All totals are written as equations; what the equations leave only one
value for is not withheld at all (Hundepool et al. 2012, Statistical Disclosure Control, ch. 4).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)

_ZERO = 1e-9


@dataclass(frozen=True)
class Total(Generic[Key]):
    """One equation: the parts add up to the whole."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def members(self) -> tuple[Key, ...]:
        """Every count of the equation."""
        return (self.whole, *self.parts)


def withheld(
    counts: Mapping[Key, int], totals: Sequence[Total[Key]], minimum: int, always: frozenset[Key] = frozenset()
) -> frozenset[Key]:
    """Return the counts to withhold.

    Parameters
    ----------
    counts : mapping
        Every count that could be shown.
    totals : sequence of Total
        Every equation between them.
    minimum : int
        Counts below it are withheld; zero too, because "nobody" says something about everybody.
    always : frozenset
        Counts that are known anyway, such as the number of rows.

    Returns
    -------
    frozenset
        No small count follows from those that stand, and in no total do the withheld parts come to less than the
        minimum, unless nothing is left to withhold.

    Examples
    --------
    >>> counts = {"a": 3, "b": 50, "c": 12, "all": 65}
    >>> sorted(withheld(counts, [Total("all", ("a", "b", "c"))], 5, frozenset({"all"})))
    ['a', 'c']
    """
    small = {key for key, count in counts.items() if count < minimum and key not in always}
    hidden = set(small)
    while True:
        more = _next(counts, totals, minimum, always, small, hidden)
        if more is None:
            return frozenset(hidden)
        hidden.add(more)


def _next(
    counts: Mapping[Key, int],
    totals: Sequence[Total[Key]],
    minimum: int,
    always: frozenset[Key],
    small: set[Key],
    hidden: set[Key],
) -> Key | None:
    """Return one more count to withhold, ``None`` where all small ones are safe."""
    for total in totals:
        gone = [key for key in total.parts if key in hidden]
        if gone and total.whole not in hidden and (len(gone) == 1 or sum(counts[key] for key in gone) < minimum):
            found = _smallest(counts, [total], always, hidden)
            if found is not None:
                return found
    known: set[Key] = _known(totals, hidden)
    for key in sorted(small & known, key=lambda one: counts[one]):
        found = _smallest(counts, [total for total in totals if key in total.members], always, hidden)
        if found is None:
            reached = _reached(totals, key)
            found = _smallest(counts, [total for total in totals if reached & set(total.members)], always, hidden)
        if found is not None:
            return found
    return None


def _smallest(
    counts: Mapping[Key, int], totals: Sequence[Total[Key]], always: frozenset[Key], hidden: set[Key]
) -> Key | None:
    open_ = {key for total in totals for key in total.members if key not in hidden and key not in always}
    return min(open_, key=lambda key: (counts[key], str(key)), default=None)


def _reached(totals: Sequence[Total[Key]], key: Key) -> set[Key]:
    """Return every count in an equation with one that is in an equation with this one, and so on."""
    found, before = {key}, 0
    while len(found) > before:
        before = len(found)
        for total in totals:
            if found & set(total.members):
                found |= set(total.members)
    return found


def _known(totals: Sequence[Total[Key]], hidden: Collection[Key]) -> set[Key]:
    """Return the withheld counts that the equations leave only one value for."""
    names = list(hidden)
    place = {name: at for at, name in enumerate(names)}
    equations = [
        [(place[key], -1.0 if key == total.whole else 1.0) for key in total.members if key in hidden]
        for total in totals
    ]
    equations = [terms for terms in equations if terms]
    if not equations:
        return set()
    matrix: NDArray[np.float64] = np.zeros((len(equations), len(names)))
    for row, terms in enumerate(equations):
        for column, sign in terms:
            matrix[row, column] += sign
    _, sizes, directions = np.linalg.svd(matrix, full_matrices=False)
    # A count is known if its own direction lies wholly among those that the equations fix.
    fixed = (directions[sizes > _ZERO * sizes.max()] ** 2).sum(axis=0)
    return {name for name, share in zip(names, fixed, strict=True) if share > 1 - _ZERO}
