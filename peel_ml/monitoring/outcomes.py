"""What was recorded in the end: the share with the outcome."""

from __future__ import annotations

from peel_ml.data.checks.wording import percent
from peel_ml.disclosure import TOO_FEW
from peel_ml.monitoring.limits import FEW, Limits
from peel_ml.monitoring.measured import Measured, figure, untold, unwatched
from peel_ml.monitoring.sides import Sides
from peel_ml.monitoring.usual import share_change

_ACT = "Look at the records behind it before any result is used, and make a new run if the world has changed."
NOT_KNOWN = "The outcome of the new rows is not known yet."


def label_rate(sides: Sides, limits: Limits) -> Measured:
    """Watch the share with the outcome among rows of which it is known."""
    title = f"Share with {sides.case.classification.target.positive_words}"
    known, new = sides.known
    if not new.any():
        return unwatched("label-rate", title, NOT_KNOWN)
    if min(known.sum(), new.sum()) < FEW:
        return untold("label-rate", "", title, limits.label_rate, f"Fewer than {FEW} rows have a known outcome.")
    y_before, y_after = (part.target == 1 for part in sides.wholes)
    frames = sides.prepared
    ones, rows = frames.by_month(known & y_before), frames.by_month(known)
    now, of = float((new & y_after).sum()), float(new.sum())
    change = share_change(ones, rows, now, of, sides.clustered)
    shown = figure("share with the outcome", change, (ones.sum(), rows.sum()), (now, of))
    said = TOO_FEW if shown.now is None else f"{percent(change.now)} now against {percent(change.before)} before"
    return Measured(
        "label-rate",
        "",
        title,
        f"{title}: {said}.",
        limits.label_rate,
        _ACT,
        moved=abs(change.change),
        reach=change.reach,
        p=change.p,
        figures=(shown,),
    )
