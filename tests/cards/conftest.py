"""The made-up records of `made/`, which the browser's tests use too."""

from __future__ import annotations

from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made(made_cards: ModuleType) -> ModuleType:
    """Builders of records: real_final, synthetic, service, hollow, hostile, bare, and those of `audits`."""
    return made_cards
