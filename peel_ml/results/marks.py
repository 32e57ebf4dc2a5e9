"""Marks on fields of results that disclosure control goes by."""

from __future__ import annotations

from typing import Annotated

PEOPLE = "people"
People = Annotated[int | None, PEOPLE]
"""A count of people or of offences against them: withheld where it is small, with every estimate beside it."""

PLACES = "places"
"""Written as ``Annotated[tuple[Row, ...], PLACES]``: rows that each name one area. In the public view of work that
sends officers to places, there are none."""
