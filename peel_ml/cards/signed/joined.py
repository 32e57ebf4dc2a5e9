"""A card with its sign-off, as it is shown. The hashed body is not touched: what is joined stands beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from peel_ml.cards.card import Body, Card, digest, loads
from peel_ml.cards.content import Answer, Fold, Heading, Paragraph, Section, Status
from peel_ml.cards.diff.compare import difference
from peel_ml.cards.diff.content import Difference, Side
from peel_ml.cards.field import Field
from peel_ml.cards.plain import cleaned, shown
from peel_ml.cards.sections import everything
from peel_ml.cards.sections.decision_sheet import NOTHING_YET, ONCE_SUBMITTED
from peel_ml.cards.signed.content import Signed
from peel_ml.cards.signed.fields import answered
from peel_ml.cards.signed.gates import coded
from peel_ml.cards.signed.public import WRITTEN, for_public
from peel_ml.cards.signed.section import SignedBlock, blocks
from peel_ml.cards.signed.states import SCOPES, status
from peel_ml.results.recorded import Recorded

SECTION, ANNEX, ASKED = "sign-off", "annex", "asked"
_WAITING = ("draft", "awaiting_owner", "submitted", "in_review", "changes_requested")


@dataclass(frozen=True)
class SignOff:
    """The section on sign-off; beside the blocks of every section it has blocks of its own."""

    id: str
    title: str
    blocks: tuple[SignedBlock, ...]
    technical: bool = False


@dataclass(frozen=True)
class SignedCard:
    """What is rendered: `sections` in place of those of the body.

    `digest` is that of the card's content alone, without anything that was joined.
    """

    body: Body
    standing: Status
    """The banner at the top."""
    reason: str
    sections: tuple[Section | SignOff, ...]
    digest: str


def with_sign_off(card: Card, signed: Signed) -> SignedCard:
    """Join what the register knows to a card.

    Parameters
    ----------
    card : Card
        Either view. The public one is told roles and outcomes, and nothing that a person wrote.
    signed : Signed
        Worked out from the ledger when the page is made.

    Returns
    -------
    SignedCard
        The same for the same card and sign-off.
    """
    if card.body.kind != "model_card":
        raise ValueError("an audit is never submitted, so nothing can be joined to it")
    public = card.body.view == "public"
    if public:
        signed = for_public(signed)
    standing = cleaned(status(signed.standing))
    body = shown(card).body
    fields = cleaned(answered(body.fields, signed))
    made = cleaned((*((Paragraph(WRITTEN),) if public else ()), *blocks(signed)))
    titles = {"summary": "Summary", **{one.id: one.title for one in body.sections if one.id != ASKED}}
    sections = tuple(_section(one, made, signed, fields, titles) for one in body.sections)
    return SignedCard(
        replace(
            body,
            # The banner says where it stands; the declared stage beside it would say something else.
            status=tuple(one for one in body.status if one.title != "Stage"),
            fields=fields,
            decision_sheet=_sheet(body, standing, signed),
        ),
        standing,
        cleaned(signed.reason) if signed.reason else "",
        sections,
        digest(card),
    )


def sheet_of(card: Card, signed: Signed) -> tuple[Answer, ...]:
    """Return the decision sheet as it is with its sign-off: its last question says what is asked now."""
    return _sheet(card.body, status(signed.standing), signed)


def _sheet(body: Body, standing: Status, signed: Signed) -> tuple[Answer, ...]:
    return tuple(_asked(one, standing, signed) for one in body.decision_sheet)


def _section(
    one: Section, made: tuple[SignedBlock, ...], signed: Signed, fields: tuple[Field, ...], titles: dict[str, str]
) -> Section | SignOff:
    if one.id == SECTION:
        return SignOff(one.id, one.title, made)
    if one.id == ANNEX and signed.gates:
        table = Fold("Gates by their codes", (coded(signed.gates),))
        return replace(one, blocks=(*one.blocks, Heading("Gates"), table))
    if one.id == ASKED and fields:
        return everything.section(fields, titles)
    return one


def _asked(answer: Answer, standing: Status, signed: Signed) -> Answer:
    """Return the last question with what is asked now; the others, and what only practises, stay."""
    if answer.sentences[:1] != (NOTHING_YET,) or signed.standing.state == "draft":
        return answer
    rest = tuple(one.replace(ONCE_SUBMITTED, "The question: ") for one in answer.sentences[1:])
    if signed.standing.state in _WAITING:
        return replace(answer, sentences=(f"Whether it is approved for {SCOPES[signed.standing.scope]}.", *rest))
    return replace(answer, sentences=(f"Nothing now. {standing.word}.", *rest))


def since_last_approved(
    card: Card,
    last_approved: str | bytes,
    name: str,
    before: Recorded | None = None,
    after: Recorded | None = None,
) -> Difference:
    """Return what changed since the last approved card.

    Parameters
    ----------
    card : Card
        The card that is shown.
    last_approved : str or bytes
        The JSON of the last approved card, of the same view.
    name : str
        What it is called, for example the run's id.
    before, after : Recorded or None
        Both records under disclosure control for this view: with them every figure is compared, without them what
        the cards say.

    Raises
    ------
    BadRequest
        It is no card, or one of another use case or view.
    """
    return difference(Side(name, loads(last_approved), before), Side("this card", card, after))
