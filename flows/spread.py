"""Use cases of the book on the workers of a Dask scheduler, by Prefect's Dask task runner: one task a use case.

A worker runs a use case as `peel run --all` does here: in a process of its own, one fit at a time. The
project and ``PEEL_HOME`` must be on a folder that all workers see under the same path; data that is declared by a path
as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from peel_ml.experiment.book import BookRequest, Planned, Row, run_one
from peel_ml.settings import Settings

if TYPE_CHECKING:
    from prefect_dask import DaskTaskRunner

WORKERS = 1
"""Fits at a time of a use case: as many as a worker process of one thread is good for."""


def runner(address: str) -> DaskTaskRunner[Any]:
    """Return Prefect's task runner for the scheduler at an address, once its workers were checked.

    Raises
    ------
    PeelError
        Nobody answers there, there is no worker, or a worker runs other versions.
    """
    from prefect_dask import DaskTaskRunner

    from peel_ml.cluster import connect

    connect(address).close()
    return DaskTaskRunner(address=address)


def use_case(planned: Planned, request: BookRequest, settings: Settings) -> Row:
    """Run one use case; on a worker."""
    folder = settings.usecases / planned.use_case
    if not folder.is_dir() or not settings.home.is_dir():
        return Row(
            planned.use_case,
            planned.kind,
            "failed",
            reason=f"A worker does not see {settings.usecases} and {settings.home}. Put the project and PEEL_HOME on a "
            "folder that all workers mount under the same path.",
        )
    # Walked plainly: the book is the flow, and a server of this machine's own would be one for each use case.
    return run_one(planned, replace(request, orchestrate=False, cluster=None), replace(settings, workers=WORKERS))


def on_workers(
    waiting: Sequence[Planned], *, request: BookRequest, settings: Settings
) -> Iterator[tuple[Planned, Row]]:
    """Yield each use case with its row, as it ends; within a flow."""
    from prefect import task
    from prefect.futures import as_completed

    futures = {
        task(name="use-case", task_run_name=one.use_case, persist_result=False, retries=0)(use_case).submit(
            one, request, settings
        ): one
        for one in waiting
    }
    for future in as_completed(list(futures)):
        one = futures[future]
        state = future.state
        if state.is_completed():
            yield one, future.result()
        else:
            reason = f"Its task ended as {state.name} ({state.type.value}): the worker may have gone."
            yield one, Row(one.use_case, one.kind, "failed", reason=reason)
