"""Every block of evidence about groups: there when measured, absent when not, and saying what was found."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.content import Block, Figure, Fold, Table
from peel_ml.cards.markdown import to_markdown
from peel_ml.cards.sections import world
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.cards.sections.groups import section
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord


def groups(record: RunRecord) -> tuple[Block, ...]:
    """Return the section of a record as it is: what disclosure control holds back is tested where it is done."""
    return section(record, declaration_of(record)).blocks


HEADINGS = (
    "People without a recorded group",
    "Comparing like with like",
    "Does a percentage mean the same in each group?",
    "Mistakes at other cut-offs",
    "What if the record of the outcome is wrong?",
)


def test_what_was_not_measured_has_no_block(made: ModuleType) -> None:
    full, bare = made.card("real_final"), made.card("bare")
    for heading in HEADINGS:
        assert heading in made.reading.texts(made.reading.part(full, "groups").blocks)
        assert heading not in made.reading.texts(made.reading.part(bare, "groups").blocks)
    for name in ("proxies", "world"):
        assert name in {section.id for section in full.body.sections}
        assert name not in {section.id for section in bare.body.sections}
    assert "What data like these could show." in made.reading.texts(made.reading.part(full, "groups").blocks)
    assert "What data like these could show." not in made.reading.texts(made.reading.part(bare, "groups").blocks)


def test_every_treatment_of_the_missing_stands_side_by_side(made: ModuleType) -> None:
    blocks = made.reading.after(groups(made.real_final()), "People without a recorded group")
    fold = next(one for one in blocks if isinstance(one, Fold) and "each way of handling" in one.summary)
    table = next(one for one in fold.blocks if isinstance(one, Table))
    assert [column.name for column in table.columns][1:-1] == [
        "Left out",
        "Kept as a group",
        "Any group they could be",
        "Under an assumption",
        "Weighted for who is missing",
    ]
    assert {row[-1] for row in table.rows if len(row) > 1} == {"None can", "2%"}
    assert "They are spread over groups" in made.reading.texts(fold.blocks)


def test_withheld_rates_say_too_few(made: ModuleType) -> None:
    text = made.reading.texts(made.reading.after(groups(made.real_final()), "People without a recorded group"))
    assert "Under 10 Too few Too few Too few Too few" in text


def test_an_audit_of_practice_says_why_there_are_no_cut_offs(made: ModuleType) -> None:
    assert "nobody is selected" in made.reading.texts(
        made.reading.after(groups(made.real_final()), "Mistakes at other cut-offs")
    )
    served = made.reading.after(groups(made.service()), "Mistakes at other cut-offs")
    assert [type(one) for one in served] == [Figure]
    assert "At a cut-off of 50 in 100, between 25 and 25 in 100" in made.reading.texts(served)


def test_a_tipping_point_stands_beside_each_group(made: ModuleType) -> None:
    blocks = made.reading.after(groups(made.real_final()), "What if the record of the outcome is wrong?")
    text = made.reading.texts(blocks)
    assert "the answer would change for 7 of 14 groups" in text
    assert "Over 34 Within the limit 13.5% " in text
    assert "None does" in text


@pytest.mark.parametrize(
    ("auc", "words"),
    [
        (0.51, "barely better than a coin"),
        (0.58, "a little better than a coin"),
        (0.75, "well"),
        (0.95, "almost always"),
    ],
)
def test_how_far_facts_give_a_characteristic_away_is_said_in_words(made: ModuleType, auc: float, words: str) -> None:
    record = made.real_final()
    rows = tuple(replace(row, from_features=Estimate(auc, auc - 0.01, auc + 0.01)) for row in record.proxies.rows)
    card = build(replace(record, proxies=replace(record.proxies, rows=rows)))
    text = made.reading.texts(made.reading.part(card, "proxies").blocks)
    figure = next(one for one in made.reading.part(card, "proxies").blocks if isinstance(one, Figure))
    assert words in figure.headline
    said = {row.words for row in figure.chart.rows if row.label.endswith("from all facts")}
    assert said == {words[0].upper() + words[1:]}
    assert f"{100 * auc:.1f} ({100 * auc - 1:.1f} to {100 * auc + 1:.1f})" in text
    assert "18,000 rows" in text
    assert "AUC" not in text
    assert "AUC" in made.reading.texts(made.reading.part(card, "annex").blocks)
    assert "Borough (a small area)" in text


def test_not_used_is_never_said_without_how_far_others_give_it_away(made: ModuleType) -> None:
    def check(record: RunRecord) -> str:
        return next(one.text for one in build(record).body.checks if "among the facts the model uses" in one.title)

    told = check(made.real_final())
    assert "ethnicity as the officer recorded it: better than a coin, and often wrong. " in told
    assert "That is right for 68 in 100 (95% range: " in told
    assert "18,000 rows" in told
    assert "How far was not measured." in check(made.bare())


def test_what_leaving_a_fact_out_costs_and_changes_is_said_with_both_ranges(made: ModuleType) -> None:
    text = made.reading.texts(made.reading.part(made.card("real_final"), "proxies").blocks)
    assert "Without “Borough”: 0.4 fewer right picks in 100 (95% range: 0.1 to 0.7; 24,118 searches). " in text
    assert "of “Black” (ethnicity as the officer recorded it) by +0.2 (−0.2 to 0.6) points" in text


def test_less_unequal_alternatives_are_named_and_refusals_explained(made: ModuleType) -> None:
    card = made.card("service")
    text = made.reading.texts(made.reading.part(card, "alternatives").blocks)
    assert "Reweighed rows and Constrained in training" in text
    assert "would read a protected characteristic" in text
    none = replace(
        made.service(),
        mitigation=replace(
            made.service().mitigation,
            alternatives=tuple(replace(one, less_unequal=False) for one in made.service().mitigation.alternatives),
        ),
    )
    assert "None of those tried is less unequal" in made.reading.texts(
        made.reading.part(build(none), "alternatives").blocks
    )
    assert "alternatives" not in {section.id for section in made.card("real_final").body.sections}


def test_the_world_is_kept_apart_from_the_model(made: ModuleType) -> None:
    card = made.card("real_final")
    ids = [section.id for section in card.body.sections]
    assert ids.index("world") > ids.index("groups") + 1
    record = made.real_final()
    text = made.reading.texts(world.section(record, declaration_of(record)).blocks)
    assert "Not about the model." in text
    # Number, residents, rate and both ratios of one group stand in one row, each with its range.
    assert "8,900 4,000,000 11.0 (10.7 to 11.3) 1.60 (1.54 to 1.66) 1.35 (1.28 to 1.42)" in text
    assert "Other ethnic group 10 0 0 2 1.40 to 1.40" in text
    assert "Open Government Licence" in text
    none = Estimate(None, reason="too few to report")
    few = replace(record.world.rates[1], records=None, rate=none, ratio=none, ratio_within_areas=none)
    withheld = replace(record, world=replace(record.world, rates=(record.world.rates[0], few, *record.world.rates[2:])))
    table = made.reading.texts(world.section(withheld, declaration_of(withheld)).blocks)
    assert f"{few.group} Too few {few.residents:,} Too few Too few to report Too few to report" in table


def test_nothing_withheld_shows_as_a_value_of_the_language(made: ModuleType) -> None:
    for name in ("real_final", "service", "prohibited"):
        text = to_markdown(made.card(name))
        assert not re.search(r"\b(?:None(?! can| does| declared| by itself| of)|nan|True|False)\b", text)
