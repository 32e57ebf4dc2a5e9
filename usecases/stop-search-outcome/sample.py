"""A synthetic sample in the layout of data.police.uk's stop and search files. No row describes a real search.

Everything is drawn from a seed and the tables in ``rates/`` (shares derived by ``derive_rates.py``). The
outcome depends on the object, the power, the type, the borough, the hour, the weekday, the month and on
whether people were searched together: on no column about the person. What is recorded about the person is
drawn after the outcome, because that is how the real data leaks it. ``README.md`` says what this implies.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

ROWS = 60_000
"""Rows of the whole sample, repeated ones included."""
FIRST_MONTH = "2022-04"
STRENGTH = 1.15
"""By how much the log odds of the outcome model are spread. A model fitted on 60,000 rows finds less than one
fitted on 305,000; with this spread it finds as much in the sample as in the archive (README.md has both)."""
RATES = Path(__file__).with_name("rates")
ANY = "(any)"
BLANK = "(blank)"
NO_ACTION = "A no further action disposal"
NOT_STATED = "Other ethnic group - Not stated"
VEHICLE = "Vehicle search"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PERSON_FIELDS = ("Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity")
HEADER = (
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    *PERSON_FIELDS,
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)
NUMBERS = ("share", "value", "coefficient", "repeated", "blank_place", "linked_filled")
"""Columns of the tables of rates that hold numbers."""

Texts = NDArray[np.object_]
Numbers = NDArray[np.float64]
Index = NDArray[np.int64]


def rates(name: str) -> pl.DataFrame:
    """Return one table of rates, as text but for its numbers."""
    table = pl.read_csv(RATES / f"{name}.csv", infer_schema=False)
    return table.with_columns(pl.col(name).cast(pl.Float64) for name in NUMBERS if name in table.columns)


class Shares(NamedTuple):
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
        groups = table.select(given or pl.lit(0).alias("all")).unique(maintain_order=True)
        groups = groups.with_row_index("group")
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
        place: Index = (uniform[:, None] > self.cumulative[found]).sum(axis=1)
        return np.take(self.values, place)

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
    for (name,), part in (
        rows.sort("month", "Date", maintain_order=True).partition_by("month", as_dict=True, maintain_order=True).items()
    ):
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
    for part in months.partition_by("month", maintain_order=True):
        first = datetime.fromisoformat(f"{part['month'][0]}-01")
        end = first + timedelta(days=int(part["last_day"][0]))
        hours = pl.datetime_range(first, end, "1h", closed="left", eager=True)
        slot = _weekday(hours) + hours.dt.strftime(" %H")
        cumulative = np.cumsum(slot.replace_strict(weights, return_dtype=pl.Float64).to_numpy())
        place = np.searchsorted(cumulative / cumulative[-1], chosen[len(slots) : len(slots) + len(part)])
        slots.append(hours[place].alias("time"))
    minute = Shares.read("minutes").draw(draws.common()).astype(np.int64)
    return pl.DataFrame({"time": slots, "minute": minute, "weekday": _weekday(slots)}).select(
        "weekday",
        hour=pl.col("time").dt.strftime("%H"),
        time=pl.col("time") + pl.duration(minutes="minute"),
    )


def _weekday(time: pl.Series) -> pl.Series:
    return time.dt.weekday().replace_strict(dict(enumerate(WEEKDAYS, 1)), return_dtype=pl.String)


def _rows(draws: Draws, months: pl.DataFrame, together: NDArray[np.bool_]) -> pl.DataFrame:
    """Return distinct rows with the published columns, and ``month``."""
    when = _when(draws, months)
    borough = Shares.read("boroughs").draw(draws.common())
    place = Shares.read("places").draw(draws.common(), borough)
    place = np.where(draws.common() < months["blank_place"].to_numpy(), BLANK, place)
    aim = Shares.read("objects").draw(draws.kept("object"), borough)
    power = Shares.read("legislation").draw(draws.common(), aim)
    kind = Shares.read("types").draw(draws.kept("type"), aim)
    month = _texts(months["month"])
    positive = np.where(
        draws.correlated()
        < _chance(
            {
                "object": aim,
                "legislation": power,
                "type": kind,
                "borough": borough,
                "hour": _texts(when["hour"]),
                "weekday": _texts(when["weekday"]),
                "month": month,
                "together": _either(together, "yes", "no"),
            }
        ),
        "yes",
        "no",
    ).astype(object)
    outcome = Shares.read("outcomes").draw(draws.own(), kind, aim)
    # Both columns came with one change to the publication: blank before it, and one of them constant since.
    filled = months["linked_filled"].to_numpy() == 1
    removal = Shares.read("removal").draw(draws.own(), positive, kind)
    latitude, longitude = pl.Series(place, dtype=pl.String).str.split_exact(" ", 1).struct.unnest()
    published = pl.DataFrame(
        {
            "Type": kind,
            "Date": _published(when["time"]),
            "Part of a policing operation": ["False"] * len(kind),
            "Policing operation": [BLANK] * len(kind),
            "Latitude": latitude,
            "Longitude": longitude,
            **_person(draws, month, borough, aim, kind, positive),
            "Legislation": power,
            "Object of search": aim,
            "Outcome": np.where(positive == "yes", outcome, NO_ACTION),
            "Outcome linked to object of search": _either(filled, "False", BLANK),
            "Removal of more than just outer clothing": np.where(filled, removal, BLANK),
            "month": month,
        },
        schema_overrides=dict.fromkeys(HEADER, pl.String),
    )
    return published.with_columns(pl.col(pl.String).replace(BLANK, None))


def _person(draws: Draws, month: Texts, borough: Texts, aim: Texts, kind: Texts, positive: Texts) -> dict[str, Texts]:
    """Return the four person fields: drawn after the outcome, which they must not affect."""
    period = np.where(month < "2024-02", "to 2024-01", month).astype(object)
    drugs = _either(aim == "Controlled drugs", "drugs", "not drugs")
    officer = Shares.read("officer_ethnicity").draw(draws.kept("officer_ethnicity"), drugs, borough)
    stated = Shares.read("self_ethnicity").draw(draws.own(), officer)
    recorded = Shares.read("recorded").draw(draws.kept("recorded"), positive, officer).astype(str)
    young = Shares.read("under_10").draw(draws.own(), period) == "yes"
    age = np.where(young, "under 10", Shares.read("ages").draw(draws.own(), positive, aim))
    age = np.where(np.char.startswith(recorded, "age missing"), BLANK, age)
    self_defined = np.where(np.char.endswith(recorded, "not stated"), NOT_STATED, stated)
    self_defined = np.where(np.char.endswith(recorded, "blank"), BLANK, self_defined)
    gender = Shares.read("genders").draw(draws.kept("gender"), period, positive)
    given = Shares.read("vehicle_fields").draw(draws.own()).astype(str)
    fields = dict(zip(PERSON_FIELDS, (gender, age, self_defined, officer), strict=True))
    for place, name in enumerate(PERSON_FIELDS):
        flags = np.array([pattern[place] == "0" for pattern in given])
        fields[name] = np.where((kind == VEHICLE) & flags, BLANK, fields[name])
    # From 2024-02 the publication says "Other" where a vehicle search used to leave this blank.
    fields["Gender"] = np.where((fields["Gender"] == BLANK) & (month >= "2024-02"), "Other", fields["Gender"])
    return fields


def _chance(terms: dict[str, Texts]) -> Numbers:
    """Return each row's probability of a positive outcome by the logistic model in ``rates/``."""
    model = rates("outcome_model")
    score = np.full(len(next(iter(terms.values()))), model["coefficient"][0])
    frame = pl.DataFrame(terms, schema=dict.fromkeys(terms, pl.String))
    for term in model["term"][1:].unique(maintain_order=True):
        weight = dict(model.filter(pl.col("term") == term).select("level", "coefficient").iter_rows())
        level = frame.select(pl.concat_str(term.split(" | "), separator=" | ")).to_series()
        score += level.replace_strict(weight, default=0.0).to_numpy()
    middle = score.mean()
    return np.asarray(1 / (1 + np.exp(-(middle + STRENGTH * (score - middle)))))


def _published(london: pl.Series) -> pl.Series:
    """Return the text the publication uses for a time: UTC, with its offset written out."""
    # The hour that does not exist in March is taken as the one after it.
    zoned, later = (
        time.dt.replace_time_zone("Europe/London", ambiguous="earliest", non_existent="null")
        for time in (london, london.dt.offset_by("1h"))
    )
    return zoned.fill_null(later).dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _with_repeats(seed: int, rows: pl.DataFrame, months: pl.DataFrame, month: Index) -> pl.DataFrame:
    """Return the rows and, in each month, exact copies of some of them."""
    order = np.argsort(np.random.default_rng([seed, 2]).random(len(rows)), kind="stable")
    copies = [order[month[order] == number][:count] for number, count in enumerate(_sizes(months)[1])]
    return pl.concat([rows, rows[np.concatenate(copies)]])


def _texts(column: pl.Series) -> Texts:
    return column.to_numpy().astype(object)


def _either(flag: NDArray[np.bool_], yes: str, no: str) -> Texts:
    return np.where(flag, yes, no).astype(object)
