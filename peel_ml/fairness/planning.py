"""What rows like these could show at all: worked out from the sizes of groups, before any outcome is looked at.

If all groups were truly equal, how often would each come out ``within``, and all of a characteristic together? And
how large must a true difference be to be shown? The first is drawn: data sets of the same sizes, held to the
engine's own rule. The second is the power of the engine's own test at the level that Holm's correction asks of
the smallest p-value.

The share of ones comes from what the model expects (learned on other rows), or from the training rows before
there is a model. The outcome of the rows themselves is never read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from peel_ml.disclosure import suppress_small
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.assumed import assumed
from peel_ml.fairness.engine import tolerance_of
from peel_ml.fairness.groups import MISSING, Grouping
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, Floats, Values
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.statistics.clusters import Layout, sums
from peel_ml.fairness.statistics.comparison import Pairs, error_of_within, inside
from peel_ml.fairness.statistics.correction import Key
from peel_ml.fairness.statistics.intervals import Arm, Flags, difference, outer
from peel_ml.fairness.statistics.power import detectable
from peel_ml.fairness.verdicts import few_even_clusters
from peel_ml.results.fairness import Tolerance
from peel_ml.results.planning import PlannedGroup, Planning

DRAWS = 1000
SEED = 20_100_408
"""Fixed, so that the same sizes always give the same chances. The day the Equality Act received Royal Assent."""
PLAIN = 30
"""With so many expected ones and zeros an interval's width hardly changes from one draw to the next."""


@dataclass(frozen=True)
class _Sizes:
    """One grouping's comparisons, rows without outcome; arrays of shape (groups,)."""

    grouping: Grouping
    counts: list[int]
    group: Arm
    rest: Arm
    unknown: Floats
    """Rows without a recorded group that may belong to each."""


def planning(rows: Assessed, *, alike: float = 0.0) -> Planning:
    """Return how often truly equal groups of these sizes would come out ``within``, and what would be shown.

    Parameters
    ----------
    rows : Assessed
        Its `y` is not read. Without decisions, or where nothing is expected of anybody, shares that are not known are
        taken as one half, at which differences are hardest to tell.
    alike : float
        Correlation of two rows of one cluster, 0 to 1, learned on other rows.
    """
    metric, policy = rows.fairness.primary, rows.policy
    tolerance = tolerance_of(rows.fairness, rows.decision_type, policy)
    rate, counts_for = assumed(metric, rows.expected, rows.decision)
    adjusted = metric == OBSERVED_MINUS_EXPECTED
    found = [_sizes(grouping, rows, counts_for, rate, alike, adjusted) for grouping in rows.groupings]
    family = len({key for one in found for key in _keys(one)}) * len(rows.fairness.judged)
    groups: list[PlannedGroup] = []
    together: dict[str, float] = {}
    for one in found:
        drawn = _drawn(one, tolerance, rows.fairness.worse, policy, adjusted=adjusted)
        together[one.grouping.name] = float(drawn.all(axis=1).mean()) if drawn.shape[1] else 0.0
        smallest = detectable(one.group, one.rest, policy.alpha / max(family, 1))
        shown = suppress_small(one.counts, policy.publication.internal)
        for code, level in enumerate(one.grouping.levels):
            counted = round(float(one.group.rows[code]))
            hidden = shown[code] is None
            groups.append(
                PlannedGroup(
                    one.grouping.name,
                    level,
                    shown[code],
                    None if hidden or counted < policy.publication.internal else counted,
                    float(smallest[code]) if np.isfinite(smallest[code]) and not hidden else None,
                    float(drawn[:, code].mean()),
                )
            )
    guessed = not rows.expected.any() or (rows.decision is None and not adjusted)
    said = _statement(rate, policy, found, alike, guessed=guessed)
    return Planning(metric, rate, tolerance.limit, tolerance.agreed, family, tuple(groups), together, said)


