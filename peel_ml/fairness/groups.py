"""Who is compared: each declared measure and intersection as one column of group codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.declaration import Measure, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.data.vocabulary import GROUPS
from peel_ml.errors import BadRequest, Problem
from peel_ml.results.codes import MISSING_CODES

MISSING = -1
NOT_FULLY_RECORDED = "Not fully recorded"
"""People for whom some part of an intersection has no recorded group."""

AREAS = "areas"
"""In place of a characteristic: groups of areas by who lives there, not of people."""

ANY_OTHER = "Any other combination"
"""Everybody fully recorded who is in none of the groups that a combination names."""

EVERY = -2
"""In `Grouping.level_parts`: a group that may hold any level of a measure."""

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Grouping:
    """One characteristic, or several crossed, as codes.

    Parameters
    ----------
    name : str
        The measure, or measures joined by `` x ``.
    headline : bool
        Whether its verdicts are headline verdicts.
    levels : tuple of str
        Recorded groups; a row's code is an index into it, or `MISSING`.
    codes : ndarray of shape (n,)
    all_levels, all_codes
        The same with each missing code as a group of its own after the recorded ones.
    phrases : tuple of str
        Each of `all_levels` in a sentence: "people recorded as Female".
    reference : int or None
        Code of the declared group of comparison.
    parts : ndarray of shape (n, measures)
        Codes of the measures it is made of.
    level_parts : ndarray of shape (levels, measures)
    """

    name: str
    headline: bool
    levels: tuple[str, ...]
    codes: Codes
    all_levels: tuple[str, ...]
    all_codes: Codes
    phrases: tuple[str, ...]
    reference: int | None
    parts: Codes
    level_parts: Codes

    def may_be(self, code: int, rows: Codes) -> NDArray[np.bool_]:
        """Tell which rows without a recorded group might belong to one: what is known must agree."""
        known = self.parts[rows]
        wanted = self.level_parts[code]
        agrees: NDArray[np.bool_] = ((known == MISSING) | (wanted == EVERY) | (known == wanted)).all(axis=1)
        return agrees

    @cached_property
    def without_group(self) -> Codes:
        """Return the index of the rows without a recorded group."""
        return np.flatnonzero(self.codes == MISSING)

    def known(self, rows: Codes) -> Codes:
        """Return one number for each row, equal where the same is recorded of them."""
        return _number(self.parts[rows] - MISSING)


def _number(parts: Codes) -> Codes:
    """Return one number for each row of codes from 0 upwards, in the order of the rows' codes."""
    number = np.zeros(len(parts), dtype=np.int64)
    for part in parts.T:
        number = number * (int(part.max(initial=0)) + 1) + part
    return number


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


def phrase(levels: tuple[str, ...], characteristics: tuple[str, ...]) -> str:
    """Return a group as it stands in a sentence.

    Examples
    --------
    >>> phrase(("Asian or Asian British",), ("race",))
    'Asian or Asian British people'
    >>> phrase(("White", "18-24", "Male"), ("race", "age", "sex"))
    'White people aged 18-24 recorded as Male'
    >>> phrase(("Other",), ("race",))
    'people in the group “Other”'
    >>> phrase(("fifth 1 of 5 (lowest)",), (AREAS,))
    'areas in fifth 1 of 5 (lowest)'
    """
    people, more = ("areas" if set(characteristics) == {AREAS} else "people"), []
    for level, characteristic in zip(levels, characteristics, strict=True):
        # "Other ethnic group people" is no phrase, and "Other people" is another one.
        named = "group" not in level.lower() and level.lower() not in ("other", "mixed")
        if characteristic == AREAS:
            more.append(f"in {level}" if people == "areas" else f"in areas of {level}")
        elif characteristic == "race" and named:
            people = f"{level} people"
        elif characteristic == "race":
            more.append(f"in the group “{level}”")
        else:
            more.append(f"aged {level}" if characteristic == "age" else f"recorded as {level}")
    return " ".join([people, *more])


def _kind(measure: Measure) -> str:
    return AREAS if measure.about == "areas" else measure.characteristic


@dataclass(frozen=True)
class _Coded:
    measure: Measure
    levels: tuple[str, ...]
    codes: Codes
    missing_levels: tuple[str, ...]
    all_codes: Codes


