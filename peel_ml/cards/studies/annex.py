"""Technical annex of a study."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fact, Facts, Heading, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import in_order
from peel_ml.cards.sections.annex import checks, comparisons, provenance
from peel_ml.cards.studies.kinds import KINDS
from peel_ml.cards.studies.names import METHODS, METRICS, method_in_sentence, method_name, said, study_words
from peel_ml.cards.words import count
from peel_ml.results.studies.record import StudyRecord


def section(record: StudyRecord, declaration: Declaration) -> Section:
    """Return the section."""
    blocks: list[Block] = [Heading("Metrics"), _metrics(record), comparisons(record)]
    blocks += KINDS[record.study].annex(record, declaration)
    blocks += [
        Heading("Model"),
        Facts(
            (
                Fact("Model", record.model.description),
                Fact("Fitted on", ", ".join(record.model.fitted_on)),
                Fact("Features", ", ".join(record.model.features) or "None"),
                Fact("Digest of the model", record.model.sha256),
            )
        ),
    ]
    if record.tuning is not None:
        one = record.tuning
        blocks.append(
            Facts(
                (
                    Fact("Search objective", study_words(one.objective).technical),
                    Fact("Sampler", f"{one.sampler}, seed {one.seed}"),
                    Fact("Folds", one.folds),
                    Fact(
                        "Trials",
                        f"{one.trials_requested} asked for: {one.completed} complete, {one.pruned} pruned, "
                        f"{one.failed} failed; stopped by {one.stopped_by}",
                    ),
                )
            )
        )
    blocks += [
        Heading("All checks"),
        *checks(record.checks, record.findings),
        Heading("Where it comes from"),
        provenance(record),
    ]
    return Section("annex", "Technical annex", tuple(blocks), technical=True)


def _metrics(record: StudyRecord) -> Table:
    scores = record.scores
    methods = [(f"This model: {method_in_sentence(scores.candidate)}", scores.metrics)]
    methods += [(method_name(name), dict(figures)) for name, figures in in_order(scores.baselines, METHODS)]
    names = [name for name, _ in in_order({name: name for _, figures in methods for name in figures}, METRICS)]
    return Table(
        f"Metrics on {count(scores.rows)} rows ({scores.evaluated_on.replace('_', ' ')}), with 95% ranges",
        (Column("Method"), *(Column(study_words(name).technical, True) for name in names)),
        tuple((method, *(said(name, figures.get(name)) for name in names)) for method, figures in methods),
    )
