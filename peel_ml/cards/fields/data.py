"""5: the data, where it comes from, and what was wrong with it."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import (
    EARLIER,
    Answer,
    Asked,
    Row,
    declared,
    given,
    listed,
    not_applicable,
    not_measured,
    with_measured,
)
from peel_ml.cards.names import measure_name
from peel_ml.cards.words import count, counted, percent, plain, sentence, spoken

_PARTS = {"training": "training", "validation": "validation", "held_out": "held out"}


def _dataset(asked: Asked) -> Answer:
    data = asked.record.data
    period = f", {data.period.from_} to {data.period.to}" if data.period else ""
    said = (
        f"{data.source}{period}: {count(data.rows)} rows read, {count(data.rows_used)} used; "
        f"{counted(len(data.columns), 'column')}; {counted(len(data.files), 'file')}, digest {data.sha256[:16]}."
    )
    if asked.record.world is not None:
        said += f" Counts of residents: {sentence(asked.record.world.denominators)}"
    return Answer("given", said)


def _parts(asked: Asked) -> Answer:
    kinds = {"time": "Split by time", "group": "Split by group", "random": "Split at random"}
    how = kinds.get(asked.declaration.text("split.kind") or "", "How it was split is not declared")
    parts = [f"{_PARTS[part.name]} {count(part.rows)} rows" for part in asked.record.data.parts]
    return given(f"{how}: {', '.join(parts)}. Each row stands in one part only" if parts else how)


def _columns(asked: Asked) -> Answer:
    columns = asked.record.data.columns
    if not columns:
        return not_measured("the record lists no columns")
    roles: dict[str, int] = {}
    for one in columns:
        roles[one.role] = roles.get(one.role, 0) + 1
    return given(f"{counted(len(columns), 'column')}: " + ", ".join(f"{role} {n}" for role, n in roles.items()))


def _sensitive(asked: Asked) -> Answer:
    named = [one.plain_name for one in asked.record.data.columns if one.role == "protected"]
    said = f"Protected: {listed(named)}." if named else "No column of a protected characteristic is used."
    if asked.record.proxies is None:
        return Answer("given", f"{said} How far others give one away was not measured.")
    names = {one.name: one.plain_name for one in asked.record.data.columns}
    flagged = dict.fromkeys(
        names.get(one.feature, spoken(one.feature))
        for row in asked.record.proxies.rows
        for one in row.features
        if one.flagged_name
    )
    return Answer("given", f"{said} May give one away by its name: {listed(tuple(flagged)) or 'none'}.")


def _complete(asked: Asked) -> Answer:
    shares = [
        f"{measure_name(measure, asked.declaration)} {percent(share)}"
        for one in asked.record.fairness_assessment.characteristics
        for measure, share in one.missing_share.items()
    ]
    if not shares:
        return not_measured("no protected characteristic is in the data")
    world = (
        "Set against residents of the Census 2021 in the section on what was recorded."
        if asked.record.world is not None
        else "Not set against the Census, because no resident counts belong to these rows."
    )
    return Answer("given", f"Without a recorded group: {'; '.join(shares)}. {world}")


def _alive(asked: Asked) -> Answer:
    check = next((one for one in asked.record.checks if one.code == "degenerate-target"), None)
    if check is None:
        return not_measured("no check of the outcome was made")
    return given(f"Is the outcome alive in every period? {plain(check.reason)}")


def _cleaning(asked: Asked) -> Answer:
    steps = asked.record.data.cleaning
    if not steps:
        return given("Nothing was changed")
    return given(
        f"{counted(len(steps), 'step')}, each with its reason: {listed([spoken(one.step).lower() for one in steps])}"
    )


def _identifiers(asked: Asked) -> Answer:
    scan = asked.record.identifiers
    if scan is None:
        return not_measured(EARLIER)
    where = f"{counted(len(scan.looked_at), 'place')} searched for {listed(scan.kinds)}"
    if not scan.hits:
        return given(f"{where}. None was found")
    found = [f"{one.kind} in {one.place}" for one in scan.hits]
    return given(f"{where}. {counted(len(scan.hits), 'place')} may hold one: {listed(found)}")


def _timeline(asked: Asked) -> Answer:
    """Return the check of the outcome, and where the record breaks."""
    alive, timeline = _alive(asked), asked.record.data.timeline
    if timeline is None:
        return alive
    months = f"{counted(len(timeline.months), 'month')} looked at, {counted(len(timeline.breaks), 'break')} found."
    return Answer(alive.state, f"{alive.text} {months}")


def _kept(asked: Asked) -> Answer:
    if asked.record.data.synthetic and asked.declaration.text("data.class") == "D0":
        return not_applicable("the data is made up")
    return declared(
        "5.9",
        ("Shared under", "data.sharing"),
        ("Can be read by", "data.origin.access"),
        ("Kept", "data.retention"),
        ("Deleted", "data.origin.deletion"),
    )(asked)


ROWS = (
    Row(
        "5.1",
        "Which data, from whom, how much and of when",
        ("measured", "declared"),
        "submit",
        (by.ATRS, by.DATASHEETS, by.TOOLKIT),
        "data",
        with_measured(
            "5.1",
            _dataset,
            ("Name", "data.origin.name"),
            ("Publisher", "data.origin.publisher"),
            ("Licence", "data.origin.licence"),
            ("Address", "data.origin.url"),
            ("Area", "data.origin.geography"),
            ("Kind", "data.origin.modality"),
        ),
    ),
    Row(
        "5.2",
        "How it was split",
        ("measured", "declared"),
        "submit",
        (by.ATRS, by.MODEL_CARDS),
        "data",
        with_measured("5.2", _parts),
    ),
    Row(
        "5.3",
        "Why and how it was collected, and what decides what is recorded",
        ("declared",),
        "submit",
        (by.ATRS, by.DATASHEETS),
        "data",
        declared(
            "5.3",
            ("First collected", "data.origin.original_purpose"),
            ("How", "data.origin.collection"),
            ("What is recorded", "data.origin.selection"),
        ),
    ),
    Row(
        "5.4",
        "What each column is used for",
        ("measured",),
        "submit",
        (by.DATASHEETS, by.ISO_42001),
        "data",
        _columns,
    ),
    Row(
        "5.5",
        "Sensitive facts, and facts that may stand in for them",
        ("measured",),
        "submit",
        (by.ATRS,),
        "data",
        _sensitive,
    ),
    Row(
        "5.6",
        "How complete it is, and whom it stands for",
        ("measured",),
        "submit",
        (by.ATRS, by.IEEE_7003),
        "groups",
        _complete,
    ),
    Row(
        "5.7",
        "What the recorded outcome stands for, and how it may be wrong",
        ("declared", "measured"),
        "submit",
        (by.ALGO_CARE, by.ICO),
        "data",
        with_measured(
            "5.7",
            _timeline,
            ("Stands for", "task.label_construct"),
            ("May be wrong", "task.label_bias"),
            ("Known", "task.label_delay"),
        ),
    ),
    Row(
        "5.8",
        "How it was cleaned, and why",
        ("measured", "declared"),
        "submit",
        (by.ATRS, by.DATASHEETS),
        "data",
        _cleaning,
    ),
    Row(
        "5.9",
        "Who can read the data, and until when",
        ("declared",),
        "personal_or_high",
        (by.ATRS, by.DPIA),
        "data",
        _kept,
    ),
    Row(
        "5.10",
        "Whether anything in it names a person",
        ("measured",),
        "submit",
        (by.PAPER,),
        "data",
        _identifiers,
    ),
)
"""The rows of this chapter."""
