"""Sources made of several tables that one question needs: adding one is adding a row."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.data.sources import mopac
from peel_ml.data.sources.london_datastore import crime_dashboard, recorded_crime, vawg_victims
from peel_ml.data.sources.side_by_side import SideBySide

SOURCES: tuple[SideBySide, ...] = (
    SideBySide(
        "mopac/pas-and-recorded-crime",
        "the Public Attitude Survey and the borough files of recorded crime, in one folder",
        {"pas": mopac.SOURCE, "crime": replace(recorded_crime.LEVELS["borough"], steps=recorded_crime.SOURCE.steps)},
    ),
    SideBySide(
        "london-datastore/outcomes-and-victims",
        "the monthly crime dashboard and the victims of violence against women and girls, in one folder",
        {"crime": crime_dashboard.SOURCE, "victims": vawg_victims.SOURCE},
    ),
)
"""Every source of several tables."""
