"""The first k of a ranking: the cut is taken as fixed although these rows drew it. What the intervals then cover."""

import numpy as np
import pytest
from scipy.special import expit

from peel_ml.fairness.statistics.comparison import Pairs, compare
from peel_ml.fairness.statistics.counts import confusion, rates
from peel_ml.fairness.statistics.intervals import Arm

REPLICATES = 1500
SHARE = 0.2
METRICS = ("true_positive_rate", "precision", "selection_rate")
"""Recall at k, precision at k and exposure."""


def drawn(rng, sizes, shift, n=1):
    """Return score, outcome and group of n x sizes rows; the second group scores `shift` higher."""
    codes = np.repeat([0, 1], sizes)
    score = rng.normal(size=(n, len(codes))) + shift * codes
    y = rng.random(score.shape) < expit(1.5 * score - 1)
    return score, y.astype(np.int8), codes


def counted(y, chosen, codes):
    return confusion(y, chosen.astype(np.int8), codes, 2)


def coverage(sizes, shift):
    """Return for each metric how often the 95% interval of the difference holds that of the endless ranking."""
    rng = np.random.default_rng(20)
    score, y, codes = drawn(rng, (1_000_000 * sizes[0] // sum(sizes), 1_000_000 * sizes[1] // sum(sizes)), shift)
    truth = counted(y[0], score[0] > np.quantile(score[0], 1 - SHARE), codes)
    score, y, codes = drawn(rng, sizes, shift, REPLICATES)
    k = int(SHARE * sum(sizes))
    cut = -np.partition(-score, k, axis=1)[:, k]
    cells = np.stack([counted(one, row > limit, codes) for row, one, limit in zip(score, y, cut, strict=True)])
    assert (cells[:, :, [1, 3]].sum(axis=(1, 2)) == k).all()
    answer = {}
    for metric in METRICS:
        top, bottom = rates(truth, metric)
        gap = top[0] / bottom[0] - top[1] / bottom[1]
        top, bottom = rates(cells, metric)
        a, b = (
            Arm(n, ones / n, np.zeros(len(n)), n, np.full(len(n), np.inf), n)
            for ones, n in zip(top.T.astype(float), bottom.T.astype(float), strict=True)
        )
        found = compare(Pairs(a, b, np.zeros(len(cells))), worse="lower", adjusted=False, tail=0.025)
        answer[metric] = float(((found.low <= gap) & (gap <= found.high)).mean())
    return answer


@pytest.mark.parametrize(
    ("sizes", "shift"), [((300, 300), 0.0), ((300, 1500), 0.0), ((300, 1500), 0.7), ((1500, 300), 0.7)]
)
def test_differences_at_k_are_covered(sizes, shift):
    found = coverage(sizes, shift)
    assert min(found.values()) >= 0.93, found
    assert max(found.values()) <= 0.985, found
