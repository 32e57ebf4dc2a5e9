"""``peel card``."""

from __future__ import annotations

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
    from peel_ml.experiment.store import find
    from peel_ml.settings import read_settings

    click.echo((find(read_settings().runs, run) / f"card.{form}").read_text(encoding="utf-8"), nl=False)


@card.command("open")
@click.argument("run", metavar="RUN")
def open_(run: str) -> None:
    """Open the card of RUN in the browser."""
    from peel_ml.experiment.store import find
    from peel_ml.settings import read_settings

    path = find(read_settings().runs, run) / "card.html"
    click.echo(str(path))
    click.launch(path.as_uri())
