"""The names under which MLflow keeps what runs of every kind have in common, with their units: one table.

``docs/comparing-runs.md`` prints it, and a test holds every key that is written to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Named:
    """One name, or a pattern of names.

    Parameters
    ----------
    name : str
        As it is written; words in capitals stand for a part that differs, ``[_low|_high]`` for the ends of an interval.
    where : {"metric", "tag", "param"}
        Where MLflow keeps it.
    unit : str
        What the number counts, or which words a tag holds.
    meaning : str
        What it says, in a sentence without a full stop.
    kinds : str
        Kinds of record that have it.
    """

    name: str
    where: Literal["metric", "tag", "param"]
    unit: str
    meaning: str
    kinds: str = "all"

    @property
    def pattern(self) -> re.Pattern[str]:
        """What a written key of this name looks like."""
        text = re.escape(self.name).replace(re.escape("[_low|_high]"), "(_low|_high)?")
        return re.compile(re.sub(r"[A-Z]{3,}+(?<!SYNTHETIC)", r"[\\w.() <>=+-]+", text))


EVERY, RUNS, PEOPLE, STUDIES = "all", "runs", "classification", "studies"
INTERVAL = "[_low|_high]"

NAMES: tuple[Named, ...] = (
    Named("kind", "tag", "classification, count_forecast, regression, change_detection, causal, audit", "Kind of task"),
    Named("use_case", "tag", "its id", "Which use case", RUNS),
    Named("objective", "tag", "more_trust, less_crime, high_standards", "Which objective it serves", RUNS),
    Named("stage", "tag", "proposed, exploring, proven, signed_off, handed_over, retired", "As declared", RUNS),
    Named("decision_type", "tag", "insight, service, resource, enforcement_audit", "Decision it supports", RUNS),
    Named("data_class", "tag", "D0, D1, D2, D3, D4", "Class of the data that was read; D0 is made up"),
    Named("SYNTHETIC", "tag", "true, false", "Whether the data is made up"),
    Named("data_sha256", "tag", "digest", "Which data, to the byte"),
    Named("evaluated_on", "tag", "validation, held_out, everything", "Which period or rows were scored"),
    Named("final", "tag", "true, false", "Whether the held-out period was opened", RUNS),
    Named("quick", "tag", "true, false", "Whether it was a quick run: never a figure to quote", RUNS),
    Named("primary_metric", "tag", "a metric’s name", "Which figure heads the card", RUNS),
    Named(
        "useful",
        "tag",
        "true, false, cannot_tell",
        "Whether it is shown to beat the best simple method; false is “no useful model”",
        RUNS,
    ),
    Named("verdict", "tag", "outside, cannot_tell, within, not_judged", "The worst headline verdict on a group"),
    Named("tolerance_agreed", "tag", "true, false", "Whether people agreed the limit the verdicts use"),
    Named("findings", "tag", "codes, or none", "Everything that was found, by code"),
    Named("purpose", "tag", "a purpose", "What the audited predictions are for", "audit"),
    Named("prohibited", "tag", "true, false", "Whether that purpose is prohibited", "audit"),
    Named("submittable", "tag", "true, false", "Whether it may ever be submitted", "audit"),
    Named("commit", "tag", "commit", "Which code", RUNS),
    Named("peel_run", "tag", "run id", "Name of the run in PEEL_HOME"),
    Named("peel_version", "tag", "version", "Version of the platform"),
    Named("card", "tag", "path", "Where the card stands among the artefacts"),
    Named("model_version", "tag", "number", "Registered version, where a model leaves the run", PEOPLE),
    Named(f"primary{INTERVAL}", "metric", "that of primary_metric", "The figure that heads the card", RUNS),
    Named(
        f"primary_lift{INTERVAL}",
        "metric",
        "that of primary_metric, positive is better",
        "The same over the best simple method",
        RUNS,
    ),
    Named(f"METRIC{INTERVAL}", "metric", "see the table of metrics", "Every metric of performance or effect", RUNS),
    Named("baseline.METHOD.METRIC", "metric", "that of the metric", "The same metric of a simple method", RUNS),
    Named(
        f"lift_METRIC{INTERVAL}",
        "metric",
        "that of the metric, positive is better",
        "Over the best simple method",
        RUNS,
    ),
    Named("evaluated.rows", "metric", "rows", "Rows scored", RUNS),
    Named("evaluated.positives", "metric", "rows", "Rows scored that had the outcome", PEOPLE),
    Named("evaluated.areas", "metric", "areas", "Areas judged", STUDIES),
    Named("evaluated.periods", "metric", "periods", "Periods judged", STUDIES),
    Named("fairness.outside", "metric", "comparisons", "Headline comparisons outside the limit"),
    Named("fairness.cannot_tell", "metric", "comparisons", "Headline comparisons of which nothing can be said"),
    Named("fairness.within", "metric", "comparisons", "Headline comparisons within the limit"),
    Named("fairness.MEASURE.outside", "metric", "comparisons", "The same of one measure", RUNS),
    Named(
        "fairness.MEASURE.largest_shown_difference",
        "metric",
        "that of the judged rate; 0.05 is 5 points",
        "The largest difference that is shown, with its sign",
        RUNS,
    ),
    Named("findings.block", "metric", "findings", "Findings that block submission"),
    Named("findings.warn", "metric", "findings", "Findings to read first"),
    Named("findings.note", "metric", "findings", "Findings to know of"),
    Named("data.rows", "metric", "rows", "Rows read"),
    Named("data.rows_used", "metric", "rows", "Rows used after cleaning"),
    Named("data.rows_left_out", "metric", "rows", "Rows read and not used", RUNS),
    Named("held_out.openings", "metric", "times", "How often the held-out period has been opened", RUNS),
    Named(f"calibration_slope{INTERVAL}", "metric", "1 is calibrated", "Cox’s calibration slope", PEOPLE),
    Named(
        f"calibration_intercept{INTERVAL}", "metric", "log odds, 0 is calibrated", "Cox’s calibration intercept", PEOPLE
    ),
    Named(f"calibration_ece{INTERVAL}", "metric", "share", "Expected calibration error", PEOPLE),
    Named(f"precision{INTERVAL}", "metric", "share", "Precision at the operating point", PEOPLE),
    Named(f"recall{INTERVAL}", "metric", "share", "Recall at the operating point", PEOPLE),
    Named(f"flagged_share{INTERVAL}", "metric", "share", "Share flagged at the operating point", PEOPLE),
    Named(
        f"proxies.MEASURE.features_auc{INTERVAL}",
        "metric",
        "share, 0.5 is a coin",
        "How well the features give it away",
        PEOPLE,
    ),
    Named(
        f"proxies.MEASURE.score_auc{INTERVAL}",
        "metric",
        "share, 0.5 is a coin",
        "How well the score gives it away",
        PEOPLE,
    ),
    Named("missing.MEASURE", "metric", "share", "Share of rows without a recorded group", PEOPLE),
    Named("mitigation.alternatives", "metric", "models", "Less unequal models that were looked for", PEOPLE),
    Named("mitigation.less_unequal", "metric", "models", "Of them, those that are", PEOPLE),
    Named("tuning.best_value", "metric", "that of params.tuning.objective", "Best value of the search, on folds", RUNS),
    Named("tuning.STATE", "metric", "trials", "Trials that were completed, pruned or failed", RUNS),
    Named(
        "trial_value", "metric", "that of params.tuning.objective", "Value of each trial; the step is its number", RUNS
    ),
    Named("trial_best", "metric", "that of params.tuning.objective", "Best value so far", RUNS),
    Named("explanation.rank_stability", "metric", "0 to 1", "How stable the order of the features is", RUNS),
    Named("RATE", "metric", "share", "selection_rate, fpr, fnr, tpr, ppv, npv and accuracy of everybody", "audit"),
    Named("seconds.STEP", "metric", "seconds", "Time each step took"),
    Named("seed", "param", "number", "Seed of everything that is drawn", RUNS),
    Named("source", "param", "a source’s name", "Where the data comes from", RUNS),
    Named("split", "param", "as declared", "How the rows were divided", RUNS),
    Named("model", "param", "a candidate’s name", "What was fitted", RUNS),
    Named("tuning.objective", "param", "a metric’s name", "What the search maximised", RUNS),
    Named("set.KEY", "param", "a value", "What --set changed for this run", RUNS),
    Named("tuned.KEY", "param", "a value", "What the search chose", RUNS),
)
"""Every name, the ones to filter by first."""


@dataclass(frozen=True)
class Search:
    """A question people ask, and the search string that answers it (MLflow’s filter syntax)."""

    question: str
    filter: str


SEARCHES: tuple[Search, ...] = (
    Search(
        "Final runs on real data where a group is outside the limit",
        "tags.final = 'true' AND tags.SYNTHETIC = 'false' AND tags.verdict = 'outside'",
    ),
    Search(
        "Runs for more trust that found no useful model",
        "tags.objective = 'more_trust' AND tags.useful = 'false'",
    ),
    Search("Which runs used the data with this digest", "tags.data_sha256 = 'DIGEST'"),
    Search(
        "Forecasts whose figure is better than a limit (here an error below 1)",
        "tags.kind = 'count_forecast' AND metrics.primary < 1",
    ),
    Search("Everything that is declared as proven", "tags.stage = 'proven'"),
    Search("Runs in which something blocks submission", "metrics.`findings.block` > 0"),
    Search("Runs in which one finding fired", "tags.findings LIKE '%dead-column%'"),
    Search("Groups of which nothing can be said", "metrics.`fairness.cannot_tell` > 0 AND tags.quick = 'false'"),
    Search("Periods that were opened more than once", "metrics.`held_out.openings` > 1"),
    Search("Runs whose interval over the best simple method lies above zero", "metrics.primary_lift_low > 0"),
    Search(
        "Audits of other people’s predictions for a prohibited purpose",
        "tags.kind = 'audit' AND tags.prohibited = 'true'",
    ),
    Search("The run behind a card", "tags.peel_run = 'RUN'"),
)
"""Each is executed by a test, on a store that holds a run it must find and one it must not."""
