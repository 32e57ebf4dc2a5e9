"""Writes the tables of README.md from the results: ``python -m benchmarks.table``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.harness import RESULTS

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
MOST_UNFOLDED = 8
"""Rows without a bar that are shown at once beside those with one."""
FORMS = {
    "x": "{:.2f} x",
    "s": "{:.2f} s",
    "MB": "{:,.0f} MB",
    "ms": "{:,.1f} ms",
    "MB/s": "{:,.0f} MB/s",
    "AUC": "{:+.4f}",
    "%": "{:.1f}%",
    "": "{:,.0f}",
    "figure": "{:.3f}",
}


def shown(document: Mapping[str, Any]) -> str:
    """Return one result as Markdown: first what is held to a bar; the rest folded away where it is much."""
    held = [row for row in document["rows"] if row["reached"] is not None]
    rest = [row for row in document["rows"] if row["reached"] is None]
    folded = held and len(rest) > MOST_UNFOLDED
    parts = [f"### {document['title']}", _rows(held if folded else document["rows"])]
    if folded:
        parts.append(f"<details><summary>{len(rest)} further figures</summary>\n\n{_rows(rest)}\n\n</details>")
    return "\n\n".join([*parts, _foot(document)])


def _rows(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = ["| what | measured | must reach | reached |", "| --- | --- | --- | --- |"]
    lines += [f"| {row['what']} | {_measured(row)} | {_bar(row)} | {_word(row['reached'])} |" for row in rows]
    return "\n".join(lines)


def missed(documents: Sequence[Mapping[str, Any]]) -> str:
    """Return how many bars there are, and a table of those that are not reached."""
    held = [(one["title"], row) for one in documents for row in one["rows"] if row["reached"] is not None]
    short = [(title, row) for title, row in held if not row["reached"]]
    lines = [f"Figures held to a bar: {len(held)}; reached: {len(held) - len(short)}. Those that are not:"]
    lines += ["", "| where | what | measured | must reach |", "| --- | --- | --- | --- |"]
    lines += [f"| {title} | {row['what']} | {_measured(row)} | {_bar(row)} |" for title, row in short]
    return "\n".join(lines if short else [f"Figures held to a bar: {len(held)}; all are reached."])


def _foot(document: Mapping[str, Any]) -> str:
    machine = document["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in sorted(machine["versions"].items()))
    said = (
        f"{document['measured']}, {machine['cores']} cores of {machine['processor']}, {machine['memory_gb']} GB, "
        f"Python {machine['python']} ({machine['bytecode']}), {versions}."
    )
    if document["busy"]:
        return f"{said} **The machine was busy ({document['idle_share']:.0%} idle): the times mean little.**"
    return said if document["idle_share"] is None else f"{said} {document['idle_share']:.0%} idle before it began."


def _measured(row: Mapping[str, Any]) -> str:
    form = FORMS[row["unit"]]
    interval = "" if row["low"] is None else f" ({form.format(row['low'])} to {form.format(row['high'])})"
    return form.format(row["value"]) + interval


def _bar(row: Mapping[str, Any]) -> str:
    for name, word in (("at_least", "at least"), ("at_most", "at most")):
        if row[name] is not None:
            return f"{word} {FORMS[row['unit']].format(row[name])}"
    return ""


def _word(reached: bool | None) -> str:
    return {True: "yes", False: "**no**", None: ""}[reached]


def table() -> str:
    """Return every result there is, in the order of their names."""
    documents = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    documents = [document for document in documents if "rows" in document]
    return "\n\n".join([missed(documents), *map(shown, documents)])


def refresh() -> None:
    """Write the tables between the marks of README.md."""
    text = README.read_text()
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    refresh()
