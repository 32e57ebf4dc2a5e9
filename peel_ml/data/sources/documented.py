"""The part of ``docs/data-sources.md`` that follows from the tables of sources and of panel checks.

Run as::

    python -m peel_ml.data.sources.documented docs/data-sources.md

A test holds the page to what this makes of the tables.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from peel_ml.data.panel_checks import PANEL_CHECKS
from peel_ml.data.sources import SOURCES
from peel_ml.data.sources.protocol import Source
from peel_ml.data.sources.published_table import PublishedTable
from peel_ml.errors import BadRequest, Problem

SOURCES_MARK = ("<!-- sources: made by peel_ml.data.sources.documented -->", "<!-- end of sources -->")
CHECKS_MARK = ("<!-- panel checks: made by peel_ml.data.sources.documented -->", "<!-- end of panel checks -->")


def sources_text() -> str:
    """Return every source with what it reads and how it is cleaned, as Markdown.

    Examples
    --------
    >>> "### `tabular`" in sources_text()
    True
    """
    return "\n\n".join(_source(source) for source in SOURCES.values())


def _source(source: Source) -> str:
    said = [f"### `{source.name}`", f"Reads {source.layout}."]
    if isinstance(source, PublishedTable):
        said.append(f"Known by its columns: {', '.join(f'`{name}`' for name in source.columns)}.")
    if source.steps:
        lines = [f"| {step.name} | {step.why} |" for step in source.steps]
        said.append("\n".join(["| cleaning step | why |", "| --- | --- |", *lines]))
    else:
        said.append("Nothing is cleaned.")
    return "\n\n".join(said)


def checks_text() -> str:
    """Return the checks of a panel, as a Markdown table."""
    lines = [f"| `{row.code}` | {row.severity} | {row.title} | {_rule(row.check)} |" for row in PANEL_CHECKS]
    return "\n".join(["| code | severity | title | finds |", "| --- | --- | --- | --- |", *lines])


def _rule(check: object) -> str:
    """Return the first sentence of a check's docstring, without "Find"."""
    first = " ".join((check.__doc__ or "").split("\n\n")[0].split())
    return first.removeprefix("Find ").rstrip(".")


def page(written: str) -> str:
    """Return the page with what is between its marks made anew.

    Raises
    ------
    BadRequest
        A mark is missing.
    """
    for (start, end), text in ((SOURCES_MARK, sources_text()), (CHECKS_MARK, checks_text())):
        before, found, rest = written.partition(start)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise BadRequest("The page cannot be made.", [Problem(f"no lines {start} and {end}")])
        written = f"{before}{start}\n\n{text}\n\n{end}{after}"
    return written


def _main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Make the parts of the page on sources that follow from the tables.")
    parser.add_argument("page", type=Path)
    path = parser.parse_args(None if arguments is None else list(arguments)).page
    path.write_text(page(path.read_text()))


if __name__ == "__main__":
    _main()
