"""What Python callers may give, as the command line would have given it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from peel_ml.errors import Problems
from peel_ml.fairness.declaration import DeclaredTolerance

Names = str | Sequence[str]


def names(given_names: Names) -> tuple[str, ...]:
    """Return one name, or several, as a tuple."""
    return (given_names,) if isinstance(given_names, str) else tuple(given_names)


def protected_columns(protected: Names | Mapping[str, str]) -> tuple[str, ...]:
    """Return protected columns as ``COLUMN`` or ``NAME=COLUMN``."""
    if isinstance(protected, Mapping):
        return tuple(f"{name}={column}" for name, column in protected.items())
    return names(protected)


def bands_of(bands: Mapping[str, Sequence[float]] | Names) -> tuple[str, ...]:
    """Return bands as ``COLUMN=CUTS``."""
    if isinstance(bands, Mapping):
        return tuple(f"{column}={','.join(f'{cut:g}' for cut in cuts)}" for column, cuts in bands.items())
    return names(bands)


def values_of(values: Any) -> tuple[str, ...]:
    """Return values as the text they are compared as."""
    listed = values if isinstance(values, (list, tuple, set, frozenset)) else (values,)
    return tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in listed)


def tolerance_of(tolerance: DeclaredTolerance | float | None, problems: Problems) -> DeclaredTolerance | None:
    """Return a limit as the engine takes it; a bare number is a difference that nobody agreed."""
    if tolerance is None or isinstance(tolerance, DeclaredTolerance):
        return tolerance
    if not 0 < tolerance < 1:
        problems.add(f"a tolerance of {tolerance:g}", "Give the limit on a difference as a share, for example 0.05.")
        return None
    return DeclaredTolerance(
        scale="difference",
        limit=tolerance,
        reason="Given with the audit.",
        harm_figure=f"{tolerance * 10_000:,.0f} people more or less in every 10,000 who count for the rate",
    )
