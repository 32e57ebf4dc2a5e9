"""What the search for changes does where the truth is known, and on the real hate crime of the problem book.

``python -m benchmarks.problem_book_changes`` makes calm series of each world in `benchmarks.calm_worlds`, of which the
procedure knows nothing, lets it set its limits from their past alone, and counts its false alarms, the planted changes
it finds, and how late. The figures go to ``benchmarks/results/problem_book_changes.json``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.calm_worlds import WORLDS, Truth, layout
from benchmarks.harness import Row, publish
from peel_ml.changes.effort import Effort
from peel_ml.changes.limits import highest
from peel_ml.changes.methods import METHODS, SIMPLE, alarms
from peel_ml.changes.null import fitted, with_change
from peel_ml.changes.panel import Panel
from peel_ml.changes.trials import Trial, delay, found_changes, planted_change, set_levels, share

NAME, TITLE = "problem_book_changes", "The search for changes, where the truth is known (control chart, 5% declared)"
RATE, CHANGE = 0.05, 0.5
EFFORT = Effort(sets=200, tuning=8)
PANELS = 16
SHARE_WORLDS = tuple(
    Truth(f"rolling year of quarters, autocorrelated {rho}", mean=0.6, moving=0.03**2, rho=rho, common=0.2)
    for rho in (0.0, 0.4, 0.8)
)
"""Shares that are measured over four quarters, as the Public Attitude Survey's are."""


def known_answer(
    truth: Truth, panel: Panel, panels: int, effort: Effort, seed: int, change: float = CHANGE
) -> dict[str, Trial]:
    """Let the procedure meet panels of a world that it knows only through their reference period.

    Each panel has limits of its own, with a level of its own: nothing is learnt from one panel for another.
    """
    random = np.random.default_rng(seed)
    methods = {**METHODS, **{name: one for name, one in SIMPLE.items() if panel.year <= panel.reference}}
    parts: dict[str, list[tuple[Any, Any, Any, float]]] = {name: [] for name in methods}
    null = truth.null(panel)
    for _ in range(panels):
        planted, begins, ways = planted_change(panel, change, random)
        calm, changed = with_change(null, panel, planted, random)
        mine = fitted(calm, panel)
        levels = set_levels(mine, panel, methods, RATE, effort, random)
        high = highest(mine, panel, methods, effort.sets, random)
        for name, method in methods.items():
            limits = high[name].limits(levels[name])
            quiet = (alarms(method, calm, limits, mine, panel) != 0).any(axis=-1)
            found, later = found_changes(alarms(method, changed, limits, mine, panel), begins, ways)
            parts[name].append((quiet, found, later, levels[name]))
    return {
        name: Trial(
            float(np.mean([one[3] for one in made])),
            np.stack([one[0] for one in made]),
            np.stack([one[1] for one in made]),
            np.stack([one[2] for one in made]),
        )
        for name, made in parts.items()
    }


def rows(panels: int = PANELS, effort: Effort = EFFORT) -> list[dict[str, Any]]:
    """Return a row for every world and method."""
    made = []
    every = [(truth, layout(), CHANGE) for truth in WORLDS]
    every += [(truth, layout(reference=20, judged=8, unit="other", step=3, window=4), 0.08) for truth in SHARE_WORLDS]
    for number, (truth, panel, change) in enumerate(every):
        for name, trial in known_answer(truth, panel, panels, effort, number, change).items():
            alarm, found, late = share(trial.false_alarm), share(trial.found), delay(trial)
            made.append(
                {
                    "world": truth.name,
                    "method": name,
                    "series": trial.found.size,
                    "false_alarm_rate": [alarm.value, alarm.low, alarm.high],
                    "detection_rate": [found.value, found.low, found.high],
                    "detection_delay": [late.value, late.low, late.high],
                }
            )
    return made


def told(made: list[dict[str, Any]]) -> list[Row]:
    """Return the control chart's figures by world; those of change points and simple rules stay in the raw part."""
    shown = []
    for row in made:
        if row["method"] == "control_chart":
            world, late = row["world"], row["detection_delay"][0]
            shown.append(
                Row(f"{world}: calm series with an alarm", 100 * row["false_alarm_rate"][0], "%", at_most=100 * RATE)
            )
            shown.append(Row(f"{world}: planted changes found", 100 * row["detection_rate"][0], "%"))
            if late is not None:
                shown.append(Row(f"{world}: found in period, on average", late, "figure"))
    return shown


def main() -> None:
    """Measure, write and print."""
    made = rows()
    settings = {"declared": RATE, "change": CHANGE, "panels": PANELS, "sets": EFFORT.sets, "tuning": EFFORT.tuning}
    publish(NAME, TITLE, told(made), raw={"settings": settings, "worlds": made})


if __name__ == "__main__":
    main()
