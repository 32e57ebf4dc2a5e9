"""The verdict engine: two answers a row, is a difference shown, and is it within the limit.

Every group is compared with everyone else and with the declared reference; the worse answer counts. Holm's
correction runs over every judged comparison of the use case. ``within`` needs the whole interval inside the
limit, enough rows, and every allocation of the people without a recorded group; ``outside`` needs the test of
"no larger than the limit" to reject after correction, and every allocation. Anything else is ``cannot_tell``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.declaration import Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.evaluation.observed_expected import holm
from peel_ml.fairness import sentences
from peel_ml.fairness.comparison import Compared, compare
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.groups import MISSING, Grouping, groupings
from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED, Floats, Values, values_of
from peel_ml.fairness.missing import Residuals, difference_bounds, mean_bounds, residuals, share_that_flips
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.register import characteristics, disagreement, headline
from peel_ml.fairness.sentences import Words
from peel_ml.results.fairness import FairnessAssessment, FairnessRow, MissingTreatment, Tolerance, Verdict

TOO_FEW = "too few to report"


@dataclass(frozen=True)
class _Setting:
    """What is the same for every comparison."""

    clusters: NDArray[np.int64]
    tolerance: Tolerance
    worse: str
    policy: Policy
    words: Words


@dataclass(frozen=True)
class _Draft:
    """One comparison before correction: a group against others, and what the missing could do to it."""

    against: str
    """``everyone else`` or the reference group."""
    key: frozenset[tuple[str, ...]]
    """The two sets of groups: two groups that are each other's rest make one comparison, not two."""
    compared: Compared
    few_clusters: bool
    bounds: tuple[float, float] | None
    flips_at: float | None


@dataclass(frozen=True)
class _Group:
    """One group of one grouping with its comparisons."""

    grouping: Grouping
    metric: str
    group: str
    n: int
    drafts: tuple[_Draft, ...]
    judged: bool
    missing: MissingTreatment


def tolerance_of(fairness: Fairness, decision_type: str, policy: Policy) -> Tolerance:
    """Return the agreed limit, or the policy's illustration, which says that nobody agreed it."""
    if fairness.tolerance == "not_agreed":
        return Tolerance(
            "difference",
            policy.illustration[decision_type],
            False,
            f"The policy's illustration for {decision_type.replace('_', ' ')}; not agreed by anybody.",
        )
    agreed = fairness.tolerance
    limit = agreed.limit if agreed.scale == "difference" or agreed.limit >= 1 else 1 / agreed.limit
    return Tolerance(agreed.scale, limit, True, agreed.reason)


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
) -> FairnessAssessment:
    """Compare every declared group on the primary metric, and show the other rates beside it.

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

    Returns
    -------
    FairnessAssessment
    """
    tolerance = tolerance_of(fairness, decision_type, policy)
    words = Words(unit, positive_words, tolerance)
    setting = _Setting(clusters, tolerance, fairness.worse, policy, words)
    crossed = list(groupings(declared, protected))
    names = [fairness.primary, *(name for name in COUNT_METRICS if decision is not None and name != fairness.primary)]
    drafted: list[_Group] = []
    for name in names:
        values = values_of(name, y, expected, decision)
        judged = name == fairness.primary
        for grouping in crossed:
            drafted += _drafted(setting, grouping, name, values, judged=judged)
    corrected = {
        missing: _corrected([one for one in drafted if one.missing == missing and one.judged], policy.alpha)
        for missing in ("complete_case", "as_group")
    }
    rows = tuple(_row(setting, one, fairness.primary, corrected[one.missing]) for one in drafted)
    family = len(
        {draft.key for one in drafted if one.judged and one.missing == "complete_case" for draft in one.drafts}
    )
    distinct = len(np.unique(clusters))
    return FairnessAssessment(
        rows=rows,
        characteristics=characteristics(declared, protected),
        tolerance=tolerance,
        metric=fairness.primary,
        worse=fairness.worse,
        family=family,
        clusters=distinct if distinct < len(clusters) else None,
        disagreement=disagreement(declared, protected, policy.publication.internal),
        policy_version=policy.version,
        statement=headline(declared),
    )


def _drafted(setting: _Setting, grouping: Grouping, metric: str, values: Values, *, judged: bool) -> list[_Group]:
    recorded = grouping.codes != MISSING
    residual = values.value - values.expected
    unknown = residual[~recorded & values.eligible]
    groups = []
    for code, name in enumerate(grouping.levels):
        inside = grouping.codes == code
        drafts = []
        for against, others in _others(grouping, code, recorded):
            draft = _draft(
                setting, values, inside, others, against, unknown, residual, key=_key(grouping, code, against)
            )
            if draft is not None:
                drafts.append(draft)
        groups.append(
            _Group(
                grouping, metric, name, int((inside & values.eligible).sum()), tuple(drafts), judged, "complete_case"
            )
        )
    if grouping.with_missing is not None and judged:
        levels, codes = grouping.with_missing
        for code, name in enumerate(levels):
            inside = codes == code
            draft = _draft(
                setting,
                values,
                inside,
                ~inside,
                "everyone else",
                np.empty(0),
                residual,
                key=frozenset({(grouping.name, name)}),
            )
            groups.append(
                _Group(
                    grouping,
                    metric,
                    name,
                    int((inside & values.eligible).sum()),
                    () if draft is None else (draft,),
                    judged,
                    "as_group",
                )
            )
    return groups


