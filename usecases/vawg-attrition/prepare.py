"""From the crime dashboard and the counts of victims to one row a borough, offence and month."""

from __future__ import annotations

from typing import Any

import polars as pl

from peel_ml.data.census import composition
from peel_ml.data.sources.side_by_side import table
from peel_ml.errors import BadRequest, Problem

ALL, INJURY = "Domestic Abuse", "Domestic Abuse Violence with Injury"
WITH, OTHER = "Violence with injury", "Other domestic abuse"
"""The two series of a borough. The published figure of all domestic abuse holds the one with injury; what is left of
it is the other, so that no offence counts twice."""
EVERYTHING = "TNO Victim Based"
"""The dashboard's name for all notifiable offences that have a victim."""
OFFENCES, POSITIVE = "Offences", "Positive Outcomes"
GROUPS = {"White": "white", "Black": "black", "Asian": "asian", "Any Other": "any_other", "Unknown": "unknown"}
AGES = {
    "Aged 10 to 19 years": "10_19",
    "Aged 20 to 29 years": "20_29",
    "Aged 30 to 39 years": "30_39",
    "Aged 40 to 49 years": "40_49",
    "Aged 50 to 59 years": "50_59",
    "Aged 60 to 69 years": "60_69",
    "Aged 70 to 79 years": "70_79",
    "Aged 80+": "80_over",
}


def prepare(raw: pl.LazyFrame, use_case: Any) -> pl.LazyFrame:
    """Divide what was detected by what was recorded, and put the month's victims beside it.

    Parameters
    ----------
    raw : polars.LazyFrame
        Cleaned by the source: the tables ``crime`` and ``victims`` side by side.
    use_case : UseCase
        The declaration; nothing here depends on it.

    Raises
    ------
    BadRequest
        The dashboard lacks a type of crime, or a group of victims is none that is known.
    """
    crime, victims = table(raw, "crime").collect(), table(raw, "victims").collect()
    people = composition("borough").select(
        pl.col("area_name").alias("borough"), "residents", "share_black", "share_asian", "imd_2019"
    )
    _refuse_unknown(crime, victims)
    counts = _counts(crime.join(people.select("borough"), on="borough", how="semi"))
    whole, injury = counts.filter(pl.col("kind") == ALL), counts.filter(pl.col("kind") == INJURY)
    both = whole.join(injury, on=["borough", "month"], suffix="_injury")
    series = pl.concat(
        [
            both.select(
                "borough", "month", offence=pl.lit(WITH), offences="offences_injury", positive="positive_injury"
            ),
            both.select(
                "borough",
                "month",
                offence=pl.lit(OTHER),
                offences=pl.col("offences") - pl.col("offences_injury"),
                positive=pl.col("positive") - pl.col("positive_injury"),
            ),
        ]
    )
    everything = counts.filter(pl.col("kind") == EVERYTHING).select(
        "borough", "month", all_attrition=1 - pl.col("positive") / pl.col("offences")
    )
    return (
        series.filter(pl.col("offences") > 0)
        .with_columns(attrition=1 - pl.col("positive") / pl.col("offences"))
        .join(everything, on=["borough", "month"], how="left")
        .join(people, on="borough", how="left")
        .with_columns(
            with_injury=(pl.col("offence") == WITH).cast(pl.Int8),
            offence_rate=1000 * pl.col("offences") / pl.col("residents"),
        )
        .join(_victims(victims, "ethnicity", "ethnic_appearance", GROUPS, "victims_"), on="month", how="left")
        .join(_victims(victims, "age", "age_group", AGES, "victims_aged_"), on="month", how="left")
        .drop("positive")
        .sort("borough", "offence", "month")
        .lazy()
    )


def _refuse_unknown(crime: pl.DataFrame, victims: pl.DataFrame) -> None:
    problems = [
        Problem(f"no {kind!r} in the dashboard", "It may have been renamed: correct prepare.py.")
        for kind in (ALL, INJURY, EVERYTHING)
        if crime.filter(pl.col("crime_subtype") == kind).is_empty()
    ]
    for sheet, column, known in (("ethnicity", "ethnic_appearance", GROUPS), ("age", "age_group", AGES)):
        there = set(victims.filter(pl.col("counted_by") == sheet)[column].unique())
        new = len(there - set(known))
        if new:
            fix = "Give it a column in prepare.py: left out, its victims would be nobody."
            problems.append(Problem(f"{new} groups on the sheet by {sheet} are not known", fix))
    if problems:
        raise BadRequest("The files are not as they were.", problems)


def _counts(crime: pl.DataFrame) -> pl.DataFrame:
    """Return offences and positive outcomes by borough, month and kind; a count of nought has no row in the file."""
    kinds = pl.DataFrame({"kind": [ALL, INJURY, EVERYTHING]})
    cells = crime.select("borough").unique().join(crime.select("month").unique(), how="cross").join(kinds, how="cross")
    for name, measure in (("offences", OFFENCES), ("positive", POSITIVE)):
        found = crime.filter(pl.col("measure") == measure).select(
            "borough", "month", kind="crime_subtype", **{name: pl.col("count")}
        )
        cells = cells.join(found, on=["borough", "month", "kind"], how="left").with_columns(pl.col(name).fill_null(0))
    return cells


def _victims(victims: pl.DataFrame, sheet: str, column: str, names: dict[str, str], before: str) -> pl.DataFrame:
    """Return victims of all of London by month, one column a group; of one sheet, never of two."""
    mine = victims.filter(pl.col("counted_by") == sheet).group_by("month", column).agg(pl.col("victims").sum())
    return mine.group_by("month").agg(
        pl.col("victims").filter(pl.col(column) == group).sum().alias(f"{before}{name}")
        for group, name in names.items()
    )
