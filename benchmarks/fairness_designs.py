"""Data sets whose truth is known, drawn by the thousand and held to the engine's own functions at once.

Replicates are stacked as comparisons: everything in `peel_ml.fairness.statistics` works on arrays. That a stacked
replicate gets the answers that `assess` gives the same rows is a test (``tests/fairness/test_correctness.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from peel_ml.fairness.metrics import Values
from peel_ml.fairness.policy import load_policy
from peel_ml.fairness.statistics.clusters import Layout, sums
from peel_ml.fairness.statistics.comparison import Compared, Pairs, compare, joined, judge
from peel_ml.fairness.statistics.correction import step_down
from peel_ml.fairness.statistics.intervals import Arm
from peel_ml.fairness.verdicts import few_even_clusters
from peel_ml.results.fairness import Tolerance

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
STRATA = np.array([-1.2, -0.4, 0.4, 1.2])
"""How far expected shares spread within a group, in log-odds."""


@dataclass(frozen=True)
class Clusters:
    """Rows that belong together."""

    smallest: int
    largest: int
    alike: float
    """Correlation of two rows of one cluster."""
    mixed: bool
    """Whether people of several groups share one."""


@dataclass(frozen=True)
class Design:
    """One kind of data set."""

    name: str
    sizes: tuple[int, ...]
    rates: tuple[float, ...]
    """One for all groups; or, against what was expected, the expected share of each."""
    limit: float
    clusters: Clusters | None = None
    expected: bool = False
    """Whether the metric is observed minus expected, from a model whose probabilities differ within a group too."""
    reference: bool = False
    """Whether the first group is also the declared reference."""
    replicates: int = 20_000

    @property
    def focus(self) -> int:
        """The group that is put at the limit alone."""
        return 1 if self.reference else 0

    def shifts(self, truth: str) -> Floats:
        """Return how far each group's share is from what it would be among equals.

        ``equal``; ``above`` and ``below``: one group at the limit, the others equal; ``far``: one at twice the
        limit; ``all``: as many gaps as possible at the limit and none beyond it.
        """
        sizes = np.array(self.sizes, dtype=np.float64)
        shift = np.zeros(len(sizes))
        if truth == "all" and self.reference:
            shift[1:] = self.limit
        elif truth == "all":
            signs = np.resize([1.0, -1.0], len(sizes))
            signs[len(sizes) // 2 * 2 :] = 0.0
            shift = signs * self.limit * (1 - sizes / sizes.sum())
        elif truth != "equal":
            shift[self.focus] = {"above": 1, "below": -1, "far": 2}[truth] * self.limit
        return shift

    def possible(self, truth: str) -> bool:
        """Tell whether no share leaves 0 to 1."""
        shares = self.shares(truth)
        return bool((shares >= 0).all() and (shares <= 1).all())

    def shares(self, truth: str) -> Floats:
        """Return every group's true share."""
        base = np.broadcast_to(self.rates, len(self.sizes)).astype(np.float64)
        shift = self.shifts(truth)
        # What lies at the limit on both sides must fit above 0.
        lift = max(0.0, -float((base + shift).min())) if truth == "all" else 0.0
        found: Floats = base + shift + lift
        return found

    @property
    def events(self) -> float:
        """The fewest expected ones or zeros of any group, were all equal."""
        shares = self.shares("equal")
        return float((np.array(self.sizes) * np.minimum(shares, 1 - shares)).min())

    @property
    def tolerance(self) -> Tolerance:
        """The limit as the engine takes it."""
        return Tolerance("difference", self.limit, True, "")

    @cached_property
    def keys(self) -> list[frozenset[tuple[int, ...]]]:
        """The comparisons: every group with the rest, then with the reference."""
        groups = range(len(self.sizes))
        rest = [frozenset({(code,), tuple(other for other in groups if other != code)}) for code in groups]
        return rest + ([frozenset({(code,), (0,)}) for code in groups if code] if self.reference else [])

    @cached_property
    def owners(self) -> NDArray[np.int64]:
        """The group of every comparison."""
        groups = list(range(len(self.sizes)))
        return np.array(groups + (groups[1:] if self.reference else []))


