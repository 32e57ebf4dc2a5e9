"""Fairness on a million rows: drawing resamples, comparing every group, and a whole audit of a file.

``python -m benchmarks.fairness_speed`` (about five minutes). The table is made: six protected columns with missing
codes, three intersections (up to 60 groups), an outcome, a score and a decision. A draw of ours is one resample of all
rows with every count metric of every group and its difference to everyone else; Fairlearn's is one of
``MetricFrame(n_boot=…)`` for the same metrics of one characteristic's groups. Counting the rows is in our time.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import polars as pl

from benchmarks.harness import Row, alternated, mid, options, publish, require_quiet
from benchmarks.process import PEEL, ROOT, environment, peak_mb, timed
from peel_ml.results.codes import NOT_RECORDED, NOT_STATED

ROWS = 1_000_000
DRAWS = 1_000
THEIR_DRAWS = 2
"""Fairlearn's draws all cost the same; a thousand would take hours."""
LEVELS: dict[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "ethnicity_self": (
        "race",
        ("White", "Black", "Asian", "Mixed", "Other", NOT_STATED),
        (0.40, 0.20, 0.15, 0.05, 0.05, 0.15),
    ),
    "ethnicity_officer": ("race", ("White", "Black", "Asian", "Other", NOT_RECORDED), (0.45, 0.25, 0.15, 0.10, 0.05)),
    "sex": ("sex", ("Female", "Male", NOT_RECORDED), (0.10, 0.88, 0.02)),
    "age": ("age", ("10-17", "18-24", "25-34", "over 34", NOT_RECORDED), (0.15, 0.35, 0.25, 0.15, 0.10)),
    "religion": ("religion_or_belief", tuple("abcdefgh"), (0.30, 0.20, 0.10, 0.10, 0.10, 0.10, 0.05, 0.05)),
    "disability": ("disability", ("Yes", "No", NOT_STATED), (0.10, 0.50, 0.40)),
}
CROSSED = (("ethnicity_self", "sex"), ("ethnicity_self", "age"), ("ethnicity_officer", "sex", "age"))
JUDGED = ("false_positive_rate", "false_negative_rate", "false_discovery_rate", "false_omission_rate")


def table(rows: int = ROWS) -> pl.DataFrame:
    """Return the made table; one seed."""
    rng = np.random.default_rng(0)
    score = np.clip(rng.beta(2, 6, rows), 0.001, 0.999)
    columns: dict[str, Any] = {
        name: np.array(levels)[rng.choice(len(levels), rows, p=shares)] for name, (_, levels, shares) in LEVELS.items()
    }
    return pl.DataFrame(
        {
            **columns,
            "label": (rng.random(rows) < score).astype(np.int8),
            "score": score,
            "decision": (score > 0.3).astype(np.int8),
            # One row in eight shares its event with another, as in the Met's person searches.
            "event": np.repeat(np.arange(rows), rng.choice([1, 2, 3], rows, p=[0.93, 0.06, 0.01]))[:rows],
        }
    )


def declared() -> Any:
    """Return what a use case would declare of these columns."""
    from peel_ml.data.declaration import Measure, Protected

    return Protected(
        measured={
            name: Measure(column=name, characteristic=what, primary=name in ("ethnicity_self", "sex"))
            for name, (what, _, _) in LEVELS.items()
        },
        not_measured={},
        intersections=CROSSED,
    )


@dataclass(frozen=True)
class Took:
    """What one way took in a process of its own, imports and the making of the table left out."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    draws: int

    def __str__(self) -> str:
        return f"{self.wall_s:.2f} s, {self.cpu_s:.2f} CPU s, {self.peak_mb:,.0f} MB, {self.draws} draws"


def by_cells(frame: pl.DataFrame, *, characteristics: int | None = None) -> Callable[[], int]:
    """Draw with every characteristic and intersection, or with the first few characteristics only."""
    from peel_ml.data.parts import ProtectedFrame
    from peel_ml.fairness.groups import groupings
    from peel_ml.fairness.metrics import COUNT_METRICS
    from peel_ml.fairness.statistics.counts import confusion
    from peel_ml.fairness.statistics.resampling import Resampled

    y, decision = frame["label"].to_numpy(), frame["decision"].to_numpy()
    crossed = list(groupings(declared(), ProtectedFrame(frame.select(list(LEVELS)))))[:characteristics]

    def draw() -> int:
        rng = np.random.default_rng(1)
        for one in crossed:
            found = Resampled.of_rows(confusion(y, decision, one.all_codes, len(one.all_levels)), DRAWS, rng)
            for metric in COUNT_METRICS:
                found.figures(metric)
                found.differences(metric)
        return DRAWS

    return draw


def by_metric_frame(frame: pl.DataFrame) -> Callable[[], int]:
    """Draw with Fairlearn, one characteristic."""
    import warnings

    from fairlearn import metrics
    from sklearn.metrics import accuracy_score, precision_score

    chosen = {
        name: getattr(metrics, name)
        for name in (
            "selection_rate",
            "true_positive_rate",
            "false_positive_rate",
            "false_negative_rate",
            "true_negative_rate",
        )
    }
    chosen |= {"precision": precision_score, "accuracy": accuracy_score}
    y, decision = frame["label"].to_numpy(), frame["decision"].to_numpy()
    # Numbers, which it groups faster than text.
    groups = frame["ethnicity_self"].rank("dense").to_numpy()

    def draw() -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            metrics.MetricFrame(
                metrics=chosen,
                y_true=y,
                y_pred=decision,
                sensitive_features=groups,
                n_boot=THEIR_DRAWS,
                ci_quantiles=[0.025, 0.975],
                random_state=1,
            )
        # The frame of the rows themselves, which comes first, costs as much as one more.
        return THEIR_DRAWS + 1

    return draw


def by_engine(frame: pl.DataFrame, *, clustered: bool) -> Callable[[], int]:
    """Compare and judge every group on four metrics, show the other rates, and hold the figures to Fairlearn's."""
    from peel_ml.data.parts import ProtectedFrame
    from peel_ml.fairness.checks import check_fairness
    from peel_ml.fairness.declaration import Fairness
    from peel_ml.fairness.engine import assess
    from peel_ml.fairness.policy import load_policy

    y, score, decision = (frame[name].to_numpy() for name in ("label", "score", "decision"))
    protected = ProtectedFrame(frame.select(list(LEVELS)))
    clusters = frame["event"].to_numpy() if clustered else np.arange(frame.height)

    def compare() -> int:
        found = assess(
            y=y,
            expected=score,
            decision=decision,
            protected=protected,
            clusters=clusters,
            declared=declared(),
            fairness=Fairness(primary=JUDGED[0], worse="higher", also_judged=JUDGED[1:]),
            decision_type="service",
            policy=load_policy(),
        )
        check_fairness(found, y=y, expected=score, decision=decision, protected=protected)
        return 0

    return compare


