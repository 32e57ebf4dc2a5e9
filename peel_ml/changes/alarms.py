"""The alarms of the real series, and which of them stand together."""

from __future__ import annotations

import numpy as np
from scipy.stats import false_discovery_control

from peel_ml.changes.limits import Highest
from peel_ml.changes.methods import Method, Signs, alarms, deviation_of_average, moving_average
from peel_ml.changes.null import Null
from peel_ml.changes.panel import Floats, Panel
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.changes import Alarm, Drawn, Moment

MOST_DRAWN = 3
"""Series that are drawn."""
ENOUGH_TO_DRAW = 20
"""Count that every judged period of a drawn series has."""


def found_alarms(
    method: Method, panel: Panel, null: Null, high: Highest, level: float, rate: float
) -> tuple[tuple[Alarm, ...], Signs]:
    """Return the first alarm of each series, by area, series and period, and the signs of all periods."""
    signs = alarms(method, panel.values, high.limits(level), null, panel)
    # A level that was set by bootstrap makes p-values of the fitted model; they are put back on the declared scale.
    p_values = np.minimum(
        high.p_values(method.statistic(panel.values, null, panel).max(axis=-1)) * (rate / max(level, 1e-9)), 1.0
    )
    together = false_discovery_control(p_values) <= rate
    made = []
    for series in np.flatnonzero((signs != 0).any(axis=-1)):
        place = int((signs[series] != 0).argmax())
        made.append(
            _alarm(panel, null, int(series), place, int(signs[series, place]), p_values, bool(together[series]))
        )
    made.sort(key=lambda one: (one.area, one.series, one.period))
    return tuple(made), signs


def _alarm(panel: Panel, null: Null, series: int, place: int, way: int, p_values: Floats, stands: bool) -> Alarm:
    until = slice(panel.reference, panel.reference + place + 1)
    known = panel.known[series, until] > 0
    recorded, expected = panel.values[series, until][known], null.expected[series, until][known]
    counts = panel.unit == "count"
    return Alarm(
        panel.areas[series],
        panel.labels[series],
        panel.periods[panel.reference + place],
        "rise" if way > 0 else "fall",
        int(recorded.sum()) if counts else None,
        Estimate(float(expected.sum()) if counts else float(expected.mean())),
        float(p_values[series]),
        stands,
    )


def drawn(panel: Panel, null: Null, high: Highest, level: float, listed: tuple[Alarm, ...]) -> tuple[Drawn, ...]:
    """Return a few series as the control chart sees them: those with an alarm first, in the order of the alphabet.

    Nobody is picked for how far a series went. Series of small counts are not drawn: most of their periods would be
    withheld.
    """
    limits = high.limits(level)
    moved = moving_average(panel.values, null, panel)
    alarmed = {(one.area, one.series) for one in listed}
    judged = np.nan_to_num(panel.values[:, panel.reference :], nan=np.inf)
    enough = (judged >= ENOUGH_TO_DRAW).all(axis=1) | (panel.unit != "count")
    places = [int(place) for place in np.flatnonzero(enough)]
    places.sort(key=lambda at: ((panel.areas[at], panel.labels[at]) not in alarmed, panel.areas[at], panel.labels[at]))
    return tuple(_drawn(panel, null, moved, limits, place) for place in places[:MOST_DRAWN])


def _drawn(panel: Panel, null: Null, moved: Floats, limits: Floats, series: int) -> Drawn:
    judged = slice(panel.reference, None)
    expected, spread = null.expected[series, judged], np.sqrt(null.variance[series, judged])
    counts = panel.unit == "count"
    scale = (spread.sum() / expected.sum() if counts else spread.mean()) * deviation_of_average(panel.judged)
    up, down = limits[0, series], limits[1, series]
    moments = []
    for place, period in enumerate(panel.periods[panel.reference :]):
        value, ratio = panel.values[series, panel.reference + place], moved[series, place]
        known = np.isfinite(value)
        moments.append(
            Moment(
                period,
                int(value) if known and counts else None,
                Estimate(
                    float(ratio * scale[place]) if known else None,
                    float(-down * scale[place]),
                    float(up * scale[place]),
                    None if known else "no figure for this period",
                ),
                bool(known and (ratio > up or -ratio > down)),
            )
        )
    return Drawn(panel.areas[series], panel.labels[series], tuple(moments))
