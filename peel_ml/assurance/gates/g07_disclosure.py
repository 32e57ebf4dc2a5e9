"""G07: both views, and every file drawn from them, show only what passed disclosure control."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.gates.gate import Evidence, Gate, Judged
from peel_ml.assurance.gates.judging import CARD, PUBLIC, answered, failed, listed, passed, pointer
from peel_ml.assurance.gates.subtraction import Attack, attacked
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards import published
from peel_ml.cards.atrs import drawn_atrs, to_csv, to_json
from peel_ml.cards.build import drawn
from peel_ml.cards.card import Card, digest
from peel_ml.cards.figures import figures
from peel_ml.cards.publishing import PUBLIC_FACTS
from peel_ml.cards.render import named, render
from peel_ml.cards.settled import settled
from peel_ml.disclosure import INTERNAL, View, controlled
from peel_ml.disclosure import PUBLIC as EVERYBODY
from peel_ml.errors import PeelError
from peel_ml.results.recorded import Recorded

_DRAWN = ("card.", "public.", "atrs.", "figures/")
"""How the names of files begin that are drawn from a view."""


def judge(submission: Submission) -> Judged:
    """Control the record again, draw everything again, compare, and attack each view by subtraction.

    It covers the frozen ``card.json`` and ``public.json``; every frozen page, table, chart and transparency record,
    which must be what these two give; and the numbers of people in the views, against somebody who subtracts. A file
    that cannot be drawn again, such as a PDF, is refused. MLflow's figures come from the same controlled record when a
    run is tracked; what stands in MLflow is not read here.
    """
    try:
        problems, tried = _looked_through(submission)
    except PeelError as error:  # a revision that nothing can hide, numbers that cannot be read, no finite figure
        problems, tried = [error.summary], 0
    evidence = (
        *answered(submission, "10.1"),
        Evidence("What was held back, table by table", pointer(CARD, "body", "withheld")),
        *([Evidence("The same, for the public", pointer(PUBLIC, "body", "withheld"))] if submission.public else []),
    )
    if problems:
        todo = "Run again with this version of the platform, so that the card is drawn anew, and submit that run."
        return failed(problems, todo, "author", *evidence)
    views = "both views" if submission.public else "the internal view"
    small = f"none of the {tried:,} small numbers" if tried else "nothing: there is no small number"
    return passed(
        f"{views} and every file drawn from them are what disclosure control gives, made again now. Somebody who "
        f"subtracts the numbers shown works out {small} of people behind them",
        *evidence,
    )


def _looked_through(submission: Submission) -> tuple[list[str], int]:
    before = published.loads(submission.files[published.NAME]) if published.NAME in submission.files else {}
    record, cards = settled(submission.record), {INTERNAL: submission.card, EVERYBODY: submission.public}
    problems: list[str] = []
    made: dict[str, bytes] = {}
    tried = 0
    for view, card in cards.items():
        if view == EVERYBODY and (card is None) != record.data.synthetic:
            problems.append("there is no public view of it" if card is None else "made-up data has a public view")
        elif card is not None:
            shown, log = controlled(record, view, before)
            problems += _same(card, drawn(shown, log, view), view)
            made |= _drawn(submission, card, shown, view)
            attack = attacked(record, shown, view)
            problems += _found(attack, view)
            tried += attack.tried
    loose = [name for name in submission.files if name.startswith(_DRAWN) and submission.files[name] != made.get(name)]
    if loose:
        problems.append(f"not as either view gives it: {listed(sorted(loose))}")
    return problems, tried


def _same(card: Card, made: Card, view: View) -> Iterator[str]:
    if card.body.view != view.name:
        yield f"what stands for the {view.name} view says that it is of another view"
    elif digest(card) != digest(made):
        yield f"the {view.name} view shows something else than disclosure control gives now"
    facts = made.run.facts if view == INTERNAL else tuple(one for one in made.run.facts if one.term in PUBLIC_FACTS)
    if any(fact not in facts for fact in card.run.facts):
        yield f"the {view.name} view tells something of the run that it may not"


def _drawn(submission: Submission, card: Card, shown: Recorded, view: View) -> dict[str, bytes]:
    """Return what the card gives for the frozen files: pages, charts and, for the public, the transparency record."""
    stem = "card" if view == INTERNAL else "public"
    made = named(render(card), stem, ("json", "html", "md"))
    if any(name.startswith("figures/") for name in submission.files):
        made |= figures(card)
    if view == EVERYBODY and any(name.startswith("atrs.") for name in submission.files):
        atrs = drawn_atrs(shown, card)
        made |= {"atrs.json": to_json(atrs).encode(), "atrs.csv": to_csv(atrs).encode()}
    return made


def _found(attack: Attack, view: View) -> Iterator[str]:
    if attack.shown_small:
        yield f"the {view.name} view shows {attack.shown_small} numbers under {view.minimum}"
    if attack.contradicted:
        yield f"the numbers of people in the {view.name} view contradict each other, so nothing can be told"
    elif attack.found:
        yield (
            f"from the numbers that the {view.name} view shows, {attack.found} smaller than {view.minimum} can be "
            "worked out by subtraction"
        )


GATE = Gate("G07", "No small group of people can be seen or worked out", judge)
