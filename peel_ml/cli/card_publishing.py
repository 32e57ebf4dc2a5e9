"""Writes published cards and the register into the project. A decision of a person: no run does it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from peel_ml.errors import BadRequest

if TYPE_CHECKING:
    from peel_ml.assurance.register.book import Book
    from peel_ml.cards.card import Card
    from peel_ml.cards.register import Declared
    from peel_ml.disclosure import Published


def publish_run(run: str) -> None:
    """Publish the card of one finished run, and make the register again.

    Raises
    ------
    BadRequest
        The run cannot be published, too little changed since the last one that was, or its use case is not in the
        problem book. Nothing is written then.
    """
    from peel_ml.cards.publishing import CARDS, FILES, publication
    from peel_ml.cli.card_files import folder_of, record_of
    from peel_ml.settings import read_settings
    from peel_ml.store import replace_files
    from peel_ml.usecase.load import folder_of as use_case_folder

    settings = read_settings()
    record = record_of(folder_of(run))
    use_case_folder(settings.usecases, record.use_case)
    made = publication(record, {} if record.data.synthetic else _previous(settings.project / CARDS / record.use_case))
    folder = settings.project / made.folder
    replace_files(folder, made.files, gone=[name for name in (*FILES, *_charts(folder)) if name not in made.files])
    click.echo(f"{made.folder}: {_told(made.files)}")
    if made.withheld:
        click.echo(made.withheld, err=True)
    _pages(settings.project)


def _charts(folder: Path) -> list[str]:
    return [f"{path.parent.name}/{path.name}" for path in sorted(folder.glob("figures/*.csv"))]


def _told(files: Iterable[str]) -> str:
    """Name the files, and only count those of charts."""
    names = list(files)
    charts = sum("/" in name for name in names)
    return ", ".join([*(name for name in names if "/" not in name), *([f"figures/ ({charts})"] if charts else [])])


def _previous(folder: Path) -> Published:
    """Return what was published of a use case before: nothing where no card of it stands."""
    from peel_ml.cards import published

    path = folder / published.NAME
    if path.is_file():
        return published.loads(path.read_bytes())
    cards = [name for name in ("card.json", "public.json") if (folder / name).exists()]
    if cards:
        raise BadRequest(
            f"{folder.name}/{cards[0]} was published, and {path.name}, the numbers of people that it showed, is not "
            "beside it. So a new card cannot be checked against the old one. Restore the file from the history of the "
            "repository, or publish the run of the old card again in an empty folder."
        )
    return {}


def publish_again() -> None:
    """Render every published card again from its JSON, and make the register again.

    Raises
    ------
    BadRequest
        A committed card is not one; none is written then.
    """
    from peel_ml.cards.publishing import again
    from peel_ml.settings import read_settings
    from peel_ml.store import replace_files

    project = read_settings().project
    paths = _published(project)
    made = {path: again(path.name, path.read_bytes()) for path in paths if _card(path)}
    for path, files in made.items():
        replace_files(path.parent, files)
        click.echo(f"{path.parent.relative_to(project)}: {_told(files)}")
    _pages(project)


def _published(project: Path) -> list[Path]:
    from peel_ml.cards.publishing import PUBLISHED

    return sorted(path for pattern in PUBLISHED for path in project.glob(pattern))


def _card(path: Path) -> Card:
    from peel_ml.cards.card import loads

    try:
        return loads(path.read_bytes())
    except BadRequest as error:
        raise BadRequest(f"{path.parent.name}/{path.name} cannot be read. {error.summary}", error.problems) from None


def _pages(project: Path) -> None:
    """Write the register pages and the list of examples."""
    from peel_ml.cards.publishing import CARDS, EXAMPLES
    from peel_ml.store import replace_files

    files = register_pages(project)
    replace_files(project / CARDS, files)
    click.echo(f"{CARDS}: {', '.join(files)}")
    examples = example_list(project)
    if examples:
        replace_files(project / EXAMPLES, examples)
        click.echo(f"{EXAMPLES}: {', '.join(examples)}")


def register_pages(project: Path) -> dict[str, bytes]:
    """Return the register pages of what is published in a project, by name."""
    from peel_ml.assurance.case import register_states
    from peel_ml.assurance.ledger.entry import moment
    from peel_ml.cards.publishing import CARDS
    from peel_ml.cards.register import build_register, to_html

    decided = _decided(project / CARDS)
    book = _book(project / "usecases", decided)
    states = None if decided is None else register_states(decided, moment(decided.entries[-1].at))
    pages = {}
    for name, view, file in (("index.html", "internal", "card.json"), ("public.html", "public", "public.json")):
        cards = {path.parent.name: _card(path) for path in sorted((project / CARDS).glob(f"*/{file}"))}
        pages[name] = to_html(build_register(book, cards, view, states)).encode()  # type: ignore[arg-type]
    return pages


def _decided(folder: Path) -> Book | None:
    """Return what the exported ledger says; the pages show it as it was then, so that they are the same every day.

    Raises
    ------
    BadRequest
        The exported copy does not hold.
    """
    from peel_ml.assurance.ledger.export import LEDGER, read_export, verified_export

    if not (folder / LEDGER).is_file():
        return None
    found = verified_export(read_export(folder))
    if found.broken is not None:
        raise BadRequest(
            f"Entry {found.broken.seq} of the exported ledger in {folder.name}/ does not hold. Export it again with "
            "`peel ledger export`.",
            found.broken.problems,
        )
    return found.book if found.book.entries else None


def example_list(project: Path) -> dict[str, bytes]:
    """Return the page that lists the examples; nothing where there is none."""
    from peel_ml.cards.publishing import EXAMPLES, MARK
    from peel_ml.cards.register.examples import listed

    paths = sorted((project / EXAMPLES).glob(f"*/{MARK}card.json"))
    return {"README.md": listed({path.parent.name: _card(path) for path in paths}).encode()} if paths else {}


def _book(usecases: Path, decided: Book | None) -> list[Declared]:
    import yaml

    from peel_ml.assurance.lifecycle import counted
    from peel_ml.cards.register import Declared

    book = []
    for path in sorted(usecases.glob("*/usecase.yaml")):
        # Read without its rules: a case that no longer holds them is still in the book.
        declared: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        said = {key: " ".join(str(declared.get(key) or "").split()) for key in ("title", "objective", "stage")}
        said["title"] = said["title"] or path.parent.name
        if decided is not None:
            said["stage"] = counted(said["stage"], decided.stages.get(path.parent.name)).stage
        book.append(Declared(path.parent.name, **said))
    return book
