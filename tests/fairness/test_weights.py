"""One row that stands for many gives exactly what the many give."""

import re
from dataclasses import asdict, fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.errors import BadRequest
from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED, OBSERVED_RATE, Rows, values_of
from peel_ml.fairness.missing.allocations import Scale, Unknown, coarse, difference_bounds, furthest
from peel_ml.fairness.statistics.clusters import Layout, correlation_with, sums
from peel_ml.fairness.statistics.counts import confusion
from peel_ml.fairness.statistics.intervals import Arm
from peel_ml.fairness.statistics.tally import Tally
from peel_ml.results.codes import NOT_RECORDED, NOT_STATED

FIGURE = re.compile(r"\d+(?:\.\d+)?")
METRICS = (*COUNT_METRICS, OBSERVED_MINUS_EXPECTED, OBSERVED_RATE)
LEVELS = ["a", "b", "c", NOT_STATED, NOT_RECORDED]
drawn = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 1),
        st.sampled_from(LEVELS),
        st.sampled_from(["Female", "Male", NOT_RECORDED]),
        st.sampled_from([0.2, 0.35, 0.7]),
        st.integers(1, 400),
    ),
    min_size=2,
    max_size=14,
)


def flat(value, path=()):
    """Yield every leaf of an assessment with where it stands."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from flat(one, (*path, name))
    elif isinstance(value, (list, tuple)):
        for place, one in enumerate(value):
            yield from flat(one, (*path, place))
    else:
        yield path, value


def same(first, second):
    one, other = dict(flat(asdict(first))), dict(flat(asdict(second)))
    assert one.keys() == other.keys()
    for path, value in one.items():
        if isinstance(value, float) and value is not None:
            # The root of a p-value is found to 1e-8, in the logarithm's neighbourhood.
            assert other[path] == pytest.approx(value, rel=1e-7 if "p_value" in path else 1e-12, abs=1e-12), path
        elif path[-1] == "sentence":
            assert alike(other[path], value), (path, other[path], value)
        else:
            assert other[path] == value, path


def alike(one, other):
    """The same words; a sum that lies between two printed figures may be rounded to either of them."""
    if FIGURE.split(one) != FIGURE.split(other):
        return False
    pairs = zip(FIGURE.findall(one), FIGURE.findall(other), strict=True)
    return all(abs(float(a) - float(b)) < 0.11 and ("." in a or a == b) for a, b in pairs)


def test_other_words_and_other_figures_are_not_alike():
    assert alike("0.2 points more of 40", "0.3 points more of 40")
    assert not alike("0.2 points more", "0.2 points fewer")
    assert not alike("0.2 points more", "0.4 points more")
    assert not alike("of 40 people", "of 41 people")


@pytest.mark.full
@given(
    drawn, st.sampled_from([("false_positive_rate", True), ("selection_rate", True), (OBSERVED_MINUS_EXPECTED, False)])
)
def test_weights_give_what_the_repeated_rows_give(judge, rows, asked):
    y, decision, group, sex, expected, times = (np.array(column) for column in zip(*rows, strict=True))
    primary, decided = asked

    def assessed(index, weights):
        return judge(
            y[index],
            expected[index],
            {"ethnicity_self": group[index], "ethnicity_officer": group[index], "sex": sex[index]},
            decision=decision[index].astype(np.int8) if decided else None,
            primary=primary,
            also_judged=("false_negative_rate",) if decided else (),
            kind="service",
            limit=0.3,
            reference="a",
            intersections=(("ethnicity_self", "sex"),),
            weights=weights,
        )

    same(assessed(np.arange(len(y)), times), assessed(np.repeat(np.arange(len(y)), times), None))


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 9), st.booleans(), st.booleans(), st.floats(0.05, 0.95)),
        min_size=4,
        max_size=60,
    ),
    st.booleans(),
    st.sampled_from(METRICS),
)
def test_what_is_counted_once_is_what_the_rows_give(rows, clustered, metric):
    """The engine's counts against sums over rows, for all groups and for the first ones only."""
    codes, clusters, y, decision, expected = (np.array(column) for column in zip(*rows, strict=True))
    y, decision = y.astype(np.int8), decision.astype(np.int8)
    clusters = clusters if clustered else np.arange(len(y))
    values = values_of(metric, y, expected, decision)
    tally = Tally.of(codes, 4, clusters if clustered else None, Rows(y, expected, decision), due=True)
    for groups, counted in ((4, tally), (3, tally.first(3))):
        layout = Layout.of(np.where(codes < groups, codes, -1), groups, clusters)
        theirs, ours = sums(layout, values), counted.sums(metric)
        for one, other in ((ours.group, theirs.group), (ours.rest, theirs.rest)):
            for name in (field.name for field in fields(Arm)):
                assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-9, nan_ok=True), name
        assert ours.correlation == pytest.approx(theirs.correlation, abs=1e-9)
        elsewhere = np.arange(groups) != 1
        first, second = correlation_with(counted, ours, 1), correlation_with(layout, theirs, 1)
        assert first[elsewhere] == pytest.approx(second[elsewhere], abs=1e-9)


