"""A regression coefficient with its standard error, its degrees of freedom, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import t as student

from peel_ml.results.estimate import Estimate

CONFIDENCE = 0.95
POWER = 0.8


@dataclass(frozen=True)
class Fit:
    """One coefficient.

    Parameters
    ----------
    value, error : float
        The coefficient and its standard error.
    freedom : float
        Degrees of freedom of Student's t: clusters minus 1 (Bester, Conley and Hansen 2011).
    rows, areas, clusters : int
    errors : str
        How the standard error was made.

    Examples
    --------
    >>> fit = Fit(0.05, 0.02, 31, 1984, 32, 32, "CRV1")
    >>> [round(end, 4) for end in fit.interval()], round(fit.largest, 4), fit.shown
    ([0.0092, 0.0908], 0.0908, True)
    >>> fit.ruled_out(0.1), fit.ruled_out(0.08)
    (True, False)
    """

    value: float
    error: float
    freedom: float
    rows: int
    areas: int
    clusters: int
    errors: str

    def interval(self, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Return both ends."""
        half = float(student.ppf((1 + confidence) / 2, self.freedom)) * self.error
        return self.value - half, self.value + half

    @property
    def estimate(self) -> Estimate:
        """The coefficient with its 95% interval."""
        return Estimate(self.value, *self.interval())

    @property
    def p_value(self) -> float:
        """Of "there is no effect", two-sided."""
        if self.error <= 0:
            return 0.0 if self.value else 1.0
        return 2 * float(student.sf(abs(self.value) / self.error, self.freedom))

    @property
    def shown(self) -> bool:
        """Whether the 95% interval leaves zero out."""
        low, high = self.interval()
        return low > 0 or high < 0

    @property
    def largest(self) -> float:
        """The largest effect, in either direction, that is inside the 95% interval."""
        return max(abs(end) for end in self.interval())

    @property
    def detectable(self) -> float:
        """The effect that is shown in 80 of 100 studies with this standard error (Bloom 1995)."""
        points = student.ppf((1 + CONFIDENCE) / 2, self.freedom) + student.ppf(POWER, self.freedom)
        return float(points) * self.error

    def statement(self, what: str, digits: int = 2) -> str:
        r"""Return what the data show and what they leave open, in two sentences.

        Examples
        --------
        >>> print(*Fit(-0.1, 0.2, 142, 284, 284, 143, "").statement("uses of force").split(". "), sep="\n")
        No effect is shown: -0.10 uses of force (95% range: -0.50 to 0.30)
        No effect larger than 0.50 could be ruled in.
        """
        low, high = self.interval()
        first = "An effect is shown" if self.shown else "No effect is shown"
        return (
            f"{first}: {self.value:.{digits}f} {what} (95% range: {low:.{digits}f} to {high:.{digits}f}). "
            f"No effect larger than {self.largest:.{digits}f} could be ruled in."
        )

    def ruled_out(self, smallest: float) -> bool:
        """Tell whether every effect of this size, in either direction, is outside the 95% interval.

        Stricter than two one-sided tests at 5% (Schuirmann 1987), which would use the 90% interval.
        """
        return self.largest < smallest
