"""What differs between two cards: complete, the same the other way about, and giving no small count away."""

import dataclasses
import json
import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.cards.build import build
from peel_ml.cards.diff.compare import difference
from peel_ml.cards.diff.content import Row, Side, dumps, summary
from peel_ml.cards.diff.counts import HIDDEN, close_hidden, counts
from peel_ml.cards.diff.html import to_html
from peel_ml.cards.diff.text import to_text
from peel_ml.cards.recipe import recipe_of
from peel_ml.disclosure import INTERNAL, PUBLIC, controlled
from peel_ml.errors import BadRequest
from peel_ml.results.record import dumps as record_text
from peel_ml.results.record import loads


def side(record, name="one", view=INTERNAL):
    return Side(name, build(record, view), controlled(record, view)[0])


def rows(found, part):
    return next(one.rows for one in found.parts if one.id == part)


def with_declared(record, **changes):
    declaration = {**record.provenance.declaration, **changes}
    return dataclasses.replace(record, provenance=dataclasses.replace(record.provenance, declaration=declaration))


def with_row(record, change, where=lambda row: True):
    """Change the first row of the primary metric that is meant; None takes it out."""
    done, kept = False, []
    for row in record.fairness:
        if not done and row.primary and row.missing == "complete_case" and row.difference is not None and where(row):
            done = True
            if change is None:
                continue
            row = dataclasses.replace(row, **change)
        kept.append(row)
    assert done
    return dataclasses.replace(record, fairness=tuple(kept))


@pytest.fixture(scope="module")
def real(made):
    return made.real_final()


@pytest.fixture(scope="module")
def moved(real):
    """The same use case a revision later: figures, groups, words and settings moved."""
    auc = dataclasses.replace(real.scores.metrics["roc_auc"], value=0.71, low=0.7, high=0.72)
    changed = dataclasses.replace(
        real,
        seed=5,
        scores=dataclasses.replace(real.scores, metrics={**real.scores.metrics, "roc_auc": auc}),
        model=dataclasses.replace(real.model, features=(*real.model.features[1:], "new_fact")),
        data=dataclasses.replace(real.data, rows=real.data.rows + 1, sha256="f" * 64, notes=("A new note",)),
        fairness_assessment=dataclasses.replace(
            real.fairness_assessment,
            tolerance=dataclasses.replace(real.fairness_assessment.tolerance, limit=0.2, agreed=True),
        ),
    )
    changed = with_declared(changed, title="Another title", what_changed_because_of_this=["A training course"])
    return with_row(changed, {"difference": 0.3, "difference_low": 0.25, "difference_high": 0.35, "verdict": "outside"})


@pytest.fixture(scope="module")
def one(real):
    return side(real)


@pytest.fixture(scope="module")
def other(moved):
    return side(moved)


@pytest.fixture(scope="module")
def there(one, other):
    return difference(one, other)


@pytest.fixture(scope="module")
def back(one, other):
    return difference(other, one)


@pytest.mark.parametrize("name", ["real_final", "service", "synthetic", "hollow", "bare"])
def test_a_card_does_not_differ_from_itself(made, name):
    record = made.RUNS[name]()
    found = difference(side(record), side(record))
    assert [part.id for part in found.parts if part.rows] == []
    assert summary(found) == ("The two cards say the same.",)


def test_a_card_made_from_the_record_s_file_is_the_card_of_the_run(made):
    for name, make in made.RUNS.items():
        record = make()
        assert build(loads(record_text(record))).body == build(record).body, name


def test_the_other_way_about_every_row_is_mirrored(there, back):
    for part, other in zip(there.parts, back.parts, strict=True):
        assert part.id == other.id
        mirrored = {(row.what, row.after, row.before, row.under) for row in part.rows}
        assert mirrored == {(row.what, row.before, row.after, row.under) for row in other.rows}, part.id
    assert there.before == back.after


def test_every_part_says_what_moved(there):
    found = there
    assert "Digest of the files" in [row.what for row in rows(found, "data")]
    assert Row("", None, "A new note.", under="Notes") in rows(found, "data")
    used = {(row.before, row.after) for row in rows(found, "features") if row.under == "Facts the model uses"}
    assert used == {("Used", None), (None, "Used")}
    (auc,) = (row for row in rows(found, "metrics") if row.under == "This model")
    assert auc.after == "71.0 in 100 (95% range 70.0 to 72.0)"
    assert auc.said == "The ranges do not overlap."
    judged = {row.what: (row.before, row.after) for row in rows(found, "judged")}
    assert judged["Whether the limit is agreed"] == ("Not agreed", "Agreed")
    assert judged["The limit for differences"][1] == "20.0 points"
    assert ("Seed", "5") in [(row.what, row.after) for row in rows(found, "made")]
    assert ("Title", "Another title") in [(row.what, row.after) for row in rows(found, "text")]
    assert any("newly outside the limit" in sentence for sentence in summary(found))


def test_both_answers_stand_before_and_after(there, back):
    (row,) = (row for row in rows(there, "groups") if row.after and row.after.endswith("Outside the limit."))
    assert row.before.startswith("−") or row.before.startswith("+")
    assert "difference is shown." in row.before
    assert "+30.0 points (95% range 25.0 to 35.0)" in row.after
    assert row.said.startswith("Newly outside the limit.")
    assert any("No longer outside the limit." in row.said for row in rows(back, "groups"))


