"""What a person found who tried a card by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field


@dataclass(frozen=True)
class HandIssue:
    """Something that a person found when they tried the card by hand."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=3, max_length=4000)]
    serious: bool
    """Whether it keeps somebody from reading or using the card."""
    mend_by: date | None = None
    """When it will be mended; a minor one with a day can be justified (J10), any other stands in the way."""
