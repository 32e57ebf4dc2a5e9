"""Judges a matter's gates now, from its frozen files and from what the register says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peel_ml.assurance.gates import judge
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.people import Person
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.submissions.freezing import read_frozen
from peel_ml.assurance.submissions.submission import Standing, Submission
from peel_ml.cards.card import loads as card_loads
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.errors import BadRequest
from peel_ml.results.recorded import loads


def standing_of(matter: Matter, book: Book, at: datetime) -> Standing:
    """Return what the register knows of a matter."""

    def known(ids: tuple[str | None, ...]) -> tuple[Person, ...]:
        return tuple(book.people[one] for one in ids if one in book.people)

    author, owner, reviewer = ((known((one,)) or (None,))[0] for one in (matter.author, matter.owner, matter.reviewer))
    return Standing(
        author=author,
        owner=owner,
        reviewer=reviewer,
        approvers=known(tuple(said.actor for said, _ in matter.consents)),
        makers=known(matter.manifest.made_by),
        defeaters=tuple(one.what.text for one in matter.open_challenges()),
        hand_issues=matter.by_hand[1].issues if matter.by_hand else (),
        valid_until=moment(matter.valid_until) if matter.valid_until else None,
    )


@dataclass(frozen=True)
class FrozenJudge:
    """Judges from the folder of frozen submissions.

    Parameters
    ----------
    submitted : Path
        Where frozen submissions stand.
    """

    submitted: Path

    def __call__(self, matter: Matter, book: Book, at: datetime) -> tuple[GateResult, ...]:
        """Return how every gate comes out.

        Raises
        ------
        BadRequest
            The frozen files are gone, or cannot be read.
        """
        return judge(self.submission(matter, book, at))

    def submission(self, matter: Matter, book: Book, at: datetime) -> Submission:
        """Return what the gates look at."""
        files = read_frozen(self.submitted, matter.manifest)
        missing = [name for name in ("record.json", "card.json") if name not in files]
        if missing:
            raise BadRequest(
                f"The frozen files of matter {matter.id} are not in this PEEL_HOME ({', '.join(missing)} missing). "
                "Judge it where it was submitted."
            )
        record = loads(files["record.json"])
        return Submission(
            matter.manifest,
            record,
            declaration_of(record),
            card_loads(files["card.json"]),
            card_loads(files["public.json"]) if "public.json" in files else None,
            files,
            matter.scope,
            book.policy,
            standing_of(matter, book, at),
            at,
        )
