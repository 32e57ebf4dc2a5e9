"""YAML with the line of every key, so that each problem points at its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from peel_ml.errors import BadRequest, Problem

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Parsed YAML and the 1-based line on which each key or item stands."""

    values: dict[str, Any]
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of its nearest parent that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str, name: str) -> Document:
    """Parse YAML with the safe loader.

    Parameters
    ----------
    text : str
        The file's text.
    name : str
        The file's name, for messages.

    Raises
    ------
    BadRequest
        The text is not YAML, not a mapping, or names a key twice; all repeated keys at once.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark is not None else name
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise BadRequest("The declaration cannot be read.", [Problem(str(problem), where=where)]) from error
    if not isinstance(root, yaml.MappingNode):
        raise BadRequest(
            "The declaration cannot be read.", [Problem("expected keys and values at the top level", where=f"{name}:1")]
        )
    lines: dict[Path, int] = {}
    repeated: list[Problem] = []
    _walk(root, (), lines, repeated, name)
    if repeated:
        raise BadRequest("The declaration names a key twice.", repeated)
    return Document(values, lines)


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int], repeated: list[Problem], name: str) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            if here in lines:
                repeated.append(
                    Problem(
                        f"{key.value!r} stands twice",
                        f"Remove one; the first is on line {lines[here]}.",
                        f"{name}:{key.start_mark.line + 1}",
                    )
                )
            lines[here] = key.start_mark.line + 1
            _walk(value, here, lines, repeated, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[(*path, index)] = item.start_mark.line + 1
            _walk(item, (*path, index), lines, repeated, name)
