"""When each step of a run began and ended, from the log that the run wrote."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path


def spans_of(home: Path) -> list[tuple[str, float, float]]:
    """Return every step of the last run with when it began and ended, in seconds, from its log."""
    newest = max((home / "logs").glob("*-run-*.jsonl"))
    began: dict[str, float] = {}
    spans = []
    for line in newest.read_text().splitlines():
        event = json.loads(line)
        at = datetime.fromisoformat(event["at"]).timestamp()
        if event["event"] == "step_started":
            began[event["step"]] = at
        elif event["event"] == "step_finished":
            spans.append((event["step"], began[event["step"]], at))
    return spans
