"""Technical annex: for those who want to check the figures. Technical names are welcome here."""

from __future__ import annotations

from peel_ml.cards.content import (
    Block,
    Column,
    Fact,
    Facts,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Section,
    Table,
)
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import CANDIDATES, METRICS, candidate_name, in_order, metric_words
from peel_ml.cards.sections import annex_groups
from peel_ml.cards.words import count, number, sentence, spread
from peel_ml.results.estimate import Estimate
from peel_ml.results.findings import Check, Finding
from peel_ml.results.record import RunRecord
from peel_ml.results.recorded import Recorded
from peel_ml.results.tuning import ParamValue

_OUTCOMES = {
    "found": "Found something",
    "passed": "Passed",
    "not_applicable": "Not applicable",
    "skipped": "Skipped",
}
SHOWN_TRIALS = 3


def section(record: RunRecord, declaration: Declaration) -> Section:
    """Return the section."""
    blocks: list[Block] = [Heading("Metrics"), _metrics(record), comparisons(record), _calibration(record)]
    blocks += [
        *annex_groups.blocks(record, declaration),
        Heading("Model and search"),
        *_model(record),
        Heading("Explanation"),
        _explanation(record),
        Heading("All checks"),
        *checks(record.checks, record.findings),
        Heading("Where it comes from"),
        provenance(record),
    ]
    return Section("annex", "Technical annex", tuple(blocks), technical=True)


def _metrics(record: RunRecord) -> Table:
    methods = [("This model", record.scores.metrics)]
    methods += [
        (candidate_name(name), dict(figures)) for name, figures in in_order(record.scores.baselines, CANDIDATES)
    ]
    metrics = [name for name, _ in in_order({name: name for _, figures in methods for name in figures}, METRICS)]

    def cell(estimate: Estimate | None) -> str:
        value, interval = annex_groups.figure_of(estimate)
        # The interval breaks as a whole or not at all.
        return value if interval == "–" else f"{value} ({interval})".replace(" to ", "\u00a0to\u00a0")

    return Table(
        f"Metrics on {count(record.scores.rows)} rows ({record.scores.evaluated_on.replace('_', ' ')}), "
        "95% intervals in brackets",
        (Column("Method"), *(Column(metric_words(name).technical, True) for name in metrics)),
        tuple((method, *(cell(figures.get(name)) for name in metrics)) for method, figures in methods),
    )


def comparisons(record: Recorded) -> Block:
    """Return the paired differences to every comparison."""
    if not record.scores.comparisons:
        return Paragraph("No paired differences were measured.")
    return Table(
        "Paired differences, model minus comparison; positive means better",
        (Column("Compared with"), Column("Metric"), Column("Difference", True), Column("95% interval", True)),
        tuple(
            (
                candidate_name(one.baseline),
                metric_words(one.metric).technical,
                number(one.value, 4),
                spread(one.low, one.high, 1, 4),
            )
            for one in record.scores.comparisons
        ),
    )


def _calibration(record: RunRecord) -> Table:
    calibration = record.scores.calibration
    rows = (
        ("Slope (1 is calibrated)", calibration.slope),
        ("Intercept (0 is calibrated)", calibration.intercept),
        ("Expected calibration error (ECE)", calibration.ece),
    )
    return Table(
        "Calibration (Cox 1958)",
        (Column("Figure"), Column("Value", True), Column("95% interval", True)),
        tuple((name, *annex_groups.figure_of(estimate)) for name, estimate in rows),
    )


