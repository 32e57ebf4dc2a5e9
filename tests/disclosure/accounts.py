"""Made-up people with two accounts of ethnicity in areas, the record that counts them, and a reader of its cards."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

from peel_ml.cards.build import build
from peel_ml.cards.card import to_json
from peel_ml.cards.figures import figures
from peel_ml.disclosure import INTERNAL, PUBLIC, controlled
from peel_ml.disclosure.rounding import step
from peel_ml.results.estimate import Estimate
from peel_ml.results.missing import MissingRate
from peel_ml.results.world import AreaRatio, RateRow
from tests.cards.made.groups import judged
from tests.cards.made.records import real_final
from tests.disclosure.people import Attacker

SELVES, OFFICERS = ("Asian", "Black", "White", "Not stated"), ("Asian", "Black", "White")
AREAS = ("North", "South", "Unmapped place")
"""The last is no area that residents are known for."""
PEOPLE = [(one, officer, area) for one in SELVES for officer in OFFICERS for area in AREAS]
RESIDENTS = {"Asian": 20_000, "Black": 10_000, "White": 90_000}


def is_self(one):
    return lambda cell: cell[0] == one


def is_officer(one):
    return lambda cell: cell[1] == one


def both(one, officer):
    return lambda cell: cell[:2] == (one, officer)


def in_areas(one):
    return lambda cell: cell[0] == one and cell[2] in AREAS[:2]


def in_area(one, area):
    return lambda cell: (cell[0], cell[2]) == (one, area)


def without(officer=None, area=None):
    return lambda cell: cell[0] == "Not stated" and officer in (None, cell[1]) and area in (None, cell[2])


def record_of(numbers):
    """A whole made record whose tables of accounts, of missing groups and of residents count these people."""
    people = dict(zip(PEOPLE, numbers, strict=True))

    def n(test):
        return sum(count for cell, count in people.items() if test(cell))

    def rate(by, level, here):
        among = n(here)
        missing = n(lambda cell: here(cell) and cell[0] == "Not stated")
        return MissingRate("ethnicity_self", by, level, among or None, missing / among if among else None)

    rates = [rate("all", "All", lambda cell: True)]
    rates += [rate("ethnicity_officer", one, is_officer(one)) for one in OFFICERS]
    rates += [rate("borough", area, lambda cell, area=area: cell[2] == area) for area in AREAS]
    groups = [("ethnicity_self", one, is_self(one)) for one in SELVES]
    groups += [("ethnicity_officer", one, is_officer(one)) for one in OFFICERS]
    rows = [
        replace(judged(name, one, missing, n(test), 0.01, 0.02), n=n(test), denominator=n(test))
        for missing in ("complete_case", "as_group")
        for name, one, test in groups
        if n(test) >= 30 and (one != "Not stated" or missing == "as_group")
    ]
    few, base = Estimate(None, reason="too few to report"), real_final()
    residents = [
        RateRow(
            "ethnicity_self",
            one,
            records := n(in_areas(one)),
            RESIDENTS[one],
            Estimate(1000 * records / RESIDENTS[one], 0.1, 99.0),
            few,
            few,
        )
        for one in SELVES[:3]
    ]
    areas = [
        AreaRatio("ethnicity_self", one, area, people_in, RESIDENTS[one] // 2, few)
        for one in SELVES[:2]
        for area in AREAS[:2]
        if (people_in := n(in_area(one, area)))
    ]
    known = n(lambda cell: cell[0] != "Not stated")
    differ = n(lambda cell: cell[0] not in ("Not stated", cell[1]))
    return replace(
        base,
        fairness=tuple(rows),
        fairness_assessment=replace(
            base.fairness_assessment,
            sensitivity=(),
            disagreement=tuple(
                {"self": one, "officer": officer, "n": count}
                for one in SELVES
                for officer in OFFICERS
                if (count := n(both(one, officer)))
            ),
            disagreement_share=differ / known if known else None,
        ),
        scores=replace(
            base.scores,
            rows=sum(numbers),
            positives=sum(numbers) // 2,
            by_period=(),
            by_area=(),
            observed_expected=(),
            calibration=replace(base.scores.calibration, bins=()),
        ),
        missing=replace(base.missing, rates=tuple(rates), treated=()),
        world=replace(base.world, rates=tuple(residents), areas=tuple(areas), gaps=()),
        data=replace(base.data, timeline=None),
        within_groups=None,
        label_bias=None,
        planning=None,
        proxies=None,
        explanation=replace(base.explanation, contrasts=()),
    )


def tables(card):
    """Every table of a card and of the files beside its charts: caption, names of columns, rows."""
    found = []

    def walk(node):
        if isinstance(node, dict):
            if "columns" in node and "rows" in node:
                found.append((node.get("caption", ""), [one["name"] for one in node["columns"]], node["rows"]))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(to_json(card))
    for name, content in figures(card).items():
        if name.endswith(".csv"):
            head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
            found.append((name, head, rows))
    return found


def whole(text):
    return int(text.replace(",", "")) if re.fullmatch(r"[\d,]+", text) else None


def read(record):
    """An attacker who has read both cards and their files, and how many things they learnt from each kind of table."""
    attacker, learnt = Attacker(PEOPLE), {"accounts": 0, "missing": 0, "residents": 0, "files": 0, "areas": 0}
    attacker.learn("all", lambda cell: True, record.scores.rows)

    def learn(kind, name, test, low, high=None):
        attacker.learn((view.name, kind, *name), test, low, high)
        learnt[kind] += 1

    for view in (INTERNAL, PUBLIC):
        slack = view.base // 2
        card = build(record, view)
        for caption, columns, rows in tables(card):
            for label, *cells in rows:
                if caption.startswith("How people described themselves"):
                    for officer, cell in zip(columns[1:], cells, strict=True):
                        count = whole(cell)
                        # In this table a nought says that nobody is in the cell.
                        if count is not None:
                            learn("accounts", (label, officer), both(label, officer), count - slack * (count > 0),
                                  count + slack * (count > 0))  # fmt: skip
                elif caption == "Share without a recorded group" and cells:
                    here = is_officer(label) if label in OFFICERS else lambda cell: True
                    if label not in OFFICERS and not label.startswith("All "):
                        continue
                    among = whole(cells[0])
                    if among is not None:
                        learn("missing", (label, "n"), here, among - slack, among + slack)
                    share = re.fullmatch(r"([\d.]+)%", cells[columns.index(MEASURE) - 1])
                    if share:
                        exact, half = float(share[1]) / 100, 0.0005 + step(max(1, among - slack), view) / 2 + 1e-9
                        for end, low, high in ((exact + half, -1e9, 0.0), (exact - half, 0.0, 1e9)):
                            weight = lambda c, h=here, e=end: h(c) * ((c[0] == "Not stated") - e)  # noqa: E731
                            learn("missing", (label, end), weight, low, high)
                elif columns[:3] == ["Group", "Number", "Residents"] and label in RESIDENTS:
                    kind = "files" if caption.endswith(".csv") else "residents"
                    count = whole(cells[0])
                    if count is not None:
                        learn(kind, (label, "n"), in_areas(label), count - slack, count + slack)
                    rate = re.match(r"([\d.]+) \(", cells[2])
                    if rate and view == INTERNAL:
                        ends = [(float(rate[1]) + sign * 0.05001) * RESIDENTS[label] / 1000 for sign in (-1, 1)]
                        learn(kind, (label, "rate"), in_areas(label), *ends)
                elif columns[:2] == ["Group", "Number"] and cells and whole(cells[0]) is not None:
                    test = {"officer": is_officer, "person": is_self}.get(_whose(caption, card))
                    if test and label in SELVES:
                        kind = "files" if caption.endswith(".csv") else "accounts"
                        count = whole(cells[0])
                        learn(kind, (caption, label), test(label), count - slack, count + slack)
        shown, _ = controlled(record, view)
        # Area by area no table of the card gives them; the controlled record does, which MLflow keeps.
        for one in shown.world.areas:
            if one.records is not None:
                here = in_area(one.group, one.area)
                learn("areas", (one.group, one.area), here, one.records - slack, one.records + slack)
        for one in shown.missing.rates:
            if one.by == "borough" and one.share is not None and view == INTERNAL:
                learn("areas", ("missing", one.level), without(area=one.level), round(one.share * one.n))
    return attacker, learnt


MEASURE = "Ethnicity as the person described it"


def _whose(caption, card):
    """Whose account a table of groups is about; a file is known by its chart."""
    if caption.endswith(".csv"):
        stem = caption.rsplit("/")[-1].removesuffix(".csv")
        caption = next(
            (b.table.caption for s in card.body.sections for b in s.blocks if getattr(b, "id", "") == stem), ""
        )
    if not caption.endswith("observed minus expected"):
        return ""
    return "officer" if "officer" in caption else "person" if caption.startswith(MEASURE) else ""


def secrets(numbers):
    """Every small count of people that one of the tables would show, by name: its test and its true number."""
    people = dict(zip(PEOPLE, numbers, strict=True))
    tests = {("accounts", one, officer): both(one, officer) for one in SELVES for officer in OFFICERS}
    tests |= {("missing", officer): without(officer=officer) for officer in OFFICERS}
    tests |= {("missing", area): without(area=area) for area in AREAS}
    tests |= {("residents", one): in_areas(one) for one in SELVES[:3]}
    tests |= {("areas", one, area): in_area(one, area) for one in SELVES[:2] for area in AREAS[:2]}
    counts = {name: (test, sum(n for cell, n in people.items() if test(cell))) for name, test in tests.items()}
    return {name: found for name, found in counts.items() if 0 < found[1] < 5}
