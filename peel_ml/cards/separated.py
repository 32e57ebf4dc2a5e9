"""A figure's table as comma-separated values (RFC 4180), for machines as well as for spreadsheets.

The figures are those of the card: they have passed disclosure control, and nothing finer is written. A figure with its
range becomes three columns. Numbers are written plainly: no thousands separators, no true minus, no percent sign.
"""

from __future__ import annotations

import csv
import io
import re

from peel_ml.cards.card import Body
from peel_ml.cards.content import Table
from peel_ml.cards.words import MINUS

_NUMBER = rf"[+{MINUS}-]?\d[\d,]*(?:\.\d+)?"
_SHAPES = (
    re.compile(rf"(?P<value>{_NUMBER})(?P<percent>%?)"),
    re.compile(rf"(?P<value>{_NUMBER})(?P<percent>%?) \((?P<low>{_NUMBER}) to (?P<high>{_NUMBER})\)"),
    re.compile(rf"(?P<low>{_NUMBER}) to (?P<high>{_NUMBER})"),
)
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")
"""What a spreadsheet takes for the start of a formula or of a command, also in its wide form."""


def to_csv(table: Table, *, synthetic: bool) -> bytes:
    r"""Return a table as UTF-8 with one header row; rows under a heading say it in a first column of its own.

    Parameters
    ----------
    table : Table
        The table of a figure.
    synthetic : bool
        Whether the figures come from synthetic data: the first column's name then says so, because a file is soon
        renamed.

    Examples
    --------
    >>> from peel_ml.cards.content import Column
    >>> table = Table("Shares", (Column("Group"), Column("Share (95% range)", True)), (("=A", "1.2 (−0.3 to 2.7)"),))
    >>> print(to_csv(table, synthetic=False).decode().replace("\r\n", "\n"), end="")
    Group,Share,"Share, 95% range from","Share, 95% range to"
    '=A,1.2,-0.3,2.7
    """
    grouped = any(len(row) == 1 < len(table.columns) for row in table.rows)
    rows: list[tuple[str, ...]] = []
    heading = ""
    for row in table.rows:
        if len(row) == 1 < len(table.columns):
            heading = row[0]
        else:
            rows.append((heading, *row) if grouped else row)
    names = [*(["Part"] if grouped else []), *(column.name for column in table.columns)]
    numeric = [*([False] if grouped else []), *(column.numeric for column in table.columns)]
    columns: list[tuple[str, list[str]]] = []
    for place, name in enumerate(names):
        cells = [row[place] for row in rows]
        columns += _split(name, cells) if numeric[place] else [(name, [_words(cell) for cell in cells])]
    head = _apart([_words(name) for name, _ in columns])
    if synthetic and head:
        head[0] = f"SYNTHETIC {head[0]}"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    return out.getvalue().encode()


def _apart(names: list[str]) -> list[str]:
    """Return names of which no two are the same: a machine finds a column by its name."""
    return [
        f"{name} ({names[: place + 1].count(name)})" if name in names[:place] else name
        for place, name in enumerate(names)
    ]


def _split(name: str, cells: list[str]) -> list[tuple[str, list[str]]]:
    """Return a numeric column as one, or as three where its cells hold ranges; words stay words in the first."""
    found = [next((match for shape in _SHAPES if (match := shape.fullmatch(cell.strip()))), None) for cell in cells]
    parts = [match.groupdict() if match else {} for match in found]
    base = re.sub(r"\s*\(95% range\)$", "", name)
    if any(part.get("percent") for part in parts):
        base += ", %"
    values = [
        _plain(part["value"]) if part.get("value") else "" if part.get("low") else _words(cell)
        for part, cell in zip(parts, cells, strict=True)
    ]
    if not any(part.get("low") for part in parts):
        return [(base, values)]
    # A column that is nothing but a range keeps its name once.
    start = base if base == "95% range" else f"{base}, 95% range"
    ends = [
        (f"{start} {word}", [_plain(part.get(end) or "") for part in parts])
        for end, word in (("low", "from"), ("high", "to"))
    ]
    if not any(values):
        return ends
    return [(base, values), *ends]


def _plain(number: str) -> str:
    return number.replace(MINUS, "-").replace(",", "").lstrip("+")


def _words(text: str) -> str:
    """Return words that no spreadsheet runs: a leading apostrophe shows them as they are."""
    text = " ".join(text.split())
    return f"'{text}" if text.startswith(_RUN_BY_SPREADSHEETS) else text


def stem(figure_id: str, body: Body) -> str:
    """Return the name of a figure's files without the ending; synthetic data and the public view say so in it.

    Examples
    --------
    >>> from peel_ml.cards.card import Body
    >>> stem("f-timeline", Body("demo", "Demo", True, "Team", "validation", (), "", (), (), (), ()))
    'figures/SYNTHETIC-f-timeline'
    """
    mark = "SYNTHETIC-" if body.synthetic else "public-" if body.view == "public" else ""
    return f"figures/{mark}{figure_id}"
