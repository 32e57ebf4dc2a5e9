"""Victims of homicide in London 2003 to 2017, as the London Datastore publishes them: a row a victim.

Source: Metropolitan Police, "MPS homicide dashboard data" (Open Government Licence 3.0). No name is in it. Boroughs
carry trailing spaces, one age band lacks a space, and the month is written "Jul-05".
"""

from __future__ import annotations

import polars as pl

from peel_ml.data.sources.police_uk_files import snake
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.sources.published_table import PublishedTable
from peel_ml.data.vocabulary import normalised
from peel_ml.data.vocabulary.datastore import HOMICIDE
from peel_ml.errors import BadRequest, Problem
from peel_ml.results.codes import UNMAPPED


def trim(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Name the columns in snake case, and take spaces off both ends of every cell."""
    frame = frame.rename({name: snake(name) for name in frame.columns}).with_columns(pl.all().cast(pl.String))
    after = frame.with_columns(pl.all().str.strip_chars().replace("", None))
    return after, sum(int(frame[name].ne_missing(after[name]).sum()) for name in frame.columns)


def normalise_labels(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Put every label into one word."""
    after = frame.with_columns(normalised(frame[one.column], one).alias(one.column) for one in HOMICIDE)
    return after, sum(int(frame[one.column].ne_missing(after[one.column]).sum()) for one in HOMICIDE)


def report_labels(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Count what no list knew."""
    return StepReport({one.column: int((after[one.column] == UNMAPPED).sum()) for one in HOMICIDE})


def read_month(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Read "Jul-05" as the first day of that month; rows without a month are left out.

    Raises
    ------
    BadRequest
        No row has a month that can be read.
    """
    day = frame["recorded_date"].str.replace("^", "01-").str.to_date("%d-%b-%y", strict=False)
    after = frame.with_columns(date=day).drop("recorded_date").filter(day.is_not_null())
    if after.is_empty() and not frame.is_empty():
        what = f"none of {frame.height:,} rows has a month like Jul-05"
        raise BadRequest("The months cannot be read.", [Problem(what, "Save months like Jul-05.", "recorded_date")])
    return after, after.height


STEPS = (
    Step("trim the cells", "Boroughs carry trailing spaces, so that one borough counts as two.", trim),
    Step("normalise labels", "'13 to19' and '13 to 19' are one age band.", normalise_labels, report_labels),
    Step("read the month", "The month is written like Jul-05. Rows without one are left out.", read_month),
)
"""The steps of ``london-datastore/homicide-victims``, in order."""

SOURCE = PublishedTable(
    "london-datastore/homicide-victims",
    "the London Datastore's table of homicide victims, 2003 to 2017 (a row a victim)",
    ("Recorded Date", "Borough", "Age Group", "Sex", "Officer Observed Ethnicity", "Solved Status", "Domestic Abuse"),
    STEPS,
)
