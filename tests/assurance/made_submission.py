"""A made-up submission that passes every gate, and ways to spoil it. Nothing is run; what is costly is made once.

Every figure is invented: nothing was measured.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from peel_ml.assurance.expiry import cap
from peel_ml.assurance.gates import GATES
from peel_ml.assurance.gates.gate import Judged
from peel_ml.assurance.justifications import RULES
from peel_ml.assurance.people import Person
from peel_ml.assurance.policy import Scope, policy
from peel_ml.assurance.submissions import freezing
from peel_ml.assurance.submissions.accessibility import NAME, SCHEMA_VERSION, PageLook, Report, template_digest, to_json
from peel_ml.assurance.submissions.submission import Standing, Submission
from peel_ml.cards.build import build
from peel_ml.cards.card import Card
from peel_ml.cards.publishing import for_everybody, numbers
from peel_ml.cards.render import named, render
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.disclosure import PUBLIC
from peel_ml.results.artefacts import Artefact
from peel_ml.results.data import ColumnRecord, SplitRecord
from peel_ml.results.fairness import Tolerance
from peel_ml.results.findings import Check
from peel_ml.results.identifiers import IdentifierScan
from peel_ml.results.record import RunRecord, dumps
from peel_ml.results.rerun import Rerun
from peel_ml.usecase.load import digest_of, load_use_case, resolved
from tests.cards.made import charts, surroundings
from tests.disclosure.people import CELLS, record_of

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
"""A week after the made-up run."""
LATER = "2027-10-31"
"""When the assessments are reviewed next: past every approval."""

AUTHOR = Person("ada", "Ada Author", "met", ("author",))
CODER = Person("cal", "Cal Coder", "met", ("author",))
SUPPLIER = Person("sue", "Sue Supplier", "supplier", ("author",))
OWNER = Person("ola", "Ola Owner", "met", ("owner",), data_office=False)
REVIEWER = Person("rae", "Rae Reviewer", "met", ("reviewer",))
APPROVER = Person("ann", "Ann Approver", "met", ("approver",))
OUTSIDE = Person("ben", "Ben Approver", "met", ("approver",), data_office=False)

ANSWERS: Mapping[str, Any] = {
    "people.organisation": "A police force",
    "people.website_url": "https://example.org/stop-and-search",
    "law.lawful_basis": "No personal data is processed",
    "law.sensitive_processing": False,
    "law.audit_condition": "None is needed: the published rows name nobody",
    "data.eqia.reference": "EqIA 12",
    "data.eqia.consultation": "The scrutiny panel asked for figures by borough",
    "data.eqia.decision": "The owner goes on, and publishes what is found",
    "data.eqia.review_by": LATER,
    "fairness.tolerance": {
        "scale": "difference",
        "limit": 0.05,
        "reason": "More would change what the Commander does.",
        "harm_figure": "5 more in every 100 searches without result",
        "agreed_by": ["Owner", "Equality reviewer"],
    },
}
"""What the shipped use case leaves open, by its place in the declaration."""


def report(**changes: Any) -> Report:
    """A report on accessibility in which nothing is wrong."""
    pages = (PageLook("service", 1280, "light", 0, 0, 900), PageLook("service", 320, "dark", 0, 0, 900))
    return replace(Report(SCHEMA_VERSION, template_digest(), "axe-core", ("wcag2a", "wcag22aa"), pages), **changes)


def standing(record: RunRecord, scope: Scope) -> Standing:
    """Everybody who is needed takes part, and nobody twice."""
    return Standing(AUTHOR, OWNER, REVIEWER, (APPROVER, OUTSIDE), (AUTHOR,), (), cap(scope, record, AT, policy()))


def set_at(document: dict[str, Any], path: str, value: Any) -> None:
    """Set a value in a document by its dotted path; mappings on the way are made."""
    *way, last = path.split(".")
    for key in way:
        if not isinstance(document.get(key), dict):
            document[key] = {}
        document = document[key]
    document[last] = copy.deepcopy(value)


def declaration(kind: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The shipped declaration with every question answered; paths in `changes` are set."""
    document = copy.deepcopy(_shipped())
    for path, value in {"id": "made-up-audit", **ANSWERS, **_OF_KIND[kind], **changes}.items():
        set_at(document, path, value)
    return document


@cache
def _shipped() -> dict[str, Any]:
    return resolved(load_use_case(ROOT / "usecases" / "stop-search-outcome"))


_OF_KIND: Mapping[str, Mapping[str, Any]] = {
    "audit": {},
    "service": {
        "decision.type": "service",
        "operating_point": {"rule": "capacity", "threshold": None, "capacity": 0.2, "cost_ratio": None},
        "fairness.primary": "observed_minus_expected",
    },
}

CHECKS = (
    Check("single-feature-too-strong", "passed", "The strongest of 2 facts reaches 0.545."),
    Check("leakage-through-missingness", "passed", "Blanks do not tell the outcome."),
    Check("degenerate-target", "passed", "The target varies in every month."),
)


PEOPLE = {
    **{cell: 0 for cell in CELLS if cell[:2] == ("Black", "Female")},
    ("Black", "Female", "North", 1): 3,
    **{cell: 2 for cell in CELLS if cell[:2] == ("Asian", "Female")},
}
"""Cells of few people, which have to be withheld; every other cell has many."""


