"""Groups of people of whom some belong to no known group: every way of placing those, not one guess.

The rule is that of the bounds for records (Manski 1989): a figure is known as far as it holds whatever group the
unknown belong to.
"""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.panel import GroupBounds

NO_RESIDENTS = "no number of residents for this group"


def group_bounds(
    counts: Mapping[str, int], unknown: int, residents: Mapping[str, int], years: float
) -> tuple[GroupBounds, ...]:
    """Return for each group its share, rate and ratio with bounds over all allocations of the unknown.

    Parameters
    ----------
    counts : mapping of str to int
        People of each known group.
    unknown : int
        People of no known group.
    residents : mapping of str to int
        Residents of each group; groups without get no rate.
    years : float
        Years that the counts are of.

    Returns
    -------
    tuple of GroupBounds
        In the order of `counts`. The figure in the middle is that of the known alone.

    Examples
    --------
    >>> found = group_bounds({"A": 30, "B": 60}, 10, {"A": 1000, "B": 4000}, 1.0)[0]
    >>> found.share.low, round(found.share.value, 3), found.share.high
    (0.3, 0.333, 0.4)
    >>> round(found.ratio.low, 2), found.ratio.value, round(found.ratio.high, 2)
    (1.71, 2.0, 2.67)
    """
    total = sum(counts.values()) + unknown
    known = total - unknown
    made = []
    for group, n in counts.items():
        others = [other for other in counts if other != group]
        live, rest = residents.get(group), sum(residents.get(other, 0) for other in others)
        share = Estimate(n / known if known else None, n / total, (n + unknown) / total) if total else Estimate(None)
        rate = ratio = Estimate(None, reason=NO_RESIDENTS)
        if live and known:
            whole = 1000 / (live * years)
            rate = Estimate(n * total / known * whole, n * whole, (n + unknown) * whole)
        if live and rest and known - n > 0 and all(other in residents for other in others):
            per = rest / live
            ratio = Estimate(n / (known - n) * per, n / (known - n + unknown) * per, (n + unknown) / (known - n) * per)
        made.append(GroupBounds(group, n, share, rate, ratio))
    return tuple(made)
