"""All nine characteristics are accounted for, and none that was not checked reads as a pass."""

import numpy as np
import polars as pl
import pytest

from peel_ml.data.declaration import NINE, Measure, NotMeasured, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.register import DUTY, NO_SIGN, characteristics, disagreement, disagreement_share, headline
from peel_ml.results.codes import NOT_RECORDED, NOT_STATED

AREA = {
    "disability": "disability",
    "gender_reassignment": "transgender identity",
    "religion_or_belief": "faith",
    "sexual_orientation": "sexual orientation",
}


def registered(values, characteristic="race", **not_measured):
    declared = Protected(
        measured={"group": Measure(column="group", characteristic=characteristic)}, not_measured=not_measured
    )
    found = characteristics(declared, ProtectedFrame(pl.DataFrame({"group": values})))
    assert [one.name for one in found] == list(NINE)
    return {one.name: one for one in found}


def not_measured(why="not_recorded", reason="No field.", **steps):
    return NotMeasured(why=why, reason=reason, **steps)


@pytest.mark.parametrize("name", [name for name in NINE if name != "race"])
def test_what_nobody_declared_carries_the_duty_of_inquiry(name):
    one = registered(["a", "b"] * 50)[name]
    assert one.status == "not_recorded"
    for words in (NO_SIGN, DUTY, "Done to find out: not yet answered.", "Planned: not yet answered."):
        assert words in one.statement
    assert (AREA.get(name, "no strand") in one.statement) == (name in AREA)


def test_what_was_and_will_be_done_is_said_and_the_duty_is_then_answered():
    one = registered(["a"] * 9, disability=not_measured(steps_taken="Looked", steps_planned="Ask."))["disability"]
    assert one.statement.startswith("No field. " + NO_SIGN)
    assert "Done to find out: Looked. Planned: Ask." in one.statement
    assert DUTY not in one.statement
    assert "Recorded hate crime by area has a strand for it (disability)" in one.statement


def test_half_an_answer_is_no_answer():
    one = registered(["a"] * 9, disability=not_measured(steps_taken="Looked."))["disability"]
    assert DUTY in one.statement


@pytest.mark.parametrize("why", ["unlawful_to_process", "not_relevant"])
def test_a_characteristic_is_set_aside_for_a_reason_or_not_at_all(why):
    given = registered(["a"] * 9, sex=not_measured(why, "Because of this."))["sex"]
    assert given.status == why
    assert given.statement.startswith("Because of this. ")
    assert "It was not checked." in given.statement or NO_SIGN in given.statement
    blank = registered(["a"] * 9, sex=not_measured(why, "  "))["sex"]
    assert blank.status == "not_recorded"
    assert DUTY in blank.statement


def test_a_measure_nobody_has_is_not_measured():
    one = registered([NOT_STATED] * 40)["race"]
    assert one.status == "not_recorded"
    assert "Nothing could be checked." in one.statement
    assert DUTY in one.statement


@pytest.mark.parametrize(("missing", "share"), [(0, 0.0), (3, None), (20, 0.2), (98, None), (100, 1.0)])
def test_a_small_number_of_people_is_not_given_as_a_share(missing, share):
    one = registered([NOT_RECORDED] * missing + ["a"] * (100 - missing))["race"]
    assert one.missing_share.get("group") == share
    few = {
        3: "group. A few records have no recorded group.",
        98: "group. All but a few records have no recorded group.",
    }
    assert one.statement == few.get(missing, one.statement)


def test_the_headline_counts_what_was_measured():
    found = registered(["a", "b"], disability=not_measured("not_relevant"))
    assert headline(list(found.values())) == "We could check 1 of 9 protected characteristics."


def accounts(pairs, weights=None):
    """Return the two accounts of ethnicity; `pairs` gives rows for (self, officer)."""
    own, other = ([name for pair, n in pairs.items() for name in [pair[at]] * n] for at in (0, 1))
    declared = Protected(
        measured={name: Measure(column=name, characteristic="race") for name in ("ethnicity_self", "ethnicity_officer")}
    )
    return declared, ProtectedFrame(pl.DataFrame({"ethnicity_self": own, "ethnicity_officer": other})), 5, weights


BLACK = "Black, Black British, Caribbean or African"
PAIRS = {
    ("White", "White"): 400,
    ("White", "Black"): 40,
    ("White", NOT_RECORDED): 100,
    (BLACK, "White"): 20,
    (BLACK, "Black"): 280,
    (BLACK, NOT_RECORDED): 30,
    ("Mixed or multiple ethnic groups", "White"): 25,
    ("Mixed or multiple ethnic groups", "Black"): 35,
    ("Mixed or multiple ethnic groups", NOT_RECORDED): 10,
    (NOT_STATED, "White"): 90,
    (NOT_STATED, "Black"): 500,
    (NOT_STATED, NOT_RECORDED): 20,
}


def test_how_many_differ_of_those_with_both():
    assert disagreement_share(*accounts(PAIRS)) == (40 + 20 + 25 + 35) / 800


def test_it_is_worked_out_from_what_is_shown():
    made = accounts(PAIRS | {(BLACK, "White"): 3})
    shown = {(cell["self"], cell["officer"]): cell["n"] for cell in disagreement(*made) if cell["n"]}
    both = {pair: n for pair, n in shown.items() if not {NOT_STATED, NOT_RECORDED} & set(pair)}
    assert (BLACK, "White") not in both
    same = sum(n for (one, other), n in both.items() if one.split(",")[0] == other)
    assert disagreement_share(*made) == pytest.approx(1 - same / sum(both.values()))


def test_where_what_is_withheld_could_matter_there_is_none():
    assert disagreement_share(*accounts({pair: n // 10 for pair, n in PAIRS.items()})) is None
    assert disagreement_share(*accounts({(NOT_STATED, "White"): 50})) is None
    only = Protected(measured={"group": Measure(column="group", characteristic="race")})
    assert disagreement_share(only, ProtectedFrame(pl.DataFrame({"group": ["a"]})), 5) is None


def test_weights_count_rows_as_often():
    declared = Protected(measured={"group": Measure(column="group", characteristic="race")})
    frame = ProtectedFrame(pl.DataFrame({"group": ["a", NOT_STATED]}))
    one = next(one for one in characteristics(declared, frame, np.array([75, 25])) if one.name == "race")
    assert one.missing_share == {"group": 0.25}
    declared, frame, minimum, _ = accounts(dict.fromkeys(PAIRS, 1))
    found = disagreement_share(declared, frame, minimum, np.array(list(PAIRS.values())))
    assert found == disagreement_share(*accounts(PAIRS))
