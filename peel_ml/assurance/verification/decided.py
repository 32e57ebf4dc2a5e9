"""What was decided, from where it can be trusted: the register of this machine, or the exported copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from peel_ml.assurance.ledger.entry import Entry
from peel_ml.assurance.ledger.export import KEYS, LEDGER, holds, read_export, read_keys, verified_export
from peel_ml.assurance.signing.keys import TrustedKey
from peel_ml.errors import BadRequest, Problem
from peel_ml.settings import Settings


@dataclass(frozen=True)
class Decided:
    """A ledger with the keys that it is held against.

    Parameters
    ----------
    entries : tuple of Entry
    keys : dict of str to TrustedKey
        From the file under change control, never from the ledger itself.
    where : str
        Where the ledger was read.
    problems : tuple of Problem
        What is wrong with it as a copy: its head is forged, or it is behind what was published.
    """

    entries: tuple[Entry, ...]
    keys: dict[str, TrustedKey]
    where: str
    problems: tuple[Problem, ...] = ()


def exported_to(settings: Settings) -> Path:
    """Return the folder of the exported copy."""
    from peel_ml.cards.publishing import CARDS

    return settings.project / CARDS


def decided_in(ledger: Path, keys: Path | None = None) -> Decided:
    """Read an exported copy.

    Parameters
    ----------
    ledger : Path
        ``ledger.jsonl``, with its signed head beside it, or the folder that holds them.
    keys : Path, optional
        Another file of trusted keys than the one beside it.

    Raises
    ------
    BadRequest
        A file is missing or cannot be read.
    """
    folder = ledger if ledger.is_dir() else ledger.parent
    if folder != ledger and ledger.name != LEDGER:
        raise BadRequest(f"--ledger names {LEDGER}, with its signed head beside it, or the folder of both.")
    copy = read_export(folder, keys)
    made = verified_export(copy)
    # What is wrong with an entry, whoever verifies the entries says; what is said here is of the copy.
    whole = made.book.seq == len(copy.entries)
    return Decided(copy.entries, copy.keys, str(folder), made.broken.problems if made.broken and whole else ())


def decided(settings: Settings, ledger: Path | None = None, keys: Path | None = None) -> Decided:
    """Read what was decided: the copy that is named, else the register of this machine, else its exported copy.

    Raises
    ------
    BadRequest
        There is neither, or no file says which keys are trusted.
    """
    folder = exported_to(settings)
    if ledger is not None:
        return decided_in(ledger, keys)
    if not _has_register(settings.register_uri):
        return decided_in(folder, keys)
    from peel_ml.assurance.ledger.storage import Storage, entries

    storage = Storage(settings.register_uri)
    with storage.reading() as connection:
        everything = tuple(entries(connection))
    storage.close()
    if not everything and (folder / LEDGER).is_file():
        # On a machine where nobody decides, the copy is all there is.
        return decided_in(folder, keys)
    path = keys or folder / KEYS
    if not path.is_file():
        raise BadRequest(
            f"There is no file of trusted keys ({path}), so nobody can say whose signatures count. `peel ledger "
            "export` writes it, and it belongs under change control."
        )
    problem = holds(everything, read_export(folder, keys)) if (folder / LEDGER).is_file() else None
    return Decided(everything, read_keys(path.read_bytes()), "the register", () if problem is None else (problem,))


def _has_register(uri: str) -> bool:
    # Opening sqlite would make an empty register where there is none.
    return not uri.startswith("sqlite:") or Path(uri.removeprefix("sqlite:///")).is_file()
