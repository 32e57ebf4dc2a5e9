"""How every process of the command line begins, before it imports a large library."""

from __future__ import annotations

import gc
import os
from collections.abc import MutableMapping

from peel_ml.cli import signals

_ALWAYS = {
    # Nothing leaves the machine.
    "DO_NOT_TRACK": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    # A run asks OpenBLAS, below numpy and SciPy, for little, and it begins its threads where numpy is imported. Where
    # memory is refused to one of them, the process ends without a word or waits for ever.
    "OPENBLAS_NUM_THREADS": "1",
}
"""Unless somebody has set them otherwise."""


def begin(environ: MutableMapping[str, str] = os.environ) -> None:
    """Set what libraries read when they are imported, and what this process does at a signal."""
    for name, value in _ALWAYS.items():
        environ.setdefault(name, value)
    signals.install()
    # A quarter less time for importing the large libraries, which make objects by the hundred thousand and keep them.
    gc.set_threshold(100_000, 10, 10)
