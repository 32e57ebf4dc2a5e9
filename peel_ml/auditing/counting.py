"""Confusion counts and rates of every group, and which of them may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel_ml.auditing.coding import Coded
from peel_ml.disclosure.linked import Total, withheld
from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.metrics import ALL, COUNT_METRICS, cell_of
from peel_ml.results.audit import GroupCounts
from peel_ml.results.data import DataClass

EVERYBODY = "All"
RAW_CLASSES: tuple[DataClass, ...] = ("D0", "D1")
"""Classes whose small counts may be printed: synthetic and published data."""

RATES = {
    "selection_rate": "selection_rate",
    "fpr": "false_positive_rate",
    "fnr": "false_negative_rate",
    "tpr": "true_positive_rate",
    "ppv": "precision",
    "npv": "negative_predictive_value",
    "accuracy": "accuracy",
}
"""Short names of the published tables, and the metric of each."""

Count = tuple[str, str, str]
"""Characteristic (empty for everybody), group, and "n" or a confusion cell."""


OUTCOMES = ("negative", "positive")
"""What stands in for confusion cells where nobody is flagged: counted to know what may be shown, never printed."""


@dataclass(frozen=True)
class Counted:
    """Counts of every group, and those that are withheld."""

    groupings: tuple[Grouping, ...]
    names: tuple[str, ...]
    """Columns of each table after "n": confusion cells, or `OUTCOMES`."""
    tables: tuple[NDArray[np.int64], ...]
    """A table a grouping, a row a group, shape (groups, 1 + names)."""
    hidden: frozenset[Count]

    @property
    def decided(self) -> bool:
        """Whether rows are flagged."""
        return self.names == ALL

    def hides(self, characteristic: str, group: str, names: Sequence[str]) -> bool:
        """Tell whether any of these counts of a group is withheld."""
        return any((characteristic, group, name) in self.hidden for name in names)


def counted(rows: Coded, groupings: Sequence[Grouping], data_class: DataClass, minimum: int) -> Counted:
    """Count every group, and find what may not be shown.

    Parameters
    ----------
    minimum : int
        Smallest count shown for data of class D2 and above.
    """
    names = OUTCOMES if rows.decision is None else ALL
    cell = rows.y.astype(np.int64) if rows.decision is None else cell_of(rows.y, rows.decision)
    tables = []
    for one in groupings:
        groups = len(one.all_levels)
        flat = np.bincount(one.all_codes * len(names) + cell, rows.weights, minlength=groups * len(names))
        cells = np.rint(flat).astype(np.int64).reshape(groups, len(names))
        tables.append(np.column_stack([cells.sum(axis=1), cells]))
    found = Counted(tuple(groupings), names, tuple(tables), frozenset())
    if data_class in RAW_CLASSES:
        return found
    counts, totals = _tables(found)
    return replace(found, hidden=withheld(counts, totals, minimum, frozenset({("", EVERYBODY, "n")})))


def _tables(found: Counted) -> tuple[dict[Count, int], list[Total[Count]]]:
    """Return every count by name, and every equation between them."""
    counts: dict[Count, int] = {}
    totals: list[Total[Count]] = []
    names = ("n", *found.names)
    for grouping, table in zip(found.groupings, found.tables, strict=True):
        for column, name in enumerate(names):
            groups = [(grouping.name, level, name) for level in grouping.all_levels]
            counts |= dict(zip(groups, table[:, column].tolist(), strict=True))
            counts["", EVERYBODY, name] = int(table[:, column].sum())
            totals.append(Total(("", EVERYBODY, name), tuple(groups)))
        totals += [_row(grouping.name, level, found.names) for level in grouping.all_levels]
    totals.append(_row("", EVERYBODY, found.names))
    totals += [
        total
        for total in _crossed(found.groupings, names)
        if counts[total.whole] == sum(counts[part] for part in total.parts)
    ]
    return counts, totals


def _row(characteristic: str, group: str, names: Sequence[str]) -> Total[Count]:
    return Total((characteristic, group, "n"), tuple((characteristic, group, name) for name in names))


def _crossed(groupings: Sequence[Grouping], names: Sequence[str]) -> Iterator[Total[Count]]:
    """Yield each group of a measure as the sum of the intersections it is part of, where everybody is recorded."""
    single = {one.name: one for one in groupings if one.parts.shape[1] == 1}
    for one in groupings:
        measures = one.name.split(" x ") if one.parts.shape[1] > 1 else []
        for place, measure in enumerate(measures):
            for code, level in enumerate(single[measure].levels):
                inside = [one.levels[at] for at in np.flatnonzero(one.level_parts[:, place] == code)]
                for name in names:
                    if inside:
                        yield Total((measure, level, name), tuple((one.name, group, name) for group in inside))


def groups_of(found: Counted) -> tuple[GroupCounts, ...]:
    """Return the rows of the record: every group of every characteristic, and everybody."""
    rows = []
    for grouping, table in zip(found.groupings, found.tables, strict=True):
        for level, counts in zip(grouping.all_levels, table, strict=True):
            rows.append(_counts(found, grouping.name, level, grouping.name, counts))
        rows.append(_counts(found, grouping.name, EVERYBODY, "", table.sum(axis=0)))
    return tuple(rows)


def _counts(found: Counted, characteristic: str, group: str, owner: str, counts: NDArray[np.int64]) -> GroupCounts:
    own = dict(zip(("n", *found.names), counts.tolist(), strict=True))

    def shown(name: str) -> int | None:
        return None if (owner, group, name) in found.hidden else own.get(name)

    def rate(short: str) -> float | None:
        row = COUNT_METRICS[RATES[short]]
        # A rate gives its counts away.
        if not found.decided or found.hides(owner, group, (*row.counted, *row.among)):
            return None
        among = sum(own[cell] for cell in row.among)
        return sum(own[cell] for cell in row.counted) / among if among else None

    return GroupCounts(
        characteristic=characteristic,
        group=group,
        n=shown("n"),
        tn=shown("tn"),
        fp=shown("fp"),
        fn=shown("fn"),
        tp=shown("tp"),
        selection_rate=rate("selection_rate"),
        fpr=rate("fpr"),
        fnr=rate("fnr"),
        tpr=rate("tpr"),
        ppv=rate("ppv"),
        npv=rate("npv"),
        accuracy=rate("accuracy"),
    )
