"""Files in a folder, in a zip archive, or alone: listed and read the same way, and never unpacked to disk.

An archive comes from somebody else: it passes `peel_ml.data.sources.archives` before a byte of content is read, and no
more is unpacked than was announced.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from peel_ml.data.sources.archives import MAX_RATIO, SMALL, is_zip, safe_entries
from peel_ml.data.sources.csv_text import HEAD
from peel_ml.errors import BadRequest, Problem, Problems
from peel_ml.results.data import SourceFile

NO_FILES = "there are no files here"
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
            entries = safe_entries(pack, path)
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
