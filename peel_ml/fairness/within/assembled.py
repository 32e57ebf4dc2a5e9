"""Everything below the headline figure of each group, in one call."""

from __future__ import annotations

from collections.abc import Sequence

from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import groupings
from peel_ml.fairness.statistics.layout import Layout
from peel_ml.fairness.within.calibration import group_calibration
from peel_ml.fairness.within.conditional import conditional_rows, controls_of, metrics_of
from peel_ml.fairness.within.curves import error_curves
from peel_ml.fairness.within.plain import Plain
from peel_ml.fairness.within.pooled import pooled_rows
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
    """
    controls = controls_of(rows)
    crossed = list(groupings(rows.declared, rows.protected))
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
    calibration = group_calibration(rows, crossed)
    return WithinGroups(
        calibration,
        error_curves(rows, crossed),
        conditional_rows(rows, plain) if controls else (),
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
            "Comparing like with like can explain discrimination away: where the kind of "
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
