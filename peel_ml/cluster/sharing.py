"""Data for the workers, once and not with every job: by a file that all of them can read, else by the network.

Which of the two is decided by trying: a small file is written beside, and every worker is asked to read it. Workers on
this machine, or ones that mount the folder, then map the file itself, and the data is in memory once a machine.
Everywhere else the arrays are sent to every worker once.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from peel_ml.errors import PeelError
from peel_ml.logs import event

if TYPE_CHECKING:
    from peel_ml.cluster.machines import Cluster

Arrays = Mapping[str, NDArray[Any]]
PROBE = "probe"


class Held:
    """Arrays on their way or on a worker. It shows no value: Dask logs what a failed job was given."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays

    def __repr__(self) -> str:
        return f"<{len(self.arrays)} arrays>"

    def __sizeof__(self) -> int:
        return sum(array.nbytes for array in self.arrays.values())


@dataclass(frozen=True)
class Files:
    """Arrays as files of a folder that the workers read."""

    folder: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Shared:
    """Where the workers have the arrays.

    Parameters
    ----------
    key : str
        Another one for other arrays, so that a worker can keep what it made of them.
    how : {"file", "network"}
    data : object
        What a job is given as an argument of its own, and passes to `arrays_of`.
    sent : int
        Bytes that went over the network to workers.
    """

    key: str
    how: Literal["file", "network"]
    data: Any
    sent: int


def share(cluster: Cluster, arrays: Arrays, folder: Path) -> Shared:
    """Bring arrays to every worker.

    Parameters
    ----------
    cluster : Cluster
    arrays : mapping of str to ndarray
    folder : Path
        Below the work folder, so that it goes with it; readable to nobody else.

    Raises
    ------
    PeelError
        They cannot be written, or not be sent.
    """
    key = secrets.token_hex(8)
    workers = list(cluster.client.scheduler_info(n_workers=-1)["workers"])
    if seen_by_all(cluster, folder, key):
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        event("data_shared", how="file", bytes=sum(array.nbytes for array in arrays.values()), workers=len(workers))
        return Shared(key, "file", Files(str(folder), tuple(arrays)), 0)
    held = Held(arrays)
    with cluster._gone():
        future = cluster.client.scatter(held, broadcast=True, hash=False)
    sent = sum(array.nbytes for array in arrays.values()) * len(workers)
    event("data_shared", how="network", bytes=sent, workers=len(workers))
    return Shared(key, "network", future, sent)


def seen_by_all(cluster: Cluster, folder: Path, token: str) -> bool:
    """Tell whether every worker reads in `folder` what this machine has written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / PROBE).write_text(token)
    except OSError as error:
        raise PeelError(f"{folder} cannot be written ({error.strerror}).") from error
    with cluster._gone():
        answers = cluster.client.run(_reads, str(folder / PROBE))
    return all(answer == token for answer in answers.values())


def _reads(path: str) -> str | None:
    try:
        return Path(path).read_text()
    except OSError:
        return None


def arrays_of(data: Files | Held) -> Arrays:
    """Return the arrays, on a worker: mapped from their files, or as they came over the network.

    Raises
    ------
    PeelError
        A file is not there: a worker that joined later does not see the folder.
    """
    if isinstance(data, Held):
        return data.arrays
    try:
        return {name: np.load(Path(data.folder, f"{name}.npy"), mmap_mode="r") for name in data.names}
    except OSError as error:
        raise PeelError(
            f"A worker cannot read {data.folder} ({error.strerror}), which the others can. Start it where that folder "
            "is mounted, or begin without it, and give the same command."
        ) from error
