"""The whole work, once by each peer and several times by PEEL ML, on one made table."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import polars as pl
from sklearn.metrics import roc_auc_score

from benchmarks import made
from benchmarks.harness import Row
from benchmarks.machine import cores
from benchmarks.peers import handed
from benchmarks.peers.commands import peer_command, silent
from benchmarks.peers.holding import holdings, size_kb
from benchmarks.peers.watched import Watched, watched
from benchmarks.process import PEEL, environment, timed
from benchmarks.step_log import spans_of

FAIRNESS = (
    "policy",
    "assessed",
    "fairness",
    "fairness_checks",
    "depth",
    "proxies",
    "mitigation",
    "within",
    "label_bias",
)
"""Steps of a run that are about groups; others touch them too (the data checks, the card's drawings)."""
CROSSED = ("protected:\n  measured:\n", "protected:\n  intersections: [[sex, age]]\n  measured:\n")
"""The made declaration, with both characteristics crossed, as the peers cross them."""
DRAWS = 400


@dataclass(frozen=True)
class Peer:
    """One way of one peer. `bar` is how many times faster PEEL ML must be."""

    key: str
    tool: str
    way: str
    name: str
    bar: float | None = None


PEERS: Mapping[str, Peer] = {
    one.key: one
    for one in (
        Peer("naive", "naive", "", "Naive", 12.0),
        Peer("mljar", "mljar", "lightgbm", "mljar, LightGBM alone", 3.0),
        Peer("mljar-ungrouped", "mljar", "lightgbm-ungrouped", "mljar, LightGBM alone, told no groups", 3.0),
        Peer("mljar-all", "mljar", "all", "mljar, its default algorithms", 3.0),
        Peer("flaml", "flaml", "", "FLAML, Fairlearn, SHAP"),
    )
}
PEEL_ML = "PEEL ML"


@dataclass(frozen=True)
class Done:
    """What one run of the whole work took and left."""

    name: str
    usage: Watched
    auc: float
    stages: Mapping[str, Mapping[str, float]]
    notes: Mapping[str, Any]
    holds: Mapping[str, str]
    pages_kb: float
    all_kb: float
    remark: str = ""
    """What a reader of the wall time must know."""


def prepare(scratch: Path, rows: int) -> Path:
    """Write the made project and the rows that peers are handed; return the rows' folder."""
    case = made.declare(scratch / "project")
    declaration = (case / "usecase.yaml").read_text()
    before, after = CROSSED
    if before not in declaration:
        raise SystemExit("The declaration of the made use case has another form: mend CROSSED.")
    (case / "usecase.yaml").write_text(declaration.replace(before, after))
    table = made.table(0, rows)
    table.write_csv(case / "made.csv")
    handed.write_made(scratch / "rows", table)
    return scratch / "rows"


def peel_runs(scratch: Path, times: int) -> tuple[list[Done], list[dict[str, float]]]:
    """Run PEEL ML's whole command warm, several times."""
    home = scratch / "home"
    env = environment(scratch / "project", home)
    found, steps = [], []
    timed([PEEL, "up"], env)
    try:
        timed([PEEL, "run", "made", "--trials", "1"], env)
        for number in range(times):
            out = scratch / f"peel-{number}"
            usage = watched([PEEL, "run", "made", "--out", str(out)], env, scratch / "peel.log")
            if usage.status:
                raise SystemExit(f"peel run ended with {usage.status}:\n{(scratch / 'peel.log').read_text()[-3000:]}")
            print(f"  {number + 1}/{times} PEEL ML: {usage}", flush=True)
            steps.append({name: ended - began for name, began, ended in spans_of(home)})
            record = json.loads((out / "record.json").read_text())
            same_rows(record, scratch / "rows")
            auc = record["scores"]["metrics"]["roc_auc"]["value"]
            found.append(Done(PEEL_ML, usage, auc, {}, {}, holdings(out), *size_kb(out)))
    finally:
        timed([PEEL, "down"], env)
    return found, steps


def same_rows(record: Mapping[str, Any], rows: Path) -> None:
    """End where a run learned from, or was judged on, other rows than those that the peers were handed."""
    ours = {part["name"]: part["rows"] for part in record["data"]["parts"]}
    theirs = {name: len(pl.read_csv(rows / f"{name}.csv")) for name in ("development", "test")}
    if (ours["training"], ours["validation"]) != (theirs["development"], theirs["test"]):
        raise SystemExit(f"Not the same rows: {ours} in the run, {theirs} for the peers. Nothing was written.")


def peer_run(peer: Peer, python: Path, rows: Path, scratch: Path, **given: int) -> Done | str:
    """Run one peer's script; return what it left, or why it failed."""
    out = scratch / peer.key
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    log = scratch / f"{peer.key}.log"
    usage = watched(peer_command(peer.tool, peer.way, rows, out, 0, python, **given), silent(), log)
    if usage.status:
        last = [line for line in log.read_text().splitlines() if line.strip()][-1:]
        return f"ended with status {usage.status}: {' '.join(last)[:200]}"
    said = json.loads((out / "stages.json").read_text())
    auc = float(roc_auc_score(outcome_of(rows), np.load(out / "predicted.npy")))
    return Done(peer.name, usage, auc, said["stages"], said["notes"], holdings(out), *size_kb(out))


def outcome_of(rows: Path) -> np.ndarray:
    """Return the outcome of the test rows as everybody has them."""
    return pl.read_csv(rows / "test.csv")[handed.TARGET].cast(pl.Int8).to_numpy()


def ahead(y: np.ndarray, scores: np.ndarray, reference: np.ndarray, seed: int = 0) -> tuple[float, float, float]:
    """Return the difference of two AUCs on the same rows with its 95% interval (paired bootstrap of rows)."""
    rng = np.random.default_rng(seed)
    levels = [np.unique(one, return_inverse=True)[1] for one in (scores, reference)]
    # How often each row is drawn: the rows are sorted once, not once a draw.
    drawn = (np.bincount(rng.integers(0, len(y), len(y)), minlength=len(y)) for _ in range(DRAWS))
    differences = [_auc(levels[0], y, counts) - _auc(levels[1], y, counts) for counts in drawn]
    low, high = np.quantile(differences, (0.025, 0.975))
    return float(roc_auc_score(y, scores) - roc_auc_score(y, reference)), float(low), float(high)


def _auc(level: np.ndarray, y: np.ndarray, counts: np.ndarray) -> float:
    positive, negative = (np.bincount(level, counts * (y == value)) for value in (1, 0))
    below = np.cumsum(negative) - negative / 2
    return float((positive * below).sum() / (positive.sum() * negative.sum()))


def rows_of(
    mine: Sequence[Done], steps: Sequence[Mapping[str, float]], theirs: Sequence[tuple[Peer, Done]], full: bool
) -> list[Row]:
    """Return the table of the whole work. Bars are held to at the full size alone."""
    wall = median(one.usage.wall_s for one in mine)
    groups = median(sum(one.get(step, 0.0) for step in FAIRNESS) for one in steps)
    rows = []
    for peer, done in theirs:
        fairness = done.stages.get("fairness", {}).get("wall_s", 0.0)
        bar = peer.bar if full else None
        without = (done.usage.wall_s - fairness) / wall
        if fairness:
            what = f"{done.name} without its fairness step, over PEEL ML's whole command with its own"
            rows.append(Row(what, without, "x", at_least=bar))
            rows.append(Row("… both without", (done.usage.wall_s - fairness) / (wall - groups), "x"))
            rows.append(Row("… both with", done.usage.wall_s / wall, "x"))
        else:
            rows.append(Row(f"{done.name}, whole, over PEEL ML's whole command", without, "x", at_least=bar))
    rows += [Row("PEEL ML, steps about groups (in the step log)", groups, "s")]
    for name, several in [(PEEL_ML, mine), *((done.name, [done]) for _, done in theirs)]:
        first = several[0]
        rows += [
            Row(
                f"{name}: wall{first.remark and f' ({first.remark})'}", median(one.usage.wall_s for one in several), "s"
            ),
            Row(f"{name}: CPU, children counted", median(one.usage.cpu_s for one in several), "s"),
            Row(f"{name}: peak memory of all its processes", median(one.usage.peak_mb for one in several), "MB"),
            Row(f"{name}: test AUC", first.auc, "figure"),
            *(Row(f"… {stage}", spent["wall_s"], "s") for stage, spent in first.stages.items()),
        ]
    return rows


def raw_of(done: Done) -> dict[str, Any]:
    """Return everything that was measured of one run, as JSON takes it."""
    return json.loads(json.dumps({**asdict(done), "usage": asdict(done.usage)}, default=str).replace("NaN", "null"))


def earlier(raw: Mapping[str, Any]) -> list[tuple[Peer, Done]]:
    """Return what an earlier result holds of each peer."""
    found = [(peer, raw[key]) for key, peer in PEERS.items() if isinstance(raw.get(key), dict)]
    return [(peer, Done(**{**one, "usage": Watched(**one["usage"])})) for peer, one in found]


def reports_table(several: Sequence[Done]) -> str:
    """Return what each report holds, as Markdown: a yes is the file it was found in first, in the raw results."""
    names = [done.name for done in several]
    lines = [f"| in the files that were written | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
    for aspect in several[0].holds:
        if aspect == "what the page lacks":
            cells = [done.holds[aspect] or "nothing" for done in several]
        else:
            cells = ["yes" if done.holds[aspect] else "–" for done in several]
        lines.append(f"| {aspect} | {' | '.join(cells)} |")
    pages = " | ".join(f"{done.pages_kb:,.0f} KB" for done in several)
    everything = " | ".join(f"{done.all_kb:,.0f} KB" for done in several)
    return "\n".join([*lines, f"| pages, pictures and tables | {pages} |", f"| all files | {everything} |"]) + "\n"


def threads() -> int:
    """Return the threads that every peer is given: all cores."""
    return cores()
