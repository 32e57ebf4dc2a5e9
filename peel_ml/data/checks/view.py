"""What a data check may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from peel_ml.results.data import CleaningRecord


@dataclass(frozen=True)
class DataView:
    """The data as a check sees it.

    Whatever is not declared is ``None`` or empty, and the check is skipped.
    """

    raw: pl.DataFrame
    """As the source read it: every column, before any cleaning step."""
    frame: pl.DataFrame
    """After cleaning, and after the use case's preparation where there is one."""
    cleaning: tuple[CleaningRecord, ...] = ()
    target: str | None = None
    """Name of the 0/1 (or boolean) target column in `frame`."""
    features: tuple[str, ...] = ()
    protected: Mapping[str, str] = field(default_factory=dict)
    """Measure name to column of `frame`."""
    time: str | None = None
    """Date or datetime column of `frame`."""
    area: str | None = None
    """Area column of `frame`, for example borough."""
    part: pl.Series | None = None
    """For each row of `frame` the part it falls in: training, validation or held_out."""
    held_out_opened: bool = False
    """Whether this run opens the held-out period. If not, no check reads the target of its rows."""
    unmapped: Mapping[str, int] = field(default_factory=dict)
    """For each mapped column how many cells the category maps did not know."""
    against: pl.DataFrame | None = None
    """A second frame to compare with (``peel data check --against``)."""
