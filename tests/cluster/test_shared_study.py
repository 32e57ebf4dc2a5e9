"""Two workers on one study: every number once, whoever is killed and whatever is begun again."""

import os
import signal
import sys
import time
from contextlib import contextmanager
from functools import partial

import cloudpickle
import optuna
import pytest
from optuna.trial import TrialState

from peel_ml.errors import PeelError
from peel_ml.results.space import Parameter
from peel_ml.tuning.making import _Memory, make_trial
from peel_ml.tuning.proposing import distributions_of
from peel_ml.tuning.shared import search_shared
from peel_ml.tuning.study import Study, ended_trials
from peel_ml.tuning.workers import Workers

# The workers cannot import a test.
cloudpickle.register_pickle_by_value(sys.modules[__name__])

SPACE = (
    Parameter("x", "float", -1.0, 1.0),
    Parameter("depth", "int", 1, 8),
    Parameter("how", "choice", choices=("a", "b")),
)
N = 10
FIXED = ({"x": 0.5, "depth": 2, "how": "a"}, {"x": -0.5, "depth": 4, "how": "b"})


def objective(seconds, pids, params, report):
    at_work = pids / str(os.getpid())
    for step in range(1, 4):
        time.sleep(seconds / 3)
        report.step(10 * step, -abs(params["x"]))
        at_work.touch()
    time.sleep(seconds / 3)
    at_work.unlink()
    if params["depth"] == 8:
        raise ValueError("eight is too deep")
    return -(params["x"] ** 2)


def asked(study, cluster, folder, trials=N, seconds=0.05, on_trial=None, timeout_s=None):
    pids = folder / "pids"
    pids.mkdir(exist_ok=True)
    crew = Workers(4)
    judge = partial(objective, seconds, pids)
    return search_shared(
        lambda number: cluster.call("trial", make_trial, study, number, SPACE, judge, go_on=crew.go_on),
        SPACE,
        fixed=FIXED,
        trials=trials,
        timeout_s=timeout_s,
        study=study,
        folder=folder / "trials",
        workers=crew,
        on_trial=on_trial,
    )


@pytest.fixture(scope="module")
def uri(postgresql_of_this_session):
    """One database for all: laying one out takes longer than a test."""
    return postgresql_of_this_session.database()


@pytest.fixture
def study(uri, request):
    return Study(uri, f"peel/made/{request.node.name}", seed=3, beat_s=1, grace_s=5)


def numbers(result):
    return [trial.number for trial in result.trials]


def test_every_trial_is_made_once_and_the_study_is_removed(cluster, study, tmp_path):
    told = []
    result = asked(study, cluster, tmp_path, on_trial=lambda trial, best: told.append((trial.number, best)))
    assert numbers(result) == list(range(N))
    assert sorted(number for number, _ in told) == numbers(result)
    assert result.completed + result.pruned + result.failed == N
    assert result.shared
    assert not result.repeatable
    assert result.best_value == max(trial.value for trial in result.trials if trial.value is not None) == told[-1][1]
    tried = [trial.params for trial in result.trials]
    assert all(params in tried for params in FIXED)
    assert all(trial.reason == "ValueError: eight is too deep" for trial in result.trials if trial.state == "failed")
    assert study.name not in optuna.get_all_study_names(study.storage())


def test_a_search_that_was_broken_off_goes_on(cluster, study, tmp_path):
    def stop(trial, best):
        if len(list((tmp_path / "trials").iterdir())) >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked(study, cluster, tmp_path, trials=4 * N, seconds=0.3, on_trial=stop)
    before = {trial.number: trial for trial in study.opened().trials if trial.state.is_finished()}
    # Far more were asked for than end before the client has stopped, also where the machine is busy.
    assert 4 <= len(before) < 4 * N
    again = []
    # The folder of another machine: the study alone remembers.
    other = tmp_path / "other"
    other.mkdir()
    result = asked(study, cluster, other, trials=4 * N, on_trial=lambda trial, best: again.append(trial))
    assert numbers(result) == list(range(4 * N))
    values = {trial.number: trial.value for trial in result.trials}
    ended = {trial.user_attrs["peel_number"]: trial for trial in before.values()}
    assert all(values[number] == trial.value for number, trial in ended.items() if trial.state.name == "COMPLETE")


