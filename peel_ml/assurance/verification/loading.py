"""`load_approved`: verifies first, then loads from formats that hold no code, and says why it refuses."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from peel_ml import logs
from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.verification.approved_model import ApprovedModel, NotApproved, features_of, now
from peel_ml.assurance.verification.decided import Decided, decided
from peel_ml.assurance.verification.found import MODEL, Read, read_in
from peel_ml.assurance.verification.verifying import verify
from peel_ml.assurance.watch.mirroring import version_of
from peel_ml.errors import PeelError, Problem
from peel_ml.modelling.safe import read
from peel_ml.settings import Settings, read_settings

if TYPE_CHECKING:
    from peel_ml.tracking.registry import Version

__all__ = ["ApprovedModel", "NotApproved", "load_approved", "loaded_from"]


def load_approved(
    use_case: str,
    scope: Scope,
    *,
    settings: Settings | None = None,
    ledger: Path | None = None,
    keys: Path | None = None,
) -> ApprovedModel:
    """Load the model that stands approved for a scope; what does not is refused before a byte of it is loaded.

    The approval is found in the register of this machine or, where there is none, in the exported ledger, and is held
    against the file of trusted keys. MLflow's aliases are not followed: one that points elsewhere is said in `notes`.

    Parameters
    ----------
    use_case : str
        Its id.
    scope : {"rehearsal", "publication", "pilot"}
        What the model is to be used for. A rehearsal is made-up data, and allows nothing.
    settings : Settings, optional
        By default from the environment.
    ledger : Path, optional
        ``ledger.jsonl`` of an exported copy, or the folder that holds it.
    keys : Path, optional
        The file of trusted keys; by default ``model_cards/trusted-keys.json``, or the one beside `ledger`.

    Returns
    -------
    ApprovedModel

    Raises
    ------
    NotApproved
        It may not be used for the scope; every reason by name.
    FellShort
        It is approved, and its files are of a format that is not read.
    BadRequest
        There is no register and no ledger, or no file of trusted keys.
    """
    where = settings or read_settings(anywhere=True)
    return loaded_from(decided(where, ledger, keys), where, use_case, scope)


def loaded_from(
    made: Decided, settings: Settings, use_case: str, scope: Scope, clock: Callable[[], datetime] = now
) -> ApprovedModel:
    """Do what `load_approved` does, from a ledger that was read, and by a clock that is given."""
    matter = _approved(made, use_case, scope)
    version, notes = _registry(settings, matter)
    bytes_ = _bytes(settings, matter, version)
    result = verify(made.entries, made.keys, bytes_.found, scope, clock(), besides=made.problems)
    if not result.ok or result.matter != matter.id:
        raise NotApproved(f"{use_case} was not loaded: it may not be used for {scope}.", result.problems)
    model = read({name.removeprefix(MODEL): one for name, one in bytes_.contents.items() if name.startswith(MODEL)})
    for note in notes:
        logs.event("registry_differs", level=logging.WARNING, use_case=use_case, scope=scope, note=note)
    return ApprovedModel(
        use_case,
        scope,
        matter.manifest.run_id,
        matter.id,
        matter.manifest_sha256,
        str(matter.approval_id),
        str(matter.valid_until),
        result.conditions,
        features_of(model),
        notes,
        model,
        clock,
    )


def _approved(made: Decided, use_case: str, scope: Scope) -> Matter:
    """Return the matter that was approved last; whether it still stands, `verify` tells."""
    ledger = verified(made.entries, made.keys)
    book, broken = ledger.book, ledger.broken
    latest = book.latest.get((use_case, scope))
    if latest is None:
        others = sorted({one.scope for one in book.matters.values() if one.use_case == use_case and one.approval_id})
        problems = [Problem("nobody has approved it for this scope", "`peel ledger list` shows what was decided.")]
        if others:
            problems.append(Problem(f"it was approved for {' and '.join(others)}, which says nothing of {scope}"))
        if broken is not None:
            problems += [Problem(one.what, one.fix, f"entry {broken.seq} of the ledger") for one in broken.problems]
        raise NotApproved(f"{use_case} was not loaded: it may not be used for {scope}.", problems)
    matter = book.matters[latest]
    if not matter.manifest.model_released:
        raise NotApproved(
            f"{use_case} was not loaded: it releases no model.",
            [Problem("what was approved are its findings; an enforcement audit has no model that anybody could use")],
        )
    return matter


def _registry(settings: Settings, matter: Matter) -> tuple[Version | None, tuple[str, ...]]:
    """Return MLflow's version of the approved run, and what its aliases say otherwise."""
    from peel_ml.tracking.registry import ALIASES, versions
    from peel_ml.tracking.storage import is_there

    try:
        if not is_there(settings.tracking_uri):
            return None, ()
        registered = versions(settings.tracking_uri, matter.use_case)
    except PeelError as error:
        # The approval does not depend on MLflow, and neither does loading what was frozen.
        return None, (f"MLflow could not be asked whether its aliases agree. {error.summary}",)
    version, alias = version_of(registered, matter), ALIASES[matter.scope]
    notes = tuple(
        f"The alias {alias} points at version {one.version} of {one.name}, which is not the approved one. It was "
        "moved outside sign-off, and was not followed."
        for one in registered
        if alias in one.aliases and one != version
    )
    return version, notes


def _bytes(settings: Settings, matter: Matter, version: Version | None) -> Read:
    """Read the approved run's files: as frozen, or as MLflow keeps them."""
    frozen = settings.submitted / matter.manifest_sha256
    if frozen.is_dir():
        return read_in(frozen, f"submitted/{matter.manifest_sha256[:12]}")
    if version is None:
        raise NotApproved(
            f"{matter.use_case} was not loaded: its files are not here.",
            [
                Problem(
                    f"neither PEEL_HOME/submitted nor MLflow holds those of the run {matter.manifest.run_id}",
                    "Set PEEL_HOME or PEEL_MLFLOW_URI to where it was submitted.",
                )
            ],
        )
    from peel_ml.tracking.registry import downloaded

    with downloaded(settings.tracking_uri, version) as folder:
        return read_in(folder, f"models:/{version.name}/{version.version}", matter.use_case, matter.manifest.run_id)
