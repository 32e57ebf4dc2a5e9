"""``peel card``: show, open and publish the model card of a run."""

from __future__ import annotations

from pathlib import Path

import click

FORMS = ("md", "html", "json", "pdf", "atrs")


class ShowsByDefault(click.Group):
    """A group whose first word is a run unless it is a command: ``peel card RUN`` is ``peel card show RUN``."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Put ``show`` in front of what is no command."""
        if arguments[0] not in self.commands:
            arguments = ["show", *arguments]
        return super().resolve_command(context, arguments)


@click.group(cls=ShowsByDefault, subcommand_metavar="RUN | open RUN | publish [RUN]")
def card() -> None:
    """Show, open or publish the model card of RUN: a run id, its beginning, or a use case for its last run."""


@card.command()
@click.argument("run", metavar="RUN")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="md",
    show_default=True,
    help="pdf needs Chromium; atrs is the public transparency record.",
)
@click.option("--public", is_flag=True, help="The public view: fewer and rounded counts.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write a file instead; for atrs a new or empty folder, which gets JSON and CSV.",
)
def show(run: str, form: str, public: bool, out: Path | None) -> None:
    """Print the card of RUN."""
    import sys

    from peel_ml.cli.card_files import atrs_files, card_file
    from peel_ml.errors import BadRequest
    from peel_ml.store import check_out, replace_files

    if form == "atrs":
        if out is not None:
            check_out(out)
        files = atrs_files(run)
        if out is not None:
            replace_files(out, files)
            click.echo(f"Wrote {' and '.join(files)} to {out}.", err=True)
            return
        content = files["atrs.json"]
    else:
        if form == "pdf" and out is None and sys.stdout.isatty():
            raise BadRequest("A PDF cannot be shown on a terminal. Name a file with --out, or send the output to one.")
        content = card_file(run, form, public)
        if out is not None:
            if out.is_dir():
                raise BadRequest(f"--out {out} is a folder. Name a file in it.")
            replace_files(out.parent, {out.name: content})
            click.echo(f"Wrote {out}.", err=True)
            return
    click.echo(content, nl=False)


@card.command("open")
@click.argument("run", metavar="RUN")
@click.option("--public", is_flag=True, help="The public view: fewer and rounded counts.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), metavar="N", help="End after so long.")
def open_(run: str, public: bool, seconds: float | None) -> None:
    """Serve the card of RUN to the browser on this machine until Ctrl-C; nobody else can reach it."""
    from peel_ml.cli.card_files import served_files
    from peel_ml.cli.card_server import serve

    serve(served_files(run, public), seconds)


@card.command()
@click.argument("run", metavar="RUN", required=False)
def publish(run: str | None) -> None:
    """Write the card of RUN to model_cards/ and the register pages anew; synthetic ones to docs/examples/.

    Without RUN, what is published is rendered again from its card.json, as after a change of the template.
    """
    from peel_ml.cli.card_publishing import publish_again, publish_run

    publish_again() if run is None else publish_run(run)
