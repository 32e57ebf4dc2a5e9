"""`search-at-the-edge`: the best settings press against the bounds they were searched in."""

from __future__ import annotations

import math

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.evaluation.checks.view import ModelView
from peel_ml.results.findings import Fact
from peel_ml.results.tuning import ParamValue, TuningResult

MARGIN = 0.02
"""Share of the range, at either end, that counts as the edge."""
LOG_RATIO = 100.0
"""A range this many times wider at its top than at its bottom is measured on a log scale."""
NEXT_TO_NOTHING = 1e-6
"""A lower bound this small means "none"; nothing is gained by going lower."""


def search_at_the_edge(view: ModelView) -> Outcome:
    """Find numeric settings whose best value lies in the outermost 2% of their range.

    Bounds that cannot be moved do not count: a share of 1, a lower bound of 0 or next to nothing.
    """
    tuning = view.tuning
    if tuning is None:
        return NotApplicable("Nothing was searched.")
    if not tuning.best_params or tuning.completed == 0:
        return NotApplicable("No trial was completed.")
    ranges = {
        name: (float(bounds[0]), float(bounds[1]))
        for name, bounds in tuning.space.items()
        if _is_range(name, bounds, tuning)
    }
    edges = [
        (name, value, side)
        for name, value in tuning.best_params.items()
        if name in ranges and (side := _edge(float(value), *ranges[name])) is not None
    ]
    if not edges:
        return Passed(f"Of {len(ranges)} numeric settings none has its best value at the edge.")
    named = "; ".join(
        f"{name} = {value:.4g} at the {side} end of {ranges[name][0]:.4g} to {ranges[name][1]:.4g}"
        for name, value, side in edges
    )
    evidence: tuple[dict[str, Fact], ...] = tuple(
        {"setting": name, "value": value, "low": ranges[name][0], "high": ranges[name][1], "side": side}
        for name, value, side in edges
    )
    return Found(
        f"The best of {tuning.completed} trials has {named}. A better value may lie beyond.",
        "Widen these ranges and search again, or give the search more trials.",
        evidence,
    )


def _is_range(name: str, bounds: tuple[ParamValue, ...], tuning: TuningResult) -> bool:
    if len(bounds) != 2 or any(isinstance(bound, bool | str) for bound in bounds):
        return False
    low, high = float(bounds[0]), float(bounds[1])
    if not low < high:
        return False
    # Two numbers are a range, unless trials only ever took one or the other: then they are choices.
    taken = {trial.params[name] for trial in tuning.trials if name in trial.params}
    return len(tuning.trials) < 5 or not taken <= {bounds[0], bounds[1]}


def _edge(value: float, low: float, high: float) -> str | None:
    if low > 0 and high / low >= LOG_RATIO:
        place = math.log(value / low) / math.log(high / low) if value > 0 else 0.0
    else:
        place = (value - low) / (high - low)
    if place <= MARGIN and low > NEXT_TO_NOTHING:
        return "low"
    if place >= 1 - MARGIN and high != 1.0:
        return "high"
    return None
