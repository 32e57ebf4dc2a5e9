"""What was published of a use case before, kept beside its cards: names and numbers of people, and nothing else.

The next revision is controlled against it, so that the two together do not tell what changed by a few people. It holds
no number that a published view did not show. Older numbers stay: whoever keeps an old copy still knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import ConfigDict, TypeAdapter

from peel_ml.disclosure import Published
from peel_ml.errors import BadRequest
from peel_ml.results.versions import Kind, read, write

NAME = "published.json"
NUMBERS = Kind("list of published numbers", "1.0", {}, "peel card publish RUN", whole=True)


@dataclass(frozen=True)
class Kept:
    """Published numbers of people of one use case."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    views: dict[str, dict[str, tuple[int, ...]]]
    """By view and by what the people have in common."""


@cache
def _adapter() -> TypeAdapter[Kept]:
    return TypeAdapter(Kept)


def dumps(views: dict[str, dict[str, tuple[int, ...]]]) -> bytes:
    """Return the file: the same bytes for the same numbers."""
    document = _adapter().dump_python(Kept(NUMBERS.current, views), mode="json")
    return write(document, NUMBERS).encode()


def loads(content: bytes) -> Published:
    """Read the file.

    Raises
    ------
    BadRequest
        It is damaged or of another version. Nothing may be published then: what is known already is not known here.
    """
    try:
        return read(content, NUMBERS, _adapter()).views
    except BadRequest as error:
        raise BadRequest(
            f"{NAME} cannot be read, so a new card cannot be checked against what was published before. Restore the "
            "file from the history of the repository.",
            error.problems,
        ) from None
