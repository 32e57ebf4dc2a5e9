"""PEEL ML: run, track, tune, explain and check machine-learning experiments a public body can sign.

Examples
--------
>>> import peel_ml
>>> sorted(peel_ml.__all__)
['audit', 'load', 'run']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peel_ml.auditing.audit import audit
    from peel_ml.experiment.run import load, run

__all__ = ["audit", "load", "run"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Imported when asked for, so that `peel --help` and `import peel_ml` stay quick.
    if name == "audit":
        from peel_ml.auditing.audit import audit

        return audit
    if name in __all__:
        from peel_ml.experiment import run as module

        return getattr(module, name)
    raise AttributeError(f"module 'peel_ml' has no attribute {name!r}")
