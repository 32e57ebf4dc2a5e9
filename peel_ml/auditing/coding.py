"""From what was read to what is compared: outcomes and decisions as 0 and 1, groups with their missing codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.auditing.cells import SCORE_STEP, Cells
from peel_ml.auditing.measures import Asked, band_labels
from peel_ml.auditing.request import AuditRequest
from peel_ml.data.parts import ProtectedFrame
from peel_ml.errors import Problems
from peel_ml.results.codes import MISSING_CODES, NOT_RECORDED, NOT_STATED, REFUSED, UNMAPPED

MISSING_WORDS = {
    **dict.fromkeys(("", "nan", "null", "na", "n/a", "missing", "unknown", "not known", "not recorded"), NOT_RECORDED),
    **dict.fromkeys(("not stated", "not provided", "not disclosed"), NOT_STATED),
    **dict.fromkeys(("refused", "declined", "prefer not to say", "declined to say"), REFUSED),
    "unmapped": UNMAPPED,
}
"""Values, whatever their capitals, that stand for no value; never "none", which can be an answer."""

YES, NO = ("1", "1.0", "true"), ("0", "0.0", "false")


@dataclass(frozen=True)
class Coded:
    """Distinct combinations with the rows of each in `weights`; arrays of shape (n,).

    Where rows belong together (`clusters`), every row is a combination of its own.
    """

    y: NDArray[np.int8]
    score: NDArray[np.float64] | None
    """Mean score of the combination; ``None`` where there is none that is a probability."""
    decision: NDArray[np.int8] | None
    protected: ProtectedFrame
    controls: pl.DataFrame
    clusters: NDArray[np.int64] | None
    weights: NDArray[np.int64]
    threshold: float | None
    rounded: bool
    left_out: int
    """Rows without a label, score or decision."""
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows that are compared."""
        return int(self.weights.sum())

    def single(self) -> Coded:
        """Return the same rows one by one: rows of one combination cannot be told apart."""
        if (self.weights == 1).all():
            return self
        at = np.repeat(np.arange(len(self.weights)), self.weights)

        def each(values: NDArray[np.int8] | None) -> NDArray[np.int8] | None:
            return None if values is None else values[at]

        return replace(
            self,
            y=self.y[at],
            score=None if self.score is None else self.score[at],
            decision=each(self.decision),
            protected=self.protected.rows(at),
            controls=self.controls[at] if self.controls.width else self.controls,
            clusters=None if self.clusters is None else self.clusters[at],
            weights=np.ones(len(at), dtype=np.int64),
        )


def coded(request: AuditRequest, cells: Cells, problems: Problems) -> Coded | None:
    """Return the combinations as codes, noting everything wrong with what they hold; ``None`` where something is."""
    table, notes = cells.table, list[str]()
    columns: dict[str, pl.Series] = {}
    if "label" in table.columns:
        columns["y"], said = _two_values(table["label"], request.label_positive, _label(request), problems)
        notes += said
    if "decision" in table.columns:
        columns["d"], said = _two_values(table["decision"], request.positive, _decision(request), problems)
        notes += said
    elif "flagged" in table.columns:
        columns["d"] = table["flagged"]
    if "score" in table.columns:
        columns["s"] = table["score"]
    for one in request.asked:
        if f"of {one.name}" in table.columns:
            groups, said = _groups(one, table[f"of {one.name}"])
            columns[f"of {one.name}"] = groups
            notes += said
            _enough_groups(one, groups, problems)
    for name in request.controls:
        if f"control {name}" in table.columns:
            columns[f"control {name}"] = _text(table[f"control {name}"]).fill_null(NOT_RECORDED)
    if len(problems):
        return None
    if "cluster" in table.columns:
        columns["cluster"] = table["cluster"]
    frame = pl.DataFrame([series.alias(name) for name, series in columns.items()]).with_columns(table["n"])
    whole = [name for name in ("y", "d", "s") if name in frame.columns]
    kept = frame.drop_nulls(whole)
    total, rows = int(frame["n"].sum()), int(kept["n"].sum())
    if not rows:
        problems.add("no row has a label and a decision or score", "Check the columns that are named.")
        return None
    if cells.threshold == float("inf"):
        notes.append("More rows share the highest score than there is room for, so nobody is flagged.")
    if cells.rounded:
        notes.append(
            f"Scores were summed in steps of {SCORE_STEP:g}, each combination of groups at the mean of its own scores."
        )
    return _arrays(request, cells, kept, total - rows, notes)