def _coded(measure: Measure, values: pl.Series) -> _Coded:
    present = [str(level) for level in values.unique().to_list()]
    levels = in_order([level for level in present if level not in MISSING_CODES])
    missing = tuple(code for code in MISSING_CODES if code in present)
    index = {level: code for code, level in enumerate([*levels, *missing])}
    codes = values.replace_strict(index, return_dtype=pl.Int64).to_numpy()
    return _Coded(measure, tuple(levels), np.where(codes < len(levels), codes, MISSING), missing, codes)


def groupings(declared: Protected, protected: ProtectedFrame) -> Iterator[Grouping]:
    """Yield every measure, then every declared intersection and combination.

    Raises
    ------
    BadRequest
        A measure that the declaration names is not among the protected columns.
    """
    crossings: list[tuple[tuple[str, ...], frozenset[tuple[str, ...]] | None]]
    crossings = [(names, None) for names in declared.intersections]
    crossings += [(one.of, frozenset(one.groups)) for one in declared.combinations]
    wanted = dict.fromkeys([*declared.measured, *(name for names, _ in crossings for name in names)])
    absent = [name for name in wanted if name not in protected.frame.columns or name not in declared.measured]
    if absent:
        raise BadRequest(
            "The protected columns do not match the declaration.",
            [Problem(f"no measure {name!r}", "Declare it under protected.measured.") for name in absent],
        )
    coded = {name: _coded(measure, protected.frame[name]) for name, measure in declared.measured.items()}
    for name, one in coded.items():
        reference = one.measure.reference
        yield Grouping(
            name,
            one.measure.primary,
            one.levels,
            one.codes,
            one.levels + one.missing_levels,
            one.all_codes,
            (
                *(phrase((level,), (_kind(one.measure),)) for level in one.levels),
                *(f"{one.measure.about} whose group is “{level}”" for level in one.missing_levels),
            ),
            one.levels.index(reference) if reference in one.levels else None,
            one.codes[:, None],
            np.arange(len(one.levels))[:, None],
        )
    for names, only in crossings:
        yield _crossed(names, [coded[name] for name in names], only)


def _crossed(names: tuple[str, ...], measures: list[_Coded], only: frozenset[tuple[str, ...]] | None) -> Grouping:
    sizes = tuple(max(1, len(one.levels)) for one in measures)
    recorded = np.ones(len(measures[0].codes), dtype=bool)
    cell = np.zeros(len(recorded), dtype=np.int64)
    for one, size in zip(measures, sizes, strict=True):
        recorded &= one.codes != MISSING
        cell = cell * size + np.maximum(one.codes, 0)
    present, codes = _numbered(cell[recorded], int(np.prod(sizes)))
    level_parts = np.stack(np.unravel_index(present, sizes), axis=1)
    named = [tuple(one.levels[code] for one, code in zip(measures, row, strict=True)) for row in level_parts]
    levels = tuple(", ".join(row) for row in named)
    phrases = tuple(phrase(row, tuple(_kind(one.measure) for one in measures)) for row in named)
    if only is not None:
        kept = np.array([row in only for row in named], dtype=bool)
        codes = np.where(kept, np.cumsum(kept) - 1, kept.sum())[codes]
        other = np.full((1, len(measures)), EVERY)
        level_parts = np.concatenate([level_parts[kept], other])
        levels = (*(level for level, keep in zip(levels, kept, strict=True) if keep), ANY_OTHER)
        phrases = (*(one for one, keep in zip(phrases, kept, strict=True) if keep), "people of any other combination")
    all_codes = np.full(len(recorded), len(levels), dtype=np.int64)
    all_codes[recorded] = codes
    rest = () if recorded.all() else (NOT_FULLY_RECORDED,)
    return Grouping(
        " x ".join(names),
        False,
        levels,
        np.where(recorded, all_codes, MISSING),
        levels + rest,
        all_codes,
        phrases + tuple("people whose groups are not all recorded" for _ in rest),
        None,
        np.stack([one.codes for one in measures], axis=1),
        level_parts,
    )


def _numbered(cells: Codes, number: int) -> tuple[Codes, Codes]:
    """Return the cells that occur, in order, and for each row which of them it is in."""
    if number > 4 * len(cells) + 1_000:
        present, place = np.unique(cells, return_inverse=True)
        return present, place.reshape(-1)
    # One slot for each cell there could be: no sorting.
    occurs = np.bincount(cells, minlength=number) > 0
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[cells]
