"""Looking for less unequal models, on a small service use case whose model goes by a copy of the group."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from peel_ml.errors import BadRequest
from peel_ml.experiment import less_unequal, material
from peel_ml.experiment.bench import bench_of
from peel_ml.experiment.judging import Judged, judged, learned
from peel_ml.experiment.less_unequal import mitigation
from peel_ml.experiment.request import RunRequest, Silence
from peel_ml.fairness.policy import load_policy
from peel_ml.settings import read_settings
from peel_ml.tuning.workers import Workers
from peel_ml.usecase.load import load_use_case

# pandas 3 warns of what Fairlearn 0.15 does inside; goes with Fairlearn's next release.
pytestmark = pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")


@pytest.fixture(scope="module")
def asked(tmp_path_factory, made):
    """The request, its rows and what was learned on them."""
    root = tmp_path_factory.mktemp("unequal")
    data, rng = made.frame(4000), np.random.default_rng(5)
    woman = (data["sex"] == "Female").to_numpy()
    north = np.where(rng.random(len(woman)) < 0.15, ~woman, woman)
    score = -2.4 + 0.1 * data["waited"].to_numpy() + 1.2 * north
    made.make(
        root,
        data=data.with_columns(
            # Under a name the declaration has.
            channel=pl.Series(np.where(north, "north", "south")),
            needed=pl.Series(rng.random(len(woman)) < 1 / (1 + np.exp(-score))),
        ),
    )
    settings = read_settings({}, start=root)
    folder = root / "usecases" / "visits"
    case = load_use_case(folder, {"tuning.fairness_objective": "true", "tuning.folds": "3"})
    request = RunRequest(
        case=case,
        folder=folder,
        settings=settings,
        run_id="r",
        started_at="2026-01-01T00:00:00+00:00",
        path=folder / "cases.csv",
        frame=None,
        seed=0,
        final=False,
        log_trials="none",
    )
    raw = material.read(request)
    rows = judged(request, material.parts(request, material.prepared(request, material.cleaned(request, raw))))
    work = SimpleNamespace(path=tmp_path_factory.mktemp("work"))
    return request, rows, learned(request, rows, work, Silence())


def mitigated(asked, folder, workers=1):
    request, rows, found = asked
    settings = replace(request.settings, workers=workers)
    # Without evaluated rows: nothing could look at them.
    blind = Judged(rows.development, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(less_unequal, "FRONT_TRIALS", 5)
        return mitigation(
            replace(request, settings=settings), blind, found, load_policy(), SimpleNamespace(path=folder)
        )


@pytest.fixture(scope="module")
def found(asked, tmp_path_factory):
    return mitigated(asked, tmp_path_factory.mktemp("front"))


def test_every_kind_is_tried_and_the_chosen_model_comes_first(found):
    kinds = [one.kind for one in found.alternatives]
    assert kinds[0] == "chosen"
    assert set(kinds) == {"chosen", "reweighing", "reduction", "feature_repair", "constrained_choice"}
    assert len({one.name for one in found.alternatives}) == len(kinds)
    chosen = found.alternatives[0]
    assert (chosen.performance_change.value, chosen.gap_change.value, chosen.less_unequal) == (0, 0, False)


def test_the_planted_gap_is_found_and_taken_away(found):
    named = {one.name: one for one in found.alternatives}
    chosen = named["chosen"]
    assert chosen.worst_group.startswith("sex: ")
    assert chosen.gap.low > 0.1
    for name in ("reweighing", "reduction", "without channel"):
        assert named[name].gap_change.high < 0
        assert named[name].gap.value < chosen.gap.value / 1.3
    # What the channel tells of the need is lost with it.
    assert named["without channel"].performance_change.high < 0
    assert not named["without channel"].less_unequal


def test_the_same_for_any_number_of_workers(asked, found, tmp_path):
    assert mitigated(asked, tmp_path, workers=2) == found


def test_a_group_is_read_in_training_and_never_to_decide(asked):
    """Turning over the groups of the rows a fold scores changes none of their scores; of its training rows, all."""
    request, rows, learned_ = asked
    bench = bench_of(request, rows.development, learned_, load_policy(), Workers())
    train, valid = bench.fits.folds[0]
    [one] = bench.groupings

    def scored(turned):
        codes = one.codes.copy()
        codes[turned] = 1 - codes[turned[::-1]]
        return [way.fit(0) for way in less_unequal._trained(bench, replace(one, codes=codes), [])]

    plain = scored(np.zeros(0, np.int64))
    assert len(plain) == 2
    for before, after in zip(plain, scored(valid), strict=True):
        np.testing.assert_array_equal(before, after)
    for before, after in zip(plain, scored(train[: len(train) // 2]), strict=True):
        assert not np.array_equal(before, after)


def test_it_is_not_done_unasked_and_not_for_an_audit(asked, tmp_path):
    request, rows, found = asked
    quiet = request.case.model_copy(
        update={"tuning": request.case.tuning.model_copy(update={"fairness_objective": False})}
    )
    work = SimpleNamespace(path=tmp_path)
    assert mitigation(replace(request, case=quiet), rows, found, load_policy(), work) is None
    audit = request.case.model_copy(update={"operating_point": "none"})
    with pytest.raises(BadRequest, match="selects nobody"):
        mitigation(replace(request, case=audit), rows, found, load_policy(), work)
