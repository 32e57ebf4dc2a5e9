"""Protected columns of real rows: groups that can be compared, or a clear refusal without a row's value."""

import re

import polars as pl
import pytest

from peel_ml.data.declaration import Measure, Protected
from peel_ml.errors import BadRequest
from peel_ml.usecase.group_columns import MOST, bands, refuse_unusable

DECLARED = Protected(
    measured={
        "sex": Measure(column="sex", characteristic="sex"),
        "age": Measure(column="years", characteristic="age"),
    }
)


def refused(**columns):
    with pytest.raises(BadRequest) as caught:
        refuse_unusable(pl.DataFrame(columns), DECLARED)
    return str(caught.value)


def test_groups_pass():
    refuse_unusable(pl.DataFrame({"sex": ["F", "M"], "years": [1, 2]}), DECLARED)
    many = [str(number) for number in range(MOST)]
    refuse_unusable(pl.DataFrame({"sex": ["F", "M"] * (MOST // 2), "years": many}), DECLARED)


def test_a_characteristic_nobody_recorded_passes_and_stands_on_the_card():
    refuse_unusable(pl.DataFrame({"sex": ["Not recorded"] * 2, "years": [None, None]}), DECLARED)


def test_one_group_and_thousands_are_said_at_once():
    message = refused(sex=["Hidden", "Not stated"] * 1500, years=[number * 7.77 for number in range(3000)])
    assert "'sex' holds one group" in message
    assert "'years' holds 3,000 different values; at most 200 groups are compared" in message
    assert re.search(r"for example under 5000, 5000 to \d+", message)
    assert "Hidden" not in message
    assert not re.search(r"\d\.\d", message)


def test_names_and_numbers_in_text_are_told_apart():
    sexes = ["F", "M"] * 250
    assert "Make bands of it" in refused(sex=sexes, years=[str(number) for number in range(500)])
    assert "coarser groups" in refused(sex=sexes, years=[f"person {number}" for number in range(500)])


@pytest.mark.parametrize(
    "numbers", [[0.0] * 500, [0.0, 1.0] * 200, list(range(1000)), [-5.0, 1e6] * 9, [0.01, 0.02, 3]]
)
def test_bands_rise(numbers):
    named = bands(pl.Series(numbers, dtype=pl.Float64))
    ends = [float(end) for end in re.findall(r"-?[\d.]+(?:e[+-]?\d+)?(?= to| and)", named)]
    assert named.startswith("under ")
    assert ends == sorted(set(ends))
    assert ends
