"""The fast path against Fairlearn's MetricFrame."""

import fairlearn.metrics
import numpy as np
import pytest
from fairlearn.metrics import MetricFrame, mean_prediction
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.fairness.metrics import ALL, COUNT_METRICS, Rows, values_of
from peel_ml.fairness.reference import TOLERANCE, _positives, _rates, _rows, by_group, counted, parity
from peel_ml.fairness.rows import NOBODY, NOBODY_ELSE
from peel_ml.fairness.statistics.clusters import Layout, sums
from peel_ml.fairness.statistics.counts import confusion, rates
from peel_ml.fairness.statistics.tally import Tally

rows = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from("abc")), min_size=1, max_size=60)


def arrays(drawn):
    y, decision, groups = zip(*drawn, strict=True)
    return np.array(y, np.int8), np.array(decision, np.int8), np.array(groups)


@given(rows)
def test_figures_equal_fairlearn(drawn):
    y, decision, groups = arrays(drawn)
    result = parity(y, np.linspace(0, 1, len(y)), decision, groups)
    assert result.largest <= TOLERANCE
    # Rows, observed twice, expected, and the two rates that everybody counts for.
    assert result.compared >= 6 * len(set(groups))
    without = parity(y, np.linspace(0, 1, len(y)), None, groups)
    assert without.compared == 4 * len(set(groups))


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from("abc"), st.integers(1, 9)), min_size=1))
def test_weighted_figures_equal_fairlearn_on_the_repeated_rows(drawn):
    y, decision, groups = arrays([row[:3] for row in drawn])
    weights, expected = np.array([row[3] for row in drawn]), np.linspace(0, 1, len(y))
    assert parity(y, expected, decision, groups, weights).largest <= TOLERANCE
    codes = np.unique(groups, return_inverse=True)[1]
    times = np.repeat(np.arange(len(y)), weights)
    theirs = by_group(_rates(), y[times], decision[times], groups[times], np.ones(len(times)))
    tally = Tally.of(codes, len(set(groups)), None, Rows(y, expected, decision, weights), due=False)
    for name in COUNT_METRICS:
        ours = tally.sums(name).group
        some = ours.rows > 0
        np.testing.assert_allclose(ours.observed[some], theirs[name][some], rtol=0, atol=TOLERANCE, err_msg=name)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 200), st.lists(st.sampled_from(range(4)), unique=True, min_size=1))
