"""``peel run --all``: how the book is started, how its progress is told, and what is printed at its end."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from time import monotonic
from typing import Any

import click

from peel_ml.cli.loudness import is_quiet, is_verbose
from peel_ml.errors import BadRequest
from peel_ml.experiment.book import Book, BookRequest, Planned, Row, plan, run_book
from peel_ml.settings import Settings

EVERY_S = 10.0
"""How often a use case that is at work says what it does."""

FILE_WIDTH = 140
"""Width of the table where it goes into a file or a pipe, which has no width of its own."""


class Lines:
    """Progress on stderr: a line at each beginning and end, and one now and then between."""

    def __init__(self, uses: int) -> None:
        self._uses, self._ended, self._said = uses, 0, dict[str, float]()

    def started(self, planned: Planned) -> None:
        """Say that it begins."""
        self._said[planned.use_case] = monotonic()
        self._say(f"{planned.use_case}: started")

    def said(self, planned: Planned, event: dict[str, Any]) -> None:
        """Say what it does, not more often than every few seconds."""
        now = monotonic()
        if now - self._said[planned.use_case] < EVERY_S:
            return
        self._said[planned.use_case] = now
        doing = event["title"] if event["event"] == "step" else f"searching, {event['done']} of {event['of']}"
        self._say(f"{planned.use_case}: {doing}")

    def ended(self, row: Row) -> None:
        """Say how it ended."""
        self._ended += 1
        how = "finished before, kept" if row.kept else row.state
        took = f" in {row.seconds:.0f} s" if row.seconds is not None and not row.kept else ""
        why = f": {row.reason.splitlines()[0]}" if row.reason else ""
        self._say(f"{row.use_case}: {how}{took}{why}")

    def _say(self, line: str) -> None:
        if not is_quiet():
            click.echo(f"[{self._ended}/{self._uses}] {line}", err=True)


def run_all(request: BookRequest, settings: Settings, as_json: bool, strict: bool) -> None:
    """Run the book, print its summary, and exit with 1 if a use case failed."""
    from peel_ml.experiment.book.summary import write
    from peel_ml.experiment.run import has_flows

    if request.cluster is not None and not (request.orchestrate and has_flows(settings.project)):
        raise BadRequest(
            "--all --cluster spreads use cases by Prefect's Dask task runner: leave out --no-flow and --quick, and run "
            "it in a project that has flows/."
        )
    planned = plan(settings, request.data)
    told, quiet = Lines(len(planned)), not is_verbose()
    if request.orchestrate and has_flows(settings.project):
        sys.path.insert(0, str(settings.project))
        server = import_module("flows.server").begin(settings.home)
        book = import_module("flows.problem_book").problem_book(planned, request, settings, told, server, quiet)
        server.end()
    else:
        if request.orchestrate:
            click.echo("No flows/ in this project: walking the steps plainly.", err=True)
        book = run_book(planned, BookRequest(**{**vars(request), "orchestrate": False}), settings, told, quiet)
    written = write(book, settings.home)
    if as_json:
        click.echo(json.dumps(book.to_json(), indent=2, ensure_ascii=False))
    else:
        _print(book, str(written))
    if book.count("failed"):
        raise click.exceptions.Exit(1)
    if strict and any(row.verdicts.get("outside") or row.findings.get("block") for row in book.rows):
        raise click.exceptions.Exit(3)


def _print(book: Book, written: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from peel_ml.experiment.book.summary import HEADINGS, cells

    console = Console()
    if not console.is_terminal:
        console = Console(width=FILE_WIDTH)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(
            heading, justify="right" if heading == "Seconds" else "left", no_wrap=heading == "Use case", overflow="fold"
        )
    for row in book.rows:
        style = {"failed": "red", "skipped": "dim"}.get(row.state, "")
        table.add_row(*map(escape, cells(row)), style=style)
    console.print(table)
    for row in book.rows:
        if row.card:
            console.print(f"[bold]{escape(row.use_case)}[/] {escape(row.card)}", soft_wrap=True, highlight=False)
        elif row.reason:
            console.print(f"[bold]{escape(row.use_case)}[/] {row.state}: {escape(row.reason)}", highlight=False)
            if row.log:
                console.print(f"      log {escape(row.log)}", soft_wrap=True, highlight=False)
    console.print(f"{book.said}. Summary: {escape(written)}", soft_wrap=True, highlight=False)