def test_groups_that_appear_and_vanish_are_told(real, one):
    without = side(with_row(real, None))
    (came,) = rows(difference(without, one), "groups")
    (went,) = rows(difference(one, without), "groups")
    assert (came.before, came.said[:18]) == (None, "This group is new.")
    assert (went.after, went.said[:19]) == (None, "This group is gone.")


def test_every_changed_leaf_of_the_declaration_appears(real, one):
    @given(data=st.data())
    def holds(data):
        declaration = json.loads(json.dumps(real.provenance.declaration))
        place, keys = declaration, []
        while isinstance(place, dict | list) and place:
            keys.append(data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))))
            holder, place = place, place[keys[-1]]
        holder[keys[-1]] = "an answer nobody gave before"
        # The record alone: a card may refuse such a declaration, the difference must not lose it.
        other = dataclasses.replace(one, record=with_declared(real, **declaration))
        assert "an answer nobody gave before" in [row.after for row in rows(difference(one, other), "declared")], keys

    holds()


def test_declared_answers_are_named_by_their_questions(real, one):
    other = with_declared(real, decision={**real.provenance.declaration["decision"], "maker": "Somebody else"})
    (row,) = rows(difference(one, side(other)), "declared")
    assert (row.what, row.after) == ("Who makes that decision", "Somebody else")


def test_counts_that_lie_close_together_are_not_printed(real, one):
    more = dataclasses.replace(real, data=dataclasses.replace(real.data, rows=real.data.rows + 4))
    found = difference(one, side(more))
    (row,) = (row for row in rows(found, "data") if row.what == "Rows read")
    assert (row.before, row.after) == (HIDDEN, HIDDEN)
    for text in (to_text(found), to_html(found), dumps(found)):
        assert f"{real.data.rows:,}" not in text
        assert f"{real.data.rows + 4:,}" not in text


@given(st.integers(0, 4000), st.integers(-12, 12), st.sampled_from([5, 10]))
def test_no_two_printed_counts_differ_by_fewer_than_the_minimum(one, more, minimum):
    other = max(0, one + more)
    before, after, _ = counts(one, other, minimum)
    assert (HIDDEN in before) == (0 < abs(one - other) < minimum) == (HIDDEN in after)
    texts = close_hidden(f"{one:,} searches of people.", f"{other:,} searches of people.", minimum)
    if min(one, other) >= minimum:
        assert (HIDDEN in texts[0]) == (HIDDEN in texts[1]) == (0 < abs(one - other) < minimum)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("58.5% of them", "58.6% of them"),
        ("71 in 100 cases", "72 in 100 cases"),
        ("12 questions are open", "13 questions are open"),
        ("Since March 2023", "Since March 2024"),
        ("2023-03-01 to 2023-04-01", "2023-03-02 to 2023-04-01"),
        ("3 of 9 characteristics", "4 of 9 characteristics"),
    ],
)
def test_numbers_that_count_no_people_stay(before, after):
    assert close_hidden(before, after, 5) == (before, after)


def test_cards_alone_are_compared_by_what_they_say(one, other):
    found = difference(Side("a", one.card), Side("b", other.card))
    assert [part.id for part in found.parts] == ["data", "text", "tables", "made"]
    assert "no figure alone" in found.cautions[0]
    assert ("Seed", "5") in [(row.what, row.after) for row in rows(found, "made")]


def test_figures_of_other_periods_are_marked(made, real, one):
    found = difference(side(dataclasses.replace(made.synthetic(), use_case=real.use_case)), one)
    assert any("made-up data" in one for one in found.cautions)
    assert any("held-out period" in one for one in found.cautions)


@pytest.mark.parametrize("render", [to_text, to_html])
def test_synthetic_says_so(made, render):
    one = side(made.synthetic())
    found = difference(one, one)
    assert render(found).count("SYNTHETIC") >= 3


def test_other_use_cases_other_views_and_audits_are_refused(made, real):
    with pytest.raises(BadRequest, match="Only cards of one use case"):
        difference(side(real, "a"), side(dataclasses.replace(real, use_case="another"), "b"))
    with pytest.raises(BadRequest, match="the internal card and b the public one"):
        difference(side(real, "a"), side(real, "b", PUBLIC))
    audit = Side("c", made.card("allowed"))
    with pytest.raises(BadRequest, match="an audit of"):
        difference(Side("a", build(real)), audit)


def test_the_page_is_valid_needs_nothing_else_and_runs_nothing_from_outside(made):
    one = made.hostile("<script>alert(1)</script>")
    other = with_declared(one, title="<img src=x onerror=alert(1)>")
    page = to_html(difference(side(one), side(other)))
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<img" not in page
    assert page.count("<script>") == 1
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)


def test_the_same_two_give_the_same_bytes(real, moved):
    def bytes_of():
        found = difference(side(loads(record_text(real))), side(loads(record_text(moved))))
        return to_text(found), to_html(found), dumps(found)

    once = bytes_of()
    assert once == bytes_of()
    assert "/home" not in once[2]


def test_the_recipe_of_a_card_is_that_of_its_run(made):
    for make in made.RUNS.values():
        record = make()
        body = build(record).body
        assert body.recipe == recipe_of(record)
        assert (body.recipe.seed, body.recipe.data_sha256) == (record.seed, record.data.sha256)
