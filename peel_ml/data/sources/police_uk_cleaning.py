"""What stop and search data needs before anything is counted, one step after the other."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.geography import borough_of, nearest_note
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.vocabulary import VOCABULARIES, eras, normalised
from peel_ml.errors import BadRequest, Problem
from peel_ml.results.codes import NOT_RECORDED, UNMAPPED

VEHICLE = "Vehicle search"
DATE_FORMAT = "%Y-%m-%dT%H:%M:%S%z"
"""For example ``2022-06-01T00:04:00+01:00``; data.police.uk writes every time with the offset +00:00."""


def drop_duplicates(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep the first of rows that are alike in every column."""
    shared = _shared_hash(frame)
    keep = ~shared
    keep[shared] = frame.filter(shared).select(pl.struct(pl.all()).is_first_distinct()).to_series().to_numpy()
    return frame.filter(keep), 0


def _shared_hash(frame: pl.DataFrame) -> NDArray[np.bool_]:
    """Return for each row whether another has the same hash.

    Rows that are alike do, so only these, a few in a hundred, need to be compared cell by cell.
    """
    return np.array(frame.hash_rows(seed=0).is_duplicated())


def separate_vehicles(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Take out searches of a vehicle alone."""
    kind = pl.col("type").str.strip_chars()
    return frame.filter(kind.ne_missing(VEHICLE)), 0


def normalise_labels(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Put every label into today's words."""
    text = frame.select(pl.col(list(VOCABULARIES)).cast(pl.String))
    held = text.count().row(0, named=True)
    # Most columns hold today's words as they are: then only blanks change.
    today = text.select(pl.col(column).is_in(known.unchanged()).sum() for column, known in VOCABULARIES.items())
    plain = {column for column, rows in today.row(0, named=True).items() if rows == held[column]}
    # Of the others most are spelt as in the tables, and done in one pass over all of them.
    spelt = text.select(
        pl.col(column).replace_strict(known.spelt(), default=None, return_dtype=pl.String)
        for column, known in VOCABULARIES.items()
        if column not in plain
    )
    mapped = []
    for column, known in VOCABULARIES.items():
        if column in plain:
            mapped.append(text[column].fill_null(NOT_RECORDED))
        elif spelt[column].count() == held[column]:
            mapped.append(spelt[column].fill_null(NOT_RECORDED))
        else:
            mapped.append(normalised(text[column], known).alias(column))
    after = frame.with_columns(mapped)
    changed = sum(
        frame.height - held[column] if column in plain else int(text[column].ne_missing(after[column]).sum())
        for column in VOCABULARIES
    )
    return after, changed


def report_labels(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Count what no map knew, and say which eras the labels come from."""
    unmapped = {column: int((after[column] == UNMAPPED).sum()) for column in VOCABULARIES}
    notes = []
    for column, vocabulary in VOCABULARIES.items():
        seen = eras(before[column], vocabulary)
        if seen:
            listed = ", ".join(f"{era} ({count:,})" for era, count in seen.items())
            notes.append(f"Labels of {column} by era: {listed}.")
    return StepReport(unmapped, tuple(notes))


def number_events(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Number the events: rows of one force at one time and place share a number."""
    key = ["force", "date", "latitude", "longitude"]
    placed = frame.select(pl.all_horizontal(pl.col(key[1:]).is_not_null())).to_series().to_numpy()
    shared = _shared_hash(frame.select(key)) & placed
    rows = np.arange(frame.height)
    first = rows.copy()
    together = frame.select(key).filter(shared).with_columns(row=rows[shared])
    first[shared] = together.select(pl.col("row").first().over(key)).to_series().to_numpy()
    # Numbers follow the order of rows and have no gaps.
    event = (np.cumsum(first == rows) - 1)[first]
    return frame.with_columns(event=pl.Series(event, dtype=pl.Int64)), 0


def report_events(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many rows share their event with another."""
    if after.is_empty():
        return StepReport()
    event = after["event"].to_numpy()
    shared = (np.bincount(event)[event] > 1).mean()
    return StepReport(notes=(f"{shared:.1%} of rows share their exact time and place with another row.",))


def parse_time(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Read `date` as an instant, and keep it as the clock in London showed it.

    Raises
    ------
    BadRequest
        No row has a date that can be read.
    """
    instant = _instants(frame["date"]).dt.convert_time_zone("Europe/London").dt.replace_time_zone(None)
    after = frame.with_columns(date=instant).drop_nulls("date")
    if after.is_empty() and not frame.is_empty():
        raise BadRequest(
            "The dates cannot be read.",
            [
                Problem(
                    f"none of {frame.height:,} rows has a date like 2022-06-01T00:04:00+00:00",
                    "Use the file as data.police.uk serves it.",
                    "date",
                )
            ],
        )
    return after, after.height


def _instants(written: pl.Series) -> pl.Series:
    """Return written times as instants in UTC, null where they cannot be read."""
    # Without a zone to work out, parsing is four times quicker.
    utc = written.str.to_datetime(DATE_FORMAT.replace("%z", "+00:00"), strict=False).dt.replace_time_zone("UTC")
    if utc.null_count() == written.null_count():
        return utc
    return written.str.strip_chars().str.to_datetime(DATE_FORMAT, time_zone="UTC", strict=False)


def find_borough(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Read the coordinates as numbers and add the borough of the nearest map point."""
    places = ("latitude", "longitude")
    frame = frame.with_columns(_numbers(frame[name].cast(pl.String)) for name in places)
    return frame.with_columns(borough=borough_of(frame["longitude"], frame["latitude"])), 0


def _numbers(written: pl.Series) -> pl.Series:
    numbers = written.cast(pl.Float64, strict=False)
    if numbers.null_count() == written.null_count():
        return numbers
    return written.str.strip_chars().cast(pl.Float64, strict=False)


def report_borough(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say the share of rows without a borough, by reason."""
    return StepReport(notes=(nearest_note(after["borough"]),))


STEPS = (
    Step(
        "drop exact duplicates",
        "The publication repeats records. Rows alike in every column are counted once; two people alike "
        "in all of them at one time and place cannot be told from a repeat.",
        drop_duplicates,
    ),
    Step(
        "separate vehicle-only searches",
        "A search of a vehicle alone is not a search of a person, and most person fields are blank.",
        separate_vehicles,
    ),
    Step(
        "normalise labels",
        "Ethnicity, outcome and object labels changed over the years; one label a category makes years "
        "comparable. Blank becomes 'Not recorded' and an unknown label 'Unmapped'; neither is dropped.",
        normalise_labels,
        report_labels,
    ),
    # Before the clock is turned to London time, in which one hour of the year happens twice.
    Step(
        "number the events",
        "There is no person id. Rows of one force at one exact time and place are one event, whose "
        "outcomes go together. A row without a place is an event of its own: at hundreds of searches a "
        "day, two that share only a minute are most often unrelated.",
        number_events,
        report_events,
    ),
    Step(
        "turn times to London time",
        "Published times are UTC: in summer each month's file begins at 23:00 of the day before. Hours "
        "and days mean what the clock in London showed. Rows without a readable date are left out.",
        parse_time,
    ),
    Step(
        "find the borough",
        "Stops carry no area code. Places are snapped to published map points, and the nearest known one "
        "gives the borough.",
        find_borough,
        report_borough,
    ),
)
"""The steps of ``police-uk/stop-and-search``, in order."""
