"""Source ``london-datastore/use-of-force``: uses of force by borough and month, with the officer's view of ethnicity.

The file has one row a day and borough, and writes the first of the month on all of them. Rows that are alike in
every column are therefore different days of one month, and must be added up, not dropped as repeats.
"""

from __future__ import annotations

import polars as pl

from peel_ml.data.sources.london_datastore.steps import boroughs, dated, renamed, trimmed
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.sources.published_table import PublishedTable

_NAMES = {
    "Date": "month",
    "Borough": "borough",
    "CED Used": "ced_used",
    "Firearms Aimed": "firearms_aimed",
    "SubjectEthnicity_Asian (or Asian British)": "asian",
    "SubjectEthnicity_Black (or Black British)": "black",
    "SubjectEthnicity_Chinese": "chinese",
    "SubjectEthnicity_Don't know": "not_known",
    "SubjectEthnicity_Mixed": "mixed",
    "SubjectEthnicity_Other": "other",
    "SubjectEthnicity_White": "white",
    "UseOfForceCount": "uses",
}
GROUPS = ("asian", "black", "chinese", "mixed", "other", "white", "not_known")
"""Uses of force by ethnicity as the officer saw it; a use on one person counts once, so that they add up."""


def add_up(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return one row a borough and month."""
    counts = [name for name in frame.columns if frame[name].dtype.is_numeric()]
    month = pl.col("month").dt.truncate("1mo")
    return frame.group_by(month, "borough", maintain_order=True).agg(pl.col(counts).sum()), 0


def report_sums(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many rows became one, and whether the groups add up to the uses."""
    said = f"{before.height:,} rows of days were added up to {after.height:,} of boroughs and months."
    apart = int((after.select(pl.sum_horizontal(GROUPS)).to_series() != after["uses"]).sum())
    if apart:
        return StepReport(notes=(said, f"In {apart:,} of them the ethnic groups do not add up to the uses of force."))
    return StepReport(notes=(said,))


SOURCE = PublishedTable(
    "london-datastore/use-of-force",
    "the London Datastore's use of force: one row a borough and day, dated by its month",
    tuple(_NAMES),
    (
        trimmed(),
        renamed(_NAMES, "The published names hold spaces, brackets and an apostrophe."),
        dated("month"),
        boroughs("borough"),
        Step(
            "add up the days",
            "Every row is one day of a borough, and carries the first of its month as its date. Rows alike in every "
            "column are different days: they are added up, not dropped as repeats.",
            add_up,
            report_sums,
        ),
    ),
)
