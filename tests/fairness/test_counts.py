"""The fast path against Fairlearn's MetricFrame."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.fairness.counts import confusion, rates
from peel_ml.fairness.metrics import ALL, COUNT_METRICS, values_of
from peel_ml.fairness.reference import TOLERANCE, parity

rows = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from("abc")), min_size=1, max_size=60)


def arrays(drawn):
    y, decision, groups = zip(*drawn, strict=True)
    return np.array(y, np.int8), np.array(decision, np.int8), np.array(groups)


@settings(deadline=None, max_examples=40)
@given(rows)
def test_counts_equal_fairlearn(drawn):
    y, decision, groups = arrays(drawn)
    result = parity(y, np.linspace(0, 1, len(y)), decision, groups)
    assert result.largest <= TOLERANCE
    assert result.compared >= 3


def test_a_wrong_count_is_seen(monkeypatch):
    import peel_ml.fairness.reference as module

    monkeypatch.setattr(module, "rates", lambda cells, name: (cells.sum(axis=1), cells.sum(axis=1) + 1))
    y = np.array([0, 1, 1, 0], np.int8)
    assert module.parity(y, y.astype(float), y, np.array(list("aabb"))).largest > TOLERANCE


@given(rows)
def test_the_count_path_and_the_row_path_agree(drawn):
    y, decision, groups = arrays(drawn)
    levels, codes = np.unique(groups, return_inverse=True)
    cells = confusion(y, decision, codes, len(levels))
    assert cells.sum() == len(y)
    for name in COUNT_METRICS:
        top, bottom = rates(cells, name)
        values = values_of(name, y, np.zeros(len(y)), decision)
        for index in range(len(levels)):
            mine = values.eligible & (codes == index)
            assert bottom[index] == mine.sum()
            assert top[index] == values.value[mine].sum()


def test_a_rate_without_a_decision_is_refused():
    with pytest.raises(ValueError, match="needs a decision"):
        values_of("true_positive_rate", np.zeros(2, np.int8), np.zeros(2), None)
    with pytest.raises(ValueError, match="unknown metric"):
        values_of("no_such", np.zeros(2, np.int8), np.zeros(2), None)


def test_cells_are_in_the_order_of_their_names():
    y, decision = np.array([0, 0, 1, 1], np.int8), np.array([0, 1, 0, 1], np.int8)
    assert confusion(y, decision, np.zeros(4, np.int64), 1).tolist() == [[1, 1, 1, 1]]
    assert ALL == ("tn", "fp", "fn", "tp")
