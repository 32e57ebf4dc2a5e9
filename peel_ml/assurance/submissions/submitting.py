"""A finished run made ready for submission: frozen, judged, with everybody whom it would ask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from peel_ml.assurance.gates import standing_in_the_way
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.payloads import Enter
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.making import drafted, matter_id
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.submissions.freezing import Frozen, Makers, freeze, keep

if TYPE_CHECKING:
    from peel_ml.assurance.register.desk import Desk


@dataclass(frozen=True)
class Prepared:
    """What a submission would be. Nothing of it is recorded."""

    frozen: Frozen
    enter: Enter
    before: Matter | None
    """The matter of which it would be a new revision."""
    draft: Matter
    gates: tuple[GateResult, ...]
    makers: Makers

    @property
    def failed(self) -> tuple[GateResult, ...]:
        """The gates that block for the scope and did not pass."""
        return standing_in_the_way(self.gates)

    @property
    def revises(self) -> str | None:
        """Id of the matter of which it would be a new revision."""
        return self.before.id if self.before else None


def to_revise(book: Book, use_case: str, scope: str) -> Matter | None:
    """Return the matter of a use case and scope that waits for a new revision."""
    waiting = [
        one
        for one in book.matters.values()
        if one.use_case == use_case and one.scope == scope and one.state == "changes_requested"
    ]
    return waiting[-1] if waiting else None


def prepare(desk: Desk, submitted: Path, folder: Path, scope: Scope, makers: Makers, actor: str) -> Prepared:
    """Freeze a finished run and judge it, as if it were submitted.

    Parameters
    ----------
    desk : Desk
    submitted : Path
        Where frozen submissions stand.
    folder : Path
        The run's folder.
    scope : str
    makers : Makers
        Who launched, coded or tuned it.
    actor : str
        Who would submit it; may be nobody yet.

    Raises
    ------
    BadRequest
        The run has no card, or its card is no longer the one that its record gives.
    """
    book = desk.book()
    before = to_revise(book, folder.parent.name, scope)
    frozen = freeze(folder, scope, makers, desk.clock(), before.manifest_sha256 if before else None)
    keep(submitted, frozen)
    enter = Enter(scope, frozen.manifest, frozen.asks, frozen.run)
    draft = drafted(before.id if before else matter_id(enter), actor, enter, before)
    return Prepared(frozen, enter, before, draft, desk.judge(draft, book, desk.clock()), makers)
