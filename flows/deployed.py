"""The flows as Prefect deploys them, by module: ``flows.deployed.run_use_case``, ``….problem_book``, ``….monitor``.

This module imports prefect; a run from the command line does not need it.
"""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from flows import assurance_watch as watching
from flows import monitor as looking
from flows import problem_book as book
from flows import run_use_case as single
from peel_ml.assurance.watch.stopping import suspender
from peel_ml.experiment.book import BookRequest, plan, run_book
from peel_ml.experiment.book.summary import write
from peel_ml.settings import read_settings


@flow(name=single.FLOW, flow_run_name="{use_case}", persist_result=False)
def run_use_case(use_case: str, final: bool = False) -> str:
    """Run one use case and return its run id; the steps become tasks of this flow."""
    try:
        return single.run_use_case(use_case, final)
    except Exception as error:
        # Only the kind of an error goes to Prefect's database; the run itself has said the rest.
        raise single.StepFailed(single.told(error)) from None


@flow(name="problem-book-deployed", persist_result=False)
def problem_book(data: str | None = None, final: bool = False) -> str:
    """Run every use case, each in a process of its own; fails where one failed, and returns how many finished."""
    try:
        settings = read_settings()
        request = BookRequest(final=final, data=None if data is None else Path(data))
        # The runs report to this server as flows of their own.
        found = run_book(plan(settings, request.data), request, settings, book.Lines())
        write(found, settings.home)
    except Exception as error:
        raise single.StepFailed(single.told(error)) from None
    if found.count("failed"):
        raise single.StepFailed(found.said)
    return found.said


@flow(name=looking.FLOW, flow_run_name="{use_case}", persist_result=False)
def monitor(use_case: str, data: str, reference: str | None = None) -> str:
    """Look at new data of one use case, as often as its monitors say; fails where something is breached."""
    try:
        settings = read_settings()
        report = looking.monitor(use_case, data, reference, suspend=suspender(settings, use_case), settings=settings)
    except Exception as error:
        raise single.StepFailed(single.told(error)) from None
    if report.breached:
        raise single.StepFailed(f"{report.counts['breach']} breached; report {report.digest}")
    return report.digest


@flow(name=watching.FLOW, persist_result=False)
def assurance_watch() -> list[str]:
    """Look at every approval and at MLflow's registry once a day; returns the codes of what was found."""
    try:
        findings, _ = watching.assurance_watch()
    except Exception as error:
        raise single.StepFailed(single.told(error)) from None
    return [one.code for one in findings]
