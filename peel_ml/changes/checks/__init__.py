"""Checks of a search for changes: a table."""

from __future__ import annotations

from peel_ml.changes.checks.false_alarms_above import false_alarms_above
from peel_ml.changes.checks.period_not_judged import period_not_judged
from peel_ml.changes.checks.reference_not_calm import reference_not_calm
from peel_ml.changes.checks.series_left_out import series_left_out
from peel_ml.changes.checks.thin_series import thin_series
from peel_ml.changes.checks.view import ChangeView
from peel_ml.checking import CheckRow

CHECKS: tuple[CheckRow[ChangeView], ...] = (
    CheckRow("period-not-judged", "warn", "Periods were left out, because they look like a fault", period_not_judged),
    CheckRow("series-left-out", "warn", "Some series could not be judged", series_left_out),
    CheckRow(
        "reference-not-calm", "warn", "There are changes in the period that limits are learnt from", reference_not_calm
    ),
    CheckRow("false-alarms-above", "block", "More false alarms than declared", false_alarms_above),
    CheckRow("thin-series", "note", "In small series most changes are missed", thin_series),
)
