"""From one prepared frame to its parts, with features, protected columns and target kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.compact import divided_pieces
from peel_ml.data.declaration import Column, GroupSplit, Measure, Protected, Split, TimeSplit
from peel_ml.data.dividing import EMBARGO, PARTS, boundaries, numbered, part_labels
from peel_ml.data.parts import FeatureKind, Features, Part, Parts, ProtectedFrame
from peel_ml.data.split_request import check_request
from peel_ml.data.vocabulary import collapse
from peel_ml.errors import Problems
from peel_ml.keeping import Stored, Table
from peel_ml.results.codes import NOT_RECORDED


def split(
    frame: Table,
    spec: Split,
    *,
    target: str,
    positive: object,
    columns: Mapping[str, Column],
    protected: Protected,
    slices: Mapping[str, str],
) -> Parts:
    """Divide the rows by the declared split and the columns by their declared roles.

    Parameters
    ----------
    frame : polars.DataFrame or Stored
        The prepared rows. Those of very many are divided piece by piece, and their parts are compact; see
        `peel_ml.data.compact`.
    spec : Split
        How the rows are divided; see `part_labels`.
    target : str
        The target column. Rows without a target are left out, and `Parts.rule` says how many.
    positive : object
        The value that counts as positive.
    columns : mapping of str to Column
        The declared columns; features keep this order. A column with the role ``cluster`` says which rows
        belong together; under a group split without one, the groups do.
    protected : Protected
        The measures; each becomes a text column named as the measure, in the classification it is judged
        in, with ``Not recorded`` for a blank.
    slices : mapping of str to str
        Slice name to column.

    Returns
    -------
    Parts

    Raises
    ------
    BadRequest
        Anything about the declaration that does not hold for this frame, all problems at once.
    """
    problems = Problems()
    check_request(
        problems,
        frame,
        spec,
        target=target,
        positive=positive,
        columns=columns,
        protected=protected,
        slices=slices,
    )
    # What follows presumes that the columns are there.
    problems.raise_if_any(_REFUSED)

    cluster = next((name for name, column in columns.items() if column.role == "cluster"), None)
    if cluster is None and isinstance(spec, GroupSplit):
        cluster = spec.column
    labels = part_labels(frame, spec, cluster)
    known = frame[target].is_not_null()

    placed = pl.select(pl.when(known).then(labels)).to_series()
    if isinstance(frame, Stored):

        def piece(rows: pl.DataFrame) -> Part:
            return whole_of(rows, spec, target, positive, columns, protected, slices, None)

        timed = _time_of(spec, columns) is not None
        parts = divided_pieces(frame, placed, piece, cluster=cluster, timed=timed)
    else:
        parts = _divided(whole_of(frame, spec, target, positive, columns, protected, slices, cluster), placed)
    for part in parts.values():
        _two_classes(part, target, problems)
    # Rows that are each of their own are in one part.
    straddling = 0 if cluster is None else _straddling(parts)
    if straddling and not isinstance(spec, TimeSplit):
        problems.add(
            f"{straddling:,} cluster(s) of {cluster!r} have rows in more than one part",
            f"Divide by {cluster!r} itself: split.kind group, split.column {cluster}.",
            "split",
        )
    problems.raise_if_any(_REFUSED)
    rule = _rule(frame, spec, labels, int((~known).sum()), straddling, cluster)
    return Parts(parts["training"], parts["validation"], parts["held_out"], rule)


_REFUSED = "The data cannot be split as declared."


def _time_of(spec: Split, columns: Mapping[str, Column]) -> str | None:
    if isinstance(spec, TimeSplit):
        return spec.column
    return next((name for name, column in columns.items() if column.role == "time"), None)


def _divided(whole: Part, labels: pl.Series) -> dict[str, Part]:
    return {
        name: replace(whole, name=name).rows(np.flatnonzero((labels == name).fill_null(False).to_numpy()))
        for name in PARTS
    }


def whole_of(
    frame: pl.DataFrame,
    spec: Split,
    target: str,
    positive: object,
    columns: Mapping[str, Column],
    protected: Protected,
    slices: Mapping[str, str],
    cluster: str | None,
) -> Part:
    """Return all rows as one part, in the order of the frame; a row without a target has 0 as its target."""
    kinds = {name: _kind(column, frame[name].dtype) for name, column in columns.items() if column.role == "feature"}
    text = [pl.col(name).cast(pl.String) for name, kind in kinds.items() if kind == "category"]
    judged = {name: _judged(frame[measure.column], measure) for name, measure in protected.measured.items()}
    time = _time_of(spec, columns)
    rows = pl.int_range(frame.height, dtype=pl.Int64, eager=True)
    return Part(
        "all",
        Features(
            frame.select(list(kinds)).with_columns(text),
            kinds,
            frozenset(measure.column for measure in protected.measured.values()),
        ),
        ProtectedFrame(pl.DataFrame(judged)),
        (frame[target] == positive).fill_null(False).cast(pl.Int8).to_numpy(),
        frame[time] if time is not None else rows,
        numbered(frame[cluster]) if cluster is not None else rows.to_numpy(),
        pl.DataFrame({name: _text(frame[column]) for name, column in slices.items()}),
    )


def _judged(values: pl.Series, measure: Measure) -> pl.Series:
    return _text(collapse(_text(values), measure.scheme, measure.judged_as or measure.scheme))


def _text(values: pl.Series) -> pl.Series:
    return values.cast(pl.String).fill_null(NOT_RECORDED)


def _kind(column: Column, dtype: pl.DataType) -> FeatureKind:
    if column.kind is not None:
        return column.kind
    if dtype == pl.Boolean:
        return "flag"
    return "number" if dtype.is_numeric() else "category"


def _two_classes(part: Part, target: str, problems: Problems) -> None:
    positives, n = int(part.target.sum()), len(part)
    if positives in (0, n):
        problems.add(
            f"the part {part.name!r} holds {n:,} rows with a target, {positives:,} of them positive",
            f"Both outcomes of {target!r} are needed in every part: use more data or another split.",
            "split",
        )


def _straddling(parts: Mapping[str, Part]) -> int:
    seen: NDArray[np.int64] = np.concatenate([np.unique(part.clusters) for part in parts.values()])
    return int(len(seen) - len(np.unique(seen)))


def _rule(
    frame: Table,
    spec: Split,
    labels: pl.Series,
    without_target: int,
    straddling: int,
    cluster: str | None,
) -> str:
    if isinstance(spec, TimeSplit):
        days = frame[spec.column].cast(pl.Date)
        validation, held_out = boundaries(days.max(), spec)  # type: ignore[arg-type]
        said = (
            f"By time ({spec.column}): training before {_day(validation)}, validation from then, "
            f"held out from {_day(held_out)} to {_day(days.max())}."
        )
        if spec.embargo_days:
            left = int((labels == EMBARGO).sum())
            said += f" The last {spec.embargo_days} days before each are left out ({left:,} rows)."
    elif isinstance(spec, GroupSplit):
        said = f"By group ({spec.column}): every group is wholly in one part, by a fixed hash of its value."
    else:
        unit = "row" if cluster is None else cluster
        said = f"At random, by a fixed draw for each {unit}. Reason: {spec.reason}"
    if without_target:
        said += f" {without_target:,} rows without a target are left out."
    if straddling:
        said += f" {straddling:,} values of {cluster} have rows in more than one part."
    return said


def _day(day: object) -> str:
    return f"{day:%-d %B %Y}"


__all__ = ["part_labels", "split", "whole_of"]
