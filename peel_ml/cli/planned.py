"""What data of this size could show: reads, cleans and divides the data, counts groups, and computes no model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from peel_ml.cli.loudness import is_quiet
from peel_ml.errors import BadRequest, FellShort
from peel_ml.experiment.material import cleaned, parts, prepared, read
from peel_ml.experiment.request import RunRequest
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.assumed import correlation_of
from peel_ml.fairness.planning import planning
from peel_ml.fairness.policy import load_policy
from peel_ml.results.planning import PlannedGroup, Planning
from peel_ml.settings import Settings
from peel_ml.usecase.model import UseCase


@dataclass(frozen=True)
class Plan:
    """The chances, and the number of rows they are for."""

    planning: Planning
    rows: int


def plan(case: UseCase, folder: Path, settings: Settings, path: Path | None) -> Plan:
    """Count the groups of the validation part. Its outcome is not looked at: the share is that of the training part.

    Raises
    ------
    FellShort
        The data cannot be read or divided as declared.
    """
    request = RunRequest(case, folder, settings, "check", "", path, None, 0, False, "none")

    def step(words: str) -> None:
        if not is_quiet():
            click.echo(f"{words} …", err=True)

    try:
        step("Reading the data")
        raw = read(request)
        step(f"Cleaning {raw.frame.height:,} rows and counting groups")
        divided = parts(request, prepared(request, cleaned(request, raw)))
    except BadRequest as error:
        raise FellShort(error.summary, error.problems) from error
    training, rows = divided.training, divided.validation
    share = float(training.target.mean())
    assessed = Assessed(
        y=np.zeros(len(rows.target), dtype=np.int8),
        expected=np.full(len(rows.target), share),
        decision=None,
        protected=rows.protected,
        clusters=rows.clusters,
        slices=rows.slices,
        area=case.area,
        declared=case.protected,
        fairness=case.fairness,
        decision_type=case.decision.type,
        policy=load_policy(),
        unit=case.decision.units,
        positive_words=case.classification.target.positive_words,
    )
    step("Drawing data sets of these sizes")
    return Plan(planning(assessed, alike=correlation_of(training.target, training.clusters)), len(rows.target))


def show(case: UseCase, found: Plan) -> None:
    """Print the chances as a short table in plain words."""
    planning = found.planning
    tolerance = case.fairness.tolerance
    scale = "difference" if tolerance == "not_agreed" else tolerance.scale
    limit = f"{planning.limit * 100:.3g} points" if scale == "difference" else f"a ratio of {planning.limit:.3g}"
    agreed = "" if planning.agreed else ", which nobody has agreed yet"
    click.echo(
        f"\nIf all groups were truly equal, how often would the {found.rows:,} {case.decision.units} of the validation "
        f"period show it?\nThe limit is {limit}{agreed}. {planning.statement}\n"
    )
    click.echo(f"  {'':46}{'number':>10}{'comes out within':>20}{'smallest difference shown':>28}")
    for name, together in planning.every_within.items():
        groups = [one for one in planning.groups if one.characteristic == name]
        measures = [case.protected.measured[part].name or part for part in name.split(" x ")]
        if len(measures) > 1:
            # Of crossed groups only the chance of them all: there may be dozens.
            click.echo(f"  {' by '.join(measures)}: {_often(together)}")
            continue
        click.echo(f"  {measures[0][:45]:46}{'':>10}{_often(together):>20}")
        for one in groups:
            click.echo(f"    {one.group[:43]:44}{_number(one):>10}{_often(one.chance_within):>20}{_size(one):>28}")
    click.echo(
        "\nThe line of a characteristic is the chance that all its groups come out within together. A difference is "
        f"shown\nin 80 of 100 such sets of data if it is that large, at the strictest level among {planning.family} "
        "comparisons."
    )


def _often(chance: float | None) -> str:
    if chance is None:
        return "–"
    return "always" if chance >= 0.9995 else "never" if chance < 0.0005 else f"{100 * chance:.3g} of 100 times"


def _number(one: PlannedGroup) -> str:
    return "too few" if one.n is None else f"{one.n:,}"


def _size(one: PlannedGroup) -> str:
    return "none" if one.detectable is None else f"{100 * one.detectable:.1f} points"
