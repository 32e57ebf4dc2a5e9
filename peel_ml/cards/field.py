"""One thing that assurance asks of a card, and its answer. Nothing is ever blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["measured", "declared", "reviewer"]
"""Who gives the answer: the pipeline, the use case's declaration, or a person at sign-off."""

State = Literal["given", "open", "not_measured", "not_applicable", "too_few"]
"""``open`` is the only one that is no answer: somebody still has to give it."""


@dataclass(frozen=True)
class Field:
    """One field of the card's specification."""

    code: str
    """Number in the specification, for example ``3.8``."""
    name: str
    """The question in plain words."""
    sources: tuple[Source, ...]
    to_submit: bool
    """Whether a card may be submitted without it."""
    to_approve: bool
    """Whether a card may be approved without it."""
    state: State
    text: str
    """The answer in words; for ``not_measured`` and ``not_applicable`` the reason."""
    section: str = ""
    """Id of the section that shows it in full."""
    asked_by: tuple[str, ...] = ()
    """Standards that ask for it, for example ``Algorithmic Transparency Recording Standard``."""
