"""Which slices do better or worse than the whole, by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

from peel_ml.evaluation.correction import holm
from peel_ml.results.scores import SliceScore

_STANDARD = NormalDist()
_ERRORS_WIDE = 2 * _STANDARD.inv_cdf(0.975)


def apart(slices: Sequence[SliceScore], whole: float | None) -> list[bool | None]:
    """Return for every slice whether its figure is shown to differ from that of all rows.

    Each figure has the standard error that its 95% interval implies, as in the check `unstable-over-time`; the
    normal tail probabilities are corrected for looking at many slices (Holm 1979). That a slice is part of the whole
    makes the test cautious, never bold.

    Parameters
    ----------
    slices : sequence of SliceScore
        Slices of one dimension.
    whole : float or None
        The same metric on all rows.

    Returns
    -------
    list of bool or None
        In the order given; None where a figure or its interval is missing, so that nothing can be told.

    Examples
    --------
    >>> from peel_ml.results.estimate import Estimate
    >>> found = (Estimate(0.70, 0.66, 0.74), Estimate(0.59, 0.55, 0.63), Estimate(None, reason="too few"))
    >>> apart([SliceScore("area", str(n), 400, 90, one) for n, one in enumerate(found)], 0.60)
    [True, False, None]
    """
    tested: dict[int, float] = {}
    for place, one in enumerate(slices):
        value, low, high = one.score.value, one.score.low, one.score.high
        if whole is None or value is None or low is None or high is None or not high > low:
            continue
        z = (value - whole) * _ERRORS_WIDE / (high - low)
        tested[place] = 2 * _STANDARD.cdf(-abs(z))
    shown = dict(zip(tested, holm(list(tested.values())), strict=True))
    return [shown.get(place) for place in range(len(slices))]
