"""The whole problem book as one flow: ``python -m flows.problem_book``, the same as ``peel run --all``.

Each use case runs in a process of its own, as a flow of its own on the same server; what happens is
`peel_ml.experiment.book`. A use case that fails is reported and the others go on.
"""

from __future__ import annotations

import signal
import sys
import threading
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flows import spread
from flows.run_use_case import flow_settings
from flows.server import Server, begin
from peel_ml.errors import PeelError
from peel_ml.experiment.book import Book, BookRequest, Planned, Told, plan, run_book
from peel_ml.experiment.book.summary import to_markdown
from peel_ml.settings import Settings, read_settings

FLOW = "problem-book"
ARTEFACT = "problem-book"
"""Key of the summary among Prefect's artefacts."""


def problem_book(
    planned: Sequence[Planned],
    request: BookRequest,
    settings: Settings,
    told: Told,
    server: Server,
    quiet: bool = True,
) -> Book:
    """Run the book as a flow; the same meaning as `peel_ml.experiment.book.run_book`.

    Parameters
    ----------
    planned, request, settings, told, quiet
        As there.
    server : Server
        From `flows.server.begin`; without one the book runs without Prefect.

    Returns
    -------
    Book
        In Prefect the flow is shown as failed if any use case failed, with the summary as an artefact.
    """
    url = server.ready()
    if url is None and request.cluster is not None:
        raise PeelError("--all --cluster spreads use cases by Prefect's Dask task runner, and Prefect did not start.")
    if url is None:
        plain = BookRequest(**{**vars(request), "orchestrate": False})
        return run_book(planned, plain, settings, told, quiet)
    from prefect import flow
    from prefect.artifacts import create_markdown_artifact
    from prefect.client.schemas.objects import State
    from prefect.states import Completed, Failed

    books: list[Book] = []
    stop = signal.getsignal(signal.SIGTERM)

    runner, elsewhere = dict[str, Any](), dict[str, Any]()
    if request.cluster is not None:
        runner["task_runner"] = spread.runner(request.cluster)
        elsewhere["elsewhere"] = partial(spread.on_workers, request=request, settings=settings)

    def body() -> State[Any]:
        if callable(stop) and threading.current_thread() is threading.main_thread():
            # As in a single run: Prefect's own handler would not end the processes in order.
            signal.signal(signal.SIGTERM, stop)
        book = run_book(planned, request, settings, told, quiet, **elsewhere)
        books.append(book)
        if not server.lost():
            create_markdown_artifact(to_markdown(book), key=ARTEFACT, description=book.said)
        return Failed(message=book.said) if book.count("failed") else Completed(message=book.said)

    name = uuid.uuid4().hex
    _bodies[name] = body
    with flow_settings(url, server.ours):
        state = flow(
            name=FLOW,
            flow_run_name=f"{len(planned)} use cases",
            persist_result=False,
            validate_parameters=False,
            **runner,
        )(by_name)(name, return_state=True)
    if not books:
        state.result()  # raises what stopped it
    return books[0]


_bodies: dict[str, Callable[[], Any]] = {}
"""Bodies of flows under way in this process. The flow itself is a function of this module: a Dask task runner sends the
flow along with each task, and a body with its locks and sockets cannot be sent."""


def by_name(name: str) -> Any:
    """Run a flow's body."""
    return _bodies.pop(name)()


class Lines:
    """A line on stderr for each use case."""

    def started(self, planned: Planned) -> None:
        """Say that it begins."""
        sys.stderr.write(f"{planned.use_case}: started\n")

    def said(self, planned: Planned, event: dict[str, Any]) -> None:
        """Say nothing."""

    def ended(self, row: Any) -> None:
        """Say how it ended."""
        sys.stderr.write(f"{row.use_case}: {row.state}{f': {row.reason}' if row.reason else ''}\n")


def run_all(request: BookRequest | None = None, told: Told | None = None) -> Book:
    """Run every use case of the project's problem book and write the summary to the state folder.

    Raises
    ------
    PeelError
        There is no project here, or nothing in it; or a server that is named does not answer.
    """
    from peel_ml.experiment.book.summary import write

    settings, request = read_settings(), request or BookRequest()
    planned = plan(settings, request.data)
    book = problem_book(planned, request, settings, told or Lines(), begin(settings.home))
    write(book, settings.home)
    return book


def main() -> int:
    """Run the problem book, its summary on stdout; returns 1 if any use case failed."""
    try:
        book = run_all()
    except PeelError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    sys.stdout.write(to_markdown(book))
    return int(book.count("failed") > 0)


if __name__ == "__main__":
    sys.exit(main())
