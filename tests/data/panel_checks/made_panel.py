"""Panels made up for the checks: counts of several areas and offences by month."""

from datetime import date

import numpy as np
import polars as pl

from peel_ml.data.panel_checks import PanelView
from peel_ml.data.panel_checks.view import PanelView as _View

AREAS = tuple("ABCDEF")
OFFENCES = ("theft", "fraud", "arson")


def month(number, start=2022):
    return date(start + number // 12, number % 12 + 1, 1)


def made(areas=AREAS, offences=OFFENCES, months=24, mean=60.0, seed=1):
    """Counts that vary by chance, a season and a level of each series."""
    rng = np.random.default_rng(seed)
    rows = []
    for place, area in enumerate(areas):
        for number, offence in enumerate(offences):
            level = mean * (1 + place / 4) * (1 + number / 3)
            season = 1 + 0.2 * np.sin(np.arange(months) / 12 * 2 * np.pi)
            counts = rng.poisson(level * season)
            rows += [(area, offence, month(one), int(count)) for one, count in enumerate(counts)]
    return pl.DataFrame(rows, schema=["area", "offence", "month", "crimes"], orient="row")


def view(frame, **more) -> _View:
    given = {"time": "month", "value": "crimes", "area": "area", "series": ("offence",)} | more
    return PanelView(frame, **given)
