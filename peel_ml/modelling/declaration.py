"""What a use case declares about today's method."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from peel_ml.declaration import Declared


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class PreviousProcess(Declared):
    """What is done today, in a form a model can be compared with: the rate of the outcome by known facts."""

    description: str
    """What is done today, in one plain sentence."""
    rate_by: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] = ()
    """Feature columns whose past rate stands for today's judgement, for example the object of search; none for
    a study of areas, whose simple methods its task names."""
