"""One matter: where it stands, what may be done now, and everything that was said about it."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from peel_ml.assurance.case import scope_state, signed_of
from peel_ml.assurance.justifications import RULES
from peel_ml.assurance.register.asking import free_for, roles_asked, waits_for
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.register.shown import entries_of, last_approved, others_of
from peel_ml.assurance.register.told import decision_of, name_of
from peel_ml.cards.signed.content import Signed
from peel_ml.cards.signed.gates import gate_lines, in_short
from peel_ml.cards.signed.joined import sheet_of
from peel_ml.cards.signed.section import conditions, justifications
from peel_ml.cards.signed.states import SCOPES, status
from peel_ml.cards.words import counted
from peel_ml.review.answers import Answer, Away, Page, Refused
from peel_ml.review.pages.deciding.panel import panel
from peel_ml.review.pages.reading import words
from peel_ml.review.pages.reading.access import matter_of, now_of, sees
from peel_ml.review.pages.reading.evidence import judged_at
from peel_ml.review.pages.reading.frozen import frozen_of
from peel_ml.review.pages.reading.since import mark_read, since_read
from peel_ml.review.pages.reading.threads import challenge_of, question_of
from peel_ml.review.routes import READERS, Asked, Row


class Mark(BaseModel):
    """The form."""

    seq: int
    """The last entry that the page showed: what came since is not read."""


def matter_page(asked: Asked) -> Answer:
    """Show a matter."""
    matter, book = matter_of(asked)
    at = now_of(asked)
    signed = signed_of(book, matter, at)
    before = last_approved(book, matter)
    sheet = _sheet(asked, matter, signed)
    values = {
        "matter": matter,
        "scope": SCOPES[matter.scope],
        "allows": signed.allows,
        "standing_status": status(signed.standing),
        "reason": signed.reason,
        "in_force": signed.standing.state in ("approved", "approved_with_conditions"),
        "valid_until": signed.standing.until,
        "waits": _waits(matter, book, at),
        "people": _people(matter, book, at),
        "since": _since(asked, matter, book),
        "sheet": sheet,
        "names": sheet["names"],
        "public": any(one.name == "public.json" for one in matter.manifest.files),
        "actions": panel(asked, matter, book),
        "signed": signed,
        "gates": bool(signed.gates),
        "in_way": [one for one in gate_lines(signed.gates) if one.status.outcome != "met"],
        "passed": [one for one in gate_lines(signed.gates) if one.status.outcome == "met"],
        "gates_short": in_short(signed.gates) if signed.gates else "",
        "gate_codes": {one.title: one.code for one in signed.gates},
        "argued": bool(signed.gates) and not sheet["wrong"],
        "unwritten": _unwritten(matter),
        "conditions": conditions(signed),
        "justifications": justifications(signed),
        "attestations": _attestations(matter, book),
        "findings": matter.findings if matter.state == "changes_requested" else (),
        "questions": [question_of(one, book) for one in reversed(matter.questions)],
        "unanswered": sum(not one.answers for one in matter.questions),
        "challenges": [challenge_of(one, book, at) for one in reversed(matter.challenges)],
        "history": [(one.seq, decision_of(book, one, matter.scope)) for one in reversed(entries_of(book, matter))],
        "others": [
            (one, status(scope_state(book, one, at))) for one in others_of(book, matter) if sees(asked.person, one)
        ],
        "before": before if before is not None and sees(asked.person, before) else None,
        "last_seq": matter.seqs[-1],
        "judged": words.clock(judged_at(matter, book)),
        "scopes": SCOPES,
        "parts": PARTS,
        "bound": _bound(matter, book),
        "words": words,
        "counted": counted,
    }
    return Page("reading/matter", values)


def mark(asked: Asked) -> Answer:
    """Remember that the reader has read a matter, and go back to it."""
    matter, _ = matter_of(asked)
    if asked.errors:
        raise Refused(422, "That could not be marked", "The form was not complete.", "Go back and try again.")
    mark_read(asked, matter, asked.form(Mark).seq)
    return Away("matter", {"matter": matter.id}, "Marked as read. From now on this page says what came since.")


def _sheet(asked: Asked, matter: Matter, signed: Signed) -> dict[str, object]:
    """Return the decision sheet of the frozen card, or why it is not shown: the rest of the page is shown anyway."""
    try:
        card = frozen_of(asked, matter.manifest).card()
    except Refused as refused:
        return {"wrong": refused.text, "answers": (), "synthetic": matter.run.synthetic, "names": {}}
    names = {one.code: one.name for one in card.body.fields}
    return {"wrong": "", "answers": sheet_of(card, signed), "synthetic": card.body.synthetic, "names": names}


def _waits(matter: Matter, book: Book, at: datetime) -> dict[str, str] | None:
    one = waits_for(book, matter, at)
    if one is None:
        return None
    limit = book.policy.waits.get(one.role)
    return {
        "who": words.role(one.role),
        "since": words.when(one.since),
        "for": words.days(one.days),
        "late": words.lateness(book, one),
        "limit": f"The policy gives {counted(limit, 'day')}." if limit is not None else "",
    }


def _people(matter: Matter, book: Book, at: datetime) -> list[tuple[str, str]]:
    """Return who takes part, role by role; for a part that nobody has yet who could take it."""
    taken: dict[str, list[str]] = {
        "author": [matter.author] if matter.author else [],
        "owner": [matter.owner] if matter.owner else [],
        "reviewer": [matter.reviewer] if matter.reviewer else [],
        "approver": [said.actor for said, _ in matter.consents],
    }
    for said, one in matter.attestations:
        if matter.attested(one.part):
            taken.setdefault(said.role, []).append(said.actor)
    found = []
    for asked_for in roles_asked(book.policy, matter):
        names = [name_of(book, one) for one in dict.fromkeys(taken.get(asked_for.role, []))]
        text = ", ".join(names)
        if len(names) < asked_for.people:
            free = [one.name for one in free_for(book, matter, asked_for.role, at.date()) if one.name not in names]
            could = ", ".join(free[:4]) + (f" and {len(free) - 4} more" if len(free) > 4 else "")
            more = "One more has to" if names else "Nobody yet"
            text = ". ".join(filter(None, (text, f"{more}. Could be: {could or 'nobody in the register'}")))
        title = words.the_roles((asked_for.role,)) + (f" ({asked_for.people} people)" if asked_for.people > 1 else "")
        found.append((title, text))
    return found


def _since(asked: Asked, matter: Matter, book: Book) -> dict[str, object]:
    one = since_read(asked, matter, book)
    steps = [(entry.seq, decision_of(book, entry, matter.scope)) for entry in one.entries]
    return {"read": one.read, "steps": steps, "revision": one.revision}


def _unwritten(matter: Matter) -> list[str]:
    """Return the findings that need a reason which nobody has written yet."""
    titles = {one.code: one.title for one in RULES}
    written = {one.code for _, one in matter.justifications}
    return [titles.get(code, code) for code in matter.to_justify if code not in written]


def _attestations(matter: Matter, book: Book) -> list[dict[str, object]]:
    return [
        {
            "who": f"{name_of(book, said.actor)}, {words.role(said.role)}",
            "at": said.at,
            "part": words.role(one.part),
            "statement": one.statement,
            "holds": one.sha256 == matter.asks.parts.get(one.part),
        }
        for said, one in reversed(matter.attestations)
    ]


PARTS = (
    ("stands", "Where it stands"),
    ("sheet", "What the card says"),
    ("gates", "What must be true"),
    ("said", "What people stand for"),
    ("questions", "Questions"),
    ("challenges", "Challenges"),
    ("history", "Everything that happened"),
)
"""The page's sections, in reading order."""


def _bound(matter: Matter, book: Book) -> list[tuple[str, str]]:
    found = (
        ("The approval", matter.approval_id),
        ("Everything that was submitted", matter.manifest_sha256),
        ("The content of the card", matter.manifest.body_sha256),
        ("The model", matter.manifest.model_sha256),
        ("The code", matter.manifest.commit),
        ("The policy", book.policy.version),
    )
    return [(name, text) for name, text in found if text]


ROWS = (
    Row("/matters/{matter}", "GET", "matter", READERS, matter_page),
    Row("/matters/{matter}/read", "POST", "mark_read", READERS, mark, Mark),
)
