"""What a run writes, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ArtefactKind = Literal["record", "card", "figure", "figure data", "search", "model description", "model"]


@dataclass(frozen=True)
class Artefact:
    """One file a run leaves behind."""

    name: str
    """Relative to the run, without ids: ``figures/calibration.svg``."""
    kind: ArtefactKind
    sha256: str | None
    """Null for a file that holds this list, or ids and times: its digest cannot stand here."""
    holds_rows: bool
    """Whether rows of the data are in it."""
    release: Literal["internal", "supplier", "public"]
    """Who may have it. A public card is a file of its own, made when it is published."""
