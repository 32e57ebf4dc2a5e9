"""More thorough searches by the Metropolitan Police, as the London Datastore publishes them.

Source: MOPAC, "MPS more thorough searches" (Open Government Licence 3.0). One row is one search in which more than
outer clothing was removed. The publication stacks loads: 2019 to August 2022 stand in it twice, the outcome has three
names and the adult two, and dates come in two formats.
"""

from __future__ import annotations

import polars as pl

from peel_ml.data.geography import BOROUGHS
from peel_ml.data.sources.police_uk_files import snake
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.sources.published_table import PublishedTable
from peel_ml.data.vocabulary import normalised
from peel_ml.data.vocabulary.datastore import PRESENT, THOROUGH
from peel_ml.data.vocabulary.entry import key
from peel_ml.errors import BadRequest, Problem
from peel_ml.results.codes import NOT_RECORDED, UNMAPPED

SECOND_LOAD = "positve_outcome"
"""The spelling of the outcome that only the second load of 2019 to 2022 uses."""
OUTCOMES = ("positive_outcome", "positive_outcome_of_stop", "postive_outcome_of_stop", SECOND_LOAD)
ADULTS = ("appropriate_adult", "appropriate_adult_present", "approporiate_adult_present_if_required")
DATES = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d", "%d/%m/%Y")
"""A time that is always midnight, and a day; the last is how a spreadsheet saves a day."""
AVIATION = "Aviation Policing"
_BOROUGHS = {key(name): name for name in BOROUGHS} | {key("City of Westminster"): "Westminster"}


def name_columns(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Give columns their names in snake case, and every one as text."""
    names = {name: snake(name) for name in frame.columns}
    return frame.rename(names).with_columns(pl.all().cast(pl.String).str.strip_chars().replace("", None)), 0


def drop_second_load(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Leave out the rows of the second load, where the file holds both."""
    if SECOND_LOAD not in frame.columns or frame[SECOND_LOAD].null_count() in (0, frame.height):
        return frame, 0
    return frame.filter(pl.col(SECOND_LOAD).is_null()), 0


def report_second_load(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many of the rows left out stand in the other load as well: that is what makes them repeats."""
    left_out = before.height - after.height
    if not left_out:
        return StepReport()
    alike = ["stop_date", "borough", "age_group", "sex", "ethnic_appearance", "stop_reason", "outcome_reason"]
    alike = [name for name in alike if name in before.columns]
    first, second = (rows.group_by(alike).len() for rows in (after, before.filter(pl.col(SECOND_LOAD).is_not_null())))
    both = second.join(first, on=alike, how="left", nulls_equal=True, suffix="_first")
    found = int(both.select(pl.min_horizontal("len", pl.col("len_first").fill_null(0))).sum().item())
    return StepReport(
        notes=(
            f"{left_out:,} rows of a second load left out; {found:,} of them match a row of the first load in "
            f"{len(alike)} columns.",
        )
    )


def merge_spellings(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Put one fact that is published under several names into one column."""
    changed = 0
    for name, spellings in (("positive_outcome", OUTCOMES), ("appropriate_adult", ADULTS)):
        held = [one for one in spellings if one in frame.columns]
        if not held:
            raise BadRequest(
                "This is not the table of more thorough searches.",
                [Problem(f"no column {name} under any of its names", f"Known: {', '.join(spellings)}.")],
            )
        differ = pl.concat_list(held).list.drop_nulls().list.n_unique() > 1
        merged = frame.select(pl.when(differ).then(pl.lit(UNMAPPED)).otherwise(pl.coalesce(held)).alias(name))
        changed += int(merged[name].count())
        frame = frame.drop(held).with_columns(merged)
    return frame, changed


def normalise_labels(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Put every label into one word; a row no list knows keeps its place as "Unmapped"."""
    known = [vocabulary for vocabulary in THOROUGH if vocabulary.column in frame.columns]
    after = frame.with_columns(normalised(frame[one.column], one).alias(one.column) for one in known)
    if "borough" in frame.columns:
        after = after.with_columns(_borough(frame["borough"]))
    columns = [*(one.column for one in known), *(["borough"] if "borough" in frame.columns else [])]
    return after, sum(int(frame[name].ne_missing(after[name]).sum()) for name in columns)


def _borough(written: pl.Series) -> pl.Series:
    known = {name: _BOROUGHS.get(key(name), UNMAPPED) for name in written.drop_nulls().unique()}
    known |= {name: AVIATION for name in known if name.startswith("CO18")}
    return written.replace_strict(known, default=NOT_RECORDED, return_dtype=pl.String)


def report_labels(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Count what no list knew."""
    columns = [name for name in (*(one.column for one in THOROUGH), "borough") if name in after.columns]
    known = {name: int((after[name] == UNMAPPED).sum()) for name in columns}
    present = int((after["appropriate_adult"] == PRESENT).sum())
    note = (
        f"{present:,} rows record an appropriate adult. The field has no word for absent: a blank is an adult who was "
        "not there, was not needed, or was not written down."
    )
    return StepReport(known, (note,))


def read_dates(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Read the day of the search, in either format; rows without one are left out.

    Raises
    ------
    BadRequest
        No row has a date that can be read.
    """
    written = frame["stop_date"]
    days = frame.select(
        pl.coalesce(pl.col("stop_date").str.to_datetime(form, strict=False).cast(pl.Date) for form in DATES)
    ).to_series()
    after = frame.with_columns(date=days).drop("stop_date").filter(days.is_not_null())
    if after.is_empty() and not frame.is_empty():
        what = f"none of {written.len():,} rows has a date like 2022-06-01 or 2022-06-01 00:00:00"
        raise BadRequest("The dates cannot be read.", [Problem(what, "Save dates like 2022-06-01.", "stop_date")])
    return after, after.height


STEPS = (
    Step("name the columns", "Exports of the publication write their headers differently.", name_columns),
    Step(
        "count the doubled years once",
        "2019 to August 2022 were loaded twice. Only the second load spells the outcome 'positve_outcome'; its rows "
        "are left out.",
        drop_second_load,
        report_second_load,
    ),
    Step(
        "merge the spellings",
        "The outcome has three names and the appropriate adult two, one for each load. Each becomes one column; where "
        "two names of one row disagree it becomes 'Unmapped'.",
        merge_spellings,
    ),
    Step(
        "normalise labels",
        "Age, sex, reason and borough are spelt in two ways each. Blank becomes 'Not recorded' and an unknown label "
        "'Unmapped'; neither is dropped.",
        normalise_labels,
        report_labels,
    ),
    Step("read the dates", "There are two formats of date. Rows without a readable date are left out.", read_dates),
)
"""The steps of ``london-datastore/thorough-searches``, in order."""

SOURCE = PublishedTable(
    "london-datastore/thorough-searches",
    "the London Datastore's table of more thorough searches (a row a search)",
    ("stop_date", "borough", "age_group", "sex", "ethnic_appearance", "stop_reason", "outcome_reason"),
    STEPS,
)
