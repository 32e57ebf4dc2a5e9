"""The card of top areas and of the simulated loop: what it says follows from the figures."""

from dataclasses import replace

import numpy as np
import pytest

from peel_ml.cards.build import build
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.hotspots.found import found
from peel_ml.fairness.areas.groups import AreaGroups
from peel_ml.forecasting.feedback import World, feedback, spread_by_residents
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.studies.hotspots import Burden, CurvePointAt, Exposure, Hotspots

HELD = Estimate(0.308, 0.26, 0.366)


def hotspots(answer="do_not_build", gain=(0.001, -0.003, 0.006), ceiling=(0.009, 0.002, 0.017)):
    picked = {"lightgbm": 0.054, "area_mean": 0.055, "hindsight": 0.054}
    return Hotspots(
        share=0.05,
        areas=400,
        picked=20,
        least_gain=0.02,
        answer=answer,
        best_simple="area_mean",
        gain=Estimate(*gain),
        hindsight=HELD,
        ceiling=Estimate(*ceiling),
        ceiling_by_chance=0.003,
        shared=0.93,
        stay=0.98,
        curve=tuple(CurvePointAt(at, dict.fromkeys(picked, at**0.4)) for at in (0.05, 0.5, 1.0)),
        burden=(Burden("share_black", "Lowest fifth (1.0% to 5.0%)", 80, 0.2, 0.1, picked),),
        exposure=(Exposure("share_black", picked),),
        all_residents=picked,
    )


def loop(top_share):
    reported, residents = np.exp(np.random.default_rng(1).normal(2, 1, 100)), np.full(100, 1700.0)
    names = [str(number) for number in range(100)]
    world = World(names, reported, spread_by_residents(reported, residents), residents, top_share)
    half = AreaGroups("share_black", ("Low", "High"), {name: int(int(name) >= 50) for name in names})
    return feedback(world, [half], rounds=3, draws=2)


@pytest.fixture
def record(made_cards):
    def make(top=None, top_share=0.05):
        base = made_cards.studies.forecast()
        scores = replace(
            base.scores,
            primary="recall_at_k",
            metrics={"recall_at_k": HELD},
            baselines={"area_mean": {"recall_at_k": HELD}},
            lift=PairedDifference("recall_at_k", "area_mean", 0.001, -0.003, 0.006),
            comparisons=(),
        )
        scores = scores if top else base.scores
        detail = replace(base.detail, hotspots=top, feedback=loop(top_share))
        return replace(base, scores=scores, detail=detail)

    return make


@pytest.mark.parametrize(
    ("top", "said"),
    [
        (hotspots(), "Do not build a model: the areas it picks hold 30.8%"),
        (hotspots(), "Even knowing each month in advance would add less than the 2.0 points"),
        (hotspots(ceiling=(0.05, 0.04, 0.06)), "It adds less than the 2.0 points"),
        (hotspots("worth_building", (0.05, 0.03, 0.07), (0.2, 0.1, 0.3)), "A model is worth building"),
        (hotspots("cannot_tell", (0.01, -0.01, 0.03), (0.2, 0.1, 0.3)), "Not shown to be worth building"),
    ],
)
def test_the_finding_follows_the_answer(record, top, said):
    assert said in found(record(top), Declaration({}))


def test_the_card_says_who_lives_there_and_names_no_place(record):
    card = build(record(hotspots()))
    sections = {section.id: section for section in card.body.sections}
    text = str(sections["groups"])
    assert "Who lives in the areas that would be picked" in text
    assert "None of the areas picked is named" in str(sections["works"])
    assert card.body.headline.startswith("Do not build a model")


@pytest.mark.parametrize("top", [None, hotspots()])
@pytest.mark.parametrize("top_share", [None, 0.05])
def test_both_kinds_of_forecast_tell_of_the_loop(record, top, top_share):
    card = build(record(top, top_share))
    (section,) = (section for section in card.body.sections if section.id == "feedback")
    assert section.title == "Could it feed on itself?"
    assert "A simulation." in str(section.blocks[0])
    assert ("to the 5% of areas at the top" in str(section)) is (top_share is not None)


def test_without_a_simulation_there_is_no_such_section(record):
    base = record()
    card = build(replace(base, detail=replace(base.detail, feedback=None)))
    assert "feedback" not in {section.id for section in card.body.sections}
