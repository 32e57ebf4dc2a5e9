"""The card of a search for changes: what it says, and what it holds back. Every figure is invented."""

from dataclasses import replace

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.content import Figure, Fold, Table
from peel_ml.cards.studies.changes import words
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.studies.changes import Alarm, ChangeDetail, Drawn, Moment, Rule, SeriesGroup
from tests.cards.made.studies import forecast

ALARMS = (
    Alarm("Barnet", "Race", "2023-10-01", "rise", 228, Estimate(110.0), 0.0004, True),
    Alarm("Camden", "Faith", "2023-11-01", "fall", 3, Estimate(9.0), 0.02, False),
)


def group(name: str, found: float) -> SeriesGroup:
    figures = (Estimate(0.04, 0.03, 0.05), Estimate(found, found - 0.02, found + 0.02), Estimate(4.0, 3.5, 4.5))
    return SeriesGroup(name, 32, 32, 5.0, *figures, 1)


KEPT = Estimate(0.04, 0.03, 0.047)


def record(useful: bool | None = True, rate: Estimate = KEPT, directs: bool = False):
    base = forecast()
    scores = replace(
        base.scores,
        primary="detection_rate",
        candidate="control_chart",
        metrics={
            "detection_rate": Estimate(0.31, 0.3, 0.32),
            "false_alarm_rate": rate,
            "detection_delay": Estimate(4.0, 3.8, 4.2),
        },
        baselines={"from_mean": {"detection_rate": Estimate(0.17), "false_alarm_rate": Estimate(0.04, 0.03, 0.05)}},
        lift=PairedDifference("detection_rate", "from_mean", 0.14, 0.13, 0.15),
        comparisons=(PairedDifference("detection_rate", "from_mean", 0.14, 0.13, 0.15),),
        useful=useful,
    )
    detail = ChangeDetail(
        0.05,
        0.5,
        series=64,
        reference=("2021-08-01", "2023-08-01"),
        judged=("2023-09-01", "2024-05-01"),
        expected_false=Estimate(2.6, 1.9, 3.0),
        trials=20,
        stand_together=1,
        alarms=ALARMS,
        drawn=(Drawn("Barnet", "Race", (Moment("2023-10-01", 228, Estimate(0.9, -0.3, 0.4), True),)),),
        by_series=(group("Faith", 0.12), group("Race", 0.8)),
        by_size=(group("under 2", 0.06),),
        rules=(Rule("fifth_on_last_year", Estimate(0.998, 0.99, 1.0), Estimate(0.3, 0.28, 0.32)),),
    )
    declared = dict(base.provenance.declaration)
    declared["purpose"] = {**declared["purpose"], "directs_presence": directs}
    return replace(
        base,
        study="change_detection",
        scores=scores,
        detail=detail,
        provenance=replace(base.provenance, declaration=declared),
    )


def section(made, name="alarms"):
    return next(one for one in build(made).body.sections if one.id == name)


@pytest.mark.parametrize(
    ("made", "begins"),
    [
        (record(), "It keeps to its rate of false alarms: 4.0% of calm series"),
        (record(False), "No useful model: it is not shown to find more"),
        (record(False, Estimate(0.09, 0.08, 0.1)), "No useful model: it raises more false alarms than declared"),
        (record(None, Estimate(0.05, 0.04, 0.06)), "Whether it keeps to its rate of false alarms cannot be told"),
    ],
)
def test_the_finding_in_one_sentence(made, begins):
    assert words.found(made, None).startswith(begins)


def test_alarms_come_with_a_caution_and_small_counts_are_withheld():
    shown = section(record())
    assert "A change was recorded, not its cause" in shown.blocks[0].text
    assert "about 3 would be expected" in shown.blocks[1].text
    table = next(one for one in shown.blocks if isinstance(one, Table))
    assert table.rows[0][:4] == ("Barnet", "Race", "October 2023", "Rise")
    assert table.rows[0][4:] == ("228", "110", "Yes")
    assert table.rows[1][4:6] == ("Withheld", "Withheld")
    assert sum(isinstance(one, Figure) for one in shown.blocks) == 1


def test_many_alarms_are_folded():
    many = tuple(replace(ALARMS[0], area=f"Area {number:02}") for number in range(20))
    made = record()
    shown = section(replace(made, detail=replace(made.detail, alarms=many)))
    fold = next(one for one in shown.blocks if isinstance(one, Fold))
    assert "All 20 alarms, by area in alphabetical order" in fold.summary


def test_rules_of_thumb_stand_beside_it():
    figure = next(one for one in section(record(), "works").blocks if getattr(one, "id", "") == "f-false-alarms")
    assert "99.8% do" in figure.headline
    assert [row[0] for row in figure.table.rows] == [
        "This model: a control chart with a moving average (EWMA)",
        "The distance from the past mean, with limits worked out",
        "A fifth more or less than a year before",
    ]


def test_for_whom_changes_are_missed():
    figure = next(one for one in section(record(), "groups").blocks if getattr(one, "id", "") == "f-by-series")
    assert figure.headline == "Race: 80% of planted changes found; Faith: 12%"
