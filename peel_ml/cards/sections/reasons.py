"""What it goes by: the facts that move the score, in bins and never one person at a time."""

from __future__ import annotations

from peel_ml.cards.chart_content import Bar, BarChart, Interval, Mark, Panel, PanelChart
from peel_ml.cards.chart_series import ManyChart
from peel_ml.cards.content import (
    Block,
    Caution,
    Column,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Section,
    Table,
    grouped,
)
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections.evidence import evidence_of
from peel_ml.cards.words import count, counted, joined, number, plain, sentence, spread
from peel_ml.results.explanation import EffectBin, FeatureEffect, GroupContrast
from peel_ml.results.record import RunRecord

SHOWN_BARS = 12
SHOWN_PANELS = 4
TOLD = 6
TODAY, RANKING = "previous_process", "roc_auc"
CHANCE = 0.5
WORTH = 0.05
"""A model that ranks less than this better than chance goes mostly by nothing."""
MOSTLY = 0.9
"""Of what the model ranks better than chance, the share that one method must reach to be said to be mostly it."""


def section(record: RunRecord, declaration: Declaration) -> Section:
    """Return the section."""
    explanation = record.explanation
    effects = sorted(explanation.features, key=lambda effect: effect.rank)
    blocks: list[Block] = []
    if not effects:
        blocks.append(Paragraph("What the score goes by was not measured."))
        return Section("reasons", "What it goes by", tuple(blocks))
    blocks += [Caution(sentence(explanation.caveat)), _influence(effects, record, declaration)]
    blocks += [Paragraph(said, "Mostly one thing.") for said in _mostly(effects, record, declaration)]
    sentences = tuple(sentence(plain(effect.sentence)) for effect in effects[:TOLD] if effect.sentence)
    if sentences:
        blocks.append(Listing(sentences))
    binned = [effect for effect in effects if effect.bins][:SHOWN_PANELS]
    if binned:
        blocks.append(_panels(binned, record))
    if explanation.contrasts:
        blocks += _differences(record, declaration)
    return Section("reasons", "What it goes by", tuple(blocks))


def _mostly(effects: list[FeatureEffect], record: RunRecord, declaration: Declaration) -> list[str]:
    """Say so where the past share by a fact or two ranks nearly as well as all facts together.

    Of how much the model ranks better than chance, the share that today's method reaches alone.
    """
    by, scores = declaration.get("previous_process.rate_by"), record.scores
    beside = scores.baselines.get(TODAY, {}).get(RANKING)
    model = scores.metrics.get(RANKING)
    if not by or beside is None or model is None or beside.value is None or model.value is None:
        return []
    if model.value - CHANCE < WORTH or beside.value - CHANCE < MOSTLY * (model.value - CHANCE):
        return []
    names = {effect.feature: effect.plain_name for effect in effects}
    facts = joined([f"“{names.get(one, one)}”" for one in by])
    return [
        f"The past share by {facts} alone tells outcomes apart with an AUC of {number(beside.value)}, all facts "
        f"together with {number(model.value)}. So the ranking is mostly {facts}; other facts add little or nothing."
    ]


def _influence(effects: list[FeatureEffect], record: RunRecord, declaration: Declaration) -> Figure:
    top = effects[:SHOWN_BARS]
    leading = [effect.plain_name for effect in effects[:2]]
    drawn = "" if len(effects) <= SHOWN_BARS else f" The {SHOWN_BARS} largest of {len(effects)} are drawn."
    rows = tuple(
        (
            effect.plain_name,
            number(effect.mean_abs),
            str(effect.rank),
            f"{effect.rank_low} to {effect.rank_high}",
        )
        for effect in effects
    )
    return Figure(
        "f-influence",
        f"The score goes mostly by: {joined([f'“{name}”' for name in leading])}",
        f"Average size of the push each fact gives the score, on the model’s own scale, over "
        f"{count(record.explanation.sample_rows)} rows.{drawn}",
        f"The score is made from {counted(len(effects), 'fact')}. A longer bar means more influence, up or down.",
        " ".join(f"{effect.plain_name}: {number(effect.mean_abs, 2)}." for effect in top),
        BarChart(
            tuple(Bar(effect.plain_name, effect.mean_abs, number(effect.mean_abs, 2)) for effect in top),
            "Average size of the push on the score",
        ),
        Table(
            "Influence of each fact",
            (
                Column("Fact"),
                Column("Average push", True),
                Column("Place", True),
                Column("Place, 95% range", True),
            ),
            rows,
        ),
    )


