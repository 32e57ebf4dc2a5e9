"""What a search for changes holds beyond its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from peel_ml.results.estimate import Estimate
from peel_ml.results.marks import PLACES, People

Way = Literal["rise", "fall"]


@dataclass(frozen=True)
class Alarm:
    """A change that was recorded in one series; not its cause. Where its counts are few, its figures are withheld."""

    area: str
    series: str
    """What tells series of one area apart; empty where an area has one."""
    period: str
    """First day of the period of the alarm, ISO 8601."""
    way: Way
    recorded: People
    """In the judged periods up to the alarm."""
    expected: Estimate
    """In the same periods, of a calm series."""
    p_value: float
    """How likely a calm series goes as far at any time of the judged periods."""
    stands: bool
    """Whether it is among the alarms of which no more than the declared rate is expected to be false together
    (Benjamini and Hochberg 1995)."""


@dataclass(frozen=True)
class SeriesGroup:
    """Series that are alike, and how the method does on them where it is known what changed."""

    name: str
    series: int
    areas: int
    usual: float
    """Expected in one period, the mean over these series."""
    false_alarms: Estimate
    found: Estimate
    delay: Estimate
    """Periods from the beginning of a planted change to its alarm, the first counted as 1, of those found."""
    alarms: int
    """In the judged periods of the real series."""


@dataclass(frozen=True)
class Rule:
    """A rule of thumb as it is commonly used, on the same made-up series."""

    name: str
    false_alarms: Estimate
    found: Estimate


@dataclass(frozen=True)
class Moment:
    """One period of a series that is drawn. `moved` has the limits of a calm series as its range."""

    period: str
    recorded: People
    moved: Estimate
    """Recorded against expected, averaged with more weight on later periods: a share of what is expected, or a
    difference."""
    beyond: bool


@dataclass(frozen=True)
class Drawn:
    """One series as the control chart sees it."""

    area: str
    series: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class ChangeDetail:
    """Alarms for changes in series, at a declared rate of false ones."""

    false_alarm_rate: float
    """Declared: of series that do not change, the share with an alarm in the judged periods."""
    smallest_change: float = 0.0
    """Declared: the change that was planted."""
    unit: str = "count"
    series: int = 0
    """Series that were judged."""
    left_out: int = 0
    """Series that could not be judged; notes say why."""
    reference: tuple[str, str] = ("", "")
    """First and last period that the limits are learnt from."""
    judged: tuple[str, str] = ("", "")
    expected_false: Estimate | None = None
    """False alarms expected over all series, had none of them changed."""
    trials: int = 0
    """Made-up panels that false alarms and found changes were counted on; none of them set a limit."""
    stand_together: int = 0
    """Alarms that stand together; see `Alarm.stands`."""
    alarms: Annotated[tuple[Alarm, ...], PLACES] = ()
    """By area, series and period."""
    drawn: Annotated[tuple[Drawn, ...], PLACES] = ()
    by_series: tuple[SeriesGroup, ...] = ()
    by_size: tuple[SeriesGroup, ...] = ()
    rules: tuple[Rule, ...] = ()
    kind: Literal["change_detection"] = "change_detection"
