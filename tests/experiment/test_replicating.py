"""A card derived again: the same body from the same data, and every difference from what is not."""

from dataclasses import replace

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import loads
from peel_ml.errors import BadRequest
from peel_ml.experiment.replicating import prepare, replicate


@pytest.fixture
def card(finished):
    record, settings = finished
    return loads((settings.runs / record.use_case / record.provenance.run_id / "card.json").read_bytes())


def recipe(card, **changes):
    return replace(card, body=replace(card.body, recipe=replace(card.body.recipe, **changes)))


def test_the_same_data_give_the_same_card_and_nothing_is_left(card, finished):
    _, settings = finished
    before = {path.name for path in settings.home.iterdir()}
    prepared = prepare(card, None, settings)
    assert prepared.same_data
    assert prepared.same_declaration
    replica = replicate(card, prepared, settings)
    assert replica.differences == ()
    assert replica.made_with == ()
    assert list((settings.home / "replicas").iterdir()) == []
    assert {path.name for path in settings.home.iterdir()} <= before | {"replicas", "samples"}


def test_another_seed_is_found(card, finished):
    _, settings = finished
    other = recipe(card, seed=9)
    replica = replicate(other, prepare(other, None, settings), settings)
    # The card's figures are those of the first seed; what is derived again is of the other one.
    assert any(leaf.path[0] == "sections" for leaf in replica.differences)


def test_a_changed_declaration_is_known_before_and_found_after(card, finished):
    _, settings = finished
    path = settings.usecases / "visits" / "usecase.yaml"
    text = path.read_text()
    try:
        path.write_text(text.replace('title: "Which cases need a visit?"', 'title: "Which cases?"'))
        prepared = prepare(card, None, settings)
        assert prepared.same_data
        assert not prepared.same_declaration
        found = {leaf.path: (leaf.before, leaf.after) for leaf in replicate(card, prepared, settings).differences}
    finally:
        path.write_text(text)
    assert found[("title",)] == ("Which cases need a visit?", "Which cases?")
    assert ("recipe", "declaration_sha256") in found


def test_one_row_less_is_another_digest(card, finished, tmp_path):
    _, settings = finished
    fewer = tmp_path / "cases.csv"
    fewer.write_text("".join((settings.usecases / "visits" / "cases.csv").read_text().splitlines(True)[:-1]))
    prepared = prepare(card, str(fewer), settings)
    assert not prepared.same_data
    assert prepared.data_sha256 != card.body.recipe.data_sha256


def test_what_the_card_was_made_with_is_no_difference(card, finished):
    _, settings = finished
    other = recipe(card, made_with={**card.body.recipe.made_with, "code": "0" * 40})
    replica = replicate(other, prepare(other, None, settings), settings)
    assert replica.differences == ()
    assert [leaf.path for leaf in replica.made_with] == [("code",)]


@pytest.mark.full
def test_an_opening_for_a_final_card_is_counted(made, tmp_path):
    from peel_ml import run
    from peel_ml.settings import read_settings

    settings = read_settings({}, start=made.make(tmp_path))
    record = run("visits", settings=settings, orchestrate=False, final=True)
    card = build(record)
    replica = replicate(card, prepare(card, None, settings), settings)
    assert replica.differences == ()
    assert replica.record.held_out.openings == 2
    assert replica.record.held_out.model_number == 1
    assert len((settings.home / "held_out.jsonl").read_text().splitlines()) == 2


def test_cards_that_cannot_be_derived_say_why(card, finished):
    _, settings = finished
    audit = replace(card, body=replace(card.body, kind="audit"))
    with pytest.raises(BadRequest, match="peel audit"):
        prepare(audit, None, settings)
    old = replace(card, body=replace(card.body, recipe=None))
    with pytest.raises(BadRequest, match=r"since 1\.1"):
        prepare(old, None, settings)
