"""``peel new``."""

from __future__ import annotations

from pathlib import Path

import click


def _pairs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = []
    for value in values:
        name, sign, column = value.partition("=")
        if not sign or not name or not column:
            raise click.BadParameter(
                f"{value!r} is not of the form NAME=COLUMN, for example race=self_defined_ethnicity"
            )
        found.append((column, name))
    return tuple(found)


@click.command()
@click.argument("use_case", metavar="ID")
@click.option(
    "--kind",
    default="classification",
    show_default=True,
    metavar="K",
    help="Kind of task: classification, count_forecast, regression, change_detection or causal.",
)
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A CSV or Parquet file, or a query (.sql), to propose columns from; by default a made-up sample.",
)
@click.option("--target", metavar="C", help="With --from: the column to predict.")
@click.option("--positive", metavar="V", help="With --from: the value of the target that counts, where it is text.")
@click.option(
    "--protected",
    metavar="NAME=C",
    multiple=True,
    callback=_pairs,
    help="With --from: a column's protected characteristic, where its name does not tell; repeatable.",
)
def new(
    use_case: str,
    kind: str,
    file: Path | None,
    target: str | None,
    positive: str | None,
    protected: tuple[tuple[str, str], ...],
) -> None:
    """Write the folder of a new use case ID that runs at once.

    Without --from it brings a small made-up sample of its own. With it, roles are proposed from the names and types
    of the file's columns; no value of a row is written down, and every proposal waits to be confirmed.
    """
    from peel_ml.settings import read_settings
    from peel_ml.usecase.scaffold import Asked, make

    settings = read_settings()
    files = make(
        Asked(use_case, kind, None if file is None else file.expanduser(), target, positive, protected),
        settings.usecases,
    )
    click.echo(f"usecases/{use_case}/ is there: {', '.join(files)}.")
    click.echo("\nNext:")
    for command, why in (
        (f"peel check {use_case}", "does the declaration hold, and what could data of this size show?"),
        (f"peel run {use_case} --quick", "a first run in seconds"),
        (f"peel todo {use_case}", "the words that only a person can write, and for whom they are"),
    ):
        click.echo(f"  {command:{len(use_case) + 18}} {why}")
