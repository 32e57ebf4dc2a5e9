"""Cleaning of the recorded-crime files, from one column a month to one row a month; see `recorded_crime`."""

from __future__ import annotations

import numpy as np
import polars as pl

from peel_ml.data.census import composition
from peel_ml.data.sources.protocol import StepReport
from peel_ml.errors import BadRequest, Problem

FILE = "file"
"""Column with the name of the file that a row is from."""
KEY = ("level", "area_code", "area", "borough", "offence_group", "offence")
COLUMNS: dict[str, tuple[str, ...]] = {
    "borough": ("majortext", "minortext", "boroughname"),
    "ward": ("wardname", "wardcode", "majortext", "minortext", "lookup_boroughname"),
    "lsoa": ("lsoa_code", "lsoa_name", "borough", "major_category", "minor_category"),
}
"""For each level the columns that its files are known by."""

_AIRPORTS = ("London Heathrow and London City Airports", "Aviation Security (SO18)")
_BURGLARY = (
    "Domestic burglary",
    "Burglary - residential",
    "Res burglary of a home",
    "Res burglary of unconnected building",
)
_OFFENCES = {
    **dict.fromkeys(_BURGLARY, "Residential burglary"),
    "Burglary business and community": "Burglary of businesses and communities",
    "Death serious injury illegal driving": "Death or serious injury by illegal driving",
    "Misc crimes against society": "Miscellaneous crimes against society",
    "Nfib": "NFIB fraud",
    "Nfib fraud": "NFIB fraud",
    "Other offences public order": "Other public order offences",
    "Public fear alarm or distress": "Public fear, alarm or distress",
    "Race or religious agg public fear": "Racially or religiously aggravated public fear",
    "Theft or unauth taking of a motor veh": "Theft or taking of a motor vehicle",
}
NEAR_EMPTY = 0.1
"""A month with less than this share of its file's median month is the edge of an extract."""


def months_in(frame: pl.DataFrame) -> list[str]:
    """Return the columns that are months, the earliest first."""
    return sorted(name for name in frame.columns if len(name) == 6 and name.isdigit() and "01" <= name[4:] <= "12")


