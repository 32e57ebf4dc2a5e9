"""What the stage of a study is asked for, beside its rows and its task."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from peel_ml.data.declaration import Protected
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import Policy
from peel_ml.tuning.declaration import Tuning


@dataclass(frozen=True)
class Asked:
    """One value with everything a stage may need that is not data.

    Parameters
    ----------
    fairness : Fairness
        The declared question about groups of areas.
    protected : Protected
        The declared composition, and why nothing is measured of single people.
    policy : Policy
        Limits and error rates.
    decision_type : str
        Which of the policy's illustrations stands in while no limit is agreed.
    tuning : Tuning
    seed, threads, workers : int
    folder : Path
        For unfinished work, such as a search; below the run's work folder.
    quick : bool
        The inner loop: a rough answer in a fraction of the time.
    """

    fairness: Fairness
    protected: Protected
    policy: Policy
    decision_type: str
    tuning: Tuning
    seed: int
    threads: int
    workers: int
    folder: Path
    quick: bool
