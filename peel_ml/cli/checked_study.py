"""What `peel check` says of a study's data: it is read, prepared and divided, and nothing is estimated."""

from __future__ import annotations

from pathlib import Path

from peel_ml.errors import BadRequest, FellShort
from peel_ml.experiment.material import cleaned, prepared, read
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.studies.material import rows
from peel_ml.keeping import in_memory
from peel_ml.settings import Settings
from peel_ml.usecase.model import UseCase


def size_of(case: UseCase, folder: Path, settings: Settings, path: Path | None) -> str:
    """Return how many areas, series and periods there are to learn from and to judge, as a sentence.

    Raises
    ------
    FellShort
        The data cannot be read, prepared or divided as declared.
    """
    request = RunRequest(case, folder, settings, "check", "", path, None, 0, False, "none")
    task = case.studied
    assert task is not None
    try:
        raw = read(request)
        divided = rows(request, in_memory(prepared(request, cleaned(request, raw))))
    except BadRequest as error:
        raise FellShort(error.summary, error.problems) from error
    judged, learnt = divided.frame.filter(divided.mask), divided.frame.filter(divided.part == "training")
    series = judged.select(task.area, *task.series).n_unique()
    return (
        f"{judged[task.area].n_unique():,} areas and {series:,} series are judged over "
        f"{judged[divided.time].n_unique():,} periods, after {learnt[divided.time].n_unique():,} to learn from. "
        "Areas with their periods are not independent observations: the card gives every figure with its interval."
    )
