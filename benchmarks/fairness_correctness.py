"""Are the verdicts right? Data whose truth is known, held to the engine: ``python -m benchmarks.fairness_correctness``.

Writes ``results/fairness_correctness.json``, the summary in README.md, and ``docs/fairness-correctness.md``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from benchmarks.fairness_alternatives import Alternative, alternatives
from benchmarks.fairness_designs import Answers, Clusters, Design, answers, drawn, edge, outside, paired
from benchmarks.harness import Row, publish
from peel_ml.fairness.statistics.comparison import Pairs, inside
from peel_ml.fairness.statistics.correction import step_down

SEED = 4
SURE = 0.95
"""One-sided, of every Monte Carlo bound."""
PAGE = Path(__file__).parents[1] / "docs" / "fairness-correctness.md"
Z = float(special.ndtri(0.975))


def _clustered(name: str, sizes: tuple[int, ...], rate: float, limit: float, clusters: Clusters) -> Design:
    return Design(name, sizes, (rate,), limit, clusters, replicates=10_000)


GRID = (
    Design("2 groups of 30 at .10", (30, 30), (0.1,), 0.10),
    Design("30 and 3,000 at .05", (30, 3000), (0.05,), 0.05),
    Design("5 groups of 200 at .10", (200,) * 5, (0.1,), 0.05),
    Design("5 groups of 1,000 at .10", (1000,) * 5, (0.1,), 0.05),
    Design("5 groups of 5,000 at .20", (5000,) * 5, (0.2,), 0.05, replicates=30_000),
    Design("12 groups of 500 at .30", (500,) * 12, (0.3,), 0.10),
    Design("2 groups of 2,000 at .50", (2000, 2000), (0.5,), 0.05, replicates=60_000),
    Design("100, 100, 2,000 and 2,000 at .02", (100, 100, 2000, 2000), (0.02,), 0.05),
    Design("1,000 and 50,000 at .01", (1000, 50_000), (0.01,), 0.02),
    Design("4 groups of 50,000 at .02", (50_000,) * 4, (0.02,), 0.01, replicates=40_000),
    Design("5,000 as reference, 5 of 1,000 at .20", (5000, *(1000,) * 5), (0.2,), 0.05, reference=True),
    _clustered("2 of 1,000 at .10, events of 1 to 3", (1000, 1000), 0.1, 0.05, Clusters(1, 3, 0.3, mixed=True)),
    _clustered("4 of 600 at .30, people of 1 to 4 rows", (600,) * 4, 0.3, 0.10, Clusters(1, 4, 0.3, mixed=False)),
    _clustered("2 of 2,000 at .20, 40 areas each", (2000, 2000), 0.2, 0.05, Clusters(40, 60, 0.02, mixed=False)),
    _clustered("2 of 1,500 at .10, 30 uneven areas each", (1500, 1500), 0.1, 0.08, Clusters(5, 95, 0.05, mixed=False)),
    _clustered("400 and 4,000 at .15, places of 10 to 12", (400, 4000), 0.15, 0.10, Clusters(10, 12, 0.1, mixed=True)),
    Design("3 of 1,000, expected .10, .30, .50", (1000,) * 3, (0.1, 0.3, 0.5), 0.05, expected=True),
    Design("300 and 3,000, expected .10, .20", (300, 3000), (0.1, 0.2), 0.05, expected=True),
    Design("the same, scores that mean nothing within a group", (300, 3000), (0.1, 0.2), 0.05, None, True, 2.0, True),
)
SIZES = (100, 200, 500, 1000, 2000, 5000, 20_000)
"""Rows a group, for the decision rates by size."""


@dataclass(frozen=True)
class Share:
    """How often something was found. Where it was summed over every possible count there is no error of drawing."""

    found: float
    of: int
    """Replicates; 0 where the share is exact."""

    @property
    def share(self) -> float:
        """Return the estimate."""
        return self.found / self.of if self.of else self.found

    @property
    def upper(self) -> float:
        """Return the one-sided upper bound (Clopper and Pearson 1934)."""
        if not self.of or self.found >= self.of:
            return self.share
        return float(special.betaincinv(self.found + 1, self.of - self.found, SURE))

    @property
    def lower(self) -> float:
        """Return the one-sided lower bound."""
        if not self.of or self.found <= 0:
            return self.share
        return float(special.betaincinv(self.found, self.of - self.found + 1, 1 - SURE))


def counted(flags: NDArray[np.bool_]) -> Share:
    """Return the share of true ones."""
    return Share(float(flags.sum()), flags.size)


@dataclass(frozen=True)
class Measured:
    """What one design gave."""

    design: Design
    shown: Share
    """Any difference shown among equal groups."""
    within: Share
    """One group said to be within that is at the limit; the larger of above and below."""
    outside: Share
    """Any group said to be outside where none is beyond the limit and as many as can be are at it."""
    covered: tuple[Share, Share]
    """The comparison whose interval covers the truth least often, and most often."""
    all_within: tuple[Share, Share]
    """All groups within, truly equal: the engine, and the best achievable."""
    far_outside: tuple[Share, Share]
    """One group outside that is at twice the limit."""
    far_shown: tuple[Share, Share]
    cpu_s: float


def measured(at: int) -> Measured:
    """Draw one design under every truth."""
    design, began = GRID[at], process_time()
    seeds = np.random.SeedSequence([SEED, at]).spawn(5)

    def under(truth: str, number: int, replicates: int) -> Pairs:
        return drawn(design, truth, replicates, np.random.default_rng(seeds[number]))

    equal = answers(design, under("equal", 0, design.replicates))
    every = range(len(design.keys))
    coverage = _coverage(design, "equal", equal.compared.low, equal.compared.high, every)
    edges: list[Share] = []
    for number, truth in enumerate(("above", "below"), 1):
        if not design.possible(truth):
            continue
        found = edge(design, under(truth, number, min(design.replicates, 20_000)))
        mine = [at for at in every if design.owners[at] == design.focus]
        coverage += _coverage(design, truth, found.low, found.high, mine)
        plain = design.clusters is None and not design.expected
        edges.append(exactly_within(design, truth) if plain else counted(found.within))
    far = answers(design, under("far", 4, 4000))
    return Measured(
        design,
        counted(equal.shown.any(axis=1)),
        max(edges, key=lambda one: one.upper),
        counted(outside(design, under("all", 3, design.replicates)).any(axis=1)),
        (min(coverage, key=lambda one: one.share), max(coverage, key=lambda one: one.share)),
        (counted(equal.within.all(axis=1)), counted(_oracle_within(design, equal))),
        (counted(far.outside[:, design.focus]), counted(_oracle(design, equal, far, design.limit))),
        (counted(far.shown[:, design.focus]), counted(_oracle(design, equal, far, 0.0))),
        round(process_time() - began, 1),
    )


def _coverage(
    design: Design, truth: str, low: NDArray[np.float64], high: NDArray[np.float64], which: Sequence[int]
) -> list[Share]:
    """Return for some comparisons how often the interval covers the true gap."""
    sizes, shift = np.array(design.sizes, dtype=np.float64), design.shifts(truth)
    rest = (sizes @ shift - sizes * shift) / (sizes.sum() - sizes)
    gaps = np.concatenate([shift - rest, shift[1:] - shift[0]])[list(which)]
    covered = (low.reshape(-1, len(gaps)) <= gaps + 1e-12) & (high.reshape(-1, len(gaps)) >= gaps - 1e-12)
    return [counted(column) for column in covered.T]


def exactly_within(design: Design, truth: str) -> Share:
    """Sum P(within) over every pair of counts of the group at the limit and of everybody else.

    Against a reference too, ``within`` needs both comparisons, so this is no less than the share that is looked for.
    """
    shares, sizes = design.shares(truth), np.array(design.sizes)
    n, m, at = sizes[design.focus], sizes.sum() - sizes[design.focus], design.focus
    if min(n, m) < 100:
        return Share(0.0, 0)
    other = float(np.delete(shares, at)[0])
    x, y = (stats.binom.ppf([1e-7, 1 - 1e-7], size, share) for size, share in ((n, shares[at]), (m, other)))
    ones, others = np.arange(x[0], x[1] + 1), np.arange(y[0], y[1] + 1)
    weight = np.outer(stats.binom.pmf(ones, n, shares[at]), stats.binom.pmf(others, m, other)).ravel()
    grid = np.stack([np.repeat(ones, len(others)), np.tile(others, len(ones))], axis=1)
    # Where the observed gap is beyond the limit, or the pair all but impossible, there is nothing to ask.
    asked = (np.abs(grid[:, 0] / n - grid[:, 1] / m) < design.limit) & (weight > 1e-13)
    two = Design("", (int(n), int(m)), (other,), design.limit)
    both = paired(two, grid[asked], np.broadcast_to([float(n), float(m)], grid[asked].shape))
    pairs = both.take(np.arange(0, len(both), 2))
    held = inside(pairs, design.tolerance, worse="higher", adjusted=False, tail=0.025)
    return Share(float(weight[asked][held].sum()), 0)


def _gaps(design: Design, found: Answers) -> NDArray[np.float64]:
    """Return the gaps by replicate and comparison. Their spread is what only an oracle knows."""
    return found.compared.difference.reshape(-1, len(design.keys))


def _oracle_within(design: Design, found: Answers) -> NDArray[np.bool_]:
    """Two one-sided z tests with known variance on every comparison, each at 2.5%."""
    gaps = _gaps(design, found)
    held: NDArray[np.bool_] = (np.abs(gaps) + Z * gaps.std(axis=0) < design.limit).all(axis=1)
    return held


def _oracle(design: Design, equal: Answers, far: Answers, limit: float) -> NDArray[np.bool_]:
    """Test whether the gap of the group in focus is beyond the limit: z with known variance, Holm at 5%.

    The variance is that of the hypothesis: of equal groups, or of a gap at the limit, midway to where it really is.
    """
    gaps, even = _gaps(design, far), _gaps(design, equal).var(axis=0)
    z = (np.abs(gaps) - limit) / np.sqrt(even if limit == 0 else (even + gaps.var(axis=0)) / 2)
    # Of no difference both sides count; beyond a limit the other side is far away.
    p_values = special.ndtr(-z) * (2 if limit == 0 else 1)
    place = {key: at for at, key in enumerate(dict.fromkeys(design.keys))}
    first = [design.keys.index(key) for key in place]
    rejected = step_down(p_values[:, first], 0.05)[0][:, [place[key] for key in design.keys]]
    found: NDArray[np.bool_] = rejected[:, design.owners == design.focus].any(axis=1)
    return found


@dataclass(frozen=True)
class BySize:
    """Decision rates of the engine and of the best achievable, by rows a group."""

    rows: int
    within: tuple[Share, Share]
    """Five equal groups at .20, tolerance .05: all within."""
    outside: tuple[Share, Share]
    """False positive rates of .10 and .20, tolerance .05: outside."""


def by_size(rows: int, replicates: int = 4000) -> BySize:
    """Draw the two questions that decision rates are held to."""
    five, two = Design("", (rows,) * 5, (0.2,), 0.05), Design("", (rows,) * 2, (0.1,), 0.05)
    rng = np.random.default_rng([SEED, rows])
    equal = answers(five, drawn(five, "equal", replicates, rng))
    apart, even = (answers(two, drawn(two, truth, replicates, rng)) for truth in ("far", "equal"))
    return BySize(
        rows,
        (counted(equal.within.all(axis=1)), counted(_oracle_within(five, equal))),
        (counted(apart.outside[:, 0]), counted(_oracle(two, even, apart, two.limit))),
    )


def main() -> None:
    """Measure everything in two processes and write it down."""
    parser = argparse.ArgumentParser(description="False alarms, false reassurance, coverage and decision rates.")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    with ProcessPoolExecutor(given.processes) as pool:
        slow_first = sorted(range(len(GRID)), key=lambda at: (GRID[at].clusters is None, -len(GRID[at].sizes)))
        waiting = {at: pool.submit(measured, at) for at in slow_first}
        others = pool.submit(alternatives)
        sizes = [pool.submit(by_size, rows) for rows in SIZES]
        found = []
        for at in range(len(GRID)):
            found.append(waiting[at].result())
            print(f"  {found[-1].design.name}: {found[-1].cpu_s} s", flush=True)
        series, usual = [one.result() for one in sizes], others.result()
    from benchmarks.fairness_page import page

    PAGE.write_text(page(found, series, usual), encoding="utf-8")
    publish(
        "fairness_correctness",
        "Fairness: are the verdicts right, where the truth is known?",
        summary(found, series, usual),
        raw={"designs": [raw(one) for one in found], "alternatives": [asdict(one) for one in usual]},
    )


def raw(one: Measured) -> dict[str, Any]:
    """Return every figure of a design."""
    shares = {name: value for name, value in vars(one).items() if name not in ("design", "cpu_s")}
    return {
        "design": one.design.name,
        "cpu_s": one.cpu_s,
        **{
            name: [asdict(part) for part in value] if isinstance(value, tuple) else asdict(value)
            for name, value in shares.items()
        },
    }


def summary(found: list[Measured], series: list[BySize], usual: list[Alternative]) -> list[Row]:
    """Return the worst of every requirement; the page has them all."""
    at_most = {"shown": 5.0, "within": 2.5, "outside": 5.0}
    words = {
        "shown": "Any difference shown among equal groups",
        "within": "Within, of a group at the limit",
        "outside": "Any outside, all groups at the limit",
    }
    rows = []
    for name, limit in at_most.items():
        worst = max((getattr(one, name) for one in found), key=lambda share: share.upper)
        rows.append(_row(f"{words[name]}, worst of {len(found)} designs", worst, at_most=limit))
    least = min((one.covered[0] for one in found), key=lambda share: share.lower)
    most = max((one.covered[1] for one in found if one.design.events >= 10), key=lambda share: share.upper)
    rows += [
        _row("Coverage of an interval, least", least, at_least=93.0),
        _row("Coverage of an interval, most, with 10 events and 10 others in every group", most, at_most=97.0),
    ]
    thousand, five = (next(one for one in series if one.rows == rows_) for rows_ in (1000, 5000))
    rows += [
        _row("Five equal groups of 5,000 at .20, tolerance .05: all within", five.within[0], at_least=95.0),
        _row("False positive rates .10 and .20, 1,000 negatives each: outside", thousand.outside[0], at_least=80.0),
    ]
    return rows + [_row(f"{one.what} (the engine: {_engine(one)})", Share(one.wrong, one.of)) for one in usual]


def _engine(one: Alternative) -> str:
    return f"{one.engine / one.engine_of:.1%}" if one.engine_of else "has no such answer"


def _row(what: str, share: Share, *, at_most: float | None = None, at_least: float | None = None) -> Row:
    low, high = 100 * share.lower, 100 * share.upper
    return Row(what, 100 * share.share, "%", low, high, at_least=at_least, at_most=at_most)


if __name__ == "__main__":
    main()