def _value(value: ParamValue) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def _model(record: RunRecord) -> list[Block]:
    tuning, model = record.tuning, record.model
    trials = sorted(
        (trial for trial in tuning.trials if trial.value is not None),
        key=lambda trial: (-(trial.value or 0.0), trial.number),
    )[:SHOWN_TRIALS]
    space = Table(
        "Search space and best settings",
        (Column("Setting"), Column("Searched"), Column("Best", True)),
        tuple(
            (
                name,
                " to ".join(_value(one) for one in bounds)
                if len(bounds) == 2
                else ", ".join(_value(one) for one in bounds),
                _value(tuning.best_params[name]) if name in tuning.best_params else "–",
            )
            for name, bounds in in_order(tuning.space)
        ),
    )
    best = Table(
        f"Best {len(trials)} of {count(len(tuning.trials))} trials",
        (Column("Trial"), Column("State"), Column("Objective", True), Column("Settings")),
        tuple(
            (
                str(trial.number),
                trial.state.capitalize(),
                number(trial.value, 5),
                ", ".join(f"{name} {_value(value)}" for name, value in sorted(trial.params.items())),
            )
            for trial in trials
        ),
    )
    return [
        Facts(
            (
                Fact("Model", model.description),
                Fact("Fitted on", ", ".join(model.fitted_on)),
                Fact("Calibration", model.calibration),
                Fact("Trees", "–" if model.trees is None else count(model.trees)),
                Fact("Models averaged", str(model.bagged_models)),
                Fact("Loadable model released", "Yes" if model.released else "No"),
                Fact("Digest of the model", model.sha256),
                Fact("Search objective", metric_words(tuning.objective).technical),
                Fact("Sampler", f"{tuning.sampler}, seed {tuning.seed}"),
                Fact("Folds", tuning.folds),
                Fact(
                    "Trials",
                    f"{tuning.trials_requested} asked for: {tuning.completed} complete, {tuning.pruned} "
                    f"pruned, {tuning.failed} failed; stopped by {tuning.stopped_by}",
                ),
                Fact("Best objective", number(tuning.best_value, 5)),
            )
        ),
        Fold("Search space, best settings and best trials", (space, best)),
        Fold("Features", (Listing(model.features),)),
    ]


def _explanation(record: RunRecord) -> Facts:
    one = record.explanation
    stability = "Not measured" if one.rank_stability is None else number(one.rank_stability, 3)
    return Facts(
        (
            Fact("Method", one.method),
            Fact("Rows explained", f"{count(one.sample_rows)}; {one.sample_rule}"),
            Fact("Additivity error (log-odds)", f"{one.additivity_error:.2e}"),
            Fact("Rank stability (1 is stable)", stability),
        )
    )


def checks(made: tuple[Check, ...], findings: tuple[Finding, ...]) -> list[Block]:
    """Return every check, quiet ones included."""
    if not made:
        return [Paragraph("No check was made.")]
    said = {sentence(finding.sentence) for finding in findings}
    passed = [check.code for check in made if check.outcome == "passed"]
    told = [check.code for check in made if check.outcome == "found" and sentence(check.reason) in said]
    others = [check for check in made if check.outcome != "passed" and check.code not in told]
    table = Table(
        "Every check that did not simply pass",
        (Column("Check"), Column("Outcome"), Column("Reason")),
        tuple((check.code, _OUTCOMES[check.outcome], _reason(check.reason, said)) for check in others),
    )
    return [
        *([Paragraph(f"{', '.join(told)}.", "Found something: see “What was wrong with it”.")] if told else []),
        *([table] if others else []),
        *([Paragraph(f"{', '.join(passed)}.", "Passed, with nothing found.")] if passed else []),
    ]


def _reason(reason: str, said: set[str]) -> str:
    return "See “What was wrong with it”." if sentence(reason) in said else sentence(reason)


def provenance(record: Recorded) -> Facts:
    """Return where the code, its libraries and the declaration stood."""
    one = record.provenance
    clean = {True: "with uncommitted changes", False: "clean", None: "state unknown"}[one.dirty]
    changed = "; ".join(f"{key} = {_value(value)}" for key, value in sorted(record.overrides.items())) or "No overrides"
    return Facts(
        (
            Fact("Code", f"{one.commit}, {clean}" if one.commit != "no repository" else "No repository"),
            Fact("Platform version", record.peel_version),
            Fact("Lock file digest", one.lock_sha256 or "No lock file"),
            Fact("Declaration digest", one.declaration_sha256),
            Fact("Seed", "; ".join(f"{name} {seed}" for name, seed in in_order(one.seeds)) or str(record.seed)),
            Fact(
                "LightGBM's determinism",
                ", ".join(f"{name} {'on' if on else 'off'}" for name, on in in_order(one.determinism))
                or "not recorded",
            ),
            Fact("Overrides", changed),
            Fact("Same bytes on every run", "Yes" if one.deterministic else "No: the search was ended by time"),
            Fact("Python", one.python),
            Fact("Packages", ", ".join(f"{name} {version}" for name, version in sorted(one.packages.items()))),
            Fact("Fairness policy", record.fairness_assessment.policy_version),
            Fact(
                "Clusters",
                "None declared"
                if record.fairness_assessment.clusters is None
                else count(record.fairness_assessment.clusters),
            ),
        )
    )
