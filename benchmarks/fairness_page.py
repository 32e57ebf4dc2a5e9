"""Writes docs/fairness-correctness.md from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.fairness_alternatives import Alternative
    from benchmarks.fairness_correctness import BySize, Measured, Share

HEAD = """# Are the verdicts right?

A verdict is worth as much as its error rates. Here the truth is known: groups are drawn equal, exactly at the limit,
or beyond it, and the engine's own functions judge them. Every figure is a share of simulated data sets with its
one-sided 95% upper Monte Carlo bound in brackets (for the least coverage the lower one), and **the bound is what is
held to the bar**; a figure in bold does not reach it. Figures marked *exact* are summed over every possible count, so
there is nothing to bound.

    python -m benchmarks.fairness_correctness

Seeds are fixed; two processes; under ten minutes on two cores. That a stacked data set gets the verdicts that `assess`
gives the same rows is a test (`tests/fairness/test_correctness.py`).
"""

ERRORS = """## Errors

- **False difference**: any group of a data set is said to differ although all are equal. At most 5%, over all groups.
- **False within**: a group whose true gap is exactly the limit is said to be within it. At most 2.5%, the worse of
  above and below.
- **False outside**: any group is said to exceed the limit although none does and as many as can be are exactly at
  it. At most 5%.
- **Coverage**: how often the 95% interval of a difference holds the true one; the comparison covered least and the
  one covered most, groups equal or one at the limit. At least 93%; at most 97% where every group expects 10 events
  and 10 others (elsewhere counts are too coarse for it).
"""

DECISIONS = """## Decisions, against the best achievable

"Cannot tell" for ever would make no error. So: how often the engine decides, and how often a test of the same level
would that knows the true variance, which nobody does (*best*; a z test, whose error rate is only about right in small
groups, so that the engine can seem to do better there). *All within*: truly equal groups. *Outside* and *shown*: one
group at twice the limit.
"""

SERIES = """## Decisions by size

Five equal groups at .20 with a tolerance of .05: all within (bar: 95% at 5,000 rows a group). Two groups with false
positive rates of .10 and .20 and the same tolerance: outside (bar: 80% at 1,000 negatives a group). Below 100 rows
nothing is within, by the policy's rule on sizes.
"""

USUAL = """## The usual alternatives, on the same data with the same tolerance

What is looked for is truly equal throughout, so every alarm is false.
"""

FOOT = """## What the limits rest on

- Plain counts: Newcombe's interval for a difference (Wilson's for each side). `within` and every test use the wider of
  Wilson's and the exact limits. Summed over all pairs of counts that is never above the error rate at the limit.
  Miettinen and Nurminen's score test says `within` there in up to 3.1%, Wilson's limits alone in as many, so neither
  is used for it.
- Clusters and expected shares: the effective number of rows is estimated, and with it the width. `within` then rests
  on a 96% interval (2% on each side, Student's t), and needs 30 clusters of like size. Below 100 of them a group's own
  design effect is drawn halfway up to that of all groups; without, intervals of 30 uneven areas cover 92.7%.
- Observed minus expected: the variance is the larger of what the model's probabilities say and what the rows say. By
  the model alone, scores that mean nothing within a group give a false difference in 6.5%, and intervals cover 92.4%.
- Published example, homicides 2003-2017: White .081 unsolved (85 of 1,046), Black .128 (92 of 717), difference .047.
  The interval given there, .017 to .077, is the plain normal one; the engine's is Newcombe's, .018 to .078, and the
  score interval is .018 to .077. Summed over all counts at these shares the plain interval lies below the true
  difference in 2.8% and above it in 2.3%, Newcombe's in 2.4% and 2.5%, each of 2.5%: Newcombe's is the better one.
  A difference is shown (p .0018 by the wider limits, .0012 by the score test); whether it exceeds .05 cannot be told.
"""


def page(found: Sequence[Measured], series: Sequence[BySize], usual: Sequence[Alternative]) -> str:
    """Return the page."""
    errors = _table(
        ("Design", "Tolerance", "False difference", "False within", "False outside", "Coverage, least", "most"),
        (
            (
                one.design.name,
                f"{one.design.limit:g}",
                _bounded(one.shown, 0.05),
                _bounded(one.within, 0.025),
                _bounded(one.outside, 0.05),
                _covered(one.covered[0], least=True),
                _covered(one.covered[1], least=False, held=one.design.events >= 10),
            )
            for one in found
        ),
    )
    decisions = _table(
        ("Design", "All within", "best", "Outside at twice the limit", "best", "Shown at twice the limit", "best"),
        ((one.design.name, *(f"{share.share:.1%}" for pair in _pairs(one) for share in pair)) for one in found),
    )
    sizes = _table(
        ("Rows a group", "All within", "best", "Outside", "best"),
        ((f"{one.rows:,}", *(f"{share.share:.1%}" for share in (*one.within, *one.outside))) for one in series),
    )
    others = _table(
        ("Rule", "Wrong", "The engine, on the same data"),
        (
            (
                one.what,
                f"{one.wrong / one.of:.1%} of {one.of:,}",
                f"{one.engine / one.engine_of:.2%}" if one.engine_of else "",
            )
            for one in usual
        ),
    )
    parts = (HEAD, ERRORS, errors, DECISIONS, decisions, SERIES, sizes, USUAL, others, FOOT)
    return "\n".join(part if part.endswith("\n") else part + "\n" for part in parts)


def _pairs(one: Measured) -> tuple[tuple[Share, Share], ...]:
    return one.all_within, one.far_outside, one.far_shown


def _bounded(share: Share, limit: float) -> str:
    said = f"{share.share:.2%} ({share.upper:.2%})" if share.of else f"{share.share:.2%} exact"
    return said if share.upper <= limit else f"**{said}**"


def _covered(share: Share, *, least: bool, held: bool = True) -> str:
    bound = share.lower if least else share.upper
    said = f"{share.share:.1%} ({bound:.1%})"
    return said if not held or (bound >= 0.93 if least else bound <= 0.97) else f"**{said}**"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
