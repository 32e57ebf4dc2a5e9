"""What a look finds when something has changed, and what it says when it cannot tell."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.errors import BadRequest
from peel_ml.monitoring.limits import LIMITS
from peel_ml.monitoring.report import dumps, loads, to_json
from peel_ml.monitoring.watching import watch
from tests.monitoring.made import World, material, month, new, record, year

AT = "2024-02-01T00:00:00+00:00"
USUAL = World(rows=1500)


def look(changed: World, *, usual: World = USUAL, seed: int = 1, **given):
    rng = np.random.default_rng(seed)
    reference = year(rng, usual)
    return watch(given.pop("record", record()), new(rng, changed), reference, at=AT, **given)


def states(report) -> dict[str, str]:
    return {signal.name: signal.state for signal in report.signals}


CHANGES = {
    "label-rate": replace(USUAL, rate=0.42),
    "missing:channel": replace(USUAL, blank=0.25),
    "drift:channel": replace(USUAL, web=0.6),
    "group-gap:sex": replace(USUAL, gap=0.2),
    "vocabulary:sex": replace(USUAL, other=0.12),
    "rows": replace(USUAL, rows=300),
    "days": replace(USUAL, days=14),
}
"""A change in the world, and the signal that is to find it."""

ALSO = {"missing:channel": {"drift:channel"}, "vocabulary:sex": {"drift:sex"}, "days": set()}
"""What moves with it."""


@pytest.mark.parametrize("name", CHANGES)
def test_a_planted_change_is_found_and_nothing_else(name):
    report = look(CHANGES[name])
    breached = {signal.name for signal in report.breaches}
    assert name in breached
    assert breached - ALSO.get(name, set()) == {name}
    assert report.breached
    assert report.suspends


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_found_says_what_to_do_and_holds_its_figures(name):
    signal = next(one for one in look(CHANGES[name]).breaches if one.name == name)
    assert signal.action.endswith(".")
    assert signal.sentence.endswith(".")
    assert signal.figures


def test_data_like_before_are_quiet_and_the_model_of_an_audit_is_not_watched():
    report = look(USUAL)
    assert not report.breached
    assert not report.suspends
    unwatched = {signal.code: signal.sentence for signal in report.signals if signal.state == "not_watched"}
    assert set(unwatched) == {"score-drift", "performance", "calibration", "fairness"}
    assert all("releases no model" in sentence for sentence in unwatched.values())
    assert report.counts["steady"] >= 10


def test_a_service_without_its_model_says_that_none_was_given():
    report = look(USUAL, record=record("service"))
    assert all("No model was given" in one.sentence for one in report.signals if one.state == "not_watched")


def test_few_rows_cannot_tell_and_do_not_cry_wolf():
    report = look(replace(USUAL, rows=40, rate=0.4))
    assert states(report)["label-rate"] == "cannot_tell"
    assert states(report)["missing:channel"] == "cannot_tell"
    assert {signal.code for signal in report.breaches} == {"rows", "days"}


def test_a_movement_that_months_make_by_themselves_is_no_breach():
    calm, restless = (look(replace(USUAL, rate=0.40), usual=replace(USUAL, swing=swing)) for swing in (0.0, 0.08))
    assert states(calm)["label-rate"] == "breach"
    assert states(restless)["label-rate"] == "cannot_tell"


def test_rows_that_are_alike_by_household_count_less():
    found = [
        look(replace(USUAL, rows=600, rate=0.38, together=size), usual=replace(USUAL, together=size))
        for size in (1, 10)
    ]
    widths = []
    for report in found:
        [rate] = [signal for signal in report.signals if signal.code == "label-rate"]
        widths.append(rate.figures[0].high - rate.figures[0].low)
    assert widths[1] > 2.5 * widths[0]


def test_the_hook_hears_of_a_breach_once_with_reason_and_digest():
    told = []
    report = look(CHANGES["label-rate"], suspend=lambda *given: told.append(given))
    assert told == [(told[0][0], report.digest)]
    assert "Share with a visit that was needed" in told[0][0]
    look(USUAL, suspend=lambda *given: told.append(given))
    assert len(told) == 1


def test_a_column_that_is_not_used_breaches_without_suspending():
    rng, told = np.random.default_rng(5), []
    before, after = year(rng, USUAL).frame, new(rng, USUAL).frame
    reference = material(before.with_columns(form=pl.lit("old")))
    report = watch(
        record(),
        material(after.with_columns(form=pl.lit("new"))),
        reference,
        at=AT,
        suspend=lambda *given: told.append(given),
    )
    assert [signal.name for signal in report.breaches] == ["vocabulary:form"]
    assert report.breached
    assert not report.suspends
    assert not told


def test_the_outcome_may_not_be_known_yet():
    rng = np.random.default_rng(3)
    reference, fresh = year(rng, USUAL), new(rng, USUAL).frame.drop("needed")
    report = watch(record(), material(fresh), reference, at=AT)
    assert states(report)["label-rate"] == "not_watched"
    assert states(report)["group-gap:sex"] == "not_watched"
    assert states(report)["drift:channel"] == "steady"


def test_outcomes_of_a_held_out_period_that_was_not_opened_are_not_read():
    rng = np.random.default_rng(4)
    reference, fresh = year(rng, USUAL), new(rng, USUAL)
    last = pl.col("opened") >= pl.date(2023, 11, 1)
    turned = material(reference.frame.with_columns(needed=pl.col("needed") ^ last))
    closed = replace(record(), final=False)
    assert to_json(watch(closed, fresh, reference, at=AT)) == to_json(watch(closed, fresh, turned, at=AT))
    opened = record()
    assert to_json(watch(opened, fresh, reference, at=AT)) != to_json(watch(opened, fresh, turned, at=AT))


def test_rows_of_the_run_s_own_months_are_left_out_and_counted():
    rng = np.random.default_rng(6)
    reference, fresh = year(rng, USUAL), new(rng, USUAL)
    both = material(pl.concat([reference.frame, fresh.frame]))
    alone, together = (watch(record(), one, reference, at=AT) for one in (fresh, both))
    assert together.signals == alone.signals
    assert any(f"{reference.frame.height:,} rows of the run's own months" in note for note in together.notes)
    with pytest.raises(BadRequest, match=r"newer than the data of the run, which ends in 2023-12"):
        watch(record(), reference, reference, at=AT)


def test_a_month_in_between_that_never_came_is_as_good_as_empty():
    rng = np.random.default_rng(8)
    later = material(pl.concat([month(rng, name, USUAL) for name in ("2024-01", "2024-03")]))
    [rows] = [one for one in watch(record(), later, year(rng, USUAL), at=AT).signals if one.code == "rows"]
    assert rows.state == "breach"
    assert "February 2024" in rows.sentence


def test_a_declared_monitor_is_held_to_its_own_limit():
    words = {"metric": "Rate", "threshold": "3 points", "cadence": "monthly", "owner": "Owner", "action": "Look"}
    declared = (
        words,
        words | {"watch": {"signal": "label-rate", "limit": 0.03}},
        words | {"watch": {"signal": "missing", "of": ("channel",)}},
        words | {"watch": {"signal": "fairness"}},
    )
    large = World(rows=6000)
    report = look(replace(large, rate=0.34), usual=large, record=record(monitors=declared))
    assert states(report)["label-rate"] != "breach"
    assert [one.state for one in report.monitors] == ["not_watched", "breach", "steady", "not_watched"]
    assert report.monitors[1].signals == ("label-rate",)
    assert report.suspends


def test_a_stricter_limit_on_groups_holds_for_each_of_them():
    words = {"metric": "Gap", "threshold": "2 points", "cadence": "monthly", "owner": "Owner", "action": "Look"}
    declared = ({**words, "watch": {"signal": "group-gap", "of": ("sex",), "limit": 0.02}},)
    world, usual = World(rows=20_000, gap=0.045), World(rows=20_000)
    assert states(look(world, usual=usual))["group-gap:sex"] == "steady"
    assert states(look(world, usual=usual, record=record(monitors=declared)))["group-gap:sex"] == "breach"


def test_a_quick_run_and_a_model_for_an_audit_are_refused():
    with pytest.raises(BadRequest, match="quick run"):
        look(USUAL, record=replace(record(), quick=True))


def test_a_report_is_read_back_as_it_was_written_and_its_digest_names_it():
    report = look(CHANGES["group-gap:sex"])
    again = loads(dumps(report))
    assert again == report
    assert again.digest == report.digest != replace(report, looked_at="2024-02-02").digest
    with pytest.raises(BadRequest, match="no monitoring report"):
        loads(json.dumps({**to_json(report), "schema_version": "1.0", "extra": 1}))


@pytest.mark.parametrize("few", [1, 2, 4])
def test_no_count_below_five_is_printed_nor_can_be_worked_out(few):
    """A few people of a rare group, and of a rare blank, in the new month."""
    rng = np.random.default_rng(few)
    before, after = year(rng, USUAL).frame, new(rng, USUAL).frame
    at = pl.int_range(pl.len())
    sex = pl.when(at < few).then(None).when(at < 2 * few).then(pl.lit("Other")).otherwise(pl.lit("Male"))
    fresh = after.with_columns(sex=pl.when(at < 900).then(sex).otherwise(pl.lit("Female")))
    report = watch(record(), material(fresh), material(before), at=AT)
    assert "case 20" not in dumps(report)
    for signal in report.signals:
        for figure in signal.figures:
            for n, share in ((figure.n_now, figure.now), (figure.n_before, figure.before)):
                assert n is None or n >= 5
                if signal.code in ("missing", "label-rate") and n is not None and share is not None:
                    assert round(share * n) == 0 or 5 <= round(share * n) <= n - 5 or round(share * n) == n
    [missing] = [one for one in report.signals if one.name == "missing:sex"]
    assert missing.figures[0].now is None
    [groups] = [one for one in report.signals if one.name == "group-gap:sex"]
    counted = [figure.n_now for figure in groups.figures if figure.n_now is not None]
    assert fresh.height - sum(counted) >= 5


def test_a_few_people_without_a_recorded_group_cannot_be_worked_out_from_the_groups():
    rng = np.random.default_rng(2)
    before, after = year(rng, USUAL).frame, new(rng, USUAL).frame
    at = pl.int_range(pl.len())
    sex = pl.when(at < 3).then(None).when(at < 900).then(pl.lit("Male")).otherwise(pl.lit("Female"))
    report = watch(record(), material(after.with_columns(sex=sex)), material(before), at=AT)
    [groups] = [one for one in report.signals if one.name == "group-gap:sex"]
    shown = [figure.n_now for figure in groups.figures if figure.n_now is not None]
    assert len(shown) == 1
    assert after.height - sum(shown) >= 5


def test_limits_are_arguments():
    strict = replace(LIMITS, label_rate=0.01)
    assert (
        states(look(replace(USUAL, rate=0.36), usual=replace(USUAL, rows=6000), limits=strict))["label-rate"]
        == "breach"
    )
