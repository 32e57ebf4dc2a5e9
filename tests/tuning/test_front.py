import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.errors import PeelError
from peel_ml.results.space import Parameter
from peel_ml.tuning.front import on_front, search_front
from peel_ml.tuning.workers import Workers

SPACE = (Parameter("x", "float", 0, 1), Parameter("size", "int", 1, 100, log=True))
POINT = st.tuples(st.integers(0, 6), st.integers(0, 6))


@given(st.lists(POINT, min_size=1, max_size=40))
def test_no_point_on_the_front_is_beaten_and_every_other_is(points):
    def beats(one, other):
        return one[0] >= other[0] and one[1] <= other[1] and one != other

    front = [point for point, kept in zip(points, on_front(points), strict=True) if kept]
    rest = [point for point, kept in zip(points, on_front(points), strict=True) if not kept]
    assert front
    assert not any(beats(one, other) for one in points for other in front)
    assert all(any(beats(one, other) for one in front) for other in rest)


def both(params):
    """High where x is high, and low where x is low: everything is on the front but what size spoils."""
    if params["size"] > 60:
        raise ValueError("too large")
    return params["x"] - params["size"] / 1000, params["x"] + params["size"] / 1000


def found(folder, objective=both, **given):
    return search_front(objective, SPACE, **{"trials": 14, "seed": 3, "folder": folder, **given})


def test_the_front_of_a_known_trade_off(tmp_path):
    front = found(tmp_path, fixed=({"x": 1.0, "size": 1}, {"x": 0.0, "size": 1}))
    assert (front[0].number, front[0].high) == (0, 0.999)
    assert (front[-1].number, front[-1].low) == (1, 0.001)
    assert [one.high for one in front] == sorted((one.high for one in front), reverse=True)
    assert [one.low for one in front] == sorted((one.low for one in front), reverse=True)


def test_the_same_whatever_the_workers_and_when_taken_up_again(tmp_path):
    whole = found(tmp_path / "one")
    assert found(tmp_path / "two", workers=Workers(3)) == whole
    found(tmp_path / "three", trials=5)
    calls = []

    def counted(params):
        calls.append(params)
        return both(params)

    assert found(tmp_path / "three", counted) == whole
    assert len(calls) == 9


def test_it_learns_from_what_it_tried(tmp_path):
    """Towards small sizes, the only thing that is good in both."""

    sizes = []

    def only_size(params):
        sizes.append(params["size"])
        return -params["size"], params["size"]

    found(tmp_path, only_size, trials=24)
    assert np.median(sizes[-8:]) < np.median(sizes[:8]) / 2


@pytest.mark.parametrize("refused", [MemoryError(), RuntimeError("can't start new thread")])
def test_a_trial_that_ran_out_of_memory_is_no_result(tmp_path, refused):
    def hungry(params):
        raise refused

    with pytest.raises(type(refused)):
        found(tmp_path, hungry, trials=4)
    assert not list(tmp_path.glob("*"))


def test_failures_are_kept_out_and_all_failing_is_an_error(tmp_path):
    front = found(tmp_path / "some", fixed=({"x": 1.0, "size": 99},))
    assert 0 not in {one.number for one in front}

    def never(params):
        raise ValueError("no group is large enough")

    with pytest.raises(PeelError, match="two aims failed") as raised:
        found(tmp_path / "none", never, trials=4)
    assert "no group is large enough" in str(raised.value.problems)
