"""What a declared split asks of a frame, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from peel_ml.data.declaration import Column, Protected, RandomSplit, Split
from peel_ml.errors import Problems
from peel_ml.keeping import Table


def check_request(
    problems: Problems,
    frame: Table,
    spec: Split,
    *,
    target: str,
    positive: object,
    columns: Mapping[str, Column],
    protected: Protected,
    slices: Mapping[str, str],
) -> None:
    """Note everything in the declaration that does not hold for this frame; parameters as `split`."""
    for column, where in _asked(spec, target, columns, protected, slices):
        if column not in frame.columns:
            problems.add(
                f"there is no column {column!r}",
                "Correct the name, or add the column in the preparation.",
                where,
            )
    measures = {measure.column: name for name, measure in protected.measured.items()}
    features = {name: column for name, column in columns.items() if column.role == "feature"}
    if not features:
        problems.add("no column has the role feature", "Give at least one column the role feature.", "data.columns")
    for name, feature in features.items():
        _check_feature(problems, frame, name, feature, target, measures)
    if target in frame.columns:
        _check_target(problems, frame[target], target, positive)


def _asked(
    spec: Split,
    target: str,
    columns: Mapping[str, Column],
    protected: Protected,
    slices: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """Yield each column that must be there once, with the place that asks for it."""
    asked: dict[str, str] = {target: "task.target.column"}
    if not isinstance(spec, RandomSplit):
        asked.setdefault(spec.column, "split.column")
    for name, column in columns.items():
        if column.role != "drop":
            asked.setdefault(name, "data.columns")
    for name, measure in protected.measured.items():
        asked.setdefault(measure.column, f"protected.measured.{name}")
    for name, column_name in slices.items():
        asked.setdefault(column_name, f"slice {name}")
    yield from asked.items()


def _check_feature(
    problems: Problems,
    frame: Table,
    name: str,
    column: Column,
    target: str,
    measures: Mapping[str, str],
) -> None:
    where = f"data.columns.{name}"
    if name == target:
        problems.add(f"{name!r} is the target and a feature", "Give it the role target.", where)
    if name in measures:
        problems.add(
            f"{name!r} is the protected measure {measures[name]!r} and a feature",
            "Give it the role protected: an estimator never sees it.",
            where,
        )
    if column.known_when is None:
        problems.add(
            f"the feature {name!r} does not say when it is known",
            "Add known_when: before, at or after the decision that the target records.",
            where,
        )
    elif column.known_when == "after":
        problems.add(
            f"the feature {name!r} is only known after the decision, so it gives the answer away",
            "Give it the role drop.",
            where,
        )
    if column.kind in ("number", "cyclic") and name in frame.columns and not frame.schema[name].is_numeric():
        problems.add(
            f"the feature {name!r} is declared as {column.kind} and holds {frame.schema[name]}",
            "Turn it into numbers in the preparation, or declare kind: category.",
            where,
        )


def _check_target(problems: Problems, values: pl.Series, target: str, positive: object) -> None:
    where = "task.target"
    known = values.drop_nulls()
    if not len(known):
        problems.add(f"no row has a value of the target {target!r}", "Check the preparation.", where)
        return
    text = isinstance(positive, str)
    if text != (values.dtype == pl.String or isinstance(values.dtype, pl.Categorical | pl.Enum)):
        problems.add(
            f"the target {target!r} holds {values.dtype}, its positive value is declared as "
            f"{'text' if text else type(positive).__name__}",
            "Write the positive value as the column holds it.",
            where,
        )
        return
    if values.dtype == pl.Boolean and not isinstance(positive, bool):
        problems.add(
            f"the target {target!r} holds true and false, its positive value is given as a number",
            "Write positive: true or positive: false.",
            where,
        )
        return
    positives = int((known == positive).sum())
    if positives in (0, len(known)):
        problems.add(
            f"the target {target!r} has one outcome only: {positives:,} of {len(known):,} rows are positive",
            "Check task.target.positive and the preparation.",
            where,
        )
