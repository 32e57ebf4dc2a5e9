"""From crimes joined with their outcomes to the columns `usecase.yaml` declares.

A crime has a known answer only where the whole follow-up was observed. A crime of last month that is solved already is
left out as well: to count it, and not those that are still open, would count quick successes alone.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from peel_ml.data.census.composition import composition
from peel_ml.data.sources import Step, StepReport
from peel_ml.data.vocabulary.outcomes import MEANING, NO_UPDATE, POSITIVE
from peel_ml.results.codes import NOT_RECORDED

MONTHS = 6
"""Follow-up: an outcome counts when it is recorded by the end of the sixth month after the month of the crime."""
LARGE = 200
"""Crimes that a small area needs to be shown by its name."""
STREET = "A street or a place by name"
PLACES = {
    "No Location": "No place given",
    "On or near": "No place given",
    **{
        f"On or near {kind}": kind
        for kind in (
            "Supermarket",
            "Shopping Area",
            "Parking Area",
            "Petrol Station",
            "Nightclub",
            "Police Station",
            "Hospital",
            "Park/Open Space",
            "Sports/Recreation Area",
            "Bus/Coach Station",
            "Conference/Exhibition Centre",
            "Theatre/Concert Hall",
            "Further/Higher Educational Building",
            "Pedestrian Subway",
        )
    },
}
"""The kinds of place that the publication names in place of an address."""


def _within(months: str) -> pl.Expr:
    return (pl.col(months) <= MONTHS).fill_null(False)


def _unknown() -> pl.Expr:
    """Tell the crimes that were followed long enough and still have no known answer.

    Either the force stopped telling, or it says that somebody was held to account and no file says when.
    """
    silent = (pl.col("last_outcome_category") == NO_UPDATE) & ~_within("months_to_end")
    meaning = pl.col("last_outcome_category").replace_strict(MEANING, default=None, return_dtype=pl.String)
    undated = (meaning == POSITIVE) & pl.col("months_to_positive").is_null()
    return ~_within("months_to_positive") & (silent | undated).fill_null(False)


def followed(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep the crimes that were followed to the end of the period."""
    return frame.filter(pl.col("months_followed") >= MONTHS), 0


def report_followed(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many are left out, and how wrong the two usual ways of keeping them would be."""
    left, rows = before.height - after.height, max(before.height, 1)
    if not left:
        return StepReport()
    as_negative = before.select(_within("months_to_positive").mean()).item()
    ended = before.filter(_within("months_to_positive") | _within("months_to_end"))
    quick = ended.select(_within("months_to_positive").mean()).item() if ended.height else 0.0
    return StepReport(
        notes=(
            f"{left:,} of {before.height:,} crimes ({left / rows:.1%}) were recorded too late to be followed for "
            f"{MONTHS} months. They are left out: they are unknown, not negative.",
            f"Counted as negative they would give a share of {as_negative:.1%}; counting crimes with an outcome alone "
            f"would give {quick:.1%}.",
        )
    )


def answered(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep the crimes whose answer is known."""
    return frame.filter(~_unknown()), 0


def report_answered(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many are left out, between which shares the truth lies, and what weighting would change."""
    left = before.height - after.height
    if not left or after.is_empty():
        return StepReport()
    positive = int(after.select(_within("months_to_positive").sum()).item())
    known, every = positive / after.height, before.height
    # Inverse-probability-of-censoring weights by crime type (Robins and Finkelstein 2000), with the chance of a known
    # answer as it was observed in the type: every known crime stands for those of its type that are not.
    of_type = before.group_by("crime_type").agg(
        pl.len(), pl.col("crime_id").filter(~_unknown()).len().alias("known"), _within("months_to_positive").sum()
    )
    seen = of_type.filter(pl.col("known") > 0)
    weighted = (seen["len"] * seen["months_to_positive"] / seen["known"]).sum() / seen["len"].sum()
    return StepReport(
        notes=(
            f"{left:,} of {before.height:,} crimes ({left / every:.1%}) were followed and have no known answer: the "
            "force gives no update, or names an outcome without its month. They are left out.",
            f"{known:.1%} of the crimes left had a positive outcome. If none of those left out had one it would be "
            f"{positive / every:.1%}, if all had {(positive + left) / every:.1%}; weighted by crime type for how often "
            f"an answer is known it is {weighted:.1%}.",
        )
    )


STEPS = (
    Step(
        "leave out crimes not followed for six months",
        "Whether a crime has a positive outcome within six months is known only when six months have passed. Crimes "
        "solved sooner are left out as well, because their unsolved neighbours are.",
        followed,
        report_followed,
    ),
    Step(
        "leave out crimes without a known answer",
        "'Status update unavailable' means that nobody says how the crime ended. It is no negative outcome.",
        answered,
        report_answered,
    ),
)
"""The use case's own cleaning steps, after those of the source."""


def fifth(column: str) -> pl.DataFrame:
    """Return for each small area of London its fifth, by a column of the census and deprivation tables.

    Areas are ordered by the column and cut into five lots of nearly as many areas.
    """
    areas = composition("lsoa").with_columns(share_not_white=1 - pl.col("share_white"))
    known = areas.filter(pl.col(column).is_not_null()).sort(column, "area_code")
    number = (pl.int_range(pl.len()) * 5 // pl.len() + 1).cast(pl.String)
    return known.select(lsoa_code="area_code", fifth=number)


def prepare(raw: pl.LazyFrame, use_case: Any) -> pl.LazyFrame:
    """Add the answer, the kind of place, and what is known of the area's residents.

    Parameters
    ----------
    raw : polars.LazyFrame
        Crimes with a known answer, one row each.
    use_case : UseCase
        The declaration; nothing here depends on it.
    """
    composed = {"share_not_white": "area_ethnicity", "imd_2019": "area_deprivation"}
    ends = {"1": "fifth 1 of 5 (lowest)", "5": "fifth 5 of 5 (highest)"}
    for column, name in composed.items():
        words = pl.col("fifth").replace_strict(ends, default="fifth " + pl.col("fifth") + " of 5")
        table = fifth(column).lazy().select("lsoa_code", words.alias(name))
        raw = raw.join(table, on="lsoa_code", how="left", maintain_order="left")
    large = (pl.len().over("lsoa_name") >= LARGE) & (pl.col("lsoa_name") != NOT_RECORDED)
    blank = pl.col("lsoa_code") == NOT_RECORDED
    return raw.with_columns(
        pl.col(list(composed.values())).fill_null(NOT_RECORDED),
        outcome_positive=_within("months_to_positive"),
        place_kind=pl.col("location").str.strip_chars().replace_strict(PLACES, default=STREET),
        # A crime without a place is an area of its own.
        area=pl.when(blank).then("crime_id").otherwise("lsoa_code"),
        small_area=pl.when(large)
        .then("lsoa_name")
        .when(blank)
        .then(pl.lit(NOT_RECORDED))
        .otherwise(pl.lit("Other areas")),
        month=pl.col("date").dt.strftime("%Y-%m"),
    )