def test_a_killed_worker_costs_its_trial_some_time_and_nothing_else(cluster, study, tmp_path, monkeypatch):
    monkeypatch.setattr(Study, "remove", lambda self: None)
    killed = []

    def kill(trial, best):
        if not killed:
            while not (at_work := list((tmp_path / "pids").iterdir())):
                time.sleep(0.01)
            killed.append(int(at_work[0].name))
            os.kill(killed[0], signal.SIGKILL)

    result = asked(study, cluster, tmp_path, trials=5, seconds=0.6, on_trial=kill)
    assert numbers(result) == list(range(5))
    assert result.tried_again >= 1
    assert cluster.lost >= 1
    trials = study.opened().trials
    lost = [trial for trial in trials if trial.state.name == "FAIL" and "peel_reason" not in trial.user_attrs]
    assert len(lost) == result.tried_again
    ended = [trial.params for trial in trials if trial not in lost and trial.state.is_finished()]
    assert all(trial.params in ended for trial in lost)
    assert len(ended) == 5


@pytest.mark.parametrize("fixed", [FIXED, ()], ids=["asked for", "proposed"])
def test_a_worker_that_was_taken_for_dead_makes_its_number_all_the_same(study, fixed):
    study.begin(fixed)
    asked = []

    def slow(params, report):
        asked.append(params)
        if len(asked) == 1:
            opened = study.opened()
            running = next(trial for trial in opened.trials if trial.state == TrialState.RUNNING)
            opened.tell(running.number, state=TrialState.FAIL)
        report.step(10, params["x"])
        return params["x"]

    make_trial(study, 0, SPACE, slow)
    found, lost = ended_trials(study.opened(), 0.0)
    assert (list(found), lost) == ([0], 1)
    assert asked[1] == found[0].trial.params
    make_trial(study, 0, SPACE, slow)
    assert len(asked) == 2


def test_a_database_that_is_away_is_named_and_no_password_is(cluster, tmp_path):
    study = Study("postgresql+psycopg://peel:secret@127.0.0.1:9/none", "peel/made/1", seed=3)
    assert "secret" not in repr(study)
    with pytest.raises(PeelError, match="PostgreSQL runs") as caught:
        asked(study, cluster, tmp_path)
    assert "secret" not in str(caught.value)
    with pytest.raises(PeelError, match="PostgreSQL runs"):
        cluster.call("trial", make_trial, study, 0, SPACE, objective)


def test_time_ends_it(cluster, study, tmp_path):
    result = asked(study, cluster, tmp_path, trials=500, timeout_s=1)
    assert result.stopped_by == "timeout"
    assert 0 < len(result.trials) < 500
    assert len(set(numbers(result))) == len(result.trials)


def test_a_trial_is_begun_in_one_transaction_however_many_settings_it_has(study):
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    study.begin(FIXED)
    written = []

    def heard(connection, cursor, statement, *_):
        written.append(statement)

    def ended(connection):
        written.append("commit")

    wide = (*SPACE, *(Parameter(f"more_{i}", "float", 0.0, 1.0) for i in range(10)))
    for number in range(len(FIXED)):
        make_trial(study, number, wide, lambda params, report: 0.5)
    event.listen(Engine, "before_cursor_execute", heard)
    event.listen(Engine, "commit", ended)
    try:
        make_trial(study, 2, wide, lambda params, report: 0.5)
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
        event.remove(Engine, "commit", ended)
    assert sum("INTO trial_params" in statement for statement in written) == 1
    assert written.count("commit") < len(wide)
    (trial,) = (trial for trial in study.opened().trials if trial.user_attrs["peel_number"] == 2)
    assert trial.params.keys() == {row.name for row in wide}


