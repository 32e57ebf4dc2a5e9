"""Writes the tables of ``docs/comparing-runs.md`` from the tables in the code: ``python -m peel_ml.cli.compared``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "comparing-runs.md"


def tables() -> dict[str, str]:
    """Return each generated part of the page by its name."""
    from peel_ml.cards.studies.names import METRICS as STUDIES
    from peel_ml.evaluation.metrics import METRICS as PEOPLE
    from peel_ml.tracking.names import NAMES, SEARCHES

    measured = [(f"`{name}`", one.plain_name, "classification") for name, one in PEOPLE.items()]
    measured += [(f"`{name}`", one.technical, "studies") for name, one in STUDIES.items() if name not in PEOPLE]
    better: dict[str, bool | None] = {name: one.higher_is_better for name, one in STUDIES.items()}
    better |= {name: one.higher_is_better for name, one in PEOPLE.items()}
    return {
        "searches": _table(("Question", "Search string"), ((one.question, f"`` {one.filter} ``") for one in SEARCHES)),
        "names": _table(
            ("Name", "Kept as", "Unit or values", "What it says", "Of"),
            ((f"`{one.name}`", one.where, one.unit, one.meaning, one.kinds) for one in NAMES),
        ),
        "metrics": _table(
            ("Metric", "What it is", "Better", "Of"),
            ((name, words, _better(better[name.strip("`")]), kind) for name, words, kind in measured),
        ),
    }


def _better(higher: bool | None) -> str:
    return {True: "higher", False: "lower", None: "neither"}[higher]


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [headings, ("---",) * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def filled(page: str) -> str:
    """Return the page with every generated part as it is now."""
    for name, table in tables().items():
        begin, end = f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
        written = f"{begin}\n\n{table}\n\n{end}".replace("\\", r"\\")
        page = re.sub(f"{begin}.*?{end}", written, page, flags=re.DOTALL)
    return page


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
