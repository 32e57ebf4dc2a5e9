"""What one view withholds, asked for by the people and the figure; and the tally of one table."""

from __future__ import annotations

from dataclasses import dataclass, field

from peel_ml.disclosure.counts import MADE_OF, Count, Who
from peel_ml.disclosure.tables import TOO_FEW
from peel_ml.disclosure.text import rounded_numbers
from peel_ml.disclosure.view import View
from peel_ml.results.withheld import Withheld

GIVES_AWAY = "withheld, because with other figures it would give a small number away"


@dataclass(frozen=True)
class Hidden:
    """The counts that a view withholds.

    Parameters
    ----------
    view : View
    small, secondary : frozenset of Count
        Withheld because few, and because they would give few away.
    values : dict
        Every count that was looked at; ``None`` where it had been withheld before.
    units : str
        What the rows are called in sentences.
    """

    view: View
    small: frozenset[Count]
    secondary: frozenset[Count]
    values: dict[Count, int | None]
    units: str = ""

    def said(self, text: str) -> str:
        """Return a sentence with its counts of people as the view shows them."""
        return text if self.view.base == 1 else rounded_numbers(text, self.view, self.units)

    def count(self, people: Who, what: str = "n") -> bool:
        """Tell whether this count is withheld."""
        key = (people, what)
        return key in self.small or key in self.secondary

    def share(self, people: Who, what: str = "ones") -> bool:
        """Tell whether a share is withheld: it is where its count, its complement or its whole is."""
        return any((people, one) in self.small or (people, one) in self.secondary for one in family(what))

    def reason(self, people: Who, what: str = "ones") -> str:
        """Return the words that stand in place of a figure that is withheld."""
        return GIVES_AWAY if self.why(people, what) == "secondary" else TOO_FEW

    def why(self, people: Who, what: str) -> str:
        """Return "small" or "secondary" for a figure that is withheld."""
        return "small" if any((people, one) in self.small for one in family(what)) else "secondary"


def family(what: str) -> tuple[str, ...]:
    """Return the counts that a share of these gives away together.

    Examples
    --------
    >>> family("ones"), family("n")
    (('ones', 'zeros', 'n'), ('n',))
    """
    for parts, whole in MADE_OF.items():
        if what in parts:
            return (what, *(parts - {what}), whole, *(("n",) if whole != "n" else ()))
    return (what,)


@dataclass
class Tally:
    """Counts what happened to the figures of one table."""

    name: str
    hidden: Hidden
    cells: int = 0
    done: dict[str, int] = field(default_factory=lambda: {"small": 0, "secondary": 0, "rounded": 0})

    def figure(self, value: object, people: Who, what: str = "n") -> bool:
        """Note one figure, and tell whether it may be shown."""
        self.cells += 1
        gone = self.hidden.count(people, what) if what == "n" else self.hidden.share(people, what)
        if value is None:
            # Withheld before it came here; whether small or secondary is not known any more.
            self.done["small"] += 1
        elif gone:
            self.done[self.hidden.why(people, what)] += 1
        else:
            self.done["rounded"] += self.hidden.view.base > 1
        return not gone

    def plain(self, *, small: bool, rounded: bool) -> None:
        """Note one figure that stands in no equation."""
        self.cells += 1
        self.done["small"] += small
        self.done["rounded"] += rounded and not small

    def entry(self) -> Withheld:
        """Return the entry of the log."""
        return Withheld(self.name, self.cells, **self.done)
