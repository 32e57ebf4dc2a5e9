"""Derive the tables of rates that the synthetic sample is drawn from.

The tables hold rounded shares and no record. A share is only written where at least `SMALLEST_CELL` rows of
the archive stand behind it; smaller cells are left out and the rest of their group is rescaled, and a group
with fewer than `SMALLEST_GROUP` rows is left out as a whole (the sample then uses the coarser group). Map
points come from the published table of the package, with no count of searches. Run it as::

    python usecases/stop-search-outcome/derive_rates.py ARCHIVE usecases/stop-search-outcome/rates

where ARCHIVE is a zip of data.police.uk with the Metropolitan Police's stop and search files.
"""

from __future__ import annotations

import argparse
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data import geography

SMALLEST_CELL = 20
"""Rows that must stand behind any published share or coefficient."""
SMALLEST_GROUP = 100
"""Rows a group must have for shares within it."""
SMALLEST_PAIR = 200
"""Rows a pair of values must have for a joint effect on the outcome."""
ANY = "(any)"
"""Stands for every value of a column: the coarser group."""
BLANK = "(blank)"
NO_ACTION = "A no further action disposal"
NOT_STATED = "Other ethnic group - Not stated"
VEHICLE = "Vehicle search"
POINTS_PER_BOROUGH = 24
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FILE = re.compile(r"(\d{4}-\d{2})-metropolitan-stop-and-search\.csv$")
PLACE = ("Date", "Latitude", "Longitude")


class Conditional(NamedTuple):
    """A table of shares of `value` within each combination of `given`, from the rows that `rows` keeps."""

    name: str
    value: str
    given: tuple[str, ...] = ()
    rows: pl.Expr | None = None


PERSON = pl.col("type") != VEHICLE
TABLES = (
    Conditional("slots", "slot"),
    Conditional("minutes", "minute"),
    Conditional("boroughs", "borough", rows=~pl.col("borough").is_in(["Not recorded", "Unmapped"])),
    Conditional("objects", "object", ("borough",)),
    Conditional("legislation", "legislation", ("object",)),
    Conditional("types", "type", ("object",)),
    Conditional("officer_ethnicity", "officer_ethnicity", ("drugs", "borough"), PERSON),
    Conditional(
        "self_ethnicity",
        "self_ethnicity",
        ("officer_ethnicity",),
        PERSON & ~pl.col("self_ethnicity").is_in([BLANK, NOT_STATED]),
    ),
    Conditional("genders", "gender", ("period", "positive"), PERSON),
    Conditional("under_10", "under_10", ("period",), PERSON & (pl.col("age") != BLANK)),
    Conditional("ages", "age", ("positive", "object"), PERSON & ~pl.col("age").is_in([BLANK, "under 10"])),
    Conditional("recorded", "recorded", ("positive", "officer_ethnicity"), PERSON),
    Conditional("vehicle_fields", "fields", (), ~PERSON),
    Conditional("outcomes", "outcome", ("type", "object"), pl.col("outcome") != NO_ACTION),
    Conditional("removal", "removal", ("positive", "type"), pl.col("removal") != BLANK),
)
TERMS = (
    ("object",),
    ("legislation",),
    ("type",),
    ("borough",),
    ("hour",),
    ("weekday",),
    ("month",),
    ("together",),
    ("object", "type"),
    ("object", "borough"),
    ("type", "borough"),
    ("object", "hour"),
)
"""What the outcome model is made of: each column, and the pairs whose joint effect the archive shows."""


def read(archive: Path) -> pl.DataFrame:
    """Return every row of the archive as text, with `month` from the file's name."""
    with zipfile.ZipFile(archive) as content:
        months = {found.group(1): name for name in sorted(content.namelist()) if (found := FILE.search(name))}
        if not months:
            raise SystemExit(
                f"{archive.name} holds no YYYY-MM-metropolitan-stop-and-search.csv. Download "
                '"Metropolitan Police Service" with stop and search from data.police.uk.'
            )
        frames = {month: pl.read_csv(content.read(name), infer_schema=False) for month, name in months.items()}
    return pl.concat([frame.with_columns(month=pl.lit(month)) for month, frame in frames.items()])