def drawn(design: Design, truth: str, replicates: int, rng: np.random.Generator) -> Pairs:
    """Return the comparisons of all replicates, one replicate after another."""
    if design.clusters is not None:
        return _clustered(design, truth, replicates, rng)
    if design.expected:
        return _expected(design, truth, replicates, rng)
    sizes = np.array(design.sizes)
    ones = rng.binomial(sizes, design.shares(truth), (replicates, len(sizes))).astype(np.float64)
    return _paired(design, ones, np.broadcast_to(sizes, ones.shape).astype(np.float64))


def _paired(design: Design, ones: Floats, sizes: Floats) -> Pairs:
    """Return comparisons of plain counts; arrays of shape (replicates, groups)."""

    def arm(x: Floats, n: Floats) -> Arm:
        x, n = x.ravel(), n.ravel()
        return Arm(n, x / n, np.zeros(len(n)), n, np.full(len(n), np.inf), n)

    owners, groups = design.owners, sizes.shape[1]
    rest_ones, rest_sizes = ones.sum(axis=1, keepdims=True) - ones, sizes.sum(axis=1, keepdims=True) - sizes
    first = np.zeros(len(owners) - groups, dtype=np.int64)
    others = (np.hstack([rest_ones, ones[:, first]]), np.hstack([rest_sizes, sizes[:, first]]))
    mine = arm(ones[:, owners], sizes[:, owners])
    return Pairs(mine, arm(*others), np.zeros(len(mine.rows)))


