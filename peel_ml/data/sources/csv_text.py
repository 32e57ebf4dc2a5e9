"""The text of CSV files: their encoding, their header, and lines that hold nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from peel_ml.errors import BadRequest, Problem

HEAD = 64 * 1024
"""Bytes read to see a header."""


def as_utf8(raw: bytes, *, whole: bool = True) -> tuple[bytes, bool]:
    r"""Return text as UTF-8 without a byte order mark, and whether it was UTF-8 already.

    Other bytes are read as Windows-1252, in which older exports were written. With ``whole=False`` a
    character cut in two at the end does not count against UTF-8.

    Raises
    ------
    BadRequest
        The bytes are neither: no text at all, or written in another encoding.

    Examples
    --------
    >>> as_utf8("café".encode("cp1252"))
    (b'caf\xc3\xa9', False)
    """
    # Neither encoding uses the byte 0; UTF-16 has one in nearly every character.
    if b"\0" in raw[:HEAD]:
        kind = "written in UTF-16" if raw[:2] in _UTF_16 else "not text"
        raise BadRequest(_ENCODING, [Problem(f"is {kind}", "Save it as CSV in UTF-8.")])
    body = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in body[:HEAD] and b"\r" in body[:HEAD]:
        # Lines ended as old Macs did; no parser of CSV takes that for a line.
        body = body.replace(b"\r", b"\n")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        if not whole and error.start >= len(body) - 3:
            return body[: error.start], True
    else:
        return body, True
    try:
        return body.decode("cp1252").encode(), False
    except UnicodeDecodeError:
        raise unknown_bytes([body]) from None


def unknown_bytes(pieces: Iterable[bytes]) -> BadRequest:
    """Return the error for text that is in no encoding that is read."""
    unknown = sum(len(piece) - len(piece.translate(None, _NOT_1252)) for piece in pieces)
    what = f"is neither UTF-8 nor Windows-1252 ({unknown:,} bytes belong to neither)"
    return BadRequest(_ENCODING, [Problem(what, "Save it as CSV in UTF-8.")])


_ENCODING = "The encoding cannot be read."
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_1252 = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that Windows-1252 does not use."""


def header_cells(raw: bytes) -> list[str]:
    """Return the cells of a CSV's first line from its first bytes; empty where there is none."""
    text, _ = as_utf8(raw, whole=False)
    return next(csv.reader(io.StringIO(text.decode("utf-8"), newline="")), [])


def without_blank_lines(frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, list[str]]:
    """Return the rows that hold anything, and a note about those that do not: empty lines read as rows of blanks.

    In a table of one column an empty line cannot be told from a missing value, and is kept.
    """
    if frame.width < 2 or frame.is_empty() or min(frame.null_count().row(0)) == 0:
        return frame, []
    kept = frame.filter(~pl.all_horizontal(pl.all().is_null()))
    blank = frame.height - kept.height
    return kept, [f"{blank:,} line{'s' * (blank != 1)} of {name} without any value left out."] if blank else []


def repeated_names(names: Sequence[str]) -> Iterator[Problem]:
    """Yield the columns that share their name, by place: without a header the "names" are values of a row.

    Examples
    --------
    >>> [str(problem) for problem in repeated_names(["a", "b", "a"])]
    ['columns 1 and 3 have one name. Rename all but one.']
    """
    places: dict[str, list[str]] = {}
    for place, name in enumerate(names, 1):
        places.setdefault(name, []).append(str(place))
    for same in places.values():
        if len(same) > 1:
            listed = f"{', '.join(same[:-1])} and {same[-1]}"
            yield Problem(f"columns {listed} have one name", "Rename all but one.")
