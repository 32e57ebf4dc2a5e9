"""The chosen model is really fitted again, and what differs is seen."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from peel_ml.evaluation.scoring import evaluate
from peel_ml.experiment import rerunning, stressing
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.learning import learn
from peel_ml.experiment.rerunning import TOLERANCE, rerun
from peel_ml.experiment.stressing import CELLS, stability
from peel_ml.modelling.fold_fits import FoldFits
from peel_ml.results.explanation import Explanation, FeatureEffect
from peel_ml.results.scores import Scores
from peel_ml.tuning.declaration import Tuning
from tests.modelling.made_part import made_part

TUNING = Tuning(trials=4, folds=3)


@pytest.fixture(scope="module")
def judged():
    return Judged(made_part(900), made_part(1200, seed=9))


@pytest.fixture(scope="module")
def learned(judged, tmp_path_factory):
    work = tmp_path_factory.mktemp("search")
    return learn(judged.development, TUNING, seed=1, threads=1, workers=1, work=work, grouped=False)


@pytest.fixture(scope="module")
def request_():
    return SimpleNamespace(
        quick=False,
        final=False,
        seed=1,
        settings=SimpleNamespace(threads=1, workers=2),
        case=SimpleNamespace(split=SimpleNamespace(kind="time"), tuning=TUNING),
    )


@pytest.fixture(scope="module")
def scored(judged, learned) -> tuple[np.ndarray, Scores]:
    rows = judged.evaluated
    probabilities = learned.model.predict(rows.features)
    scores = evaluate(
        y=rows.target,
        p=probabilities,
        baselines={"prevalence": np.full(len(rows), 0.5)},
        primary="roc_auc",
        baseline="prevalence",
        clusters=None,
        time=None,
        slices=rows.slices,
        area=None,
        evaluated_on="validation",
        operating_point=None,
        development=None,
        seed=0,
        draws=10,
    )
    return probabilities, scores


def test_the_same_rows_and_settings_give_the_same_model(request_, judged, learned, scored):
    found = rerun(request_, judged, learned, *scored)
    assert (found.agrees, found.same_model, found.reason) == (True, True, "")
    assert (found.largest_difference, found.largest_probability_difference) == (0.0, 0.0)
    assert (found.refitted, found.members) == (3, 3)
    assert set(found.metrics) == {"roc_auc", "average_precision", "brier_score_loss", "log_loss"}


def test_every_member_is_fitted_and_none_is_read_from_what_was_kept(request_, judged, learned, scored, monkeypatch):
    fitted = []
    fit = FoldFits.fit
    monkeypatch.setattr(FoldFits, "kept", lambda *_: pytest.fail("read what the first fitting kept"))
    monkeypatch.setattr(
        FoldFits, "fit", lambda self, params, fold, rate: fitted.append(fold) or fit(self, params, fold, rate)
    )
    rerun(request_, judged, learned, *scored)
    assert sorted(fitted) == [0, 1, 2]
    fitted.clear()
    monkeypatch.setattr(rerunning, "ROWS", 2_000)
    found = rerun(request_, judged, learned, *scored)
    assert sorted(fitted) == [0, 1]
    assert found.reason.startswith("2 of the 3 models that are averaged were fitted again")


@pytest.mark.parametrize("member", [0, 2])
def test_another_model_is_seen_and_called_so(request_, judged, learned, scored, member):
    """As if chance, a thread or a library had made another model the first time."""
    members = list(learned.model.members)
    members[member] = members[1]
    model = replace(learned.model, members=tuple(members))
    probabilities = model.predict(judged.evaluated.features)
    y = judged.evaluated.target
    metrics = {"roc_auc": replace(scored[1].metrics["roc_auc"], value=float(roc_auc_score(y, probabilities)))}
    found = rerun(request_, judged, replace(learned, model=model), probabilities, replace(scored[1], metrics=metrics))
    assert (found.agrees, found.same_model) == (False, False)
    assert found.largest_difference > TOLERANCE
    assert found.largest_probability_difference > 0.001


def test_of_many_rows_the_first_rounds_of_one_member_are_fitted_again(request_, judged, learned, scored, monkeypatch):
    monkeypatch.setattr(rerunning, "ROWS", 900)
    monkeypatch.setattr(rerunning, "ROW_ROUNDS", 900 * 12)
    monkeypatch.setattr(rerunning, "LEAST_ROUNDS", 2)
    assert learned.model.members[0].best_round > 12
    found = rerun(request_, judged, learned, *scored)
    assert (found.agrees, found.same_model, found.refitted, found.rounds) == (True, True, 1, 12)
    assert (found.largest_difference, found.largest_probability_difference) == (0.0, 0.0)
    assert found.reason.startswith(f"the first 12 of the {learned.model.members[0].best_round} rounds of 1 of the 3")
    final = SimpleNamespace(**{**vars(request_), "final": True})
    whole = rerun(final, judged, learned, *scored)
    assert (whole.agrees, whole.same_model, whole.refitted, whole.rounds) == (True, True, 1, None)
    assert "Encoding, folds, calibration and scores" in whole.reason


def test_first_rounds_that_differ_are_seen_and_moved_by(request_, judged, learned, scored, monkeypatch):
    """As if chance had made another member the first time: the figures move as they would with its first rounds."""
    monkeypatch.setattr(rerunning, "ROWS", 900)
    monkeypatch.setattr(rerunning, "ROW_ROUNDS", 900 * 12)
    monkeypatch.setattr(rerunning, "LEAST_ROUNDS", 2)
    first, second, third = learned.model.members
    model = replace(learned.model, members=(second, second, third))
    rows = judged.evaluated
    kept = model.predict(rows.features)
    y, matrix = rows.target, model.encoder.transform(rows.features)
    metrics = {"roc_auc": replace(scored[1].metrics["roc_auc"], value=float(roc_auc_score(y, kept)))}
    found = rerun(request_, judged, replace(learned, model=model), kept, replace(scored[1], metrics=metrics))
    moved = (first.first(12).raw(matrix) - second.first(12).raw(matrix)) / 3
    expected = model.calibrator(model.raw(rows.features) + moved)
    assert (found.agrees, found.same_model) == (False, False)
    assert found.largest_probability_difference == pytest.approx(float(np.abs(expected - kept).max()))
    assert found.largest_difference == pytest.approx(abs(roc_auc_score(y, expected) - roc_auc_score(y, kept)))


def test_a_quick_run_does_not_fit_again(request_, judged, learned, scored):
    assert rerun(SimpleNamespace(quick=True), judged, learned, *scored) is None


def explained(*names):
    effects = tuple(FeatureEffect(name, name.title(), 1.0, rank, 1, 9, "") for rank, name in enumerate(names, 1))
    return Explanation("", 0, "", 0.0, None, tuple(reversed(effects)))


def test_what_decides_hurts_when_it_is_missing_and_what_does_not_does_not(request_, judged, learned, scored):
    found = stability(request_, judged, learned, scored[0], explained("object", "size", "planned"))
    assert [stress.what for stress in found.stresses] == [
        "Object missing in every row",
        "Size missing in every row",
        "Planned missing in every row",
        f"{CELLS:.0%} of all facts missing at random",
    ]
    first, *_, last = (stress.change for stress in found.stresses)
    assert first.high < 0
    assert first.low < first.value < first.high
    assert last.value < 0
    assert abs(last.value) < abs(first.value)
    assert found.folds == learned.fold_values["model"]
    assert found.rows == 1200
    assert stability(request_, judged, learned, scored[0], explained("object", "size", "planned")) == found


def test_missing_in_every_row_is_what_a_missing_value_is(request_, judged, learned, scored):
    """The stressed rows score as the same rows with the column blank in the frame."""
    import polars as pl

    rows = judged.evaluated
    blank = rows.features.frame.with_columns(object=pl.lit(None, dtype=pl.String))
    p = learned.model.predict(replace(rows.features, frame=blank))
    whole = learned.model.predict(rows.features)
    expected = roc_auc_score(rows.target, p) - roc_auc_score(rows.target, whole)
    found = stability(request_, judged, learned, scored[0], explained("object"))
    assert found.stresses[0].change.value == pytest.approx(expected, abs=1e-12)


def test_a_loss_turns_round_so_that_worse_is_negative(request_, judged, learned, scored):
    case = SimpleNamespace(split=request_.case.split, tuning=Tuning(trials=4, folds=3, objective="log_loss"))
    other = SimpleNamespace(seed=1, case=case)
    values = replace(learned, fold_values={"model": (-0.6, -0.5)})
    found = stability(other, judged, values, scored[0], explained("object"))
    assert found.folds == (0.6, 0.5)
    assert found.stresses[0].change.value < 0


def test_rows_are_added_until_the_changes_are_known_and_no_more(request_, judged, learned, scored, monkeypatch):
    monkeypatch.setattr(stressing, "FIRST", 300)
    names = ("object", "size")
    whole = stability(request_, judged, learned, scored[0], explained(*names))
    assert (whole.rows, whole.rule) == (1200, "")
    monkeypatch.setattr(stressing, "PRECISION", 0.2)
    some = stability(request_, judged, learned, scored[0], explained(*names))
    assert some.rows == 300
    assert "300 of the 1,200 evaluated rows" in some.rule
    assert stressing.precise(stress.change for stress in some.stresses)
    monkeypatch.setattr(stressing, "FIRST", 1200)
    assert stability(request_, judged, learned, scored[0], explained(*names)) == whole
