"""PEEL ML beside its peers on the same work: train, tune, evaluate, explain, compare groups, report.

``python -m benchmarks.peers`` (about an hour; see README.md for the parts). Each peer runs in an environment of its
own, made here from pinned requirements. AUC over seeds is kept in ``results/figures/peers``: killed, it goes on.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import made
from benchmarks.harness import QUIET, RESULTS, SEEDS, Row, options, publish, require_quiet
from benchmarks.peers import drawing, learning, whole
from benchmarks.peers.venvs import Venv, default_folder, venv
from benchmarks.process import environment
from benchmarks.quality import difference
from benchmarks.rows import data_sets
from benchmarks.tuning_race import faster_way

FIGURE = RESULTS / "figures" / "peers-frontier.svg"
REPORTS = RESULTS / "peers-reports.md"


def main() -> None:
    given = asked()
    idle = require_quiet(given)
    peers = [whole.PEERS[key] for key in given.peers]
    learn = {"flaml"} if given.seeds else set()
    learn |= {"mljar"} if given.mljar_seeds else set()
    venvs = {tool: venv(tool, given.venvs) for tool in sorted({peer.tool for peer in peers} | learn)}
    missing = {tool: one.missing for tool, one in venvs.items() if one.missing}
    for tool, why in missing.items():
        print(f"No environment of {tool}: {why}", flush=True)
    # Two results, written one after the other: what is finished is not lost where the rest fails.
    if peers:
        raw: dict[str, Any] = {"not measured": {**missing}, "rows": given.rows, "budget_s": given.budget}
        with tempfile.TemporaryDirectory() as scratch:
            rows, points, reports = at_once(given, Path(scratch), peers, venvs, raw)
        raw["alone"] = [asdict(point) for point in points]
        REPORTS.write_text(reports)
        title = f"Peers: the same work, whole ({given.rows:,} rows x 20 columns)"
        publish("peers", title, [*rows, *absent(missing)], idle=idle, raw=raw)
    if given.seeds:
        found = over_draws(given, venvs, idle < QUIET)
        FIGURE.parent.mkdir(parents=True, exist_ok=True)
        FIGURE.write_text(drawing.svg(panels(found, alone())))
        title = f"Peers: test AUC over draws, FLAML in {given.budget} s"
        rows = [*learning.auc_rows(found), *naive_rows(found), *absent(missing)]
        publish("peers_auc", title, rows, idle=idle, raw=learning.raw_of(found))


def absent(missing: Mapping[str, str]) -> list[Row]:
    """Return a row for each peer that could not be measured: none is left out silently."""
    return [Row(f"{tool}: no environment could be made, nothing measured", 0, "") for tool in missing]


def alone() -> list[drawing.Point]:
    """Return the points of those who learned once, from the last result of the whole work."""
    path = RESULTS / "peers.json"
    found = json.loads(path.read_text()) if path.is_file() else {}
    return [drawing.Point(**point) for point in found.get("raw", {}).get("alone", ())]


def asked() -> argparse.Namespace:
    parser = options(__doc__)
    standard = ["naive", "mljar", "flaml"]
    parser.add_argument("--peers", nargs="*", choices=list(whole.PEERS), default=standard, help="none: the AUC alone")
    parser.add_argument("--times", type=int, default=3, help="rounds of PEEL ML; peers run once")
    parser.add_argument("--rows", type=int, default=made.ROWS, help="rows of the made table; bars hold at 100,000")
    parser.add_argument("--budget", type=int, default=60, help="seconds that FLAML is given")
    parser.add_argument("--limit", type=int, default=400, help="seconds after which mljar begins no more models")
    parser.add_argument("--trials", type=int, default=30, help="naive's configurations; fewer only to try this out")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="draws for the AUC; 0 leaves that part out")
    parser.add_argument("--mljar-seeds", type=int, default=0, help="draws on which mljar learns too, in FLAML's budget")
    parser.add_argument("--data", nargs="*", default=None, help="data sets of the AUC part; by default all there are")
    parser.add_argument("--venvs", type=Path, default=default_folder(), help="where the peers' environments are kept")
    return parser.parse_args()


def at_once(
    given: argparse.Namespace,
    scratch: Path,
    peers: Sequence[whole.Peer],
    venvs: Mapping[str, Venv],
    raw: dict[str, Any],
) -> tuple[list[Row], list[drawing.Point], str]:
    """Do the whole work with everybody, one after another."""
    rows = whole.prepare(scratch, given.rows)
    mine, steps = whole.peel_runs(scratch, given.times)
    theirs = before(given, raw)
    for peer in peers:
        if venvs[peer.tool].missing:
            continue
        threads = whole.threads()
        if peer.tool == "naive" and threads > 1:
            threads, raw["naive, seconds by threads"] = naive_threads(scratch, rows)
        done = whole.peer_run(
            peer,
            venvs[peer.tool].python,
            rows,
            scratch,
            threads=threads,
            budget=given.limit if peer.tool == "mljar" else given.budget,
            trials=given.trials,
        )
        if isinstance(done, str):
            print(f"  {peer.name}: {done}", flush=True)
            raw["not measured"][peer.name] = done
            continue
        print(f"  {peer.name}: {done.usage}, AUC {done.auc:.4f}", flush=True)
        theirs.append((peer, done))
    raw |= {"peel": [whole.raw_of(one) for one in mine], "steps": steps}
    raw |= {peer.key: whole.raw_of(done) for peer, done in theirs}
    full = given.rows == made.ROWS and given.trials == 30
    table = whole.rows_of(mine, steps, theirs, full)
    table += [Row(f"{name}: it failed, nothing measured", 0, "") for name in raw["not measured"] if name not in venvs]
    return table, single(theirs, rows, scratch), whole.reports_table([mine[0], *(done for _, done in theirs)])


def before(given: argparse.Namespace, raw: dict[str, Any]) -> list[tuple[whole.Peer, whole.Done]]:
    """Return what an earlier result holds of peers that are not asked for now, at the same number of rows."""
    path = RESULTS / "peers.json"
    found = json.loads(path.read_text())["raw"] if path.is_file() else {}
    if found.get("rows") != raw["rows"]:
        return []
    raw |= {key: one for key, one in found.items() if key == "naive, seconds by threads"}
    return [(peer, done) for peer, done in whole.earlier(found) if peer.key not in given.peers]


def naive_threads(scratch: Path, rows: Path) -> tuple[int, dict[str, float]]:
    """Return the faster of one LightGBM thread and all cores for naive, and the seconds of both."""
    env = environment(scratch / "project", scratch / "home")
    command = [sys.executable, "-m", "benchmarks.naive", str(rows / "made.csv"), "--store", str(scratch)]
    best, seconds = faster_way(command, env)
    return best, {str(jobs): one for jobs, one in seconds.items()}


def single(theirs: Sequence[tuple[whole.Peer, whole.Done]], rows: Path, scratch: Path) -> list[drawing.Point]:
    """Return those who learned once alone, beside naive on the same test rows."""
    reference = scratch / "naive" / "predicted.npy"
    if not reference.is_file():
        return []
    y = whole.outcome_of(rows)
    found = []
    for peer, done in theirs:
        if peer.tool == "mljar":
            figures = whole.ahead(y, np.load(scratch / peer.key / "predicted.npy"), np.load(reference))
            found.append(drawing.Point(peer.tool, peer.name, done.usage.cpu_s, *figures, solid=False))
    return found


def over_draws(
    given: argparse.Namespace, venvs: Mapping[str, Venv], busy: bool
) -> dict[str, dict[str, dict[int, learning.Learnt]]]:
    """Let everybody learn on every draw of every data set."""
    pythons = {tool: one.python for tool, one in venvs.items() if not one.missing}
    sets = {name: rows for name, rows in data_sets().items() if given.data is None or name in given.data}
    learners = [*learning.PEEL, *([learning.FLAML] if "flaml" in pythons else [])]
    found = learning.over_seeds(learners, sets, range(given.seeds), pythons, given.budget, busy)
    if given.mljar_seeds and "mljar" in pythons:
        more = learning.over_seeds([learning.MLJAR], sets, range(given.mljar_seeds), pythons, given.budget, busy)
        for data, ways in more.items():
            found[data][learning.MLJAR.name] = ways[learning.MLJAR.name]
    return found


def naive_rows(found: Mapping[str, Mapping[str, Mapping[int, learning.Learnt]]]) -> list[Row]:
    """Return the paired differences to naive; the bar on them is held by `benchmarks.quality`."""
    rows = []
    for data, ways in found.items():
        base = ways[learning.NAIVE.name]
        for name, by in ways.items():
            if name != learning.NAIVE.name and len(by) > 1:
                ahead = [by[seed].auc - base[seed].auc for seed in sorted(by)]
                rows.append(difference(f"{data}: {name} minus naive, {len(by)} seeds", ahead))
    return rows


def panels(
    found: Mapping[str, Mapping[str, Mapping[int, learning.Learnt]]], more: Sequence[drawing.Point]
) -> list[drawing.Panel]:
    """Return the frontier's panels, one a data set."""
    tools = {one.name: one.tool for one in (*learning.PEEL, learning.FLAML, learning.MLJAR, learning.NAIVE)}
    result = []
    for data, ways in found.items():
        points = []
        for name, by in ways.items():
            base = ways[learning.NAIVE.name]
            cpu = learning.mean_of(by, "cpu_s")
            if name == learning.NAIVE.name:
                points.append(drawing.Point("naive", name, cpu, 0.0, 0.0, 0.0))
            elif len(by) > 1:
                row = difference(name, [by[seed].auc - base[seed].auc for seed in sorted(by)])
                points.append(drawing.Point(tools[name], name, cpu, row.value, row.low or 0.0, row.high or 0.0))
        alone = [point for point in more if data == "made"]
        draws = len(ways[learning.NAIVE.name])
        said = "made (SYNTHETIC)" if data == "made" else "Met stop and search" if data == "met" else data
        result.append(drawing.Panel(f"{said}, {draws} draws", (*points, *alone)))
    return result


if __name__ == "__main__":
    main()
