"""The process of one use case of the book: ``python -m peel_ml.cli.book_child REQUEST``, with a log of its own.

It tells what it does as JSON lines on stdout, and ends in order when its standard input is closed or a signal comes.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Any

from peel_ml import __version__, logs
from peel_ml.cli import signals
from peel_ml.cli.beginning import begin
from peel_ml.errors import PeelError
from peel_ml.results.tuning import Trial
from peel_ml.settings import Settings, read_settings


class Telling:
    """A listener that tells the process of the book."""

    def taken_up(self, steps: int, of: int) -> None:
        """Tell nothing: the book says of every use case where it is."""

    def step_started(self, name: str, title: str) -> None:
        """Tell what is being done."""
        tell("step", title=title)

    def step_finished(self, name: str, seconds: float) -> None:
        """Tell nothing."""

    def trial_finished(self, trial: Trial, best: float | None, requested: int) -> None:
        """Tell how far the search is."""
        tell("trial", done=trial.number + 1, of=requested)


def tell(event: str, **facts: Any) -> None:
    """Write one line; one that nobody reads any more is no reason to fail."""
    with suppress(OSError):
        sys.stdout.write(json.dumps({"event": event, **facts}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def row_of(record: Any, settings: Settings) -> dict[str, Any]:
    """Return a finished record's row of the summary."""
    from peel_ml.cli.run import paths_of
    from peel_ml.results.headline import headline

    said, paths = headline(record), paths_of(record, settings)
    return {
        "use_case": said.use_case,
        "kind": said.kind,
        "state": "finished",
        "run_id": said.run_id,
        "evaluated_on": said.evaluated_on,
        "synthetic": said.synthetic,
        "final": said.final,
        "primary": said.primary,
        "value": said.figure.value,
        "low": said.figure.low,
        "high": said.figure.high,
        "verdicts": said.verdicts,
        "findings": said.findings,
        "card": paths.get("card_html"),
        "record": paths["record"],
        "log": str(logs.file() or "") or None,
    }


def _follow() -> None:
    """End in order as soon as the process that started this one is gone: it alone holds the other end of the pipe."""

    def until_closed() -> None:
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=until_closed, name="follow-book", daemon=True).start()


def main(arguments: list[str]) -> int:
    """Run the one use case that the request names; returns the exit status."""
    begin()
    _follow()
    try:
        asked = json.loads(arguments[0])
        settings = read_settings()
        logs.begin(settings.logs, f"run-{asked['use_case']}", version=__version__, options=["--all"])
        from peel_ml.experiment.run import run

        record = run(
            asked["use_case"],
            data=asked["data"],
            final=asked["final"],
            quick=asked["quick"],
            seed=asked["seed"],
            orchestrate=asked["orchestrate"],
            settings=settings,
            listener=Telling(),
        )
        tell("ended", row=row_of(record, settings), expected=_expected())
        return 0
    except BaseException as error:  # a panic of a library in Rust is no Exception
        return _failed(error)


def _expected() -> dict[str, int]:
    """Return how many task runs ended in each flow run, for the server of the book to wait for."""
    server = getattr(sys.modules.get("flows.server"), "_current", None)
    return dict(getattr(server, "expected", {}))


def _failed(error: BaseException) -> int:
    interrupted = bool(signals.received()) or isinstance(error, KeyboardInterrupt)
    logs.event("interrupted" if interrupted else "failed", **logs.failure(error))
    if interrupted:
        reason = "Interrupted."
    elif isinstance(error, PeelError):
        reason = str(error)
    else:
        from peel_ml.cli.failures import sentence, unforeseen

        reason = sentence(error) or unforeseen(error)
    tell("ended", reason=reason, log=str(logs.file() or "") or None)
    if interrupted:
        return signals.STATUS
    return error.exit_status if isinstance(error, PeelError) else 1


if __name__ == "__main__":
    import atexit

    from peel_ml.cli import Leaving

    leaving = Leaving()
    atexit.register(leaving)
    leaving.status = main(sys.argv[1:])
    sys.exit(leaving.status)
