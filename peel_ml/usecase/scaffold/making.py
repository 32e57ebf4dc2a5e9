"""Fills in the templates of a kind, and writes the folder: all of it or nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from peel_ml.data.declaration import NINE
from peel_ml.errors import PeelError
from peel_ml.usecase.load import load_use_case
from peel_ml.usecase.scaffold.asked import TEMPLATES, Asked, refuse
from peel_ml.usecase.scaffold.columns import AGE_ENDS, FEWEST_MONTHS, Table, propose

FROM_FILE_TEMPLATES = TEMPLATES.with_name("from_file")

QUERY = "query.sql"

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_ ]*[A-Za-z0-9_]|[A-Za-z_]")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"})


def make(asked: Asked, usecases: Path) -> tuple[str, ...]:
    """Write ``usecases/<id>/``, and return the names of its files.

    Parameters
    ----------
    asked : Asked
    usecases : Path
        The problem book.

    Raises
    ------
    BadRequest
        It cannot be made as asked; every problem at once, and nothing is written.
    PeelError
        The folder cannot be written.
    """
    refuse(asked, usecases)
    files = _filled(asked)
    # Beside the book, not in it: whoever lists use cases must not see half of one.
    scratch = usecases.parent / f".new-{os.getpid()}"
    folder = scratch / asked.id
    try:
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        load_use_case(folder)
        folder.rename(usecases / asked.id)
    except OSError as error:
        raise PeelError(
            f"usecases/{asked.id} could not be written ({error.strerror}), and nothing was. Free some space, or change "
            "the folder's permissions."
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return tuple(sorted(files))


def _filled(asked: Asked) -> dict[str, str]:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([TEMPLATES / asked.kind, TEMPLATES] if asked.file is None else FROM_FILE_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML and Python, no HTML
    )
    environment.filters["yaml"] = yaml_word
    given: dict[str, Any] = {"id": asked.id, "title": titled(asked.id), "kind": asked.kind}
    files = ["usecase.yaml", "README.md"]
    if asked.file is None:
        files.append("sample.py")
    else:
        table = propose(asked)
        given |= _from_table(table, asked.file) | {"source": asked.source}
        if asked.source == "sql":
            given["location"] = QUERY
        files += ["prepare.py"] if table.ages else []
    made = {file: environment.get_template(f"{file}.j2").render(given) for file in files}
    if asked.file is not None and asked.source == "sql":
        # The query is part of what is reviewed, so it stands in the folder.
        made[QUERY] = asked.file.read_text(encoding="utf-8")
    return made


def _from_table(table: Table, file: Path) -> dict[str, Any]:
    characteristics = {one.characteristic for one in table.protected}
    return {
        "table": table,
        "location": os.path.abspath(file),
        "file": file.name,
        "by_month": table.time is not None and table.months >= FEWEST_MONTHS,
        "part_months": max(1, table.months // 6),
        "not_measured": [name for name in NINE if name not in characteristics],
        "age_ends": AGE_ENDS,
    }


def titled(slug: str) -> str:
    """Return a first title.

    Examples
    --------
    >>> titled("ward-visits")
    'Ward visits'
    """
    return slug.replace("-", " ").capitalize()


def yaml_word(text: str) -> str:
    """Return a text as one word of YAML, quoted where it has to be.

    Examples
    --------
    >>> yaml_word("waited"), yaml_word("Outcome: yes"), yaml_word("no")
    ('waited', '"Outcome: yes"', '"no"')
    """
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)
