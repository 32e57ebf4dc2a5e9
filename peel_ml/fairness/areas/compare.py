"""Groups of areas compared with all other areas, and judged against the limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.areas.groups import AreaGroups, area_groups
from peel_ml.fairness.areas.ratios import Ratio, ratio
from peel_ml.fairness.areas.values import SHARES, AreaValues, refuse_unusable
from peel_ml.fairness.engine import tolerance_of
from peel_ml.fairness.register import characteristics, headline
from peel_ml.fairness.statistics.correction import Key, holm
from peel_ml.results.fairness import FairnessAssessment, FairnessRow, Tolerance, Verdict

FEWEST = 5
"""Areas on either side below which nothing is judged: their spread cannot be told from so few."""
WITHIN = 0.96
"""Confidence of the interval that must lie inside the limit: 2% a side, because the variance is an estimate."""


@dataclass(frozen=True)
class _Compared:
    groups: AreaGroups
    group: int
    value: AreaValues
    areas: int
    below: float
    own: Ratio | None
    rest: Ratio | None
    gap: Ratio | None


def compare_areas(
    values: Sequence[AreaValues],
    frame: pl.DataFrame,
    area: str,
    weight: str | None,
    asked: Asked,
    larger: str | None = None,
) -> FairnessAssessment:
    """Compare every group of areas with all other areas on every metric.

    Parameters
    ----------
    values : sequence of AreaValues
        Metrics that are not declared as judged are shown and not judged.
    frame : polars.DataFrame
        Rows with the area, its weight and its composition.
    area, weight : str
        Columns of `frame`.
    asked : Asked
        What is judged, against which limit.
    larger : str, optional
        Column of the larger area that each area is part of, for example the borough of a ward. Neighbours are alike:
        with it, what lies in one larger area counts as one observation. Without it, where a tenth of what wards
        differ by was common to their borough, 18% of data sets showed a difference that was not there.

    Returns
    -------
    FairnessAssessment
        With its rows. One Holm correction over all judged comparisons, once for "is there a difference" and once for
        "is it larger than the limit".

    Raises
    ------
    PeelError
        A metric's sums are no numbers, or something below its line is negative.

    Notes
    -----
    Chance is what areas of one group differ by (see `peel_ml.fairness.areas.ratios`). A month that is unusual for all
    areas alike cancels in a difference. One that is unusual for a group of areas does not: it is part of what is found.
    """
    refuse_unusable(values)
    tolerance = tolerance_of(asked.fairness, asked.decision_type, asked.policy)
    groups = area_groups(frame, area, weight, asked.protected.composition)
    parts = _parts(frame, area, larger)
    compared = [one for each in groups for value in values for one in _compared(each, value, parts)]
    judged = [one for one in compared if _judged(one, asked)]
    different = _rejected(judged, 0.0, asked.policy.alpha)
    beyond = _rejected(judged, tolerance.limit, asked.policy.alpha)
    rows = tuple(
        _row(one, asked, tolerance, _judged(one, asked), different.get(_key(one), False), beyond.get(_key(one), False))
        for one in compared
    )
    nine = characteristics(asked.protected, ProtectedFrame(pl.DataFrame()))
    said = (
        f"Groups of areas by who lives in them. {headline(nine)} No row is about a single person."
        if rows
        else f"Areas could not be compared by who lives in them. {headline(nine)}"
    )
    there = {str(name) for value in values for name in np.unique(value.areas)}
    unknown = max((len(there - each.group.keys()) for each in groups), default=0)
    if unknown:
        said += f" {unknown:,} of {len(there):,} areas are in no group, because it is not known who lives there."
    return FairnessAssessment(
        rows=rows,
        characteristics=nine,
        tolerance=tolerance,
        metric=asked.fairness.primary,
        worse=asked.fairness.worse,
        family=len(judged),
        clusters=len({name for each in groups for name in each.group}) or None,
        disagreement=(),
        policy_version=asked.policy.version,
        statement=said,
    )


def _parts(frame: pl.DataFrame, area: str, larger: str | None) -> Mapping[str, str] | None:
    if larger is None:
        return None
    pairs = frame.select(pl.col(area).cast(pl.String), pl.col(larger).cast(pl.String)).drop_nulls()
    first = pairs.group_by(area).agg(pl.col(larger).min())
    return dict(zip(first[area].to_list(), first[larger].to_list(), strict=True))


def _compared(groups: AreaGroups, value: AreaValues, parts: Mapping[str, str] | None) -> list[_Compared]:
    sums = (
        pl.DataFrame({"area": value.areas.astype(str), "up": value.numerator, "down": value.denominator})
        .group_by("area")
        .agg(pl.col("up").sum(), pl.col("down").sum())
        .sort("area")
    )
    names = sums["area"].to_list()
    place = np.array([groups.group.get(name, -1) for name in names])
    # An area without a larger one is one of its own.
    _, cluster = np.unique([parts.get(name, name) if parts else name for name in names], return_inverse=True)
    up, down = sums["up"].to_numpy(), sums["down"].to_numpy()
    made = []
    for number in range(len(groups.labels)):
        inside, outside = place == number, (place != number) & (place >= 0)
        own, rest = _ratio(up, down, cluster, inside), _ratio(up, down, cluster, outside)
        if own and rest and value.metric in SHARES:
            share = float(up[place >= 0].sum() / down[place >= 0].sum())
            own, rest = (
                one.at_least(share * (1 - share) / float(down[which].sum()))
                for one, which in ((own, inside), (rest, outside))
            )
        gap = own.minus(rest) if own and rest else None
        made.append(_Compared(groups, number, value, int(inside.sum()), float(down[inside].sum()), own, rest, gap))
    return made


def _ratio(
    up: NDArray[np.float64], down: NDArray[np.float64], cluster: NDArray[np.int64], which: NDArray[np.bool_]
) -> Ratio | None:
    _, number = np.unique(cluster[which], return_inverse=True)
    sums = [np.bincount(number, values[which]).astype(np.float64) for values in (up, down)]
    return ratio(sums[0], sums[1])


def _judged(one: _Compared, asked: Asked) -> bool:
    return one.value.metric in asked.fairness.judged and not _unjudged(one)


def _unjudged(one: _Compared) -> str:
    """Return why the spread of areas cannot be told; nothing where it can."""
    if one.own is None or one.rest is None or min(one.own.areas, one.rest.areas) < FEWEST:
        return f"fewer than {FEWEST} areas apart from each other on one side"
    if not one.own.variance or not one.rest.variance:
        return "all areas of one side are exactly alike, so chance cannot be told"
    return ""


def _key(one: _Compared) -> Key:
    return frozenset({(one.groups.measure, one.groups.labels[one.group], one.value.metric)})


def _rejected(judged: Sequence[_Compared], limit: float, alpha: float) -> Mapping[Key, bool]:
    if not judged:
        return {}
    keys = [_key(one) for one in judged]
    p = np.array([one.gap.p_beyond(limit) if one.gap else 1.0 for one in judged])
    return dict(zip(keys, holm(p, keys, alpha).rejected.tolist(), strict=True))


def _row(
    one: _Compared, asked: Asked, tolerance: Tolerance, judged: bool, different: bool, beyond: bool
) -> FairnessRow:
    label = one.groups.labels[one.group]
    own, gap = one.own, one.gap
    own_ends = own.interval(asked.policy.confidence) if own else (None, None)
    ends = gap.interval(asked.policy.confidence) if gap else (None, None)
    verdict, reason = _verdict(one, asked, tolerance, judged, beyond)
    return FairnessRow(
        characteristic=one.groups.measure,
        group=label,
        metric=one.value.metric,
        primary=one.value.metric == asked.fairness.primary,
        missing="complete_case",
        n=one.areas,
        denominator=round(one.below),
        estimate=own.value if own else None,
        low=own_ends[0],
        high=own_ends[1],
        reference=None,
        difference=gap.value if gap else None,
        difference_low=ends[0],
        difference_high=ends[1],
        ratio=None,
        ratio_low=None,
        ratio_high=None,
        difference_shown=different if judged else None,
        verdict=verdict,
        reason=reason,
        sentence=_sentence(label, one, ends, different, verdict, reason),
        p_value=gap.p_beyond(0.0) if gap else None,
    )


def _verdict(one: _Compared, asked: Asked, tolerance: Tolerance, judged: bool, beyond: bool) -> tuple[Verdict, str]:
    if one.value.metric not in asked.fairness.judged:
        return "not_judged", "no limit is declared for this metric"
    if not judged or one.gap is None:
        return "cannot_tell", _unjudged(one)
    if beyond:
        return "outside", "the gap is larger than the limit, after correction"
    low, high = one.gap.interval(WITHIN)
    if -tolerance.limit <= low and high <= tolerance.limit:
        return "within", "the whole interval is inside the limit"
    return "cannot_tell", "the interval reaches beyond the limit"


def _sentence(
    label: str,
    one: _Compared,
    ends: tuple[float | None, float | None],
    shown: bool,
    verdict: Verdict,
    reason: str,
) -> str:
    if one.gap is None or ends[0] is None or ends[1] is None:
        return f"{label}: not compared, {reason}"
    if one.value.unit == "points":
        size = f"{100 * one.gap.value:+.1f} points against all other areas"
        size += f" ({100 * ends[0]:+.1f} to {100 * ends[1]:+.1f})"
    else:
        size = f"{one.gap.value:+.3g} against all other areas ({ends[0]:+.3g} to {ends[1]:+.3g})"
    size = size.replace("-", "\u2212")
    if _unjudged(one):
        return f"{label}: {size}. Not judged, {_unjudged(one)}"
    first = "a difference is shown" if shown else "no difference is shown"
    last = {
        "within": "It is within the limit",
        "outside": "It is outside the limit",
        "cannot_tell": "Whether it exceeds the limit cannot be told",
        "not_judged": "It is not judged",
    }[verdict]
    return f"{label}: {first}: {size}. {last}"


__all__ = ["FEWEST", "SHARES", "AreaValues", "compare_areas"]
