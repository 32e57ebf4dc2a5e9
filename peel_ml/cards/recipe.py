"""What a run was made from and with: enough to derive its card again, and to say why another run may differ."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.results.recorded import Recorded
from peel_ml.results.tuning import ParamValue


@dataclass(frozen=True)
class Recipe:
    """Everything that was chosen and everything that was read.

    The same recipe gives the same figures, unless `repeatable` is false. `made_with` is where the code and its
    libraries stood: they may differ where nothing that was found does.
    """

    source: str
    """The declared source of the data."""
    data_sha256: str
    on_sample: bool
    """Whether the data was the use case's own synthetic sample."""
    final: bool
    """Whether the held-out period was scored."""
    model_number: int | None
    """How many models had been scored on that period where the run took place, this one included."""
    seed: int
    overrides: dict[str, ParamValue]
    """Declared settings that were changed for the run."""
    declaration_sha256: str
    """Digest of the resolved declaration, overrides included."""
    repeatable: bool
    """False where the search was ended by time: the same settings may then find other figures."""
    made_with: dict[str, str]
    """The platform's version, the commit, the lock file and the packages."""


def recipe_of(record: Recorded) -> Recipe:
    """Return the recipe of a run."""
    one = record.provenance
    changed = {True: ", with uncommitted changes", False: "", None: ""}[one.dirty]
    return Recipe(
        source=record.data.source,
        data_sha256=record.data.sha256,
        on_sample="sample" in one.seeds,
        final=record.final,
        model_number=record.held_out.model_number,
        seed=record.seed,
        overrides=dict(record.overrides),
        declaration_sha256=one.declaration_sha256,
        repeatable=one.deterministic,
        made_with={
            "platform": record.peel_version,
            "code": one.commit + changed,
            "lock file": one.lock_sha256 or "none",
            "Python": one.python,
            **one.packages,
        },
    )