@cache
def made_record(kind: str = "audit") -> RunRecord:
    """A final run on published data that found nothing in the way of signing."""
    # Of one set of people, so that its numbers hang together and can be attacked.
    record = record_of([PEOPLE.get(cell, 400) for cell in CELLS])
    if kind == "service":
        point = charts.operating_point()
        record = replace(
            record, scores=replace(record.scores, operating_point=point), mitigation=surroundings.mitigation()
        )
    rows = tuple(
        replace(row, verdict="within", difference=0.01, difference_low=-0.01, difference_high=0.03)
        if row.verdict == "outside"
        else row
        for row in record.fairness
    )
    column = ColumnRecord("legislation", "Power used", "category", "feature", "before", 0.0)
    limit = ANSWERS["fairness.tolerance"]
    released = kind == "service"
    artefacts = [Artefact(name, "card", None, False, "internal") for name in ("card.json", "card.html", "card.md")]
    artefacts += [Artefact("model", "model", record.model.sha256, False, "internal")] if released else []
    return replace(
        record,
        schema_version="1.1",
        fairness=rows,
        findings=tuple(one for one in record.findings if one.code not in {check.code for check in CHECKS}),
        checks=(*(one for one in record.checks if one.code != "degenerate-target"), *CHECKS),
        data=replace(record.data, columns=(*record.data.columns, column), split=SplitRecord("5" * 64, 0, 0)),
        fairness_assessment=replace(
            record.fairness_assessment, tolerance=Tolerance("difference", limit["limit"], True, limit["reason"])
        ),
        model=replace(record.model, released=released),
        identifiers=IdentifierScan(("names of 3 columns",), ("email address",), ()),
        rerun=Rerun(("roc_auc",), 0.0, 1e-6, True, True, "", 5, 5, 0.0),
        artefacts=tuple(artefacts),
        provenance=replace(record.provenance, commit="0123456789" * 4),
    )


@cache
def _cards(kind: str) -> tuple[Card, Card]:
    record = _declaring(made_record(kind), declaration(kind, {}))
    return build(record), for_everybody(build(record, PUBLIC))


@cache
def _pages(kind: str) -> dict[str, bytes]:
    return drawn(*_cards(kind))


def drawn(card: Card, public: Card | None) -> dict[str, bytes]:
    """Every file that two cards give."""
    made = {**render(card), **numbers(card)}
    return made if public is None else {**made, **named(render(public), "public", ("json", "html")), **numbers(public)}


def _declaring(record: RunRecord, document: dict[str, Any]) -> RunRecord:
    made = replace(record.provenance, declaration=document, declaration_sha256=digest_of(document))
    return replace(record, provenance=made)


def made_submission(
    *,
    kind: str = "audit",
    scope: Scope = "pilot",
    declared: Mapping[str, Any] | None = None,
    record: Mapping[str, Any] | None = None,
    manifest: Mapping[str, Any] | None = None,
    standing_: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes | None] | None = None,
    at: datetime = AT,
    redrawn: bool = False,
) -> Submission:
    """Return a submission that passes every gate, with changes.

    Parameters
    ----------
    kind : {"audit", "service"}
        Nobody is selected, or a capacity decides and the model is released.
    scope : str
    declared : mapping
        Changes of the declaration by dotted path; the run began with it as changed.
    record : mapping
        Changes of the run's record by field; also dotted: ``{"data.split": None}``.
    manifest, standing_ : mapping
        Changes of their fields.
    files : mapping
        Frozen files in place of others after the manifest was made; ``None`` takes one away.
    at : datetime
    redrawn : bool
        Whether the cards are drawn from the changed record. They stay as they are otherwise, which costs nothing: the
        gates that look at cards (G01, G02, G05, G07, G18) then see the passing ones.
    """
    one = _declaring(made_record(kind), declaration(kind, declared or {}))
    for path, value in (record or {}).items():
        one = changed(one, path.split("."), value)
    card, public = _cards(kind)
    pages = _pages(kind)
    if redrawn:
        card, public = build(one), None if one.data.synthetic else for_everybody(build(one, PUBLIC))
        pages = drawn(card, public)
    frozen = {**pages, "record.json": dumps(one).encode(), NAME: json.dumps(to_json(report())).encode()}
    made = freezing._manifest(one, card, frozen, policy(), freezing.Makers((AUTHOR.id,)), None)
    for name, content in (files or {}).items():
        frozen[name] = content or b""
        if content is None:
            del frozen[name]
    return Submission(
        manifest=replace(made, **(manifest or {})),
        record=one,
        declaration=declaration_of(one),
        card=card,
        public=public,
        files=frozen,
        scope=scope,
        policy=policy(),
        standing=replace(standing(one, scope), **(standing_ or {})),
        at=at,
    )


def changed(value: Any, path: list[str], new: Any) -> Any:
    """Return a frozen value with one field changed, however deep."""
    first, *rest = path
    return replace(value, **{first: changed(getattr(value, first), rest, new) if rest else new})


def judged(code: str, **changes: Any) -> Judged:
    """How one gate judges a made submission with changes."""
    return next(gate for gate in GATES if gate.code == code).judge(made_submission(**changes))


def found(code: str, **changes: Any) -> tuple[str, ...]:
    """What one rule asks to be justified in a made submission with changes."""
    return next(rule for rule in RULES if rule.code == code).found(made_submission(**changes))
