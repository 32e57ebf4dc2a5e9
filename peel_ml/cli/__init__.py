"""The command line. Every command lives in a module of its own, imported when it is called."""

from __future__ import annotations

import atexit
import importlib
import logging
import os
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter

import click

from peel_ml import __version__, logs
from peel_ml.cli import signals
from peel_ml.cli.beginning import begin
from peel_ml.cli.loudness import give_options, is_verbose
from peel_ml.errors import PeelError
from peel_ml.settings import read_settings


@dataclass(frozen=True)
class Entry:
    """One command: where its code is, and the line `peel --help` shows for it without importing it."""

    module: str
    attribute: str
    help: str


SECTIONS: dict[str, dict[str, Entry]] = {
    "Experiments": {
        "list": Entry("peel_ml.cli.book", "list_", "The problem book: every use case and its last run."),
        "new": Entry("peel_ml.cli.new", "new", "Begin a use case: a folder that runs at once."),
        "run": Entry("peel_ml.cli.run", "run", "Run a use case: from data to model card."),
        "check": Entry("peel_ml.cli.check", "check", "Check a declaration and its data, and what they could show."),
        "todo": Entry("peel_ml.cli.check", "todo", "What is still open before submission, and for whom."),
        "audit": Entry("peel_ml.cli.audit", "audit", "Compare groups in a file of anybody's scores or decisions."),
        "data": Entry("peel_ml.cli.data", "data", "What a file is, and what is wrong with it."),
        "card": Entry("peel_ml.cli.card", "card", "Show, open or publish the model card of a run."),
        "diff": Entry("peel_ml.cli.diff", "diff", "What differs between the cards of two runs."),
        "replicate": Entry("peel_ml.cli.replicate", "replicate", "Derive a card again from its data."),
    },
    "Sign-off": {
        "submit": Entry("peel_ml.cli.submit", "submit", "Submit a run for sign-off, or see what is still open."),
        "countersign": Entry("peel_ml.cli.decide", "countersign", "Stand for a submission as its owner."),
        "pick-up": Entry("peel_ml.cli.decide", "pick_up", "Take a submission on as its reviewer."),
        "check-by-hand": Entry("peel_ml.cli.decide", "check_by_hand", "Record what trying the card by hand showed."),
        "request-changes": Entry("peel_ml.cli.decide", "request_changes", "Send a submission back to its author."),
        "attest": Entry("peel_ml.cli.decide", "attest", "Attest a submission for equality or data protection."),
        "justify": Entry("peel_ml.cli.decide", "justify", "Write why a finding may stand."),
        "accept": Entry("peel_ml.cli.decide", "accept", "Accept a justification."),
        "approve": Entry("peel_ml.cli.decide", "approve", "Approve a submission."),
        "reject": Entry("peel_ml.cli.decide", "reject", "Turn a submission down."),
        "suspend": Entry("peel_ml.cli.decide", "suspend", "Stop an approved model being used."),
        "reinstate": Entry("peel_ml.cli.decide", "reinstate", "Let a suspended model be used again."),
        "revoke": Entry("peel_ml.cli.decide", "revoke", "Take an approval back."),
        "challenge": Entry("peel_ml.cli.decide", "challenge", "Record that somebody questions a submission."),
        "respond": Entry("peel_ml.cli.decide", "respond", "Answer a challenge."),
        "meet-condition": Entry("peel_ml.cli.decide", "meet_condition", "Record that a condition is met."),
        "verify": Entry("peel_ml.cli.verify", "verify", "Whether a model stands approved, byte for byte."),
        "monitor": Entry("peel_ml.cli.monitor", "monitor", "Has new data changed from what a run was made from?"),
        "stage": Entry("peel_ml.cli.stage", "stage", "Move a use case in the problem book."),
        "people": Entry("peel_ml.cli.people", "people", "Who is in the register of decisions, and as what."),
        "keys": Entry("peel_ml.cli.keys", "keys", "Keys that sign decisions: make, trust, retire."),
        "ledger": Entry("peel_ml.cli.ledger", "ledger", "What was decided: list it, verify it, export it."),
    },
    "This machine": {
        "ui": Entry("peel_ml.cli.ui", "ui", "Start MLflow with the review pages beside it."),
        "up": Entry("peel_ml.cli.up", "up", "Start a Prefect server that stays, so that runs start sooner."),
        "down": Entry("peel_ml.cli.up", "down", "End that server."),
        "doctor": Entry(
            "peel_ml.cli.doctor", "doctor", "What is installed and writable, and what to do about what is not."
        ),
    },
}
"""Every command, under the heading that `peel --help` shows it below."""

COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


class Lazy(click.Group):
    """A group that imports a command only when it is called, so that help answers at once."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the commands in the table's order."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import and return one command."""
        entry = COMMANDS.get(name)
        if entry is None:
            return None
        command: click.Command = getattr(importlib.import_module(entry.module), entry.attribute)
        return give_options(command)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, importing none of them."""
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, entry.help) for name, entry in section.items()])


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="peel")
@click.pass_context
def cli(context: click.Context) -> None:
    """Machine-learning experiments that people can question and sign.

    Start with `peel list`, then `peel run stop-search-outcome`.
    """
    try:
        folder = read_settings().logs
    except PeelError:
        folder = None  # the command itself says what is wrong with the settings
    options = sorted({word.partition("=")[0] for word in sys.argv[1:] if word.startswith("-")})
    logs.begin(folder, context.invoked_subcommand or "peel", version=__version__, options=options)
    logs.show(logging.DEBUG if is_verbose() else None)


give_options(cli)


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong request, 3 fell short, 130 interrupted."""
    leaving = Leaving()
    atexit.register(leaving)
    begin()
    started = perf_counter()
    status = _status()
    if logs.file() is not None:
        logs.event("command_ended", status=status, seconds=round(perf_counter() - started, 3))
    leaving.status = status
    sys.exit(status)


class Leaving:
    """Ends the process once everything else that wants to be done at the end is done.

    Registered first and therefore called last. Python would take its millions of objects apart one by one, which
    takes more than a second after the large libraries were imported; the system takes the memory back at once.
    """

    def __init__(self) -> None:
        self.status: int | None = None

    def __call__(self) -> None:
        """Write out what is buffered, and go; not where `main` itself failed, whose traceback is still to come."""
        if self.status is None:
            return
        with suppress(OSError, ValueError):  # nobody reads any more; Python would only complain
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(self.status)


def _status() -> int:
    """Run the command, say what stopped it if anything did, and return the exit status."""
    try:
        # Outside standalone mode click returns the status that a command exits with.
        status = cli(standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.ClickException as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort) as error:
        # click turns both an interruption and the end of a file into an Abort of its own.
        cause = error.__cause__ if isinstance(error, click.Abort) and error.__cause__ is not None else error
        return _failed(cause) if isinstance(cause, EOFError) else _stopped(cause)
    except SystemExit:
        raise
    except BaseException as error:  # a panic of a library in Rust is no Exception
        return _stopped(error) if signals.received() else _failed(error)


def _stopped(error: BaseException) -> int:
    kept = _kept(error)
    logs.event("interrupted", level=logging.WARNING, signal=signals.received(), kept=kept, **logs.failure(error))
    with suppress(OSError):  # as in _say
        click.echo(" ".join(["Interrupted.", *(kept or ["The same command starts again."])]), err=True)
    return signals.STATUS


def _failed(error: BaseException) -> int:
    if isinstance(error, PeelError):
        # What fails before anything was done has said all there is, and needs no log of its own.
        if logs.file() is not None:
            logs.event("failed", level=logging.ERROR, **logs.failure(error))
        _say(str(error), _kept(error))
        return error.exit_status
    from peel_ml.cli.failures import sentence, unforeseen

    logs.event("failed", level=logging.ERROR, **logs.failure(error))
    log = logs.file()
    where = f" The log is {log}." if log is not None else ""
    said = sentence(error)
    if logs.shown():
        traceback.print_exception(error)
    elif said is None:
        where += " With -v the same command shows where it came from."
    _say((said or unforeseen(error)) + where, _kept(error))
    return 1


def _kept(error: BaseException) -> list[str]:
    """Return what a run says of the work that is kept; a library's notes on its own errors may quote rows."""
    return [note for note in getattr(error, "__notes__", []) if note.startswith("Kept: ")]


def _say(message: str, kept: list[str]) -> None:
    # A closed terminal cannot be written to, and that must not change how the command ends.
    with suppress(OSError):
        click.secho("Error: ", fg="red", bold=True, nl=False, err=True)
        click.echo("\n".join([message, *kept]), err=True)
