"""Makes the prepared Prefect database at set-up: ``python -m flows.prepare``."""

from __future__ import annotations

from flows.server import prepare

if __name__ == "__main__":
    prepare()
