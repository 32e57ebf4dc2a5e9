"""The table of audit checks."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.auditing.coding import Coded
from peel_ml.auditing.request import AuditRequest
from peel_ml.checking import CheckRow, Found, NotApplicable, Outcome, Passed
from peel_ml.usecase.purpose import PROHIBITED

MANY = 0.01
"""Share of rows left out from which it is a warning."""


@dataclass(frozen=True)
class AuditView:
    """What was asked, and the rows."""

    request: AuditRequest
    rows: Coded


def prohibited(view: AuditView) -> Outcome:
    """Say that the purpose is prohibited."""
    purpose = view.request.purpose
    if purpose not in PROHIBITED:
        return Passed(f"{purpose} is a purpose that may be built")
    return Found(
        f"The purpose is {PROHIBITED[purpose]}, which is prohibited here. The audit describes it; it can never be "
        "submitted, and nothing in it is evidence for adopting it.",
        "Do not adopt it. Use the audit to show what such a tool does to people.",
        ({"purpose": purpose, "submittable": False},),
    )


def left_out(view: AuditView) -> Outcome:
    """Count the rows that could not be compared."""
    gone, rows = view.rows.left_out, view.rows.rows
    if not gone:
        return Passed(f"all {rows:,} rows have a label and a decision or score")
    share = gone / (gone + rows)
    return Found(
        f"{gone:,} of {gone + rows:,} rows ({share:.1%}) have no label, decision or score, and are left out.",
        "Ask why, and whether it is more often so for one group.",
        ({"rows": gone, "share": round(share, 6)},),
        severity="warn" if share >= MANY else "note",
    )


def one_sided(view: AuditView) -> Outcome:
    """Tell whether everybody or nobody is flagged."""
    decision, weights = view.rows.decision, view.rows.weights
    if decision is None:
        return NotApplicable("nobody is flagged")
    flagged = int((decision * weights).sum())
    if 0 < flagged < view.rows.rows:
        return Passed(f"{flagged:,} of {view.rows.rows:,} rows are flagged")
    who = "Nobody" if flagged == 0 else "Everybody"
    return Found(
        f"{who} is flagged, so half of the rates cannot be computed and the others are all the same.",
        "Check --positive, --threshold or --capacity.",
    )


CHECKS: tuple[CheckRow[AuditView], ...] = (
    CheckRow("prohibited-purpose", "warn", "The use is prohibited", prohibited),
    CheckRow("rows-left-out", "note", "Some rows could not be compared", left_out),
    CheckRow("flags-all-alike", "warn", "Everybody or nobody is flagged", one_sided),
)
"""Every audit check, in the order a card shows them."""