def _files(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the rows file by file, each with its own months only; the file that ends last comes first."""
    files = frame.partition_by(FILE, maintain_order=True) if FILE in frame.columns else [frame]
    whole = [one.drop([name for name in months_in(one) if one[name].null_count() == one.height]) for one in files]
    return sorted(whole, key=lambda one: max(months_in(one), default=""), reverse=True)


def named(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Give the columns of every level one set of names.

    Raises
    ------
    BadRequest
        There is no column of a month, or one holds something that is no count.
    """
    months = months_in(frame)
    if not months:
        raise BadRequest(
            "There are no counts.", [Problem("no column is a month such as 202403", "Use the published file.")]
        )
    wrong = [name for name in months if not (frame[name].dtype.is_integer() or frame[name].dtype == pl.Null)]
    wrong += [name for name in months if name not in wrong and frame.select((pl.col(name) < 0).any()).item()]
    if wrong:
        what = "holds something that is no count of offences"
        raise BadRequest(
            "The counts cannot be read.", [Problem(what, "Use the published file.", name) for name in wrong]
        )
    level = next(name for name, columns in COLUMNS.items() if set(columns) <= set(frame.columns))
    none = pl.lit(None, pl.String)
    names = {
        "borough": ("boroughname", "majortext", "minortext", none, pl.col("boroughname")),
        "ward": ("lookup_boroughname", "majortext", "minortext", pl.col("wardcode"), pl.col("wardname")),
        "lsoa": ("borough", "major_category", "minor_category", pl.col("lsoa_code"), pl.col("lsoa_name")),
    }[level]
    borough, group, offence, code, area = names
    file = [FILE] if FILE in frame.columns else []
    return frame.select(
        level=pl.lit(level), area_code=code, area=area, borough=borough, offence_group=group, offence=offence
    ).with_columns(frame.select(*file, pl.col(months).cast(pl.Int64))), 0


def placed(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Name boroughs in one way, and give rows of boroughs their code."""
    known = composition("borough")
    names = dict(zip(known["area_code"], known["area_name"], strict=True))
    codes = {name: code for code, name in names.items()}
    spelt = {name.lower(): name for name in codes} | {name.lower(): "Hillingdon" for name in _AIRPORTS}
    spelt |= {"city of westminster": "Westminster"}
    borough = pl.col("borough").replace(names)
    after = frame.with_columns(borough=borough.str.to_lowercase().replace_strict(spelt, default=borough))
    if frame["level"].first() == "borough":
        code = pl.col("borough").replace_strict(codes, default=None, return_dtype=pl.String)
        after = after.with_columns(area=pl.col("borough"), area_code=code)
    return after, int(frame["borough"].ne_missing(after["borough"]).sum())


def report_unplaced(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many offences have no known borough."""
    months = months_in(after)
    lost = after.filter(~pl.col("borough").is_in(composition("borough")["area_name"].to_list()))
    if lost.is_empty():
        return StepReport()
    total, without = (int(frame.select(pl.col(months).sum()).sum_horizontal().item() or 0) for frame in (after, lost))
    return StepReport(
        notes=(f"{without:,} of {total:,} offences ({without / max(total, 1):.1%}) have no known borough.",)
    )


def one_name(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Write groups and offences in small letters, and a renamed offence under one name."""

    def small(name: str) -> pl.Expr:
        return pl.col(name).str.slice(0, 1).str.to_uppercase() + pl.col(name).str.slice(1).str.to_lowercase()

    written = frame.with_columns(offence_group=small("offence_group"), offence=small("offence"))
    written = written.with_columns(offence_group=pl.col("offence_group").replace(_OFFENCES))
    after = written.with_columns(offence=pl.col("offence").replace(_OFFENCES))
    return after, int(written["offence"].is_in(_BURGLARY).sum())


def _edges(frame: pl.DataFrame) -> dict[str, list[str]]:
    """Return for each file the near-empty months at its ends."""
    found = {}
    for one in _files(frame):
        months = months_in(one)
        totals = np.array([one[name].sum() for name in months], dtype=float)
        low = (totals < NEAR_EMPTY * np.median(totals)).tolist() if months else []
        edges = []
        for order in (range(len(months)), reversed(range(len(months)))):
            for place in order:
                if not low[place]:
                    break
                edges.append(months[place])
        if edges:
            found[str(one[FILE].first()) if FILE in one.columns else ""] = edges
    return found


def without_edges(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Blank the near-empty months at the ends of a file."""
    changed = 0
    for file, months in _edges(frame).items():
        here = pl.col(FILE) == file if file else pl.lit(True)
        changed += int(frame.filter(here).select(pl.col(months).is_not_null().sum()).sum_horizontal().item())
        frame = frame.with_columns(pl.when(~here).then(pl.col(months)).otherwise(None).name.keep())
    return frame, changed


def report_edges(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say which months were left out, and whether another file has them."""
    notes = []
    for file, months in _edges(before).items():
        for month in months:
            kept = after[month].null_count() < after.height
            where = "it is taken from another file" if kept else "no other file here has it"
            notes.append(f"{month[:4]}-{month[4:]} is near-empty{f' in {file}' if file else ''}: {where}.")
    return StepReport(notes=tuple(notes))


def joined(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return one row an area and offence with all months; changed are the zeros written."""
    keys = frame.select(KEY).unique().sort(KEY)
    made, zeros = keys, 0
    for one in _files(frame):
        months = [name for name in months_in(one) if name not in made.columns]
        # A blank among the counts makes the sum of its area and offence blank.
        whole = [
            pl.when(pl.col(name).is_null().any()).then(None).otherwise(pl.col(name).sum()).alias(name)
            for name in months
        ]
        sums = one.group_by(KEY).agg(*whole, listed=pl.lit(True))
        made = made.join(sums, on=KEY, how="left", nulls_equal=True, maintain_order="left")
        absent = pl.col("listed").is_null()
        zeros += int(made["listed"].null_count()) * len(months)
        made = made.with_columns(pl.when(absent).then(0).otherwise(pl.col(months)).name.keep()).drop("listed")
    return made.select(*KEY, *months_in(made)), zeros


def report_joined(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many rows became one, and which months two files hold."""
    files = _files(before)
    notes = [f"{before.height:,} rows of {len(files)} files are {after.height:,} areas and offences."]
    seen: set[str] = set()
    twice = []
    for one in files:
        twice += [month for month in months_in(one) if month in seen]
        seen |= set(months_in(one))
    if twice:
        notes.append(f"{len(set(twice))} months are in more than one file and count once.")
    return StepReport(notes=tuple(notes))


def long(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return one row an area, offence and month; a blank count makes no row."""
    after = frame.unpivot(months_in(frame), index=KEY, variable_name="month", value_name="count").drop_nulls("count")
    return after.with_columns(month=(pl.col("month") + "01").str.to_date("%Y%m%d")), 0


def report_long(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many counts were blank."""
    blank = before.height * len(months_in(before)) - after.height
    return StepReport(notes=(f"{blank:,} blank counts are left out: they are not zeros.",) if blank else ())
