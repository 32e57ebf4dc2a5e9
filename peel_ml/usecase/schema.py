"""The JSON Schema of ``usecase.yaml``, which editors complete from."""

from __future__ import annotations

from typing import Any

from peel_ml.usecase.model import UseCase


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a declaration."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **UseCase.model_json_schema(by_alias=True, mode="validation"),
        "title": "PEEL ML use case",
    }
