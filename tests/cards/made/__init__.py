"""Made-up records: run records, the evidence about groups in them, and audits."""

from functools import cache

from peel_ml.cards.build import build, build_audit
from peel_ml.cards.card import Card
from peel_ml.disclosure import PUBLIC

from . import audits, reading, studies
from .declared import declaration
from .groups import SLICES
from .records import bare, hollow, hostile, real_final, service, synthetic
from .spoiled import relabelled

AUDITS = {"prohibited": audits.prohibited, "allowed": audits.service}
RUNS = {one.__name__: one for one in (bare, hollow, real_final, service, synthetic)}


DECLARED = {name: one().provenance.declaration for name, one in RUNS.items()}
"""What each made-up run declares; an audit declares nothing."""


BOROUGHS = SLICES["borough"]


@cache
def card(name: str) -> Card:
    """Return the card of a made-up run or audit by its name; frozen, so made once."""
    return build_audit(AUDITS[name]()) if name in AUDITS else build(RUNS[name]())


@cache
def public_card(name: str) -> Card:
    """Return the public view of a made-up run by its name; frozen, so made once."""
    return build(RUNS[name](), PUBLIC)


__all__ = [
    "AUDITS",
    "BOROUGHS",
    "DECLARED",
    "RUNS",
    "audits",
    "bare",
    "card",
    "declaration",
    "hollow",
    "hostile",
    "public_card",
    "reading",
    "real_final",
    "relabelled",
    "service",
    "studies",
    "synthetic",
]
