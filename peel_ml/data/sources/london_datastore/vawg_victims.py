"""Source ``london-datastore/vawg-victims``: victims of recorded violence against women and girls, three counts of them.

The file stacks three sheets that count the same victims: by place, by age group, and by ethnic appearance as an
officer saw it. Added together they would count everybody three times. No sheet holds what became of a case, and none
crosses place with age or ethnicity.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from peel_ml.data.sources.london_datastore.steps import boroughs, renamed, trimmed
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.sources.published_table import PublishedTable

SHEETS = {
    "Victim count by location": "place",
    "Victim count by age group": "age",
    "Victim count by ethnic group": "ethnicity",
}
_NAMES = {
    "recorded_date_months": "month",
    "date_committed_from_date_months": "month_from",
    "borough_name": "borough",
    "ward_name_clean_2": "ward",
    "bcu_location": "command",
    "ethnic_appearance_group_group": "ethnic_appearance",
    "count": "victims",
    "sheet": "counted_by",
}


def read_months(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Make months days, the first of each, whether they are written as text or as a time."""

    def day(name: str) -> pl.Expr:
        written = pl.col(name)
        text = frame[name].dtype == pl.String
        return (written.str.slice(0, 10).str.to_date(strict=False) if text else written.cast(pl.Date)).dt.truncate(
            "1mo"
        )

    return frame.with_columns(day(name).alias(name) for name in ("month", "month_from")), 0


def tell_sheets(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Give each row the sheet it is of, in one word; a row of none stays as it is and is counted by none."""
    after = frame.with_columns(pl.col("counted_by").replace(SHEETS))
    return after, int(frame["counted_by"].ne_missing(after["counted_by"]).sum())


def report_sheets(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say that the sheets count the same victims, or where they do not, and how many have no known ethnicity."""
    sums = {sheet: int(n) for sheet, n in after.group_by("counted_by").agg(pl.col("victims").sum()).iter_rows()}
    known = [sums[sheet] for sheet in SHEETS.values() if sheet in sums]
    others = sum(total for sheet, total in sums.items() if sheet not in SHEETS.values())
    notes = []
    if len(known) > 1 and len(set(known)) == 1:
        notes.append(
            f"{len(known)} sheets count the same {known[0]:,} victims in different ways; they are never summed."
        )
    elif len(known) > 1:
        each = ", ".join(f"{total:,} by {sheet}" for sheet, total in sorted(sums.items()))
        notes.append(f"The sheets should count the same victims and do not: {each}.")
    if others:
        notes.append(f"{others:,} victims stand on a sheet that is not known; they are counted by none.")
    by_group = after.filter(pl.col("counted_by") == "ethnicity")
    total = int(by_group["victims"].sum())
    if total:
        lost = int(by_group.filter(pl.col("ethnic_appearance") == "Unknown")["victims"].sum())
        notes.append(f"Ethnic appearance is unknown for {lost:,} of {total:,} victims ({lost / total:.1%}).")
    later = int((after["month_from"] > after["month"]).sum())
    if later:
        notes.append(f"{later:,} rows are recorded in a month before the one the offence began in.")
    return StepReport(notes=tuple(notes))


_NAMED = boroughs("borough")


def report_places(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say what belongs to no borough, of the one sheet that has places."""
    assert _NAMED.report is not None
    return _NAMED.report(before, after.filter(pl.col("counted_by") == "place"))


_BOROUGHS = replace(_NAMED, report=report_places)

SOURCE = PublishedTable(
    "london-datastore/vawg-victims",
    "the London Datastore's victims of violence against women and girls: three sheets, one row a month and group",
    (
        "recorded_date_months",
        "date_committed_from_date_months",
        "count",
        "sheet",
        "borough_name",
        "age_group",
        "ethnic_appearance_group_group",
    ),
    (
        trimmed(),
        renamed(_NAMES, "The published names say how the spreadsheet was made."),
        Step("read the months", "Months are times of day in one edition and text in another.", read_months),
        Step(
            "tell the sheets apart",
            "Three sheets stand one below the other and count the same victims by place, age and ethnic appearance.",
            tell_sheets,
            report_sheets,
        ),
        _BOROUGHS,
    ),
)