def described(raw: pl.DataFrame) -> pl.DataFrame:
    """Return distinct rows with the columns the tables are made of; blanks as `BLANK`."""
    distinct = raw.unique(maintain_order=True)
    local = pl.col("Date").str.to_datetime("%Y-%m-%dT%H:%M:%S%z").dt.convert_time_zone("Europe/London")
    size = pl.when(PERSON & pl.col("Latitude").is_not_null()).then(pl.len().over(*PLACE)).otherwise(1)
    frame = (
        distinct.rename(
            {
                "Type": "type",
                "Object of search": "object",
                "Legislation": "legislation",
                "Gender": "gender",
                "Age range": "age",
                "Self-defined ethnicity": "self_ethnicity",
                "Outcome": "outcome",
                "Officer-defined ethnicity": "officer_ethnicity",
                "Removal of more than just outer clothing": "removal",
            }
        )
        .with_columns(
            local=local,
            size=size,
            borough=geography.borough_of(distinct["Longitude"].cast(float), distinct["Latitude"].cast(float)),
            fields=pl.concat_str(
                [
                    pl.when(pl.col(name).is_null()).then(pl.lit("0")).otherwise(pl.lit("1"))
                    for name in ("gender", "age", "self_ethnicity", "officer_ethnicity")
                ]
            ),
        )
        .with_columns(
            pl.col(
                "type",
                "object",
                "legislation",
                "gender",
                "age",
                "self_ethnicity",
                "officer_ethnicity",
                "outcome",
                "removal",
            ).fill_null(BLANK)
        )
    )
    age = pl.when(pl.col("age") == BLANK).then(pl.lit("age missing")).otherwise(pl.lit("age known"))
    stated = pl.col("self_ethnicity").replace_strict(
        {BLANK: "self blank", NOT_STATED: "self not stated"}, default="self stated"
    )
    day = pl.lit(pl.Series(["", *WEEKDAYS])).gather(pl.col("local").dt.weekday().cast(pl.UInt32))
    return frame.with_columns(
        hour=pl.col("local").dt.strftime("%H"),
        minute=pl.col("local").dt.strftime("%M"),
        weekday=day,
        positive=pl.when(pl.col("outcome") == NO_ACTION).then(pl.lit("no")).otherwise(pl.lit("yes")),
        period=pl.when(pl.col("month") < "2024-02").then(pl.lit("to 2024-01")).otherwise("month"),
        drugs=pl.when(pl.col("object") == "Controlled drugs").then(pl.lit("drugs")).otherwise(pl.lit("not drugs")),
        under_10=pl.when(pl.col("age") == "under 10").then(pl.lit("yes")).otherwise(pl.lit("no")),
        together=pl.when(pl.col("size") > 1).then(pl.lit("yes")).otherwise(pl.lit("no")),
        recorded=pl.concat_str(age, stated, separator=", "),
    ).with_columns(slot=pl.concat_str("weekday", "hour", separator=" "))


def shares(rows: pl.DataFrame, value: str, given: Sequence[str]) -> tuple[pl.DataFrame, int]:
    """Return shares of `value` at every level of `given`, and the fewest rows behind any of them.

    A coarser level has `ANY` in its last given columns; the sample falls back on it where a finer one is
    left out.
    """
    levels = []
    for depth in range(len(given) + 1):
        known = list(given[:depth])
        counts = rows.group_by(*known, value).len() if known else rows.group_by(value).len()
        total = pl.col("len").sum().over(known) if known else pl.col("len").sum()
        kept = counts.filter(total >= SMALLEST_GROUP).filter(pl.col("len") >= SMALLEST_CELL)
        total = pl.col("len").sum().over(known) if known else pl.col("len").sum()
        levels.append(
            kept.with_columns(share=(pl.col("len") / total).round(4))
            .with_columns(pl.lit(ANY).alias(name) for name in given[depth:])
            .select(*given, value, "share", "len")
        )
    table = pl.concat(levels).sort(*given, value)
    smallest = table["len"].min()
    return table.drop("len"), int(str(smallest)) if smallest is not None else 0


def months(raw: pl.DataFrame) -> pl.DataFrame:
    """Return what differs from month to month: rows, last day, repeats, blank places, filled columns."""
    later = pl.col("Outcome linked to object of search").is_not_null()
    table = (
        raw.group_by("month")
        .agg(
            rows=pl.len(),
            last_day=pl.col("Date")
            .str.to_datetime("%Y-%m-%dT%H:%M:%S%z")
            .dt.convert_time_zone("Europe/London")
            .max()
            .dt.day(),
            repeated=(1 - pl.struct(pl.all()).n_unique() / pl.len()).round(3),
            blank_place=pl.col("Latitude").is_null().mean().round(3),
            linked_filled=later.mean().round(3),
        )
        .sort("month")
    )
    return table.with_columns(rows=(pl.col("rows") / pl.col("rows").sum()).round(4)).rename({"rows": "share"})


