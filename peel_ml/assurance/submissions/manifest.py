"""The submission manifest: the exact set of bytes and facts that an approval binds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from peel_ml.assurance.canonical import digest
from peel_ml.assurance.reading import read_as

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True)
class FrozenFile:
    """One file that was frozen: its name below the submission's folder, digest and size."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """What was submitted. Its identity is the SHA-256 of its canonical JSON (RFC 8785).

    Facts that a reviewer cannot look up in a file stand here too, so that none of them can change unseen.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    use_case: str
    run_id: str
    data_class: str
    """Class of the data the run used; D0 is made up."""
    declared_class: str
    evaluated_on: str
    commit: str
    tree_clean: bool | None
    lock_sha256: str | None
    declaration_sha256: str
    data_sha256: str
    split_sha256: str | None
    study_sha256: str
    """Digest of the record of the search."""
    model_sha256: str
    model_released: bool
    body_sha256: str
    """Digest of the card's body, internal view."""
    assessments_sha256: str
    """Digest of the declared data protection and equality assessments."""
    policy_version: str
    template_sha256: str
    """Digest of the card's template and style: whose accessibility report counts for it."""
    files: tuple[FrozenFile, ...]
    made_by: tuple[str, ...] = ()
    """Ids of the people who launched, coded or tuned it, as far as git and MLflow know them."""
    unknown_makers: int = 0
    """How many git authors of the use case are nobody in the register."""
    revises: str | None = None
    """Identity of the manifest that this one is a new revision of."""

    @property
    def sha256(self) -> str:
        """Identity: the SHA-256 of the manifest's canonical JSON."""
        return digest(to_json(self))


@cache
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def to_json(manifest: Manifest) -> dict[str, Any]:
    """Return the manifest as JSON-ready values."""
    document = _adapter().dump_python(manifest, mode="json")
    assert isinstance(document, dict)
    return document


def from_json(document: Any) -> Manifest:
    """Read a manifest.

    Raises
    ------
    BadRequest
        It is none; every problem by name.
    """
    return read_as(_adapter(), document, "The manifest cannot be read.")
