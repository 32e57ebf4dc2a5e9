"""Runs the book: so many use cases at a time, the next one as soon as one has ended, whatever became of it."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from peel_ml.experiment.book.asked import BookRequest, Planned
from peel_ml.experiment.book.children import Child, Event, stop
from peel_ml.experiment.book.kept import Kept
from peel_ml.experiment.book.rows import Book, Row
from peel_ml.logs import event
from peel_ml.settings import Settings, ensure_home


class Told(Protocol):
    """Is told how the book goes. It must not change anything."""

    def started(self, planned: Planned) -> None:
        """A use case begins."""

    def said(self, planned: Planned, event: Event) -> None:
        """A use case told something of its run."""

    def ended(self, row: Row) -> None:
        """A use case ended, was skipped, or was finished already."""


Elsewhere = Callable[[Sequence[Planned]], Iterable[tuple[Planned, Row]]]

Start = Callable[[Planned, "queue.Queue[tuple[Child, Event | None]]"], Child]


def run_book(
    planned: Sequence[Planned],
    request: BookRequest,
    settings: Settings,
    told: Told,
    quiet: bool = True,
    elsewhere: Elsewhere | None = None,
) -> Book:
    """Run every use case that can run, and return how each went.

    Parameters
    ----------
    planned : sequence of Planned
        From `plan`.
    request : BookRequest
    settings : Settings
    told : Told
        Told of each beginning and end as it comes.
    quiet : bool
        Whether what libraries print on stderr is thrown away.
    elsewhere : callable, optional
        Has use cases run on other machines, and yields each with its row as it ends; by default they run here.

    Returns
    -------
    Book
        A row for each use case, in the order of `planned`.
    """
    ensure_home(settings.home)
    begun, kept = time.monotonic(), Kept(settings, request)
    rows: dict[str, Row] = {}

    def ended(row: Row) -> None:
        rows[row.use_case] = row
        told.ended(row)

    def made(planned: Planned, row: Row) -> None:
        if row.state == "finished":
            kept.keep(planned, row)
        ended(row)

    waiting: list[Planned] = []
    for one in planned:
        done = kept.row(one) if one.skipped is None else Row(one.use_case, one.kind, "skipped", one.skipped)
        if done is None:
            waiting.append(one)
        else:
            ended(done)
    try:
        if elsewhere is None:
            _every(
                waiting,
                request.processes(settings),
                lambda one, heard: Child(one, request, settings, heard, quiet),
                told,
                made,
            )
        else:
            for one, row in elsewhere(waiting):
                made(one, row)
    except BaseException as error:
        many = sum(row.state == "finished" for row in rows.values())
        error.add_note(
            f"Kept: {many} of {len(planned)} use cases are finished, and what the others had done by then. The same "
            "command goes on from there."
        )
        raise
    if all(row.state != "failed" for row in rows.values()):
        kept.forget()
    return Book(tuple(rows[one.use_case] for one in planned), time.monotonic() - begun, request.processes(settings))


def run_one(planned: Planned, request: BookRequest, settings: Settings) -> Row:
    """Run one use case of a book in a process of its own, and return how it went, whatever became of it."""
    found: list[Row] = []
    alone = replace(request, at_a_time=1)
    _every(
        [planned],
        1,
        lambda one, heard: Child(one, alone, settings, heard),
        Silent(),
        lambda _, row: found.append(row),
    )
    return found[0]


class Silent:
    """Says nothing."""

    def started(self, planned: Planned) -> None:
        """Say nothing."""

    def said(self, planned: Planned, event: Event) -> None:
        """Say nothing."""

    def ended(self, row: Row) -> None:
        """Say nothing."""


def _every(
    waiting: list[Planned], at_a_time: int, start: Start, told: Told, on_row: Callable[[Planned, Row], None]
) -> None:
    heard: queue.Queue[tuple[Child, Event | None]] = queue.Queue()
    left, running = list(waiting), list[Child]()
    try:
        while left or running:
            while left and len(running) < at_a_time:
                one = left.pop(0)
                running.append(start(one, heard))
                event("use_case_started", use_case=one.use_case)
                told.started(one)
            # A wait without an end could not be interrupted everywhere.
            try:
                child, found = heard.get(timeout=1.0)
            except queue.Empty:
                continue
            if found is None:
                running.remove(child)
                child.close()
                row = _row(child)
                level = logging.ERROR if row.state == "failed" else logging.INFO
                event("use_case_ended", level=level, use_case=row.use_case, state=row.state, said=row.reason)
                on_row(child.planned, row)
            elif found["event"] == "ended":
                child.end = found
            else:
                told.said(child.planned, found)
    finally:
        stop(running)


def _row(child: Child) -> Row:
    """Return the row of an ended process: its own words, or what can be told of it from outside."""
    one, end = child.planned, child.end or {}
    if "row" in end and child.process.returncode == 0:
        return Row(**{**end["row"], "seconds": round(child.seconds, 1)})
    return Row(
        one.use_case,
        one.kind,
        "failed",
        reason=end.get("reason") or child.ended(),
        seconds=round(child.seconds, 1),
        log=end.get("log"),
    )
