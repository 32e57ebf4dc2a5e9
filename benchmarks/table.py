"""Writes the tables of README.md from the results: ``python -m benchmarks.table``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.harness import RESULTS

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
FORMS = {
    "x": "{:.2f} x",
    "s": "{:.2f} s",
    "MB": "{:,.0f} MB",
    "AUC": "{:+.4f}",
    "%": "{:.1f}%",
    "": "{:,.0f}",
    "figure": "{:.3f}",
}


def shown(document: Mapping[str, Any]) -> str:
    """Return one result as Markdown."""
    lines = [
        f"### {document['title']}",
        "",
        "| what | measured | must reach | reached |",
        "| --- | --- | --- | --- |",
        *(f"| {row['what']} | {_measured(row)} | {_bar(row)} | {_word(row['reached'])} |" for row in document["rows"]),
        "",
        _foot(document),
    ]
    return "\n".join(lines)


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
    return "\n\n".join(shown(document) for document in documents if "rows" in document)


def refresh() -> None:
    """Write the tables between the marks of README.md."""
    text = README.read_text()
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    refresh()
