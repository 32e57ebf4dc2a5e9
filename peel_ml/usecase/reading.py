"""A tolerant view of a resolved declaration, by dotted path: what is absent is no answer, never an error.

Records keep the declaration of their run as it was, and older ones lack keys that are asked today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any


class Reading:
    """A declaration as it was resolved.

    Parameters
    ----------
    document : mapping
        The declaration as JSON-ready values; keys may be missing.

    Examples
    --------
    >>> reading = Reading({"decision": {"unit": "one recorded search"}, "limitations": ["One."]})
    >>> reading.text("decision.unit")
    'one recorded search'
    >>> reading.text("decision.maker") is None
    True
    >>> reading.texts("limitations")
    ('One.',)
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def get(self, path: str) -> Any:
        """Return the value at a path, or ``None``."""
        value: Any = self._document
        for key in path.split("."):
            if not isinstance(value, Mapping) or key not in value:
                return None
            value = value[key]
        return value

    def has(self, path: str) -> bool:
        """Tell whether something is said at a path: a flag, a number, or words."""
        return bool(self.text(path) or self.texts(path) or self.mapping(path))

    def text(self, path: str) -> str | None:
        """Return a text, number or flag as text; ``None`` when absent or empty."""
        value = self.get(path)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, str | int | float) and str(value).strip():
            return " ".join(str(value).split())
        return None

    def texts(self, path: str) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one; mappings are joined as sentences."""
        value = self.get(path)
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list | tuple):
            return ()
        return tuple(text for item in value if (text := joined_values(item)))

    def mapping(self, path: str) -> Mapping[str, Any]:
        """Return a mapping; empty when absent."""
        value = self.get(path)
        return value if isinstance(value, Mapping) else {}

    def items(self, path: str) -> tuple[Mapping[str, Any], ...]:
        """Return a list of mappings; empty when absent."""
        value = self.get(path)
        return tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, list | tuple) else ()

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether any text of the whole declaration matches a pattern.

        Examples
        --------
        >>> Reading({"task": {"limits": ["Old words."]}}).says(re.compile("old", re.IGNORECASE))
        True
        """
        return any(pattern.search(text) for text in _texts(self._document))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = value.values()
    elif isinstance(value, str):
        yield value
        return
    elif not isinstance(value, list | tuple):
        return
    for item in value:
        yield from _texts(item)


def joined_values(item: Any) -> str:
    """Return the texts and numbers of a mapping as sentences; anything else as one text.

    Examples
    --------
    >>> joined_values({"name": "A ranking", "mitigation": "A fixed order.", "reversible": None})
    'A ranking. A fixed order'
    """
    if isinstance(item, Mapping):
        said = [str(value).strip().rstrip(".") for value in item.values() if isinstance(value, str | int | float)]
        return ". ".join(value for value in said if value)
    return " ".join(str(item).split())
