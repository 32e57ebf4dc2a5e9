"""A record at a glance: the small summary that a notebook shows for the value of a cell.

One function for records of every kind. It has no background and takes the page's own colours, so that it can be read in
a light and in a dark notebook; every word that comes from a declaration or a file is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from peel_ml.cards.build import build, build_audit
from peel_ml.cards.card import Body
from peel_ml.cards.names import CANDIDATES, METRICS
from peel_ml.cards.settled import settled
from peel_ml.cards.studies.names import method_name, study_words
from peel_ml.cards.words import count, number
from peel_ml.disclosure import INTERNAL, controlled
from peel_ml.disclosure.study import controlled_study
from peel_ml.results.audit import AuditRecord
from peel_ml.results.estimate import Estimate
from peel_ml.results.findings import Finding
from peel_ml.results.headline import Headline, headline
from peel_ml.results.recorded import Recorded
from peel_ml.results.studies.record import StudyRecord

SHOWN = 5
"""Findings that are named; more are counted."""

PERIODS = {"validation": "the validation period", "held_out": "the held-out period", "everything": "every row"}
SEVERITY = {"block": "Stops submission", "warn": "Read first", "note": "Note"}
VERDICT = {"outside": "outside the limit", "cannot_tell": "cannot be told", "within": "within the limit"}

_BOX = "border:1px solid;border-radius:6px;padding:.6em .9em;max-width:46em;line-height:1.45;overflow-x:auto"
_TAG = "border:1px solid;border-radius:4px;padding:0 .4em;display:inline-block;margin:0 .3em .2em 0"
_CELL = "text-align:{};padding:.15em .8em .15em 0;background:none"


def glance(record: Recorded | AuditRecord) -> str:
    """Return a record's summary as a fragment of HTML.

    Parameters
    ----------
    record : RunRecord, StudyRecord or AuditRecord
        A finished one. Figures have passed disclosure control, as on its card.

    Returns
    -------
    str
        The same for the same record; it names no folder of this machine.
    """
    if isinstance(record, AuditRecord):
        body = build_audit(record).body
        return _box(body, headline(record), [_groups(body, headline(record)), _findings(record.findings)])
    shown: Recorded
    if isinstance(record, StudyRecord):
        shown = controlled_study(settled(record), INTERNAL)[0]
    else:
        shown = controlled(settled(record), INTERNAL)[0]
    body, said = build(record).body, headline(shown)
    parts = [_figure(said, shown.scores.rows), _methods(said, shown.scores.metrics, shown.scores.baselines)]
    return _box(body, said, [*parts, _groups(body, said), _findings(shown.findings)])


def _box(body: Body, said: Headline, parts: Iterable[Markup]) -> str:
    title = ("SYNTHETIC. " if body.synthetic else "") + body.title
    tags = [status.word for status in body.status]
    if said.quick:
        tags.insert(0, "Quick run: not a figure to quote")
    return str(
        Markup('<div role="group" aria-label="{}" style="{}"><div><strong>{}</strong></div>{}{}{}{}</div>').format(
            title,
            _BOX,
            title,
            Markup("<div><strong>{}</strong></div>").format(body.banner) if body.banner else "",
            Markup("<div>{}</div>").format(
                Markup("").join(Markup('<span style="{}">{}</span>').format(_TAG, tag) for tag in tags)
            ),
            Markup("").join(parts),
            _where(said),
        )
    )


def _figure(said: Headline, rows: int) -> Markup:
    return Markup("<p>{}: <strong>{}</strong>{}, on {} rows of {}.</p>").format(
        _named(said.primary or ""), *_ends(said.figure), count(rows), PERIODS[said.evaluated_on]
    )


def _ends(figure: Estimate) -> tuple[str, str]:
    if figure.value is None:
        return "not measured", f" ({figure.reason})" if figure.reason else ""
    if figure.low is None or figure.high is None:
        return number(figure.value), f" ({figure.reason})" if figure.reason else ""
    return number(figure.value), f" (95% interval {number(figure.low)} to {number(figure.high)})"


def _methods(
    said: Headline, metrics: Mapping[str, Estimate], baselines: Mapping[str, Mapping[str, Estimate]]
) -> Markup:
    """Return the figures of this model beside those of the simple methods; what one lacks is not filled in."""
    lines = [("This model", metrics), *((_method(name), figures) for name, figures in baselines.items())]
    # The figure that heads the record stands first.
    metrics = {name: metrics[name] for name in sorted(metrics, key=lambda name: name != said.primary)}
    head = Markup("").join(
        Markup('<th scope="col" style="{}">{}</th>').format(_CELL.format("right"), _named(metric)) for metric in metrics
    )
    rows = Markup("").join(
        Markup('<tr><th scope="row" style="{}">{}</th>{}</tr>').format(
            _CELL.format("left"),
            name,
            Markup("").join(
                Markup('<td style="{}">{}</td>').format(_CELL.format("right"), _value(figures.get(metric)))
                for metric in metrics
            ),
        )
        for name, figures in lines
    )
    return Markup(
        '<table style="border-collapse:collapse;font-size:inherit">'
        '<caption style="text-align:left;font-weight:bold;color:inherit">Beside simple methods</caption>'
        '<thead><tr><th scope="col" style="{}">Method</th>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(_CELL.format("left"), head, rows)


def _named(metric: str) -> str:
    """Return a metric's own name in its field."""
    return METRICS[metric].technical if metric in METRICS else study_words(metric).technical


def _method(name: str) -> str:
    return CANDIDATES[name] if name in CANDIDATES else method_name(name)


def _value(estimate: Estimate | None) -> str:
    return "–" if estimate is None or estimate.value is None else number(estimate.value)


def _groups(body: Body, said: Headline) -> Markup:
    total = sum(said.verdicts.values())
    if not total:
        return Markup("<p>Groups: not judged.</p>")
    counted = ", ".join(f"{n} {VERDICT[verdict]}" for verdict, n in said.verdicts.items() if n)
    return Markup("<p>Groups, of {} comparisons: {}.</p>").format(total, counted)


def _findings(findings: tuple[Finding, ...]) -> Markup:
    if not findings:
        return Markup("<p>No findings.</p>")
    order = list(SEVERITY)
    ranked = sorted(findings, key=lambda finding: order.index(finding.severity))
    items = [Markup("<li>{}: {}</li>").format(SEVERITY[one.severity], one.title) for one in ranked[:SHOWN]]
    if len(ranked) > SHOWN:
        items.append(Markup("<li>and {} more</li>").format(len(ranked) - SHOWN))
    return Markup('<div>Findings</div><ul style="margin:.2em 0 .6em">{}</ul>').format(Markup("").join(items))


def _where(said: Headline) -> Markup:
    """Return where the card is: below the state folder, and the command that opens it."""
    if said.quick:
        return Markup("<p>Run <code>{}</code>; a quick run has no card.</p>").format(said.run_id)
    return Markup("<p>Card: <code>runs/{}/{}/card.html</code> in PEEL_HOME; <code>peel card open {}</code></p>").format(
        said.use_case, said.run_id, said.run_id
    )
