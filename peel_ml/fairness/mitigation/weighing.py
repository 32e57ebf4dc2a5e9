"""The alternatives side by side: what each costs and what it changes, and which are less unequal at no shown cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel_ml.evaluation.metrics import METRICS
from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.mitigation.refused import NEVER
from peel_ml.fairness.paired import Candidate, Compared, compared
from peel_ml.fairness.proxies.sentences import signed
from peel_ml.results.estimate import Estimate
from peel_ml.results.mitigation import Alternative, Kind, Mitigation
from peel_ml.tuning.front import on_front


@dataclass(frozen=True)
class Proposal:
    """One fitted alternative on the rows that judge; the first of several is the chosen model."""

    name: str
    kind: Kind
    setting: str
    candidate: Candidate


@dataclass(frozen=True)
class Question:
    """What is asked of every alternative.

    Parameters
    ----------
    primary, performance : str
        Fairness metric and performance metric.
    names : dict of str to str
        Plain names of the measures.
    fewest : int
        Rows in the metric's denominator a group needs.
    where : str
        The rows that judge, in a sentence: "4 validation folds of the development rows".
    unit : str
        What a row is, in the plural.
    """

    primary: str
    performance: str
    names: dict[str, str]
    fewest: int
    where: str
    unit: str


def weighed(
    y: NDArray[np.int8],
    proposals: Sequence[Proposal],
    groupings: Sequence[Grouping],
    clusters: NDArray[np.int64],
    question: Question,
    refused: Sequence[str],
    seed: int,
) -> Mitigation:
    """Compare every alternative with the chosen model, on the same rows.

    Parameters
    ----------
    y, clusters : ndarray of shape (n,)
        Of the rows that judge; none of them chose an alternative.
    proposals : sequence of Proposal
        The chosen model first.
    groupings : sequence of Grouping
        The headline measures on the same rows.
    refused : sequence of str
        What could not be tried, with its reason; what is never tried is added.
    """
    answers = compared(
        y,
        [one.candidate for one in proposals],
        groupings,
        clusters,
        primary=question.primary,
        performance=question.performance,
        fewest=question.fewest,
        seed=seed,
    )
    if answers is None:
        return nothing(question, refused, "no group is large enough to compare")
    found = [_alternative(one, answer, question) for one, answer in zip(proposals, answers, strict=True)]
    front = on_front([_point(one, question) for one in found])
    placed = tuple(replace(one, on_front=kept) for one, kept in zip(found, front, strict=True))
    return Mitigation(
        question.primary, question.performance, placed, (*refused, *NEVER), _statement(placed, question, len(y))
    )


def nothing(question: Question, refused: Sequence[str], why: str) -> Mitigation:
    """Return the answer where nothing could be compared."""
    return Mitigation(
        question.primary,
        question.performance,
        (),
        (*refused, *NEVER),
        f"Whether another model would be less unequal could not be worked out: {why}. The chosen model stays.",
    )


def _alternative(proposal: Proposal, answer: Compared, question: Question) -> Alternative:
    measure, group = answer.worst.grouping.name, answer.worst.group
    chosen = proposal.kind == "chosen"
    still = Estimate(0.0, 0.0, 0.0)
    return Alternative(
        proposal.name,
        proposal.kind,
        proposal.setting,
        answer.performance,
        answer.gap,
        f"{question.names[measure]}: {group}",
        still if chosen else answer.performance_change,
        still if chosen else answer.gap_change,
        on_front=False,
        less_unequal=not chosen
        and (answer.gap_change.value or 0.0) < 0
        and not_shown_worse(answer.performance_change, question.performance),
    )


def not_shown_worse(change: Estimate, metric: str) -> bool:
    """Tell whether a change of a metric is not shown to be for the worse; false where there is no interval.

    Examples
    --------
    >>> not_shown_worse(Estimate(-0.01, -0.03, 0.01), "roc_auc"), not_shown_worse(Estimate(-0.01), "roc_auc")
    (True, False)
    """
    if change.low is None or change.high is None:
        return False
    return change.high >= 0 if METRICS[metric].higher_is_better else change.low <= 0


def _point(one: Alternative, question: Question) -> tuple[float, float]:
    sign = 1 if METRICS[question.performance].higher_is_better else -1
    return sign * (one.performance.value or 0.0), one.gap.value or 0.0


def _statement(alternatives: Sequence[Alternative], question: Question, n: int) -> str:
    chosen, others = alternatives[0], alternatives[1:]
    less = [one for one in others if one.less_unequal]
    metric, performance = question.primary.replace("_", " "), METRICS[question.performance].plain_name
    gap = (chosen.gap.value or 0.0) * 100
    opening = (
        f"On {question.where} (n {n:,} {question.unit}), the chosen model's largest difference of a group to everyone "
        f"else in {metric} is {gap:.1f} points ({chosen.worst_group}). {len(others)} alternatives select as many."
    )
    if not less:
        return f"{opening} None is less unequal without being shown to be worse. The chosen model stays."
    said = "; ".join(
        f"“{one.name}” changes the difference by {signed(one.gap_change, 100, 1)} points and {performance} by "
        f"{signed(one.performance_change, 1, 4)}" + ("" if _shown(one) else " (that it is less unequal is not shown)")
        for one in less
    )
    return (
        f"{opening} {len(less)} of them less unequal and not shown to be worse: {said}. Each interval stands for "
        "itself: of several alternatives one may look better by chance. Nothing is replaced: keeping the chosen model "
        "in their place is a decision for people, with a reason."
    )


def _shown(one: Alternative) -> bool:
    return one.gap_change.high is not None and one.gap_change.high < 0
