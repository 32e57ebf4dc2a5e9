"""What was asked of a new use case, and whether it can be made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from peel_ml.data.declaration import NINE
from peel_ml.errors import Problems
from peel_ml.usecase.model import SAFE_SLUG

TEMPLATES = Path(__file__).with_name("templates")

KINDS = tuple(sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir()))
"""Kinds of task there is a template for."""

FROM_FILE = ("classification",)
"""Kinds that can be proposed from a file: what is counted, watched or compared over time is not told by columns."""

LONGEST = 60


@dataclass(frozen=True)
class Asked:
    """A new use case as it was asked for.

    Parameters
    ----------
    id : str
        Its folder, experiment and register name.
    kind : str
        Kind of task, one of `KINDS`.
    file : Path or None
        A table to propose columns from, or a query of a database (``.sql``); None for the made-up sample.
    target : str or None
        The column to predict, where it is not the only one that can be.
    positive : str or None
        The value of it that counts, where it holds text.
    protected : tuple of (str, str)
        Column and characteristic, where the column's name does not tell.
    """

    id: str
    kind: str = "classification"
    file: Path | None = None
    target: str | None = None
    positive: str | None = None
    protected: tuple[tuple[str, str], ...] = ()

    @property
    def source(self) -> str:
        """The source that reads the file."""
        return "sql" if self.file is not None and self.file.suffix.lower() == ".sql" else "tabular"


def refuse(asked: Asked, usecases: Path) -> None:
    """Refuse what cannot be made.

    Raises
    ------
    BadRequest
        Every problem at once.
    """
    problems = Problems()
    if not re.fullmatch(SAFE_SLUG, asked.id) or len(asked.id) > LONGEST:
        problems.add(
            f"{asked.id!r} cannot name a use case",
            f"Use at most {LONGEST} lower-case letters, digits and single hyphens, beginning with a letter"
            f"{suggested(asked.id)}.",
        )
    elif (usecases / asked.id).exists():
        problems.add(f"usecases/{asked.id} is there already", "Choose another id; nothing is written over.")
    if asked.kind not in KINDS:
        problems.add(f"there is no kind of task {asked.kind!r}", f"The kinds are: {', '.join(KINDS)}.")
    if asked.file is None:
        for given, option in (
            (asked.target, "--target"),
            (asked.positive, "--positive"),
            (asked.protected, "--protected"),
        ):
            if given:
                problems.add(f"{option} is about a file, and none is given", "Add --from FILE.")
    elif asked.kind in KINDS and asked.kind not in FROM_FILE:
        problems.add(
            f"--from does not go with {asked.kind}",
            f"Columns do not tell what is to be counted or compared. `peel new {asked.id} --kind {asked.kind}` "
            "writes a use case on a made-up sample; put your columns into it.",
        )
    for column, characteristic in asked.protected:
        if characteristic not in (*NINE, "other"):
            problems.add(
                f"--protected {characteristic}={column}: {characteristic!r} is no protected characteristic",
                f"Write NAME=COLUMN, where NAME is one of: {', '.join((*NINE, 'other'))}.",
            )
    problems.raise_if_any("The use case cannot be made, and nothing was written.")


def suggested(text: str) -> str:
    """Return a name that would do, as the end of a sentence.

    Examples
    --------
    >>> suggested("Ward Visits 2024!")
    ', for example ward-visits-2024'
    >>> suggested("42")
    ''
    """
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-").lstrip("0123456789-")[:LONGEST].strip("-")
    return f", for example {slug}" if slug and re.fullmatch(SAFE_SLUG, slug) else ""
