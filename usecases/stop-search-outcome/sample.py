"""A synthetic sample in the layout of data.police.uk's stop and search files. No row describes a real search.

Everything is drawn from a seed and the tables in ``rates/`` (shares derived by ``derive_rates.py``). The
outcome depends on the object, the power, the type, the borough, the hour, the weekday, the month and on
whether people were searched together: on no column about the person. What is recorded about the person is
drawn after the outcome, because that is how the real data leaks it. ``README.md`` says what this implies.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

ROWS = 60_000
"""Rows of the whole sample, repeated ones included."""
FIRST_MONTH = "2022-04"
RATES = Path(__file__).with_name("rates")
ANY = "(any)"
BLANK = "(blank)"
NO_ACTION = "A no further action disposal"
NOT_STATED = "Other ethnic group - Not stated"
VEHICLE = "Vehicle search"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PERSON_FIELDS = ("Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity")
HEADER = (
    "Type", "Date", "Part of a policing operation", "Policing operation", "Latitude", "Longitude", *PERSON_FIELDS,
    "Legislation", "Object of search", "Outcome", "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)

Texts = NDArray[np.object_]
Numbers = NDArray[np.float64]
Index = NDArray[np.int64]


def rates(name: str) -> pl.DataFrame:
    """Return one table of rates, as text but for its numbers."""
    numbers = {column: pl.Float64 for column in ("share", "value", "coefficient", "repeated", "blank_place")}
    table = pl.read_csv(RATES / f"{name}.csv", infer_schema=False)
    return table.with_columns(pl.col(column).cast(kind) for column, kind in numbers.items()
                              if column in table.columns)


@dataclass(frozen=True)
class Shares:
    """Shares of values within groups, ready to draw from."""

    groups: pl.DataFrame
    """One row a group: its given values, and `group`, its row in `cumulative`."""
    values: Texts
    cumulative: Numbers
    """Shape (groups, values); each row ends at 1."""

    @classmethod
    def read(cls, name: str) -> Shares:
        """Read ``rates/NAME.csv``: columns of given values, the value, its share."""
        table = rates(name)
        *given, value, _ = table.columns
        groups = table.select(given or pl.lit(0).alias("all")).unique(maintain_order=True).with_row_index("group")
        values = table[value].unique().sort()
        grid = np.zeros((len(groups), len(values)))
        joined = table.join(groups, on=given) if given else table.with_columns(group=pl.lit(0))
        column = joined[value].replace_strict(values, pl.int_range(len(values), eager=True))
        grid[joined["group"].to_numpy(), column.to_numpy()] = joined["share"].to_numpy()
        cumulative = np.cumsum(grid, axis=1)
        return cls(groups, values.to_numpy().astype(object), cumulative / cumulative[:, -1:])

    def draw(self, uniform: Numbers, *given: Texts) -> Texts:
        """Return one value a row; where a group has no shares of its own, from the next coarser group."""
        found = np.zeros(len(uniform), dtype=np.int64)
        if given:
            names = self.groups.columns[1:]
            asked = pl.DataFrame(dict(zip(names, given, strict=True)), schema=dict.fromkeys(names, pl.String))
            found = self._group(asked, len(names))
        return self.values[(uniform[:, None] > self.cumulative[found]).sum(axis=1)]

    def _group(self, asked: pl.DataFrame, depth: int) -> Index:
        names = asked.columns
        coarse = asked.with_columns(pl.lit(ANY).alias(name) for name in names[depth:])
        group = coarse.join(self.groups, on=names, how="left", maintain_order="left")["group"].cast(pl.Int64)
        if group.null_count() and depth:
            group = group.fill_null(pl.Series(self._group(asked, depth - 1)))
        return group.to_numpy()


class Draws:
    """Random numbers of rows that belong to events: what rows of one event share comes from one number."""

    def __init__(self, seed: int, event: Index) -> None:
        self._random = np.random.default_rng(seed)
        self._event = event
        self._facts = dict(rates("event_facts").iter_rows())

    def common(self) -> Numbers:
        """Return one uniform number an event, repeated over its rows."""
        return self._random.random(int(self._event[-1]) + 1)[self._event]

    def own(self) -> Numbers:
        """Return one uniform number a row."""
        return self._random.random(len(self._event))

    def kept(self, fact: str) -> Numbers:
        """Return the event's number with the chance ``kept FACT``, else the row's own."""
        return np.where(self.own() < self._facts[f"kept {fact}"], self.common(), self.own())

    def correlated(self) -> Numbers:
        """Return uniform numbers whose normal scores correlate by the fact ``outcome`` within an event."""
        from scipy.special import ndtr

        share = self._facts["outcome"]
        events = self._random.standard_normal(int(self._event[-1]) + 1)[self._event]
        scores = np.sqrt(share) * events + np.sqrt(1 - share) * self._random.standard_normal(len(self._event))
        return np.asarray(ndtr(scores))


def sample(seed: int, folder: Path) -> Path:
    """Write the synthetic sample: `ROWS` rows in one file a month, as data.police.uk lays them out.

    Parameters
    ----------
    seed : int
        The same seed gives the same bytes.
    folder : Path
        Where the months' folders go; made when missing. Name it so that it says SYNTHETIC: the files keep
        the published layout and cannot say so themselves.

    Returns
    -------
    Path
        `folder`, holding ``YYYY-MM/YYYY-MM-metropolitan-stop-and-search.csv``.
    """
    months = rates("months").filter(pl.col("month") >= FIRST_MONTH)
    month, event, together = _events(seed, months)
    rows = _rows(Draws(seed, event), months[month], together)
    rows = _with_repeats(seed, rows, months, month)
    for (name,), part in rows.sort("month", "Date", maintain_order=True).partition_by(
            "month", as_dict=True, maintain_order=True).items():
        path = folder / str(name) / f"{name}-metropolitan-stop-and-search.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        part.select(HEADER).write_csv(path)
    return folder


def _sizes(months: pl.DataFrame) -> tuple[Index, Index]:
    """Return the rows of each month, by largest remainder, and how many of them are repeats."""
    exact = (months["share"] / months["share"].sum() * ROWS).to_numpy()
    total = np.floor(exact).astype(np.int64)
    total[np.argsort(total - exact, kind="stable")[: ROWS - int(total.sum())]] += 1
    return total, np.round(total * months["repeated"].to_numpy()).astype(np.int64)


def _events(seed: int, months: pl.DataFrame) -> tuple[Index, Index, NDArray[np.bool_]]:
    """Return for each row its month, its event, and whether the event has other rows."""
    random, size = np.random.default_rng([seed, 1]), Shares.read("event_sizes")
    parts = []
    for number, (rows, repeats) in enumerate(zip(*_sizes(months), strict=True)):
        ends = np.cumsum(size.draw(random.random(rows)).astype(np.int64))
        within = np.searchsorted(ends, np.arange(rows - repeats), side="right")
        parts.append((np.full(len(within), number), within))
    month = np.concatenate([number for number, _ in parts])
    within = np.concatenate([place for _, place in parts])
    new = np.concatenate([[True], (np.diff(within) != 0) | (np.diff(month) != 0)])
    event = np.cumsum(new) - 1
    return month, event, np.bincount(event)[event] > 1


def _when(draws: Draws, months: pl.DataFrame) -> pl.DataFrame:
    """Return for each row its London time, with ``weekday`` and ``hour`` as text."""
    weights = dict(rates("slots").iter_rows())
    chosen = draws.common()
    slots = pl.Series("time", [], dtype=pl.Datetime("us"))
    for (month, last), part in months.partition_by("month", "last_day", as_dict=True, maintain_order=True).items():
        first = pl.Series([month + "-01"]).str.to_datetime("%Y-%m-%d")[0]
        hours = pl.datetime_range(first, pl.select(pl.lit(first) + pl.duration(days=int(str(last)), hours=-1)).item(),
                                  "1h", eager=True)
        names = pl.DataFrame({"hour": hours}).select(
            pl.col("hour").dt.weekday().replace_strict(dict(enumerate(WEEKDAYS, 1)), return_dtype=pl.String)
            + pl.col("hour").dt.strftime(" %H"))["hour"]
        cumulative = np.cumsum(names.replace_strict(weights, return_dtype=pl.Float64).to_numpy())
        begin = len(slots)
        place = np.searchsorted(cumulative / cumulative[-1], chosen[begin: begin + len(part)])
        slots.append(hours[place].alias("time"))
    minute = Shares.read("minutes").draw(draws.common()).astype(np.int64)
    return pl.DataFrame({"time": slots}).with_columns(
        weekday=pl.col("time").dt.weekday().replace_strict(dict(enumerate(WEEKDAYS, 1)), return_dtype=pl.String),
        hour=pl.col("time").dt.strftime("%H"),
        time=pl.col("time") + pl.duration(minutes=pl.Series(minute)),
    )


def _where(draws: Draws, borough: Texts) -> tuple[Texts, Texts]:
    """Return a latitude and a longitude among the borough's map points, as text with six decimals."""
    points = rates("places").with_columns(
        point=pl.format("{},{}", *(pl.col(name).cast(pl.Float64).map_elements(lambda d: f"{d:.6f}", pl.String)
                                   for name in ("latitude", "longitude"))))
    shares = Shares.of(points.select("borough", "point", "share"))
    both = pl.Series(shares.draw(draws.common(), borough), dtype=pl.String).str.split(",").list
    return both.get(0).to_numpy().astype(object), both.get(1).to_numpy().astype(object)
