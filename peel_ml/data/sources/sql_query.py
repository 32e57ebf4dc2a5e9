r"""The query of the source ``sql``: a file that holds one SELECT, and the name of what says where the database is.

Strings and comments are set aside first, so that a word inside them decides nothing:

>>> read_query("SELECT 'delete; drop' AS a; -- update").text
"SELECT 'delete; drop' AS a"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from peel_ml.errors import Problem, Problems

DEFAULT_CONNECTION = "PEEL_DATA_URL"
"""Environment variable that holds the database's URL where the query's file names no other."""

_ASIDE = re.compile(
    r"""--[^\n]*                     # to the end of the line
    | /\*.*?\*/                      # a comment
    | '(?:[^']|'')*'                 # a string
    | "(?:[^"]|"")*"                 # a name
    | `[^`]*`                        # a name, as MySQL writes it
    | \$(\w*)\$.*?\$\1\$             # a string, as PostgreSQL may write it
    """,
    re.VERBOSE | re.DOTALL,
)
_CONNECTION = re.compile(r"^--[ \t]*connection[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_VARIABLE = re.compile(r"^[A-Z][A-Z0-9_]*$")
_CHANGES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE|INTO)\b", re.IGNORECASE)
"""Words by which a statement that begins with SELECT or WITH can still change something or lock it."""


@dataclass(frozen=True)
class Query:
    """A query that only reads, and the environment variable that holds its database's URL."""

    text: str
    """The statement, without the semicolon after it."""
    connection: str


def read_query(written: str) -> Query:
    r"""Return the query of a file.

    Parameters
    ----------
    written : str
        One SELECT (or WITH … SELECT) statement. A line ``-- connection: NAME`` names the environment variable that
        holds the database's URL; by default it is ``PEEL_DATA_URL``.

    Raises
    ------
    BadRequest
        It is no single statement that only reads, or it names its connection in another way; every problem at once.

    Examples
    --------
    >>> read_query("-- connection: WAREHOUSE_URL\nSELECT 1 AS a").connection
    'WAREHOUSE_URL'
    """
    problems = Problems()
    connection = _connection(written, problems)
    if re.search(r"\\['\"]", written):
        # Whether a backslash ends a string depends on the database: what follows could be read in two ways.
        problems.add("a backslash before a quote", "Write the quote twice instead.")
    bare = _ASIDE.sub(lambda aside: " " * len(aside[0]), written)
    if re.search(r"['\"`]|/\*", bare):
        problems.add("a quote or a comment is not closed", "Close it.")
    statements = [one for one in bare.split(";") if one.strip()]
    if len(statements) > 1:
        problems.add(f"{len(statements)} statements", "Keep one, a SELECT.")
    for statement in statements[:1]:
        first = re.match(r"[\s(]*(\w*)", statement)
        if first is None or first[1].upper() not in ("SELECT", "WITH"):
            problems.add("does not begin with SELECT or WITH", "Only a query that reads is run.")
    changing = sorted({word.upper() for word in _CHANGES.findall(bare)})
    if changing:
        fix = "Only a query that reads is run; put double quotes around a column of that name."
        problems.add(f"holds {', '.join(changing)}", fix)
    if not statements:
        problems.add("no statement", "Write a SELECT.")
    problems.raise_if_any("The query cannot be run.")
    return Query(written[: bare.index(";")] if ";" in bare else written, connection)


def _connection(written: str, problems: Problems) -> str:
    named = _CONNECTION.findall(written)
    if len(named) > 1:
        problems.add(f"{len(named)} lines name the connection", "Keep one.")
    if not named or _VARIABLE.match(named[0]):
        return named[0] if named else DEFAULT_CONNECTION
    # What stands there may be the URL with its password: it is not shown.
    what = "the connection is not the name of an environment variable"
    problems.extend([Problem(what, f"Write -- connection: {DEFAULT_CONNECTION}, and put the URL into that variable.")])
    return DEFAULT_CONNECTION
