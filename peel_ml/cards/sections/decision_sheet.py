"""The decision sheet: five questions on one page, with answers that need no data science.

Its sentences are generated from the record by the templates below. Declared words have a budget each,
so that the page stays a page.
"""

from __future__ import annotations

from collections.abc import Iterable

from peel_ml.cards.content import Answer
from peel_ml.cards.declared import UNANSWERED, Declaration
from peel_ml.cards.fields import open_before_submission
from peel_ml.cards.names import candidate_in_sentence
from peel_ml.cards.sections import group_answers, worst
from peel_ml.cards.sections.evidence import evidence_of, measured_count
from peel_ml.cards.sections.facts import against_today, better, change_words, lift_sentence
from peel_ml.cards.words import counted, first_sentences, lower_first, number, per_hundred, units
from peel_ml.results.record import RunRecord
from peel_ml.results.recorded import Recorded

SYNTHETIC_WARNING = "These figures come from made-up data. They say nothing about real people or real policing."
NOTHING_YET, ONCE_SUBMITTED = "Nothing yet.", "Once it is submitted: "
"""What is asked of a reviewer before anything was submitted; sign-off says it anew when the card is shown."""
ELSEWHERE = "It is too long for this page and stands under “Limits and risks”."

_MISTAKES = ("false_positive", "false_negative")


MOST_WORDS = 350
"""On the page: the title, the status line, the five questions and their answers."""
STATUS_WORDS = 10


def decision_sheet(record: RunRecord, declaration: Declaration) -> tuple[Answer, ...]:
    """Return the five questions, together with title and status at most 350 words, whatever the declaration says.

    Declared texts get less room, in steps, until the page holds them; what finds no room stands below.
    """
    room = MOST_WORDS - STATUS_WORDS - len((declaration.text("title") or record.use_case).split())
    for share in (1.0, 0.9, 0.75, 0.5, 0.25):
        sheet = _sheet(record, declaration, share)
        if words_of(sheet) <= room:
            break
    return sheet


def words_of(sheet: Iterable[Answer]) -> int:
    """Return how many words a sheet has.

    Examples
    --------
    >>> words_of([Answer("What is it for?", ("To learn.",))])
    6
    """
    return sum(len(" ".join((answer.question, *answer.sentences)).split()) for answer in sheet)


def _sheet(record: RunRecord, declaration: Declaration, share: float) -> tuple[Answer, ...]:
    evidence = evidence_of(record, declaration)
    return (
        Answer("What is it for?", purpose(declaration, share)),
        Answer("Does it work better than today?", _works(record, declaration)),
        Answer("Does it work differently for different groups?", group_answers.answer(evidence, record.findings)),
        Answer("What is not known?", _unknown(record, declaration, share)),
        Answer("What am I asked to decide?", reviewer_asked(record, declaration, share)),
    )


def headline(record: RunRecord, declaration: Declaration) -> str:
    """Return the finding in one line for the register, under 200 characters."""
    return f"{_found(record, declaration)} {group_answers.in_one_line(evidence_of(record, declaration))}"


def _found(record: RunRecord, declaration: Declaration) -> str:
    difference, _ = against_today(record)
    other = candidate_in_sentence(difference.baseline)
    if difference.value is None or difference.low is None or difference.high is None:
        return f"How it compares with {other} could not be measured."
    told = better(difference)
    if not told:
        return f"No useful model: {'it works worse' if told is False else 'not shown to work better'} than {other}."
    mine, theirs = _figures(record, difference.baseline)
    if mine is None or theirs is None or difference.metric != "roc_auc":
        return f"Works better than {other}."
    return (
        f"Works better than {other}: of two {units(declaration)} it picks the right one "
        f"{number(100 * mine, 0)} times in 100, not {number(100 * theirs, 0)}."
    )


def _figures(record: RunRecord, baseline: str) -> tuple[float | None, float | None]:
    scores = record.scores
    mine, theirs = scores.metrics.get(scores.primary), scores.baselines.get(baseline, {}).get(scores.primary)
    return (mine.value if mine else None), (theirs.value if theirs else None)


def fitting(texts: Iterable[str], words: int) -> str:
    """Return whole declared texts, as they stand inside a sentence, while they fit; empty where not even one does."""
    kept: list[str] = []
    for text in texts:
        if not text.strip():
            continue
        if len(" ".join([*kept, text]).split()) > words:
            break
        kept.append(lower_first(text))
    return "; ".join(kept)


