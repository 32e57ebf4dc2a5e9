"""The rows of the reference and the new ones, brought to the same columns and told apart by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.checks.view import months_of
from peel_ml.data.levels import levels_of
from peel_ml.data.parts import Part
from peel_ml.data.split import whole_of
from peel_ml.errors import BadRequest
from peel_ml.experiment.material import Raw, row_parts
from peel_ml.keeping import in_memory
from peel_ml.monitoring.frames import Frames
from peel_ml.monitoring.limits import MONTHS
from peel_ml.results.data import Period
from peel_ml.usecase.model import UseCase

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Material:
    """Rows as the source read them, and as the use case prepared them."""

    raw: Raw
    frame: pl.DataFrame


@dataclass(frozen=True)
class Sides:
    """Everything a watcher may look at."""

    case: UseCase
    raw: Frames
    prepared: Frames
    opened: NDArray[np.bool_]
    """For each prepared row of the reference whether the run may read its target."""
    months: bool
    """Whether months are told apart; if not, all of the reference is one."""
    new_months: tuple[str, ...]
    """Of the rows as read."""
    raw_months: tuple[str, ...]
    """Months of the reference as read, oldest first."""
    left_out: int
    """Rows handed over as new that lie in the reference's own period."""
    kept: NDArray[np.bool_]
    """For each prepared row of the whole reference whether it lies in the latest months."""

    @property
    def time(self) -> str | None:
        """Return the time column of the prepared rows."""
        return time_of(self.case)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns the use case uses, in the order of the declaration: features, protected, target."""
        declared = self.case.data.columns
        protected = {measure.column for measure in self.case.protected.measured.values()}
        used = [name for name, column in declared.items() if column.role in ("feature", "target") or name in protected]
        return tuple(name for name in used if name in self.prepared.before.columns)

    @property
    def features(self) -> tuple[str, ...]:
        """Return the features, in the order of the declaration."""
        return tuple(name for name, column in self.case.data.columns.items() if column.role == "feature")

    @cached_property
    def known(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each row of either side whether its outcome is known and may be read."""
        target = self.case.classification.target.column
        before, after = (
            frame[target].is_not_null().to_numpy() for frame in (self.prepared.before, self.prepared.after)
        )
        return before & self.opened, after

    @cached_property
    def wholes(self) -> tuple[Part, Part]:
        """Both sides as parts: features, protected groups as they are judged, target, clusters."""
        return part_of(self.case, self.prepared.before), part_of(self.case, self.prepared.after)

    @cached_property
    def clustered(self) -> float:
        """The larger design effect of the two sides, as if rows of one cluster were alike; 1 without clusters."""
        sizes = [np.bincount(part.clusters) for part in self.wholes]
        return max(float((size**2).sum() / size.sum()) for size in sizes)


def part_of(case: UseCase, frame: pl.DataFrame) -> Part:
    """Return all rows as one part."""
    target = case.classification.target
    cluster = next((name for name, column in case.data.columns.items() if column.role == "cluster"), None)
    return whole_of(
        frame,
        case.split,
        target.column,
        target.positive,
        case.data.columns,
        case.protected,
        {name: column for name, column in case.slices.items() if column in frame.columns},
        cluster,
    )


def time_of(case: UseCase) -> str | None:
    """Return the declared time column."""
    return next((name for name, column in case.data.columns.items() if column.role == "time"), None)


def period_of(frame: pl.DataFrame, time: str | None) -> Period | None:
    """Return the first and the last day of prepared rows."""
    if time is None or not frame[time].dtype.is_temporal() or frame[time].null_count() == frame.height:
        return None
    days = frame[time].cast(pl.Date).cast(pl.String)
    return Period(from_=str(days.min()), to=str(days.max()))


def sides(case: UseCase, reference: Material, new: Material, *, opened: bool) -> Sides:
    """Lay the latest months of the reference beside the rows that are newer.

    Parameters
    ----------
    case : UseCase
        As the run declared it.
    reference : Material
        What the run was made from.
    new : Material
        What is looked at. Rows of the reference's own months are left out and counted.
    opened : bool
        Whether the run opened its held-out period; if not, the outcomes of these rows are not read.

    Raises
    ------
    BadRequest
        There is no row newer than the reference.
    """
    time = time_of(case)
    parts = row_parts(case, reference.frame).to_numpy()
    before = reference.frame
    after = new.frame
    whens = [months_of(frame, time) for frame in (before, after, reference.raw.frame, new.raw.frame)]
    left_out = 0
    if whens[0] is not None and whens[1] is not None:
        after = after.filter(_newer(whens[1], whens[0]))
        left_out = new.frame.height - after.height
        if after.is_empty():
            last = str(whens[0].max())
            raise BadRequest(
                f"None of {new.frame.height:,} rows is newer than the data of the run, which ends in {last}. "
                "Name newer data with --data PATH."
            )
    if after.is_empty():
        raise BadRequest("There are no new rows. Name other data with --data PATH.")
    raw_before, raw_after = in_memory(reference.raw.frame), in_memory(new.raw.frame)
    new_months: tuple[str, ...] = ()
    if whens[2] is not None and whens[3] is not None:
        newer = _newer(whens[3], whens[2])
        raw_after = raw_after.filter(newer)
        new_months = tuple(sorted(whens[3].filter(newer).drop_nulls().unique().to_list()))
    told = whens[0] is not None and whens[1] is not None
    kept, codes, names = _latest(before, whens[0] if told else None)
    raw_kept, raw_codes, raw_names = _latest(raw_before, whens[2] if new_months else None)
    return Sides(
        case=case,
        raw=Frames(raw_before.filter(raw_kept), raw_after, raw_codes, max(1, len(raw_names))),
        prepared=Frames(before.filter(kept), after, codes, max(1, len(names))),
        opened=(parts[kept] != "held_out") | opened,
        months=told,
        new_months=new_months,
        raw_months=raw_names,
        left_out=left_out,
        kept=kept,
    )


def _newer(months: pl.Series, reference: pl.Series) -> pl.Series:
    return (months > reference.max()).fill_null(False)


def _latest(
    frame: pl.DataFrame, months: pl.Series | None
) -> tuple[NDArray[np.bool_], NDArray[np.int64], tuple[str, ...]]:
    """Return which rows lie in the latest months, the month of each of these as a number, and the months' names."""
    if months is None:
        return np.ones(frame.height, dtype=bool), np.zeros(frame.height, dtype=np.int64), ()
    names = sorted(months.drop_nulls().unique().to_list())[-MONTHS:]
    rows = months.is_in(names).fill_null(False)
    return rows.to_numpy(), levels_of(months.filter(rows)).codes, tuple(names)


def for_new_rows(case: UseCase) -> UseCase:
    """Return the declaration that new rows are held to: everything that is read, whatever its values.

    What a column may hold is what is watched, so it is no reason to refuse; and the outcome may not be known yet.
    """
    columns = {
        name: column.model_copy(
            update={"allowed": None, "nullable": True, **({"role": "drop"} if column.role == "target" else {})}
        )
        for name, column in case.data.columns.items()
    }
    return case.model_copy(update={"data": case.data.model_copy(update={"columns": columns})})


def with_target(case: UseCase, material: Material) -> Material:
    """Return the material with an empty outcome where the rows have none yet."""
    target = case.classification.target.column
    if target in material.frame.columns:
        return material
    return replace(material, frame=material.frame.with_columns(pl.lit(None, pl.Boolean).alias(target)))
