"""Optuna's storage in a database, with fewer questions for a trial that is proposed, and judged, in memory.

Imported where a study is opened, because it needs Optuna at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from threading import Event
from typing import Any

import optuna
from optuna.storages._heartbeat import BaseHeartbeat, HeartbeatThread
from optuna.storages._rdb import models
from optuna.storages._rdb.storage import _create_scoped_session
from optuna.trial import TrialState

RUNNING = TrialState.RUNNING


class Rows(optuna.storages.RDBStorage):
    """The rows of studies of one space each.

    Optuna asks the database three questions for every setting of a new trial: is the trial there, may it change, and
    does its distribution fit the one that earlier trials had. Here a study's name holds the digest of its space
    (`peel_ml.tuning.study.Study`), and the trial was made in the same transaction: the answers are known, and all
    settings are written by one statement.
    """

    def _set_trial_param_without_commit(
        self,
        session: Any,
        trial_id: int,
        param_name: str,
        param_value_internal: float,
        distribution: optuna.distributions.BaseDistribution,
        previous_distribution: optuna.distributions.BaseDistribution | None = None,
    ) -> None:
        session.add(
            models.TrialParamModel(
                trial_id=trial_id,
                param_name=param_name,
                param_value=param_value_internal,
                distribution_json=optuna.distributions.distribution_to_json(distribution),
            )
        )

    def _get_prepared_new_trial(
        self, study_id: int, template_trial: optuna.trial.FrozenTrial | None, session: Any
    ) -> models.TrialModel:
        trial = super()._get_prepared_new_trial(study_id, template_trial, session)
        if trial.state == RUNNING:
            # A heart has beaten as soon as the trial is there: whoever waits for it does not wait for ever.
            session.add(models.TrialHeartbeatModel(trial_id=trial.trial_id))
        return trial

    def take_up(
        self, trial_id: int, params: Mapping[str, Any], distributions: Mapping[str, Any], said: Mapping[str, Any]
    ) -> bool:
        """Begin a trial that waits, with these settings, in one transaction; tell whether it did wait."""
        with _create_scoped_session(self.scoped_session) as session:
            trial: Any = models.TrialModel.find_or_raise_by_id(trial_id, session, for_update=True)
            if trial.state != TrialState.WAITING:
                return False
            for name, value in params.items():
                inner = distributions[name].to_internal_repr(value)
                self._set_trial_param_without_commit(session, trial_id, name, inner, distributions[name])
            for key, words in said.items():
                self._set_trial_attr_without_commit(session, models.TrialUserAttributeModel, trial_id, key, words)
            session.add(models.TrialHeartbeatModel(trial_id=trial_id))
            trial.state, trial.datetime_start = RUNNING, datetime.now()
            return True

    def end(
        self, trial_id: int, state: TrialState, value: float | None, steps: Mapping[int, float], said: Mapping[str, str]
    ) -> None:
        """Write how a trial ended, with every step of it, in one transaction.

        Raises
        ------
        optuna.exceptions.UpdateFinishedTrialError
            It has ended already: others took it for lost.
        """
        with _create_scoped_session(self.scoped_session) as session:
            trial: Any = models.TrialModel.find_or_raise_by_id(trial_id, session, for_update=True)
            self.check_trial_is_updatable(trial_id, trial.state)
            for step, one in steps.items():
                stored, kind = models.TrialIntermediateValueModel.intermediate_value_to_stored_repr(one)
                session.add(
                    models.TrialIntermediateValueModel(
                        trial_id=trial_id, step=step, intermediate_value=stored, intermediate_value_type=kind
                    )
                )
            for key, words in said.items():
                self._set_trial_attr_without_commit(session, models.TrialUserAttributeModel, trial_id, key, words)
            if value is not None:
                self._set_trial_value_without_commit(session, trial, 0, value)
            trial.state, trial.datetime_complete = state, datetime.now()


class Heart(HeartbeatThread):
    """Beats while a trial is at work, beginning one interval after the beat with which the trial began."""

    @staticmethod
    def _record_heartbeat(trial_id: int, heartbeat: BaseHeartbeat, stop_event: Event) -> None:
        while not stop_event.wait(timeout=heartbeat.get_heartbeat_interval()):
            heartbeat.record_heartbeat(trial_id)
