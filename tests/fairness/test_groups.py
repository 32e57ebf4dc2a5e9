"""Single groups of several measures, beside everybody else."""

import numpy as np
import polars as pl

from peel_ml.data.declaration import Combination, Measure, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.groups import ANY_OTHER, MISSING, NOT_FULLY_RECORDED, groupings
from peel_ml.results.codes import NOT_STATED

FRAME = pl.DataFrame(
    {
        "race": ["Black", "Black", "White", "Black", NOT_STATED, "White", NOT_STATED],
        "age": ["10-17", "18-24", "10-17", "10-17", "10-17", "18-24", "18-24"],
    }
)


def combined(groups, **more):
    declared = Protected(
        measured={name: Measure(column=name, characteristic=name) for name in FRAME.columns},
        combinations=(Combination(of=("race", "age"), groups=groups),),
        **more,
    )
    return list(groupings(declared, ProtectedFrame(FRAME)))[-1]


def test_named_groups_stand_beside_one_group_of_all_others():
    found = combined((("Black", "10-17"),))
    assert found.levels == ("Black, 10-17", ANY_OTHER)
    assert found.codes.tolist() == [0, 1, 1, 0, MISSING, 1, MISSING]
    assert found.all_levels == ("Black, 10-17", ANY_OTHER, NOT_FULLY_RECORDED)
    assert found.phrases[:2] == ("Black people aged 10-17", "people of any other combination")


def test_whoever_is_not_fully_recorded_may_be_in_the_rest_and_in_what_is_known_of_them():
    found = combined((("Black", "10-17"),))
    rows = np.array([4, 6])
    assert found.may_be(0, rows).tolist() == [True, False]
    assert found.may_be(1, rows).tolist() == [True, True]


def test_a_group_that_nobody_is_in_has_no_row_and_the_order_is_that_of_the_levels():
    found = combined((("White", "18-24"), ("Asian", "10-17"), ("Black", "18-24")))
    assert found.levels == ("White, 18-24", "Black, 18-24", ANY_OTHER)


def test_all_cells_named_leaves_nobody_over():
    every = tuple((race, age) for race in ("Black", "White") for age in ("10-17", "18-24"))
    assert not (combined(every).codes == len(every)).any()
