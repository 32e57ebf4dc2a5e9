"""What more machines buy and cost: two one-thread Dask workers against one, with PostgreSQL started here.

``python -m benchmarks.cluster`` takes about ten minutes on a quiet machine with two cores. Workers are Dask's own
processes on this machine, so scheduler, database and this program share its cores with them.

Throughput is that of a real search: the 20 columns of the made table, settings from the real space, one thread a
fit. Overhead is that of a search whose objective is empty, with one worker: all of a trial's time is then the client's,
the scheduler's and the database's. It is shown without reports of steps, and with ten, which is what a fit of a hundred
rounds makes.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.bare import read
from benchmarks.harness import Row, alternated, options, publish, require_quiet
from benchmarks.made import make
from peel_ml.cluster import Blocks, Cluster, connect
from peel_ml.data.folds import time_blocks
from peel_ml.experiment.away import FarFits, SpreadFits, far
from peel_ml.experiment.learning import AHEAD, PLANS, last_fold
from peel_ml.modelling.encoding import Encoder
from peel_ml.modelling.fold_fits import FoldFits
from peel_ml.modelling.space import SPACE, portfolio, regularised
from peel_ml.results.space import Params
from peel_ml.tuning.search import Objective, Report, search
from peel_ml.tuning.shared import search_shared
from peel_ml.tuning.study import Study
from peel_ml.tuning.workers import Workers

TIMES = 3
REPORTS = 10
RATE = PLANS["standard"].search_rate


@dataclass(frozen=True)
class Searched:
    """One search: how long, and what it asked of the database."""

    seconds: float
    trials: int
    commits: int = 0
    writes: int = 0

    @property
    def a_trial_ms(self) -> float:
        return 1000 * self.seconds / self.trials

    def __str__(self) -> str:
        return f"{self.trials} trials in {self.seconds:.2f} s"


def empty(reports: int, fits: FoldFits, rate: float) -> Objective:
    """Return an objective that computes nothing and reports `reports` steps."""

    def objective(params: Params, report: Report) -> float:
        for step in range(1, reports + 1):
            report.step(step, 0.5)
        return 0.5

    return objective


def workers(number: int) -> AbstractContextManager[Any]:
    """Return a scheduler and so many workers of one thread, each a process."""
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=number, threads_per_worker=1, dashboard_address="127.0.0.1:0", memory_limit="2GiB", silence_logs=50
    )


class Database:
    """PostgreSQL with counts of what was written."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._names = count()

    def study(self) -> Study:
        return Study(self.uri, f"benchmark/{next(self._names)}", seed=0)

    def counts(self) -> tuple[int, int]:
        """Return transactions that were committed, and rows that were inserted or updated."""
        import psycopg

        with psycopg.connect(self.uri.replace("+psycopg", "")) as connection:
            # Each process tells its counts when it is idle; this waits for nobody.
            commits = connection.execute(
                "select xact_commit from pg_stat_database where datname = current_database()"
            ).fetchone()
            rows = connection.execute("select sum(n_tup_ins + n_tup_upd) from pg_stat_user_tables").fetchone()
        return int(commits[0] if commits else 0), int(rows[0] or 0 if rows else 0)


def shared(
    database: Database, fits: FarFits, of: Callable[[FoldFits, float], Objective], trials: int, _: int = 0
) -> Searched:
    """Search on one study, and say what it took."""
    study = database.study()
    before = database.counts()
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        search_shared(
            partial(fits.make, of, RATE, study, SPACE),
            SPACE,
            fixed=portfolio(len(fits.y)),
            trials=trials,
            study=study,
            folder=Path(folder),
            workers=Workers(AHEAD * fits.cluster.count),
        )
        seconds = perf_counter() - began
    after = database.counts()
    return Searched(seconds, trials, after[0] - before[0], after[1] - before[1])


def batches(fits: FarFits, trials: int, _: int = 0) -> Searched:
    """Search in batches, as without a database, and say what it took."""
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        search(
            last_fold(fits, RATE),
            SPACE,
            fixed=portfolio(len(fits.y)),
            trials=trials,
            seed=0,
            folder=Path(folder),
            workers=Workers(fits.cluster.count),
            elsewhere=partial(fits.judged, last_fold, RATE),
        )
        return Searched(perf_counter() - began, trials)


