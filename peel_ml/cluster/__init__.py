"""More machines: a Dask scheduler and its workers, started by Dask's own commands. The only home of dask.

`connecting` finds the scheduler and refuses workers of other versions, `machines` does one job at a time for each
caller, `sharing` brings data to the workers once, `blocks` a
part of it to each. What a job computes is somebody else's: this package knows no
estimator and no search.
"""

from peel_ml.cluster.blocks import Blocks
from peel_ml.cluster.connecting import connect
from peel_ml.cluster.machines import Cluster
from peel_ml.cluster.sharing import Shared, arrays_of, share

__all__ = ["Blocks", "Cluster", "Shared", "arrays_of", "connect", "share"]
