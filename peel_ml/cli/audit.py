"""``peel audit``."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from peel_ml.usecase.purpose import PROHIBITED, WORDS

if TYPE_CHECKING:
    from peel_ml.results.audit import AuditRecord
    from peel_ml.settings import Settings


def _listed(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Take a repeatable option's values one by one, or as comma lists."""
    return tuple(one.strip() for value in values for one in value.split(",") if one.strip())


def _crossed(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tuple(one.strip() for one in value.split(",") if one.strip()) for value in values]


def _purposes() -> str:
    """Return the closed list as `--help` shows it; the mark keeps click from joining its lines."""
    width = max(map(len, (*WORDS, *PROHIBITED)))
    lines = ["\b", "Purposes:"]
    lines += [f"  {name:{width}}  {words}" for name, words in WORDS.items()]
    lines += ["\b", "Prohibited; audited under that heading, and never submitted:"]
    lines += [f"  {name:{width}}  PROHIBITED: {words}" for name, words in PROHIBITED.items()]
    return "\n".join(lines[: 2 + len(WORDS)]) + "\n\n" + "\n".join(lines[2 + len(WORDS) :])


HELP = (
    textwrap.dedent("""\
    Compare groups in FILE: recorded outcomes beside the scores or decisions of any model.

    FILE is CSV (also packed) or Parquet. Nothing of the model is needed. Give --decision with the values that count
    as flagged, or --score; a score becomes a decision with --threshold or --capacity. Options that can be repeated
    also take comma lists. The same comparison as in `peel run`, with a card, kept and tracked like a run.

    """)
    + _purposes()
)


@click.command(help=HELP)
@click.argument("file", metavar="FILE")
@click.option("--label", required=True, metavar="C", help="Column of the recorded outcome.")
@click.option(
    "--label-positive",
    metavar="V",
    multiple=True,
    callback=_listed,
    help="A positive value of it, where that is not 1 or true; repeatable.",
)
@click.option("--score", metavar="C", help="Column of the score, 0 to 1.")
@click.option("--threshold", type=float, metavar="X", help="Flagged from this score.")
@click.option("--capacity", type=float, metavar="K", help="Flagged: the highest K, a share below 1 or a number.")
@click.option("--decision", metavar="C", help="Column of the decision that was made.")
@click.option(
    "--positive", metavar="V", multiple=True, callback=_listed, help="A value of it that counts as flagged; repeatable."
)
@click.option(
    "--protected",
    metavar="C",
    multiple=True,
    callback=_listed,
    help="Column of a protected characteristic, or race=C where its name does not say which; repeatable.",
)
@click.option("--purpose", required=True, metavar="P", help="What the predictions are for: see the list above.")
@click.option("--intersect", metavar="C,C", multiple=True, callback=_crossed, help="Compared together; repeatable.")
@click.option("--bands", metavar="C=18,25", multiple=True, help="Bands of a number: where each but the first begins.")
@click.option("--cluster", metavar="C", help="Rows with one value belong together: a person, an event.")
@click.option(
    "--control", metavar="C", multiple=True, callback=_listed, help="Compare like with like by this column too."
)
@click.option(
    "--data-class",
    metavar="D",
    default="D2",
    show_default=True,
    help="D0 synthetic, D1 published, D2 aggregate, D3 pseudonymised, D4 identifiable. Small counts: D0 and D1 only.",
)
@click.option("--tolerance", metavar="X", help="The limit on a difference, such as 0.05, or ratio:1.25.")
@click.option("--tolerance-reason", metavar="TEXT", help="Why this limit.")
@click.option(
    "--agreed-by", metavar="ROLE", multiple=True, callback=_listed, help="Who agreed the limit: a role; repeatable."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="A new or empty folder for record and card."
)
@click.option("--strict", is_flag=True, help="Exit 3 when a finding blocks or a verdict is outside.")
@click.option("--json", "as_json", is_flag=True, help="Print the record and its paths as one JSON document.")
def audit(
    file: str,
    tolerance: str | None,
    tolerance_reason: str | None,
    agreed_by: tuple[str, ...],
    out: Path | None,
    strict: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Read the options, make the audit, and print it."""
    from peel_ml.auditing.audit import audit as make
    from peel_ml.auditing.clock import STEPS
    from peel_ml.cli.progress import progress
    from peel_ml.settings import read_settings

    settings = read_settings(anywhere=True)
    limit = _limit(tolerance, tolerance_reason, agreed_by)
    with progress(len(STEPS)) as listener:
        record = make(file, **asked, tolerance=limit, out=out, settings=settings, listener=listener)
    if as_json:
        _print_json(record, settings)
    else:
        from peel_ml.cli.audit_report import report

        report(record, settings)
    if strict and (
        any(finding.severity == "block" for finding in record.findings)
        or any(row.verdict == "outside" for row in record.verdicts)
    ):
        raise click.exceptions.Exit(3)


def _limit(tolerance: str | None, reason: str | None, agreed_by: tuple[str, ...]) -> Any:
    if tolerance is None:
        if reason or agreed_by:
            raise click.UsageError("--tolerance-reason and --agreed-by say something of --tolerance: give it too.")
        return None
    from peel_ml.fairness.declaration import DeclaredTolerance

    scale, _, number = tolerance.rpartition(":")
    try:
        limit = float(number)
    except ValueError:
        limit = 0.0
    if scale not in ("", "difference", "ratio") or not limit > 0 or (scale != "ratio" and limit >= 1) or limit == 1:
        raise click.BadParameter(
            f"{tolerance!r}: write a difference as a share, such as 0.05, or a ratio as ratio:1.25.",
            param_hint="--tolerance",
        )
    if agreed_by and not reason:
        raise click.UsageError("An agreed limit has a reason: add --tolerance-reason.")
    harm = (
        f"a ratio of {limit:g}"
        if scale == "ratio"
        else f"{limit * 10_000:,.0f} people more or less in every 10,000 who count for the rate"
    )
    return DeclaredTolerance(
        scale="ratio" if scale == "ratio" else "difference",
        limit=limit,
        reason=reason or "Given with the audit.",
        harm_figure=harm,
        agreed_by=agreed_by,
    )


def paths_of(record: AuditRecord, settings: Settings) -> dict[str, str]:
    """Return where the record and the card of an audit are."""
    from peel_ml.auditing.written import folder_name

    folder = settings.runs / folder_name(record.purpose) / record.run_id
    files = {"record": "record.json", "card_json": "card.json", "card_html": "card.html"}
    return {name: str(folder / file) for name, file in files.items()}


def _print_json(record: AuditRecord, settings: Settings) -> None:
    import json

    from peel_ml.results.audit import to_json

    document = {**to_json(record), "paths": paths_of(record, settings)}
    click.echo(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False))