def empty_batches(fits: FarFits, trials: int, _: int = 0) -> Searched:
    """As `batches`, with an empty objective."""
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        search(
            empty(0, fits, RATE),
            SPACE,
            trials=trials,
            seed=0,
            folder=Path(folder),
            workers=Workers(fits.cluster.count),
            elsewhere=partial(fits.judged, partial(empty, 0), RATE),
        )
        return Searched(perf_counter() - began, trials)


def peak_mb() -> float:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def network(cluster: Cluster, megabytes: int = 64) -> float:
    """Return MB a second at which arrays reach all workers."""
    from peel_ml.cluster.sharing import Held

    held = Held({"rows": np.random.default_rng(0).random(megabytes * 125_000)})
    began = perf_counter()
    cluster.client.scatter(held, broadcast=True, hash=False)
    return megabytes * cluster.count / (perf_counter() - began)


def made(rows: int, folder: Path) -> FoldFits:
    """Return the fits of a run of the made table, as they would be made here."""
    part, _ = read(make(folder, rows=rows) / "made.csv")
    matrix = Encoder.fit(part.features).transform(part.features)
    return FoldFits(matrix, part.target, time_blocks(part, 5), "roc_auc", 0, 1, folder, lambda: None)


@dataclass(frozen=True)
class Trained:
    """One fit of one fold."""

    seconds: float
    rounds: int
    score: float

    def __str__(self) -> str:
        return f"{self.rounds} rounds in {self.seconds:.2f} s, AUC {self.score:.4f}"


def trained(fits: FoldFits, _: int = 0) -> Trained:
    """Fit the last fold with the fixed setting, as a kept model is fitted."""
    last = len(fits.folds) - 1
    began = perf_counter()
    trees = fits.fit(regularised(len(fits.y)), last, PLANS["standard"].final_rate)
    return Trained(perf_counter() - began, trees.best_round, FoldFits.score(fits, trees, last))


def together(fits: FoldFits, cluster: Cluster) -> SpreadFits:
    """Return the fits as all workers make them together."""
    given = {one.name: getattr(fits, one.name) for one in fields(FoldFits) if one.init}
    return SpreadFits(**given, cluster=cluster, blocks=Blocks(cluster, (fits.matrix.values, fits.y)))


def of_dask(rows: int, folder: Path, two: Cluster, times: int) -> tuple[list[Row], dict[str, Any]]:
    """Time LightGBM's own Dask training on two workers against a fit by one of them."""
    here = made(rows, folder)
    alone, all_ = far(here, two, folder / "shared"), together(here, two)
    trained(alone), trained(all_)
    found = alternated({"one worker": partial(trained, alone), "together": partial(trained, all_)}, times)
    ratio = median(one.seconds for one in found["together"]) / median(one.seconds for one in found["one worker"])
    more = median(one.score for one in found["together"]) - median(one.score for one in found["one worker"])
    told = f"LightGBM's Dask training on two workers, {rows:,} rows"
    table = [
        Row(f"{told}: time of a fit against one worker", ratio, "x"),
        Row(f"{told}: AUC against one worker", more, "AUC"),
    ]
    return table, {name: [asdict(one) for one in ones] for name, ones in found.items()}


def shown(found: dict[str, list[Searched]], facts: dict[str, float]) -> list[Row]:
    """Return the table."""

    def ratio(first: str, second: str) -> float:
        """Return how much faster `second` is, by medians."""
        return float(median(one.seconds for one in found[first]) / median(one.seconds for one in found[second]))

    one, two = found["shared, 1 worker"], found["shared, 2 workers"]
    writes = median(run.writes / run.trials for run in two)
    commits = median(run.commits / run.trials for run in two)
    return [
        Row(
            "Trial throughput on one study, two workers against one",
            ratio("shared, 1 worker", "shared, 2 workers"),
            "x",
            at_least=1.6,
        ),
        Row("The same in batches, without a database", ratio("batches, 1 worker", "batches, 2 workers"), "x"),
        Row("Trials a second on one study, one worker", median(run.trials / run.seconds for run in one), "figure"),
        Row("Trials a second on one study, two workers", median(run.trials / run.seconds for run in two), "figure"),
        Row("Overhead of an empty trial", _ms(found["empty"]), "ms", at_most=50.0),
        Row("Overhead of a trial that reports ten steps", _ms(found["ten reports"]), "ms"),
        Row("Overhead of an empty trial in batches", _ms(found["empty, in batches"]), "ms"),
        Row("Rows written to the database for a real trial", writes, ""),
        Row("Transactions for a real trial, readings included", commits, ""),
        Row("Rows written a second that the database took, empty trials on two workers", facts["writes_a_second"], ""),
        Row("Empty trials a second, two workers", facts["empty_a_second"], "figure"),
        Row("Bytes of a row of the matrix, outcome and folds, once a worker or machine", facts["bytes_a_row"], ""),
        Row("Arrays to two workers by the network", facts["network_mb_s"], "MB/s"),
        Row("Peak memory of a worker before its first trial", facts["idle_mb"], "MB"),
        Row("Peak memory of a worker after the searches", facts["peak_mb"], "MB"),
    ]


