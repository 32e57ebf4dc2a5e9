"""Who publishes the data, on which terms, and why it was collected at all."""

from __future__ import annotations

from typing import Literal

from peel_ml.declaration import Declared


class Origin(Declared):
    """Facts about the data that its files do not hold (Datasheets for Datasets, Gebru et al. 2021)."""

    name: str | None = None
    publisher: str | None = None
    licence: str | None = None
    url: str | None = None
    geography: str | None = None
    """The area it covers, for example "Greater London without the City"."""
    modality: Literal["tabular", "text", "image", "audio", "video", "geospatial", "time series"] | None = None
    original_purpose: str | None = None
    """The reason why it was collected in the first place."""
    collection: str | None = None
    """How a fact comes to stand in the record."""
    selection: str | None = None
    """What decides whether something is recorded at all. Recorded crime is not offending."""
    access: str | None = None
    """Which roles can read it."""
    deletion: str | None = None
    """When it is deleted: a date, or what triggers it."""
