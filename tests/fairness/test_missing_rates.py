"""Shares without a recorded group: no small number of people can be worked out from what is shown."""

from itertools import product

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from peel_ml.fairness.groups import groupings
from peel_ml.fairness.missing.rates import missing_rates, shares
from peel_ml.results.codes import NOT_RECORDED, NOT_STATED
from tests.fairness.made_assessed import assessed

MINIMUM = 3
level = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda one: sum(one) >= MINIMUM)


def could_be(levels, shown, missing, rest):
    """Return every number without a record that each level could have, given what is shown.

    Whoever looks on knows how many people each level holds and how many of all are without a record; of the people at
    no level also their own number without one, unless it is small. (They lack both records, and so stand at no level
    of the other measure's table either, which gives them away unless its own rule holds back.)
    """
    held = [at for at, share in enumerate(shown) if share is None]
    known = sum(round(share * sum(levels[at])) for at, share in enumerate(shown) if share is not None)
    left = missing - known
    listed = [sum(column) for column in zip(*levels, strict=True)]
    small = rest is not None and min(*rest, *listed) < MINIMUM
    pools = [range(sum(levels[at]) + 1) for at in held]
    pools += [range(sum(rest) + 1)] if small else []
    left -= 0 if rest is None or small else rest[0]
    ways = [way for way in product(*pools) if sum(way) == left]
    return held, small, ways


@given(st.lists(level, min_size=2, max_size=4), st.none() | level, st.lists(st.booleans(), min_size=4, max_size=4))
@example([(2, 9), (9, 9), (8, 9)], None, [False] * 4)
@example([(8, 8), (9, 9)], (1, 8), [False] * 4)
@example([(2, 9), (2, 9), (8, 9)], None, [True, True, False, False])
def test_no_small_number_can_be_worked_out(levels, rest, hidden):
    sizes, without = [sum(one) for one in levels], [one[0] for one in levels]
    all_of = [*levels, *([rest] if rest else [])]
    missing = sum(one[0] for one in all_of)
    recorded = sum(one[1] for one in all_of)
    # Where hardly anybody is without a record, or with one, nothing at all is broken down.
    if min(missing, recorded) < MINIMUM:
        return
    shown = shares(sizes, without, missing + recorded, missing, hidden[: len(levels)], MINIMUM)
    held, small, ways = could_be(levels, shown, missing, rest)
    assert ways
    open_ones = [(at, all_of[at]) for at in held] + ([(len(levels), rest)] if small else [])
    for place, (_, (with_none, with_one)) in enumerate(open_ones):
        values = {way[place] for way in ways}
        size = with_none + with_one
        if with_none < MINIMUM:
            assert max(values) >= MINIMUM
        if with_one < MINIMUM:
            assert max(size - value for value in values) >= MINIMUM


def test_what_is_shown_is_right():
    assert shares([100, 50, 40], [20, 25, 10], 190, 55, [False] * 3, 5) == [0.2, 0.5, 0.25]


def test_a_level_that_may_not_be_shown_is_never_alone():
    shown = shares([100, 50, 40], [20, 25, 10], 190, 55, [False, True, False], 5)
    assert shown == [0.2, None, None]


def rates(rows, assessment):
    single = [one for one in groupings(rows.declared, rows.protected) if one.parts.shape[1] == 1]
    return {(one.measure, one.by, one.level): one for one in missing_rates(rows, assessment, single)}


def test_rates_by_everything_that_matters():
    rng = np.random.default_rng(3)
    n = 2000
    y = rng.random(n) < 0.4
    sex, area = rng.choice(["Female", "Male"], n), rng.choice(["Camden", "Ealing"], n)
    group = np.where(rng.random(n) < np.where(y, 0.1, 0.3), NOT_STATED, rng.choice(["a", "b"], n))
    found = rates(*assessed(y, {"group": group, "sex": sex}, area=area))
    gone = group == NOT_STATED
    assert found["group", "all", "all"].share == gone.mean()
    assert found["group", "outcome", "with an outcome"].share == gone[y].mean()
    assert found["group", "outcome", "without an outcome"].n == (~y).sum()
    assert found["group", "sex", "Female"].share == gone[sex == "Female"].mean()
    assert found["group", "area", "Camden"].share == gone[area == "Camden"].mean()
    assert {key for key in found if key[0] == "sex"} == {("sex", "all", "all")}
    assert found["sex", "all", "all"].share == 0.0


def test_hardly_anybody_missing_is_no_share():
    y = np.arange(300) % 2
    group = np.where(np.arange(300) < 3, NOT_RECORDED, np.where(np.arange(300) % 3, "a", "b"))
    found = rates(*assessed(y, {"group": group}))
    assert [(key, one.share) for key, one in found.items()] == [(("group", "all", "all"), None)]


def test_a_share_does_not_complete_a_broken_line_of_another_table():
    """Of three people recorded both as b and as Other the sexes crossed with groups say nothing; nor may this."""
    group = np.repeat(["a", "b"], 500)
    sex = np.where(np.arange(1000) % 2, "Male", "Female").astype("<U20")
    sex[500:503], sex[503:600] = "Other", NOT_RECORDED
    sex[:100] = NOT_RECORDED
    sex[100:140] = "Other"
    found = rates(*assessed(np.arange(1000) % 2, {"group": group, "sex": sex}, intersections=(("group", "sex"),)))
    assert found["sex", "group", "b"].share is None
    assert found["sex", "group", "a"].share is None


def test_a_small_area_is_not_worked_out_from_the_tables_of_two_measures():
    """Each measure alone would hold back another area beside the small one, and so give both away."""
    rng = np.random.default_rng(4)
    area = np.repeat(["small", "one", "two", "three"], [3, 200, 210, 800])
    n = len(area)
    measures = {
        name: np.where(rng.random(n) < np.where(area == less, 0.1, 0.4), NOT_STATED, rng.choice(["a", "b"], n))
        for name, less in (("group", "one"), ("eth", "two"))
    }
    found = rates(*assessed(np.arange(n) % 2, measures, area=area))
    hidden = [
        {level for (of, by, level), one in found.items() if (of, by) == (name, "area") and one.n is None}
        for name in measures
    ]
    assert hidden[0] == hidden[1] == {"small", "one"}
