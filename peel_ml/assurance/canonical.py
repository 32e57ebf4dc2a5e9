"""One way to write a JSON value, so that equal values have equal digests (RFC 8785)."""

from __future__ import annotations

import hashlib
from typing import Any


def canonical(value: Any) -> bytes:
    r"""Return the canonical JSON of a value: sorted keys, no spaces, numbers as ECMAScript writes them.

    Examples
    --------
    >>> canonical({"b": 1.0, "a": "é"})
    b'{"a":"\xc3\xa9","b":1}'
    """
    import rfc8785

    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON.

    Examples
    --------
    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(canonical(value)).hexdigest()
