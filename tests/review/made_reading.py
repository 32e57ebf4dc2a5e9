"""A made-up world for the reading pages: frozen submissions of made-up cards, matters in many states, runs on disk."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from peel_ml.assurance.canonical import canonical
from peel_ml.assurance.gates.gate import Evidence, GateResult
from peel_ml.assurance.payloads import (
    AnswerTo,
    Ask,
    Challenge,
    Dissent,
    Enter,
    Justify,
    Reject,
    RequestChanges,
    Respond,
    ReviewFinding,
    Revise,
    RunSummary,
    Submit,
    Suspend,
)
from peel_ml.assurance.register.desk import Act
from peel_ml.assurance.submissions.manifest import FrozenFile, Manifest, to_json
from peel_ml.cards.build import build
from peel_ml.cards.card import Card, dumps
from peel_ml.disclosure import PUBLIC
from peel_ml.results.record import dumps as record_dumps
from peel_ml.store import save, save_folder
from tests.assurance import made as register
from tests.cards import made as cards

PEOPLE = tuple(one.id for one in (*register.PEOPLE, register.ADMIN))


def gates(matter: Any, book: Any, at: Any) -> tuple[GateResult, ...]:
    """Judge: with evidence of every kind."""
    rule = book.policy.scopes[matter.scope]
    rests = {
        "G01": (Evidence("The table of fields.", "card.json#/body/fields/3"),),
        "G12": (
            Evidence("The lift over today's method.", "record.json#/scores"),
            Evidence("The list of groups.", "record.json#/fairness"),
        ),
        "G06": (Evidence("The model file.", "model/model.json#/a"),),
        "G19": (Evidence("Nothing in a file."), Evidence("Gone.", "card.json#/nowhere")),
    }
    titles = {
        "G01": "Every required field of the card is filled",
        "G12": "It works better than today's method",
        "G06": "Nothing that holds rows is released",
        "G19": "Every claim has evidence, and no doubt is open",
    }
    return tuple(
        GateResult(code, titles.get(code, f"Condition {code} is met"), "passed", True, "It holds.", rests.get(code, ()))
        for code in rule.blocking
    )


def frozen(home: Path, name: str = "service", number: int = 1, **changes: Any) -> tuple[Manifest, RunSummary]:
    """Freeze a made-up card as a submission is frozen, and return its manifest and summary."""
    record, card, public = _built(name)
    if text := changes.pop("headline", ""):
        card = replace(card, body=replace(card.body, headline=text, summary=text))
    if answers := changes.pop("answers", {}):
        fields = tuple(replace(one, text=answers.get(one.code, one.text)) for one in card.body.fields)
        card = replace(card, body=replace(card.body, fields=fields))
    files = {"card.json": dumps(card).encode(), "record.json": record, "model/model.json": b'{"a": 1}', **public}
    listed = tuple(
        FrozenFile(name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in sorted(files.items())
    )
    body = card.body
    manifest = register.manifest(number, use_case=body.use_case, files=listed, **changes)
    save_folder(
        home / "submitted" / manifest.sha256, {**files, "manifest.json": canonical(to_json(manifest))}, "manifest.json"
    )
    summary = RunSummary(
        body.title, body.objective, body.stage, body.headline, body.worst_verdict, body.synthetic, "2026-03-01"
    )
    return manifest, summary


@cache
def _built(name: str) -> tuple[bytes, Card, dict[str, bytes]]:
    record = cards.RUNS[name]()
    public = {} if record.data.synthetic else {"public.json": dumps(build(record, PUBLIC)).encode()}
    return record_dumps(record).encode(), build(record), public


def run_on_disk(home: Path, name: str = "real_final", run: str = "20260225T101500-abcdef", use_case: str = "") -> str:
    """Write a finished run that nobody put forward."""
    record = cards.RUNS[name]()
    card = build(record)
    files = {"card.json": dumps(card).encode(), "record.json": record_dumps(record).encode()}
    save(home / "runs", use_case or card.body.use_case, run, files)
    return run


def entering(made: tuple[Manifest, RunSummary], scope: str = "pilot", **asks: Any) -> Enter:
    manifest, summary = made
    return Enter(scope, manifest, register.Asks(False, False, parts=register.PARTS, **asks), summary)


def world(home: Path) -> dict[str, Any]:
    """Return a desk and its matters by name: one in every interesting state."""
    desk = register.desk_at(home, gates)
    found: dict[str, Any] = {"desk": desk}
    found["approved"] = register.approved(desk, entering(frozen(home)), (register.condition(),)).id
    # Revised after changes were asked for, then picked up again, with threads and an open challenge.
    first = register.in_review(
        desk, entering(frozen(home, number=2, headline="An older finding."), justifications=("J1",))
    )
    act = desk.record
    asked = act(Act("rae", "reviewer", "ask", first.id, Ask("1.1", "Which boroughs are left out?")))[0]
    act(Act("ada", "author", "answer", first.id, AnswerTo(asked.seq, "Two that stopped publishing.")))
    act(Act("eve", "equality_reviewer", "ask", first.id, Ask("8.1", "Was religion asked about?")))
    wanted = RequestChanges((ReviewFinding("1.1", "Say it in plain words."),))
    act(Act("rae", "reviewer", "request_changes", first.id, wanted))
    manifest, summary = frozen(
        home, number=3, revises=first.manifest_sha256, answers={"1.1": "Whom to call first, said anew."}
    )
    act(Act("ada", "author", "revise", first.id, Revise(manifest, first.asks, summary)))
    act(Act("ada", "author", "submit", first.id, Submit(gates(first, desk.book(), None))))
    act(Act("ola", "owner", "countersign", first.id, register.Countersign()))
    act(Act("rae", "reviewer", "pick_up", first.id, register.PickUp("I have none.")))
    why = Justify(
        "J1",
        "Too few people for a verdict on two groups.",
        "Finding out where visits help.",
        "A short pilot shows more.",
        "Waiting a year.",
        "The groups are read by hand.",
        date(2027, 1, 1),
    )
    act(Act("ada", "author", "justify", first.id, why))
    said = act(Act("ola", "owner", "challenge", first.id, Challenge("an ethics panel", "Who asked the people?")))[0]
    act(Act("ola", "owner", "respond", first.id, Respond(said.seq, "We have begun to ask them.", False)))
    act(Act("ann", "approver", "dissent", first.id, Dissent("I would wait a year.")))
    found["revised"] = first.id
    waiting = desk.submit("ada", entering(frozen(home, number=4), "publication"))
    found["waiting"] = waiting.id
    stopped = register.approved(desk, entering(frozen(home, "real_final", number=5)))
    act(Act("rae", "reviewer", "suspend", stopped.id, Suspend("monitor_breach"), "A figure moved out of its limit."))
    found["suspended"] = stopped.id
    bad = register.in_review(desk, entering(frozen(home, number=6), "publication"))
    act(Act("ann", "approver", "reject", bad.id, Reject(), "It would be read as a ranking of people."))
    found["rejected"] = bad.id
    found["supplied"] = desk.submit("sue", entering(frozen(home, number=7), "publication")).id
    found["practice"] = desk.submit(
        "ada", entering(frozen(home, "synthetic", number=8, data_class="D0"), "rehearsal")
    ).id
    found["draft"] = run_on_disk(home)
    quick = {"record.json": record_dumps(cards.RUNS["bare"]()).encode()}
    save(home / "runs", "quick-look", "20260224T080000-aaaaaa", quick)
    return found
