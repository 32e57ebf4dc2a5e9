"""Who reads the two accounts of ethnicity, the missing groups and the residents on both cards pins no small count."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.disclosure.accounts import PEOPLE, read, record_of, secrets

MANY = [41 + 3 * at for at in range(len(PEOPLE))]


def with_few(few):
    return [few.get(cell, n) for cell, n in zip(PEOPLE, MANY, strict=True)]


ACCOUNTS = with_few(
    {("Black", "White", "North"): 2, ("Black", "White", "South"): 1, ("Black", "White", PEOPLE[2][2]): 0}
)
MISSING = with_few({("Not stated", "Asian", area): n for area, n in zip(("North", "South", PEOPLE[2][2]), (1, 2, 0))})
AREA = with_few({("Not stated", officer, "South"): 1 for officer in ("Asian", "Black", "White")})
RESIDENTS = with_few({("Asian", officer, "North"): 1 for officer in ("Asian", "Black", "White")})


@pytest.mark.parametrize(
    "numbers", [ACCOUNTS, MISSING, AREA, RESIDENTS], ids=["accounts", "missing", "area", "residents"]
)
def test_a_small_count_could_be_the_minimum(numbers):
    attacker, learnt = read(record_of(numbers))
    assert all(learnt.values()), learnt
    found = secrets(numbers)
    assert found
    for name, (test, true) in found.items():
        low, high = attacker.span(test)
        assert low <= true <= high
        assert low < high, (name, low, high)
        assert high >= 5, (name, low, high)


@settings(max_examples=12, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
@given(st.lists(st.sampled_from((0, 0, 1, 2, 4, 6, 12, 40, 90)), min_size=len(PEOPLE), max_size=len(PEOPLE)))
def test_no_small_count_of_any_people_is_pinned(numbers):
    if sum(numbers) < 200:
        return
    attacker, _ = read(record_of(numbers))
    for name, (test, true) in secrets(numbers).items():
        low, high = attacker.span(test)
        assert low <= true <= high
        assert low < high, (name, low, high)