def _expected(design: Design, truth: str, replicates: int, rng: np.random.Generator) -> Pairs:
    """Return comparisons of observed minus expected: four kinds of rows in each group, as the model expects them."""
    codes = np.repeat(np.arange(len(design.sizes)), len(STRATA))
    kinds = np.tile(np.arange(len(STRATA)), len(design.sizes))
    shares = np.broadcast_to(design.rates, len(design.sizes))
    due = np.array([_spread(shares[code])[kind] for code, kind in zip(codes, kinds, strict=True)])
    true = np.array([_moved(due[codes == code], design.shares(truth)[code]) for code in range(len(design.sizes))])
    numbers = np.array([np.full(len(STRATA), size // len(STRATA)) for size in design.sizes]).ravel()
    # Rows of one kind and outcome are one row with a weight.
    twice = {name: np.repeat(value, 2) for name, value in (("codes", codes), ("due", due))}
    value = np.tile([1.0, 0.0], len(codes))
    values = Values(value, twice["due"], np.ones(len(value), dtype=bool))
    clusters, pairs = np.arange(len(value)), []
    for ones in rng.binomial(numbers, true.ravel(), (replicates, len(numbers))):
        weights = np.stack([ones, numbers - ones], axis=1).ravel()
        found = sums(Layout.of(twice["codes"], len(design.sizes), clusters, weights), values)
        pairs.append(Pairs(found.group, found.rest, found.correlation))
    return joined(pairs)


def _spread(share: float) -> Floats:
    """Return expected shares of the strata with this mean."""
    return _moved(expit(STRATA), share)


def _moved(shares: Floats, mean: float) -> Floats:
    """Return shares moved alike on the scale of log-odds, to this mean."""
    odds = logit(shares)
    moved: Floats = expit(odds + brentq(lambda by: float(expit(odds + by).mean() - mean), -30, 30, xtol=1e-12))
    return moved


def layout_of(design: Design) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the group and the cluster of every row; the same for every replicate."""
    assert design.clusters is not None
    rng = np.random.default_rng(20)
    codes = np.repeat(np.arange(len(design.sizes)), design.sizes)
    if design.clusters.mixed:
        rng.shuffle(codes)
    drawn_sizes = rng.integers(design.clusters.smallest, design.clusters.largest + 1, len(codes))
    clusters = np.repeat(np.arange(len(codes)), drawn_sizes)[: len(codes)]
    if not design.clusters.mixed:
        clusters = clusters * len(design.sizes) + codes
    return codes, np.unique(clusters, return_inverse=True)[1]


def rows_of(design: Design, truth: str, rng: np.random.Generator) -> Floats:
    """Return the outcomes of one clustered replicate: some rows take what was drawn for their cluster."""
    assert design.clusters is not None
    codes, clusters = layout_of(design)
    return _outcomes(codes, clusters, design.shares(truth)[codes], design.clusters.alike, rng)


def _outcomes(
    codes: NDArray[np.int64], clusters: NDArray[np.int64], chance: Floats, alike: float, rng: np.random.Generator
) -> Floats:
    own, shared = rng.random(len(codes)), rng.random(clusters.max() + 1)[clusters]
    outcomes: Floats = (np.where(rng.random(len(codes)) < np.sqrt(alike), shared, own) < chance).astype(np.float64)
    return outcomes


def _clustered(design: Design, truth: str, replicates: int, rng: np.random.Generator) -> Pairs:
    assert design.clusters is not None
    codes, clusters = layout_of(design)
    layout, chance = Layout.of(codes, len(design.sizes), clusters), design.shares(truth)[codes]
    nothing, everything = np.zeros(len(codes)), np.ones(len(codes), dtype=bool)
    pairs = []
    for _ in range(replicates):
        value = _outcomes(codes, clusters, chance, design.clusters.alike, rng)
        found = sums(layout, Values(value, nothing, everything))
        pairs.append(Pairs(found.group, found.rest, found.correlation))
    return joined(pairs)


@dataclass(frozen=True)
class Answers:
    """What the engine says of every replicate: arrays of shape (replicates, groups)."""

    shown: Flags
    within: Flags
    outside: Flags
    compared: Compared
    """Of shape (replicates x comparisons,)."""


def answers(design: Design, pairs: Pairs) -> Answers:
    """Give the engine's answers: its comparison, its limit, Holm over the distinct comparisons of a replicate."""
    policy, comparisons = load_policy(), len(design.keys)
    tail = (1 - policy.confidence) / 2
    how = {"worse": "higher", "adjusted": design.expected, "tail": tail}
    compared = compare(pairs, **how)
    judged = judge(pairs, compared, design.tolerance, **how)
    place = {key: at for at, key in enumerate(dict.fromkeys(design.keys))}
    column = np.array([place[key] for key in design.keys])

    def rejected(p_values: Floats) -> Flags:
        table = p_values.reshape(-1, comparisons)
        largest = np.stack([table[:, column == at].max(axis=1) for at in place.values()], axis=1)
        return step_down(largest, policy.alpha)[0][:, column]

    enough = np.minimum(pairs.a.rows, pairs.b.rows) >= policy.reliability.within
    # Sizes and clusters are those of the first replicate in all.
    for arm in (pairs.a, pairs.b):
        few = [few_even_clusters(arm.take(np.array([at])), policy.clusters) for at in range(comparisons)]
        enough &= ~np.tile(few, len(pairs) // comparisons)
    inside = (judged.inside & enough).reshape(-1, comparisons)
    beyond = rejected(judged.p_limit) & judged.apart.reshape(-1, comparisons)
    shown = rejected(compared.p_zero)

    def of_groups(table: Flags, worst: np.ufunc) -> Flags:
        groups = range(len(design.sizes))
        return np.stack([worst.reduce(table[:, design.owners == code], axis=1) for code in groups], axis=1)

    return Answers(
        of_groups(shown, np.logical_or),
        of_groups(inside, np.logical_and),
        of_groups(beyond, np.logical_or),
        compared,
    )
