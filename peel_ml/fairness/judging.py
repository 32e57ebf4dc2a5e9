"""How one metric is judged: what was found for each comparison, and the worst answer for a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peel_ml.fairness.blocks import Block, Entry
from peel_ml.fairness.metrics import Worse
from peel_ml.fairness.missing.unknowns import Unknowns, added
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


def worst_answer(
    block: Block, code: int, judging: Judging, comparisons: Sequence[Comparison], found: Found, unknowns: Unknowns
) -> tuple[Verdict, str]:
    """Return the worse of the answers against everyone else and against the reference."""
    assert found.compared is not None
    assert found.judged is not None
    may, cannot = unknowns.of(code)
    answers: list[tuple[Verdict, str]] = []
    for one in comparisons:
        at = slice(one.at, one.at + 1)
        third = one.against is not None
        if block.missing == "complete_case" and not third:
            # Who cannot be in the group is among everyone else, whatever their own group.
            pair = Pairs(one.pair.a, added(one.pair.b, cannot), one.pair.correlation)
        else:
            pair = one.pair
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
        said, why = verdict(
            answer,
            may,
            unknowns.scale,
            judging.policy,
            unit=judging.words.unit,
            third_place=third,
            missing=len(may) + len(cannot) > 0,
        )
        answers.append((said, why if one.against is None else f"compared with {one.against}, {why}"))
    return max(answers, key=lambda answer: _WORSE[answer[0]])


def _on_scale(compared: Compared, tolerance: Tolerance) -> tuple[float, float, float]:
    if tolerance.scale == "difference":
        return float(compared.difference[0]), float(compared.low[0]), float(compared.high[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            float(np.log(compared.ratio[0])),
            float(np.log(compared.ratio_low[0])),
            float(np.log(compared.ratio_high[0])),
        )
