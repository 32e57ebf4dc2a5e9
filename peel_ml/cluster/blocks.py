"""Rows dealt to the workers, each row to one of them: for data that fits no worker alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from peel_ml.cluster.machines import Cluster


class Blocks:
    """Arrays on many workers: row *i* lies on worker *i* modulo their number, so that every fold has rows on each.

    The rows are sent once, when this is made; a choice of rows is sent as one bit a row.

    Parameters
    ----------
    cluster : Cluster
    arrays : sequence of ndarray
        All with the same number of rows.

    Raises
    ------
    PeelError
        The scheduler is gone.
    """

    def __init__(self, cluster: Cluster, arrays: Sequence[NDArray[Any]]) -> None:
        workers = sorted(cluster.client.scheduler_info(n_workers=-1)["workers"])
        self.client = cluster.client
        self._many = len(workers)
        self._rows = len(arrays[0])
        self._shapes = [(array.shape[1:], array.dtype) for array in arrays]
        with cluster._gone():
            self._futures = [
                [
                    self.client.scatter(_Block(array[number :: self._many]), workers=[worker], hash=False)
                    for number, worker in enumerate(workers)
                ]
                for array in arrays
            ]

    def rows(self, index: NDArray[np.int64]) -> tuple[Any, ...]:
        """Return these rows of every array, as Dask arrays that are cut at the same places."""
        import dask.array as da
        from dask.delayed import delayed

        chosen = np.zeros(self._rows, np.bool_)
        chosen[index] = True
        found = []
        for futures, (shape, dtype) in zip(self._futures, self._shapes, strict=True):
            blocks = []
            for number, future in enumerate(futures):
                here = chosen[number :: self._many]
                taken = delayed(_taken)(future, np.packbits(here), len(here))
                shape_here = (int(here.sum()), *shape)
                blocks.append(da.from_delayed(taken, shape=shape_here, dtype=dtype))  # type: ignore[no-untyped-call]
            found.append(da.concatenate(blocks, axis=0))  # type: ignore[no-untyped-call]
        return tuple(found)


class _Block:
    """Rows of one worker. It shows no value: Dask logs what a failed job was given."""

    def __init__(self, rows: NDArray[Any]) -> None:
        self.rows = np.ascontiguousarray(rows)

    def __repr__(self) -> str:
        return f"<{len(self.rows)} rows>"

    def __sizeof__(self) -> int:
        return self.rows.nbytes


def _taken(block: _Block, bits: NDArray[np.uint8], rows: int) -> NDArray[Any]:
    return block.rows[np.unpackbits(bits, count=rows).astype(np.bool_)]
