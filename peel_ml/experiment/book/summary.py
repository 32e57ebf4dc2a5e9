"""The summary of a whole book, as Markdown and as JSON, in the state folder."""

from __future__ import annotations

import json
from pathlib import Path

from peel_ml.experiment.book.rows import Book, Row
from peel_ml.store import replace_files

MARKDOWN, DOCUMENT = "problem-book.md", "problem-book.json"
"""In ``PEEL_HOME``: the last book that came to its end."""

HEADINGS = ("Use case", "Kind", "Scored on", "Figure", "Groups", "Findings", "Seconds")


def figure_of(row: Row) -> str:
    """Return the figure that heads a run, with its interval.

    Examples
    --------
    >>> figure_of(Row("visits", "classification", "finished", primary="roc_auc", value=0.71, low=0.69, high=0.73))
    'roc auc 0.710 (0.690 to 0.730)'
    >>> figure_of(Row("visits", "classification", "failed"))
    '–'
    """
    if row.primary is None:
        return "–"
    if row.value is None:
        return f"{row.primary.replace('_', ' ')} not measured"
    shown = f"{row.primary.replace('_', ' ')} {row.value:.3f}"
    return shown if row.low is None or row.high is None else f"{shown} ({row.low:.3f} to {row.high:.3f})"


def cells(row: Row) -> tuple[str, ...]:
    """Return the cells of one line, in the order of `HEADINGS`."""
    scored = "–"
    if row.state == "finished":
        scored = (row.evaluated_on or "–").replace("_", " ") + (", SYNTHETIC" if row.synthetic else "")
    groups = ", ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in row.verdicts.items() if count)
    findings = ", ".join(f"{count} {severity}" for severity, count in row.findings.items() if count)
    return (
        row.use_case,
        row.kind.replace("_", " "),
        row.state if row.state != "finished" else scored,
        figure_of(row),
        groups or ("not judged" if row.state == "finished" else "–"),
        findings or ("none" if row.state == "finished" else "–"),
        "–" if row.seconds is None else f"{row.seconds:.0f}{' (kept)' if row.kept else ''}",
    )


def to_markdown(book: Book) -> str:
    """Return the summary as Markdown.

    Examples
    --------
    >>> print(to_markdown(Book((Row("visits", "regression", "skipped", "No files."),), 0.0, 1)).splitlines()[-1])
    - **visits** skipped. No files.
    """
    lines = ["# The problem book", "", f"{book.said}.", ""]
    lines += [_line(HEADINGS), _line(("---",) * len(HEADINGS))]
    lines += [_line(cells(row)) for row in book.rows]
    cards = [f"- **{row.use_case}** card: `{row.card}`" for row in book.rows if row.card]
    why = [f"- **{row.use_case}** {row.state}. {_one_line(row.reason)}" for row in book.rows if row.reason]
    for listed in (cards, why):
        lines += ["", *listed] if listed else []
    return "\n".join(lines) + "\n"


def _line(texts: tuple[str, ...]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def write(book: Book, home: Path) -> Path:
    """Write the summary to the state folder, and return the path of its Markdown.

    Raises
    ------
    PeelError
        It cannot be written.
    """
    document = json.dumps(book.to_json(), indent=2, ensure_ascii=False) + "\n"
    replace_files(home, {MARKDOWN: to_markdown(book).encode(), DOCUMENT: document.encode()})
    return home / MARKDOWN
