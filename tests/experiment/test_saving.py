"""What a kill left of a run's folder is gone once the run is saved."""

from peel_ml.store import RECORD, save


def test_half_a_folder_is_removed_by_the_run_that_goes_on_and_another_runs_stays(tmp_path):
    for cut_off in (".one.17", ".other.18"):
        (tmp_path / "visits" / cut_off).mkdir(parents=True)
    folder = save(tmp_path, "visits", "one", {RECORD: b"{}"})
    assert folder == tmp_path / "visits" / "one"
    assert sorted(path.name for path in (tmp_path / "visits").iterdir()) == [".other.18", "one"]
