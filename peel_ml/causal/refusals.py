"""Why no effect can be estimated from a panel: refusals, as one table."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from peel_ml.errors import BadRequest, Problem

FEWEST_AREAS = 4
"""Areas below which nothing can be told apart from what is special to one of them."""


def raise_if_unfit(rows: pl.DataFrame, outcome: str, treatment: str, scale: str) -> None:
    """Refuse a panel that holds no answer.

    Parameters
    ----------
    rows : polars.DataFrame
        Complete rows with ``area``, ``period``, ``y``, ``d`` and ``w``.
    outcome, treatment : str
        What the columns are called, for the message.
    scale : {"level", "log"}

    Raises
    ------
    BadRequest
        Every reason at once.
    """
    problems = list(_problems(rows, outcome, treatment, scale))
    if problems:
        raise BadRequest("No effect can be estimated from these rows.", problems)


def _problems(rows: pl.DataFrame, outcome: str, treatment: str, scale: str) -> Iterator[Problem]:
    if rows.is_empty():
        yield Problem("no row has outcome, treatment, weight and controls", "Check prepare.py.", outcome)
        return
    twice = rows.height - rows.select("area", "period").n_unique()
    if twice:
        yield Problem(
            f"{twice:,} rows repeat an area and a period", "Add them up, or take the repeats out, in prepare.py."
        )
    areas, periods = rows["area"].n_unique(), rows["period"].n_unique()
    if areas < FEWEST_AREAS:
        yield Problem(f"{areas} areas; at least {FEWEST_AREAS} are needed", "Use smaller areas, or more of them.")
    if periods < 2:
        yield Problem("one period: nothing can be compared with before", "Use more periods.")
    if not (rows["w"] > 0).all():
        yield Problem("a weight is zero or below", "Leave such rows out in prepare.py.")
    if scale == "log" and not (rows["y"] > 0).all():
        share = int((rows["y"] <= 0).sum()) / rows.height
        yield Problem(
            f"{share:.1%} of the values are zero or below, and the scale is log",
            "Use larger areas or longer periods, or declare scale: level.",
            outcome,
        )
    if rows["y"].n_unique() == 1:
        yield Problem("the outcome never varies", "Check the column.", outcome)
    yield from _of_treatment(rows, treatment)


def _of_treatment(rows: pl.DataFrame, treatment: str) -> Iterator[Problem]:
    values = set(rows["d"].unique().to_list())
    if len(values) == 1:
        yield Problem("the treatment never varies", "Use periods or areas without it as well.", treatment)
        return
    inside = rows.group_by("area").agg(pl.col("d").n_unique().alias("kinds"), pl.col("d").max().alias("most"))
    if not (inside["kinds"] > 1).any():
        yield Problem(
            "no area's treatment changes over time, so that it cannot be told from what else is special to an area",
            "Use periods from before the treatment.",
            treatment,
        )
        return
    shape = rows.pivot(on="period", index="area", values="d", aggregate_function="first").drop("area")
    if shape.n_unique() == 1 and not shape.null_count().sum_horizontal().sum():
        yield Problem(
            "every area is treated alike in every period: there is no untreated or later-treated area to compare with",
            "Add areas that were not treated, or treated later.",
            treatment,
        )
        return
    if values <= {0.0, 1.0}:
        ever = int((inside["most"] > 0).sum())
        if ever == 1:
            yield Problem(
                "one treated area: what happened there cannot be told from the treatment",
                "Use smaller areas, or a method for a single case such as synthetic control, outside the platform.",
                treatment,
            )
        spared = rows.group_by("area").agg(pl.col("d").min().alias("least")).filter(pl.col("least") == 0).height
        if spared == 0:
            yield Problem("every area is treated from the first period on", "Use earlier periods.", treatment)
        if ever == inside.height and not _later(rows):
            yield Problem(
                "no area is untreated when the last ones begin, and all begin in the same period",
                "Add areas that were not treated, or treated later.",
                treatment,
            )


def _later(rows: pl.DataFrame) -> bool:
    begun = rows.filter(pl.col("d") > 0).group_by("area").agg(pl.col("period").min())
    return begun["period"].n_unique() > 1