WAYS: dict[str, Callable[[pl.DataFrame], Callable[[], int]]] = {
    "draws, all": by_cells,
    "draws, one": lambda frame: by_cells(frame, characteristics=1),
    "draws, Fairlearn": by_metric_frame,
    "compare": lambda frame: by_engine(frame, clustered=False),
    "compare, clusters": lambda frame: by_engine(frame, clustered=True),
}


def one(way: str, path: Path) -> None:
    """Do it once in this process, and print what it took."""
    work = WAYS[way](pl.read_parquet(path))
    started, spent = perf_counter(), process_time()
    draws = work()
    took = {"wall_s": perf_counter() - started, "cpu_s": process_time() - spent, "draws": draws}
    print(json.dumps({**took, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def audit(file: Path) -> list[str]:
    """Return the command that audits the table."""
    command = [PEEL, "audit", str(file), "--label", "label", "--score", "score", "--threshold", "0.3"]
    for name, (what, _, _) in LEVELS.items():
        command += ["--protected", f"{what}={name}"]
    for names in CROSSED:
        command += ["--intersect", ",".join(names)]
    return [*command, "--purpose", "recorded_outcome", "--data-class", "D0", "--json"]


def measure(scratch: Path, times: int) -> tuple[list[Row], dict[str, Any]]:
    """Return the rows of the table and every single measurement."""
    packed, file = scratch / "million.parquet", scratch / "million.csv"
    frame = table()
    frame.write_parquet(packed)
    frame.drop("event", "decision").write_csv(file)
    env = environment(ROOT, scratch / "home")

    def process(way: str) -> Callable[[int], Took]:
        command = [sys.executable, "-m", "benchmarks.fairness_speed", "--one", way, str(packed)]
        return lambda _: Took(**json.loads(timed(command, env).output))

    found = alternated({way: process(way) for way in WAYS}, times)
    each = {way: mid(found[way], "cpu_s") / found[way][0].draws for way in WAYS if found[way][0].draws}
    rows = [
        Row(
            "1,000 resamples of 1,000,000 rows, six characteristics and three intersections",
            mid(found["draws, all"], "wall_s"),
            "s",
            at_most=1.0,
        ),
        Row(
            "Fairlearn's time a draw over ours, one characteristic, CPU",
            each["draws, Fairlearn"] / each["draws, one"],
            "x",
            at_least=1000.0,
        ),
    ]
    for way, said in (("compare", "every row on its own"), ("compare, clusters", "rows that share events")):
        rows.append(Row(f"Comparing every group, four metrics judged, {said}, CPU", mid(found[way], "cpu_s"), "s"))
        rows.append(Row(f"Peak memory of it, {said}", max(took.peak_mb for took in found[way]), "MB"))
    whole = [timed(audit(file), env) for _ in range(times)]
    rows.append(
        Row("`peel audit` of a CSV file of 1,000,000 rows, the whole command", mid(whole, "wall_s"), "s", at_most=20.0)
    )
    rows.append(Row("`peel audit`, CPU", mid(whole, "cpu_s"), "s"))
    rows.append(
        Row("`peel audit`, peak memory of it and its children", peak_mb(audit(file), env), "MB", at_most=2000.0)
    )
    raw = {way: [vars(took) for took in several] for way, several in found.items()}
    return rows, {**raw, "audit": [{"wall_s": took.wall_s, "cpu_s": took.cpu_s} for took in whole]}


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--times", type=int, default=3, help="rounds of each")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "PATH"), help="one measurement in this process")
    given = parser.parse_args()
    if given.one:
        one(given.one[0], Path(given.one[1]))
        return
    idle = require_quiet(given)
    with tempfile.TemporaryDirectory() as scratch:
        rows, raw = measure(Path(scratch), given.times)
    publish("fairness_speed", "Fairness on a million rows", rows, idle=idle, raw=raw)


if __name__ == "__main__":
    main()
