import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.data.declaration import Measure, Protected
from peel_ml.data.parts import Features, ProtectedFrame
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import load_policy
from peel_ml.fairness.proxies import proxies, report, scores
from peel_ml.fairness.proxies.ablation import left_out
from peel_ml.results.codes import NOT_STATED

N = 3000
KINDS = {"ward": "category", "waited": "number", "noise": "category"}


def made(seed=1, n=N):
    """Two groups; the ward is a copy of the group that is right in 85%, and what the model goes by."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 2, n)
    ward = np.where(rng.random(n) < 0.85, group, 1 - group)
    waited = rng.normal(size=n)
    expected = {
        (): 1 / (1 + np.exp(-(waited + 1.2 * ward - 1.4))),
        ("ward",): 1 / (1 + np.exp(-(waited - 0.8))),
    }
    # The outcome goes by the waiting alone: what the model makes of the ward is a planted disparity.
    y = (rng.random(n) < expected["ward",]).astype(np.int8)
    features = Features(
        pl.DataFrame({"ward": [f"w{one}" for one in ward], "waited": waited, "noise": rng.integers(0, 4, n)}),
        KINDS,
        frozenset({"group"}),
    )
    names = np.array(["White", "Black"])[group]
    return assessed(y, expected[()], names), features, expected


def assessed(y, expected, names, primary="selection_rate", **given):
    cut = np.sort(expected)[-len(y) // 4]
    return Assessed(
        **{
            "y": y,
            "expected": expected,
            "decision": (expected >= cut).astype(np.int8),
            "protected": ProtectedFrame(pl.DataFrame({"group": names})),
            "clusters": np.arange(len(y)),
            "slices": pl.DataFrame(),
            "area": None,
            "declared": Protected(
                measured={"group": Measure(column="group", characteristic="race", name="Ethnicity", primary=True)}
            ),
            "fairness": Fairness(primary=primary, worse="lower"),
            "decision_type": "service",
            "policy": load_policy(),
            "unit": "cases",
            **given,
        }
    )


@pytest.fixture(scope="module")
def planted():
    rows, features, expected = made()
    return proxies(rows, features, lambda without: expected[without], seed=0)


def test_the_planted_proxy_is_the_strongest_and_flagged_by_its_name(planted):
    [row] = planted.rows
    first = row.features[0]
    assert (first.feature, first.flagged_name) == ("ward", "a small area")
    assert first.auc.low < 0.85 < first.auc.high
    assert row.from_features.low < 0.85 < row.from_features.high
    assert row.groups == ("White", "Black")


def test_noise_is_at_the_end_and_shows_nothing(planted):
    others = {one.feature: one for one in planted.rows[0].features[1:]}
    assert set(others) == {"waited", "noise"}
    assert all(one.auc.low < 0.5 and one.flagged_name is None for one in others.values())


def test_the_score_gives_away_what_the_model_made_of_the_proxy(planted):
    assert 0.55 < planted.rows[0].from_score.low < planted.rows[0].from_score.value < 0.8


def test_leaving_the_proxy_out_takes_the_planted_disparity_away(planted):
    [one] = planted.ablations
    assert (one.without, one.characteristic, one.metric) == (("ward",), "group", "selection_rate")
    rows, _, expected = made()
    groups = rows.protected.frame["group"].to_numpy()
    before = rows.decision[groups == "White"].mean() - rows.decision[groups == "Black"].mean()
    kept = expected["ward",] >= np.sort(expected["ward",])[-int(rows.decision.sum())]
    after = kept[groups == "White"].mean() - kept[groups == "Black"].mean()
    assert one.disparity.value == pytest.approx(abs(after) - abs(before), abs=1e-12)
    assert one.disparity.high < -0.1
    assert abs(after) < 0.04
    # The model is better without what has nothing to do with the outcome.
    assert one.performance.low > 0
    assert f"from {abs(before) * 100:.1f} to {abs(after) * 100:.1f} points" in one.sentence
    assert "Without “ward”" in one.sentence
    assert "3,000 cases" in one.sentence


def test_refits_may_be_scored_on_fewer_rows_which_then_say_so():
    rows, features, expected = made()
    some = np.flatnonzero(np.arange(N) % 3 > 0)
    found = proxies(rows, features, lambda without: expected[without][some], seed=0, refitted=rows.rows(some))
    [one] = found.ablations
    assert "2,000 cases" in one.sentence
    assert one.disparity.high < -0.1
    assert found.rows == proxies(rows, features, None, seed=0).rows


def test_it_is_never_said_that_nothing_is_used_without_how_far_it_is_given_away(planted):
    said = r"No protected characteristic is given to the model, but other facts still give it away to this extent"
    assert re.match(said, planted.statement)
    value = planted.rows[0].from_features.value * 100
    assert f"Ethnicity: {value:.1f} of 100 pairs (" in planted.statement
    assert "n 3,000" in planted.statement
    one = made(n=100)[0]
    few = replace(one, clusters=np.zeros(100, np.int64))
    nothing = proxies(few, made(n=100)[1], None, seed=0)
    assert nothing.rows == nothing.ablations == ()
    assert "other facts can still give one away; to what extent could not be measured" in nothing.statement


def test_a_figure_stands_with_its_interval_and_n(planted):
    sentence = planted.rows[0].sentence
    assert re.search(r"in \d+\.\d of 100 pairs \(\d+\.\d to \d+\.\d\), n 3,000", sentence)
    assert "a coin is right in 50" in sentence


def test_people_without_a_recorded_group_are_left_out_and_counted():
    rows, features, _ = made()
    names = rows.protected.frame["group"].to_numpy().copy()
    names[::10] = NOT_STATED
    blank = replace(rows, protected=ProtectedFrame(pl.DataFrame({"group": names})))
    [row] = proxies(blank, features, None, seed=0).rows
    assert row.n == 2700
    assert "300 cases without a recorded group are left out" in row.sentence
    names[:] = rows.protected.frame["group"].to_numpy()
    names[:3] = NOT_STATED
    few = replace(rows, protected=ProtectedFrame(pl.DataFrame({"group": names})))
    [row] = proxies(few, features, None, seed=0).rows
    assert "Fewer than 5 cases without a recorded group" in row.sentence


def test_small_groups_are_named_and_not_measured():
    rows, features, _ = made()
    names = rows.protected.frame["group"].to_numpy().astype("U20")
    names[:20] = "Mixed"
    small = replace(rows, protected=ProtectedFrame(pl.DataFrame({"group": names})))
    [row] = proxies(small, features, None, seed=0).rows
    assert "Mixed" not in row.groups
    assert "Too few to be told apart: Mixed." in row.sentence


def test_the_sample_is_bounded_keeps_clusters_whole_and_is_said(monkeypatch):
    monkeypatch.setattr(report, "SAMPLE", 1000)
    rows, features, _ = made()
    clusters = np.arange(N) // 3
    found = proxies(replace(rows, clusters=clusters), features, None, seed=0)
    assert 990 < found.rows[0].n <= 1000
    assert "of the 3,000 evaluated cases, whole clusters drawn at random" in found.sample_rule
    sampled = report._sample(clusters, seed=0)
    assert set(np.bincount(clusters[sampled]).tolist()) == {0, 3}


def test_the_same_for_any_number_of_threads_and_another_for_another_seed(monkeypatch):
    rows, features, _ = made(n=600)
    once = proxies(rows, features, None, seed=0)
    real, asked = scores.fit_trees, []

    def threaded(*given, **more):
        asked.append(more)
        return real(*given, **more, threads=2)

    monkeypatch.setattr(scores, "fit_trees", threaded)
    assert proxies(rows, features, None, seed=0) == once
    assert len(asked) == scores.FOLDS
    assert proxies(rows, features, None, seed=1).rows != once.rows


def test_what_is_left_out_takes_turns_and_leaves_a_feature(planted):
    [row] = planted.rows
    sure = replace(row.features[0].auc, value=0.7, low=0.6, high=0.8)
    a, b, c = (replace(row.features[0], feature=name, auc=sure) for name in "abc")
    first = replace(row, characteristic="x", features=(a, b, c))
    second = replace(row, characteristic="y", features=(a, c, b))
    # The first measure's next comes before the second's next, since both begin with the same.
    assert left_out([first, second], ["x", "y"]) == (("a",), ("b",), ("a", "b"))
    assert left_out([first, replace(second, features=(c, a, b))], ["x", "y"]) == (("a",), ("c",), ("a", "c"))
    assert left_out([replace(first, features=(a, b))], ["x"]) == (("a",), ("b",))
    assert left_out([replace(first, features=(a,))], ["x"]) == ()
    unsure = replace(a, auc=replace(sure, low=0.49))
    assert left_out([replace(first, features=(unsure, b))], ["x"]) == (("b",),)
