"""PEEL ML: run, track, tune, explain and check machine-learning experiments a public body can sign.

Examples
--------
>>> import peel_ml
>>> sorted(peel_ml.__all__)
['audit', 'load', 'load_approved', 'run']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peel_ml.assurance.verification.loading import load_approved
    from peel_ml.experiment.loading import load
    from peel_ml.experiment.run import run

__all__ = ["audit", "load", "load_approved", "run"]
__version__ = "0.1.0"

_HOMES = {
    "audit": "peel_ml.auditing.audit",
    "load": "peel_ml.experiment.loading",
    "load_approved": "peel_ml.assurance.verification.loading",
    "run": "peel_ml.experiment.run",
}
"""By name, so that no module that asks for the version imports a floor above its own."""


def __getattr__(name: str) -> Any:
    # Imported when asked for, so that `peel --help` and `import peel_ml` stay quick.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'peel_ml' has no attribute {name!r}")
