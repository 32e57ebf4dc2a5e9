"""What a check of a search for changes may look at."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.changes.reading import Read
from peel_ml.changes.suspect import Suspect
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.changes import SeriesGroup


@dataclass(frozen=True)
class ChangeView:
    """What was read and what was measured.

    Parameters
    ----------
    read : Read
    suspects : tuple of Suspect
    rate : float
        Declared.
    false_alarms : Estimate
        Measured.
    groups : tuple of SeriesGroup
        By size.
    restless : int
        Series with a change within the reference period.
    restless_if_calm : float
        How many there would be by chance.
    """

    read: Read
    suspects: tuple[Suspect, ...]
    rate: float
    false_alarms: Estimate
    groups: tuple[SeriesGroup, ...]
    restless: int
    restless_if_calm: float
