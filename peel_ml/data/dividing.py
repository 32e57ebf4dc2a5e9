"""Which part each row falls in: a function of the declared split and the row, never of the order of rows."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

import numpy as np
import polars as pl

from peel_ml.data.declaration import GroupSplit, RandomSplit, Split, TimeSplit, months_of
from peel_ml.errors import BadRequest, Problem
from peel_ml.keeping import Stored, Table

TRAINING, VALIDATION, HELD_OUT, EMBARGO = "training", "validation", "held_out", "embargo"
PARTS = (TRAINING, VALIDATION, HELD_OUT)
LABELS = pl.Enum(sorted((*PARTS, EMBARGO)))

SALT = "peel_ml/data/split/1"
"""Fixed for ever: another salt would move groups between parts."""
_REFUSED = "The data cannot be divided as declared."


def part_labels(frame: Table, spec: Split, cluster: str | None = None) -> pl.Series:
    """Return for each row ``training``, ``validation``, ``held_out`` or ``embargo``.

    By time: "last N months" are calendar months counted back from the month of the latest date, the
    "previous N months" lie before them, and the last `embargo_days` days before each are left out. By
    group: each group falls by a fixed hash of its value. At random: each row falls by a fixed draw for its
    number, or each cluster for its number where `cluster` is given.

    Parameters
    ----------
    frame : polars.DataFrame or Stored
        The prepared rows.
    spec : Split
        The declared split.
    cluster : str, optional
        Column whose equal values stay in one part under a random split.

    Returns
    -------
    polars.Series
        Text named ``part`` (an enumeration where the rows are stored), one value a row, none missing.

    Raises
    ------
    BadRequest
        The column is absent, of the wrong type or has blanks; the data holds too few months; a part is empty.
    """
    if frame.is_empty():
        raise BadRequest(_REFUSED, [Problem("the data has no rows", "Check the source and the preparation.")])
    if isinstance(spec, TimeSplit):
        labels = _by_time(_complete(frame, spec.column), spec)
    elif isinstance(spec, GroupSplit):
        labels = _by_group(_complete(frame, spec.column), spec)
    else:
        labels = _at_random(frame, spec, cluster)
    empty = [name for name in PARTS if name not in set(labels.unique())]
    if empty:
        raise BadRequest(
            _REFUSED,
            [Problem(f"no row falls in the part {name!r}", _remedy(spec), "split") for name in empty],
        )
    # Eight bytes of text a row are much where there are very many rows.
    return (labels.cast(LABELS) if isinstance(frame, Stored) else labels).rename("part")


def _remedy(spec: Split) -> str:
    if isinstance(spec, TimeSplit):
        return "Shorten split.held_out, split.validation or split.embargo_days, or use more data."
    return "Use more groups or rows, or larger shares."


def boundaries(latest: date, spec: TimeSplit) -> tuple[date, date]:
    """Return the first day of validation and the first day held out.

    Examples
    --------
    >>> boundaries(date(2024, 3, 31), TimeSplit(kind="time", column="date"))
    (datetime.date(2023, 10, 1), datetime.date(2024, 1, 1))
    """
    held_out = _months_before(latest.replace(day=1), months_of(spec.held_out) - 1)
    return _months_before(held_out, months_of(spec.validation)), held_out


def _months_before(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _complete(frame: Table, column: str) -> pl.Series:
    if column not in frame.columns:
        raise BadRequest(_REFUSED, [Problem(f"there is no column {column!r}", "Name one that exists.", "split.column")])
    blank = frame[column].null_count()
    if blank:
        raise BadRequest(
            _REFUSED,
            [
                Problem(
                    f"{blank:,} of {frame.height:,} rows have no {column!r}",
                    "Leave them out in the preparation, where it is counted, or use another column.",
                    "split.column",
                )
            ],
        )
    return frame[column]


def _by_time(times: pl.Series, spec: TimeSplit) -> pl.Series:
    if not (times.dtype == pl.Date or isinstance(times.dtype, pl.Datetime)):
        what = f"the column {spec.column!r} holds {times.dtype}, not dates"
        if times.dtype == pl.String:
            what += f": {_no_dates(times):,} of {len(times):,} cells are nothing like 2023-01-31"
        fix = "Repair the cells, or turn the column into dates in the preparation."
        raise BadRequest(_REFUSED, [Problem(what, fix, "split.column")])
    days = times.cast(pl.Date).rename("day")
    first, latest = days.min(), days.max()
    assert isinstance(first, date)
    assert isinstance(latest, date)
    held = (latest.year - first.year) * 12 + latest.month - first.month + 1
    needed = months_of(spec.held_out) + months_of(spec.validation) + 1
    if held < needed:
        raise BadRequest(
            _REFUSED,
            [
                Problem(
                    f"the data spans {held} calendar month(s), {first:%B %Y} to {latest:%B %Y}; "
                    f"{spec.held_out} held out, {spec.validation} for validation and one to learn "
                    f"from need {needed}",
                    "Use more data, or shorten split.held_out and split.validation.",
                    "split",
                )
            ],
        )
    validation, held_out = boundaries(latest, spec)
    embargo = timedelta(days=spec.embargo_days)
    day = pl.col("day")
    label = (
        pl.when(day >= held_out)
        .then(pl.lit(HELD_OUT))
        .when(day >= held_out - embargo)
        .then(pl.lit(EMBARGO))
        .when(day >= validation)
        .then(pl.lit(VALIDATION))
        .when(day >= validation - embargo)
        .then(pl.lit(EMBARGO))
        .otherwise(pl.lit(TRAINING))
    )
    return days.to_frame().select(label.alias("part")).to_series()


def _no_dates(written: pl.Series) -> int:
    """Return how many cells cannot be read as a date, with or without a time, in the order of ISO 8601."""
    day = written.str.strip_chars().str.extract(r"^(\d{4}-\d{2}-\d{2})(?:$|[T ])", 1).str.to_date(strict=False)
    return int(day.null_count() - written.null_count())


def _by_group(groups: pl.Series, spec: GroupSplit) -> pl.Series:
    distinct = groups.unique()
    parts = [_part_at(_place(str(value)), spec) for value in distinct.to_list()]
    return groups.replace_strict(distinct, pl.Series(parts, dtype=pl.String), return_dtype=pl.String)


def _place(value: str) -> float:
    """Return a number in [0, 1) that depends on the value alone."""
    return int.from_bytes(sha256(f"{SALT}\x00{value}".encode()).digest()[:6], "big") / 2**48


def _part_at(place: float, spec: GroupSplit | RandomSplit) -> str:
    if place < spec.held_out_share:
        return HELD_OUT
    return VALIDATION if place < spec.held_out_share + spec.validation_share else TRAINING


def _at_random(frame: Table, spec: RandomSplit, cluster: str | None) -> pl.Series:
    numbers = np.arange(frame.height) if cluster is None else numbered(frame[cluster])
    seed = int.from_bytes(sha256(SALT.encode()).digest()[:8], "big")
    places = np.random.default_rng(seed).random(int(numbers.max()) + 1)[numbers]
    label = (
        pl.when(pl.col("place") < spec.held_out_share)
        .then(pl.lit(HELD_OUT))
        .when(pl.col("place") < spec.held_out_share + spec.validation_share)
        .then(pl.lit(VALIDATION))
        .otherwise(pl.lit(TRAINING))
    )
    return pl.DataFrame({"place": places}).select(label.alias("part")).to_series()


def numbered(values: pl.Series) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return a whole number for each row, equal where the values are equal; a blank is like no other row.

    Examples
    --------
    >>> numbered(pl.Series(["b", None, "b", None])).tolist()
    [0, 1, 0, 2]
    """
    ranks = values.rank("dense")
    known = values.drop_nulls().n_unique()
    blank = values.is_null()
    return (
        pl.DataFrame({"rank": ranks, "blank": blank})
        .select(pl.when("blank").then(known + pl.col("blank").cum_sum()).otherwise("rank").cast(pl.Int64) - 1)
        .to_series()
        .to_numpy()
    )
