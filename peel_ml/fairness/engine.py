"""The verdict engine: two answers a row, is a difference shown, and is it within the limit.

Every group is compared with everyone else and with the declared reference; the worse answer counts. Holm's
correction runs over every judged comparison of the use case, of all judged metrics. ``within`` needs the whole
interval inside the limit, enough rows, and every allocation of the people without a recorded group; ``outside``
needs the test of "no larger than the limit" to reject after correction, and every allocation. Anything else is
``cannot_tell``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.declaration import Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.errors import BadRequest, Problems
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.blocks import Block, blocks_of
from peel_ml.fairness.comparisons import Uncorrected, comparisons, corrected
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.groups import Grouping, groupings
from peel_ml.fairness.judging import Judging
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, Floats, Rows, beside, worse_of
from peel_ml.fairness.missing.sensitivity import sensitivity
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.register import characteristics, disagreement, disagreement_share, headline
from peel_ml.fairness.rows import rows_of
from peel_ml.fairness.sentences import Words
from peel_ml.results.fairness import FairnessAssessment, FairnessRow, Tolerance


def tolerance_of(fairness: Fairness, decision_type: str, policy: Policy) -> Tolerance:
    """Return the agreed limit, or the policy's illustration, which says that nobody agreed it.

    Raises
    ------
    BadRequest
        The policy has no illustration for this type of decision, or a ratio limit is 1.
    """
    if fairness.tolerance == "not_agreed":
        if decision_type not in policy.illustration:
            raise BadRequest(
                f"The fairness policy has no illustration for a decision of type {decision_type!r}; "
                f"it has one for {', '.join(policy.illustration)}."
            )
        return Tolerance(
            "difference",
            policy.illustration[decision_type],
            False,
            f"The policy's illustration for {decision_type.replace('_', ' ')}; not agreed by anybody.",
        )
    declared = fairness.tolerance
    if declared.scale == "ratio" and declared.limit == 1.0:
        raise BadRequest(
            "A limit of 1 on a ratio allows no difference at all. Declare how far from 1 it may be, "
            "for example 1.25 for 0.8 to 1.25."
        )
    return Tolerance(declared.scale, declared.limit, bool(declared.agreed_by), declared.reason)


def _standing(fairness: Fairness, tolerance: Tolerance) -> str:
    if tolerance.agreed:
        return ""
    return "an illustration and not agreed" if fairness.tolerance == "not_agreed" else "not agreed yet"


def assess_rows(rows: Assessed, weights: NDArray[np.int64] | None = None) -> FairnessAssessment:
    """Compare the groups of rows that were put together before; everything as in `assess`."""
    return assess(
        y=rows.y,
        expected=rows.expected,
        decision=rows.decision,
        protected=rows.protected,
        clusters=rows.clusters,
        declared=rows.declared,
        fairness=rows.fairness,
        decision_type=rows.decision_type,
        policy=rows.policy,
        unit=rows.unit,
        positive_words=rows.positive_words,
        weights=weights,
    )


def assess(
    *,
    y: NDArray[np.int8],
    expected: Floats,
    decision: NDArray[np.int8] | None,
    protected: ProtectedFrame,
    clusters: NDArray[np.int64],
    declared: Protected,
    fairness: Fairness,
    decision_type: str,
    policy: Policy,
    unit: str = "records",
    positive_words: str = "a positive result",
    weights: NDArray[np.int64] | None = None,
) -> FairnessAssessment:
    """Compare every declared group on the judged metrics, and show the other rates beside them.

    Parameters
    ----------
    y : ndarray of shape (n,)
        Outcome, 0 or 1.
    expected : ndarray of shape (n,)
        Calibrated probability of the outcome, taken as fixed.
    decision : ndarray of shape (n,) or None
        0 or 1 where scores become decisions; ``None`` for an enforcement audit.
    protected : ProtectedFrame
        One text column a measure; missing values as codes.
    clusters : ndarray of shape (n,)
        Rows with one number belong together.
    declared, fairness, decision_type, policy
        What was declared before the run, and the policy.
    unit, positive_words : str
        How sentences name rows (plural) and the positive outcome.
    weights : ndarray of shape (n,), optional
        How many identical independent rows each row stands for, 1 or more, so that the distinct combinations of a
        large file are enough. Rows that share clusters cannot be summed up like this.

    Returns
    -------
    FairnessAssessment
        For every measure and intersection, group and metric one row over the people with a recorded group
        (``complete_case``, the judged ones) and one over everybody (``as_group``). Rows of the second kind are
        corrected for multiplicity among themselves; the missing codes are compared and never judged, since no
        limit protects them.

    Raises
    ------
    BadRequest
        Arrays of different lengths, no rows, values other than 0 and 1, expected outside 0 to 1, a measure that
        is not in `protected`; weights below 1, or with rows that share clusters; a judged metric that needs a
        decision where there is none.

    Notes
    -----
    A decision that is a cut through a ranking (the first k) is taken as fixed: the question is what this cut does
    to the groups, not what another sample's cut would have done. That these rows drew the cut matters little:
    intervals of the difference in recall, precision and exposure at the best fifth held that of an endless ranking
    in 94.2% to 96.3% of 1,500 simulated data sets of four designs (``tests/fairness/test_top_k.py``).
    """
    distinct = _check(y, expected, decision, protected, clusters, weights, fairness)
    tolerance = tolerance_of(fairness, decision_type, policy)
    crossed = list(groupings(declared, protected))
    words = Words(unit, positive_words, tolerance, _standing(fairness, tolerance))
    given = Rows(y, expected, decision, weights)
    names = (*fairness.judged, *beside(fairness.judged, decided=decision is not None))
    built = blocks_of(crossed, clusters if distinct < len(y) else None, given, due=OBSERVED_MINUS_EXPECTED in names)
    compared: list[tuple[Judging, list[Block], Uncorrected]] = []
    for name in names:
        judged = name in fairness.judged
        blocks = [
            block.measured(name)
            for block in built
            if judged or block.missing == "complete_case" or block.grouping.parts.shape[1] == 1
        ]
        judging = Judging(
            name,
            name == fairness.primary,
            judged,
            worse_of(name, fairness),
            name == OBSERVED_MINUS_EXPECTED,
            tolerance,
            policy,
            words,
        )
        compared.append((judging, blocks, comparisons(blocks, judging)))
    rows: list[FairnessRow] = []
    family = 0
    judged_ones = [one for judging, _, one in compared if judging.judged]
    for judging, blocks, one in compared:
        # One family of everything that is held to the limit; what is only shown is corrected metric by metric.
        found = corrected(one, judged_ones if judging.judged else [one], policy.alpha)
        rows += rows_of(blocks, found, judging, given)
        family = found.differs["complete_case"].family if judging.primary else family
    nine = characteristics(declared, protected, weights, policy.publication.internal)
    return FairnessAssessment(
        rows=_in_order(rows, crossed),
        characteristics=nine,
        tolerance=tolerance,
        metric=fairness.primary,
        worse=fairness.worse,
        family=family,
        clusters=distinct if distinct < len(y) else None,
        disagreement=disagreement(declared, protected, policy.publication.internal, weights),
        disagreement_share=disagreement_share(declared, protected, policy.publication.internal, weights),
        policy_version=policy.version,
        statement=headline(nine),
        sensitivity=sensitivity(y, expected, clusters, crossed, policy, weights),
    )


def _in_order(rows: list[FairnessRow], crossed: list[Grouping]) -> tuple[FairnessRow, ...]:
    """Return the rows by characteristic as declared, complete cases first; metrics and groups keep their order."""
    place = {grouping.name: index for index, grouping in enumerate(crossed)}
    return tuple(sorted(rows, key=lambda row: (place[row.characteristic], row.missing != "complete_case")))


def _check(
    y: NDArray[np.int8],
    expected: Floats,
    decision: NDArray[np.int8] | None,
    protected: ProtectedFrame,
    clusters: NDArray[np.int64],
    weights: NDArray[np.int64] | None,
    fairness: Fairness,
) -> int:
    """Raise for whatever cannot be assessed; return how many clusters there are."""
    problems = Problems()
    lengths = {"y": len(y), "expected": len(expected), "protected": protected.frame.height, "clusters": len(clusters)}
    for name, values in (("decision", decision), ("weights", weights)):
        if values is not None:
            lengths[name] = len(values)
    if len(set(lengths.values())) > 1:
        problems.add("lengths differ: " + ", ".join(f"{name} {length}" for name, length in lengths.items()))
    elif not len(y):
        problems.add("there are no rows")
    for name, values in (("y", y), ("decision", decision)):
        if values is not None and not ((values == 0) | (values == 1)).all():
            problems.add(f"{name} holds values other than 0 and 1")
    if not ((expected >= 0) & (expected <= 1)).all():
        problems.add("expected holds values outside 0 to 1", "Give calibrated probabilities.")
    distinct = len(np.unique(clusters))
    if weights is not None:
        if not np.issubdtype(weights.dtype, np.integer) or not (weights >= 1).all():
            problems.add("weights holds values that are not whole numbers of 1 or more")
        if distinct < len(clusters):
            problems.add(
                "weights are given, and rows share clusters",
                "Rows that belong together are not independent, so one row cannot stand for several: give every row, "
                "or a cluster of its own to each.",
            )
    needing = [name for name in fairness.judged if name != OBSERVED_MINUS_EXPECTED]
    if decision is None and needing:
        problems.add(
            f"{', '.join(needing)} cannot be judged without a decision",
            "Give decisions, or judge observed_minus_expected.",
        )
    problems.raise_if_any("Groups cannot be compared on these rows.")
    return distinct
