"""What every type of an entry shares: nothing more than was asked for, and words that say something."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

CLOSED = ConfigDict(extra="forbid")
"""What is not in a type is refused."""
Words = Annotated[str, Field(min_length=3, max_length=4000)]
"""Something said in a person's own words."""
