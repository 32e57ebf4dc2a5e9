"""Which groups' numbers may be shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.disclosure import suppress_small
from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.policy import Policy


def withheld(grouping: Grouping, policy: Policy) -> NDArray[np.bool_]:
    """Return for each of a grouping's `all_levels` whether its number is withheld.

    Small ones are, and what would give one away by subtraction from the total, with and without the people
    whose group is not recorded. The rows of the assessment withhold the same numbers.

    Examples
    --------
    >>> from peel_ml.data.declaration import Measure, Protected
    >>> from peel_ml.data.parts import ProtectedFrame
    >>> from peel_ml.fairness.groups import groupings
    >>> from peel_ml.fairness.policy import load_policy
    >>> import polars as pl
    >>> measured = Protected(measured={"sex": Measure(column="sex", characteristic="sex")})
    >>> frame = pl.DataFrame({"sex": ["Female"] * 9 + ["Male"] * 40 + ["Other"]})
    >>> [grouping] = groupings(measured, ProtectedFrame(frame))
    >>> dict(zip(grouping.levels, withheld(grouping, load_policy()).tolist(), strict=True))
    {'Female': True, 'Male': False, 'Other': True}
    """
    answer = np.zeros(len(grouping.all_levels), dtype=bool)
    for codes, levels in ((grouping.codes, grouping.levels), (grouping.all_codes, grouping.all_levels)):
        counts = np.bincount(codes[codes >= 0], minlength=len(levels))
        hidden = [count is None for count in suppress_small(counts.tolist(), policy.publication.internal)]
        answer[: len(levels)] |= np.array(hidden, dtype=bool)
    return answer
