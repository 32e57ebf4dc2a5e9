"""The bytes of a model as they are found somewhere, under the names that a manifest gives them.

Nothing is loaded here and nothing is believed: files are listed and hashed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from peel_ml.assurance.submissions.manifest import from_json
from peel_ml.errors import BadRequest

MODEL = "model/"
"""What the names of a model's files begin with in a manifest."""
MANIFEST = "manifest.json"
LOGGED = "artifacts/parts/"
"""Where MLflow's folder of a logged model keeps them."""


@dataclass(frozen=True)
class Found:
    """What is there.

    Parameters
    ----------
    where : str
        As the user named it.
    files : mapping of str to str
        SHA-256 of each file, by its name in a manifest.
    whole : bool
        Whether everything that was frozen belongs here; otherwise the model's files do, and what else is there is
        compared where the manifest has it.
    beside : tuple of str
        Files that are no part of an approval, such as what MLflow packs around a model.
    use_case, run_id, manifest : str, optional
        What the place says of itself. It only tells which approval to look for.
    """

    where: str
    files: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    beside: tuple[str, ...] = ()
    use_case: str | None = None
    run_id: str | None = None
    manifest: str | None = None


@dataclass(frozen=True)
class Read:
    """What is there, with the bytes that were hashed: what is loaded must be exactly what was verified."""

    found: Found
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Bytes by name in a manifest."""


def found_in(folder: Path, where: str = "", use_case: str | None = None, run_id: str | None = None) -> Found:
    """Hash what a folder holds: a frozen submission, a run's folder, MLflow's folder of a model, or a model's alone.

    Raises
    ------
    BadRequest
        There is no such folder, it cannot be read, or something in it is a link, which may lead anywhere.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = (Path(name) / "model.json").write_text("{}")
    ...     list(found_in(Path(name)).files)
    ['model/model.json']
    """
    return read_in(folder, where, use_case, run_id).found


def read_in(folder: Path, where: str = "", use_case: str | None = None, run_id: str | None = None) -> Read:
    """Read what a folder holds, once, and hash what was read; the same as `found_in`."""
    where = where or str(folder)
    every = _contents(folder, where)
    named, whole, manifest = dict(every), False, None
    beside: tuple[str, ...] = ()
    if "MLmodel" in every:
        named = {MODEL + name.removeprefix(LOGGED): one for name, one in every.items() if name.startswith(LOGGED)}
        beside = tuple(name for name in every if not name.startswith(LOGGED))
    elif MANIFEST in every:
        whole, manifest = True, _manifest(named.pop(MANIFEST))
    elif "record.json" in every:
        beside = tuple(name for name in every if name.startswith("figures/"))
        named = {name: one for name, one in every.items() if name not in beside}
        run_id = run_id or folder.name
    elif not any(name.startswith(MODEL) for name in every):
        named = {MODEL + name: one for name, one in every.items()}
    digests = {name: hashlib.sha256(one).hexdigest() for name, one in named.items()}
    return Read(Found(where, digests, whole, beside, use_case, run_id, manifest), named)


def _manifest(content: bytes) -> str:
    """Return the identity of the manifest that lies in a frozen submission; empty where that is none any more."""
    try:
        return from_json(json.loads(content)).sha256
    except (ValueError, BadRequest):
        return ""


def _contents(folder: Path, where: str) -> dict[str, bytes]:
    if not folder.is_dir():
        raise BadRequest(f"{where} is no folder. Name the folder of a model, models:/NAME/VERSION, or a run's id.")
    contents = {}
    try:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink():
                raise BadRequest(f"{name} in {where} is a link. A model is verified as the files it consists of.")
            if path.is_file():
                contents[name] = path.read_bytes()
    except OSError as error:
        raise BadRequest(f"{where} cannot be read ({error.strerror}).") from error
    return contents