def test_a_trial_below_the_median_of_the_ended_ones_is_pruned_and_its_steps_are_kept(study):
    study.begin(())

    def judge(level, params, report):
        for step in (10, 20, 30):
            report.step(step, level + step)
        return level

    for number in range(6):
        make_trial(study, number, SPACE, partial(judge, number))
    make_trial(study, 6, SPACE, partial(judge, -1))
    make_trial(study, 7, SPACE, partial(judge, 9))
    found, _ = ended_trials(study.opened(), 0.0)
    assert [found[number].trial.state for number in range(8)] == ["complete"] * 6 + ["pruned", "complete"]
    assert found[6].steps == {10: 9.0}
    assert found[6].trial.reason == "below the median of earlier trials at step 10"
    assert found[7].steps == {10: 19.0, 20: 29.0, 30: 39.0}


def test_threads_of_one_worker_make_trials_at_a_time(study):
    from concurrent.futures import ThreadPoolExecutor

    study.begin(())

    def slow(params, report):
        for step in (10, 20):
            time.sleep(0.02)
            report.step(step, params["x"])
        return params["x"]

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: make_trial(study, number, SPACE, slow), range(24)))
    found, lost = ended_trials(study.opened(), 0.0)
    assert (sorted(found), lost) == (list(range(24)), 0)


@contextmanager
def as_optuna_has_it(uri):
    storage = optuna.storages.RDBStorage(uri)
    yield storage
    storage.remove_session()
    storage.engine.dispose()


def test_what_is_stored_is_what_optuna_itself_would_have_stored(study):
    spaces = distributions_of(SPACE)
    wanted = optuna.trial.create_trial(
        state=TrialState.RUNNING, params=FIXED[1], distributions=spaces, user_attrs={"peel_number": 4}
    )
    kept = {}
    with as_optuna_has_it(study.uri) as theirs:
        for name, storage in (("ours", study.storage()), ("optuna's", theirs)):
            opened = optuna.create_study(study_name=f"{study.name}/{name}", storage=storage)
            trial = theirs.get_trial(storage.create_new_trial(opened._study_id, template_trial=wanted))
            kept[name] = trial.number, trial.state, trial.params, trial.distributions, trial.user_attrs
    assert kept["ours"] == kept["optuna's"] == (0, TrialState.RUNNING, FIXED[1], spaces, {"peel_number": 4})


def test_a_worker_that_dies_at_the_very_start_of_its_trial_is_found(study):
    study.begin(())
    opened = study.opened()
    made = optuna.trial.create_trial(state=TrialState.RUNNING, user_attrs={"peel_number": 0})
    opened._storage.create_new_trial(opened._study_id, template_trial=made)
    # Its heart has beaten once, and no more.
    began = time.monotonic()
    make_trial(study, 0, SPACE, lambda params, report: 0.5)
    assert study.grace_s - 1 < time.monotonic() - began < study.grace_s + 10
    found, lost = ended_trials(study.opened(), 0.0)
    assert (list(found), lost) == ([0], 1)


def test_what_is_at_work_elsewhere_is_not_proposed_again_and_what_ended_counts_once(study):
    study.begin(())
    seen = []

    def watching(params, report):
        seen.append(params)
        return -(params["x"] ** 2)

    for number in range(14):
        make_trial(study, number, SPACE, watching)
    assert len({params["x"] for params in seen}) == 14
    # The memory of this process holds nothing that a fresh process would not have read: both propose the same.
    opened = study.opened()
    known = opened.get_trials(deepcopy=False)
    fresh = _Memory()
    fresh.learn(known)
    proposal = fresh.proposed(known, study.seed, 14, distributions_of(SPACE))
    make_trial(study, 14, SPACE, watching)
    assert seen[-1] == proposal
