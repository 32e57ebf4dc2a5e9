"""`false-alarms-above`: on made-up calm series the procedure raises more alarms than was declared."""

from __future__ import annotations

from peel_ml.changes.checks.view import ChangeView
from peel_ml.checking import Found, Outcome, Passed, Skipped


def false_alarms_above(view: ChangeView) -> Outcome:
    """Find a measured rate whose whole interval lies above the declared one."""
    one = view.false_alarms
    if one.value is None or one.low is None or one.high is None:
        return Skipped(f"The rate of false alarms has no interval: {one.reason}.")
    figures = f"{one.value:.1%} of calm series raise an alarm (95% interval {one.low:.1%} to {one.high:.1%})"
    if one.low <= view.rate:
        return Passed(f"{figures}; declared were {view.rate:.1%}.")
    return Found(
        f"{figures}, and {view.rate:.1%} were declared.",
        "Do not act on these alarms. Give a longer reference period, or declare the rate that can be kept.",
        ({"measured": one.value, "declared": view.rate},),
    )
