"""G07: disclosure control in both views, made again, and the attack by subtraction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.assurance.gates.g07_disclosure import GATE
from peel_ml.assurance.gates.subtraction import attacked
from peel_ml.cards import published as kept
from peel_ml.cards.build import drawn
from peel_ml.disclosure import INTERNAL, PUBLIC, controlled, published
from tests.assurance.made_submission import judged, made_submission


def test_controlled_views_pass():
    found = judged("G07")
    assert found.state == "passed"
    assert "none of the" in found.text


def test_small_numbers_were_tried():
    made = made_submission()
    shown = controlled(made.record, INTERNAL)[0]
    assert attacked(made.record, shown, INTERNAL).tried > 0


@pytest.mark.parametrize("view", ["card", "public"])
def test_a_view_with_the_numbers_as_they_are_fails(view):
    made = made_submission()
    bare = drawn(made.record, (), INTERNAL if view == "card" else PUBLIC)
    found = GATE.judge(replace(made, **{view: bare}))
    assert found.state == "failed"
    assert "something else than disclosure control gives" in found.text


def test_a_public_view_that_is_the_internal_one_fails():
    made = made_submission()
    assert "another view" in GATE.judge(replace(made, public=made.card)).text


def test_a_public_view_may_not_tell_where_the_run_took_place():
    made = made_submission()
    assert (
        "of the run that it may not" in GATE.judge(replace(made, public=replace(made.public, run=made.card.run))).text
    )


@pytest.mark.parametrize("name", ["card.html", "public.html", "card.md", "figures/f-timeline.csv", "card.pdf"])
def test_a_file_that_the_card_does_not_give_fails(name):
    found = judged("G07", files={name: b"1,2,3"})
    assert found.state == "failed"
    assert name in found.text


def test_views_are_there_where_they_have_to_be():
    made = made_submission()
    assert "no public view" in GATE.judge(replace(made, public=None)).text
    synthetic = replace(made.record, data=replace(made.record.data, synthetic=True))
    assert "Made-up data has a public view" in GATE.judge(replace(made, record=synthetic)).text


def test_the_attack_finds_what_subtraction_gives():
    """One group is withheld, and its total and every other part stand: it is the difference."""
    true = made_submission().record
    few = min((row for row in true.fairness if row.n), key=lambda row: row.n)
    assert few.n < 5
    rows = tuple(replace(row, n=None) if row.group == few.group else row for row in true.fairness)
    found = attacked(true, replace(true, fairness=rows), INTERNAL)
    assert found.found >= 1
    assert attacked(true, true, INTERNAL).shown_small >= 1


def test_numbers_that_contradict_each_other_are_no_pass():
    made = made_submission()
    shown = controlled(made.record, INTERNAL)[0]
    wrong = tuple(
        replace(row, n=row.n * 9) if row.group == "White" and row.n is not None else row for row in shown.fairness
    )
    assert attacked(made.record, replace(shown, fairness=wrong), INTERNAL).contradicted


def test_a_revision_that_nothing_can_hide_is_no_pass():
    made = made_submission()
    before = {"internal": {name: (n + 1,) for name, n in published(made.record, INTERNAL).items()}}
    found = judged("G07", files={kept.NAME: kept.dumps(before)})
    assert found.state == "failed"


def test_numbers_published_before_that_cannot_be_read_are_no_pass():
    assert judged("G07", files={kept.NAME: b"{"}).state == "failed"
