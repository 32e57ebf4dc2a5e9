"""The command line. Every command lives in a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass

import click

from peel_ml import __version__
from peel_ml.errors import PeelError


@dataclass(frozen=True)
class Entry:
    """One command: where its code is, and the line `peel --help` shows for it without importing it."""

    module: str
    attribute: str
    help: str


COMMANDS: dict[str, Entry] = {
    "list": Entry("peel_ml.cli.book", "list_", "The problem book: every use case and its last run."),
    "run": Entry("peel_ml.cli.run", "run", "Run a use case: from data to model card."),
    "check": Entry("peel_ml.cli.check", "check", "Check a declaration and its data, without computing."),
    "todo": Entry("peel_ml.cli.check", "todo", "What is still open before submission, and for whom."),
    "data": Entry("peel_ml.cli.data", "data", "What a file is, and what is wrong with it."),
    "card": Entry("peel_ml.cli.card", "card", "Show or open the model card of a run."),
    "doctor": Entry(
        "peel_ml.cli.doctor", "doctor", "What is installed and writable, and what to do about what is not."
    ),
}


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
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="peel")
def cli() -> None:
    """Machine-learning experiments that people can question and sign.

    Start with `peel list`, then `peel run stop-search-outcome`.
    """


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong request, 3 fell short, 130 interrupted."""
    # Before any library is imported: nothing leaves the machine.
    for name in ("DO_NOT_TRACK", "MLFLOW_DISABLE_TELEMETRY"):
        os.environ.setdefault(name, "true")
    try:
        # Outside standalone mode click returns the status that a command exits with.
        status = cli(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted. The same command starts again.", err=True)
        sys.exit(130)
    except PeelError as error:
        click.secho("Error: ", fg="red", bold=True, nl=False, err=True)
        click.echo(str(error), err=True)
        sys.exit(error.exit_status)
