"""Source ``london-datastore/officer-abstraction``: ward officers' time, recorded crime and trust, by borough and month.

Three publications that only answer the question together, in one folder and told apart by their columns: minutes of
ward officers by what they were spent on, recorded crime by borough (one column a month; two files), and, where it is
there, the Public Attitude Survey. Rows keep a column ``table`` that says which one they are from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from peel_ml.data.geography import BOROUGHS
from peel_ml.data.sources.files import digest_of
from peel_ml.data.sources.london_datastore.steps import trimmed
from peel_ml.data.sources.protocol import Inspection, Loaded, Source, Step, StepReport
from peel_ml.data.sources.published_table import PublishedTable

_TIME, _CRIME, _TRUST = "ward officers' time", "recorded crime", "survey"
_PREFIX = "Abstraction Type_"
KEPT = "Not Abstracted"
KINDS = ("Aid", "CAD", "Court", "Custody", "Local Aid", "Staffing Up", "Training")
"""What ward officers are taken away for, as the file names it."""
MEASURES: dict[str, str] = {
    "Trust MPS": "trust",
    '"Good Job" local': "good_job_local",
    "Contact ward officer": "knows_ward_officer",
    "Relied on to be there": "relied_on",
    "Treat everyone fairly": "fair",
    "Understand issues": "understands",
    "Listen to concerns": "listens",
    "Informed local": "informed",
}
"""Questions of the survey, each a column of shares."""
OFFENCES: dict[str, str] = {
    "DOMESTIC BURGLARY": "residential_burglary",
    "BURGLARY - RESIDENTIAL": "residential_burglary",
    "RES BURGLARY OF A HOME": "residential_burglary",
    "RES BURGLARY OF UNCONNECTED BUILDING": "residential_burglary",
    "ROBBERY OF PERSONAL PROPERTY": "personal_robbery",
    "THEFT FROM THE PERSON": "theft_from_person",
    "INTERFERING WITH A MOTOR VEHICLE": "vehicle_crime",
    "THEFT FROM A VEHICLE": "vehicle_crime",
    "THEFT OR UNAUTH TAKING OF A MOTOR VEH": "vehicle_crime",
    "AGGRAVATED VEHICLE TAKING": "vehicle_crime",
    "RAPE": "sexual_offences",
    "OTHER SEXUAL OFFENCES": "sexual_offences",
    "ROBBERY OF BUSINESS PROPERTY": "business_robbery",
}
"""Offences that are kept, one name for each whatever the year calls it; the rest are counted and left out."""
_NAMES = {
    "Barking And Dagenham": "Barking and Dagenham",
    "Hammersmith And Fulham": "Hammersmith and Fulham",
    "Kensington And Chelsea": "Kensington and Chelsea",
    "Kingston": "Kingston upon Thames",
    "Richmond": "Richmond upon Thames",
    "City of Westminster": "Westminster",
}
NEAR_EMPTY = 0.5
"""Share of the time of the months around it under which a month of time is taken to be incomplete."""


def _months(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if len(name) == 6 and name.isdigit()]


def name_boroughs(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Give every row its borough in one spelling; rows of no borough of the force are left out."""
    written = frame.select(pl.coalesce("Borough", "boroughname").alias("borough"))["borough"]
    after = frame.with_columns(written.replace(_NAMES))
    changed = int((after["borough"] != written).sum())
    police = [name for name in BOROUGHS if name != "City of London"]
    return after.filter(pl.col("borough").is_in(police)).drop("Borough", "boroughname"), changed


