"""How far each group's share with the outcome lies from everybody else's, and whether that has moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.disclosure import TOO_FEW, suppress_small
from peel_ml.monitoring.frames import Floats
from peel_ml.monitoring.limits import Limits
from peel_ml.monitoring.measured import Measured, points, untold, unwatched
from peel_ml.monitoring.outcomes import NOT_KNOWN
from peel_ml.monitoring.report import Figure
from peel_ml.monitoring.sides import Sides
from peel_ml.monitoring.usual import Change, changed, swing
from peel_ml.results.codes import MISSING_CODES

MIN_OUTCOMES = 10
"""With fewer expected of either outcome in a group the normal distribution does not describe its gap."""

_GROUPS = (
    "Tell the owner and the equality reviewer. Look at how these records were made, and make a new run: nothing may be "
    "concluded about groups from the old one."
)


@dataclass(frozen=True)
class _Gap:
    group: str
    change: Change | None
    """``None`` where too few people stand behind it to compare."""
    counts: tuple[int, int, int, int]
    """With and without the outcome: before, now."""


def group_gaps(sides: Sides, limits: Limits) -> Iterator[Measured]:
    """Watch for each measure how far each group's share with the outcome lies from everybody else's."""
    known, new = sides.known
    for name, measure in sides.case.protected.measured.items():
        title = f"Groups: {measure.name or name}"
        if not new.any():
            yield unwatched("group-gap", title, NOT_KNOWN, name)
            continue
        before, after = (part.protected.frame[name] for part in sides.wholes)
        with_group = [~values.is_in(MISSING_CODES).to_numpy() for values in (before, after)]
        rows = known & with_group[0], new & with_group[1]
        groups = sorted(set(before.filter(rows[0]).unique()) | set(after.filter(rows[1]).unique()))
        gaps = [_gap(sides, group, (before == group).to_numpy(), (after == group).to_numpy(), rows) for group in groups]
        nobody = _counts(sides, (known & ~with_group[0], new & ~with_group[1]))
        yield _measured(name, title, measure.name or name, gaps, nobody, _strictest(sides, name, limits))


def _strictest(sides: Sides, name: str, limits: Limits) -> float:
    """Return the platform's limit, or a stricter one that a monitor declares: each group is held to it by itself."""
    watches = [monitor.watch for monitor in sides.case.monitors if monitor.watch is not None]
    declared = [one.limit for one in watches if one.signal == "group-gap" and (not one.of or name in one.of)]
    return min([limits.group_gap, *(limit for limit in declared if limit is not None)])


def _counts(sides: Sides, rows: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> tuple[int, int, int, int]:
    """Return the rows with and without the outcome, before and now."""
    sums = [
        (int((part.target[which] == 1).sum()), int(which.sum())) for part, which in zip(sides.wholes, rows, strict=True)
    ]
    (ones, n), (ones_now, n_now) = sums
    return ones, n - ones, ones_now, n_now - ones_now


def _gap(
    sides: Sides,
    group: str,
    old: NDArray[np.bool_],
    new: NDArray[np.bool_],
    rows: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> _Gap:
    y = [part.target == 1 for part in sides.wholes]
    by_month = sides.prepared.by_month
    inside = rows[0] & old, rows[1] & new
    outside = rows[0] & ~old, rows[1] & ~new
    n = by_month(inside[0]), by_month(outside[0])
    ones = by_month(inside[0] & y[0]), by_month(outside[0] & y[0])
    n_now = float(inside[1].sum()), float(outside[1].sum())
    ones_now = float((inside[1] & y[1]).sum()), float((outside[1] & y[1]).sum())
    counts = _counts(sides, inside)
    pooled = (ones[0].sum() + ones[1].sum()) / max(1.0, n[0].sum() + n[1].sum())
    fewest = min(n[0].sum(), n[1].sum(), *n_now) * min(pooled, 1 - pooled)
    if fewest < MIN_OUTCOMES:
        return _Gap(group, None, counts)
    return _Gap(group, _gap_change(ones, n, ones_now, n_now, sides.clustered), counts)


def _gap_change(
    ones: tuple[Floats, Floats],
    n: tuple[Floats, Floats],
    ones_now: tuple[float, float],
    n_now: tuple[float, float],
    clustered: float,
) -> Change:
    """Compare a gap between two shares with that of the months before, as `share_change` does a share."""
    shares = [(ones[side].sum() + ones_now[side]) / (n[side].sum() + n_now[side]) for side in (0, 1)]
    spread = [share * (1 - share) for share in shares]
    there = (n[0] > 0) & (n[1] > 0)
    variance = spread[0] / n[0][there] + spread[1] / n[1][there]
    each = ones[0][there] / n[0][there] - ones[1][there] / n[1][there]
    before = float(ones[0].sum() / n[0].sum() - ones[1].sum() / n[1].sum())
    now = ones_now[0] / n_now[0] - ones_now[1] / n_now[1]
    chance = sum(spread[side] * (1 / n[side].sum() + 1 / n_now[side]) for side in (0, 1))
    return changed(before, now, clustered * chance, swing(each, clustered * variance))


def _measured(
    about: str, title: str, words: str, gaps: list[_Gap], nobody: tuple[int, int, int, int], limit: float
) -> Measured:
    tested = [(gap, gap.change) for gap in gaps if gap.change is not None]
    if not tested:
        why = f"{words}: no group has enough records of either outcome on both sides."
        return untold("group-gap", about, title, limit, why)
    # A group is printed only where none of its four counts is small, nor gives another group's away by subtraction;
    # those without a recorded group are counted among the groups for it.
    printed = [suppress_small([*(gap.counts[at] for gap in gaps), nobody[at]]) for at in range(4)]
    shown = [all(counts[row] is not None for counts in printed) for row in range(len(gaps))]
    # The limit and chance are held against one and the same group; each measure asks once for each of its groups.
    ps = [min(1.0, change.p * len(tested)) for _, change in tested]
    beyond = [p for p, (_, change) in zip(ps, tested, strict=True) if abs(change.change) >= limit]
    return Measured(
        "group-gap",
        about,
        title,
        f"{words}: {_said(tested, dict(zip((gap.group for gap in gaps), shown, strict=True)))}.",
        limit,
        _GROUPS,
        moved=max(abs(change.change) for _, change in tested),
        reach=max(change.reach for _, change in tested),
        p=min(beyond or ps),
        figures=tuple(_figure(gap, seen) for gap, seen in zip(gaps, shown, strict=True)),
    )


def _said(tested: list[tuple[_Gap, Change]], shown: dict[str, bool]) -> str:
    ordered = sorted(tested, key=lambda one: -abs(one[1].change))
    named = next(((gap, change) for gap, change in ordered if shown[gap.group]), None)
    if named is None:
        return "the groups are too small to be named"
    gap, change = named
    more = "" if ordered[0][0] is gap else "; a group that is too small to be named moved more"
    return (
        f"{gap.group} moved most against everybody else, from {points(change.before)} to {points(change.now)} "
        f"points{more}"
    )


def _figure(gap: _Gap, shown: bool) -> Figure:
    if not shown:
        return Figure(gap.group, reason=TOO_FEW)
    if gap.change is None:
        return Figure(gap.group, reason=f"fewer than {MIN_OUTCOMES} with one of the outcomes")
    before, now = sum(gap.counts[:2]), sum(gap.counts[2:])
    one = gap.change
    return Figure(
        gap.group,
        round(one.now, 4),
        round(one.before, 4),
        round(one.change, 4),
        round(one.low, 4),
        round(one.high, 4),
        now,
        before,
    )
