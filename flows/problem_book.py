"""The whole problem book as one flow, one use case after another: ``python -m flows.problem_book``.

A use case that fails is reported and the next one starts.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flows.run_use_case import flow_settings, run_use_case
from flows.server import Server, begin
from peel_ml import logs
from peel_ml.errors import PeelError

FLOW = "problem-book"


@dataclass(frozen=True)
class Outcome:
    """How one use case went: what the runner returned, or the error it raised."""

    use_case: str
    result: Any = None
    error: Exception | None = None

    @property
    def failure(self) -> str | None:
        """One line that says why it failed, ``None`` when it did not."""
        if self.error is None:
            return None
        if isinstance(self.error, PeelError):
            return self.error.summary
        # Another library's message may quote rows.
        return f"{type(self.error).__name__} (see the log)"


def problem_book(
    use_cases: Sequence[str],
    runner: Callable[[str], Any],
    server: Server,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> tuple[Outcome, ...]:
    """Run the use cases one after another as flows within one flow.

    Parameters
    ----------
    use_cases : sequence of str
        Their ids, in the order in which they run.
    runner : callable
        Runs one use case by its id, for example a run that calls `flows.run_use_case.run_steps`.
    server : Server
        From `flows.server.begin`.
    on_outcome : callable, optional
        Told after each use case how it went.

    Returns
    -------
    tuple of Outcome
        One for each use case, in order. In Prefect the flow is shown as failed if any of them failed.
    """
    outcomes: list[Outcome] = []

    def every() -> None:
        for use_case in use_cases:
            try:
                outcome = Outcome(use_case, result=runner(use_case))
            except Exception as error:  # reported, and the next one has its turn
                logs.event("failed", level=logging.ERROR, use_case=use_case, **logs.failure(error))
                outcome = Outcome(use_case, error=error)
            outcomes.append(outcome)
            if on_outcome is not None:
                on_outcome(outcome)

    url = server.ready()
    if url is None:
        every()
        return tuple(outcomes)
    from prefect import flow
    from prefect.client.schemas.objects import State
    from prefect.states import Completed, Failed

    def body() -> State[Any]:
        every()
        failed = [outcome.use_case for outcome in outcomes if outcome.error is not None]
        if failed:
            return Failed(message=f"{len(failed)} of {len(outcomes)} failed: {', '.join(failed)}")
        return Completed(message=f"{len(outcomes)} of {len(outcomes)} finished")

    with flow_settings(url, server.ours):
        flow(name=FLOW, flow_run_name=f"{len(use_cases)} use cases", persist_result=False, validate_parameters=False)(
            body
        )(return_state=True)
    return tuple(outcomes)


def run_all(on_outcome: Callable[[Outcome], None] | None = None) -> tuple[Outcome, ...]:
    """Run every use case of the project's problem book.

    Raises
    ------
    BadRequest
        There is no project here.
    """
    from peel_ml.settings import read_settings

    settings = read_settings()
    server = begin(settings.home)
    ids = sorted(path.parent.name for path in settings.usecases.glob("*/usecase.yaml"))
    return problem_book(ids, run_use_case, server, on_outcome)


def main() -> int:
    """Run the problem book, a line for each use case on stdout; returns 1 if any failed."""
    try:
        outcomes = run_all(
            lambda outcome: print(  # noqa: T201
                f"{outcome.use_case}: {'finished' if outcome.failure is None else outcome.failure}", flush=True
            )
        )
    except PeelError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    return int(any(outcome.error is not None for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
