"""Source ``london-datastore/crime-dashboard``: the monthly crime dashboard, hate crime and its strands among it.

One row a month, borough, crime type and measure (offences or positive outcomes). A count of nought has no row in
the file: whoever needs a whole series fills it in, for the months that the file holds. Strands of hate crime
overlap, since one offence may belong to several: they must not be added up.
"""

from __future__ import annotations

import polars as pl

from peel_ml.data.sources.london_datastore.steps import boroughs, trimmed
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.sources.published_table import PublishedTable

LEVEL = "Borough"
OFFENCES, POSITIVE = "Offences", "Positive Outcomes"
AVIATION = "Aviation Security"
"""Heathrow and London City airports, policed by a command of their own: no borough."""
NOT_KNOWN = "Other / NK"
"""Other forces' areas and places that were not recorded."""

_KEY = ("month", "borough", "crime_type", "crime_subtype", "measure")
_SPELLINGS = {
    "Miscalleneous": "Miscellaneous",
    "Domestic Abuse violence with injury": "Domestic Abuse Violence with Injury",
}


def read_month(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Make the month a day, the first of it, whether it is written as text or as a time."""
    written = pl.col("month_year")
    day = written.str.slice(0, 10).str.to_date() if frame["month_year"].dtype == pl.String else written.cast(pl.Date)
    return frame.with_columns(month=day.dt.truncate("1mo")).drop("month_year"), 0


def newest_refresh(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep the newest of several figures for one thing."""
    key = ["area_type", "borough_snt", "area_name", "month", "crime_type", "crime_subtype", "measure"]
    newest = pl.col("refresh_date") == pl.col("refresh_date").max().over(key)
    return frame.filter(newest).unique(subset=[*key, "refresh_date", "count"], maintain_order=True), 0


def one_level(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep the rows of boroughs."""
    return frame.filter(pl.col("area_type") == LEVEL), 0


def report_level(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say what was left out, and whether it held the same crimes."""
    sums = before.group_by("area_type").agg(pl.col("count").sum())
    told = {level: int(total) for level, total in sums.iter_rows() if level != LEVEL}
    kept = int(after["count"].sum())
    return StepReport(
        notes=tuple(
            f"Rows of {level} were left out: they count {total:,}, those of boroughs {kept:,}."
            for level, total in sorted(told.items())
        )
    )


def mend_labels(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Write labels in one way."""
    texts = ("crime_type", "crime_subtype")
    after = frame.with_columns(pl.col(name).replace(_SPELLINGS) for name in texts)
    return after, sum(int((frame[name] != after[name]).sum()) for name in texts)


def name_places(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Make the column of boroughs, with the airports under one name wherever they stand."""
    airport = pl.col("area_name").fill_null("").str.starts_with(AVIATION)
    place = pl.when(airport).then(pl.lit(AVIATION)).otherwise(pl.col("borough_snt")).fill_null(NOT_KNOWN)
    after = frame.with_columns(borough=place)
    return after, int(frame["borough_snt"].ne_missing(after["borough"]).sum())


def add_up(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return one row a month, borough, crime type and measure."""
    return frame.group_by(_KEY, maintain_order=True).agg(pl.col("count").cast(pl.Int64).sum()).sort(_KEY), 0


SOURCE = PublishedTable(
    "london-datastore/crime-dashboard",
    "the London Datastore's monthly crime dashboard: one row a month, area, crime type and measure",
    (
        "month_year",
        "area_type",
        "borough_snt",
        "area_name",
        "crime_type",
        "crime_subtype",
        "measure",
        "count",
        "refresh_date",
    ),
    (
        trimmed(),
        Step("read the month", "The month is a time of day in one edition and text in another.", read_month),
        Step(
            "keep the newest figure",
            "A month that was published again would count twice: the newest refresh of each figure stands.",
            newest_refresh,
        ),
        Step(
            "keep one level of areas",
            "The file holds every crime twice, once under its borough and once under its neighbourhood team. Rows of "
            "boroughs are kept; added together the two would double every count.",
            one_level,
            report_level,
        ),
        Step("mend labels", "'Miscalleneous' is misspelt, and one label is written in two ways.", mend_labels),
        Step(
            "name the places",
            "The airports' command stands under two names, its own and 'Other / NK'. It is no borough.",
            name_places,
        ),
        boroughs("borough"),
        Step("add up the rows of a place", "A place under two names has two rows a month: they are added up.", add_up),
    ),
)
