"""Groups of areas by who lives in them: about as many residents in each, from the lowest share to the highest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.declaration import Composition

WORDS = {5: "fifth", 4: "quarter", 3: "third", 2: "half"}


@dataclass(frozen=True)
class AreaGroups:
    """One measure's groups.

    Parameters
    ----------
    measure : str
        The measure's declared name.
    labels : tuple of str
        For each group its words, the lowest first.
    group : dict of str to int
        For each area its group.
    """

    measure: str
    labels: tuple[str, ...]
    group: dict[str, int]


def area_groups(
    frame: pl.DataFrame, area: str, weight: str | None, measures: Mapping[str, Composition]
) -> list[AreaGroups]:
    """Divide the areas of a frame by each measure.

    Parameters
    ----------
    frame : polars.DataFrame
        Rows of any number for each area; of the measure and the weight the first known value of an area counts.
    area, weight : str
        Columns; without a weight every area counts once.
    measures : mapping of str to Composition

    Returns
    -------
    list of AreaGroups
        Areas without a value, or with a weight that is not known, are in no group. Areas with one value are in one
        group, so that a group may hold more residents than the others, or no area at all.

    Examples
    --------
    >>> rows = pl.DataFrame({"area": ["a", "b", "c", "d"], "share": [0.4, 0.1, 0.2, 0.3]})
    >>> one = Composition(column="share", characteristic="race", name="Share", groups=2)
    >>> found = area_groups(rows, "area", None, {"share": one})[0]
    >>> found.labels, found.group
    (('Lowest half (10.0% to 20.0%)', 'Highest half (30.0% to 40.0%)'), {'b': 0, 'c': 0, 'd': 1, 'a': 1})
    """
    made = []
    for name, measure in measures.items():
        values = [pl.col(measure.column).drop_nulls().first().cast(pl.Float64).alias("value")]
        size = pl.lit(1.0) if weight is None else pl.col(weight).drop_nulls().first().cast(pl.Float64)
        areas = frame.group_by(area).agg(*values, size.alias("size")).drop_nulls().drop_nans().sort("value", area)
        if areas.is_empty():
            continue
        place = _places(areas, measure.groups)
        shares = bool(areas["value"].is_between(0, 1).all())
        found = areas["value"].to_numpy()
        labels = tuple(
            _label(number, measure.groups, found[place == number], shares) for number in range(measure.groups)
        )
        names = areas[area].cast(pl.String).to_list()
        made.append(AreaGroups(name, labels, dict(zip(names, place.tolist(), strict=True))))
    return made


def _places(areas: pl.DataFrame, groups: int) -> NDArray[np.int64]:
    """Return the group of each area: where the middle of the residents of all areas with its value lies."""
    blocks = areas.group_by("value").agg(pl.col("size").sum()).sort("value")
    sizes = blocks["size"].to_numpy()
    middle = (np.cumsum(sizes) - sizes / 2) / max(float(sizes.sum()), 1e-12)
    # Sums of one order differ from those of another in the last digits; a middle on the border goes up in both.
    found = np.minimum((np.round(middle * groups, 9)).astype(np.int64), groups - 1)
    return found[np.searchsorted(blocks["value"].to_numpy(), areas["value"].to_numpy())]


def _label(number: int, groups: int, values: NDArray[np.float64], shares: bool) -> str:
    word = WORDS.get(groups, f"of {groups} groups")
    which = {0: "Lowest", groups - 1: "Highest"}.get(
        number, f"{['1st', '2nd', '3rd'][number] if number < 3 else f'{number + 1}th'}"
    )
    if not len(values):
        return f"{which} {word} (no area)"
    low, high = float(values.min()), float(values.max())
    return f"{which} {word} ({low:.1%} to {high:.1%})" if shares else f"{which} {word} ({low:.1f} to {high:.1f})"