def report_boroughs(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many rows were of no borough."""
    lost = before.height - after.height
    return StepReport(notes=(f"{lost:,} rows are of no borough of the force (airports, unknown), and left out.",))


def in_rows(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return months of recorded crime below one another, and days as dates."""
    months = _months(frame)
    crime = (
        frame.filter(pl.col("table") == _CRIME)
        .unpivot(months, index=["table", "borough", "minortext"], variable_name="written", value_name="count")
        .drop_nulls("count")
        .with_columns(month=_first("written"))
    )
    others = frame.filter(pl.col("table") != _CRIME).drop(months, "minortext", "majortext", strict=False)
    day = pl.coalesce(
        pl.col("Date").str.to_date("%Y-%m-%d", strict=False), pl.col("Date").str.to_date("%m/%d/%Y", strict=False)
    )
    others = others.with_columns(month=day.dt.truncate("1mo"))
    return pl.concat([others, crime], how="diagonal_relaxed").drop("Date", "written"), 0


def _first(column: str) -> pl.Expr:
    text = pl.col(column)
    return pl.date(text.str.head(4).cast(pl.Int32), text.str.tail(2).cast(pl.Int32), 1)


def one_row(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return one row a borough and month: minutes by what they went on, offences, and answers."""
    keys = ["borough", "month"]
    minutes = {
        **{f"minutes_{kind.lower().replace(' ', '_')}": pl.col(f"{_PREFIX}{kind}") for kind in KINDS},
        "minutes_kept": pl.col(f"{_PREFIX}{KEPT}"),
    }
    time = frame.filter(pl.col("table") == _TIME).group_by(keys).agg(**{k: e.sum() for k, e in minutes.items()})
    crime = (
        frame.filter(pl.col("table") == _CRIME)
        .with_columns(pl.col("minortext").replace_strict(OFFENCES, default=None))
        .drop_nulls("minortext")
        .group_by(*keys, "minortext")
        .agg(pl.col("count").sum())
        .pivot(on="minortext", index=keys, values="count")
    )
    after = time.join(crime, on=keys, how="full", coalesce=True)
    trust = frame.filter(pl.col("table") == _TRUST)
    if trust.height:
        asked = (
            trust.with_columns(pl.col("Measure").replace_strict(MEASURES, default=None))
            .drop_nulls("Measure")
            .group_by(*keys, "Measure")
            .agg(pl.col("Proportion").mean())
            .pivot(on="Measure", index=keys, values="Proportion")
        )
        after = after.join(asked, on=keys, how="left")
    missing = [name for name in dict.fromkeys(MEASURES.values()) if name not in after.columns]
    missing_offences = [name for name in dict.fromkeys(OFFENCES.values()) if name not in after.columns]
    after = after.with_columns(
        *(pl.lit(None, pl.Float64).alias(name) for name in missing),
        *(pl.lit(None, pl.Int64).alias(name) for name in missing_offences),
    )
    order = [*keys, *minutes, *dict.fromkeys(OFFENCES.values()), *dict.fromkeys(MEASURES.values())]
    return after.select(order).sort(keys), 0


def report_overlap(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many months have both time and crime, and trust."""
    time, crime, trust = (
        after.filter(pl.col(name).is_not_null())["month"].n_unique()
        for name in ("minutes_kept", "residential_burglary", "trust")
    )
    both = after.filter(pl.col("minutes_kept").is_not_null() & pl.col("residential_burglary").is_not_null())
    three = both.filter(pl.col("trust").is_not_null())["month"].n_unique()
    named = [f"{month:%B %Y}" for month in both["month"].unique().sort().to_list()]
    span = f", {named[0]} to {named[-1]}" if named else ""
    return StepReport(
        notes=(
            f"{time} months have ward officers' time, {crime} recorded crime and {trust} quarters the survey. "
            f"{both['month'].n_unique()} months have time and crime{span}; {three} quarters have all three.",
        )
    )


def blank_months(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Blank the time of months that hold less than half of the months around them in London as a whole."""
    minutes = [name for name in frame.columns if name.startswith("minutes_")]
    held = frame.filter(pl.col("minutes_kept").is_not_null())
    total = held.group_by("month").agg(mean=pl.col("minutes_kept").mean()).sort("month")
    around = total["mean"].rolling_median(5, center=True, min_samples=2)
    short = total.filter(total["mean"] < NEAR_EMPTY * around)["month"].to_list()
    cut = pl.col("month").is_in(short)
    after = frame.with_columns(pl.when(cut).then(None).otherwise(pl.col(name)).alias(name) for name in minutes)
    return after, frame.filter(cut & pl.col("minutes_kept").is_not_null()).height * len(minutes)


def report_blank(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Name the months."""
    gone = before.filter(pl.col("minutes_kept").is_not_null() & after["minutes_kept"].is_null())["month"]
    names = ", ".join(f"{month:%B %Y}" for month in gone.unique().sort().to_list())
    return StepReport(notes=(f"Ward officers' time is incomplete in {names}, and left out.",) if names else ())


STEPS: tuple[Step, ...] = (
    trimmed(),
    Step(
        "name the boroughs",
        "One file writes 'Kingston' and 'Barking And Dagenham', the others 'Kingston upon Thames' and 'Barking and "
        "Dagenham'; airports and unknown places have no ward officers.",
        name_boroughs,
        report_boroughs,
    ),
    Step(
        "put months in rows",
        "Recorded crime has one column a month; the survey writes the month first, the other file the year first.",
        in_rows,
    ),
    Step(
        "one row a borough and month",
        "Residential burglary has four names over the years: it is one offence here. Offences that no ward officer's "
        "presence is asked about are left out.",
        one_row,
        report_overlap,
    ),
    Step(
        "leave out near-empty months",
        "A month of which only a few days were loaded looks like a month without ward officers.",
        blank_months,
        report_blank,
    ),
)

_TABLES: Mapping[str, PublishedTable] = {
    _TIME: PublishedTable(
        _TIME, "minutes of ward officers", ("Date", "Borough", f"{_PREFIX}{KEPT}", *(_PREFIX + kind for kind in KINDS))
    ),
    _CRIME: PublishedTable(_CRIME, "recorded crime by borough", ("majortext", "minortext", "boroughname")),
    _TRUST: PublishedTable(
        _TRUST, "the Public Attitude Survey by borough", ("Date", "Survey", "Borough", "Measure", "Proportion")
    ),
}
_NEEDED = (_TIME, _CRIME)


@dataclass(eq=False)
class OfficerAbstraction:
    """Reads a folder that holds the three publications, among others."""

    name: str = "london-datastore/officer-abstraction"
    layout: str = (
        "a folder with the London Datastore's minutes of ward officers and recorded crime by borough, and MOPAC's "
        "survey where it is there"
    )
    steps: tuple[Step, ...] = STEPS

    def recognises(self, path: Path) -> bool:
        """Tell whether minutes and recorded crime are there, from headers only."""
        return all(_TABLES[name].recognises(path) for name in _NEEDED)

    def inspect(self, path: Path) -> Inspection:
        """Read headers only; see `Source.inspect`."""
        found = [table.inspect(path) for table in self._tables(path).values()]
        columns = dict.fromkeys(name for one in found for name in one.columns)
        return Inspection(
            tuple(name for one in found for name in one.files),
            ("table", *columns),
            sum(one.size for one in found),
        )

    def load(self, path: Path) -> Loaded:
        """Read all tables, one below the other; see `Source.load`."""
        loaded = {name: table.load(path) for name, table in self._tables(path).items()}
        frames = []
        for name, one in loaded.items():
            frame = one.frame.select(pl.lit(name).alias("table"), pl.all())
            texts = [column for column, kind in frame.collect_schema().items() if not kind.is_numeric()]
            frames.append(frame.with_columns(pl.col(texts).cast(pl.String)))
        files = tuple(file for one in loaded.values() for file in one.files)
        notes = () if _TRUST in loaded else ("The survey is not there: nothing is said about trust.",)
        return Loaded(pl.concat(frames, how="diagonal_relaxed"), files, digest_of(files), notes=notes)

    def _tables(self, path: Path) -> dict[str, PublishedTable]:
        """Return the tables that are there.

        Raises
        ------
        OtherLayout
            One that is needed is not.
        BadRequest
            What is there cannot be read.
        """
        for name in _NEEDED:
            _TABLES[name].inspect(path)
        if not _TABLES[_TRUST].recognises(path):
            return {name: _TABLES[name] for name in _NEEDED}
        return dict(_TABLES)


SOURCE = OfficerAbstraction()

_typed: Source = SOURCE
