"""``peel check`` and ``peel todo``."""

from __future__ import annotations

import click


@click.command()
@click.argument("use_case", metavar="ID")
@click.option("--data", metavar="PATH", help="Check these files instead of the declared location.")
@click.option(
    "--for",
    "purpose",
    type=click.Choice(["run", "submit"]),
    default="run",
    show_default=True,
    help="submit also makes every open question an error.",
)
def check(use_case: str, data: str | None, purpose: str) -> None:
    """Check the declaration of ID and its data, and say what data of this size could show; no model is computed.

    The groups of the validation period are counted, its outcomes are not looked at. How often would truly equal groups
    of these sizes come out within the limit, and how large must a difference be to be shown?
    """
    from peel_ml.errors import BadRequest, FellShort, Problem, Problems
    from peel_ml.settings import read_settings
    from peel_ml.usecase.load import folder_of, load_use_case, location_of

    settings = read_settings()
    folder = folder_of(settings.usecases, use_case)
    try:
        case = load_use_case(folder)
    except BadRequest as error:
        # The request was fine; what was checked fell short.
        raise FellShort(error.summary, error.problems) from error
    problems = Problems()
    location = data or case.data.location
    if location == "sample":
        if not (folder / "sample.py").is_file():
            problems.add("no sample.py, and location is sample", f"Name the data: peel check {use_case} --data PATH")
        read = "the embedded synthetic sample"
    else:
        from peel_ml.data.sources import source_named

        with problems.collecting():
            inspection = source_named(case.data.source).inspect(location_of(folder, location))
            read = f"{len(inspection.files)} file{'s' * (len(inspection.files) != 1)} of {case.data.source}"
    if purpose == "submit":
        from peel_ml.usecase.open_items import open_items

        problems.extend(Problem(f"not answered: {item.key}", f"{item.asks} ({item.who}).") for item in open_items(case))
    if len(problems):
        raise FellShort(f"{use_case}: the check found {len(problems)} problem{'s' * (len(problems) != 1)}.", problems)
    path = None if location == "sample" else location_of(folder, location)
    if case.studied is not None:
        from peel_ml.cli.checked_study import size_of

        size = size_of(case, folder, settings, path)
        click.echo(f"{use_case}: declaration and data hold ({read}).\n{size}")
        return
    from peel_ml.cli.planned import plan, show

    found = plan(case, folder, settings, path)
    click.echo(f"{use_case}: declaration and data hold ({read}).")
    show(case, found)


@click.command()
@click.argument("use_case", metavar="ID")
def todo(use_case: str) -> None:
    """What is still open before ID can be submitted, and for whom."""
    from peel_ml.settings import read_settings
    from peel_ml.usecase.load import folder_of, load_use_case
    from peel_ml.usecase.open_items import open_items

    case = load_use_case(folder_of(read_settings().usecases, use_case))
    items = open_items(case)
    if not items:
        click.echo(f"{use_case}: every question that submission asks is answered.")
        return
    click.echo(f"{use_case}: {len(items)} open before submission.")
    width = max(len(item.key) for item in items)
    for who in dict.fromkeys(item.who for item in items):
        click.echo(f"\nFor the {who}:")
        for item in items:
            if item.who == who:
                click.echo(f"  {item.key:{width}} {item.asks}")
