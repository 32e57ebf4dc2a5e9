"""How one metric is judged: what was found for each comparison, and the worst answer for a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from peel_ml.fairness.blocks import Block, Entry
from peel_ml.fairness.metrics import Worse
from peel_ml.fairness.missing.allocations import Scale, Unknown, changing_share
from peel_ml.fairness.missing.unknowns import NOBODY, added
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.sentences import Words
from peel_ml.fairness.statistics.comparison import Compared, Judged, Pairs
from peel_ml.fairness.statistics.correction import Corrected
from peel_ml.fairness.verdicts import Answer, verdict
from peel_ml.results.fairness import Tolerance, Verdict

_WORSE: dict[Verdict, int] = {"within": 0, "not_judged": 0, "cannot_tell": 1, "outside": 2}


@dataclass(frozen=True)
class Judging:
    """How one metric is judged."""

    metric: str
    primary: bool
    """Whether it is the headline metric."""
    judged: bool
    """Whether it is held to the limit."""
    worse: Worse
    adjusted: bool
    tolerance: Tolerance
    policy: Policy
    words: Words


@dataclass(frozen=True)
class Found:
    """Every comparison of one metric with its answers; `compared` and `judged` follow `entries`."""

    entries: list[Entry]
    compared: Compared | None
    judged: Judged | None
    """``None`` for a metric that is not judged."""
    differs: dict[str, Corrected]
    """Of no difference; by treatment of missing values, following its entries."""
    beyond: dict[str, Corrected]
    """Of no more than the limit."""
    pairs: Pairs | None = None


@dataclass(frozen=True)
class Comparison:
    """One entry of `Found`."""

    against: str | None
    at: int
    pair: Pairs
    shown: bool
    rejected: bool
    level: float


@dataclass(frozen=True)
class Said:
    """The worst answer for a group."""

    verdict: Verdict
    reason: str
    flipping_share: float | None = None
    """Share of the people without a recorded group that could change it; ``None`` where none can."""


def worst_answer(
    block: Block,
    code: int,
    judging: Judging,
    comparisons: Sequence[Comparison],
    found: Found,
    people: tuple[Unknown, Unknown] | None,
) -> Said:
    """Return the worse of the answers against everyone else and against the reference.

    `people` are those without a recorded group who may be in it, and those who cannot; ``None`` where they are a
    group of their own.
    """
    assert found.compared is not None
    assert found.judged is not None
    may, cannot = (NOBODY, NOBODY) if people is None else people
    scale = Scale.of(judging.tolerance, judging.worse, adjusted=judging.adjusted)
    answers: list[Said] = []
    for one in comparisons:
        at = slice(one.at, one.at + 1)
        third = one.against is not None
        # Who cannot be in the group is among everyone else, whatever their own group.
        pair = one.pair if third else Pairs(one.pair.a, added(one.pair.b, cannot), one.pair.correlation)
        gap, low, high = _on_scale(found.compared.take(at), judging.tolerance)
        answer = Answer(
            pair.a,
            pair.b,
            float(pair.correlation[0]),
            gap,
            low,
            high,
            bool(found.judged.inside[one.at]),
            bool(found.judged.apart[one.at]),
            one.rejected,
            one.level,
        )

        def judged(
            unknown: Unknown, *, missing: bool, answer: Answer = answer, third: bool = third
        ) -> tuple[Verdict, str]:
            return verdict(
                answer, unknown, scale, judging.policy, unit=judging.words.unit, third_place=third, missing=missing
            )

        said, why = judged(may, missing=len(may) + len(cannot) > 0)
        share = None
        without = judged(NOBODY, missing=False)[0] if said == "cannot_tell" else said
        if without != said:
            share = changing_share(pair.a, pair.b, may, scale, (gap, low, high), outside=without == "outside")
        answers.append(Said(said, why if one.against is None else f"compared with {one.against}, {why}", share))
    worst = max(answers, key=lambda answer: _WORSE[answer.verdict])
    shares = [one.flipping_share for one in answers if one.verdict == worst.verdict and one.flipping_share is not None]
    return replace(worst, flipping_share=min(shares, default=None))


def _on_scale(compared: Compared, tolerance: Tolerance) -> tuple[float, float, float]:
    if tolerance.scale == "difference":
        return float(compared.difference[0]), float(compared.low[0]), float(compared.high[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            float(np.log(compared.ratio[0])),
            float(np.log(compared.ratio_low[0])),
            float(np.log(compared.ratio_high[0])),
        )
