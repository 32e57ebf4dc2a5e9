"""The stage, on made-up boroughs."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks.calm_worlds import Truth, layout
from peel_ml.changes import study as stage
from peel_ml.changes.declaration import ChangeDetection
from peel_ml.changes.effort import Effort
from peel_ml.data.declaration import Composition, Protected
from peel_ml.data.studied import Quantity, StudyRows
from peel_ml.errors import BadRequest
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import Policy, load_policy
from peel_ml.tuning.declaration import Tuning

PANEL = layout(24)
MEASURE = Composition(column="share", characteristic="race", name="Share", groups=2, primary=True)
TASK = ChangeDetection(
    kind="change_detection",
    target=Quantity(column="crimes", words="crimes"),
    area="borough",
    series=("strand",),
    smallest_change=1.0,
)


@pytest.fixture(autouse=True)
def lean(monkeypatch):
    monkeypatch.setattr(stage, "QUICK", Effort(100, 3, 3, 2_500))


def frame(values, panel=PANEL):
    days = [date.fromisoformat(day) for day in panel.periods]
    return pl.DataFrame(
        [
            {"borough": area, "strand": label, "month": day, "crimes": int(value), "share": int(area[-2:]) / 20}
            for area, label, series in zip(panel.areas, panel.labels, values, strict=True)
            for day, value in zip(days, series, strict=True)
        ]
    ).sort("borough", "strand", "month")


def calm(mean=30.0, seed=0, panel=PANEL):
    return Truth("calm", mean=mean, season=0.1, moving=0.01).draw(panel, np.random.default_rng(seed))


def asked(folder: Path) -> Asked:
    policy: Policy = load_policy()
    fairness = Fairness(primary="detection_rate", worse="lower", also_judged=("false_alarm_rate",))
    protected = Protected(composition={"share": MEASURE})
    return Asked(fairness, protected, policy, "insight", Tuning(), 1, 1, 1, folder, True)


def run(rows, folder, task=TASK, judged=PANEL.judged):
    days = rows["month"].unique().sort()
    part = pl.select(
        pl.when(rows["month"] >= days[-judged]).then(pl.lit("validation")).otherwise(pl.lit("training"))
    ).to_series()
    return stage.study(StudyRows(rows, part, "validation", "month", {}, {"share": MEASURE}, True), task, asked(folder))


def codes(outcome):
    return {one.code for one in outcome.findings}


def test_a_planted_change_is_listed_and_stands(tmp_path):
    values = calm()
    values[4, PANEL.reference + 2 :] *= 3
    outcome = run(frame(values), tmp_path)
    found = [one for one in outcome.detail.alarms if (one.area, one.series) == (PANEL.areas[4], PANEL.labels[4])]
    assert [(one.period, one.way, one.stands) for one in found] == [(PANEL.periods[PANEL.reference + 2], "rise", True)]
    assert found[0].recorded > 1.5 * found[0].expected.value
    assert len(outcome.detail.alarms) <= 4
    assert [one.name for one in outcome.detail.by_series] == ["kind 0", "kind 1"]
    assert {row.metric for row in outcome.assessment.rows} == {"detection_rate", "false_alarm_rate"}
    listed = [(one.area, one.series, one.period) for one in outcome.detail.alarms]
    assert listed == sorted(listed)


def test_the_same_seed_gives_the_same_figures(tmp_path):
    rows = frame(calm(seed=3))
    assert run(rows, tmp_path) == run(rows, tmp_path)


def test_a_doubled_month_is_a_finding_and_no_alarm(tmp_path):
    values = calm(seed=1)
    before = {(one.area, one.series) for one in run(frame(values), tmp_path).detail.alarms}
    values[:, PANEL.reference + 4] *= 2
    outcome = run(frame(values), tmp_path)
    assert "period-not-judged" in codes(outcome)
    assert {(one.area, one.series) for one in outcome.detail.alarms} <= before | set()
    assert all(one.period != PANEL.periods[PANEL.reference + 4] for one in outcome.detail.alarms)


def test_doubling_of_one_kind_only_is_an_alarm(tmp_path):
    values = calm(seed=1)
    rows = np.array([label == "kind 0" for label in PANEL.labels])
    values[rows, PANEL.reference + 4 :] *= 2
    outcome = run(frame(values), tmp_path)
    assert "period-not-judged" not in codes(outcome)
    assert sum(one.series == "kind 0" for one in outcome.detail.alarms) >= 8


def test_a_missing_month_is_a_finding_and_no_alarm(tmp_path):
    rows = frame(calm(seed=2))
    gone = date.fromisoformat(PANEL.periods[PANEL.reference + 3])
    outcome = run(rows.filter(pl.col("month") != gone), tmp_path, judged=PANEL.judged - 1)
    assert "period-not-judged" in codes(outcome)
    assert outcome.scores.periods == PANEL.judged
    assert len(outcome.detail.alarms) <= 4


def test_a_renamed_category_is_a_finding_and_no_alarm(tmp_path):
    rows = frame(calm(seed=2))
    late = pl.col("month") >= date.fromisoformat(PANEL.periods[PANEL.reference + 3])
    renamed = pl.when(late & (pl.col("strand") == "kind 0")).then(pl.lit("kind zero")).otherwise(pl.col("strand"))
    outcome = run(rows.with_columns(strand=renamed).sort("borough", "strand", "month"), tmp_path)
    left = next(one for one in outcome.findings if one.code == "series-left-out")
    gone = next(one for one in outcome.findings if one.code == "period-not-judged")
    assert {(one["series"], one["period"]) for one in gone.evidence} == {
        ("kind 0", period) for period in PANEL.periods[PANEL.reference + 3 :]
    }
    assert "12 series without a figure before" in left.sentence
    assert not [one for one in outcome.detail.alarms if one.series == "kind zero"]
    assert len(outcome.detail.alarms) <= 4


def test_an_emptied_category_is_a_finding_and_no_alarm(tmp_path):
    values = calm(seed=2)
    values[[label == "kind 0" for label in PANEL.labels], PANEL.reference + 3 :] = 0
    outcome = run(frame(values), tmp_path)
    assert "period-not-judged" in codes(outcome)
    assert len([one for one in outcome.detail.alarms if one.series == "kind 0"]) <= 3


def test_series_of_noughts_are_left_out(tmp_path):
    values = calm(seed=4)
    values[:2] = 0
    outcome = run(frame(values), tmp_path)
    assert outcome.detail.left_out == 2
    assert (
        "2 series with noughts only" in next(one for one in outcome.findings if one.code == "series-left-out").sentence
    )


def test_a_reference_with_a_change_in_it_is_named(tmp_path):
    values = calm(seed=5)
    rows = [label == "kind 1" for label in PANEL.labels]
    values[np.ix_(rows, range(12, PANEL.values.shape[1]))] *= 3
    outcome = run(frame(values), tmp_path)
    found = next(one for one in outcome.findings if one.code == "reference-not-calm")
    assert [one["series"] for one in found.evidence] == ["kind 1"]
    assert found.evidence[0]["period"] == PANEL.periods[12]
    assert "reference-not-calm" not in codes(run(frame(calm(seed=5)), tmp_path))


def test_a_survey_of_rolling_years_is_read_and_a_short_one_refused(tmp_path):
    survey = layout(24, reference=20, judged=6, unit="other", step=3, window=4)
    task = ChangeDetection(
        kind="change_detection",
        target=Quantity(column="crimes", words="share", unit="number"),
        area="borough",
        series=("strand",),
        smallest_change=20,
        window_months=12,
        methods=("change_point",),
    )
    values = Truth("survey", mean=600.0, moving=30.0**2, rho=0.3).draw(survey, np.random.default_rng(1))
    rows = frame(values, survey)
    outcome = run(rows, tmp_path, task, judged=6)
    assert outcome.detail.drawn == ()
    assert any("measured over 12 months" in note for note in outcome.notes)
    short = rows.filter(pl.col("month") >= date.fromisoformat(survey.periods[8]))
    with pytest.raises(BadRequest, match="Changes cannot be looked for") as caught:
        run(short, tmp_path, task, judged=6)
    assert "each measured over 4 of them" in str(caught.value.problems[0])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rows: pl.concat([rows, rows.head(5)]).sort("borough", "strand", "month"), "5 rows repeat"),
        (lambda rows: rows.with_columns(pl.col("crimes") + 0.5), "are no counts"),
        (lambda rows: rows.with_columns(pl.col("crimes").cast(pl.String)), "crimes is String"),
        (lambda rows: rows.with_columns(crimes=pl.lit(0)), "no series has figures other than nought"),
    ],
)
def test_what_is_no_panel_is_refused(tmp_path, spoil, said):
    with pytest.raises(BadRequest) as caught:
        run(spoil(frame(calm())), tmp_path)
    assert said in " ".join(str(one) for one in caught.value.problems)
