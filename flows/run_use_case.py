"""One use case as one Prefect flow: every row of the steps table is a task.

``python -m flows.run_use_case ID`` runs it; `flows.deployed` holds the entry point to deploy.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

from flows.server import Server, forget_events
from peel_ml import logs
from peel_ml.errors import BadRequest, FellShort, PeelError
from peel_ml.experiment.pace import Pace
from peel_ml.experiment.steps import OnStep, Step, call, in_order, walk

RETRY_DELAYS_S = (0.5, 2.0, 5.0)
"""Seconds before the first, second and every later try again."""


FLOW = "run-use-case"


class StepFailed(Exception):
    """What Prefect's database gets to know of a failure: its kind, never a library's message and values."""

    def __init__(self, kind: str, step: str = "") -> None:
        super().__init__(kind)
        self.step = step


class _Holder:
    """Keeps values and the original exception out of Prefect's hands.

    Prefect walks through every argument, and stores or hashes results; frames of millions of rows would pay
    for it, and rows carry protected characteristics. Tasks here take and return nothing.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.values = dict(given)
        self.errors: dict[str, Exception] = {}
        """By step, of those whose last try failed."""

    def run(self, step: Step) -> None:
        self.errors.pop(step.name, None)
        try:
            self.values[step.name] = call(step, self.values)
        except Exception as error:
            raise self.failed(step, error) from None

    def failed(self, step: Step, error: Exception) -> StepFailed:
        """Keep the error for the caller, and return what Prefect may know of it."""
        self.errors[step.name] = error
        return StepFailed(told(error), step.name)


def told(error: Exception) -> str:
    """Return the kind of an error, with its sentence where it is one of ours, which never holds row values.

    Examples
    --------
    >>> told(ValueError("could not parse '1990-02-31'"))
    'ValueError'
    """
    kind = type(error).__name__
    return f"{kind}: {error.summary}" if isinstance(error, PeelError) else kind


def worth_another_try(error: Exception | None) -> bool:
    """Tell whether trying again may help: the disk or a database failed, not the request or the code.

    Examples
    --------
    >>> worth_another_try(OSError("disk")), worth_another_try(BadRequest("no such column"))
    (True, False)
    """
    if isinstance(error, (BadRequest, FellShort)):
        return False
    return isinstance(error, (OSError, PeelError))


def run_steps(
    steps: Sequence[Step],
    given: Mapping[str, Any],
    on_step: OnStep | None = None,
    *,
    name: str = "run",
    server: Server,
    flow_name: str = FLOW,
    pace: Pace | None = None,
) -> dict[str, Any]:
    """Run a steps table as a flow; the same meaning as `peel_ml.experiment.steps.walk`.

    Parameters
    ----------
    steps : sequence of Step
        The table. Retries and timeouts are taken from its rows.
    given : mapping of str to Any
        Values known before the first step; Prefect never sees them.
    on_step : callable, optional
        Told after each step how many seconds it took, retries included.
    name : str
        Name of the flow run, for example ``"stop-search-outcome 3f2a…"``.
    server : Server
        From `flows.server.begin`.
    flow_name : str
        Name of the flow; within a flow of this name the steps become its tasks.
    pace : Pace, optional
        How many steps at a time, each in a thread within the flow; by default one after another.

    Returns
    -------
    dict of str to Any
        Every value by its name.

    Raises
    ------
    PeelError
        A step took longer than its row allows.
    Exception
        Whatever a step raised, unchanged.
    """
    url = server.ready()
    if url is None:
        return walk(steps, given, on_step, pace)
    from prefect import flow
    from prefect.context import FlowRunContext

    holder = _Holder(given)
    counting = threading.Lock()
    stop = signal.getsignal(signal.SIGTERM)

    def body() -> None:
        if callable(stop) and threading.current_thread() is threading.main_thread():
            # Prefect puts its own handler in its place for the length of a flow; ours ends a run like Ctrl-C.
            signal.signal(signal.SIGTERM, stop)
        flow_run = FlowRunContext.get()
        assert flow_run is not None
        assert flow_run.flow_run is not None
        run_id = str(flow_run.flow_run.id)

        def do(step: Step) -> None:
            started = perf_counter()
            try:
                _run_task(step, holder)
            finally:
                with counting:
                    server.expected[run_id] = server.expected.get(run_id, 0) + 1
            if on_step is not None:
                on_step(step, perf_counter() - started)

        (pace or Pace()).go(steps, given, do)

    try:
        with flow_settings(url, server.ours):
            current = FlowRunContext.get()
            if current is not None and current.flow is not None and current.flow.name == flow_name:
                body()
            else:
                flow(name=flow_name, flow_run_name=_braceless(name), persist_result=False, validate_parameters=False)(
                    body
                )()
    except StepFailed as failed:
        error = holder.errors[failed.step]
        for note in getattr(failed, "__notes__", ()):
            error.add_note(note)
        # Raised out here: within the flow Prefect would write its message to its database.
        raise error from error.__cause__
    except Exception as error:
        if holder.errors or not server.lost():
            raise
        sys.stderr.write("Prefect's server has gone; going on without it. The results are the same.\n")
        logs.event("prefect_lost", level=logging.WARNING, **logs.failure(error))
        forget_events()
        left = [step for step in steps if step.name not in holder.values]
        return in_order(walk(left, holder.values, on_step, pace), steps)
    return in_order(holder.values, steps)