def _panels(effects: list[FeatureEffect], record: RunRecord) -> Figure:
    panels = tuple(
        Panel(
            effect.plain_name,
            tuple(Bar(one.label, one.mean_contribution, _push(one.mean_contribution)) for one in _ordered(effect)),
        )
        for effect in effects
    )
    return Figure(
        "f-directions",
        "Which values push the score up or down",
        "Average push on the score for rows with each value (0 is no push). All panels share one scale.",
        "Bars to the right make the outcome more likely in the model’s eyes, bars to the left less likely. "
        "Each bar is an average over many rows.",
        "One panel for each of the leading facts, each bar with its figure beside it; the table has every figure.",
        PanelChart(panels, "Less likely", "More likely"),
        Table(
            "Average push for each value",
            (Column("Value"), Column("Number", True), Column("Average push", True)),
            grouped(
                (effect.plain_name, (one.label, count(one.n), _push(one.mean_contribution)))
                for effect in effects
                for one in _ordered(effect)
            ),
        ),
    )


_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _ordered(effect: FeatureEffect) -> tuple[EffectBin, ...]:
    """Return the bins in the record's order, but days of the week as the week goes."""
    if not {one.label for one in effect.bins} <= set(_WEEK):
        return effect.bins
    return tuple(sorted(effect.bins, key=lambda one: _WEEK.index(one.label)))


def _push(value: float) -> str:
    text = number(value, 2)
    return text if value < 0 or float(f"{value:.2f}") == 0 else f"+{text}"


def _differences(record: RunRecord, declaration: Declaration) -> list[Block]:
    """Return which fact makes most of the difference for each group of the primary measures."""
    evidence = evidence_of(record, declaration)
    most = [
        (measure, max((one for one in here if one.group == group), key=lambda one: abs(one.contrast)))
        for measure in evidence.leading
        if (here := [one for one in record.explanation.contrasts if one.characteristic == measure])
        for group in dict.fromkeys(one.group for one in here)
    ]
    drawn: list[Block] = [_moved(most, record, declaration)] if most else [Paragraph("This was not measured.")]
    return [Heading("Which facts make the difference between groups"), *drawn]


def _shown(one: GroupContrast) -> bool:
    return one.low is not None and one.high is not None and not one.low <= 0 <= one.high


def _moved(most: list[tuple[str, GroupContrast]], record: RunRecord, declaration: Declaration) -> Figure:
    """Draw for every group the one fact that moves its score most, in the record's order."""
    names = {effect.feature: effect.plain_name for effect in record.explanation.features}
    shown = [names.get(one.feature, one.feature) for _, one in most if _shown(one)]
    often = max(dict.fromkeys(shown), key=shown.count, default="")
    headline = (
        f"One fact is shown to move the score for {len(shown)} of {counted(len(most), 'group')}, most often “{often}”"
        if shown
        else f"No one fact is shown to move the score for any of {counted(len(most), 'group')}"
    )
    rows: list[Interval] = []
    for place, (measure, one) in enumerate(most):
        if len({name for name, _ in most}) > 1 and (not place or most[place - 1][0] != measure):
            rows.append(Interval(measure_name(measure, declaration), None, None, None, "other", ""))
        label = f"{one.group}: {names.get(one.feature, one.feature)}"
        mark: Mark = "shown" if _shown(one) else "not_shown"
        rows.append(Interval(label, one.contrast, one.low, one.high, mark, _push(one.contrast), strong=_shown(one)))
    return Figure(
        "f-contrasts",
        headline,
        "For each group the fact that moves its score most, compared with everyone else. 95% ranges, not "
        "corrected for looking at many.",
        "Right of the dashed line the fact raises the group’s score more than that of everyone else; left of it, less. "
        "It does not say why.",
        f"{counted(len(most), 'group')}; the table below has every figure.",
        ManyChart(
            tuple(rows),
            "signed",
            "Difference in average push",
            (("shown", "Difference shown"), ("not_shown", "Difference not shown")),
            centre_words="As for everyone else",
            below="Lowers it",
            above="Raises it",
        ),
        Table(
            "The fact that moves each group’s score most",
            (
                Column("Group"),
                Column("Fact"),
                Column("Number", True),
                Column("Difference in average push (95% range)", True),
                Column("Difference"),
            ),
            grouped(
                (
                    measure_name(measure, declaration),
                    (
                        one.group,
                        names.get(one.feature, one.feature),
                        count(one.n),
                        _push(one.contrast) + ("" if one.low is None else f" ({spread(one.low, one.high, 1, 2)})"),
                        "Shown" if _shown(one) else "Not tested" if one.low is None else "Not shown",
                    ),
                )
                for measure, one in most
            ),
        ),
    )