def purpose(declaration: Declaration, share: float) -> tuple[str, ...]:
    """Return what it is for and what it must not be used for, in the declared words while they fit."""
    described = declaration.text("plain_description")
    first = (
        first_sentences(described, int(36 * share))
        if described
        else f"{UNANSWERED}: what it is, in words for the public."
    )
    if len(first.split()) > 50:
        first = "It is described below, under “What it is for”: in too many words for this page."
    lines = [first]
    never = fitting(declaration.texts("out_of_scope_uses"), int(20 * share))
    lines.append(
        f"It must not be used for: {never}."
        if never
        else f"{UNANSWERED if not declaration.texts('out_of_scope_uses') else 'Below'}: what it must not be used for."
    )
    return tuple(lines)


def _works(record: RunRecord, declaration: Declaration) -> tuple[str, ...]:
    difference, measured = against_today(record)
    told = better(difference)
    unknown = difference.value is None or difference.low is None or difference.high is None
    mine, theirs = _figures(record, difference.baseline)
    lines = ["That is not known." if unknown else {True: "Yes.", False: "No.", None: "That is not shown."}[told]]
    if difference.metric != "roc_auc" or unknown or mine is None or theirs is None:
        lines.append(lift_sentence(record))
    else:
        other = candidate_in_sentence(difference.baseline)
        lines += [
            f"Take two {units(declaration)}: one had the outcome, one did not. The model picks the right one "
            f"{number(100 * mine, 0)} times in 100. {other[:1].upper()}{other[1:]} gets {number(100 * theirs, 0)}, "
            "a coin 50.",
            f"That makes {change_words(difference, record)}.",
        ]
    if not measured:
        lines.append("Today’s method was not measured.")
    return tuple(lines)


def _unknown(record: RunRecord, declaration: Declaration, share: float) -> tuple[str, ...]:
    evidence = evidence_of(record, declaration)
    missing = 9 - measured_count(evidence)
    lines = []
    if missing:
        lines.append(f"We know nothing about {missing} of the 9 characteristics. That is not a pass.")
    if record.scores.evaluated_on == "validation":
        lines.append("It has not been tested on the held-out period, so the figures may flatter it.")
    if missed := worst.most_missing(evidence):
        lines.append(missed)
    limits = declaration.texts("limitations")
    if limits:
        limit = fitting(limits[:1], int(25 * share))
        lines.append(f"Its main limit: {limit}." if limit else f"It has a main limit. {ELSEWHERE}")
    else:
        lines.append("Its limits have not been set out yet.")
    still = sum(len(questions) for questions in open_before_submission(record, declaration).values())
    if still:
        lines.append(f"{counted(still, 'question')} {'is' if still == 1 else 'are'} still open.")
    return tuple(lines)


def reviewer_asked(record: Recorded, declaration: Declaration, share: float) -> tuple[str, ...]:
    """Return what a reviewer is asked to decide, and whom a mistake could hurt."""
    if record.data.synthetic:
        return ("Nothing. " + SYNTHETIC_WARNING + " Read it to see what a card holds.",)
    lines = [NOTHING_YET]
    asked = declaration.text("decision.asked_of_reviewer") or ""
    if 0 < len(asked.split()) <= int(20 * share):
        lines.append(f"{ONCE_SUBMITTED}“{asked}”")
    return (*lines, _harms(declaration, share))


def _harms(declaration: Declaration, share: float) -> str:
    """Return who could be hurt by a mistake of either kind, in the declared words."""
    declared = [str(declaration.mapping(f"harms.{key}").get("who") or "") for key in _MISTAKES]
    who = [said for one in dict.fromkeys(declared) if (said := fitting((one,), int(12 * share)))]
    return f"Its mistakes could hurt {'; and '.join(who)}." if who else "Who could be hurt is not said here."


def picks(record: RunRecord) -> str:
    """Return the comparison behind the key fact, for example "Today’s method: 53 in 100"."""
    difference, _ = against_today(record)
    _, theirs = _figures(record, difference.baseline)
    if theirs is None:
        return ""
    other = candidate_in_sentence(difference.baseline)
    return f"{other[:1].upper()}{other[1:]}: {per_hundred(theirs)}."
