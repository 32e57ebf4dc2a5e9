"""Data sets whose truth is known, drawn by the thousand and held to the engine's own functions at once.

Replicates are stacked as comparisons: everything in `peel_ml.fairness.statistics` works on arrays. That a stacked
replicate gets the answers that `assess` gives the same rows is a test (``tests/fairness/test_correctness.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from peel_ml.fairness.metrics import Values
from peel_ml.fairness.policy import load_policy
from peel_ml.fairness.statistics.clusters import Layout, sums
from peel_ml.fairness.statistics.comparison import Compared, Pairs, compare, inside, joined, judge
from peel_ml.fairness.statistics.correction import step_down
from peel_ml.fairness.statistics.intervals import Arm, difference, wilson
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
    separation: float = 1.0
    """How far they differ, in multiples of `STRATA`."""
    hollow: bool = False
    """Whether they are right for a group as a whole and mean nothing within it: all its rows have one true chance."""
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
    return paired(design, ones, np.broadcast_to(sizes, ones.shape).astype(np.float64))


def paired(design: Design, ones: Floats, sizes: Floats) -> Pairs:
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


@dataclass(frozen=True)
class Kinds:
    """Rows of one group that the model expects alike; arrays of shape (groups x strata,)."""

    codes: NDArray[np.int64]
    due: Floats
    true: Floats
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, design: Design, truth: str) -> Kinds:
        """Return four kinds of rows in each group."""
        shares = np.broadcast_to(design.rates, len(design.sizes))
        due = [_moved(expit(design.separation * STRATA), share) for share in shares]
        true = [
            np.full(len(one), share) if design.hollow else _moved(one, share)
            for one, share in zip(due, design.shares(truth), strict=True)
        ]
        numbers = np.repeat([size // len(STRATA) for size in design.sizes], len(STRATA))
        codes = np.repeat(np.arange(len(design.sizes)), len(STRATA))
        return cls(codes, np.concatenate(due), np.concatenate(true), numbers)


def _expected(design: Design, truth: str, replicates: int, rng: np.random.Generator) -> Pairs:
    """Return comparisons of observed minus expected."""
    kinds = Kinds.of(design, truth)
    # Rows of one kind and outcome are one row with a weight.
    codes, due, value = np.repeat(kinds.codes, 2), np.repeat(kinds.due, 2), np.tile([1.0, 0.0], len(kinds.codes))
    values, clusters, pairs = Values(value, due, np.ones(len(value), dtype=bool)), np.arange(len(value)), []
    for ones in rng.binomial(kinds.numbers, kinds.true, (replicates, len(kinds.numbers))):
        weights = np.stack([ones, kinds.numbers - ones], axis=1).ravel()
        found = sums(Layout.of(codes, len(design.sizes), clusters, weights), values)
        pairs.append(Pairs(found.group, found.rest, found.correlation))
    return joined(pairs)


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
    compared = compare(pairs, **_how(design))
    judged = judge(pairs, compared, design.tolerance, **_how(design))
    return Answers(
        _of_groups(design, _rejected(design, compared.p_zero), np.logical_or),
        _of_groups(design, judged.inside & _supports_within(design, pairs), np.logical_and),
        _of_groups(design, _rejected(design, judged.p_limit) & judged.apart, np.logical_or),
        compared,
    )


def outside(design: Design, pairs: Pairs) -> Flags:
    """Return `answers(design, pairs).outside`; the tests are asked only where the gap is beyond the limit."""
    asked = np.abs(pairs.a.gap - pairs.b.gap) > design.limit
    p_limit, apart = np.ones(len(pairs)), np.zeros(len(pairs), dtype=bool)
    some = pairs.take(asked)
    judged = judge(some, compare(some, **_how(design)), design.tolerance, **_how(design))
    p_limit[asked], apart[asked] = judged.p_limit, judged.apart
    return _of_groups(design, _rejected(design, p_limit) & apart, np.logical_or)


@dataclass(frozen=True)
class Edge:
    """One group that is put at the limit; arrays of shape (replicates,) and (replicates, its comparisons)."""

    within: Flags
    low: Floats
    high: Floats


def edge(design: Design, pairs: Pairs) -> Edge:
    """Return what the engine says of the group in focus, without the tests."""
    mine = np.tile(design.owners == design.focus, len(pairs) // len(design.keys))
    some, each = pairs.take(mine), int((design.owners == design.focus).sum())
    held = inside(some, design.tolerance, **_how(design)) & _supports_within(design, pairs)[mine]
    tail = _how(design)["tail"]
    low, high = difference(some.a, some.b, wilson(some.a, tail), wilson(some.b, tail), some.correlation)
    return Edge(held.reshape(-1, each).all(axis=1), low.reshape(-1, each), high.reshape(-1, each))


def _how(design: Design) -> dict[str, Any]:
    return {"worse": "higher", "adjusted": design.expected, "tail": (1 - load_policy().confidence) / 2}


def _rejected(design: Design, p_values: Floats) -> Flags:
    """Step down over the distinct comparisons of every replicate."""
    place = {key: at for at, key in enumerate(dict.fromkeys(design.keys))}
    column, table = np.array([place[key] for key in design.keys]), p_values.reshape(-1, len(design.keys))
    largest = np.stack([table[:, column == at].max(axis=1) for at in place.values()], axis=1)
    found: Flags = step_down(largest, load_policy().alpha)[0][:, column].ravel()
    return found


def _supports_within(design: Design, pairs: Pairs) -> Flags:
    """Return where sizes and clusters support ``within``; both are those of the first replicate in all."""
    policy, comparisons = load_policy(), len(design.keys)
    enough = np.minimum(pairs.a.rows, pairs.b.rows) >= policy.reliability.within
    for arm in (pairs.a, pairs.b):
        few = [few_even_clusters(arm.take(np.array([at])), policy.clusters) for at in range(comparisons)]
        enough &= ~np.tile(few, len(pairs) // comparisons)
    return enough


def _of_groups(design: Design, flags: Flags, worst: np.ufunc) -> Flags:
    table = flags.reshape(-1, len(design.keys))
    return np.stack(
        [worst.reduce(table[:, design.owners == code], axis=1) for code in range(len(design.sizes))], axis=1
    )