def outcome_model(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a logistic regression of a positive outcome on `TERMS`, without any person field.

    Coefficients are log odds from a ridge fit (C = 1, which keeps pairs with few rows near zero). A level
    with fewer than `SMALLEST_CELL` rows has none, nor has a pair with fewer than `SMALLEST_PAIR`.
    """
    from scipy.sparse import csc_array, hstack
    from sklearn.linear_model import LogisticRegression

    names, columns = [], []
    for term in TERMS:
        levels = rows.select(pl.concat_str(term, separator=" | ")).to_series()
        smallest = SMALLEST_CELL if len(term) == 1 else SMALLEST_PAIR
        for level, count in levels.value_counts().sort(levels.name).iter_rows():
            if count >= smallest:
                names.append((" | ".join(term), level))
                columns.append(csc_array((levels == level).cast(pl.Float64).to_numpy()[:, None]))
    target = (rows["positive"] == "yes").to_numpy()
    fit = LogisticRegression(C=1.0, max_iter=1000).fit(hstack(columns).tocsr(), target)
    lines = [("intercept", "", float(fit.intercept_[0]))]
    lines += [(term, level, float(weight)) for (term, level), weight in zip(names, fit.coef_[0], strict=True)]
    return pl.DataFrame(lines, schema=["term", "level", "coefficient"], orient="row").with_columns(
        pl.col("coefficient").round(3)
    )


def events(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the sizes of events (rows at the same minute and place), and what two rows of one share.

    ``kept`` is the chance that a row keeps its event's value rather than its own, from how often the first
    two rows of an event agree; ``outcome`` is the correlation of the normal variables under both outcomes.
    """
    placed = rows.filter(PERSON & pl.col("Latitude").is_not_null())
    sizes = placed.with_columns(pl.col("size").clip(1, 4)).group_by("size").len().sort("size")
    sizes = sizes.with_columns(number=pl.col("len") / pl.col("size"))
    sizes = sizes.select("size", share=(pl.col("number") / pl.col("number").sum()).round(4))
    members = placed.filter(pl.col("size") > 1).with_columns(place=pl.int_range(pl.len()).over(*PLACE))
    first, second = (members.filter(pl.col("place") == number) for number in (0, 1))
    pairs = first.join(second, on=list(PLACE))
    facts = []
    for name in ("object", "type", "officer_ethnicity", "gender", "recorded"):
        agree = float((pairs[name] == pairs[f"{name}_right"]).to_numpy().mean())
        chance = float((placed.group_by(name).len()["len"] / len(placed)).pow(2).sum())
        facts.append((f"kept {name}", round(max(0.0, (agree - chance) / (1 - chance)) ** 0.5, 3)))
    one, two = ((pairs[name] == "yes").cast(pl.Float64).to_numpy() for name in ("positive", "positive_right"))
    latent = _tetrachoric(float((one * two).mean()), float((one + two).mean() / 2))
    facts.append(("outcome", round(latent, 3)))
    return sizes, pl.DataFrame(facts, schema=["fact", "value"], orient="row")


def _tetrachoric(both: float, each: float) -> float:
    """Return the correlation of two standard normals that both fall below a threshold this often."""
    from scipy.optimize import brentq
    from scipy.stats import multivariate_normal, norm

    cut = norm.ppf(each)
    return float(brentq(lambda r: multivariate_normal.cdf([cut, cut], cov=[[1, r], [r, 1]]) - both, 0, 0.99))


def places() -> pl.DataFrame:
    """Return map points spread evenly over each borough, from the package's published table.

    The share of each is invented (it falls with its place in a fixed shuffle): it says nothing about where
    searches happened.
    """
    table = pl.read_parquet(Path(geography.__file__).with_name("map_points.parquet"))
    lines: list[pl.DataFrame] = []
    for borough in [*geography.BOROUGHS, geography.OUTSIDE]:
        points = table.filter(pl.col("borough") == borough).sort("latitude", "longitude")
        chosen = points[np.linspace(0, len(points) - 1, POINTS_PER_BOROUGH).round().astype(int).tolist()]
        shuffled = np.random.default_rng(len(points)).permutation(POINTS_PER_BOROUGH)
        weight: NDArray[np.float64] = 1 / (shuffled + 5.0)
        point = [
            f"{latitude:.6f} {longitude:.6f}"
            for latitude, longitude in chosen.select("latitude", "longitude").iter_rows()
        ]
        share = pl.Series(weight / weight.sum()).round(4)
        lines.append(chosen.select("borough", point=pl.Series(point), share=share))
    return pl.concat(lines)


def derive(archive: Path, folder: Path) -> None:
    """Write every table into `folder`, and ``basis.csv``: the rows behind each and its smallest cell."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = read(archive)
    rows = described(raw)
    sizes, facts = events(rows)
    for name, table in (
        ("months", months(raw)),
        ("outcome_model", outcome_model(rows)),
        ("event_sizes", sizes),
        ("event_facts", facts),
        ("places", places()),
    ):
        table.write_csv(folder / f"{name}.csv")
    basis = []
    for wanted in TABLES:
        used = rows if wanted.rows is None else rows.filter(wanted.rows)
        result, smallest = shares(used, wanted.value, wanted.given)
        result.write_csv(folder / f"{wanted.name}.csv")
        basis.append((wanted.name, round(len(used), -3), len(result), smallest // 10 * 10))
    pl.DataFrame(
        basis, schema=["table", "rows_to_the_thousand", "shares", "smallest_cell_rounded_down"], orient="row"
    ).write_csv(folder / "basis.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Derive the rates of the synthetic sample.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    derive(options.archive, options.folder)
