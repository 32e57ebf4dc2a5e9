"""Where evidence stands: one place in one frozen file, named by the file's digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def url(pointer: str, files: Mapping[str, bytes]) -> str | None:
    """Return where evidence stands as ``peel:sha256:<hash>#/json/pointer``; ``None`` where it does not resolve.

    Parameters
    ----------
    pointer : str
        ``FILE#/json/pointer`` (RFC 6901), or the name of a file alone.
    files : mapping of str to bytes
        The frozen files.

    Examples
    --------
    >>> url("a.json#/b/0", {"a.json": b'{"b": [1]}'})[-5:], url("a.json#/c", {"a.json": b"{}"})
    ('#/b/0', None)
    """
    name, mark, path = pointer.partition("#")
    content = files.get(name)
    if content is None or (mark and not _holds(content, path)):
        return None
    return f"peel:sha256:{hashlib.sha256(content).hexdigest()}{mark}{path}"


def _holds(content: bytes, path: str) -> bool:
    try:
        value: Any = json.loads(content)
    except ValueError:
        return False
    if path and not path.startswith("/"):
        return False
    for part in path.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            return False
    return True
