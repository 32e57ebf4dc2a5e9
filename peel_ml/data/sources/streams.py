"""A file's bytes, unpacked and digested in pieces that end where a record of a CSV ends."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, TypeVar

from peel_ml.data.sources.archives import MAX_RATIO, SMALL
from peel_ml.data.sources.csv_text import HEAD
from peel_ml.data.sources.files import Member
from peel_ml.errors import BadRequest, Problem

CHUNK = 1024**2
T = TypeVar("T")
GROWTH = 4
"""How many times as large as the one before a piece is, until pieces have the size that is asked for."""


class _Digesting(io.RawIOBase):
    """Passes bytes on as they are, digests them, and never asks for more than was announced."""

    def __init__(self, file: IO[bytes], announced: int | None) -> None:
        self._file = file
        self._left = announced
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        got = self.read(len(buffer))
        buffer[: len(got)] = got
        return len(got)

    def read(self, size: int = -1) -> bytes:
        wanted = size if self._left is None else min(size, self._left)
        got = self._file.read(wanted) if wanted else b""
        if self._left is not None:
            self._left -= len(got)
        self.sha256.update(got)
        return got


class Stream:
    """A member's text, unpacked as it is read.

    Parameters
    ----------
    member : Member
        What is read.
    file : binary file
        The member, opened.
    """

    def __init__(self, member: Member, file: IO[bytes]) -> None:
        self._member = member
        # Asked for more than is announced, zipfile would first unpack whatever is there.
        self._raw = _Digesting(file, member.size if member.pack else None)
        # What unpacks asks for few bytes at a time.
        self._text: IO[bytes] | _Digesting = member.unpacking(io.BufferedReader(self._raw, CHUNK))
        self._packed = not isinstance(self._text, io.BufferedReader)
        if not self._packed:
            self._text = self._raw
        self._limit = max(SMALL, MAX_RATIO * member.size)
        self._read = 0

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end.

        Raises
        ------
        BadRequest
            The member is damaged, or expands absurdly.
        """
        pieces = []
        left = size
        with self._member.reporting():
            while left and (got := self._text.read(left)):
                pieces.append(got)
                left -= len(got)
        self._read += size - left
        if self._packed and self._read > self._limit:
            what = f"would expand more than {MAX_RATIO} times"
            problem = Problem(what, "Unpack it yourself if you trust it.", self._member.name)
            raise BadRequest("The file is refused.", [problem])
        return b"".join(pieces) if len(pieces) != 1 else pieces[0]

    def digest(self) -> str:
        """Return the sha256 of every byte as it is packed, reading what is left."""
        with self._member.reporting():
            while self._raw.read(CHUNK):
                pass
        return self._raw.sha256.hexdigest()


@contextmanager
def stream(member: Member) -> Iterator[Stream]:
    """Open a member to be read in pieces."""
    with member.reporting():
        file = member.open()
    with file:
        yield Stream(member, file)


def records(source: Stream, size: int, first: bytes = b"") -> Iterator[bytes]:
    r"""Yield text in pieces of about `size` bytes that end where a record ends, each after the first with its header.

    `first` was read before, and what follows it grows from its size to `size`. A line break inside quotes ends no
    record; text in which quotes never close is one piece.

    Examples
    --------
    >>> class Text:
    ...     def __init__(self, text): self._file = io.BytesIO(text)
    ...     def read(self, size): return self._file.read(size)
    >>> list(records(Text(b'a\n"b\nc"\nd\n'), 5))
    [b'a\n', b'a\n"b\nc"\nd\n']
    """
    header = held = b""
    got = first or source.read(size)
    wanted = len(first) or size
    # Lines ended as old Macs did; no parser of CSV takes that for a line.
    old_mac = b"\n" not in got[:HEAD] and b"\r" in got[:HEAD]
    while got:
        if old_mac:
            got = got.replace(b"\r", b"\n")
        if held and (b'"' in held or b"\n" in held):
            got, held = held + got, b""
        end = end_of_records(got)
        if end:
            # Put together in one go: these are many bytes.
            piece = b"".join((header, held, memoryview(got)[:end]))
            header, held = header or piece[: end_of_first(piece)], got[end:]
            yield piece
        else:
            held += got
        wanted = max(1, min(size, GROWTH * wanted))
        got = source.read(wanted)
    if held:
        yield header + held


def ahead(made: Iterator[T]) -> Iterator[T]:
    """Yield the same, the next one made in a thread of its own while one is used.

    Examples
    --------
    >>> list(ahead(iter("abc")))
    ['a', 'b', 'c']
    """
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, made, None)
        while (one := coming.result()) is not None:
            coming = maker.submit(next, made, None)
            yield one


def end_of_first(text: bytes) -> int:
    r"""Return where the first record ends.

    Examples
    --------
    >>> end_of_first(b'"a\nb",c\n1,2\n'), end_of_first(b"a")
    (8, 1)
    """
    end = text.find(b"\n") + 1
    while end and text.count(b'"', 0, end) % 2:
        end = text.find(b"\n", end) + 1
    return end or len(text)


def end_of_records(text: bytes) -> int:
    r"""Return where the last whole record ends; 0 where none does.

    Examples
    --------
    >>> end_of_records(b'a\n"b\n'), end_of_records(b"a"), end_of_records(b"a\nb\nc")
    (2, 0, 4)
    """
    end = text.rfind(b"\n") + 1
    quotes = text.count(b'"', 0, end) if b'"' in text else 0
    while end and quotes % 2:
        earlier = text.rfind(b"\n", 0, end - 1) + 1
        quotes -= text.count(b'"', earlier, end)
        end = earlier
    return end
