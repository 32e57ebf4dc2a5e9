"""Values planted in the rows are searched for in everything that is kept for other people's eyes.

Logs, MLflow's database and artefacts, Prefect's database and its server's log. Category names of a feature may
stand there, they are shown on the card; an id, free text, a moment, one row's number and a group too small to
show may not.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

TEXT = "MARKER-7f3a-row-value"
NUMBER = 11.73519264
MOMENTS = [datetime(2023, month, 20, 3, 41, 7, 918273, tzinfo=UTC) for month in (1, 12)]
PLANTED = [TEXT, str(NUMBER), "03:41:07.918273", *(str(int(moment.timestamp() * 1e6)) for moment in MOMENTS)]

KEPT_FOR_OTHERS = ("logs", "mlflow.db", "mlflow.db-wal", "mlartifacts", "prefect")

FAILING = """
from dataclasses import replace
from peel_ml import logs
from peel_ml.cli import main
import peel_ml.experiment.story as story
def fails(**inputs):
    raise ValueError("could not parse 'MARKER-7f3a-row-value' in row 17")
def broken(step):
    return replace(step, function=fails) if step.name == "scores" else step
story.STEPS = tuple(map(broken, story.STEPS))
{leak}
main()
"""

LEAKS = {
    "logs": "logs.failure = lambda error: {'said': str(error)}",
    "prefect": "import flows.run_use_case as flow; flow.told = str",
    "mlflow.db": "import peel_ml.tracking as t; f = t.fail_run; "
    "t.fail_run = lambda run, uri, why, state: f(run, uri, 'MARKER-7f3a-row-value', state)",
}
"""How a value would get into each place, to see that the search finds it there."""


def planted(made):
    rows = made.frame()
    moments = [datetime.combine(day, datetime.min.time()) for day in rows["opened"]]
    # Seconds of their own, so that every row has a moment.
    moments = [moment + timedelta(seconds=number) for number, moment in enumerate(moments)]
    early, late = 100, rows.height - 100  # one row for training, one for scoring
    moments[early], moments[late] = (moment.replace(tzinfo=None) for moment in MOMENTS)

    def with_marker(column, value):
        values = rows[column].to_list()
        values[early] = values[late] = value
        return pl.Series(column, values)

    return rows.with_columns(
        with_marker("case", TEXT),
        with_marker("sex", TEXT),
        with_marker("waited", NUMBER),
        pl.Series("opened", moments),
        pl.Series("note", np.where(np.arange(rows.height) % 50 == 0, f"{TEXT} said the caller", "nothing")),
    )


def told(home):
    """Every file that is kept for other people's eyes, and what it holds of what was planted."""
    places = [home / name for name in KEPT_FOR_OTHERS]
    files = [path for place in places for path in ([place] if place.is_file() else place.rglob("*")) if path.is_file()]
    held = {path.relative_to(home): path.read_bytes() for path in files}
    return held, [(str(path), value) for path, data in held.items() for value in PLANTED if value.encode() in data]


@pytest.fixture
def marked(project, made):
    """The small project with values planted in its rows."""
    made.make(project, data=planted(made))
    return project


def test_what_is_searched_is_there_and_nothing_planted_is_in_it(marked, peel):
    source = (marked / "usecases" / "visits" / "cases.csv").read_text()
    assert all(value in source for value in PLANTED[:3])
    status, said, complained = peel(marked, "run", "visits")
    assert status == 0, complained
    held, found = told(marked / ".peel")
    names = {path.parts[0] for path in held}
    assert names >= {"logs", "mlflow.db", "mlartifacts", "prefect"}
    assert found == []
    assert TEXT not in said + complained


@pytest.mark.full
def test_an_error_of_a_library_that_quotes_a_row_reaches_nobody(marked, peel):
    status, said, complained = peel(marked, "run", "visits", program=FAILING.format(leak=""))
    assert status == 1
    assert "ValueError" in complained
    held, found = told(marked / ".peel")
    assert any(b"ValueError" in data for path, data in held.items() if path.parts[0] == "logs")
    assert found == []
    assert TEXT not in said + complained


@pytest.mark.full
def test_what_leaked_would_be_found(marked, peel):
    status, _, complained = peel(marked, "run", "visits", program=FAILING.format(leak="\n".join(LEAKS.values())))
    assert status == 1, complained
    _, found = told(marked / ".peel")
    places = {path.split("/")[0].removesuffix("-wal") for path, value in found if value == TEXT}
    assert places == set(LEAKS)