def _others(grouping: Grouping, code: int, recorded: NDArray[np.bool_]) -> list[tuple[str, NDArray[np.bool_]]]:
    found = [("everyone else", recorded & (grouping.codes != code))]
    if grouping.reference is not None and grouping.levels[code] != grouping.reference:
        found.append((grouping.reference, grouping.codes == grouping.levels.index(grouping.reference)))
    return found


def _key(grouping: Grouping, code: int, against: str) -> frozenset[tuple[str, ...]]:
    group = grouping.levels[code]
    rest = tuple(level for level in grouping.levels if level != group) if against == "everyone else" else (against,)
    return frozenset({(grouping.name, group), (grouping.name, *rest)})


def _draft(
    setting: _Setting,
    values: Values,
    inside: NDArray[np.bool_],
    others: NDArray[np.bool_],
    against: str,
    unknown: Floats,
    residual: Floats,
    key: frozenset[tuple[str, ...]],
) -> _Draft | None:
    tolerance = setting.tolerance
    compared = compare(
        values, inside, others, setting.clusters, scale=tolerance.scale, limit=tolerance.limit, worse=setting.worse
    )
    if compared is None:
        return None
    clustered = compared.group.clusters < compared.group.n or compared.others.clusters < compared.others.n
    few = clustered and min(compared.group.clusters, compared.others.clusters) < setting.policy.clusters
    group, rest = residuals(residual, inside & values.eligible), residuals(residual, others & values.eligible)
    bounds = _bounds(group, rest, unknown, against) if len(unknown) else None
    return _Draft(against, key, compared, few, bounds, _flips_at(compared, tolerance, group, rest, unknown))


def _bounds(group: Residuals, rest: Residuals, unknown: Floats, against: str) -> tuple[float, float]:
    if against == "everyone else":
        return difference_bounds(group, rest, unknown)
    # Against one other group the missing may belong to either or to neither: both ends at once is never too narrow.
    (group_low, group_high), (rest_low, rest_high) = mean_bounds(group, unknown), mean_bounds(rest, unknown)
    return group_low - rest_high, group_high - rest_low


def _flips_at(
    compared: Compared, tolerance: Tolerance, group: Residuals, rest: Residuals, unknown: Floats
) -> float | None:
    if tolerance.scale == "ratio" or not len(unknown):
        return None
    limit = tolerance.limit
    up, down = compared.high - compared.difference, compared.difference - compared.low
    if -limit < compared.low and compared.high < limit:
        return share_that_flips(group, rest, unknown, above=limit - up, below=-limit + down)
    if compared.low > limit:
        return share_that_flips(group, rest, unknown, above=None, below=limit + down)
    if compared.high < -limit:
        return share_that_flips(group, rest, unknown, above=-limit - up, below=None)
    return None


@dataclass(frozen=True)
class _Corrected:
    """The comparisons whose hypothesis is rejected after Holm's correction."""

    differs: frozenset[frozenset[tuple[str, ...]]]
    beyond: frozenset[frozenset[tuple[str, ...]]]


def _corrected(groups: list[_Group], alpha: float) -> _Corrected:
    """Correct over every distinct comparison: one hypothesis of no difference, one of no larger than the limit."""
    drafts = {draft.key: draft.compared for one in groups for draft in one.drafts}

    def rejected(p_values: list[float]) -> frozenset[frozenset[tuple[str, ...]]]:
        return frozenset(key for key, out in zip(drafts, holm(p_values, alpha), strict=True) if out)

    return _Corrected(
        rejected([one.p_zero for one in drafts.values()]), rejected([one.p_limit for one in drafts.values()])
    )


def _verdict(setting: _Setting, draft: _Draft, n: int, *, rejected: bool) -> tuple[Verdict, str]:
    """Judge one comparison; the reason says what stands in the way."""
    tolerance, compared, policy = setting.tolerance, draft.compared, setting.policy
    if draft.few_clusters:
        return "cannot_tell", f"fewer than {policy.clusters} separate events"
    if tolerance.scale == "difference":
        low, high, lower, upper, value = (
            compared.low,
            compared.high,
            -tolerance.limit,
            tolerance.limit,
            compared.difference,
        )
    elif compared.ratio is None or compared.ratio_low is None:
        return "cannot_tell", "the ratio cannot be computed: nobody in the comparison had the adverse outcome"
    else:
        high = float("inf") if compared.ratio_high is None else compared.ratio_high
        low, lower, upper, value = compared.ratio_low, 1 / tolerance.limit, tolerance.limit, compared.ratio
    beyond = rejected and not lower <= value <= upper
    inside = lower < low and high < upper
    if not beyond and not inside:
        return (
            "cannot_tell",
            "the interval reaches across the limit"
            if low < upper and high > lower
            else "not certain enough after correction",
        )
    if draft.bounds is not None and not _survives(draft, tolerance, beyond=beyond):
        flips = "" if draft.flips_at is None else f"; {draft.flips_at:.0%} of them would be enough"
        return "cannot_tell", f"the people without a recorded group could change the answer{flips}"
    if inside and min(n, compared.others.n) < policy.reliability.within:
        return "cannot_tell", f"fewer than {policy.reliability.within} to support within"
    return (
        ("outside", "the test of no larger than the limit rejects, after correction")
        if beyond
        else (
            "within",
            "the whole interval is inside the limit, whoever the people without a recorded group are"
            if draft.bounds is not None
            else "the whole interval is inside the limit",
        )
    )