def _sizes(grouping: Grouping, rows: Assessed, counts_for: Floats, rate: float, alike: float, adjusted: bool) -> _Sizes:
    groups, recorded = len(grouping.levels), grouping.codes != MISSING
    nothing = np.zeros(len(counts_for))
    # With nothing observed and nothing expected what is left of the sums is rows and clusters.
    plain = sums(
        Layout.of(grouping.codes, groups, rows.clusters),
        Values(nothing, nothing, np.ones(len(nothing), dtype=bool)),
    )
    weight = np.bincount(grouping.codes[recorded], counts_for[recorded], minlength=groups).astype(np.float64)
    rest_weight = weight.sum() - weight

    def arm(sizes: Arm, n: Floats) -> Arm:
        with np.errstate(divide="ignore", invalid="ignore"):
            counting = n / sizes.rows
            # Pairs of rows that share a cluster, of which both count.
            sharing = np.where(np.isinf(sizes.freedom), 0.0, sizes.rows / (sizes.freedom + 1) - 1) * counting
            effective = n / (1 + alike * np.maximum(np.nan_to_num(sharing), 0.0))
        every = np.full(groups, rate)
        return Arm(n, every, every if adjusted else np.zeros(groups), effective, sizes.freedom, sizes.clusters)

    without = np.flatnonzero(~recorded)
    unknown = np.array([counts_for[without[grouping.may_be(code, without)]].sum() for code in range(groups)])
    counts = np.bincount(grouping.codes[recorded], minlength=groups).tolist()
    return _Sizes(grouping, counts, arm(plain.group, weight), arm(plain.rest, rest_weight), unknown)


def _keys(sizes: _Sizes) -> list[Key]:
    """Return the comparisons the engine would make, as it names them."""
    name, levels, reference = sizes.grouping.name, sizes.grouping.levels, sizes.grouping.reference
    present = [code for code in range(len(levels)) if sizes.group.rows[code] > 0 and sizes.rest.rows[code] > 0]
    keys: list[Key] = [
        frozenset({(name, levels[code]), (name, *(other for other in levels if other != levels[code]))})
        for code in present
    ]
    if reference is not None:
        keys += [frozenset({(name, levels[code]), (name, levels[reference])}) for code in present if code != reference]
    return keys


def _drawn(sizes: _Sizes, tolerance: Tolerance, worse: str, policy: Policy, *, adjusted: bool) -> Flags:
    """Draw truly equal groups and return whether each came out ``within``; shape (draws, groups)."""
    group, rest, reference = sizes.group, sizes.rest, sizes.grouping.reference
    groups = len(group.rows)
    able = np.array([_supports_within(group, rest, code, policy) for code in range(groups)], dtype=bool)
    if not groups:
        return np.zeros((DRAWS, 0), dtype=bool)
    rng = np.random.default_rng(SEED)
    # Rows that tell less count as fewer: so many independent ones are drawn.
    size = np.maximum(np.round(np.nan_to_num(group.effective)), 1).astype(np.int64)
    share = rng.binomial(size, group.observed, (DRAWS, groups)) / size
    ones = share * group.rows
    with np.errstate(divide="ignore", invalid="ignore"):
        others = (ones.sum(axis=1, keepdims=True) - ones) / rest.rows
    answer = np.zeros((DRAWS, groups), dtype=bool)
    for code in (int(number) for number in np.flatnonzero(able)):
        narrowed = _narrowed(tolerance, sizes, code, worse)
        if narrowed is None:
            continue
        mine = _repeated(group, code, share[:, code])
        held = _held(mine, _repeated(rest, code, others[:, code]), narrowed, worse, policy, adjusted=adjusted)
        if reference is not None and code != reference:
            theirs = _repeated(group, reference, share[:, reference])
            held &= _held(mine, theirs, narrowed, worse, policy, adjusted=adjusted)
        answer[:, code] = held
    return answer


