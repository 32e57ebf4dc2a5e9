"""Checks of a panel's answer: what makes its figures say less than they seem to. Adding one is adding a row."""

from __future__ import annotations

from peel_ml.checking import CheckRow
from peel_ml.panels.checks.common_shift import common_shift
from peel_ml.panels.checks.few_windows import few_windows
from peel_ml.panels.checks.ranks_not_told import ranks_not_told
from peel_ml.panels.checks.view import AnswerView

CHECKS: tuple[CheckRow[AnswerView], ...] = (
    CheckRow("few-independent-periods", "warn", "The judged periods are few independent ones", few_windows),
    CheckRow("common-shift", "warn", "All areas moved together, and no method saw it", common_shift),
    CheckRow("order-cannot-be-told", "note", "Most areas cannot be put in an order", ranks_not_told),
)
