"""Does it work differently for different groups? Both answers before and after, for each measure and group."""

from __future__ import annotations

from peel_ml.cards.diff.content import Part, Row, Side
from peel_ml.cards.diff.words import differs, each, ranges
from peel_ml.cards.names import measure_name, metric_name
from peel_ml.cards.sections.evidence import Evidence, evidence_of
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.cards.sections.groups.said import TAGS
from peel_ml.cards.words import counted, number, percent, points, sentence, spread
from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED, OBSERVED_RATE
from peel_ml.results.fairness import FairnessRow

_Key = tuple[str, str, str, str]

_SHARES = (*COUNT_METRICS, OBSERVED_MINUS_EXPECTED, OBSERVED_RATE)
_SHOWN = {
    True: "A difference is shown.",
    False: "No difference is shown.",
    None: "Whether there is a difference cannot be told.",
}
_TURNS = (
    ("Newly outside the limit.", "newly outside the limit", True),
    ("No longer outside the limit.", "no longer outside the limit", True),
    ("Newly within the limit.", "newly within the limit", False),
    ("No longer within the limit.", "no longer within the limit", False),
    ("A difference is newly shown.", "with a difference newly shown", False),
    ("A difference is no longer shown.", "with a difference no longer shown", False),
    ("This group is new.", "new", False),
    ("This group is gone.", "gone", False),
)
"""What can happen to a group, how the summary counts it, and whether it names the groups."""
_NAMED = 4
_NOTE = (
    "Each group is compared with everyone else. Two answers stand in each line: whether a difference is shown, and "
    "whether it is within the limit. An answer can change because the group changed, the number of people did, or "
    "the limit did."
)


def part(before: Side, after: Side, minimum: int) -> Part | None:
    """Return every answer that changed, and every judged figure that moved; ``None`` where only cards are at hand."""
    if before.record is None or after.record is None:
        return None
    one = evidence_of(before.record, declaration_of(before.record))
    other = evidence_of(after.record, declaration_of(after.record))
    old, new = _rows(one), _rows(other)
    judged = {*one.judged, *other.judged}
    rows: list[Row] = []
    turned: dict[str, list[str]] = {}
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        leading = key[1] in judged and key[3] == "complete_case"
        if was and now and _answers(was) == _answers(now) and not (leading and _figure(was) != _figure(now)):
            continue
        said = _said(was, now)
        name = measure_name(key[0], (other if now else one).declaration)
        if leading:
            for turn in said:
                turned.setdefault(turn, []).append(f"{name}: {key[2]}")
        alone = "" if key[3] == "complete_case" else "; people without a recorded group counted as one"
        under = f"{name}. {metric_name(key[1])}{alone}"
        rows.append(Row(key[2], _told(was), _told(now), " ".join(said), under))
    rows += _missing(one, other)
    return Part("groups", "Differences between groups", tuple(rows), _short(rows, turned), _NOTE)


def _rows(evidence: Evidence) -> dict[_Key, FairnessRow]:
    return {(row.characteristic, row.metric, row.group, row.missing): row for row in evidence.rows}


def _answers(row: FairnessRow) -> tuple[bool | None, str, bool]:
    return row.difference_shown, row.verdict, row.difference is None


def _figure(row: FairnessRow) -> str:
    """Return a group's difference with its range."""
    if row.difference is None:
        return sentence(row.reason or "Too few to report")
    if row.metric in _SHARES:
        text, scale, digits = f"{points(row.difference)} points", 100.0, 1
    else:
        text, scale, digits = number(row.difference, 2), 1.0, 2
    if row.difference_low is None or row.difference_high is None:
        return f"{text} (no range)."
    return f"{text} (95% range {spread(row.difference_low, row.difference_high, scale, digits)})."


def _told(row: FairnessRow | None) -> str | None:
    if row is None:
        return None
    if row.difference is None:
        return _figure(row)
    return f"{_figure(row)} {_SHOWN[row.difference_shown]} {TAGS[row.verdict]}."


def _said(was: FairnessRow | None, now: FairnessRow | None) -> tuple[str, ...]:
    """Return what happened to a group, in short sentences."""
    found = [] if was and now else ["This group is new." if now else "This group is gone."]
    for verdict in ("outside", "within"):
        before, after = (row is not None and row.verdict == verdict for row in (was, now))
        if before != after:
            found.append(f"{'Newly' if after else 'No longer'} {verdict} the limit.")
    before, after = (row is not None and bool(row.difference_shown) for row in (was, now))
    if before != after:
        found.append(f"A difference is {'newly' if after else 'no longer'} shown.")
    if was and now and _figure(was) != _figure(now):
        found.append(ranges((was.difference_low, was.difference_high), (now.difference_low, now.difference_high)))
    return tuple(one for one in found if one)


def _missing(one: Evidence, other: Evidence) -> list[Row]:
    """Return for each measure the share of people without a recorded group, where it moved."""
    old = {name: share for found in one.assessment.characteristics for name, share in found.missing_share.items()}
    new = {name: share for found in other.assessment.characteristics for name, share in found.missing_share.items()}
    rows: list[Row] = []
    for name in each(old, new):
        was, now = (percent(shares[name]) if name in shares else None for shares in (old, new))
        rows += differs(measure_name(name, other.declaration), was, now, "", "Share without a recorded group")
    return rows


def _short(rows: list[Row], turned: dict[str, list[str]]) -> str:
    if not rows:
        return "No answer about a group changed."
    said = []
    for turn, words, named in _TURNS:
        names = list(dict.fromkeys(turned.get(turn, ())))
        if names:
            more = f"; {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            said.append(f"{len(names)} {words}" + (f" ({'; '.join(names[:_NAMED])}{more})" if named else ""))
    if not said:
        return f"Groups: no judged answer changed; {counted(len(rows), 'line')} moved."
    return f"Groups: {', '.join(said)}."
