"""The data of the two runs: source, digest, rows, periods, cleaning."""

from __future__ import annotations

from peel_ml.cards.diff.content import Part, Row, Side
from peel_ml.cards.diff.counts import counts
from peel_ml.cards.diff.words import differs, each, only
from peel_ml.cards.recipe import Recipe
from peel_ml.cards.words import count, sentence, spoken
from peel_ml.results.data import DataRecord, PartRecord, Period


def part(before: Side, after: Side, minimum: int) -> Part | None:
    """Return what differs in the data; of two cards alone, what their recipes say of it, if they hold one."""
    if before.record is not None and after.record is not None:
        rows = _of_records(before.record.data, after.record.data, minimum)
    elif before.card.body.recipe is not None and after.card.body.recipe is not None:
        rows = _of_recipes(before.card.body.recipe, after.card.body.recipe)
    else:
        return None
    return Part("data", "The data", rows, _short(rows) if rows else "The two were made from the same data.")


def _short(rows: tuple[Row, ...]) -> str:
    said = {one.what for one in rows}
    if _DIGEST in said:
        read = next((one for one in rows if one.what == _READ), None)
        moved = f": {read.before} and {read.after} rows" if read is not None and not read.said else ""
        return f"The two were made from other data{moved}."
    return "The files are the same. What was done to them is not."


_DIGEST = "Digest of the files"
_READ = "Rows read"


def _of_recipes(one: Recipe, other: Recipe) -> tuple[Row, ...]:
    return (*differs("Source", one.source, other.source), *differs(_DIGEST, one.data_sha256, other.data_sha256))


def _of_records(one: DataRecord, other: DataRecord, minimum: int) -> tuple[Row, ...]:
    def counted(what: str, old: int | None, new: int | None, under: str = "") -> tuple[Row, ...]:
        return () if old == new else (_row(what, counts(old, new, minimum), under),)

    return (
        *differs("Source", one.source, other.source),
        *differs("Synthetic", _yes(one.synthetic), _yes(other.synthetic)),
        *differs("Class", one.class_, other.class_),
        *differs(_DIGEST, one.sha256, other.sha256),
        *differs("Files", count(len(one.files)), count(len(other.files))),
        *differs("Period", _period(one.period), _period(other.period)),
        *counted(_READ, one.rows, other.rows),
        *counted("Rows used", one.rows_used, other.rows_used),
        *(
            found
            for name in each((part.name for part in one.parts), (part.name for part in other.parts))
            for found in _part(name, _named(one, name), _named(other, name), minimum)
        ),
        *(found for found in _cleaning(one, other, minimum)),
        *(Row("", sentence(text), None, under="Notes") for text in only(one.notes, other.notes)),
        *(Row("", None, sentence(text), under="Notes") for text in only(other.notes, one.notes)),
    )


def _row(what: str, told: tuple[str, str, str], under: str) -> Row:
    return Row(what, *told, under=under)


def _yes(flag: bool) -> str:
    return "Yes" if flag else "No"


def _period(period: Period | None) -> str | None:
    return None if period is None else f"{period.from_} to {period.to}"


def _named(data: DataRecord, name: str) -> PartRecord | None:
    return next((part for part in data.parts if part.name == name), None)


def _part(name: str, one: PartRecord | None, other: PartRecord | None, minimum: int) -> tuple[Row, ...]:
    under = f"{spoken(name)} part"
    if one is None or other is None:
        was, now = (None if part is None else count(part.rows) for part in (one, other))
        return differs("Rows", was, now, "", under)
    rows = differs("Period", _period(one.period), _period(other.period), "", under)
    if one.rows != other.rows:
        rows += (_row("Rows", counts(one.rows, other.rows, minimum), under),)
    if one.positives != other.positives:
        if one.positives is None or other.positives is None:
            told = tuple("Not opened" if n is None else count(n) for n in (one.positives, other.positives))
            rows += (Row("Rows with the outcome", told[0], told[1], under=under),)
        else:
            rows += (_row("Rows with the outcome", counts(one.positives, other.positives, minimum), under),)
    return rows


def _cleaning(one: DataRecord, other: DataRecord, minimum: int) -> tuple[Row, ...]:
    old = {step.step: step for step in one.cleaning}
    new = {step.step: step for step in other.cleaning}
    rows: list[Row] = []
    for name in each(old, new):
        under = f"Cleaning: {spoken(name).lower()}"
        step, step_ = old.get(name), new.get(name)
        if step is None or step_ is None:
            rows += differs("Step", None if step is None else step.why, None if step_ is None else step_.why, "", under)
            continue
        rows += differs("Why", step.why, step_.why, "", under)
        for what, was, now in (
            ("Rows left out", step.rows_in - step.rows_out, step_.rows_in - step_.rows_out),
            ("Cells changed", step.cells_changed, step_.cells_changed),
        ):
            if was != now:
                rows.append(_row(what, counts(was, now, minimum), under))
    return tuple(rows)
