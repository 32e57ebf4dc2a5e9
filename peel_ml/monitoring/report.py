"""What a look at new data found: one frozen, versioned JSON document. Its values compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import ConfigDict

from peel_ml.assurance import canonical
from peel_ml.results import versions
from peel_ml.results.data import DataClass, Period, SourceFile
from peel_ml.results.documents import Documents

KIND = versions.Kind("monitoring report", "1.0", {}, "peel monitor RUN --data PATH", whole=True, ordered=True)
SCHEMA_VERSION = KIND.current

State = Literal["steady", "breach", "cannot_tell", "not_watched"]
"""steady: within its limit; breach: beyond it, and beyond chance; cannot_tell: too little data to say; not_watched."""

STATES: tuple[State, ...] = get_args(State)

Code = Literal[
    "rows",
    "days",
    "missing",
    "vocabulary",
    "drift",
    "label-rate",
    "group-gap",
    "score-drift",
    "performance",
    "calibration",
    "fairness",
]


@dataclass(frozen=True)
class Figure:
    """One figure before and now. Counts of people below the threshold, and what would give them away, are null.

    `change` is now less before, and `low` to `high` its 95% interval. Of a verdict, where nothing is subtracted, they
    are the interval of `now`, and `change` is null.
    """

    what: str
    now: float | None = None
    before: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    n_now: int | None = None
    n_before: int | None = None
    reason: str | None = None
    """Why a figure or its interval is missing; null when nothing is missing."""


@dataclass(frozen=True)
class Signal:
    """One thing that is watched, and how it stands."""

    code: Code
    about: str
    """A column, a measure or a metric; empty where the signal is about all rows."""
    title: str
    state: State
    blocking: bool
    """Whether a breach of it suspends by itself; the others only exit with a warning."""
    limit: float | None
    """The movement that counts, in the unit of its figures; null where nothing is measured."""
    figures: tuple[Figure, ...]
    sentence: str
    action: str
    """What to do; empty where nothing is to be done."""

    @property
    def name(self) -> str:
        """Its code with what it is about, for example ``missing:gender``."""
        return f"{self.code}:{self.about}" if self.about else self.code


@dataclass(frozen=True)
class DeclaredMonitor:
    """A monitor of the declaration, held against the signals it names."""

    metric: str
    threshold: str
    cadence: str
    owner: str
    action: str
    state: State
    signals: tuple[str, ...]
    """Names of the signals it was read from."""
    sentence: str


@dataclass(frozen=True)
class Side:
    """The rows of one side of the comparison."""

    sha256: str
    """Digest of the sorted lines "name digest" of its files."""
    files: tuple[SourceFile, ...]
    rows: int | None
    """Rows as read; null where too few."""
    rows_used: int | None
    """Rows after cleaning and preparation; null where too few."""
    period: Period | None
    months: int
    """Months that the comparison tells apart; 0 where the data has no months."""


@dataclass(frozen=True)
class ErrorRate:
    """How often a look at steady data would raise a breach by chance."""

    alpha: float
    """At most this share of looks, over all signals together."""
    tests: int
    method: str


@dataclass(frozen=True)
class MonitoringReport:
    """Everything one look established. Holds no path and no row values."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    peel_version: str
    use_case: str
    run_id: str
    looked_at: str
    """ISO 8601, UTC."""
    data_class: DataClass
    synthetic: bool
    model_sha256: str | None
    """Digest of the model that scored the new rows; null where none may."""
    breached: bool
    """Whether any signal or declared monitor is breached."""
    suspends: bool
    """Whether a blocking signal or a declared monitor is breached."""
    counts: dict[State, int]
    """Signals in each state. There is no verdict over all: what cannot be told is no pass."""
    new: Side
    reference: Side
    error_rate: ErrorRate
    signals: tuple[Signal, ...]
    monitors: tuple[DeclaredMonitor, ...]
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON (RFC 8785) of the report."""
        return canonical.digest(to_json(self))

    @property
    def breaches(self) -> tuple[Signal, ...]:
        """Return the signals that are breached, in the report's order."""
        return tuple(signal for signal in self.signals if signal.state == "breach")


DOCUMENT = Documents(KIND, MonitoringReport, "PEEL ML monitoring report")
adapter, to_json, dumps, loads, json_schema = (
    DOCUMENT.adapter,
    DOCUMENT.to_json,
    DOCUMENT.dumps,
    DOCUMENT.loads,
    DOCUMENT.json_schema,
)
