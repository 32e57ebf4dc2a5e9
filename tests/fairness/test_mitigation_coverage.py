"""How often the interval of a change of the largest gap holds the truth, which is known here."""

import numpy as np
import pytest

from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.paired import Candidate, compared

REPLICATES = 250


def covered(before, after, n=2000, shared=0.7):
    """The share of samples whose interval holds the true change; and the mean error of the change."""
    rng, count = np.random.default_rng(0), len(before)
    levels = tuple("abcdef"[:count])

    def gap(rates):
        return max(abs(rates[k] - np.mean([*rates[:k], *rates[k + 1 :]])) for k in range(count))

    truth, held, errors = gap(after) - gap(before), 0, []
    for seed in range(REPLICATES):
        codes, y, u = rng.integers(0, count, n), (rng.random(n) < 0.3).astype(np.int8), rng.random(n)
        other = np.where(rng.random(n) < shared, u, rng.random(n))
        decisions = [(draw < np.array(rates)[codes]).astype(np.int8) for draw, rates in ((u, before), (other, after))]
        group = Grouping(
            "g", True, levels, codes, levels, codes, levels, None, codes[:, None], np.arange(count)[:, None]
        )
        score = rng.random(n)
        found = compared(
            y,
            [Candidate(score, one) for one in decisions],
            [group],
            np.arange(n),
            primary="true_positive_rate",
            performance="brier_score_loss",
            fewest=30,
            seed=seed,
            draws=300,
        )[1].gap_change
        held += found.low <= truth <= found.high
        errors.append(found.value - truth)
    return held / REPLICATES, np.mean(errors)


@pytest.mark.full
@pytest.mark.parametrize(
    ("before", "after", "least"),
    [
        ((0.5, 0.7, 0.7), (0.6, 0.7, 0.7), 0.93),
        ((0.5, 0.7), (0.6, 0.6), 0.92),
        ((0.65, 0.65, 0.65), (0.65, 0.65, 0.65), 0.93),
        # Nothing is left of any gap: the largest of three is above 0 by chance.
        ((0.5, 0.7, 0.7), (0.65, 0.65, 0.65), 0.86),
    ],
)
def test_the_interval_of_a_change_holds_the_truth(before, after, least):
    share, error = covered(before, after)
    assert share >= least
    # Where it errs it understates what got better.
    assert error > -0.005