def test_an_assessment_says_what_fairlearn_says_or_why_it_cannot(judge, seed, cells):
    """Through the whole engine, with groups in which only some cells of the confusion matrix are filled."""
    rng = np.random.default_rng(seed)
    cell = np.concatenate([rng.choice(cells, 150), rng.choice(4, 300), rng.choice([0, 1], 150)])
    y, decision, groups = (
        (cell // 2).astype(np.int8),
        (cell % 2).astype(np.int8),
        np.repeat(["a", "b", "c"], [150, 300, 150]),
    )
    found = judge(y, np.full(600, 0.5), groups, decision=decision, primary="selection_rate", kind="service")
    theirs = by_group(_rates(), y, decision, groups, np.ones(600))
    for row in found.rows:
        if row.missing != "complete_case":
            continue
        figure = theirs[row.metric]["abc".index(row.group)]
        metric = COUNT_METRICS[row.metric]
        among = int(np.isin(cell[groups == row.group], [ALL.index(one) for one in metric.among]).sum())
        if among >= 30:
            assert row.denominator == among
            assert row.estimate == pytest.approx(figure, rel=0, abs=TOLERANCE)
        else:
            # Fairlearn gives 0 for some empty denominators and NaN for others; here nothing is said, and why.
            assert row.estimate is None
            assert row.reason == (NOBODY if among == 0 else "too few to report")
        # Against a group without anybody who counts there is nothing to compare, and that is said too.
        if row.difference is None:
            assert row.reason in (NOBODY, NOBODY_ELSE, "too few to report", "too few others to compare with")
        assert row.sentence


@settings(deadline=None, max_examples=12)
@given(rows)
def test_counted_cells_stand_for_their_rows(drawn):
    """Fairlearn says the same of every row, one by one, as of distinct rows weighted by their number."""
    y, decision, groups = arrays(drawn)
    expected = np.linspace(0, 1, len(y))
    cells = counted(y, expected, decision, groups)
    assert cells["rows"].sum() == len(y)

    def both(metrics, predicted, values):
        one = by_group(metrics, y, values, groups, np.ones(len(y)))
        many = by_group(metrics, cells["y"], cells[predicted], cells["group"], cells["rows"])
        assert list(one) == list(many)
        for name in one:
            np.testing.assert_allclose(many[name], one[name], rtol=0, atol=1e-13, err_msg=name)

    both(_rates(), "decision", decision)
    both({"expected": mean_prediction, "observed": _positives, "rows": _rows}, "expected", expected)


def test_weights_of_one_change_nothing_for_fairlearn():
    rng = np.random.default_rng(0)
    y, decision, groups = rng.integers(0, 2, 90), rng.integers(0, 2, 90), rng.choice(["a", "b"], 90)
    ours = by_group(_rates(), y, decision, groups, np.ones(90))
    for name in ("selection_rate", "true_positive_rate", "false_positive_rate"):
        plain = MetricFrame(
            metrics=getattr(fairlearn.metrics, name), y_true=y, y_pred=decision, sensitive_features=groups
        )
        assert ours[name].tolist() == plain.by_group.tolist()


@pytest.mark.parametrize("name", COUNT_METRICS)
def test_a_wrong_figure_is_seen(monkeypatch, name):
    from dataclasses import replace

    row = COUNT_METRICS[name]
    monkeypatch.setitem(COUNT_METRICS, name, replace(row, counted=tuple(set(row.among) - set(row.counted))))
    y = np.array([0, 1, 1, 0, 1, 0, 1, 0, 0], np.int8)
    decision = np.array([0, 1, 0, 1, 1, 0, 1, 0, 0], np.int8)
    assert parity(y, y.astype(float), decision, np.repeat(["a"], 9)).largest > TOLERANCE


@given(rows)
def test_the_count_path_and_the_row_path_agree(drawn):
    y, decision, groups = arrays(drawn)
    levels, codes = np.unique(groups, return_inverse=True)
    cells = confusion(y, decision, codes, len(levels))
    assert cells.sum() == len(y)
    layout = Layout.of(codes, len(levels), np.arange(len(y)))
    for name in COUNT_METRICS:
        top, bottom = rates(cells, name)
        found = sums(layout, values_of(name, y, np.zeros(len(y)), decision)).group
        assert found.rows.tolist() == bottom.tolist()
        some = bottom > 0
        assert found.observed[some] == pytest.approx(top[some] / bottom[some], abs=1e-15)


def test_a_rate_without_a_decision_is_refused():
    with pytest.raises(ValueError, match="needs a decision"):
        values_of("true_positive_rate", np.zeros(2, np.int8), np.zeros(2), None)
    with pytest.raises(ValueError, match="unknown metric"):
        values_of("no_such", np.zeros(2, np.int8), np.zeros(2), None)


def test_cells_are_in_the_order_of_their_names():
    y, decision = np.array([0, 0, 1, 1], np.int8), np.array([0, 1, 0, 1], np.int8)
    assert confusion(y, decision, np.zeros(4, np.int64), 1).tolist() == [[1, 1, 1, 1]]
    assert ALL == ("tn", "fp", "fn", "tp")


@pytest.mark.real_data
def test_the_published_table_of_compas_comes_out_exactly(shared_data):
    """A published analysis of a prohibited use (ProPublica 2016): counts by group, and rates to two decimals."""
    import polars as pl

    frame = pl.read_csv(shared_data / "benchmarks/compas-scores-two-years-no-names.csv.gz", infer_schema_length=None)
    y = frame["two_year_recid"].to_numpy().astype(np.int8)
    decision = (frame["score_text"] != "Low").to_numpy().astype(np.int8)
    levels, codes = np.unique(frame["race"].to_numpy().astype(str), return_inverse=True)
    cells = confusion(y, decision, codes, len(levels))
    of = dict(zip(levels, cells.tolist(), strict=True))
    assert of["African-American"] == [990, 805, 532, 1369]
    assert of["Caucasian"] == [1139, 349, 461, 505]

    def percent(name, table):
        top, bottom = rates(np.atleast_2d(table), name)
        return round(float(100 * top[0] / bottom[0]), 2)

    shown = [
        (group, percent("false_positive_rate", of[group]), percent("false_negative_rate", of[group]))
        for group in ("African-American", "Caucasian", "Hispanic")
    ]
    assert shown == [("African-American", 44.85, 27.99), ("Caucasian", 23.45, 47.72), ("Hispanic", 21.48, 55.60)]
    assert [percent("precision", of[group]) for group in ("African-American", "Caucasian")] == [62.97, 59.13]
    everybody = cells.sum(axis=0)
    assert (percent("false_positive_rate", everybody), percent("false_negative_rate", everybody)) == (32.35, 37.40)
    assert parity(y, np.full(len(y), 0.5), decision, frame["race"].to_numpy().astype(str)).largest <= TOLERANCE
