"""``peel card``."""

from __future__ import annotations

from pathlib import Path

import click


class ShowsByDefault(click.Group):
    """A group whose first word is a run unless it is a command: ``peel card RUN`` is ``peel card show RUN``."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Put ``show`` in front of what is no command."""
        if arguments[0] not in self.commands:
            arguments = ["show", *arguments]
        return super().resolve_command(context, arguments)


@click.group(cls=ShowsByDefault, subcommand_metavar="RUN | open RUN")
def card() -> None:
    """Show or open the model card of RUN: a run id, its beginning, or a use case for its last run."""


@card.command()
@click.argument("run", metavar="RUN")
@click.option("--format", "form", type=click.Choice(["md", "html", "json"]), default="md", show_default=True)
def show(run: str, form: str) -> None:
    """Print the card of RUN."""
    click.echo(_file(run, f"card.{form}").read_text(encoding="utf-8"), nl=False)


@card.command("open")
@click.argument("run", metavar="RUN")
def open_(run: str) -> None:
    """Open the card of RUN in the browser."""
    path = _file(run, "card.html")
    click.echo(str(path))
    click.launch(path.as_uri())


def _file(run: str, name: str) -> Path:
    from peel_ml.errors import BadRequest
    from peel_ml.settings import read_settings
    from peel_ml.store import find

    folder = find(read_settings(anywhere=True).runs, run)
    if not (folder / name).is_file():
        raise BadRequest(f"{folder.name} is a quick run, which has no card. Run it without --quick.")
    return folder / name
