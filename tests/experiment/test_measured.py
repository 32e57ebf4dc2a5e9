"""What a run measures of itself stands in its record, and is true of what it wrote."""

import hashlib

from peel_ml.results.record import loads


def folder(finished):
    record, settings = finished
    return settings.runs / record.use_case / record.provenance.run_id


def test_the_list_of_what_is_written_is_what_was_written(finished):
    record = finished[0]
    here = {path.relative_to(folder(finished)).as_posix() for path in folder(finished).rglob("*") if path.is_file()}
    listed = {artefact.name: artefact for artefact in record.artefacts}
    only_in_mlflow = {"study/search.json", "model/description.json"}
    assert set(listed) - only_in_mlflow == here
    digests = {name: artefact.sha256 for name, artefact in listed.items() if artefact.sha256 and name in here}
    assert len(digests) > 3
    for name, digest in digests.items():
        assert hashlib.sha256((folder(finished) / name).read_bytes()).hexdigest() == digest, name
    assert {"model/model.json", "model/protected.json"} <= here


def test_a_validation_run_keeps_the_closed_months_closed(finished):
    months = finished[0].data.timeline.months
    assert len(months) == 12
    assert sum(month.rows for month in months) == finished[0].data.rows_used
    assert [month.positives is None for month in months] == [False] * 10 + [True] * 2
    opened = [part for part in finished[0].data.parts if part.positives is not None]
    assert sum(month.positives or 0 for month in months) == sum(part.positives for part in opened)


def test_the_model_was_fitted_again_and_facts_were_taken_away(finished):
    record = finished[0]
    assert record.rerun.agrees
    assert record.rerun.same_model
    assert record.rerun.refitted == record.rerun.members == 2
    assert len(record.stability.folds) == 2
    waited = next(stress for stress in record.stability.stresses if stress.what == "Days waited missing in every row")
    assert waited.change.high < 0


def test_todays_method_is_marked_at_each_capacity(finished):
    point = finished[0].scores.operating_point
    assert len(point.today_at_capacity) == len(point.capture_at_capacity)
    assert len(point.thresholds) > 5


def test_nobody_is_named_and_it_says_where_it_looked(finished):
    record = finished[0]
    assert record.identifiers.hits == ()
    assert {"direct-identifier", "direct-identifier-written"} <= {
        check.code for check in record.checks if check.outcome == "passed"
    }
    assert record.data.split.shared_clusters is None
    assert len(record.data.split.sha256) == 64


def test_the_saved_record_is_the_same(finished):
    assert loads((folder(finished) / "record.json").read_bytes()) == finished[0]
