"""Files in a folder, in a zip archive, or alone: listed and read the same way, and never unpacked to disk.

An archive comes from somebody else. Names that lead out of it, encrypted members and absurd expansion are
refused before a byte of content is read, and no more is unpacked than was announced.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

import polars as pl

from peel_ml.errors import BadRequest, Problem, Problems
from peel_ml.results.data import SourceFile

MAX_UNCOMPRESSED = 8 * 1024**3
"""Bytes an archive may hold once unpacked. Every month of every force since 2014 stays below it."""
MAX_RATIO = 200
"""Bytes unpacked for one packed. Real months reach about 20; deflate cannot pass 1,032."""
SMALL = 1024**2
"""Members below this size are harmless however well they pack (repeated lines in a small file do)."""
HEAD = 64 * 1024
"""Bytes read to see a header."""
NO_FILES = "there are no files here"
_DRIVE = re.compile(r"^[A-Za-z]:")
_HIDDEN = re.compile(r"(^|/)(\.|__MACOSX)")


@dataclass(frozen=True)
class Member:
    """One file of a folder or archive, known by its path inside it (with forward slashes)."""

    name: str
    size: int
    path: Path
    """The file itself, or the archive that holds it."""
    pack: zipfile.ZipFile | None = None
    """The open archive that holds it; none for a file of a folder or a lone one."""

    def head(self) -> bytes:
        """Return the first bytes once unpacked, enough for a header.

        Raises
        ------
        BadRequest
            The member is damaged.
        """
        with self.reporting(), self.open() as file:
            return _unpacking(file, self.name).read(HEAD)

    def read(self) -> bytes:
        """Return every byte, packed as it is.

        Raises
        ------
        BadRequest
            The member is damaged.
        """
        with self.reporting(), self.open() as file:
            # Asked for more than is announced, zipfile would first unpack whatever is there.
            return file.read(self.size if self.pack else -1)

    def unpacked(self, raw: bytes) -> bytes:
        """Return what `read` gave as text, unpacked where the name says that it is packed (``.csv.gz``).

        Raises
        ------
        BadRequest
            The member is damaged, or would expand absurdly.
        """
        if not self.name.lower().endswith(tuple(_UNPACK)):
            return raw
        limit = max(SMALL, MAX_RATIO * len(raw))
        with self.reporting():
            text = _unpacking(io.BytesIO(raw), self.name).read(limit + 1)
        if len(text) > limit:
            what = f"would expand more than {MAX_RATIO} times"
            raise BadRequest("The file is refused.", [Problem(what, "Unpack it yourself if you trust it.", self.name)])
        return text

    def open(self) -> IO[bytes]:
        """Open it, packed as it is."""
        return self.pack.open(self.name) if self.pack else self.path.open("rb")

    def unpacking(self, file: IO[bytes]) -> IO[bytes]:
        """Return a file that unpacks while it is read, where the name says that it is packed."""
        return _unpacking(file, self.name)

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Turn what goes wrong while it is read into an error that says so."""
        try:
            yield
        # zipfile raises NotImplementedError for a compression method it does not know; gzip, bz2 and pyarrow
        # raise an OSError without a number for bytes that they cannot unpack.
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError) as error:
            raise self._damaged() from error
        except OSError as error:
            raise (self._damaged() if error.errno is None else unreadable(error, self.name)) from error

    def _damaged(self) -> BadRequest:
        problem = Problem("cannot be unpacked: damaged or cut short", "Fetch it again.", self.name)
        return BadRequest("The file is damaged.", [problem])


def _zstandard(file: IO[bytes]) -> IO[bytes]:
    import pyarrow

    stream: IO[bytes] = pyarrow.CompressedInputStream(pyarrow.PythonFile(file, mode="r"), "zstd")
    return stream


_UNPACK: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    ".gz": lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file)),
    ".bz2": lambda file: cast(IO[bytes], bz2.BZ2File(file)),
    ".xz": lambda file: cast(IO[bytes], lzma.LZMAFile(file)),  # noqa: SIM115  (whoever gave the file closes it)
    ".zst": _zstandard,
}
PACKED = ("", *_UNPACK)
"""Endings a CSV may have after ``.csv``."""


