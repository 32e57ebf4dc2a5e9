"""What a search may try: one row a parameter, plain values that estimator and search share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from peel_ml.results.tuning import ParamValue


@dataclass(frozen=True)
class Parameter:
    """One parameter of a search.

    Parameters
    ----------
    name : str
        The estimator's own name for it.
    kind : {"int", "float", "choice"}
        Whole numbers, real numbers, or one of `choices`.
    low, high : float
        Bounds, both included; unused for a choice.
    log : bool
        Search evenly over orders of magnitude.
    choices : tuple
        The accepted values of a choice.

    Raises
    ------
    ValueError
        The bounds are the wrong way round, a logarithmic bound is not positive, or a choice is empty.
    """

    name: str
    kind: Literal["int", "float", "choice"]
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    choices: tuple[ParamValue, ...] = ()

    def __post_init__(self) -> None:
        if self.kind == "choice":
            if not self.choices:
                raise ValueError(f"parameter {self.name!r} has no choices")
        elif self.low > self.high or (self.log and self.low <= 0):
            raise ValueError(f"parameter {self.name!r} has the bounds {self.low} to {self.high}, log={self.log}")

    @property
    def bounds(self) -> tuple[ParamValue, ...]:
        """Low and high, or the choices: what `TuningResult.space` shows."""
        if self.kind == "choice":
            return self.choices
        if self.kind == "int":
            return int(self.low), int(self.high)
        return self.low, self.high


Space = tuple[Parameter, ...]
Params = Mapping[str, ParamValue]


def shown(space: Space) -> dict[str, tuple[ParamValue, ...]]:
    """Return the space as a record shows it.

    Examples
    --------
    >>> shown((Parameter("num_leaves", "int", 4, 63, log=True),))
    {'num_leaves': (4, 63)}
    """
    return {parameter.name: parameter.bounds for parameter in space}
