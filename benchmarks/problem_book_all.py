"""Every use case of the book on the real public data, with its held-out period opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.harness import Row

ROOT = Path(__file__).parents[1]


def book(data: Path) -> tuple[list[Row], dict[str, Any]]:
    """Run the whole book in a state folder of its own and return what it says.

    Set ``PEEL_HOME`` to keep the runs, for example to publish their cards.
    """
    with TemporaryDirectory() as scratch:
        environment = {"PEEL_HOME": scratch, **os.environ}
        started = perf_counter()
        command = ["peel", "run", "--all", "--final", "--data", str(data), "--json"]
        done = subprocess.run(
            [str(Path(sys.executable).with_name(command[0])), *command[1:]],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            check=False,
            text=True,
        )
        seconds = perf_counter() - started
    found = json.loads(done.stdout)
    rows = [
        Row("use cases that finished", sum(one["state"] == "finished" for one in found["rows"]), ""),
        Row("the whole book", seconds, "s"),
    ]
    for one in found["rows"]:
        if one["value"] is not None:
            rows.append(Row(f"{one['use_case']}: {one['primary']}", one["value"], "figure", one["low"], one["high"]))
    # Places on a machine belong to nobody else.
    kept = [{key: value for key, value in one.items() if key not in ("card", "record", "log")} for one in found["rows"]]
    return rows, {"seconds": seconds, "at_a_time": found["at_a_time"], "use_cases": kept}
