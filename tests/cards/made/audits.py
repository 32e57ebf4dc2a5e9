"""Made-up audits of somebody else’s model, one of a prohibited use. Every figure is invented."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.data.declaration import NINE
from peel_ml.results.audit import Audited, AuditRecord, GroupCounts
from peel_ml.results.fairness import Characteristic, FairnessAssessment, FairnessRow, Tolerance
from peel_ml.results.findings import Check, Finding
from peel_ml.results.record import MlflowRun

from .evidence import label_bias, missing, within_groups
from .surroundings import planning

HEADING = "Disparity audit of a prohibited use. Not evidence for adopting it."
_COUNTS = {
    "African-American": (990, 805, 532, 1369),
    "Caucasian": (1139, 349, 461, 505),
    "Hispanic": (318, 87, 129, 103),
}
_AMONG = {
    "false_positive_rate": (1, (0, 1)),
    "false_negative_rate": (2, (2, 3)),
    "false_discovery_rate": (1, (1, 3)),
    "false_omission_rate": (2, (0, 2)),
}


def _counts(group: str, cells: tuple[int, int, int, int]) -> GroupCounts:
    tn, fp, fn, tp = cells
    n = sum(cells)
    return GroupCounts(
        "race",
        group,
        n,
        tn,
        fp,
        fn,
        tp,
        (fp + tp) / n,
        fp / (fp + tn),
        fn / (fn + tp),
        tp / (fn + tp),
        tp / (tp + fp),
        tn / (tn + fn),
        (tp + tn) / n,
    )


def _too_few(group: str) -> GroupCounts:
    return GroupCounts("race", group, *(None,) * 12)


def _row(group: str, metric: str) -> FairnessRow:
    place, among = _AMONG[metric]

    def rate(groups: list[str]) -> tuple[float, int]:
        bottom = sum(_COUNTS[one][cell] for one in groups for cell in among)
        return sum(_COUNTS[one][place] for one in groups) / bottom, bottom

    own, n = rate([group])
    rest, _ = rate([one for one in _COUNTS if one != group])
    gap, half = own - rest, 1.96 * (own * (1 - own) / n) ** 0.5
    verdict = "outside" if abs(gap) - half > 0.05 else "within" if abs(gap) + half < 0.05 else "cannot_tell"
    own_n = sum(_COUNTS[group])
    return FairnessRow(
        "race",
        group,
        metric,
        metric == "false_positive_rate",
        "complete_case",
        own_n,
        n,
        own,
        own - half,
        own + half,
        "Caucasian",
        gap,
        gap - half,
        gap + half,
        own / rest,
        (own - half) / rest,
        (own + half) / rest,
        abs(gap) > half,
        verdict,  # type: ignore[arg-type]
        "the interval reaches across the limit" if verdict == "cannot_tell" else "",
        f"{group}: made up.",
        reference_difference=gap / 2,
        reference_low=gap / 2 - half,
        reference_high=gap / 2 + half,
        reference_shown=abs(gap / 2) > half,
    )


def prohibited() -> AuditRecord:
    """Return an audit of a prohibited use: four error rates judged, one group too small to report."""
    every = tuple(sum(cells[place] for cells in _COUNTS.values()) for place in range(4))
    rows = tuple(_row(group, metric) for metric in _AMONG for group in _COUNTS)
    few = replace(
        rows[0],
        group="Other",
        n=None,
        denominator=None,
        estimate=None,
        low=None,
        high=None,
        difference=None,
        difference_low=None,
        difference_high=None,
        ratio=None,
        ratio_low=None,
        ratio_high=None,
        difference_shown=None,
        verdict="cannot_tell",
        reason="too few to report",
        reference_difference=None,
        reference_low=None,
        reference_high=None,
        reference_shown=None,
    )
    why = "Not given to the audit. This is not a sign that there is no difference."
    verdicts = (*rows, few)
    return AuditRecord(
        "1.0",
        "finished",
        "0.1.0",
        "20261124T101500-ab12",
        "2026-11-24T10:15:00+00:00",
        "peel audit two-years.csv --label two_year_recid --decision score_text --purpose recidivism",
        "recidivism",
        True,
        HEADING,
        Audited(
            "two-years.csv",
            "ab" * 32,
            7_214,
            7_200,
            "two_year_recid",
            ("1",),
            "decision",
            "score_text",
            ("Medium", "High"),
            None,
            None,
            ("race",),
            (),
            "D1",
        ),
        (
            _counts("All", every),  # type: ignore[arg-type]
            *(_counts(group, cells) for group, cells in _COUNTS.items()),
            _too_few("Other"),
        ),
        verdicts,
        False,
        FairnessAssessment(
            (),
            tuple(
                Characteristic("race", "measured", ("race",), {"race": 0.0}, "As the file has it.")
                if name == "race"
                else Characteristic(name, "not_recorded", (), {}, why)
                for name in NINE
            ),
            Tolerance("difference", 0.05, False, "The policy\u2019s illustration for an audit."),
            "false_positive_rate",
            "higher",
            16,
            None,
            (),
            "1.0",
            "We could check 1 of 9 protected characteristics.",
        ),
        missing(verdicts),
        within_groups(verdicts, decided=False),
        label_bias(verdicts),
        planning(verdicts),
        (Finding("few-rows", "warn", "A group is small", "1 group has fewer than 30 rows.", "Read it with care."),),
        (Check("few-rows", "found", "1 group has fewer than 30 rows."), Check("labels", "passed", "Two values.")),
        MlflowRun(None, None),
        packages={"numpy": "2.0.0"},
        timings={"reading": 0.4},
    )


def service() -> AuditRecord:
    """Return an audit of a use that is allowed, with a cut-off on a score."""
    record = prohibited()
    return replace(
        record,
        purpose="service_need",
        prohibited=False,
        heading="Disparity audit of predictions made elsewhere: who needs a service.",
        audited=replace(record.audited, decided_by="score", column="score", positive=(), threshold=0.5),
        within_groups=within_groups(record.verdicts, decided=True),
    )
