"""From comparisons to rows: the verdict, what may be shown, and the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from peel_ml.disclosure import TOO_FEW, suppress_small
from peel_ml.fairness import sentences
from peel_ml.fairness.blocks import Block
from peel_ml.fairness.figures import too_few_clusters, with_comparison, with_figure
from peel_ml.fairness.judging import Comparison, Found, Judging, worst_answer
from peel_ml.fairness.metrics import Rows
from peel_ml.fairness.missing.allocations import Scale, Unknown
from peel_ml.fairness.missing.unknowns import Unknowns
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.statistics.comparison import own_limits
from peel_ml.results.fairness import FairnessRow, Verdict

NOBODY = "nobody in this group counts for this metric"
NOBODY_ELSE = "nobody else counts for this metric"


def rows_of(blocks: Sequence[Block], found: Found, judging: Judging, rows: Rows) -> list[FairnessRow]:
    """Return a row for every group of every block."""
    comparisons: dict[tuple[int, int], list[Comparison]] = {}
    seen = {"complete_case": 0, "as_group": 0}
    for at, entry in enumerate(found.entries):
        assert found.pairs is not None
        within = seen[entry.missing]
        seen[entry.missing] += 1
        beyond = found.beyond.get(entry.missing)
        comparisons.setdefault((entry.block, entry.code), []).append(
            Comparison(
                entry.against,
                at,
                found.pairs.take(np.array([at])),
                bool(found.differs[entry.missing].rejected[within]),
                beyond is not None and bool(beyond.rejected[within]),
                1.0 if beyond is None else float(beyond.level[within]),
            )
        )
    answer = []
    complete: dict[tuple[str, str], FairnessRow] = {}
    withheld = _withheld(blocks, judging.policy)
    for block in blocks:
        low, high = own_limits(block.group, (1 - judging.policy.confidence) / 2)
        # Where the missing are a group of their own nobody is left to allocate.
        allocated = judging.judged and block.missing == "complete_case"
        scale = Scale.of(judging.tolerance, judging.worse, adjusted=judging.adjusted)
        unknown = Unknowns(block.grouping, rows, judging.metric, scale) if allocated else None
        for code, group in enumerate(block.levels):
            row = _row(
                block,
                code,
                group,
                judging,
                (float(low[code]), float(high[code])),
                comparisons.get((block.number, code), []),
                found,
                None if unknown is None else unknown.of(code),
                complete.get((block.grouping.name, group)),
                hidden=withheld[block.grouping.name, group],
            )
            if block.missing == "complete_case":
                complete[block.grouping.name, group] = row
            answer.append(
                _counted(
                    row,
                    int(block.group.rows[code]),
                    withheld[block.grouping.name, group],
                    block.counts[code],
                    judging.policy,
                )
            )
    return answer


def _withheld(blocks: Sequence[Block], policy: Policy) -> dict[tuple[str, str], bool]:
    """Return the groups whose count is withheld: small ones, and what would give one away by subtraction."""
    answer: dict[tuple[str, str], bool] = {}
    for block in blocks:
        shown = suppress_small(block.counts, policy.publication.internal)
        for level, count in zip(block.levels, shown, strict=True):
            answer[block.grouping.name, level] = answer.get((block.grouping.name, level), False) or count is None
    return answer


def _counted(row: FairnessRow, denominator: int, hidden: bool, n: int, policy: Policy) -> FairnessRow:
    shown = not hidden and denominator >= policy.publication.internal
    return replace(row, n=None if hidden else n, denominator=denominator if shown else None)


def _row(
    block: Block,
    code: int,
    group: str,
    judging: Judging,
    own: tuple[float, float],
    comparisons: list[Comparison],
    found: Found,
    people: tuple[Unknown, Unknown] | None,
    complete: FairnessRow | None,
    *,
    hidden: bool,
) -> FairnessRow:
    """Return the row of one group.

    `people` are those without a recorded group who may be in it, and those who cannot; `complete` is the group's row
    over the people with a recorded group; `hidden` says that its number is withheld.
    """
    policy, words, who = judging.policy, judging.words, block.grouping.phrases[code]
    recorded = code < len(block.grouping.levels)
    judged = judging.judged and recorded
    denominator = int(block.group.rows[code])
    row = FairnessRow(
        characteristic=block.grouping.name,
        group=group,
        metric=judging.metric,
        primary=judging.primary and block.grouping.headline,
        missing=block.missing,
        n=None,
        denominator=None,
        estimate=None,
        low=None,
        high=None,
        reference=None,
        difference=None,
        difference_low=None,
        difference_high=None,
        ratio=None,
        ratio_low=None,
        ratio_high=None,
        difference_shown=None,
        verdict="cannot_tell" if judged else "not_judged",
        reason=NOBODY,
        sentence="",
    )
    if not comparisons:
        # The group's own figure does not need anybody else.
        shown = denominator >= policy.reliability.shown
        reason = NOBODY_ELSE if shown else TOO_FEW if denominator else NOBODY
        row = with_figure(row, block, code, own, judging) if shown else row
        return replace(row, reason=reason, sentence=sentences.withheld(who, reason))
    assert found.compared is not None
    first = comparisons[0]
    answer: Verdict
    share: float | None = None
    if judged:
        said = worst_answer(block, code, judging, comparisons, found, people)
        answer, reason, share = said.verdict, said.reason, said.flipping_share
    else:
        answer = "not_judged"
        reason = "shown beside the primary metric" if recorded else "no limit protects people without a group"
    if complete is not None and answer in ("within", "outside") and answer != complete.verdict:
        # An answer holds only if every allocation gives it, and this is one of them.
        answer, reason = "cannot_tell", complete.reason
    others = int(first.pair.b.rows[0])
    enough = policy.reliability.shown if answer != "outside" else policy.publication.internal
    if denominator < enough:
        reason = TOO_FEW if answer != "outside" else f"{reason}; {TOO_FEW}"
        return replace(row, verdict=answer, reason=reason, sentence=sentences.withheld(who, reason))
    row = with_figure(row, block, code, own, judging)
    if others < enough:
        reason = "too few others to compare with"
        return replace(row, verdict=answer, reason=reason, sentence=sentences.withheld(who, reason))
    row = with_comparison(row, block, comparisons, found, people)
    different = None if too_few_clusters(first.pair) else first.shown
    compared = found.compared.take(slice(first.at, first.at + 1))
    sentence = sentences.compared(
        words,
        judging.metric,
        who,
        None if hidden else denominator,
        float(compared.difference[0]),
        float(compared.low[0]),
        float(compared.high[0]),
        (
            float(first.pair.a.observed[0]),
            float((first.pair.a.expected if judging.adjusted else first.pair.b.observed)[0]),
        ),
    )
    return replace(
        row,
        difference_shown=different,
        verdict=answer,
        reason=reason,
        flipping_share=share,
        sentence=f"{sentence} {sentences.answers(words, different, answer, reason)}",
    )