def _arrays(request: AuditRequest, cells: Cells, kept: pl.DataFrame, left_out: int, notes: list[str]) -> Coded:
    names = [one.name for one in request.asked]
    clusters = None
    if "cluster" in kept.columns:
        kept = kept.select(pl.all().repeat_by("n").explode())
        numbers = kept["cluster"].rank("dense").cast(pl.Int64) - 1
        alone = int(numbers.is_null().sum())
        if alone:
            notes.append(f"{alone:,} rows without a value of {request.cluster} count as belonging to no other.")
        first = int(numbers.max() or 0) + 1  # type: ignore[arg-type]
        own = pl.Series(np.arange(first, first + kept.height, dtype=np.int64))
        clusters = numbers.zip_with(numbers.is_not_null(), own).to_numpy()
        kept = kept.with_columns(n=pl.lit(1))
    else:
        # Values that stand for the same thing ("1" and "1.0") are one combination.
        keys = [name for name in kept.columns if name != "n"]
        kept = kept.group_by(keys, maintain_order=True).agg(pl.col("n").sum())
    probable = "s" in kept.columns and bool(kept["s"].is_between(0, 1).all())
    return Coded(
        y=kept["y"].to_numpy().astype(np.int8),
        score=kept["s"].to_numpy().astype(np.float64) if probable else None,
        decision=kept["d"].to_numpy().astype(np.int8) if "d" in kept.columns else None,
        protected=ProtectedFrame(kept.select(pl.col(f"of {name}").alias(name) for name in names)),
        controls=kept.select(pl.col(f"control {name}").alias(name) for name in request.controls),
        clusters=clusters,
        weights=kept["n"].cast(pl.Int64).to_numpy(),
        threshold=cells.threshold,
        rounded=cells.rounded,
        left_out=left_out,
        notes=tuple(notes),
    )


def _text(values: pl.Series) -> pl.Series:
    """Return values as text without blanks around; whole floats as whole numbers, blanks and NaN as null."""
    if values.dtype.is_float():
        values = values.fill_nan(None)
        known = values.drop_nulls()
        if ((known == known.floor()) & (known.abs() < 2**53)).all():
            values = values.cast(pl.Int64)
    text = values.cast(pl.String).str.strip_chars()
    return text.replace({"": None, "nan": None, "NaN": None})


@dataclass(frozen=True)
class _Answer:
    """How a label or decision is named in messages."""

    option: str
    column: str
    positive: str


def _label(request: AuditRequest) -> _Answer:
    return _Answer("--label", request.label, "--label-positive")


def _decision(request: AuditRequest) -> _Answer:
    return _Answer("--decision", str(request.decision), "--positive")


def _two_values(
    raw: pl.Series, positive: Sequence[str], asked: _Answer, problems: Problems
) -> tuple[pl.Series, list[str]]:
    """Return 1 for a positive value and 0 for another one, null where there is none; note what cannot be read."""
    values = _text(raw)
    there = values.drop_nulls().unique()
    named = f"{asked.option} {asked.column}"
    if not there.len():
        problems.add(f"{named} holds no value at all", f"Name the column that holds the {asked.option[2:]}.")
    elif positive:
        lower = {str(value).lower() for value in there}
        for value in positive:
            if value.strip() in there:
                continue
            near = " A value that differs only in capitals does." if value.strip().lower() in lower else ""
            problems.add(
                f"{asked.positive} {value!r} never occurs among the {there.len():,} values of {asked.column!r}.{near}",
                "Write it as the file has it; `peel data describe FILE` shows the columns.",
            )
        others = there.len() - len({*positive})
        notes = [f"In {asked.column}, {others} other values count as negative."] if others > 1 else []
        return values.is_in([value.strip() for value in positive]).cast(pl.Int8), notes
    elif not set(there.str.to_lowercase()) <= {*YES, *NO}:
        problems.add(
            f"{named} holds {there.len():,} different values, not 0 and 1 or true and false",
            f"Name what counts as positive: {asked.positive} V (several may be given); everything else is negative.",
        )
    elif asked.option == "--label" and len(set(there.str.to_lowercase().replace(dict.fromkeys(YES, "1")))) < 2:
        problems.add(f"{named} is the same in every row", "Rates of error need both outcomes.")
    known = {**dict.fromkeys(YES, 1), **dict.fromkeys(NO, 0)}
    return values.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.Int8), []


def _groups(one: Asked, values: pl.Series) -> tuple[pl.Series, list[str]]:
    """Return groups as text with missing codes, and notes on the values that were read as such."""
    if one.cuts:
        labels = {-1: UNMAPPED, **dict(enumerate(band_labels(one.cuts)))}
        return values.replace_strict(labels, default=NOT_RECORDED, return_dtype=pl.String), []
    text = _text(values).fill_null("")
    code = text.str.to_lowercase().replace_strict(MISSING_WORDS, default=None, return_dtype=pl.String)
    words = code.is_not_null() & (text != "") & (text != code)
    notes = [
        f"In {one.column}, words that stand for no value count as “{meant}”."
        for meant in MISSING_CODES
        if (words & (code == meant)).any()
    ]
    return code.fill_null(text), notes


def _enough_groups(one: Asked, groups: pl.Series, problems: Problems) -> None:
    recorded = groups.filter(~groups.is_in(list(MISSING_CODES))).unique()
    if not recorded.len():
        problems.add(
            f"--protected {one.column}: no row has a value, so nothing could be compared",
            "Leave it out: it then stands as not recorded, which never reads as a pass.",
        )
    elif recorded.len() == 1:
        problems.add(
            f"--protected {one.column} holds one group only, so there is nobody to compare with",
            "Give rows of every group, or leave the column out: it then stands as not recorded.",
        )