def _ms(found: list[Searched]) -> float:
    return float(median(one.a_trial_ms for one in found))


def main(given: argparse.Namespace) -> None:
    from tests.postgresql import server

    idle = require_quiet(given)
    facts: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        server() as postgresql,
        workers(1) as lone,
        workers(2) as pair,
        connect(lone.scheduler_address) as one,
        connect(pair.scheduler_address) as two,
    ):
        database = Database(postgresql.database())
        print(f"{given.rows:,} rows of the made table", flush=True)
        here = made(given.rows, Path(folder))
        on_one, on_two = (far(here, cluster, Path(folder, name)) for cluster, name in ((one, "one"), (two, "two")))
        arrays = list(Path(folder, "two").glob("*.npy"))
        facts["bytes_a_row"] = sum(path.stat().st_size for path in arrays) / len(here.y)
        nothing, ten = partial(empty, 0), partial(empty, REPORTS)
        # Every worker imports what it needs, and opens the database, before anything is timed.
        for fits in (on_one, on_two):
            shared(database, fits, nothing, 8)
            batches(fits, 8)
        facts["idle_mb"] = max(two.client.run(peak_mb).values())
        real = {
            "shared, 1 worker": partial(shared, database, on_one, last_fold, given.trials),
            "shared, 2 workers": partial(shared, database, on_two, last_fold, given.trials),
            "batches, 1 worker": partial(batches, on_one, given.trials),
            "batches, 2 workers": partial(batches, on_two, given.trials),
        }
        found = alternated(real, given.times)
        facts["peak_mb"] = max(two.client.run(peak_mb).values())
        small = {
            "empty": partial(shared, database, on_one, nothing, given.empty),
            "ten reports": partial(shared, database, on_one, ten, given.empty),
            "empty, in batches": partial(empty_batches, on_one, given.empty),
            "empty, 2 workers": partial(shared, database, on_two, nothing, given.empty),
        }
        found |= alternated(small, given.times)
        both = found["empty, 2 workers"]
        facts["writes_a_second"] = median(run.writes / run.seconds for run in both)
        facts["empty_a_second"] = median(run.trials / run.seconds for run in both)
        facts["network_mb_s"] = median(network(two) for _ in range(3))
        dask, training = list[Row](), dict[str, Any]()
        for rows in (given.rows, given.larger * given.rows):
            print(f"LightGBM's Dask training, {rows:,} rows", flush=True)
            with tempfile.TemporaryDirectory() as place:
                more, training[str(rows)] = of_dask(rows, Path(place), two, given.times)
            dask += more
    raw = {name: [asdict(run) for run in runs] for name, runs in found.items()}
    publish(
        "cluster",
        f"More machines: a search of {given.trials} trials on {given.rows:,} rows, one-thread Dask workers",
        [*shown(found, facts), *dask],
        raw={"searches": raw, "facts": facts, "dask_training": training},
        idle=idle,
    )


if __name__ == "__main__":
    parser = options(__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--trials", type=int, default=30)
    parser.add_argument("--empty", type=int, default=100, help="trials of a search with an empty objective")
    parser.add_argument("--larger", type=int, default=5, help="times the rows of the second Dask training")
    parser.add_argument("--times", type=int, default=TIMES)
    main(parser.parse_args())