RECONNECTIONS = 2
"""How often Prefect's client tries again to reach a server of ours; before the fourth time it would begin to wait."""


def flow_settings(url: str, ours: bool) -> Any:
    """Return a context in which flows report to `url`, without a heartbeat.

    A server of ours (`ours`) answers at once or is gone. By default the client would wait seven seconds for a
    lost one with every event that is still to be sent, and the process could not end before that.
    """
    from prefect.events.clients import PrefectEventsClient
    from prefect.events.worker import EventsWorker
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    if ours:
        EventsWorker.set_client_override(PrefectEventsClient, reconnection_attempts=RECONNECTIONS)
    else:
        EventsWorker.set_client_override(None)
    # Every flow would wait up to a second for the heartbeat's thread to end; only None switches it off.
    updates: dict[Any, Any] = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_API_URL: url}
    return temporary_settings(updates)


def _run_task(step: Step, holder: _Holder) -> None:
    from prefect import Task
    from prefect.cache_policies import NO_CACHE
    from prefect.task_engine import TaskRunTimeoutError

    def retry(task: Any, run: Any, state: Any) -> bool:
        return worth_another_try(holder.errors.get(step.name))

    def body() -> None:
        holder.run(step)

    delays = [RETRY_DELAYS_S[min(attempt, len(RETRY_DELAYS_S) - 1)] for attempt in range(step.retries)]
    task: Task[[], None] = Task(
        body,
        name=step.name,
        description=step.title,
        task_run_name=_braceless(step.title),
        retries=step.retries,
        retry_delay_seconds=delays or None,
        retry_condition_fn=retry,
        timeout_seconds=step.timeout_s,
        cache_policy=NO_CACHE,
        persist_result=False,
        log_prints=False,
    )
    try:
        task()
    except TaskRunTimeoutError:
        raise holder.failed(
            step,
            PeelError(
                f"The step {step.name!r} ({step.title}) took longer than the {step.timeout_s} s it is allowed. "
                "Try fewer rows or trials (--quick), or a quieter machine."
            ),
        ) from None


def _braceless(name: str) -> str:
    # Prefect fills in what stands in braces.
    return name.replace("{", "(").replace("}", ")")


def run_use_case(use_case: str, final: bool = False) -> str:
    """Run one use case and return its run id.

    Raises
    ------
    PeelError
        Whatever the run raised.
    """
    from peel_ml.experiment.run import run

    return str(run(use_case, final=final, orchestrate=True).provenance.run_id)


def main(arguments: Sequence[str], runner: Callable[[str], str] = run_use_case) -> int:
    """Run the use case named on the command line; returns the exit status."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m flows.run_use_case USE-CASE\n")
        return 2
    try:
        sys.stdout.write(f"{runner(arguments[0])}\n")
    except PeelError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
