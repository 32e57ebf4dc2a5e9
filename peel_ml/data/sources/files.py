"""Files in a folder, in a zip archive, or alone: listed and read the same way, and never unpacked to disk.

An archive comes from somebody else. Names that lead out of it, encrypted members and absurd expansion are
refused before a byte of content is read.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
        """Return the first bytes, enough for a header."""
        return self._read(HEAD)

    def read(self) -> bytes:
        """Return every byte.

        Raises
        ------
        BadRequest
            The member is damaged.
        """
        return self._read(-1)

    def _read(self, count: int) -> bytes:
        try:
            with self.pack.open(self.name) if self.pack else self.path.open("rb") as file:
                return file.read(count)
        # zipfile raises NotImplementedError for a compression method it does not know.
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            problem = Problem("cannot be unpacked", "Download the archive again.", self.name)
            raise BadRequest("The archive is damaged.", [problem]) from error
        except OSError as error:
            raise unreadable(error, self.name) from error


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
            problem = Problem("not a complete zip archive", "Download it again.", path.name)
            raise BadRequest("The archive cannot be opened.", [problem]) from error
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


def is_zip(path: Path) -> bool:
    """Tell whether `path` is, or by its name or first bytes claims to be, a zip archive."""
    if not path.is_file():
        return False
    if path.suffix.lower() == ".zip":
        return True
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _entries(pack: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in pack.infolist() if not entry.is_dir()]
    problems = Problems()
    if not entries:
        problems.add("the archive holds no files", "Download it again.", path.name)
    problems.extend(_unsafe(entries))
    problems.raise_if_any("The archive is refused.")
    return entries


def _unsafe(entries: list[zipfile.ZipInfo]) -> Iterator[Problem]:
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
    if total > MAX_UNCOMPRESSED:
        yield Problem(
            f"would expand to {total / 1024**3:.1f} GiB, more than {MAX_UNCOMPRESSED // 1024**3}",
            "Unpack it, and load it in parts.",
        )


def as_utf8(raw: bytes, *, whole: bool = True) -> tuple[bytes, bool]:
    r"""Return text as UTF-8 without a byte order mark, and whether it was UTF-8 already.

    Other bytes are read as Windows-1252, in which older exports were written. With ``whole=False`` a
    character cut in two at the end does not count against UTF-8.

    Examples
    --------
    >>> as_utf8("café".encode("cp1252"))
    (b'caf\xc3\xa9', False)
    """
    body = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        if not whole and error.start >= len(body) - 3:
            return body[: error.start], True
        return body.decode("cp1252", errors="replace").encode(), False
    return body, True


def header_cells(raw: bytes) -> list[str]:
    """Return the cells of a CSV's first line from its first bytes; empty where there is none."""
    text, _ = as_utf8(raw, whole=False)
    return next(csv.reader(io.StringIO(text.decode("utf-8"), newline="")), [])


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
