"""Fifty kills at random moments: is finished work repeated, is the card the same, is anything left behind?

``python -m benchmarks.kills [ID]`` runs a use case (by default the made table, made smaller), kills the process group
at a moment drawn over the length of an unbroken run, gives the same command again, up to three times, and then lets it
finish. It goes on until enough kills hit. It times nothing, so it may run beside other work.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import made
from benchmarks.aftermath import (
    GRACE_S,
    body_of,
    cards_of,
    events_of,
    fits_of,
    left_behind,
    logs_of,
    over,
    parents_in_mlflow,
    repeated_work,
    store_of,
)
from benchmarks.harness import Row, publish
from benchmarks.process import PEEL, ROOT, environment, timed

ROWS = 10_000
AT_MOST = 3
"""Kills of one run before it is left to finish."""


@dataclass
class Ledger:
    """What was seen over all runs."""

    kills: int = 0
    runs: int = 0
    finished_s: float = 0.0
    repeated_s: float = 0.0
    repeated: Counter[str] = field(default_factory=Counter)
    other_cards: int = 0
    wrong_in_mlflow: int = 0
    left_behind: int = 0
    fits: int = 0
    fits_again: int = 0
    keys: set[str] = field(default_factory=set)


def killed(command: Sequence[str], env: Mapping[str, str], after_s: float) -> bool:
    """Start a command, kill its process group after this long, and tell whether it was still at work."""
    with Path(env["PEEL_HOME"] + ".err").open("w") as err:
        process = subprocess.Popen(
            command, env=dict(env), stdin=subprocess.DEVNULL, stdout=err, stderr=err, cwd=ROOT, start_new_session=True
        )
        try:
            status = process.wait(after_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
    if status:
        sys.exit(f"{' '.join(command)} ended with status {status}:\n{Path(env['PEEL_HOME'] + '.err').read_text()}")
    return False


def broken_run(command: Sequence[str], env: Mapping[str, str], moments: Iterator[float], ledger: Ledger) -> None:
    """Kill one run up to `AT_MOST` times, let it finish, and note what came of it."""
    home = Path(env["PEEL_HOME"])
    before, runs, cards = logs_of(home), parents_in_mlflow(store_of(home)), cards_of(home)
    fits: dict[Path, int] = {}
    for _ in range(AT_MOST):
        if not killed(command, env, next(moments)) or over(home, cards):
            break
        ledger.kills += 1
        ledger.left_behind += len(left_behind(home))
        now = fits_of(home)
        ledger.fits += len(fits)
        ledger.fits_again += sum(now.get(fit) != written for fit, written in fits.items())
        fits = now
    else:
        timed(command, env)
    ledger.left_behind += len(left_behind(home))
    ledger.runs += 1
    attempts = events_of(logs_of(home) - before)
    ledger.keys |= {event["run_key"] for attempt in attempts for event in attempt if event["event"] == "run_started"}
    total, again = repeated_work(attempts)
    ledger.finished_s += total
    ledger.repeated_s += sum(again.values())
    ledger.repeated.update(dict.fromkeys(again, 1))
    ledger.wrong_in_mlflow += parents_in_mlflow(store_of(home)) - runs != Counter(FINISHED=1)


def measure(case: str, project: Path, home: Path, kills: int, seed: int) -> tuple[list[Row], dict[str, Any]]:
    env, command = environment(project, home), [PEEL, "run", case]
    timed([*command, "--trials", "1"], env)
    unbroken = timed(command, env)
    body = body_of(home)
    rng = np.random.default_rng(seed)
    moments = iter(lambda: float(rng.uniform(0, unbroken.wall_s)), None)
    ledger = Ledger()
    while ledger.kills < kills:
        broken_run(command, env, moments, ledger)
        ledger.other_cards += body_of(home) != body
        print(f"  {ledger.kills} of {kills} kills: {ledger}", flush=True)
        if len(ledger.keys) > 1:
            sys.exit("The sources changed while this ran, so runs could not go on. Begin again, and leave them alone.")
    # Everything of the first run is gone but the data: the card must still be the same.
    shutil.rmtree(home)
    timed(command, env)
    share = 100 * ledger.repeated_s / ledger.finished_s
    rows = [
        Row(f"Finished work repeated, of {ledger.runs} runs killed {ledger.kills} times", share, "%", at_most=5.0),
        Row(f"Fits outside of trials written again, of {ledger.fits} kept", ledger.fits_again, "", at_most=0.0),
        Row("Cards whose body differs from the unbroken run's", ledger.other_cards, "", at_most=0.0),
        Row("The same after the state folder was deleted", body_of(home) != body, "", at_most=0.0),
        Row("Runs that are not one finished run in MLflow", ledger.wrong_in_mlflow, "", at_most=0.0),
        Row(f"Processes left {GRACE_S:.0f} s after a kill or an end", ledger.left_behind, "", at_most=0.0),
    ]
    return rows, {"repeated": dict(ledger.repeated), "unbroken_s": round(unbroken.wall_s, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill runs at random moments and take them up again.")
    parser.add_argument("case", nargs="?", help="a use case of this checkout (by default the made table)")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = ROOT
        if given.case is None:
            made.make(project := Path(scratch) / "project", rows=ROWS)
        rows, raw = measure(given.case or "made", project, Path(scratch) / "home", given.kills, given.seed)
    publish("kills", f"Kills: {given.kills} at random moments of `peel run`", rows, raw=raw)


if __name__ == "__main__":
    main()
