"""What a row says and what it withholds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.errors import BadRequest
from peel_ml.fairness.sentences import Words, compared
from peel_ml.results.codes import MISSING_CODES, NOT_RECORDED, NOT_STATED
from peel_ml.results.fairness import Tolerance

WORDS = Words("searches", "an outcome", Tolerance("difference", 0.05, False, ""), "an illustration and not agreed")


def primary(assessment, missing="complete_case"):
    return [row for row in assessment.rows if row.metric == assessment.metric and row.missing == missing]


def test_a_sentence_holds_the_figure_its_interval_and_its_number():
    said = compared(WORDS, "observed_minus_expected", "White people", 12345, 0.012, 0.003, 0.021, (0.264, 0.25))
    assert said == (
        "For White people, 26.4% of searches ended in an outcome, where 25.0% was expected: 1.2 points more often than "
        "expected, compared with everyone else (95% interval 0.3 to 2.1, 12,345 searches)."
    )
    rate = compared(WORDS, "false_omission_rate", "people aged 18-24", None, -0.012, -0.03, 0.006, (0.1, 0.112))
    assert "the share with an outcome among those not flagged is 10.0%, against 11.2% for everyone else" in rate
    assert "1.2 points lower (95% interval 3.0 lower to 0.6 higher, number withheld)" in rate


def test_a_sentence_can_do_without_the_figures():
    said = compared(WORDS, "observed_minus_expected", "White people", 1000, 0.012, 0.003, 0.021)
    assert said.startswith("For White people, searches ended in an outcome 1.2 points more often than expected")
    said = compared(WORDS, "observed_rate", "White people", 1000, -0.012, -0.021, -0.003)
    assert "the share of searches that ended in an outcome is 1.2 points lower than for everyone else" in said


def test_what_rounds_to_nothing_has_no_side():
    said = compared(WORDS, "observed_minus_expected", "White people", 900, -0.0004, -0.01, 0.01, (0.25, 0.25))
    assert "as often as expected, compared with everyone else (95% interval 1.0 less to 1.0 more" in said
    rate = compared(WORDS, "selection_rate", "White people", 900, 0.0004, -0.01, 0.01, (0.25, 0.25))
    assert "about the same (95% interval 1.0 lower to 1.0 higher" in rate


def test_sentences_keep_the_words(judge, rng):
    groups = rng.choice(["White", "Black, Black British, Caribbean or African", NOT_STATED], 6000)
    y = (rng.random(6000) < np.where(groups == "White", 0.45, 0.3)).astype(np.int8)
    rows = judge(y, np.full(6000, 0.35), groups).rows
    text = " ".join(row.sentence for row in rows).lower()
    assert "black, black british, caribbean or african people" in text
    assert "people whose group is “not stated”" in text
    for word in ("bias", "discriminat", "fair", "compliant", "committed", "nan", "none"):
        assert word not in text.split()


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6), st.integers(0, 8), st.integers(0, 3))
def test_no_small_count_is_shown_or_left_to_subtraction(judge, sizes, unknown, refused):
    labels = [f"g{index}" for index in range(len(sizes))]
    groups = np.repeat([*labels, NOT_RECORDED, MISSING_CODES[2]], [*sizes, unknown, refused])
    if len(groups) < 2:
        return
    y = (np.arange(len(groups)) % 3 == 0).astype(np.int8)
    found = judge(y, np.full(len(y), 1 / 3), groups)
    for missing in ("complete_case", "as_group"):
        rows = primary(found, missing)
        assert all(row.n is None or row.n >= 5 for row in rows)
        assert all(row.denominator is None or row.denominator >= 5 for row in rows)
        actual = {label: int((groups == label).sum()) for label in set(groups)}
        hidden = [actual[row.group] for row in rows if row.n is None]
        if any(count < 5 for count in hidden) and len(rows) > len(hidden):
            assert len(hidden) > 1
            assert sum(hidden) >= 5
        assert all(f"{actual[row.group]:,} searches" not in row.sentence for row in rows if row.n is None)


def test_groups_never_vanish_and_uncomputable_rates_say_why(judge, rng):
    groups = np.repeat(["a", "b", "c"], [500, 500, 60])
    y = (rng.random(1060) < 0.3).astype(np.int8)
    y[1000:] = 0
    found = judge(
        y,
        np.full(1060, 0.3),
        groups,
        decision=(rng.random(1060) < 0.5).astype(np.int8),
        primary="false_positive_rate",
        worse="higher",
        kind="service",
    )
    rows = [row for row in found.rows if row.metric == "true_positive_rate" and row.missing == "complete_case"]
    assert [row.group for row in rows] == ["a", "b", "c"]
    assert rows[2].estimate is None
    assert "counts for this metric" in rows[2].reason
    assert "nothing can be said" in rows[2].sentence.lower()
    assert {row.metric for row in found.rows} == {
        "selection_rate",
        "true_positive_rate",
        "false_positive_rate",
        "false_negative_rate",
        "true_negative_rate",
        "precision",
        "negative_predictive_value",
        "false_discovery_rate",
        "false_omission_rate",
        "accuracy",
    }


def test_one_group_alone_is_listed_and_not_compared(judge):
    row = primary(judge(np.tile([0, 1], 50), np.full(100, 0.5), np.repeat("a", 100)))[0]
    assert (row.verdict, row.difference, row.difference_shown) == ("cannot_tell", None, None)


def test_the_observed_rate_stands_beside_an_audit_and_is_not_judged(judge, rng):
    groups = rng.choice(["a", "b"], 2000)
    y = (rng.random(2000) < 0.3).astype(np.int8)
    found = judge(y, np.full(2000, 0.3), groups)
    beside = [row for row in found.rows if row.metric == "observed_rate"]
    assert {row.verdict for row in beside} == {"not_judged"}
    first = primary(found)[0]
    assert first.observed == pytest.approx(y[groups == "a"].mean())
    assert first.estimate == pytest.approx(first.observed - first.expected)


def test_an_intersection_bounds_only_those_who_might_belong(judge, rng):
    n = 8000
    sex, ethnicity = rng.choice(["Female", "Male"], n), rng.choice(["a", "b"], n).astype("<U20")
    y = (rng.random(n) < 0.3).astype(np.int8)
    ethnicity[: n // 20] = NOT_RECORDED
    found = judge(y, np.full(n, 0.3), {"ethnicity": ethnicity, "sex": sex}, intersections=(("ethnicity", "sex"),))
    crossed = {row.group: row for row in primary(found) if row.characteristic == "ethnicity x sex"}
    assert set(crossed) == {"a, Female", "a, Male", "b, Female", "b, Male"}
    everyone = {row.group: row for row in primary(found, "as_group") if row.characteristic == "ethnicity x sex"}
    assert everyone["Not fully recorded"].verdict == "not_judged"
    row = crossed["a, Female"]
    may = (ethnicity == NOT_RECORDED) & (sex == "Female")
    group, rest = (ethnicity == "a") & (sex == "Female"), ~((ethnicity == "a") & (sex == "Female")) & ~may
    gains = np.sort(y[may])[::-1].cumsum()
    k = np.arange(1, may.sum() + 1)
    highest = (
        (y[group].sum() + gains) / (group.sum() + k)
        - (y[rest].sum() + gains[-1] - gains) / (rest.sum() + may.sum() - k)
    ).max()
    assert row.bound_high == pytest.approx(highest, abs=1e-9)


def test_all_missing_never_reads_as_measured(judge):
    y = np.tile([0, 1], 50)
    found = judge(y, np.full(100, 0.5), {"group": np.repeat(["a", "b"], 50), "sex": np.repeat(NOT_RECORDED, 100)})
    sex = next(one for one in found.characteristics if one.name == "sex")
    assert sex.status == "not_recorded"
    assert "not a sign that there is no difference" in sex.statement
    assert found.statement == "We could check 1 of 9 protected characteristics."


def test_bad_input_names_every_problem(judge):
    with pytest.raises(BadRequest) as caught:
        judge(np.array([0, 1, 2]), np.array([0.5, 1.5, 0.2]), np.array(["a", "b", "a"]))
    assert "values other than 0 and 1" in str(caught.value)
    assert "outside 0 to 1" in str(caught.value)
    with pytest.raises(BadRequest, match="lengths differ"):
        judge(np.array([0, 1]), np.array([0.5, 0.5]), np.array(["a", "b", "a"]))
    with pytest.raises(BadRequest, match="limit of 1 on a ratio"):
        judge(np.array([0, 1]), np.array([0.5, 0.5]), np.array(["a", "b"]), limit=1.0, scale="ratio")
