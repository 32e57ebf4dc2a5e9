"""`series-left-out`: series of noughts, series that begin late, and series with gaps."""

from __future__ import annotations

from peel_ml.changes.checks.view import ChangeView
from peel_ml.checking import Found, Outcome, Passed
from peel_ml.results.findings import Fact


def series_left_out(view: ChangeView) -> Outcome:
    """Find series that no limit can be learnt for."""
    read = view.read
    counts = {
        "with noughts only before the judged periods": read.zero,
        "without a figure before the judged periods, as after a new name or a new boundary": read.new,
        "with a figure for fewer than half of the periods before": read.short,
    }
    told = {words: count for words, count in counts.items() if count}
    if not told:
        return Passed(f"Every one of {len(read.panel.areas)} series could be judged.")
    evidence: tuple[dict[str, Fact], ...] = tuple({"why": words, "series": count} for words, count in told.items())
    return Found(
        f"Not judged: {'; '.join(f'{count} series {words}' for words, count in told.items())}.",
        "A change in them can be neither seen nor ruled out. Join series that were renamed or divided in prepare.py.",
        evidence,
    )