def _supports_within(group: Arm, rest: Arm, code: int, policy: Policy) -> bool:
    sides = [arm.take(np.array([code])) for arm in (group, rest)]
    enough = min(float(side.rows[0]) for side in sides) >= policy.reliability.within
    return enough and not any(few_even_clusters(side, policy.clusters) for side in sides)


def _repeated(arm: Arm, code: int, share: Floats) -> Arm:
    # The rest of a share that is a sum can miss 1 by a rounding.
    return replace(arm.take(np.full(len(share), code)), observed=np.clip(share, 0.0, 1.0))


def _held(a: Arm, b: Arm, tolerance: Tolerance, worse: str, policy: Policy, *, adjusted: bool) -> Flags:
    """Hold drawn data sets to the engine's rule, which is asked only where the answer is not plain from the width."""
    tail, pairs = policy.alpha / 2, Pairs(a, b, np.zeros(len(a.rows)))
    few = [float(arm.rows[0] * min(p, 1 - p)) for arm in (a, b) for p in (float(arm.observed.mean()),)]
    open_ = np.ones(len(pairs), dtype=bool)
    answer = np.zeros(len(pairs), dtype=bool)
    if tolerance.scale == "difference" and min(few) >= PLAIN:
        one, other = (Arm(*(np.array([column.mean()]) for column in arm.columns())) for arm in (a, b))
        error = error_of_within(one, other, tail, adjusted=adjusted)
        low, high = difference(one, other, outer(one, error), outer(other, error))
        gap, half = np.abs(a.gap - b.gap), float(high[0] - low[0]) / 2
        answer = gap + 1.5 * half < tolerance.limit
        open_ = ~answer & (gap + 0.67 * half < tolerance.limit)
    answer[open_] = inside(pairs.take(open_), tolerance, worse=worse, adjusted=adjusted, tail=tail)
    return answer


def _narrowed(tolerance: Tolerance, sizes: _Sizes, code: int, worse: str) -> Tolerance | None:
    """Return what the people without a recorded group leave of the limit; ``None`` where nothing is left.

    ``within`` has to hold for every allocation of them. All who have the outcome in the group and all others outside
    it, or the other way round, is as far as they can take two equal groups apart.
    """
    rate, n, m, u = (float(x[code]) for x in (sizes.group.observed, sizes.group.rows, sizes.rest.rows, sizes.unknown))
    ones, zeros = rate * u, (1 - rate) * u
    up = (rate * n + ones) / (n + ones) - rate * m / (m + zeros)
    down = (rate * m + ones) / (m + ones) - rate * n / (n + zeros)
    apart = max(up, down)
    if tolerance.scale == "difference":
        left = tolerance.limit - apart
        return None if left <= 0 else Tolerance(tolerance.scale, left, tolerance.agreed, tolerance.reason)
    adverse = 1 - rate if worse == "lower" else rate
    left = max(tolerance.limit, 1 / tolerance.limit) / (1 + apart / adverse) if adverse > 0 else 1.0
    return None if left <= 1 else Tolerance(tolerance.scale, left, tolerance.agreed, tolerance.reason)


def _statement(rate: float, policy: Policy, found: Sequence[_Sizes], alike: float, *, guessed: bool) -> str:
    parts = [
        f"Worked out from the sizes of the groups alone, with a share of {rate:.1%} for everybody, on {DRAWS:,} drawn "
        f"sets of data; a group that counts fewer than {policy.reliability.within} cannot come out within."
    ]
    if guessed:
        parts.append("Shares that nobody knows yet were taken as one half, at which differences are hardest to tell.")
    if any(np.isfinite(one.group.freedom).any() for one in found):
        parts.append(
            f"Rows that belong together were taken to be alike as in the training rows (correlation {alike:.2f})."
            if alike > 0
            else "Rows that belong together were counted as separate, so the chances are somewhat too good."
        )
    if any(one.unknown.any() for one in found):
        parts.append("People without a recorded group count against within, as in the verdicts.")
    return " ".join(parts)
