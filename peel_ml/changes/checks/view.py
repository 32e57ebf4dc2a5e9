"""What a check of a search for changes may look at."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.changes.reading import Read
from peel_ml.changes.suspect import Suspect
from peel_ml.changes.unrest import Unrest
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
    unrest : tuple of Unrest
        Changes within the reference period.
    """

    read: Read
    suspects: tuple[Suspect, ...]
    rate: float
    false_alarms: Estimate
    groups: tuple[SeriesGroup, ...]
    unrest: tuple[Unrest, ...]
