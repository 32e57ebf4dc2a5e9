"""What was frozen when a matter was submitted, read file by file. What is not what it was is never shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from peel_ml.assurance.submissions.manifest import Manifest, from_json
from peel_ml.cards.card import Card, loads
from peel_ml.review.answers import Refused
from peel_ml.review.routes import Asked

T = TypeVar("T")
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Frozen:
    """The files of one submission.

    Parameters
    ----------
    folder : Path
        Named by the manifest's digest.
    sha256 : mapping of str to str
        Digest of each file as it was submitted.
    """

    folder: Path
    sha256: dict[str, str]

    def has(self, name: str) -> bool:
        """Tell whether a file was submitted and is here as it was."""
        return not self.wrong(name)

    def wrong(self, name: str) -> str:
        """Return what is wrong with a file, in words; nothing where it is as it was submitted."""
        if name not in self.sha256:
            return f"There is no {name} in this submission."
        now = digest_now(self.folder / name)
        if now is None:
            return f"The frozen {name} is not on this machine."
        if now != self.sha256[name]:
            return f"The frozen {name} is not what was submitted: its bytes have changed. It is not shown."
        return ""

    def card(self, name: str = "card.json") -> Card:
        """Return the card as it was submitted; ``public.json`` is the public one.

        Raises
        ------
        Refused
            It is not here, or changed.
        """
        return self.read(name, loads)

    def json(self, name: str) -> Any:
        """Return what a file of JSON holds.

        Raises
        ------
        Refused
            It is not here, or changed.
        """
        return self.read(name, json.loads)

    def read(self, name: str, reader: Callable[[bytes], T]) -> T:
        """Return a file as it was submitted.

        Raises
        ------
        Refused
            It is not here, or changed.
        """
        if wrong := self.wrong(name):
            raise Refused(409, "This cannot be shown", wrong, "Tell an administrator. `peel verify` says more.")
        return _read(self.folder / name, self.sha256[name], reader)  # type: ignore[no-any-return]


def frozen_of(asked: Asked, manifest: Manifest) -> Frozen:
    """Return the frozen files of a submission."""
    return Frozen(submitted(asked) / manifest.sha256, {one.name: one.sha256 for one in manifest.files})


def earlier(asked: Asked, sha256: str) -> Frozen | None:
    """Return the frozen files of an earlier revision, by its manifest's digest; none where they are not here."""
    path = submitted(asked) / sha256 / MANIFEST
    if not path.is_file():
        return None
    manifest = from_json(json.loads(path.read_bytes()))
    # The manifest is named by its own digest: another one is none of ours.
    return frozen_of(asked, manifest) if manifest.sha256 == sha256 else None


def submitted(asked: Asked) -> Path:
    """Return the folder of frozen submissions."""
    home: Path = asked.services.settings.home
    return home / "submitted"


def digest_now(path: Path) -> str | None:
    """Return the digest of a file as it is now; none where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return _digest(path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size)


@lru_cache(maxsize=512)
def _digest(path: Path, modified: int, changed: int, size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=24)
def _read(path: Path, sha256: str, reader: Callable[[bytes], Any]) -> Any:
    return reader(path.read_bytes())