def _survives(draft: _Draft, tolerance: Tolerance, *, beyond: bool) -> bool:
    """Tell whether every allocation of the missing, its interval as wide as the recorded one, gives the same answer."""
    assert draft.bounds is not None
    if tolerance.scale == "ratio":
        # No bound on the ratio is computed here, so people without a recorded group leave it open.
        return False
    compared, limit = draft.compared, tolerance.limit
    lowest = draft.bounds[0] - (compared.difference - compared.low)
    highest = draft.bounds[1] + (compared.high - compared.difference)
    if beyond:
        return lowest > limit if compared.difference > 0 else highest < -limit
    return -limit < lowest and highest < limit


_WORSE: dict[Verdict, int] = {"within": 0, "not_judged": 0, "cannot_tell": 1, "outside": 2}


def _row(setting: _Setting, one: _Group, primary: str, corrected: _Corrected) -> FairnessRow:
    words, policy = setting.words, setting.policy
    row = _empty(one, primary)
    if not one.drafts:
        reason = "nobody to compare with, or nobody the metric counts"
        return replace(row, n=_count(one.n, policy), reason=reason, sentence=sentences.withheld(one.group, reason))
    first = one.drafts[0]
    shown: bool | None = None
    if one.judged:
        shown = None if first.few_clusters else first.key in corrected.differs
    verdict: Verdict = "not_judged"
    reason = (
        "people without a recorded group are listed, not judged"
        if one.missing == "as_group"
        else "shown beside the primary metric"
    )
    if one.judged and one.missing == "complete_case":
        found = [_verdict(setting, draft, one.n, rejected=draft.key in corrected.beyond) for draft in one.drafts]
        worst = max(range(len(found)), key=lambda index: _WORSE[found[index][0]])
        verdict, reason = found[worst]
        if worst > 0:
            reason = f"compared with {one.drafts[worst].against}: {reason}"
    if min(one.n, first.compared.others.n) < policy.reliability.shown and verdict != "outside":
        return replace(
            row,
            n=_count(one.n, policy),
            reason=TOO_FEW,
            sentence=sentences.withheld(one.group, TOO_FEW),
            verdict="cannot_tell" if one.judged and one.missing == "complete_case" else "not_judged",
        )
    compared = first.compared
    sentence = sentences.compared(words, one.metric, one.group, one.n, compared.difference, compared.low, compared.high)
    sentence = f"{sentence} {sentences.judged(words, shown, verdict)}" if one.judged else sentence
    if one.judged and verdict == "cannot_tell":
        sentence = f"{sentence} Why: {reason}."
    adjusted = one.metric == OBSERVED_MINUS_EXPECTED
    return replace(
        row,
        n=one.n,
        denominator=one.n,
        estimate=compared.group.gap,
        low=compared.group_low,
        high=compared.group_high,
        difference=compared.difference,
        difference_low=compared.low,
        difference_high=compared.high,
        ratio=compared.ratio,
        ratio_low=compared.ratio_low,
        ratio_high=compared.ratio_high,
        difference_shown=shown,
        verdict=verdict,
        reason=reason,
        sentence=sentence,
        p_value=compared.p_zero,
        observed=compared.group.observed if adjusted else None,
        expected=compared.group.expected if adjusted else None,
        bound_low=None if first.bounds is None else first.bounds[0],
        bound_high=None if first.bounds is None else first.bounds[1],
    )


def _count(n: int, policy: Policy) -> int | None:
    return n if n >= policy.publication.internal else None


def _empty(one: _Group, primary: str) -> FairnessRow:
    return FairnessRow(
        characteristic=one.grouping.name,
        group=one.group,
        metric=one.metric,
        primary=one.grouping.primary and one.metric == primary,
        missing=one.missing,
        n=None,
        denominator=None,
        estimate=None,
        low=None,
        high=None,
        reference=one.grouping.reference,
        difference=None,
        difference_low=None,
        difference_high=None,
        ratio=None,
        ratio_low=None,
        ratio_high=None,
        difference_shown=None,
        verdict="cannot_tell" if one.judged and one.missing == "complete_case" else "not_judged",
        reason="",
        sentence="",
    )
