"""Everything below the headline figure of each group, in one call."""

from __future__ import annotations

from collections.abc import Sequence

from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.statistics.layout import Layout
from peel_ml.fairness.within.calibration import group_calibration
from peel_ml.fairness.within.conditional import conditional_rows, controls_of, metrics_of
from peel_ml.fairness.within.curves import error_curves
from peel_ml.fairness.within.plain import Plain
from peel_ml.fairness.within.pooled import pooled_rows
from peel_ml.fairness.within.shown import withheld
from peel_ml.results.within_groups import WithinGroups


def within_groups(rows: Assessed) -> WithinGroups:
    """Return calibration, error rates over thresholds, comparisons of like with like and partial pooling.

    Parameters
    ----------
    rows : Assessed
        Rows, and what was declared of them.

    Returns
    -------
    WithinGroups
        Calibration and curves for every group of every measure and declared intersection, those without a
        recorded group among them; conditional differences for the recorded groups where controls are declared;
        pooled differences for the groups of intersections. Small groups stay listed with their reason. Nothing
        here is a verdict.

    Raises
    ------
    BadRequest
        A control is not one of the slices, or a measure not among the protected columns.

    Examples
    --------
    Searches for drugs end in an outcome half as often as those for tools, for everybody; one group is searched for
    drugs more often.

    >>> import numpy as np
    >>> import polars as pl
    >>> from peel_ml.data.declaration import Measure, Protected
    >>> from peel_ml.data.parts import ProtectedFrame
    >>> from peel_ml.fairness.declaration import Fairness
    >>> from peel_ml.fairness.policy import load_policy
    >>> drugs = np.arange(320) % 4 < np.where(np.arange(320) < 160, 1, 3)
    >>> y = (np.arange(320) // 4 % 4 < np.where(drugs, 1, 2)).astype(np.int8)
    >>> rows = Assessed(
    ...     y=y,
    ...     expected=np.full(320, y.mean()),
    ...     decision=None,
    ...     protected=ProtectedFrame(pl.DataFrame({"sex": ["Female"] * 160 + ["Male"] * 160})),
    ...     clusters=np.arange(320),
    ...     slices=pl.DataFrame({"object": np.where(drugs, "Drugs", "Tools")}),
    ...     area=None,
    ...     declared=Protected(measured={"sex": Measure(column="sex", characteristic="sex")}),
    ...     fairness=Fairness(primary="observed_minus_expected", worse="lower", controls=("object",)),
    ...     decision_type="enforcement_audit",
    ...     policy=load_policy(),
    ... )
    >>> first = within_groups(rows).conditional[0]
    >>> round(first.plain.value, 3), round(first.conditional.value, 3)
    (0.125, 0.0)
    """
    controls = controls_of(rows)
    crossed = list(rows.groupings)
    hidden = {grouping.name: withheld(grouping, rows.policy) for grouping in crossed}
    primary = rows.fairness.primary
    plain: list[Plain] = []
    for grouping in crossed:
        several = grouping.parts.shape[1] > 1
        if controls or several:
            layout = Layout.of(grouping.codes, len(grouping.levels), rows.clusters)
            plain += [
                Plain.of(rows, grouping, metric, layout) for metric in (metrics_of(rows) if controls else (primary,))
            ]
    intersections = [one for one in plain if one.grouping.parts.shape[1] > 1 and one.metric == primary]
    pooled = tuple(row for one in intersections for row in pooled_rows(one, rows.policy.confidence))
    calibration = group_calibration(rows, crossed, hidden)
    return WithinGroups(
        calibration,
        error_curves(rows, crossed),
        conditional_rows(rows, plain, hidden) if controls else (),
        pooled,
        _cautions(rows, controls, calibrated=bool(calibration), pooled=bool(pooled)),
    )


def _cautions(
    rows: Assessed, controls: Sequence[tuple[str, ...]], *, calibrated: bool, pooled: bool
) -> tuple[str, ...]:
    cautions = []
    if calibrated:
        cautions.append(
            "Calibration intervals are each right 95 times in 100, without a correction for the number of groups: "
            "among many groups some depart from it by chance."
        )
    if controls:
        cautions.append(
            "Comparing like with like can explain away a disparity that matters: where the kind of "
            f"{rows.unit} itself depends on who people are, holding it equal hides that. Read it beside the plain "
            "difference, never in its place."
        )
    if any(rows.area in names for names in controls):
        cautions.append(
            f"Comparing within the same {rows.area} takes where officers are sent as given, and that may itself "
            "fall unequally on groups."
        )
    if pooled:
        cautions.append(
            "Pooled differences of small groups lean on the other groups. They are a second reading and never a "
            "verdict."
        )
    return tuple(cautions)