def test_weights_are_counted():
    y, decision = np.array([0, 1, 1], np.int8), np.array([0, 1, 0], np.int8)
    assert confusion(y, decision, np.array([0, 1, 1]), 2, np.array([10, 20, 7])).tolist() == [
        [10, 0, 0, 0],
        [0, 0, 7, 20],
    ]


def test_rows_that_share_clusters_are_refused(judge):
    given_ = {"groups": ["a", "b", "b"], "clusters": np.array([0, 0, 1]), "weights": np.array([3, 4, 5])}
    with pytest.raises(BadRequest, match="rows share clusters"):
        judge([0, 1, 1], [0.5] * 3, **given_)
    with pytest.raises(ValueError, match="cannot be summed up"):
        Layout.of(np.array([0, 1, 1]), 2, np.array([0, 0, 1]), np.array([3, 4, 5]))


@pytest.mark.parametrize("weights", [np.array([3, 0]), np.array([1.5, 2.0]), np.array([1, 2, 3])])
def test_weights_are_whole_numbers_one_a_row(judge, weights):
    with pytest.raises(BadRequest, match=r"weights"):
        judge([0, 1], [0.5, 0.5], ["a", "b"], weights=weights)


def arm(n, share, expected=0.0):
    return Arm(*(np.array([x]) for x in (n, share, expected, n, np.inf, n)))


@given(st.integers(1, 10_000_000), st.integers(0, 10_000_000), st.integers(5, 10**6), st.floats(0.01, 0.99))
def test_many_unknown_rows_are_moved_in_blocks_without_loss(ones, zeros, n, share):
    """Nothing expected: the bounds of ten million rows are exact, from a few ten thousand blocks at most."""
    unknown = Unknown(np.array([float(ones), 0.0]), np.zeros(2), np.array([float(ones), float(zeros)]))
    blocks = coarse(unknown)
    assert len(blocks) < 60_000
    assert (blocks.rows > 0).all()
    assert (blocks.ones.sum(), blocks.rows.sum()) == pytest.approx((ones, ones + zeros), rel=1e-12)
    a, b = arm(float(n), share), arm(1000.0, 0.3)
    low, high = difference_bounds(a, b, blocks)
    assert high == pytest.approx((n * share + ones) / (n + ones) - 300 / (1000 + zeros), abs=1e-9)
    assert low == pytest.approx(n * share / (n + zeros) - (300 + ones) / (1000 + ones), abs=1e-9)


@pytest.mark.parametrize("n", [5, 200, 30_000])
def test_blocks_of_unlike_rows_are_off_by_less_than_they_say(n):
    rng = np.random.default_rng(n)
    scale = Scale("difference", "lower", True, 0.05)
    rows = Unknown((rng.random(60_000) < 0.3).astype(float), rng.random(60_000))
    ordered = rows.at(scale.order(rows))
    blocks = coarse(ordered)
    assert len(blocks) < 20_000
    for a, b in ((arm(float(n), 0.4, 0.3), arm(1000.0, 0.3, 0.3)), (arm(1000.0, 0.3, 0.3), arm(float(n), 0.4, 0.3))):
        exact, found = (furthest(a, b, one, scale, third_place=False).gaps.max() for one in (ordered, blocks))
        assert exact - 0.002 < found <= exact + 1e-12
