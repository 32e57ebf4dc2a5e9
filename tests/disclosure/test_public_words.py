"""In everything that the public reads, numbers of people are rounded; what may stand exact counts something else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from peel_ml.cards.publishing import CARDS, publication
from peel_ml.results.findings import Finding
from peel_ml.results.record import loads
from peel_ml.results.stability import Stability
from peel_ml.usecase.load import load_use_case
from tests.cards.made.records import real_final
from tests.disclosure.numbers import Page, kind, numbers, walked

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = sorted(
    path.parent
    for path in ROOT.glob(f"{CARDS}/*/public.json")
    if load_use_case(ROOT / "usecases" / path.parent.name).studied is None
)
"""Of use cases whose rows are people or events. Rows of a study are areas; its marked counts have their own tests."""


def exact(files):
    """Every number in the public files that is of no kind that may stand exact."""
    read, judged, found = 0, set(), []
    for name in ("public.json", "atrs.json"):
        for number, where, context in walked(json.loads(files[name])):
            read += 1
            judged.add(number)
            if kind(where, context) is None:
                found.append((name, number, where, context))
    # The page is drawn from the card. What it adds is marks on axes and sums over the card's own lists.
    for where, text in Page(files["public.html"].decode()).said:
        for number, _, context in numbers(text, where):
            read += 1
            if number not in judged and kind(where, context) is None:
                found.append(("public.html", number, where, context))
    assert read > 100
    return found


def told(record):
    """The record with exact numbers of people in each kind of sentence that a card quotes."""
    sentence = "Of 28,757 searches 943 searches and 17 of 312 rows are meant, n 57."
    finding = Finding("duplicate-rows", "warn", "Rows repeat", sentence, "", ({"rows_missing": 57},))
    return replace(
        record,
        data=replace(record.data, notes=("Labels of outcome by era: 18+1 (310,818), from 2018 (818).", sentence)),
        world=replace(record.world, statement=sentence),
        proxies=replace(record.proxies, statement=sentence, sample_rule=sentence),
        fairness_assessment=replace(record.fairness_assessment, statement=sentence),
        explanation=replace(record.explanation, sample_rule=sentence),
        scores=replace(record.scores, resampling_rule=sentence, fitted_rule=sentence),
        stability=Stability("roc_auc", (0.6, 0.7), (), rule=sentence),
        findings=(finding, *record.findings),
    )


@pytest.mark.parametrize("change", [lambda record: record, told])
def test_no_exact_number_of_people_stands_in_public(change):
    assert exact(publication(change(real_final())).files) == []


@pytest.mark.parametrize("folder", COMMITTED, ids=lambda folder: folder.name)
def test_no_exact_number_of_people_stands_in_a_committed_card(folder):
    assert exact({name: (folder / name).read_bytes() for name in ("public.json", "public.html", "atrs.json")}) == []


@pytest.mark.real_data
def test_no_exact_number_of_people_of_a_real_run_stands_in_public():
    runs = [loads(path.read_bytes()) for path in sorted(ROOT.glob(".peel/runs/*/*/record.json"))[-20:]]
    runs = [one for one in runs if not one.data.synthetic and not one.quick]
    if not runs:
        pytest.skip("no run on real data on this machine: peel run stop-search-outcome --data PATH")
    assert exact(publication(runs[-1]).files) == []


@pytest.mark.parametrize("words", ["Of 28,757 searches", "17 of 312 rows", "(818)", "n 57.", "Withheld for 57 people"])
def test_an_exact_number_of_people_is_of_no_kind(words):
    assert [kind("/body/summary", context) for _, _, context in numbers(words)][:1] == [None]
