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
    counts: Mapping[str, int], unknown: int, residents: Mapping[str, int], unplaced: int, years: float
) -> tuple[GroupBounds, ...]:
    """Return for each group its share, rate and ratio with bounds over all allocations of the unknown.

    Parameters
    ----------
    counts : mapping of str to int
        People of each known group.
    unknown : int
        People of no known group.
    residents : mapping of str to int
        Residents of each group; without one for every group there are no rates.
    unplaced : int
        Residents who could be of any group as the people are counted: every way of placing them, too.
    years : float
        Years that the counts are of.

    Returns
    -------
    tuple of GroupBounds
        In the order of `counts`. The figure in the middle is that of the known alone, as if the unknown were like
        them.

    Examples
    --------
    >>> found = group_bounds({"A": 30, "B": 60}, 10, {"A": 1000, "B": 4000}, 0, 1.0)[0]
    >>> found.share.low, round(found.share.value, 3), found.share.high
    (0.3, 0.333, 0.4)
    >>> round(found.ratio.low, 2), found.ratio.value, round(found.ratio.high, 2)
    (1.71, 2.0, 2.67)
    >>> wider = group_bounds({"A": 30, "B": 60}, 10, {"A": 1000, "B": 4000}, 1000, 1.0)[0]
    >>> round(wider.ratio.low, 2), round(wider.ratio.high, 2)
    (0.86, 3.33)
    """
    known = sum(counts.values())
    total = known + unknown
    rated = all(residents.get(group) for group in counts) and known > 0
    live = sum(residents.values()) + unplaced
    made = []
    for group, n in counts.items():
        share = Estimate(n / known if known else None, n / total, (n + unknown) / total) if total else Estimate(None)
        rate = ratio = Estimate(None, reason=NO_RESIDENTS)
        if rated:
            few, many = residents[group], residents[group] + unplaced
            like = residents[group] * live / (live - unplaced)
            whole = 1000 / years
            rate = Estimate(n * total / known / like * whole, n / many * whole, (n + unknown) / few * whole)
            rest = known - n
            if rest > 0 and live > many:
                ratio = Estimate(
                    n / like / (rest / (live - like)),
                    n / many / ((rest + unknown) / (live - many)),
                    (n + unknown) / few / (rest / (live - few)),
                )
        made.append(GroupBounds(group, n, share, rate, ratio))
    return tuple(made)
