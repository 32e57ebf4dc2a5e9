"""What changed by a few between two revisions is not seen from both together; what dominates a sum is not shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.disclosure import INTERNAL, PUBLIC, controlled, dominated, published, remembered, revise
from peel_ml.disclosure.linked import Total
from peel_ml.errors import BadRequest
from tests.disclosure.people import CELLS, record_of

PARTS = ("a", "b", "c", "d")
TOTAL = [Total("all", PARTS)]


def counted(values):
    counts = dict(zip(PARTS, values, strict=True))
    return counts | {"all": sum(values)}


@settings(derandomize=True)
@given(
    st.lists(st.integers(8, 60), min_size=4, max_size=4),
    st.lists(st.sampled_from((0, 0, 1, 3, 6, 20)), min_size=4, max_size=4),
)
def test_no_small_change_follows_from_two_revisions(before, more):
    new = counted([one + each for one, each in zip(before, more, strict=True)])
    old = counted(before)
    found = revise(old, new, TOTAL, 5)
    shown = {key: new[key] - old[key] for key in new if key not in found.hidden}
    assert not [key for key, change in shown.items() if 0 < abs(change) < 5]
    missing = [key for key in new if key in found.hidden]
    # One withheld count of a total comes back by subtraction.
    assert len(missing) != 1, (old, new, missing)


def test_a_revision_in_which_only_the_total_shows_the_change_must_wait():
    old, new = counted([20, 30, 40, 50]), counted([21, 30, 40, 50])
    assert revise(old, new, TOTAL, 5, frozenset({"all"})).exposed == {"all"}


NUMBERS = [40] * len(CELLS)


def test_a_record_is_controlled_against_what_was_published():
    before = record_of(NUMBERS)
    shown = published(before, INTERNAL)
    known = remembered({}, {"internal": shown})
    changed = {
        ("Black", "Female", "North", 1): 42,
        ("White", "Male", "South", 0): 90,
        ("Asian", "Male", "South", 1): 75,
    }
    after = record_of([changed.get(cell, 40) for cell in CELLS])
    alone, _ = controlled(after, INTERNAL)
    together, _ = controlled(after, INTERNAL, known)
    numbers = [{(row.characteristic, row.group): row.n for row in one.fairness} for one in (alone, together)]
    key = ("ethnicity_officer x sex", "Black, Female")
    assert numbers[0][key] == 162
    assert numbers[1][key] is None
    for name, value in published(after, INTERNAL, known).items():
        if name in shown and name.endswith(": n"):
            assert not 0 < abs(value - shown[name]) < 5, name


def test_too_small_a_revision_is_refused():
    after = record_of([42, *NUMBERS[1:]])
    with pytest.raises(BadRequest, match="Fewer than 5 records changed"):
        controlled(after, INTERNAL, remembered({}, {"internal": published(record_of(NUMBERS), INTERNAL)}))


def test_what_a_public_view_publishes_is_rounded():
    shown = published(record_of([41] * len(CELLS)), PUBLIC)
    assert shown
    assert all(value % 5 == 0 for value in shown.values())


@pytest.mark.parametrize(
    ("contributions", "rules"),
    [
        ([900, 60, 40, 20], ("n-k", "p%")),
        ([30, 28, 25, 31, 27], ()),
        ([50, 45, 6], ("n-k",)),
        ([70, 20, 6], ("n-k", "p%")),
        ([12.0], ("n-k", "p%")),
        ([], ()),
    ],
)
def test_a_sum_that_few_make_up_is_not_shown(contributions, rules):
    assert dominated(contributions) == rules


def test_rules_of_dominance_need_shares():
    with pytest.raises(BadRequest, match="dominance"):
        dominated([1, 2], k=1.5)
