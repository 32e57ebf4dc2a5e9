"""The model fitted again without its strongest proxies: what that costs, and what it changes between groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.metrics import Floats
from peel_ml.fairness.paired import Candidate, Compared, compared, selecting
from peel_ml.fairness.proxies.sentences import ablation_sentence
from peel_ml.results.proxies import Ablation, ProxyRow

Refit = Callable[[tuple[str, ...]], Floats]
"""From features to leave out to probabilities on the evaluated rows; ``()`` fits the same way with all of them."""

AT_ONCE = 2
"""Features left out, one at a time and then together."""


class Names(NamedTuple):
    """What an ablation's sentence is worded with."""

    measures: dict[str, str]
    unit: str
    performance: str


def left_out(rows: Sequence[ProxyRow], headline: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the sets of features to leave out: the strongest proxy of each headline measure, and both together.

    A feature counts as a proxy where it is shown to tell groups apart: its whole interval lies above .5. The
    measures take turns, so that the second feature is the next measure's strongest.
    """
    headed = [row for row in rows if row.characteristic in headline] or list(rows)
    shown = [[one.feature for one in row.features if one.auc.low is not None and one.auc.low > 0.5] for row in headed]
    longest = max((len(names) for names in shown), default=0)
    turns = [names[place] for place in range(longest) for names in shown if place < len(names)]
    chosen = tuple(dict.fromkeys(turns))[:AT_ONCE]
    every = len(headed[0].features) if headed else 0
    sets = [*((name,) for name in chosen), *((chosen,) if len(chosen) > 1 else ())]
    # A model needs a feature.
    return tuple(one for one in sets if len(one) < every)


def ablations(
    rows: Assessed,
    groupings: Sequence[Grouping],
    sets: Sequence[tuple[str, ...]],
    refit: Refit,
    names: Names,
    seed: int,
) -> tuple[Ablation, ...]:
    """Fit without each set of features, and compare with a model that was fitted the same way with all of them."""
    if not sets:
        return ()
    count = None if rows.decision is None else int(rows.decision.sum())

    def candidate(without: tuple[str, ...]) -> Candidate:
        expected = refit(without)
        return Candidate(expected, None if count is None else selecting(expected, count))

    candidates = [candidate(()), *(candidate(one) for one in sets)]
    found: list[Ablation] = []
    for grouping in groupings:
        answers = compared(
            rows.y,
            candidates,
            [grouping],
            rows.clusters,
            primary=rows.fairness.primary,
            performance=names.performance,
            fewest=rows.policy.reliability.shown,
            seed=seed,
        )
        for without, answer in zip(sets, answers[1:] if answers else (), strict=False):
            found.append(_ablation(without, grouping, answers[0], answer, rows, names))  # type: ignore[index]
    return tuple(found)


def _ablation(
    without: tuple[str, ...], grouping: Grouping, before: Compared, after: Compared, rows: Assessed, names: Names
) -> Ablation:
    return Ablation(
        without,
        grouping.name,
        before.worst.group,
        rows.fairness.primary,
        after.performance_change,
        after.gap_change,
        ablation_sentence(
            without,
            names.measures[grouping.name],
            before,
            after,
            metric=rows.fairness.primary,
            performance=names.performance,
            n=f"{len(rows.y):,} {names.unit}",
        ),
    )
