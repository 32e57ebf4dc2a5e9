"""Dominance: a sum of minutes or money that comes from few contributors tells what they contributed.

For magnitudes, not for counts of people. Nothing in the record is a sum of magnitudes yet; the forecasts and the
causal work use it. Rules and defaults as in ACRO (Smith et al. 2022) and Hundepool et al. 2012, ch. 4.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from peel_ml.errors import BadRequest

N, K = 2, 0.9
P = 0.1


def dominated(contributions: Sequence[float], *, n: int = N, k: float = K, p: float = P) -> tuple[str, ...]:
    """Return the rules that forbid showing a sum; empty where it may be shown.

    Parameters
    ----------
    contributions : sequence of float
        What each contributor adds, in any order; a sign does not count.
    n, k : int, float
        (n, k) rule: the `n` largest contributors make up more than the share `k` of the sum.
    p : float
        p% rule: the largest contribution can be estimated to within the share `p` of itself by the second largest
        contributor, who takes their own off the sum.

    Raises
    ------
    BadRequest
        `n` below 1, or `k` or `p` not a share between 0 and 1.

    Examples
    --------
    >>> dominated([900, 60, 40, 20])
    ('n-k', 'p%')
    >>> dominated([30, 28, 25, 31, 27])
    ()
    """
    if n < 1 or not 0 < k < 1 or not 0 < p < 1:
        raise BadRequest("The rules of dominance need n of at least 1, and k and p between 0 and 1.")
    sizes = sorted((abs(one) for one in contributions), reverse=True)
    total = sum(sizes)
    if not total:
        return ()
    found = []
    if sum(sizes[:n]) > k * total:
        found.append("n-k")
    if total - sum(sizes[:2]) < p * sizes[0]:
        found.append("p%")
    return tuple(found)