def _unpacking(file: IO[bytes], name: str) -> IO[bytes]:
    unpack = _UNPACK.get(PurePosixPath(name.lower()).suffix)
    return file if unpack is None else unpack(file)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Member, ...]]:
    """List the files at `path`: of a folder, of a zip archive, or the one file itself.

    Yields
    ------
    tuple of Member
        Sorted by name; they can be read inside the ``with`` block. Hidden files and folders are left out.

    Raises
    ------
    BadRequest
        The path is missing, or the archive is empty, damaged, encrypted, holds names that lead out of it, or
        would expand beyond `MAX_UNCOMPRESSED` bytes or `MAX_RATIO` times; every problem at once.
    """
    if not path.is_dir() and not path.is_file():
        raise nothing_at(path)
    if path.is_dir():
        yield _shown(
            Member(file.relative_to(path).as_posix(), file.stat().st_size, file)
            for file in path.rglob("*")
            if file.is_file()
        )
    elif is_zip(path):
        try:
            pack = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            what = "an empty file" if not path.stat().st_size else "not a complete zip archive"
            raise BadRequest("The archive cannot be opened.", [Problem(what, "Fetch it again.", path.name)]) from error
        with pack:
            entries = _entries(pack, path)
            yield _shown(Member(entry.filename, entry.file_size, path, pack) for entry in entries)
    else:
        yield _shown([Member(path.name, path.stat().st_size, path)])


def _shown(listed: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(sorted((member for member in listed if shown(member.name)), key=lambda member: member.name))


def shown(name: str) -> bool:
    """Tell whether a path inside a folder or archive is an ordinary one: not hidden, not a Mac's shadow copy.

    Examples
    --------
    >>> shown("2023-06/a.csv"), shown(".cache/a.csv"), shown("__MACOSX/a.csv")
    (True, False, False)
    """
    return _HIDDEN.search(name) is None


def nothing_at(path: Path) -> BadRequest:
    """Return the error for a path that is not there, or is neither a file nor a folder."""
    what = "neither a file nor a folder" if path.exists() else "not found"
    return BadRequest("There is nothing at this path.", [Problem(what, "Check the path.", str(path))])


def unreadable(error: OSError, name: str) -> BadRequest:
    """Return the error for a file that is there and that the system does not let us read."""
    what = (error.strerror or "unreadable").lower()
    return BadRequest("The file cannot be read.", [Problem(what, "Check the file and its permissions.", name)])


SHEETS = (".xlsx", ".xls", ".ods", ".numbers")
"""Endings of spreadsheets, which are archives by their first bytes and no archives of files."""


def is_zip(path: Path) -> bool:
    """Tell whether `path` is, or by its name or first bytes claims to be, a zip archive."""
    if not path.is_file() or path.suffix.lower() in SHEETS:
        return False
    if path.suffix.lower() == ".zip":
        return True
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _entries(pack: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in pack.infolist() if not entry.is_dir()]
    problems = Problems()
    if not entries:
        problems.add("the archive holds no files", "Fetch it again.", path.name)
    problems.extend(_unsafe(entries, path.stat().st_size))
    problems.raise_if_any("The archive is refused.")
    return entries


def _unsafe(entries: list[zipfile.ZipInfo], packed: int) -> Iterator[Problem]:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        steps = name.replace("\\", "/")
        if steps.startswith("/") or _DRIVE.match(steps) or ".." in steps.split("/"):
            yield Problem("the name leads out of the archive", "Use one from a source you trust.", name)
        if name in seen:
            yield Problem("the archive holds this name twice", "Pack it again.", name)
        seen.add(name)
        if entry.flag_bits & 1:
            yield Problem("is encrypted", "Pack it without a password.", name)
        if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            fix = "Unpack it yourself if you trust it."
            yield Problem(f"would expand more than {MAX_RATIO} times", fix, name)
    total = sum(entry.file_size for entry in entries)
    # Members that share their packed bytes are each harmless and together absurd.
    if total > SMALL and total > MAX_RATIO * packed:
        yield Problem(f"would expand more than {MAX_RATIO} times in all", "Unpack it yourself if you trust it.")
    if total > MAX_UNCOMPRESSED:
        yield Problem(
            f"would expand to {total / 1024**3:.1f} GiB, more than {MAX_UNCOMPRESSED // 1024**3}",
            "Unpack it, and load it in parts.",
        )


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


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces.

    Raises
    ------
    BadRequest
        There is no such file, or it cannot be read.
    """
    if not path.is_file():
        raise nothing_at(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(error, path.name) from error


def digest_of(files: Iterable[SourceFile]) -> str:
    """Return the SHA-256 of the sorted lines ``name digest``, each ended by a newline.

    Examples
    --------
    >>> a, b = SourceFile("a.csv", "00", 1), SourceFile("b.csv", "11", 1)
    >>> digest_of([a, b]) == digest_of([b, a])
    True
    """
    lines = sorted(f"{file.name} {file.sha256}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@contextmanager
def naming(problems: Problems, name: str) -> Iterator[None]:
    """Note problems raised inside as those of the file `name`, so that the next file is still looked at."""
    try:
        yield
    except BadRequest as error:
        for problem in error.problems or (Problem(error.summary),):
            problems.add(problem.what, problem.fix, problem.where or name)
